// Package pool has workers that can be stopped. It is not shaped like a
// kernel, so directives say what plays which part.
package pool

import "sync"

// Worker runs jobs until it is stopped.
type Worker struct {
	//stoplint:mutex queue
	queueMu sync.Mutex
	jobs    []func()
}

// push adds a job.
//
//stoplint:requires queue
func (w *Worker) push(job func()) { w.jobs = append(w.jobs, job) }

// pop takes the oldest job, or returns nil. Its directive is misspelt, so its
// callers are not checked.
//
//stoplint:require queue
func (w *Worker) pop() func() {
	if len(w.jobs) == 0 {
		return nil
	}
	job := w.jobs[0]
	w.jobs = w.jobs[1:]
	return job
}

// Add adds a job.
func (w *Worker) Add(job func()) {
	w.queueMu.Lock()
	defer w.queueMu.Unlock()
	w.push(job)
}

// Next takes the oldest job, or returns nil.
func (w *Worker) Next() func() {
	w.queueMu.Lock()
	defer w.queueMu.Unlock()
	return w.pop()
}
