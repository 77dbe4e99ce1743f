package kernel // want package:"sameValue is begun as value"

// Assertions and cases that never match.

type assertStop struct{}

func (assertStop) Killable() bool { return true } // want `assertStop.Killable has a value receiver: calling it on`

func (t *Task) beginAssert() { t.beginInternalStop((*assertStop)(nil)) }

func (t *Task) endAssert(other any) bool {
	if _, ok := t.stop.(assertStop); ok { // want `t.stop.\(assertStop\) never matches: assertStop is begun as a pointer; use \*assertStop`
		return true
	}
	if _, ok := t.stop.(*assertStop); ok {
		return true
	}
	if _, ok := other.(assertStop); ok {
		return true
	}
	switch s := t.stop.(type) {
	case nil:
		return false
	case assertStop: // want `t.stop.\(assertStop\) never matches`
		return s.Killable()
	case *assertStop:
		return true
	}
	switch t.stop.(type) {
	case *compareStop, assertStop: // want `t.stop.\(assertStop\) never matches`
		return true
	}
	switch other.(type) {
	case assertStop:
		return true
	}
	return false
}

// No stop of the type is begun here: a value is wrong all the same.

type assertUnseen struct{}

func (assertUnseen) Killable() bool { return true } // want `assertUnseen.Killable has a value receiver`

func (t *Task) endUnseen() bool {
	_, ok := t.stop.(assertUnseen) // want `t.stop.\(assertUnseen\) asks for a value: it never matches a stop begun as a pointer; use \*assertUnseen`
	return ok
}

// A value is begun, and asked for.

type assertSame struct{ n int }

func (assertSame) Killable() bool { return true } // want `assertSame.Killable has a value receiver`

func (t *Task) beginAssertSame(n int) { t.beginInternalStop(assertSame{n}) } // want `assertSame\{…\} is begun as a value`

func (t *Task) endAssertSame() int { return t.stop.(assertSame).n }
