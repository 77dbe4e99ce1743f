package aliases

// Contracts about the receiver's own mutex, where another task's will not do.

func OwnMutex(a, b *Task) {
	a.mu.Lock()
	a.renameLocked("a")
	a.mu.Unlock()
	b.mu.Lock()
	b.renameLocked("b")
	b.mu.Unlock()
}

// TwoParams is right only if it is handed the same task twice.
func TwoParams(a, b *Task) {
	a.mu.Lock()
	b.renameLocked("b") // want `b\.renameLocked called with a\.mu held instead of b\.mu`
	a.mu.Unlock()
}

// TwoParamsTold is handed different tasks, as it has checked.
func TwoParamsTold(a, b *Task) {
	if a == b {
		return
	}
	a.mu.Lock()
	b.renameLocked("b") // want `b\.renameLocked called with a\.mu held instead of b\.mu`
	a.mu.Unlock()
}

func TwoParamsSame(a, b *Task) {
	a.mu.Lock()
	if a == b {
		b.renameLocked("b")
	} else {
		b.mu.Lock()
		b.renameLocked("b")
		b.mu.Unlock()
	}
	a.mu.Unlock()
}

var (
	firstTask  Task
	secondTask Task
)

// Globals are two variables, hence two tasks.
func Globals() {
	firstTask.mu.Lock()
	firstTask.renameLocked("first")
	secondTask.renameLocked("second") // want `secondTask\.renameLocked called with firstTask\.mu held instead of secondTask\.mu`
	firstTask.mu.Unlock()
}

type pair struct {
	left, right Task
}

// Fields are two parts of one struct, hence two tasks.
func (p *pair) Fields() {
	p.left.mu.Lock()
	p.left.renameLocked("left")
	p.right.renameLocked("right") // want `p\.right\.renameLocked called with p\.left\.mu held instead of p\.right\.mu`
	p.left.mu.Unlock()
}

type pointers struct {
	left, right *Task
}

// PointerFields may point to the same task.
func (p *pointers) PointerFields() {
	p.left.mu.Lock()
	p.right.renameLocked("right")
	p.left.mu.Unlock()
}

type row [2]Task

// Elements with different constant indices are different.
func (r *row) Elements() {
	r[0].mu.Lock()
	r[0].renameLocked("zero")
	r[1].renameLocked("one") // want `renameLocked called with .*mu held instead of .*mu`
	r[0].mu.Unlock()
}

// ElementsUnknown have indices that may be equal.
func (r *row) ElementsUnknown(i, j int) {
	r[i].mu.Lock()
	r[j].renameLocked("j")
	r[i].mu.Unlock()
}

// BothHeld holds the right one beside the wrong one.
func BothHeld(a, b *Task) {
	a.mu.Lock()
	b.mu.Lock()
	b.renameLocked("b")
	a.renameLocked("a")
	b.mu.Unlock()
	a.mu.Unlock()
}

// OneReleased lets go of the right one first.
func OneReleased(a, b *Task) {
	if a == b {
		return
	}
	a.mu.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	b.renameLocked("b") // want `b\.renameLocked called with(out b\.mu held| a\.mu held instead of b\.mu)`
	a.mu.Unlock()
}

// Reassigned locks one task and calls on the next.
//
// MISS: that a task is not its own successor is true of lists, not of pointers.
func Reassigned(tasks []*Task) {
	for i := 0; i+1 < len(tasks); i++ {
		t := tasks[i]
		t.mu.Lock()
		t = tasks[i+1]
		t.renameLocked("next")
		tasks[i].mu.Unlock()
	}
}
