// want package:"is begun"

// Package related holds findings whose related places a test looks at.
package related

type TaskStop interface {
	Killable() bool
}

type Task struct{ stop TaskStop }

func (t *Task) beginInternalStop(s TaskStop) { t.stop = s }

type valueStop struct{}

func (valueStop) Killable() bool { return true } // want `value receiver`

func helper(t *Task, s TaskStop) { // want helper:`begin`
	t.beginInternalStop(s)
}

func begin(t *Task) {
	made := valueStop{}
	helper(t, made) // want `made is begun as a value of valueStop`
}

func end(t *Task) bool {
	_, ok := t.stop.(*valueStop)
	return ok
}

type nilStop struct{}

func (nilStop) Killable() bool { return true } // want `panics`

func beginNil(t *Task) {
	t.beginInternalStop((*nilStop)(nil))
}

func same(t *Task, s TaskStop) bool { // want same:`comparison`
	return t.stop == s
}

func endNil(t *Task) bool {
	if _, ok := t.stop.(nilStop); ok { // want `never matches`
		return true
	}
	return same(t, nilStop{}) // want `flows to a comparison`
}
