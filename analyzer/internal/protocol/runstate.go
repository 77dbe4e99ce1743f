package protocol

import "go/types"

// RunState is how a run state of tasks is executed: it is given the task, and
// returns the run state that comes next.
type RunState struct {
	Task int // index of the parameter that is the task; the receiver is not counted
	Next int // index of the result that is the next run state
}

// RunState reports whether a function of the name and signature is a run state,
// in one of the forms
//
//	type state interface{ execute(*Task) state } // its method, and those that implement it
//	type state func(*Task) state                 // functions and literals of its signature
func (m *Model) RunState(name string, sig *types.Signature) (RunState, bool) {
	s := RunState{Task: -1, Next: -1}
	for i := range sig.Params().Len() {
		if m.IsTask(sig.Params().At(i).Type()) {
			if s.Task >= 0 {
				return s, false
			}
			s.Task = i
		}
	}
	if s.Task < 0 {
		return s, false
	}
	for i := range sig.Results().Len() {
		if isNextState(name, sig, sig.Results().At(i).Type()) {
			s.Next = i
			return s, true
		}
	}
	return s, false
}

// isNextState reports whether values of type t are executed as the function of
// that name and signature is.
func isNextState(name string, sig *types.Signature, t types.Type) bool {
	var of *types.Signature
	switch u := t.Underlying().(type) {
	case *types.Interface:
		if sig.Recv() == nil {
			return false
		}
		for m := range u.Methods() {
			if m.Name() == name {
				of = m.Signature()
			}
		}
	case *types.Signature:
		if _, named := types.Unalias(t).(*types.Named); named && sig.Recv() == nil {
			of = u
		}
	}
	return of != nil && types.Identical(of.Params(), sig.Params()) && types.Identical(of.Results(), sig.Results())
}
