package affinity

import (
	"go/ast"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// startDoc finds, in the doc comment of a function, that it is what a task's
// goroutine runs: "run runs the task goroutine.", "loop is the body of t's
// task goroutine."
var startDoc = regexp.MustCompile(`(?i)^\S+ (?:runs|is|implements|drives|executes) ` +
	`(?:(?:the )?(?:body|main function|main loop|entry point|top|start|run loop) (?:of|for) )?` +
	`(?:the|a|an|\w+'s|its|each) (?:own )?(?:task )?(?:goroutine|run loop)\b(?: (?:of|for) (?:the |a |each )?\w+)?[.,:;]`)

// findStarts finds the functions that a task's goroutine consists of: those
// that execute run states, those documented to be it, and the functions that
// call them.
func (e *engine) findStarts() {
	e.documentedStarts()
	for _, f := range e.order {
		for _, ed := range f.out {
			if ed.off.Kind == OnCaller && ed.callee.Interface && e.isRunStateMethod(ed.callee.Obj) {
				for _, n := range e.asked(ed.callee.Obj, e.model.Contract(ed.callee.Obj)) {
					e.addStart(f, n.task.resolve(ed.args))
				}
			}
		}
	}
	e.spreadStarts()
	if e.guessStarts() {
		e.spreadStarts()
	}
	e.findSpawns()
}

// addStart notes that f executes the run states of the task at p. A run state
// that executes the next one itself is no start.
func (e *engine) addStart(f *function, p ir.Path) bool {
	r := e.relative(f.fn, p)
	if r == (ref{}) {
		if p.IsZero() || p.Dep != nil {
			return false
		}
		r = ref{outer: p} // a variable of f itself
	}
	if slices.Contains(f.starts, r) || len(f.starts) > 0 || e.isRunState(f) {
		return false
	}
	f.starts = append(f.starts, r)
	if obj := e.taskType(p); obj != nil {
		e.started[obj] = true
	}
	return true
}

// isRunState reports whether f is a run state.
func (e *engine) isRunState(f *function) bool {
	_, ok := e.model.RunState(f.fn.Name(), f.fn.Signature)
	return ok
}

// isRunStateMethod reports whether m is the method by which run states are
// executed.
func (e *engine) isRunStateMethod(m *types.Func) bool {
	_, ok := e.model.RunState(m.Name(), m.Signature())
	return ok && m.Signature().Recv() != nil
}

// taskType returns the type of the task at p, or nil.
func (e *engine) taskType(p ir.Path) *types.TypeName {
	t, ok := ir.TypeOf(p)
	if !ok {
		return nil
	}
	if n := protocol.NamedOf(t); n != nil {
		return n.Obj()
	}
	return nil
}

// spreadStarts makes the callers of starts starts themselves.
func (e *engine) spreadStarts() {
	for changed := true; changed; {
		changed = false
		for _, f := range e.order {
			for _, ed := range f.out {
				if ed.off.Kind != OnCaller || ed.dynamic {
					continue
				}
				for _, r := range e.startsOf(ed) {
					if p := r.resolve(ed.args); !p.IsZero() && e.addStart(f, p) {
						changed = true
					}
				}
			}
		}
	}
}

// startsOf returns the tasks whose goroutine the callee of ed is.
func (e *engine) startsOf(ed *edge) []ref {
	if ed.to != nil {
		return ed.to.starts
	}
	if ed.callee.Obj == nil || ed.callee.Interface {
		return nil
	}
	if fact := e.fact(ed.callee.Obj); fact != nil {
		return fact.starts()
	}
	return nil
}

// documentedStarts finds the functions that are documented to be a task's
// goroutine.
func (e *engine) documentedStarts() {
	for _, file := range e.pass.Files {
		for _, decl := range file.Decls {
			d, ok := decl.(*ast.FuncDecl)
			if !ok || d.Doc == nil || !startDoc.MatchString(d.Doc.Text()) {
				continue
			}
			obj, ok := e.pass.TypesInfo.Defs[d.Name].(*types.Func)
			if !ok {
				continue
			}
			f := e.objects[obj]
			if f == nil {
				continue
			}
			for _, p := range f.fn.Params {
				if e.isTask(p.Type()) {
					e.addStart(f, ir.Path{Root: p})
					break
				}
			}
		}
	}
}

// guess is how sure it is that a goroutine is a task's.
type guess uint8

const (
	noGuess  guess = iota
	declares       // it is declared to run on the task's goroutine
	loops          // in a loop, it calls functions on the task
	serves         // one of those is declared to run there, or is not known: it does what it is told
)

// guessStarts finds the starts of tasks that have no run states: functions
// that are started as goroutines, and in a loop call functions that are to run
// on the task's, or, failing that, are declared to run there. They may do so by
// way of a function that they call.
func (e *engine) guessStarts() bool {
	found := false
	for _, least := range []guess{serves, loops, declares} {
		var add []func()
		for _, f := range e.order {
			for _, ed := range f.out {
				if ed.to == nil || ed.off.Kind != NewGoroutine || len(ed.to.starts) > 0 {
					continue
				}
				to, p := e.guessStart(ed.to, least)
				if obj := e.taskType(p); obj != nil && !e.started[obj] {
					add = append(add, func() { found = e.addStart(to, p) || found })
				}
			}
		}
		for _, a := range add {
			a()
		}
	}
	return found
}

// guessStart returns f, or a function that f calls, if it may well be the start of
// a task's goroutine, and the task.
func (e *engine) guessStart(f *function, least guess) (*function, ir.Path) {
	if least == declares {
		return f, e.declaredTask(f)
	}
	for _, in := range f.out {
		if in.off.Kind != OnCaller || in.dynamic || in.to == nil || in.to == f || in.to.fn.Parent() != nil {
			continue
		}
		if p, g := e.loopTask(in.to); g >= least {
			return in.to, p
		}
	}
	if p, g := e.loopTask(f); g >= least {
		return f, p
	}
	return f, ir.Path{}
}

// loopTask returns the task that f calls functions on in a loop, one of which
// is to run on the task's goroutine or may well be, and how much that says.
func (e *engine) loopTask(f *function) (task ir.Path, sure guess) {
	for _, ed := range slices.Concat(f.out, f.unresolved) {
		if ed.off.Kind != OnCaller || !ir.InLoop(ed.instr.Block()) {
			continue
		}
		for i, p := range ed.args {
			if i >= len(ed.vals) || !e.isTask(ed.vals[i].Type()) || !isSteady(p) || e.begins(ed.callee.Obj) {
				continue
			}
			g := loops
			if i == 0 && len(e.asks(ed.callee.Obj)) > 0 || ed.callee.Obj == nil && ed.callee.Fn == nil {
				g = serves
			}
			if g > sure {
				task, sure = p, g
			}
		}
	}
	return task, sure
}

// isSteady reports whether p is the same object in every turn of a loop.
func isSteady(p ir.Path) bool {
	switch p.Root.(type) {
	case *ssa.Parameter, *ssa.Alloc, *ssa.Global, *ssa.FreeVar:
		return p.Dep == nil && p.Index == 0
	}
	return false
}

func (e *engine) begins(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	c := e.model.Contract(fn)
	return c != nil && c.Begin != protocol.NoStop
}

func (e *engine) asks(fn *types.Func) []*need {
	if fn == nil {
		return nil
	}
	return e.asked(fn, e.model.Contract(fn))
}

// declaredTask returns the task on whose goroutine f is declared to run,
// without being a begin.
func (e *engine) declaredTask(f *function) ir.Path {
	for _, n := range f.asks {
		if !n.not && !n.begin && n.source.Kind == protocol.Directive {
			return e.pathIn(f, n.task)
		}
	}
	return ir.Path{}
}

// findSpawns finds the functions that start the goroutine of a task.
func (e *engine) findSpawns() {
	for changed := true; changed; {
		changed = false
		for _, f := range e.order {
			for _, ed := range f.out {
				var tasks []ref
				switch {
				case ed.off.Kind != OnCaller:
					tasks = e.startsOf(ed)
				case ed.dynamic:
				case ed.to != nil:
					for _, s := range ed.to.spawns {
						tasks = append(tasks, s.task)
					}
				case ed.callee.Obj != nil && !ed.callee.Interface:
					if fact := e.fact(ed.callee.Obj); fact != nil {
						tasks = fact.spawns()
					}
				}
				for _, r := range tasks {
					if p := r.resolve(ed.args); isVisibleIn(f.fn, p) {
						changed = f.addSpawn(e.localRef(f, p), ed) || changed
					}
				}
			}
		}
	}
}

// isVisibleIn reports whether p is a path of fn or of what encloses it.
func isVisibleIn(fn *ssa.Function, p ir.Path) bool {
	if p.IsZero() {
		return false
	}
	if _, ok := p.Root.(*ssa.Global); ok {
		return true
	}
	in := p.Root.Parent()
	return in == fn || in != nil && encloses(in, fn)
}

// localRef is relative, for paths of variables of f itself, too.
func (e *engine) localRef(f *function, p ir.Path) ref {
	if r := e.relative(f.fn, p); r != (ref{}) {
		return r
	}
	return ref{outer: p}
}

func (f *function) addSpawn(r ref, ed *edge) bool {
	for _, s := range f.spawns {
		if s.task == r && s.at == ed {
			return false
		}
	}
	if len(f.spawns) >= 8 {
		return false
	}
	f.spawns = append(f.spawns, spawn{r, ed})
	return true
}
