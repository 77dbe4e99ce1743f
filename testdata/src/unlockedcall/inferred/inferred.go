// Package inferred has functions with no written contract, that need what
// their bodies need. Findings are at the callers.
package inferred

// park needs the signal mutex, as its body shows. Every caller holds it.
func (t *Task) park() {
	t.interrupt()
	t.stopLocked()
}

func (t *Task) Park() {
	t.tg.signalHandlers.mu.Lock()
	t.park()
	t.tg.signalHandlers.mu.Unlock()
}

func (tg *ThreadGroup) ParkAll() {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	for _, t := range tg.tasks {
		t.park()
	}
}

// unpark has one caller that does not hold the mutex.
func (t *Task) unpark() {
	t.endStopLocked()
	t.interrupt()
}

func (t *Task) Unpark() {
	t.tg.signalHandlers.mu.Lock()
	t.unpark()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) UnparkBare() {
	t.unpark() // want `t\.unpark called without the signal mutex \(t\.tg\.signalHandlers\.mu\) held: it calls .*endStopLocked`
}

// unparkAll needs the mutex two deep.
func (tg *ThreadGroup) unparkAll() {
	for _, t := range tg.tasks {
		t.unpark()
	}
}

func (tg *ThreadGroup) UnparkAll() {
	tg.signalHandlers.mu.Lock()
	tg.unparkAll()
	tg.signalHandlers.mu.Unlock()
}

func (tg *ThreadGroup) UnparkAllTooLate() {
	tg.signalHandlers.mu.Lock()
	tg.leader.pending = nil
	tg.signalHandlers.mu.Unlock()
	tg.unparkAll() // want `tg\.unparkAll called without the signal mutex .* held: it calls`
}

// resumeEverything needs the mutex three deep.
func resumeEverything(tg *ThreadGroup) {
	tg.unparkAll()
}

func Resume(tg *ThreadGroup) {
	tg.signalHandlers.mu.Lock()
	resumeEverything(tg)
	tg.signalHandlers.mu.Unlock()
}

func ResumeBare(tg *ThreadGroup) {
	resumeEverything(tg) // want `resumeEverything called without the signal mutex .* held: it calls`
}

func ResumeMaybe(tg *ThreadGroup, pids []int) {
	if len(pids) > 0 {
		tg.signalHandlers.mu.Lock()
		defer tg.signalHandlers.mu.Unlock()
	}
	resumeEverything(tg) // want `resumeEverything called without the signal mutex .* held on some paths: it calls`
}

// freezeLocked is named for a need that nobody wrote down.
func (t *Task) freezeLocked() {
	t.stopLocked()
}

func (t *Task) Freeze() {
	t.tg.signalHandlers.mu.Lock()
	t.freezeLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) FreezeBare() {
	t.freezeLocked() // want `t\.freezeLocked called without the signal mutex .* held: it calls .*stopLocked`
}

// FreezeAllLocked is exported, and named for what its body needs.
func (tg *ThreadGroup) FreezeAllLocked() {
	for _, t := range tg.tasks {
		t.freezeLocked()
	}
}

func (tg *ThreadGroup) FreezeAllBare() {
	tg.FreezeAllLocked() // want `tg\.FreezeAllLocked called without the signal mutex .* held: it calls`
}

// Thaw is exported and named for nothing: it is entered with nothing held.
func (t *Task) Thaw() {
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

// orphan has no caller: it is entered with nothing held.
func (t *Task) orphan() {
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

// reparent locks for itself before it needs the mutex, so it needs nothing.
func (t *Task) reparent() {
	t.tg.signalHandlers.mu.Lock()
	t.park()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) Reparent() {
	t.reparent()
}

// onlyIfNamed needs the mutex on one path.
func (t *Task) onlyIfNamed() {
	if t.name == "" {
		return
	}
	t.stopLocked()
}

func (t *Task) OnlyIfNamed() {
	t.tg.signalHandlers.mu.Lock()
	t.onlyIfNamed()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) OnlyIfNamedBare() {
	t.onlyIfNamed() // want `t\.onlyIfNamed called without the signal mutex .* held.*: it calls .*stopLocked`
}

// rename needs a mutex of its parameter.
func rename(t *Task, name string) {
	t.renameLocked(name)
}

func Rename(u *Task) {
	u.mu.Lock()
	rename(u, "renamed")
	u.mu.Unlock()
	rename(u, "late") // want `rename called without u\.mu held: it calls`
}
