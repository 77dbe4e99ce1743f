package lockset

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// describer puts sites in the words of the source.
type describer struct {
	*engine
	syntax *ir.Syntax
}

func (d *describer) obligation(st *site, o outcome) Obligation {
	pos, _ := d.span(st)
	return Obligation{
		Pos:     pos,
		Caller:  ir.FuncName(st.f.fn),
		Callee:  calleeName(d.pass.Pkg, st.callee),
		Kind:    st.kind.String(),
		Mutex:   d.model.MutexName(st.want.class),
		Class:   st.want.class,
		Source:  st.req.Source.Kind,
		Verdict: o.verdict,
		Why:     o.why,

		Suggestion: d.suggestion(st, o),
	}
}

func calleeName(from *types.Package, c ir.Callee) string {
	if c.Obj == nil {
		if c.Fn == nil {
			return "a function value"
		}
		return ir.FuncName(c.Fn)
	}
	name := c.Obj.Name()
	if recv := c.Obj.Signature().Recv(); recv != nil {
		name = "(" + types.TypeString(recv.Type(), types.RelativeTo(from)) + ")." + name
	} else if c.Obj.Pkg() != nil && c.Obj.Pkg() != from {
		name = c.Obj.Pkg().Name() + "." + name
	}
	return name
}

// span returns the range of a site: the call up to its arguments, or the
// function value handed on.
func (d *describer) span(st *site) (token.Pos, token.Pos) {
	if st.common != nil {
		if call := d.syntax.Call(st.common.Pos()); call != nil {
			return call.Pos(), call.End()
		}
	}
	for _, pos := range [...]token.Pos{st.expr, st.instr.Pos(), st.f.fn.Pos()} {
		if pos.IsValid() {
			return pos, pos
		}
	}
	return d.pass.Files[0].Package, d.pass.Files[0].Package
}

func (d *describer) finding(st *site, o outcome) Finding {
	fd := Finding{
		Kind: st.kind, How: st.how, Reason: st.reason,
		Mode: st.mode, Held: st.otherMode, Some: o.some, CreatorHeld: st.creatorHeld,
		Unlocked: st.release, Locked: st.lock,
		Source: st.req.Source,
	}
	if st.reason == WrongInstance && st.violated > 0 {
		fd.Reason = Missing
	}
	fd.Pos, fd.End = d.span(st)
	fd.Callee = d.callee(st)
	fd.Name = d.nickname(st.want.class)
	fd.Instance = d.instance(st)
	if fd.Reason == WrongInstance {
		if fd.Other = d.locked(st.lock); fd.Other == "" {
			fd.Other = ir.PathText(st.other.path)
		}
		if fd.Other == "" {
			fd.Reason = Missing
		}
	}
	if st.callee.Obj != nil {
		fd.Declared = st.callee.Obj.Pos()
	}
	if st.kind == Requires && st.req.inferred() {
		fd.Needs = st.req.Needs
	}
	if st.kind == Excludes && st.callee.Obj == nil && st.req.origin != nil && encloses(st.f.fn, st.callee.Fn) {
		// A function literal that runs at once: show what it does.
		inner := st.req.origin
		fd.Kind = inner.kind
		fd.Pos, fd.End = d.span(inner)
		fd.Callee, fd.Instance = d.callee(inner), d.instance(inner)
	}
	if st.assumed != nil {
		if use := onlyDetached(st.assumed); use != nil && st.violated == 0 {
			fd.How, fd.CreatorHeld = use.how, use.creatorHeld
			fd.Detached, _ = d.span(use)
		}
		if i := slices.IndexFunc(st.assumed.uses, isReadHeld); i >= 0 && st.violated == 0 {
			use := st.assumed.uses[i]
			fd.Reason, fd.Held, fd.Locked = WrongMode, use.otherMode, use.lock
		}
	}
	if o.some {
		if br, taken := branchPoint(st.metTrail, st.badTrail); br != nil && br.Cond.Pos().IsValid() {
			fd.Branch, fd.Taken = br.Cond.Pos(), taken
		}
	}
	return fd
}

// promise is the finding of a return that breaks a promise of f's contract.
func (d *describer) promise(f *function, b broken) Finding {
	at := b.by.ret.Pos()
	if decl, ok := f.fn.Syntax().(*ast.FuncDecl); ok && !at.IsValid() && decl.Body != nil {
		at = decl.Body.Rbrace
	}
	fd := Finding{
		Kind: Returns, Pos: at, End: at, Callee: f.obj.Name(), Mode: b.Any[0].Mode, Source: b.Source, Some: b.some,
		Name: d.nickname(b.by.mutex.class), Instance: ir.PathText(b.by.mutex.path), Declared: f.obj.Pos(),
		Unlocked: b.by.unlocked, Locked: b.by.locked,
	}
	if m := b.Any[0].Mutex; fd.Instance == "" && m.Root == protocol.Result && m.Index < f.obj.Signature().Results().Len() {
		if name := f.obj.Signature().Results().At(m.Index).Name(); name != "" {
			fd.Instance = name + m.Steps
		}
	}
	if fd.Instance == "" {
		fd.Instance = b.by.mutex.class.String()
	}
	switch {
	case b.kept:
		fd.Promise = Keeps
	case !b.held:
		fd.Promise = Releases
	}
	return fd
}

// isReadHeld reports whether the mutex is held at st, but for reading only.
func isReadHeld(st *site) bool { return st.violated > 0 && st.reason == WrongMode }

// callee returns the called expression as it is written.
func (d *describer) callee(st *site) string {
	if st.common != nil {
		if call := d.syntax.Call(st.common.Pos()); call != nil {
			if _, isLit := ast.Unparen(call.Fun).(*ast.FuncLit); isLit {
				return "the function literal"
			}
			if st.callee.Obj == nil || calls(call.Fun, st.callee.Obj.Name()) {
				return types.ExprString(call.Fun)
			}
		}
	}
	if st.callee.Obj != nil {
		if len(st.callee.Args) > 0 && st.callee.Obj.Signature().Recv() != nil {
			if recv := ir.PathText(d.paths.Of(st.callee.Args[0])); recv != "" {
				return recv + "." + st.callee.Obj.Name()
			}
		}
		return st.callee.Obj.Name()
	}
	return "the function literal"
}

// calls reports whether fun is an expression that names the function.
func calls(fun ast.Expr, name string) bool {
	switch fun := ast.Unparen(fun).(type) {
	case *ast.Ident:
		return fun.Name == name
	case *ast.SelectorExpr:
		return fun.Sel.Name == name
	case *ast.IndexExpr:
		return calls(fun.X, name)
	case *ast.IndexListExpr:
		return calls(fun.X, name)
	}
	return false
}

// argumentPos returns where argument i of a call of c, v, is written.
func (d *describer) argumentPos(p place, c ir.Callee, i int, v ssa.Value) token.Pos {
	if p.common != nil {
		if call := d.syntax.Call(p.common.Pos()); call != nil {
			if c.Obj != nil && c.Obj.Signature().Recv() != nil && !isMethodExpr(call, c) {
				i--
			}
			if 0 <= i && i < len(call.Args) {
				return call.Args[i].Pos()
			}
		}
	}
	if _, isFunc := v.(*ssa.Function); !isFunc && v.Pos().IsValid() {
		return v.Pos()
	}
	return p.pos()
}

// isMethodExpr reports whether call passes the receiver of c as its first
// argument.
func isMethodExpr(call *ast.CallExpr, c ir.Callee) bool {
	return len(call.Args) == len(c.Args)
}

// nickname returns the name the code gives to a lock class, or "".
func (d *describer) nickname(c protocol.Class) string {
	if name := d.model.MutexName(c); name != c.String() {
		return name
	}
	return ""
}

// instance returns the mutex of a site as the caller would write it, or the
// lock class if it cannot be written.
func (d *describer) instance(st *site) string {
	n := st.req.Any[0].Mutex
	if st.kind == Relock || st.kind == Unlocks {
		if call := d.syntax.Call(st.common.Pos()); call != nil {
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
				return types.ExprString(sel.X)
			}
		}
	}
	if n.Root == protocol.Param && n.text != "" && st.common != nil {
		if root := d.argument(st, n.Index); root != "" {
			return root + "." + n.text
		}
	}
	if st.kind == Excludes && st.want.path.IsZero() {
		if text := ir.PathText(st.other.path); text != "" {
			return text
		}
	}
	if text := ir.PathText(st.want.path); text != "" && st.want.path.Steps != "" {
		return text
	}
	return st.want.class.String()
}

// locked returns the mutex that is locked by the call at pos, as written.
func (d *describer) locked(pos token.Pos) string {
	if call := d.syntax.Call(pos); call != nil {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && ir.IsPlain(sel.X) {
			return types.ExprString(sel.X)
		}
	}
	return ""
}

// argument returns argument i of the call at st as written, the receiver
// being argument 0 of a method.
func (d *describer) argument(st *site, i int) string {
	call := d.syntax.Call(st.common.Pos())
	if call == nil || st.callee.Obj == nil {
		return ""
	}
	if st.callee.Obj.Signature().Recv() != nil {
		if i == 0 {
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && ir.IsPlain(sel.X) {
				return types.ExprString(sel.X)
			}
			return ""
		}
		i--
	}
	if i < len(call.Args) && ir.IsPlain(call.Args[i]) {
		return types.ExprString(call.Args[i])
	}
	return ""
}
