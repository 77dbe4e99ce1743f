package kernel

// Comparisons that never match.

type compareStop struct{}

func (*compareStop) Killable() bool { return true }

func (t *Task) beginCompare() { t.beginInternalStop((*compareStop)(nil)) }

func (t *Task) endCompare() bool {
	if t.stop == (*compareStop)(nil) {
		return true
	}
	if t.stop == &(compareStop{}) { // want `t.stop == &\(compareStop\{\}\) need not match: &\(compareStop\{\}\) is a new pointer to a stop without data; use \(\*compareStop\)\(nil\)`
		return true
	}
	if new(compareStop) != t.stop { // want `t.stop != new\(compareStop\) need not match`
		return true
	}
	switch t.stop {
	case (*compareStop)(nil):
		return true
	case &compareStop{}: // want `t.stop == &compareStop\{\} need not match`
		return false
	}
	return t.stop == nil
}

// A value compiles with a value receiver.

type compareValue struct{}

func (compareValue) Killable() bool { return true } // want `compareValue.Killable has a value receiver: calling it on`

func (t *Task) beginCompareValue() { t.beginInternalStop((*compareValue)(nil)) }

func (t *Task) endCompareValue(v compareValue) bool {
	if t.stop == (compareValue{}) { // want `^t.stop == compareValue\{\} never matches`
		return true
	}
	return t.stop == compareValue{} || // want `t.stop == compareValue\{\} never matches: compareValue is begun as a pointer; use \*compareValue`
		t.stop == TaskStop(compareValue{}) || // want `t.stop == compareValue\{\} never matches`
		t.stop == v || // want `t.stop == v never matches`
		t.stop == (*compareValue)(nil)
}

// A value that is begun matches a value: the begin is what is wrong.

type sameValue struct{}

func (sameValue) Killable() bool { return true } // want `sameValue.Killable has a value receiver`

func (t *Task) beginSame() { t.beginInternalStop(sameValue{}) } // want `sameValue\{\} is begun as a value`

func (t *Task) endSame() bool { return t.stop == sameValue{} }

// A stop with data is not its typed nil.

type compareData struct{ n int }

func (*compareData) Killable() bool { return true }

// Its typed nil may have another use.

type saved interface{ save() }

func (*compareData) save() {}

func register(saved) {}

func init() { register((*compareData)(nil)) }

func (t *Task) beginCompareData() { t.beginInternalStop(&compareData{1}) }

func (t *Task) endCompareData(kept *compareData) bool { // want endCompareData:`param 0 flows to comparison`
	return t.stop == (*compareData)(nil) || // want `t.stop == \(\*compareData\)\(nil\) never matches: compareData is always begun as &compareData\{…\}; use .\(\*compareData\)`
		t.stop == &compareData{1} || // want `t.stop == &compareData\{…\} never matches: &compareData\{…\} is a new pointer; use .\(\*compareData\)`
		t.stop == kept
}

// Unless it is begun as one too.

type compareEither struct{ n int }

func (*compareEither) Killable() bool { return true }

func (t *Task) beginCompareEither(n int) {
	if n == 0 {
		t.beginInternalStop((*compareEither)(nil))
	} else {
		t.beginInternalStop(&compareEither{n})
	}
}

func (t *Task) endCompareEither() bool { return t.stop == (*compareEither)(nil) }

// Or it is not known how it is begun.

type compareUnknown struct{ n int }

func (*compareUnknown) Killable() bool { return true }

var unknownStops = map[string]*compareUnknown{} // want unknownStops:`flows to begin`

func (t *Task) beginCompareUnknown(name string) {
	t.beginInternalStop(&compareUnknown{1})
	t.beginInternalStop(unknownStops[name])
}

func (t *Task) endCompareUnknown() bool { return t.stop == (*compareUnknown)(nil) }

// The stop to compare with comes from a caller.

type endStop struct{}

func (endStop) Killable() bool { return true } // want `endStop.Killable has a value receiver: calling it on`

func (t *Task) beginEnd() { t.beginInternalStop((*endStop)(nil)) }

func (t *Task) endIf(s TaskStop) { // want endIf:`param 0 flows to comparison`
	if t.stop == s {
		t.endInternalStopLocked()
	}
}

func (t *Task) endEnd() {
	t.endIf(endStop{}) // want `endStop\{\} flows to a comparison of stops: it never equals a stop begun as a pointer; use \(\*endStop\)\(nil\)`
	t.endIf((*endStop)(nil))
	t.endIf(&compareStop{}) // want `the comparison need not match: &compareStop\{\} is a new pointer to a stop without data`
}
