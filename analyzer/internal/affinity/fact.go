package affinity

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// Fact is the summary of a function, for the packages that call it.
type Fact struct {
	Needs   []FactNeed
	Starts  []FactRef // tasks whose goroutine the function is
	Spawns  []FactRef // tasks whose goroutine it starts
	Params  protocol.ByIndex[FactUse]
	Results protocol.ByIndex[origin]
	Tells   int // 1 + the parameter about whose goroutine a predicate tells
	Returns *FactReturn
	Begins  bool // the function, which has a contract, begins an internal stop
}

// FactRef is a task in the terms of a function: 1 + the index of a parameter,
// receiver counted, or 0, and the steps from it.
type FactRef struct {
	Param  int
	Steps  string
	Origin origin
}

// FactNeed is an inferred need.
type FactNeed struct {
	Task       FactRef
	Not, Begin bool
	Kind       protocol.SourceKind
	Text       string
	Needs      string
	Chain      []string
}

// FactUse says what a function does with a parameter of function type.
type FactUse struct {
	Off  Off
	Args []FactRef
}

// FactReturn is the path that a function always returns.
type FactReturn struct {
	Arg   int
	Steps string
}

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

func (r FactRef) String() string { return ref{Param: r.Param, Steps: r.Steps}.String() }

func (f *Fact) String() string {
	var parts []string
	for _, n := range f.Needs {
		not := ""
		if n.Not {
			not = "not "
		}
		parts = append(parts, fmt.Sprintf("needs %son %s", not, n.Task))
	}
	for _, r := range f.Starts {
		parts = append(parts, "is "+r.String())
	}
	for _, r := range f.Spawns {
		parts = append(parts, "starts "+r.String())
	}
	for i, u := range f.Params.All() {
		if u.Off.Kind == OnCaller {
			parts = append(parts, fmt.Sprintf("calls %d", i))
		} else {
			parts = append(parts, fmt.Sprintf("calls %d elsewhere", i))
		}
	}
	for i, o := range f.Results.All() {
		parts = append(parts, fmt.Sprintf("result %d %s", i, [...]string{"unknown", "new", "element"}[o]))
	}
	if f.Tells > 0 {
		parts = append(parts, fmt.Sprintf("tells of %d", f.Tells-1))
	}
	if f.Returns != nil {
		parts = append(parts, fmt.Sprintf("returns %d%s", f.Returns.Arg, f.Returns.Steps))
	}
	if f.Begins {
		parts = append(parts, "begins")
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// HolderFact is the fact of a field, a variable or a function type whose
// functions are called on one kind of goroutine only.
type HolderFact struct {
	Off Off // a goroutine that is no task's
	Own int // or that of the task that is 1 + the argument
}

// AFact marks HolderFact as a fact.
func (*HolderFact) AFact() {}

func (f *HolderFact) String() string {
	if f.Own > 0 {
		return fmt.Sprintf("called on %d", f.Own-1)
	}
	return "called elsewhere"
}

// StartFact is the fact of a task whose goroutine's start is known.
type StartFact struct{}

// AFact marks StartFact as a fact.
func (*StartFact) AFact() {}

func (*StartFact) String() string { return "started" }

// fact returns the summary of a function of another package, or nil.
func (e *engine) fact(fn *types.Func) *Fact {
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == e.pass.Pkg {
		return nil
	}
	fn = fn.Origin()
	if f, ok := e.imported[fn]; ok {
		return f
	}
	f := new(Fact)
	if !e.pass.ImportObjectFact(fn, f) || !f.fits(fn) {
		f = nil
	}
	e.imported[fn] = f
	return f
}

func refsOf(fs []FactRef) []ref {
	out := make([]ref, len(fs))
	for i, r := range fs {
		out[i] = ref{Param: r.Param, Steps: r.Steps, Origin: r.Origin}
	}
	return out
}

func (f *Fact) starts() []ref { return refsOf(f.Starts) }

func (f *Fact) spawns() []ref { return refsOf(f.Spawns) }

func (f *Fact) needs() []*need {
	var out []*need
	for _, n := range f.Needs {
		m := &need{
			task: ref{Param: n.Task.Param, Steps: n.Task.Steps}, not: n.Not, begin: n.Begin,
			source: protocol.Source{Kind: n.Kind, Text: n.Text}, needs: n.Needs,
		}
		for _, text := range n.Chain {
			m.chain = append(m.chain, Hop{Text: text})
		}
		out = append(out, m)
	}
	return out
}

func (u FactUse) use() use {
	out := use{kind: useCalled, off: u.Off, refs: refsOf(u.Args)}
	if u.Off.Kind != OnCaller {
		out.kind = useOff
	}
	return out
}

// portable returns r for a fact. What does not start at a parameter is left
// open.
func (r ref) portable() FactRef {
	if r.Param == 0 {
		return FactRef{Origin: r.Origin}
	}
	return FactRef{Param: r.Param, Steps: r.Steps}
}

// isStarted reports whether the start of the goroutine of a type of tasks is
// known.
func (e *engine) isStarted(task *types.TypeName) bool {
	if task.Pkg() != e.pass.Pkg {
		return e.started[task] || e.pass.ImportObjectFact(task, new(StartFact))
	}
	return e.started[task]
}

// export hands the summaries to importers.
func (e *engine) export() {
	var enc objectpath.Encoder
	for _, f := range e.order {
		if f.obj == nil {
			continue
		}
		if _, err := enc.For(f.obj); err != nil {
			continue
		}
		if fact := e.factOf(f); !fact.isEmpty() {
			e.pass.ExportObjectFact(f.obj, fact)
		}
	}
	for h := range e.held {
		obj, ok := h.(types.Object)
		if !ok || obj.Pkg() != e.pass.Pkg || !obj.Exported() {
			continue
		}
		if off := e.holderOff(h); off.Kind != OnCaller {
			e.pass.ExportObjectFact(obj, &HolderFact{Off: off})
		} else if own := e.holderOwn(h); own > 0 {
			e.pass.ExportObjectFact(obj, &HolderFact{Own: own})
		}
	}
	for task := range e.started {
		if task.Pkg() == e.pass.Pkg {
			e.pass.ExportObjectFact(task, new(StartFact))
		}
	}
}

func (f *Fact) isEmpty() bool {
	return len(f.Needs) == 0 && len(f.Starts) == 0 && len(f.Spawns) == 0 && len(f.Params) == 0 && len(f.Results) == 0 &&
		f.Tells == 0 && f.Returns == nil && !f.Begins
}

func (e *engine) factOf(f *function) *Fact {
	fact := &Fact{Tells: e.predicate(f)}
	for _, n := range f.asks {
		fact.Begins = fact.Begins || n.begin
	}
	for _, n := range f.needs {
		if !n.task.outer.IsZero() && n.not {
			continue
		}
		fn := FactNeed{
			Task: n.task.portable(), Not: n.not, Begin: n.begin, Kind: n.source.Kind, Text: n.source.Text, Needs: n.needs,
		}
		for _, h := range n.chain {
			fn.Chain = append(fn.Chain, h.Text)
		}
		fact.Needs = append(fact.Needs, fn)
	}
	for _, r := range f.starts {
		if r.Param > 0 {
			fact.Starts = append(fact.Starts, r.portable())
		}
	}
	for _, s := range f.spawns {
		if r := s.task.portable(); r.Param > 0 && !slices.Contains(fact.Spawns, r) {
			fact.Spawns = append(fact.Spawns, r)
		}
	}
	for i, p := range f.fn.Params {
		if _, ok := p.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		u := e.useOfParam(f, i)
		if u.kind == useKept {
			if off := e.holderOff(u.holder); off.Kind != OnCaller {
				u = use{kind: useOff, off: off}
			}
		}
		if u.kind != useCalled && u.kind != useOff {
			continue
		}
		fu := FactUse{Off: u.off}
		for _, r := range u.refs {
			fu.Args = append(fu.Args, r.portable())
		}
		fact.Params.Set(i, fu)
	}
	for i := range f.fn.Signature.Results().Len() {
		if !e.isTask(f.fn.Signature.Results().At(i).Type()) {
			continue
		}
		if o := e.resultOrigin(f, i, 0); o != unknownOrigin {
			fact.Results.Set(i, o)
		}
	}
	if f.fn.Signature.Results().Len() == 1 && e.isTask(f.fn.Signature.Results().At(0).Type()) {
		if arg, steps, ok := returnedPath(f.fn); ok {
			fact.Returns = &FactReturn{arg, steps}
		}
	}
	return fact
}

// holderOff returns the goroutine that the functions in h are called on, if
// that is never a task's.
func (e *engine) holderOff(h ir.Holder) Off {
	off := Off{}
	for _, ed := range e.held[h] {
		switch {
		case ed.off.Kind != OnCaller:
			off = ed.off
		case ed.from.ctx.isOff():
			off = ed.from.ctx.off
		default:
			return Off{}
		}
	}
	return off
}

// holderOwn returns 1 + the index of the argument on whose goroutine the
// functions in h are always called, or 0.
func (e *engine) holderOwn(h ir.Holder) int {
	own := 0
	for _, ed := range e.held[h] {
		if ed.off.Kind != OnCaller || !ed.from.ctx.isOn() {
			return 0
		}
		i := slices.IndexFunc(ed.args, func(p ir.Path) bool { return slices.Contains(ed.from.ctx.own, p) }) + 1
		if i == 0 || own != 0 && i != own {
			return 0
		}
		own = i
	}
	return own
}

var (
	_ analysis.Fact = (*Fact)(nil)
	_ analysis.Fact = (*HolderFact)(nil)
	_ analysis.Fact = (*StartFact)(nil)
)
