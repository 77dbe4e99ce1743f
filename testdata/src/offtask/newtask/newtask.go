// Package newtask has begins on tasks whose goroutine does not run yet, or has
// just been started.
package newtask

func (t *Task) halt() { t.beginInternalStop((*groupStop)(nil)) }

func newTask(tg *ThreadGroup) *Task {
	t := &Task{tg: tg}
	tg.tasks = append(tg.tasks, t)
	return t
}

// Made begins on a task that it makes.
func Made(tg *ThreadGroup) *Task {
	t := &Task{tg: tg}
	t.beginInternalStop((*groupStop)(nil)) // want `t\.beginInternalStop must run on t's goroutine, which does not exist yet`
	t.Start()
	return t
}

// Constructed has it made.
func Constructed(tg *ThreadGroup) {
	t := newTask(tg)
	t.halt() // want `t\.halt must run on t's goroutine, which does not exist yet: it calls t\.beginInternalStop`
	go t.run()
}

// StartedFirst begins on a task that runs already.
func StartedFirst(tg *ThreadGroup) {
	t := newTask(tg)
	t.Start()
	t.halt() // want `t\.halt must run on t's goroutine, but here runs on the one that started it`
}

// Restart starts a task that it is given.
func (t *Task) Restart() {
	t.halt() // want `t\.halt must run on t's goroutine, which does not exist yet`
	t.Start()
}

// Deferred starts the task in the end.
func Deferred(tg *ThreadGroup) {
	t := newTask(tg)
	defer t.Start()
	t.halt() // want `t\.halt must run on t's goroutine, which does not exist yet`
	t.prepare()
}

// prepare sets the task up.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) prepare() {}

// Prepared has nobody to compete with before the task runs.
func Prepared(tg *ThreadGroup) {
	t := newTask(tg)
	t.prepare()
	t.Start()
}

// Synchronous is the task's goroutine itself.
func Synchronous(tg *ThreadGroup) {
	t := newTask(tg)
	t.halt()
	t.run()
}

type cloning struct{}

// execute makes a task on the goroutine of another.
func (*cloning) execute(t *Task) runState {
	child := newTask(t.tg)
	child.halt() // want `child\.halt must run on child's goroutine, which does not exist yet`
	child.Start()
	t.halt()
	return nil
}

// Found is given a task.
func Found(tg *ThreadGroup, t *Task) {
	t.halt()
}
