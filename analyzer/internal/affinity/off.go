package affinity

import (
	"go/types"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// OffKind is a kind of goroutine that is no task's.
type OffKind uint8

const (
	// OnCaller is the absence of another goroutine.
	OnCaller OffKind = iota
	NewGoroutine
	Timer
	Finalizer
	Handler // of remote calls or HTTP requests
	Main    // the main goroutine: main, init
	Tests   // a test, which may take the part of a task's goroutine
	Kept    // whoever calls what is kept in a field, variable or channel
	Declared
)

// Off is where a function runs, if not on the goroutine of its caller.
type Off struct {
	Kind OffKind
	// Via is the function or place that takes it there: "time.AfterFunc",
	// "listener.onEvent".
	Via string
}

// offOf returns the goroutine on which fn, of another module, calls the
// functions that it is given in way cb.
func offOf(fn *types.Func, cb ir.Callback) Off {
	off := Off{NewGoroutine, viaName(fn)}
	switch pkg := fn.Pkg().Path(); {
	case pkg == "testing" || pkg == "testing/synctest":
		off.Kind = Tests
	case cb != ir.Later:
	case pkg == "time":
		off.Kind = Timer
	case pkg == "runtime":
		off.Kind = Finalizer
	case pkg == "net/http":
		off.Kind = Handler
	}
	return off
}

// viaName is how a message names fn: "time.AfterFunc", "sync.WaitGroup.Go".
func viaName(fn *types.Func) string {
	name := fn.Name()
	if recv := fn.Signature().Recv(); recv != nil {
		if n := protocol.NamedOf(recv.Type()); n != nil {
			name = n.Obj().Name() + "." + name
		}
	}
	if fn.Pkg() != nil {
		name = fn.Pkg().Name() + "." + name
	}
	return name
}

// entryOff returns the goroutine on which the program enters f, if that is
// never a task's.
func (e *engine) entryOff(f *function) Off {
	if f.fn.Parent() == nil && f.fn.Synthetic != "" && f.fn.Name() == "init" {
		return Off{Main, "init"}
	}
	if isHTTPHandler(f.fn.Signature) && (f.obj == nil || f.obj.Exported() || len(f.in) == 0) {
		return Off{Handler, "net/http"}
	}
	if f.obj == nil {
		return Off{}
	}
	sig := f.obj.Signature()
	if sig.Recv() == nil {
		switch {
		case f.obj.Name() == "main" && e.pass.Pkg.Name() == "main":
			return Off{Main, "main"}
		case f.obj.Name() == "init" && sig.Params().Len() == 0:
			return Off{Main, "init"}
		}
		return Off{}
	}
	if e.isTask(sig.Recv().Type()) {
		return Off{}
	}
	if e.isRemoteCall(f) {
		return Off{Handler, ""}
	}
	return Off{}
}

// isHTTPHandler reports whether sig is that of http.HandlerFunc, which net/http
// calls in a goroutine for each connection.
func isHTTPHandler(sig *types.Signature) bool {
	return sig.Params().Len() == 2 && sig.Results().Len() == 0 &&
		isNamed(sig.Params().At(0).Type(), "net/http", "ResponseWriter") &&
		isNamed(sig.Params().At(1).Type(), "net/http", "Request")
}

func isNamed(t types.Type, pkg, name string) bool {
	n := protocol.NamedOf(t)
	return n != nil && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == pkg
}

// isRemoteCall reports whether f has the shape of a method that a server of
// remote calls, net/rpc or one like it, calls in a goroutine of its own:
//
//	func (h *Handler) Method(args *A, reply *B) error
//
// and neither the package calls it nor is it called with a task.
func (e *engine) isRemoteCall(f *function) bool {
	sig := f.obj.Signature()
	if !f.obj.Exported() || sig.Params().Len() != 2 || sig.Results().Len() != 1 || sig.Variadic() || len(f.in) > 0 {
		return false
	}
	if named := protocol.NamedOf(sig.Results().At(0).Type()); named == nil || named.Obj().Pkg() != nil || named.Obj().Name() != "error" {
		return false
	}
	for p := range sig.Params().Variables() {
		if e.isTask(p.Type()) {
			return false
		}
	}
	reply, ok := sig.Params().At(1).Type().Underlying().(*types.Pointer)
	if !ok || !isMessage(reply) {
		return false
	}
	return isMessage(sig.Params().At(0).Type()) && !e.implementsOwn(f.obj)
}

// isMessage reports whether values of type t can be sent to another process.
func isMessage(t types.Type) bool {
	t = t.Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	switch t.(type) {
	case *types.Basic, *types.Struct, *types.Slice, *types.Map, *types.Array:
		return true
	}
	return false
}

// implementsOwn reports whether an interface of the package has a method of
// fn's name: fn may be called through it.
func (e *engine) implementsOwn(fn *types.Func) bool {
	scope := e.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		iface, ok := obj.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for m := range iface.Methods() {
			if m.Name() == fn.Name() {
				return true
			}
		}
	}
	return false
}
