package kernel

// Value receivers: they let a value compile as a stop.

type nilReceiver struct{}

func (nilReceiver) Killable() bool { return true } // want `nilReceiver.Killable has a value receiver: calling it on \(\*nilReceiver\)\(nil\), which is begun, panics; use a pointer receiver`

func (t *Task) beginNilReceiver() {
	t.beginInternalStop((*nilReceiver)(nil))
}

type pointerReceiver struct{}

func (*pointerReceiver) Killable() bool { return true }

func (t *Task) beginPointerReceiver() {
	t.beginInternalStop((*pointerReceiver)(nil))
}

type keptReceiver struct{ n int }

func (k keptReceiver) Killable() bool { return k.n > 0 } // want `keptReceiver.Killable has a value receiver, so a value of keptReceiver passes as a stop that .\(\*keptReceiver\) never matches; use a pointer receiver`

func (t *Task) beginKept(n int) {
	t.beginInternalStop(&keptReceiver{n})
}

// Nothing but a stop, though nobody begins it here.

type onlyStop struct{}

func (onlyStop) Killable() bool { return true } // want `onlyStop.Killable has a value receiver`

var _ TaskStop = onlyStop{}

type onlyPointer struct{}

func (*onlyPointer) Killable() bool { return true }

var _ TaskStop = (*onlyPointer)(nil)

// A process that can be asked the same question is no stop.

type process struct{ pid int }

func (p process) Killable() bool { return p.pid != 1 }

func (p process) PID() int { return p.pid }

// The same, never used as a stop.

type question struct{}

func (question) Killable() bool { return false }

// A method that the stop interface does not have may have any receiver.

type namedStop struct{ name string }

func (*namedStop) Killable() bool { return true }

func (n namedStop) String() string { return n.name }

func (t *Task) beginNamed() {
	t.beginInternalStop(&namedStop{name: "named"})
}
