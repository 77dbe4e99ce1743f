package protocol

import (
	"cmp"
	"go/types"
	"slices"
	"strings"
)

// lockRule is what a call of the protocol asks about a mutex.
type lockRule uint8

const (
	noRule lockRule = iota
	needsHeld
	needsFree
)

// protocolCall is one row of the protocol's table of calls. A row applies to a
// method with that name and that signature on a task, or on a set of tasks.
type protocolCall struct {
	name       string
	takesStop  bool // the one parameter is the stop; otherwise there is none
	begin, end StopKind
	signal     lockRule // about the signal mutex of the task
	onTask     bool
}

// taskCalls are the calls on a task.
var taskCalls = []protocolCall{
	{name: "beginInternalStop", takesStop: true, begin: InternalStop, signal: needsFree, onTask: true},
	{name: "beginInternalStopLocked", takesStop: true, begin: InternalStop, signal: needsHeld, onTask: true},
	{name: "endInternalStopLocked", end: InternalStop, signal: needsHeld},
	{name: "BeginExternalStop", begin: ExternalStop, signal: needsFree},
	{name: "EndExternalStop", end: ExternalStop, signal: needsFree},
	{name: "beginStopLocked", signal: needsHeld},
	{name: "endStopLocked", signal: needsHeld},
	{name: "doStop", signal: needsFree, onTask: true},
}

// setCalls are the calls on a set of tasks. Each takes the set's own mutex,
// and the signal mutex of every task.
var setCalls = []protocolCall{
	{name: "BeginExternalStop", begin: ExternalStop, signal: needsFree},
	{name: "EndExternalStop", end: ExternalStop, signal: needsFree},
	{name: "PullFullState"},
}

const (
	stopMethod     = "Killable"                // of a stop interface, func() bool
	stopSuffix     = "Stop"                    // ends the name of a stop interface
	stateMethod    = "execute"                 // of a run state, func(task) state
	signalPath     = "tg.signalHandlers.mu"    // from a task to the signal mutex
	signalName     = "signal mutex"            // the name to use if that path is absent
	setMutex       = "mu"                      // of a set of tasks
	pairBegin      = "BeginExternalStop"       // what makes a type with pairEnd a set
	pairEnd        = "EndExternalStop"         // likewise
	internalBegin  = "beginInternalStop"       // what makes its receiver a task
	internalLocked = "beginInternalStopLocked" // likewise
)

// findRoles finds the stop interfaces and tasks of the package by their
// shape: an interface …Stop with Killable() bool, and a type with a method
// that begins an internal stop and takes such an interface.
func (b *builder) findRoles() {
	scope := b.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || obj.IsAlias() {
			continue
		}
		if strings.HasSuffix(name, stopSuffix) && isStopInterface(obj.Type()) {
			b.role(obj).Stop = true
		}
		named, ok := obj.Type().(*types.Named)
		if !ok {
			continue
		}
		for _, m := range []string{internalBegin, internalLocked} {
			fn := declaredMethod(named, m)
			if fn == nil || !hasShape(fn, true) {
				continue
			}
			b.role(obj).Task = true
			if stop := NamedOf(fn.Signature().Params().At(0).Type()); stop != nil && stop.Obj().Pkg() == b.pass.Pkg {
				b.role(stop.Obj()).Stop = true
			}
		}
	}
}

// isStopInterface reports whether t is an interface with Killable() bool.
func isStopInterface(t types.Type) bool {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range iface.Methods() {
		sig := m.Signature()
		if m.Name() == stopMethod && sig.Params().Len() == 0 && sig.Results().Len() == 1 &&
			types.Identical(sig.Results().At(0).Type(), types.Typ[types.Bool]) {
			return true
		}
	}
	return false
}

// hasShape reports whether fn has the signature of a protocol call: no
// results, and as its parameters nothing or just a stop.
func hasShape(fn *types.Func, takesStop bool) bool {
	sig := fn.Signature()
	if sig.Results().Len() != 0 || sig.Variadic() {
		return false
	}
	if !takesStop {
		return sig.Params().Len() == 0
	}
	return sig.Params().Len() == 1 && isStopInterface(sig.Params().At(0).Type())
}

// shapes adds the contracts of the protocol's own calls on the tasks and task
// sets of the package, and of its run states.
func (b *builder) shapes() {
	var tasks []*types.Named
	for obj, r := range b.roles {
		if named, ok := obj.Type().(*types.Named); ok && r.Task {
			tasks = append(tasks, named)
		}
	}
	slices.SortFunc(tasks, func(x, y *types.Named) int { return cmp.Compare(x.Obj().Name(), y.Obj().Name()) })
	for _, task := range tasks {
		if !isShapedTask(task) {
			continue
		}
		signal, known := b.signalMutex(task)
		for _, call := range taskCalls {
			fn := declaredMethod(task, call.name)
			if fn == nil || !hasShape(fn, call.takesStop) {
				continue
			}
			c := call.contract(fn)
			if known {
				call.addLock(c, call.signal, signal)
			}
			b.shape[fn] = c
		}
		b.setShapes(task, signal, known)
	}
	b.stateShapes()
}

// isShapedTask reports whether a task has the protocol's own begin call, and
// is not just declared to be a task.
func isShapedTask(task *types.Named) bool {
	for _, m := range []string{internalBegin, internalLocked} {
		if fn := declaredMethod(task, m); fn != nil && hasShape(fn, true) {
			return true
		}
	}
	return false
}

func (call protocolCall) source() Source {
	return Source{Kind: Shape, Text: call.name + " is a call of the task stop protocol"}
}

func (call protocolCall) contract(fn *types.Func) *Contract {
	c := &Contract{Begin: call.begin, End: call.end, StopParam: -1}
	if call.takesStop {
		c.StopParam = 0
	}
	if call.onTask {
		c.Goroutine, c.GoroutineSource, c.GoroutineRoot = OnTask, call.source(), Recv
	}
	return c
}

func (call protocolCall) addLock(c *Contract, rule lockRule, m mutexRef) {
	clause := Clause{Any: []Need{m.need(0)}, Source: call.source()}
	switch rule {
	case needsHeld:
		c.Requires = append(c.Requires, clause)
	case needsFree:
		c.Excludes = append(c.Excludes, clause)
	}
}

// setShapes finds the task sets: other types of the package that have both
// calls of the external pair and a mutex.
func (b *builder) setShapes(task *types.Named, signal mutexRef, known bool) {
	scope := b.pass.Pkg.Scope()
	signal.ref = Ref{Class: signal.ref.Class, Text: signal.ref.Text}
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || obj == task.Obj() || obj.IsAlias() {
			continue
		}
		set, ok := obj.Type().(*types.Named)
		if !ok || b.roles[obj] != nil && b.roles[obj].Task {
			continue
		}
		begin, end := declaredMethod(set, pairBegin), declaredMethod(set, pairEnd)
		if begin == nil || end == nil || !hasShape(begin, false) || !hasShape(end, false) {
			continue
		}
		mu, ok := b.fieldScope(set).path(setMutex, nil, false)
		if !ok {
			continue
		}
		mu.ref.Text = obj.Name() + "." + setMutex
		for _, call := range setCalls {
			fn := declaredMethod(set, call.name)
			if fn == nil || !hasShape(fn, false) {
				continue
			}
			c := call.contract(fn)
			call.addLock(c, needsFree, mu)
			if known {
				call.addLock(c, call.signal, signal)
			}
			b.shape[fn] = c
		}
	}
}

// NamedOf returns the named type that t is or points to, the generic type if it is
// an instance, or nil.
func NamedOf(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, _ := types.Unalias(t).(*types.Named)
	if named == nil {
		return nil
	}
	return named.Origin()
}
