package seed

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/source"
)

// PairingCheck is the check that finds the mutants of [Tree.PairingMutants].
const PairingCheck = "unpairedstop"

// PairingMutants returns the mutants of the calls that begin and end external
// stops, a statement each:
//
//	k.Pause()
//	defer k.Unpause()
func (t *Tree) PairingMutants(spec *Spec) []*Mutant {
	var walks []*pairingWalk
	t.eachFunc(func(f *File, fd *ast.FuncDecl) {
		if fd.Body != nil && !spec.IsPrimitive(source.DeclName(fd)) {
			w := &pairingWalk{editor: editor{t, f}, spec: spec, decl: fd}
			w.find()
			walks = append(walks, w)
		}
	})
	var ms []*Mutant
	for _, w := range walks {
		for _, o := range walks { // the other half of an open pair may be what is reported
			if w.isOtherHalf(o) {
				w.also = append(w.also, source.DeclName(o.decl))
			}
		}
		for i, s := range w.begins {
			w.begin(i+1, s)
		}
		for i, s := range w.ends {
			w.end(i+1, s)
		}
		ms = append(ms, w.mutants...)
	}
	return ms
}

// isOtherHalf reports whether w and o are methods of one type, and one of them
// only begins stops and the other only ends them.
func (w *pairingWalk) isOtherHalf(o *pairingWalk) bool {
	recv := func(w *pairingWalk) string { return strings.TrimSuffix(source.DeclName(w.decl), w.decl.Name.Name) }
	return recv(w) != "" && recv(w) == recv(o) &&
		len(w.begins) > 0 == (len(o.ends) > 0) && len(w.ends) > 0 == (len(o.begins) > 0) && len(w.begins) > 0 != (len(w.ends) > 0)
}

// IsPrimitive reports whether fn is one of the protocol's own calls: what it
// does to the count is not a matter of pairs.
func (s *Spec) IsPrimitive(fn string) bool { return slices.Contains(s.Primitive, fn) }

// pairStmt is a statement that begins or ends an external stop.
type pairStmt struct {
	stmt   ast.Stmt
	call   *ast.CallExpr
	prefix string // "defer ", "go " or ""
	// direct says that the statement is in the body of the declared function
	// and not in a literal.
	direct bool
}

type pairingWalk struct {
	editor
	spec         *Spec
	decl         *ast.FuncDecl
	begins, ends []pairStmt
	also         []string
	mutants      []*Mutant
}

// find finds the statements that begin and end stops.
func (w *pairingWalk) find() {
	var visit func(n ast.Node, direct bool)
	visit = func(root ast.Node, direct bool) {
		ast.Inspect(root, func(n ast.Node) bool {
			if lit, ok := n.(*ast.FuncLit); ok {
				visit(lit.Body, false)
				return false
			}
			s := pairStmt{direct: direct}
			switch n := n.(type) {
			case *ast.ExprStmt:
				s.stmt = n
				s.call, _ = n.X.(*ast.CallExpr)
			case *ast.DeferStmt:
				s.stmt, s.call, s.prefix = n, n.Call, "defer "
			case *ast.GoStmt:
				s.stmt, s.call, s.prefix = n, n.Call, "go "
			}
			if s.call == nil {
				return true
			}
			switch name := w.callee(s.call); {
			case w.spec.Pairs[name] != "":
				w.begins = append(w.begins, s)
			case w.isEnd(name):
				w.ends = append(w.ends, s)
			}
			return true
		})
	}
	visit(w.decl.Body, true)
}

// callee names the function that a call calls, or returns "".
func (w *pairingWalk) callee(call *ast.CallExpr) string {
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		if fn, ok := w.t.info.Uses[sel.Sel].(*types.Func); ok {
			return funcName(fn)
		}
	}
	return ""
}

func (w *pairingWalk) isEnd(name string) bool {
	for _, end := range w.spec.Pairs {
		if end == name && name != "" {
			return true
		}
	}
	return false
}

func (w *pairingWalk) add(op, site string, edits ...[]Edit) *Mutant {
	m := &Mutant{Op: op, Func: source.DeclName(w.decl), Site: site, Also: w.also, Check: PairingCheck, Edits: slices.Concat(edits...)}
	w.mutants = append(w.mutants, m)
	return m
}

// begin makes mutants of a begin.
func (w *pairingWalk) begin(number int, s pairStmt) {
	site := fmt.Sprintf("begin %d (%s)", number, w.callee(s.call))
	text := w.text(s.stmt)
	w.add("drop the begin", site, w.replace(s.stmt, ""))
	w.add("begin twice", site, w.after(s.stmt, "; "+text))
	if s.prefix != "" {
		return
	}
	if len(w.ends) > 0 {
		w.add("begin on one branch", site, w.replace(s.stmt, "if seedCond { "+text+" }"))
		w.add("begin in a loop", site, w.replace(s.stmt, "for range 2 { "+text+" }"))
	}
	if len(w.ends) > 0 && !w.putsBack(s) {
		w.add("panic after the begin", site, w.after(s.stmt, "; if seedCond { panic(0) }"))
		if s.direct {
			w.add("return after the begin", site, w.after(s.stmt, "; if seedCond { "+w.zeroReturn()+" }"))
		}
	}
	end := w.opposite(s)
	benign := func(op string, edits ...[]Edit) { w.add(op, site, edits...).Benign = true }
	benign("begin in a closure", w.replace(s.stmt, "func() { "+text+" }()"))
	benign("begin through a method value", w.replace(s.stmt, "{ seedFunc := "+w.text(s.call.Fun)+"; seedFunc() }"))
	benign("begin, end and begin again", w.after(s.stmt, "; "+end+"; "+text))
	if len(w.ends) > 0 {
		benign("begin and end once more", w.after(s.stmt, "; "+text+"; "+end))
	}
	if len(w.ends) == 1 && len(w.begins) == 1 && w.ends[0].prefix == "" && w.ends[0].direct && s.direct {
		benign("begin and end on one branch", w.replace(s.stmt, "if seedCond { "+text+" }"), w.replace(w.ends[0].stmt, "if seedCond { "+w.text(w.ends[0].stmt)+" }"))
	}
}

// putsBack reports whether s begins a stop that the function has ended before:
// it may as well be left in force.
func (w *pairingWalk) putsBack(s pairStmt) bool {
	return slices.ContainsFunc(w.ends, func(e pairStmt) bool { return e.prefix == "" && e.direct && e.stmt.Pos() < s.stmt.Pos() })
}

// end makes mutants of an end.
func (w *pairingWalk) end(number int, s pairStmt) {
	site := fmt.Sprintf("end %d (%s)", number, w.callee(s.call))
	text, call := w.text(s.stmt), w.text(s.call)
	w.add("drop the end", site, w.replace(s.stmt, ""))
	w.add("end twice", site, w.after(s.stmt, "; "+text))
	w.add("begin instead of the end", site, w.replace(s.stmt, s.prefix+w.opposite(s)))
	benign := func(op, with string) { w.add(op, site, w.replace(s.stmt, with)).Benign = true }
	lit := "func() { " + call + " }"
	if len(w.begins) > 0 {
		w.add("end on one branch", site, w.replace(s.stmt, s.prefix+"func() { if seedCond { "+call+" } }()"))
		w.add("end in a goroutine on one path", site, w.replace(s.stmt, s.prefix+"func() { go func() { if seedCond { "+call+" } }() }()"))
		benign("end in a goroutine", s.prefix+"func() { go "+call+" }()")
		benign("end on a timer", s.prefix+"func() { seedKept = append(seedKept, "+lit+") }()")
	}
	benign("end in a closure", s.prefix+lit+"()")
	benign("end in a nested closure", s.prefix+"func() { seedFunc := "+lit+"; seedFunc() }()")
	benign("end on both branches", s.prefix+"func() { if seedCond { "+call+" } else { "+call+" } }()")
	if s.prefix == "defer " {
		benign("end through a method value", "seedFunc := "+w.text(s.call.Fun)+"; defer seedFunc()")
	}
}

// opposite returns the call that undoes a begin or an end.
func (w *pairingWalk) opposite(s pairStmt) string {
	name := w.callee(s.call)
	other := w.spec.Pairs[name]
	for begin, end := range w.spec.Pairs {
		if end == name {
			other = begin
		}
	}
	x := w.text(s.call.Fun.(*ast.SelectorExpr).X)
	return x + other[strings.LastIndex(other, "."):] + "()"
}

// zeroReturn returns the statement that returns the zero values of the
// function's results.
func (w *pairingWalk) zeroReturn() string {
	if w.decl.Type.Results == nil {
		return "return"
	}
	var zeros []string
	for _, f := range w.decl.Type.Results.List {
		for range max(1, len(f.Names)) {
			zeros = append(zeros, "*new("+w.text(f.Type)+")")
		}
	}
	return "return " + strings.Join(zeros, ", ")
}
