package labelled // want package:"labelled.delay is begun as new pointer; labelled.limit is begun as typed nil; labelled.pause is begun as typed nil; labelled.quota is begun as typed nil, new pointer"

// A stop interface with two methods.

import "sync"

type JobStop interface {
	Killable() bool
	Label() string
}

type handlers struct{ mu sync.Mutex }

type group struct{ signalHandlers *handlers }

type Job struct {
	tg   *group
	stop JobStop
}

func (j *Job) beginInternalStop(s JobStop) {
	j.tg.signalHandlers.mu.Lock()
	defer j.tg.signalHandlers.mu.Unlock()
	j.stop = s
}

// One method has a value receiver, so that a value is no stop. The typed nil
// is, and panics.

type pause struct{}

func (*pause) Killable() bool { return true }
func (pause) Label() string   { return "pause" } // want `pause.Label has a value receiver: calling it on \(\*pause\)\(nil\), which is begun, panics; use a pointer receiver`

func (j *Job) pause() { j.beginInternalStop((*pause)(nil)) }

// With data it is begun as a new pointer, on which the method works.

type delay struct{ ticks int }

func (*delay) Killable() bool { return true }
func (d delay) Label() string { return "delay" }

func (j *Job) delay() { j.beginInternalStop(&delay{2}) }

// The typed nil of a stop whose method reads its data.

type quota struct{ left int }

func (q *quota) Killable() bool { return q.left > 0 }
func (q *quota) Label() string  { return "quota" }

func (j *Job) quota(b bool) {
	if b {
		j.beginInternalStop(&quota{1})
		return
	}
	j.beginInternalStop((*quota)(nil)) // want `\(\*quota\)\(nil\) is begun, and Killable reads its data: calling it panics; use &quota{…}`
}

// A method that expects nil.

type limit struct{ left int }

func (l *limit) Killable() bool { return l == nil || l.left > 0 }
func (l *limit) Label() string  { return "limit" }

func (j *Job) limit() { j.beginInternalStop((*limit)(nil)) }
