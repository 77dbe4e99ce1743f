package kernel

// Values of types that are not comparable.

type queueStop struct{ waiters []*Task }

func (queueStop) Killable() bool { return true } // want `queueStop.Killable has a value receiver`

type funcStop func() bool

func (f funcStop) Killable() bool { return f() } // want `funcStop.Killable has a value receiver`

type queuePointer struct{ waiters []*Task }

func (*queuePointer) Killable() bool { return true }

func (t *Task) beginQueue(waiters []*Task) {
	t.beginInternalStop(queueStop{waiters})                     // want `queueStop\{…\} is begun as a value that is not comparable: == on the stop in force panics; use &queueStop\{…\}`
	t.beginInternalStop(funcStop(func() bool { return false })) // want `funcStop\(\(func\(\) bool literal\)\) is begun as a value that is not comparable: == on the stop in force panics; use a \*funcStop`
	t.beginInternalStop(&queuePointer{waiters})
}
