// Package interfaces has contracts on interface methods.
package interfaces

// member is something that stops with its thread group.
type member interface {
	// haltLocked stops the member.
	//
	// Preconditions: The signal mutex must be locked.
	haltLocked()

	// resume lets the member run. It takes the mutexes it needs.
	resume()
}

// haltLocked implements member.haltLocked.
func (t *Task) haltLocked() { t.stopLocked() }

// resume implements member.resume.
func (t *Task) resume() {
	t.tg.signalHandlers.mu.Lock()
	t.endStopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (tg *ThreadGroup) Halt(m member) {
	tg.signalHandlers.mu.Lock()
	m.haltLocked()
	tg.signalHandlers.mu.Unlock()
}

func HaltBare(m member) {
	m.haltLocked() // want `m\.haltLocked called without the signal mutex \(SignalHandlers\.mu\) held$`
}

func (tg *ThreadGroup) HaltTooLate(m member) {
	tg.signalHandlers.mu.Lock()
	tg.leader.pending = nil
	tg.signalHandlers.mu.Unlock()
	m.haltLocked() // want `m\.haltLocked called without the signal mutex .* held$`
}

// HaltTask calls an implementation, which inherits the contract.
func HaltTask(t *Task) {
	t.tg.signalHandlers.mu.Lock()
	t.haltLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.haltLocked() // want `t\.haltLocked called without the signal mutex .* held$`
}

func ResumeAll(ms []member) {
	for _, m := range ms {
		m.resume()
	}
}

// timer is a member that needs no mutex, but is called under one all the same.
type timer struct {
	task *Task
	off  bool
}

// haltLocked implements member.haltLocked. It is entered with the mutex that
// the interface promises.
func (tm *timer) haltLocked() {
	tm.task.stopLocked()
	tm.off = true
}

func (tm *timer) resume() {
	tm.task.endStopLocked() // want `tm\.task\.endStopLocked called without the signal mutex .* held`
	tm.off = false
}

// Converted calls through a value whose concrete type is known.
func Converted(t *Task) {
	var m member = t
	m.haltLocked() // want `m\.haltLocked called without the signal mutex .* held`
}

// visitor has no contract: nothing is known of its implementations' needs.
type visitor interface {
	visit(t *Task)
}

// stopVisitor is called through visitor, under whatever its caller holds.
type stopVisitor struct{}

// Preconditions: The signal mutex must be locked.
func (stopVisitor) visit(t *Task) { t.stopLocked() }

func (tg *ThreadGroup) Visit(v visitor) {
	tg.signalHandlers.mu.Lock()
	v.visit(tg.leader)
	tg.signalHandlers.mu.Unlock()
}

// VisitBare may be handed a visitor that needs nothing.
func (tg *ThreadGroup) VisitBare(v visitor) {
	v.visit(tg.leader)
}

// Embedded interfaces bring their contracts along.
type group interface {
	member
	size() int
}

func HaltGroup(g group) int {
	g.haltLocked() // want `g\.haltLocked called without the signal mutex .* held$`
	return g.size()
}

// wrapper embeds the interface in a struct.
type wrapper struct {
	member
	tg *ThreadGroup
}

func (w *wrapper) Halt() {
	w.tg.signalHandlers.mu.Lock()
	w.haltLocked()
	w.tg.signalHandlers.mu.Unlock()
}

func (w *wrapper) HaltBare() {
	w.haltLocked() // want `w\.haltLocked called without the signal mutex .* held$`
}

// Bound is a method value of an interface.
func Bound(m member) {
	f := m.haltLocked
	f() // want `called without the signal mutex .* held$`
}
