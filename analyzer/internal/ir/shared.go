package ir

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// IsShared reports whether obj may be known to other goroutines by the time
// instr runs: something before it sends obj, starts a goroutine with it, or
// stores it where others find it. An object that the function has made, and
// that is not shared itself, is no such place.
func IsShared(obj ssa.Value, instr ssa.Instruction) bool {
	s := sharing{at: instr, seen: map[ssa.Value]bool{}}
	return s.shared(obj)
}

// sharing looks for what makes values known before an instruction.
type sharing struct {
	at   ssa.Instruction
	seen map[ssa.Value]bool // these are being looked at, or are not shared
}

func (s *sharing) shared(v ssa.Value) bool {
	if s.seen[v] {
		return false
	}
	s.seen[v] = true
	if v.Referrers() == nil {
		return true
	}
	for _, ref := range *v.Referrers() {
		if MayPrecede(ref, s.at) && s.publishes(ref, v) {
			return true
		}
	}
	return false
}

// publishes reports whether ref makes v known.
func (s *sharing) publishes(ref ssa.Instruction, v ssa.Value) bool {
	switch ref := ref.(type) {
	case *ssa.Send, *ssa.Go:
		return true
	case *ssa.MapUpdate:
		return ref.Map != v && s.sharedPlace(ref.Map)
	case *ssa.MakeClosure:
		return s.sharedClosure(ref)
	case *ssa.Store:
		if ref.Val != v {
			return false
		}
		_, local := ref.Addr.(*ssa.Alloc)
		return !local && s.sharedPlace(ref.Addr)
	}
	return false
}

// sharedClosure reports whether a function literal, or a method value, is
// stored where others find it or runs in a new goroutine, or whoever is called
// with it may do so.
func (s *sharing) sharedClosure(fn ssa.Value) bool {
	for _, use := range *fn.Referrers() {
		switch use := use.(type) {
		case *ssa.DebugRef:
		case *ssa.ChangeType:
			if s.sharedClosure(use) {
				return true
			}
		case *ssa.Store:
			_, variable := use.Addr.(*ssa.Alloc)
			if variable || use.Val == fn && s.sharedPlace(use.Addr) {
				return true
			}
		case *ssa.MapUpdate:
			if s.sharedPlace(use.Map) {
				return true
			}
		case *ssa.Go:
			return true
		case ssa.CallInstruction:
			if use.Common().Value != fn {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// sharedPlace reports whether others find what is stored at addr, or in the map
// addr.
func (s *sharing) sharedPlace(addr ssa.Value) bool {
	switch v := addr.(type) {
	case *ssa.FieldAddr:
		return s.sharedPlace(v.X)
	case *ssa.IndexAddr:
		return s.sharedPlace(v.X)
	case *ssa.Slice:
		return s.sharedPlace(v.X)
	case *ssa.UnOp:
		return v.Op != token.MUL || s.sharedPlace(v.X)
	case *ssa.Alloc:
		return s.shared(v) || s.given(v) || s.sharedElements(v)
	case *ssa.MakeMap, *ssa.MakeSlice:
		return s.shared(v) || s.given(v)
	}
	return true
}

// given reports whether v is an argument of a call, other than the receiver of a
// method, or becomes known as a value of an interface. Whoever is given an object
// itself is taken to leave it alone, but not what is in one that was made to be
// given away.
func (s *sharing) given(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if !MayPrecede(ref, s.at) {
			continue
		}
		switch ref := ref.(type) {
		case *ssa.MakeInterface:
			if s.shared(ref) || s.given(ref) {
				return true
			}
		case ssa.CallInstruction:
			common := ref.Common()
			args := common.Args
			if fn := common.StaticCallee(); fn != nil && fn.Signature.Recv() != nil {
				args = args[1:]
			}
			if _, builtin := common.Value.(*ssa.Builtin); !builtin && slices.Contains(args, v) {
				return true
			}
		}
	}
	return false
}

// sharedElements reports whether the arguments of a variadic call, which are in
// the array args, are appended to a slice that others find, or given to anybody
// else.
func (s *sharing) sharedElements(args *ssa.Alloc) bool {
	if args.Comment != "varargs" {
		return false
	}
	for _, ref := range *args.Referrers() {
		slice, ok := ref.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, use := range *slice.Referrers() {
			call, ok := use.(*ssa.Call)
			if !ok {
				return true
			}
			if b, ok := call.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" || s.shared(call) {
				return true
			}
		}
	}
	return false
}
