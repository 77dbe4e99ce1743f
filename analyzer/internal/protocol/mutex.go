package protocol

import "go/types"

// Op is what a call does to a mutex.
type Op uint8

const (
	NoOp Op = iota
	OpLock
	OpUnlock
	OpRLock
	OpRUnlock
	OpTryLock
	OpTryRLock
	OpDowngrade
)

var opNames = map[string]Op{
	"Lock": OpLock, "Unlock": OpUnlock,
	"RLock": OpRLock, "RUnlock": OpRUnlock,
	"NestedLock": OpLock, "NestedUnlock": OpUnlock,
	"NestedRLock": OpRLock, "NestedRUnlock": OpRUnlock,
	"TryLock": OpTryLock, "TryRLock": OpTryRLock,
	"RLockBypass": OpRLock, "RUnlockBypass": OpRUnlock, // without a validator, in generated mutexes
	"DowngradeLock": OpDowngrade,
}

// MutexOp returns what a call of method fn does, if fn is a method of a mutex
// type or of an interface like sync.Locker; otherwise NoOp.
func MutexOp(fn *types.Func) Op {
	op, ok := opNames[fn.Name()]
	if !ok {
		return NoOp
	}
	recv := fn.Signature().Recv()
	if recv == nil || !IsMutex(recv.Type()) {
		return NoOp
	}
	return op
}

// IsMutex reports whether t, or what it points to, is a mutex: sync.Mutex,
// sync.RWMutex, an interface of just such methods (sync.Locker), a type
// parameter so constrained, or a named struct type that declares Lock and
// Unlock and is made of nothing but mutexes, atomics, channels and plain words.
//
// A type that embeds a mutex beside other data promotes Lock and Unlock, but
// is not itself the mutex: its embedded field is. Nor is an object that locks
// itself, which has a mutex beside plain words, and methods that do other things.
func IsMutex(t types.Type) bool {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		iface, ok := t.Constraint().Underlying().(*types.Interface)
		return ok && isLocker(iface)
	case *types.Named:
		switch u := t.Underlying().(type) {
		case *types.Interface:
			return isLocker(u)
		case *types.Struct:
			return locks(t) && isMadeToLock(t, u)
		}
	}
	return false
}

// locks reports whether named itself declares Lock() and Unlock().
func locks(named *types.Named) bool {
	for _, name := range [...]string{"Lock", "Unlock"} {
		m := declaredMethod(named, name)
		if m == nil || m.Signature().Params().Len() > 0 || m.Signature().Results().Len() > 0 {
			return false
		}
	}
	return true
}

// isMadeToLock reports whether the fields of named are such that locking is
// all it does: at least one to lock with, and no data beside.
func isMadeToLock(named *types.Named, s *types.Struct) bool {
	if pkg := named.Obj().Pkg(); pkg != nil && (pkg.Path() == "sync" || pkg.Path() == "internal/sync") {
		return s.NumFields() > 0
	}
	canLock, hasMutex, hasWords := false, false, false
	for f := range s.Fields() {
		t := f.Type()
		if a, ok := t.Underlying().(*types.Array); ok {
			t = a.Elem()
		}
		if IsMutex(t) {
			canLock, hasMutex = true, true
			continue
		}
		switch u := t.Underlying().(type) {
		case *types.Chan:
			canLock = true
		case *types.Basic:
			canLock, hasWords = canLock || u.Kind() == types.Uint32 || u.Kind() == types.Int32, true
		case *types.Struct:
			if isAtomic(t) {
				canLock = true
			} else if u.NumFields() > 0 {
				return false
			}
		default:
			return false
		}
	}
	return canLock && !(hasMutex && hasWords && doesMore(named))
}

// doesMore reports whether named declares methods that are no lock operations.
func doesMore(named *types.Named) bool {
	for m := range named.Origin().Methods() {
		if opNames[m.Name()] == NoOp && m.Name() != "RLocker" {
			return true
		}
	}
	return false
}

func isAtomic(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync/atomic"
}

// isLocker reports whether every method of iface is a mutex operation, Lock
// and Unlock among them.
func isLocker(iface *types.Interface) bool {
	var lock, unlock bool
	for m := range iface.Methods() {
		switch opNames[m.Name()] {
		case NoOp:
			return false
		case OpLock:
			lock = true
		case OpUnlock:
			unlock = true
		}
	}
	return lock && unlock
}

// declaredMethod returns the method of that name declared on named itself, not
// one promoted from an embedded field.
func declaredMethod(named *types.Named, name string) *types.Func {
	for m := range named.Origin().Methods() {
		if m.Name() == name {
			return m
		}
	}
	return nil
}

// FieldClass returns the lock class of field f selected from a value of type
// owner (a named struct type or a pointer to one).
func FieldClass(owner types.Type, f *types.Var) Class {
	if p, ok := types.Unalias(owner).(*types.Pointer); ok {
		owner = p.Elem()
	}
	if named, ok := types.Unalias(owner).(*types.Named); ok {
		obj := named.Origin().Obj()
		c := Class{Type: obj.Name(), Field: f.Name()}
		if obj.Pkg() != nil {
			c.Pkg = obj.Pkg().Path()
		}
		return c
	}
	c := Class{Type: owner.String(), Field: f.Name()}
	if f.Pkg() != nil {
		c.Pkg = f.Pkg().Path()
	}
	return c
}

// TypeClass returns the class of a mutex known only by its own type.
func TypeClass(t types.Type) Class {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		obj := named.Origin().Obj()
		c := Class{Type: obj.Name()}
		if obj.Pkg() != nil {
			c.Pkg = obj.Pkg().Path()
		}
		return c
	}
	return Class{Type: t.String()}
}

// VarClass returns the class of a package-level mutex variable.
func VarClass(v *types.Var) Class {
	c := Class{Field: v.Name()}
	if v.Pkg() != nil {
		c.Pkg = v.Pkg().Path()
	}
	return c
}
