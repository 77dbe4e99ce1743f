package seed

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/source"
)

// GoroutineCheck is the check that finds the mutants of [Tree.GoroutineMutants].
const GoroutineCheck = "offtask"

// GoroutineMutants returns the mutants that take the begin of an internal stop
// to another goroutine than the task's own, or to another task. They leave
// everything else as it is, mutexes too, so that only a finding of
// GoroutineCheck counts.
func (t *Tree) GoroutineMutants(spec *Spec) []*Mutant {
	var ms []*Mutant
	t.eachFunc(func(f *File, fd *ast.FuncDecl) {
		if fd.Body == nil {
			return
		}
		w := &goroutineWalk{editor: editor{t, f}, spec: spec, decl: fd}
		ast.Inspect(fd.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ExprStmt:
				if call, ok := n.X.(*ast.CallExpr); ok {
					w.begin(n, call)
				}
			case *ast.GoStmt:
				w.start(n)
			}
			return true
		})
		ms = append(ms, w.mutants...)
	})
	return ms
}

type goroutineWalk struct {
	editor
	spec    *Spec
	decl    *ast.FuncDecl
	number  int // of begins in the function
	mutants []*Mutant
}

// method returns the method that a call calls by its name on a variable, and
// that variable.
func (w *goroutineWalk) method(call *ast.CallExpr) (*types.Func, *ast.Ident) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil, nil
	}
	x, ok := sel.X.(*ast.Ident)
	if !ok {
		return nil, nil
	}
	fn, _ := w.t.info.Uses[sel.Sel].(*types.Func)
	return fn, x
}

func (w *goroutineWalk) add(op, site string, edits ...[]Edit) *Mutant {
	m := &Mutant{Op: op, Func: source.DeclName(w.decl), Site: site, Check: GoroutineCheck, Edits: slices.Concat(edits...)}
	w.mutants = append(w.mutants, m)
	return m
}

// begin makes mutants of a statement that begins an internal stop, itself or
// in what it calls:
//
//	t.beginInternalStopLocked((*groupStop)(nil))
func (w *goroutineWalk) begin(stmt *ast.ExprStmt, call *ast.CallExpr) {
	fn, x := w.method(call)
	if fn == nil {
		return
	}
	_, begins := w.spec.Begins[funcName(fn)]
	if !begins && !slices.Contains(w.spec.OnTask, funcName(fn)) {
		return
	}
	w.number++
	site := fmt.Sprintf("begin %d (%s)", w.number, fn.Name())
	text := w.text(call)
	lit := "func() { " + text + " }"
	args := string(w.f.Source[w.t.offset(call.Lparen):w.t.offset(call.End())])
	add := func(op, with string, more ...[]Edit) *Mutant {
		return w.add(op, site, append(more, w.replace(stmt, with))...)
	}
	add("begin in a goroutine", "go "+text)
	add("begin in a literal in a goroutine", "go "+lit+"()")
	add("begin through a method value in a goroutine", "{ seedFunc := "+w.text(call.Fun)+"; go seedFunc"+args+" }")
	add("begin on a timer", "seedtime.AfterFunc(1, "+lit+")", w.importTime())
	add("begin in a WaitGroup's goroutine", "{ var seedGroup seedsync.WaitGroup; seedGroup.Go("+lit+") }", w.importSync())
	add("begin in a function that is handed to a spawner", "seedSpawn("+lit+")")
	add("begin in a job of a worker", "seedJobs <- "+lit)
	add("begin in a listener", "seedWatcher.onEvent = "+lit)
	add("begin in a finalizer", "seedruntime.SetFinalizer(new(int), func(*int) { "+text+" })", w.importRuntime())
	for _, o := range w.spec.OtherTasks {
		add("begin on "+o.Name, w.another(o, x.Name, call.Fun.(*ast.SelectorExpr).Sel.Name+args))
	}
	benign := func(op, with string, more ...[]Edit) { add(op, with, more...).Benign = true }
	benign("begin in a closure", lit+"()")
	benign("begin in a deferred closure", "defer "+lit+"()")
	benign("begin through a method value", "{ seedFunc := "+w.text(call.Fun)+"; seedFunc"+args+" }")
	benign("begin once", "{ var seedOnce seedsync.Once; seedOnce.Do("+lit+") }", w.importSync())
	benign("begin in a function that is handed to a caller", "seedCall("+lit+")")
	if !w.isClosed(call) {
		return
	}
	name := fmt.Sprintf("seedHelper%d", w.t.offset(stmt.Pos()))
	typ := types.TypeString(w.t.info.TypeOf(x), types.RelativeTo(w.t.pkg))
	body := strings.Replace(text, x.Name, "seedTask", 1)
	helper := w.after(w.decl, "; func "+name+"(seedTask "+typ+") { "+body+" }; func "+name+"Via(seedTask "+typ+") { "+name+"(seedTask) }")
	add("begin in a helper that is spawned", "go "+name+"("+x.Name+")", helper)
	add("begin two calls below a goroutine", "go func() { "+name+"Via("+x.Name+") }()", helper)
	benign("begin two calls below", name+"Via("+x.Name+")", helper)
}

// another is the statement that calls a method on another task than the one
// called x.
func (w *goroutineWalk) another(o OtherTask, x, call string) string {
	expr := strings.ReplaceAll(o.Expr, "%s", x)
	if o.Loop == "" {
		return expr + "." + call
	}
	return strings.ReplaceAll(o.Loop, "%s", x) + " { " + expr + "." + call + " }"
}

// isClosed reports whether the arguments of a call use no variable.
func (w *goroutineWalk) isClosed(call *ast.CallExpr) bool {
	closed := true
	for _, arg := range call.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				_, isVar := w.t.info.Uses[id].(*types.Var)
				closed = closed && !isVar
			}
			return true
		})
	}
	return closed
}

// start makes mutants of the statement that starts a task's goroutine:
//
//	go t.run()
func (w *goroutineWalk) start(stmt *ast.GoStmt) {
	fn, x := w.method(stmt.Call)
	if fn == nil || funcName(fn) != w.spec.Start {
		return
	}
	begin := x.Name + "." + w.spec.StartBegin
	w.add("begin before the goroutine is started", "start", w.before(stmt, begin+"; "))
	w.add("begin after the goroutine is started", "start", w.after(stmt, "; "+begin))
	w.add("begin instead of the goroutine", "start", w.replace(stmt, "go "+begin))
	w.add("start in a literal", "start", w.replace(stmt, "go func() { "+w.text(stmt.Call)+" }()")).Benign = true
	w.add("begin in the goroutine", "start", w.replace(stmt, "go func() { "+begin+"; "+w.text(stmt.Call)+" }()")).Benign = true
}

func (e editor) importSync() []Edit {
	return e.after(e.f.Syntax.Name, `; import seedsync "sync"`)
}

func (e editor) importRuntime() []Edit {
	return e.after(e.f.Syntax.Name, `; import seedruntime "runtime"`)
}
