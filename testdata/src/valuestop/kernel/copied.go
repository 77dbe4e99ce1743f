package kernel

type copiedStop struct{ n int }

func (*copiedStop) Killable() bool { return true }

func (s *copiedStop) number() int { return s.n }

func (t *Task) beginCopied() *copiedStop {
	s := &copiedStop{1}
	t.beginInternalStop(s)
	return s
}

// isCopy compares with a copy that nothing else has.
func (t *Task) isCopy(s *copiedStop) bool {
	c := *s
	return t.stop == &c // want `t.stop == &c never matches: &c is a new pointer; use .\(\*copiedStop\)`
}

// isParam compares with a parameter, which is a copy, too.
func (t *Task) isParam(s copiedStop) bool {
	return t.stop == &s // want `t.stop == &s never matches: &s is a new pointer; use .\(\*copiedStop\)`
}

// isBegun compares with a variable that has been begun.
func (t *Task) isBegun() bool {
	var s copiedStop
	t.beginInternalStop(&s)
	return t.stop == &s
}

// isNumbered may have begun it in the method.
func (t *Task) isNumbered(s copiedStop) bool {
	return s.number() > 0 && t.stop == &s
}

var keptStop copiedStop

// isKept compares with a variable that others can begin.
func (t *Task) isKept() bool { return t.stop == &keptStop }
