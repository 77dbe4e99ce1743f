package affinity

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// describer puts edges in the words of the source.
type describer struct {
	*engine
	syntax *ir.Syntax
}

func (e *engine) words() *describer {
	if e.text == nil {
		e.text = &describer{engine: e, syntax: e.pkg.Syntax()}
	}
	return e.text
}

func (d *describer) obligation(f *function, ed *edge, n *need, o outcome) Obligation {
	pos, _ := d.span(ed)
	kind := "ontask"
	if n.not {
		kind = "offtask"
	}
	return Obligation{
		Pos: pos, Caller: ir.FuncName(f.fn), Callee: d.calleeName(ed.callee), Kind: kind, Task: d.taskText(ed, n, o.task),
		Class: d.className(ed, n, o.task), Source: n.source.Kind, Verdict: o.verdict, Why: o.why,
		Suggestion: d.suggestion(f, n, o),
	}
}

// suggestion returns the directive by which f could say that it runs on the
// goroutine of the task that n is about, if that is what the verdict lacks.
func (d *describer) suggestion(f *function, n *need, o outcome) protocol.Suggestion {
	if o.verdict != Unknown || !o.depends || n.not || f.obj == nil || len(f.asks) > 0 {
		return protocol.Suggestion{}
	}
	r := d.taskOf(f.obj, &protocol.Contract{})
	if p := d.pathIn(f, r); p.IsZero() || p != o.task {
		return protocol.Suggestion{}
	}
	return protocol.Suggestion{Func: f.obj, Directive: "ontask"}
}

// className returns the name of the type of the task that n is about.
func (d *describer) className(ed *edge, n *need, p ir.Path) string {
	if obj := d.taskType(p); obj != nil {
		return obj.Name()
	}
	if i := n.task.Param - 1; i >= 0 && n.task.Steps == "" && i < len(ed.vals) {
		if named := protocol.NamedOf(ed.vals[i].Type()); named != nil {
			return named.Obj().Name()
		}
	}
	return "task"
}

func (d *describer) calleeName(c ir.Callee) string {
	if c.Obj == nil {
		if c.Fn == nil {
			return "a function value"
		}
		return ir.FuncName(c.Fn)
	}
	name := c.Obj.Name()
	if recv := c.Obj.Signature().Recv(); recv != nil {
		return "(" + types.TypeString(recv.Type(), types.RelativeTo(d.pass.Pkg)) + ")." + name
	}
	if c.Obj.Pkg() != nil && c.Obj.Pkg() != d.pass.Pkg {
		return c.Obj.Pkg().Name() + "." + name
	}
	return name
}

func (d *describer) finding(f *function, ed *edge, n *need, o outcome) Finding {
	fd := Finding{
		Reason: o.reason, Callee: d.callee(ed), Task: d.taskText(ed, n, o.task), Off: o.off,
		Needs: n.needs, Source: n.source, Declared: n.declared, Chain: n.chain,
	}
	fd.Pos, fd.End = d.span(ed)
	if !o.own.IsZero() {
		fd.Own = ir.PathText(o.own)
	}
	if o.entered != nil && o.entered != ed {
		fd.Entered, _ = d.span(o.entered)
	}
	if o.spawned != nil {
		fd.Start, _ = d.span(o.spawned)
	}
	if o.reason == NotStarted {
		fd.Made = o.task.Root.Pos()
	}
	return fd
}

// span returns the range of an edge: the call, or the function value handed
// over.
func (d *describer) span(ed *edge) (token.Pos, token.Pos) {
	if ed.common != nil {
		if call := d.syntax.Call(ed.common.Pos()); call != nil {
			return call.Pos(), call.End()
		}
	}
	for _, pos := range [...]token.Pos{ed.pos(), ed.instr.Pos(), ed.from.fn.Pos()} {
		if pos.IsValid() {
			return pos, pos
		}
	}
	return d.pass.Files[0].Package, d.pass.Files[0].Package
}

// callee returns the called expression as it is written.
func (d *describer) callee(ed *edge) string {
	if ed.common != nil {
		if call := d.syntax.Call(ed.common.Pos()); call != nil {
			if _, isLit := ast.Unparen(call.Fun).(*ast.FuncLit); isLit {
				return "the function literal"
			}
			if text := types.ExprString(call.Fun); len(text) < 80 {
				return text
			}
		}
	}
	if ed.callee.Obj == nil {
		return "the function literal"
	}
	if len(ed.args) > 0 && ed.callee.Obj.Signature().Recv() != nil {
		if recv := ir.PathText(ed.args[0]); recv != "" {
			return recv + "." + ed.callee.Obj.Name()
		}
	}
	if pkg := ed.callee.Obj.Pkg(); pkg != nil && pkg != d.pass.Pkg && ed.callee.Obj.Signature().Recv() == nil {
		return pkg.Name() + "." + ed.callee.Obj.Name()
	}
	return ed.callee.Obj.Name()
}

// taskText returns the task that n is about as it is written at ed, or "".
func (d *describer) taskText(ed *edge, n *need, p ir.Path) string {
	if n.task.Param > 0 && ed.common != nil && n.task.Steps == "" {
		if x := d.argument(ed, n.task.Param-1); x != nil && ir.IsPlain(x) {
			return types.ExprString(x)
		}
	}
	return ir.PathText(p)
}

// argument returns argument i of the call at ed, the receiver being argument 0
// of a method, or nil.
func (d *describer) argument(ed *edge, i int) ast.Expr {
	call := d.syntax.Call(ed.common.Pos())
	if call == nil || ed.callee.Obj == nil {
		return nil
	}
	if ed.callee.Obj.Signature().Recv() != nil && len(call.Args) < len(ed.args) {
		if i == 0 {
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
				return sel.X
			}
			return nil
		}
		i--
	}
	if i < len(call.Args) {
		return call.Args[i]
	}
	return nil
}
