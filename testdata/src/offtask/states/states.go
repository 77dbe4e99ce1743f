// Package states has the state machine of its tasks in the form of functions.
package states

//stoplint:stop
type Hold interface{ Brief() bool }

type brief struct{}

func (*brief) Brief() bool { return true }

// Machine is driven by a goroutine that calls one state after the other.
//
//stoplint:task
type Machine struct {
	state state
	hold  Hold
	twin  *Machine
}

// state does something and returns what is to follow.
type state func(*Machine) state

//stoplint:begin internal
func begin(m *Machine, h Hold) { m.hold = h }

func (m *Machine) main() {
	for s := m.state; s != nil; {
		s = s(m)
	}
}

// Run starts m.
func (m *Machine) Run() {
	go m.main()
	go begin(m, (*brief)(nil)) // want `begin must run on m's goroutine, but here runs on a new goroutine`
}

func opening(m *Machine) state {
	begin(m, (*brief)(nil))
	return closing
}

func closing(m *Machine) state {
	begin(m.twin, (*brief)(nil)) // want `begin must run on m\.twin's goroutine, but here runs on m's`
	go func() {
		begin(m, (*brief)(nil)) // want `begin must run on m's goroutine, but here runs on a new goroutine`
	}()
	return func(m *Machine) state {
		begin(m, (*brief)(nil))
		return nil
	}
}

// phase is a state in the form of an interface of another name.
type phase interface {
	next(m *Machine, n int) (phase, error)
}

type first struct{ other *Machine }

func (f *first) next(m *Machine, n int) (phase, error) {
	begin(m, (*brief)(nil))
	begin(m.twin, (*brief)(nil)) // want `begin must run on m\.twin's goroutine, but here runs on m's`
	return nil, nil
}

func (m *Machine) phases(p phase) {
	for n := 0; p != nil; n++ {
		after, err := p.next(m, n)
		if err != nil {
			return
		}
		p = after
	}
}

// form takes a machine and returns its like, and is no state.
type form interface {
	with(m *Machine) form
}

type filled struct{ m *Machine }

func (f *filled) with(m *Machine) form {
	begin(m.twin, (*brief)(nil))
	return &filled{m}
}
