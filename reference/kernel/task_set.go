package kernel

import (
	"slices"
	"sync"
)

// A TaskSet is all tasks of a kernel.
type TaskSet struct {
	// mu (hereafter "the TaskSet mutex") protects what tasks and thread groups
	// there are and how they are related. Locking it for reading keeps every
	// ThreadGroup.signalHandlers from being replaced.
	mu sync.RWMutex

	// Root is the namespace in which every task has a thread ID. Root is
	// immutable.
	Root *PIDNamespace

	// stopCount is the number of external stops in force on all tasks. Each
	// of them is also in the stop count of every task.
	//
	// stopCount is protected by the TaskSet mutex.
	stopCount int32

	accounts goroutineAccounts
}

func newTaskSet() *TaskSet {
	ts := &TaskSet{}
	ts.accounts.changed.L = &ts.accounts.mu
	ts.Root = &PIDNamespace{
		owner: ts,
		tasks: make(map[ThreadID]*Task),
		tids:  make(map[*Task]ThreadID),
	}
	return ts
}

// A PIDNamespace gives tasks their thread IDs.
type PIDNamespace struct {
	// owner is the TaskSet whose tasks are in the namespace. owner is
	// immutable.
	owner *TaskSet

	// last is the thread ID that was assigned last. IDs are not used again.
	//
	// last is protected by owner.mu.
	last ThreadID

	// exiting is true if no task is created any more.
	//
	// exiting is protected by owner.mu.
	exiting bool

	// tasks and tids map from thread ID to task and back. A task is in them
	// until it has been reaped.
	//
	// tasks and tids are protected by owner.mu.
	tasks map[ThreadID]*Task
	tids  map[*Task]ThreadID
}

// assignTIDLocked gives t its thread ID.
//
// Preconditions:
//   - The TaskSet mutex must be locked for writing.
//   - t's signal mutex must be locked.
func (ns *PIDNamespace) assignTIDLocked(t *Task) {
	ns.last++
	ns.setTIDLocked(t, ns.last)
}

// setTIDLocked makes tid the thread ID of t.
//
// Preconditions: Same as assignTIDLocked.
func (ns *PIDNamespace) setTIDLocked(t *Task, tid ThreadID) {
	t.tid = tid
	ns.tasks[tid] = t
	ns.tids[t] = tid
}

// removeLocked removes t, whose thread ID then names nothing.
//
// Preconditions: The TaskSet mutex must be locked for writing.
func (ns *PIDNamespace) removeLocked(t *Task) {
	delete(ns.tasks, t.tid)
	delete(ns.tids, t)
}

// sortedLocked returns all tasks in the order of their thread IDs.
//
// Preconditions: The TaskSet mutex must be locked (for reading or writing).
func (ns *PIDNamespace) sortedLocked() []*Task {
	all := make([]*Task, 0, len(ns.tids))
	for t := range ns.tids {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *Task) int { return int(a.tid - b.tid) })
	return all
}
