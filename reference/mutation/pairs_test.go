package mutation

import (
	"go/ast"
	"strings"
)

// pairOf maps from a method that begins an external stop to the one that ends it,
// and back.
var pairOf = map[string]string{
	"BeginExternalStop": "EndExternalStop",
	"EndExternalStop":   "BeginExternalStop",
	"Pause":             "Unpause",
	"Unpause":           "Pause",
}

// isBegin returns true if the method begins an external stop.
func isBegin(name string) bool { return name == "BeginExternalStop" || name == "Pause" }

// pairMutants returns the mutants in which the begin or the end of an external
// stop is dropped, doubled, made on one path only, or the other of the two.
func (f *function) pairMutants() []*mutant {
	var all []*mutant
	ast.Inspect(f.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			lit := *f
			lit.body, lit.results = n.Body, n.Type.Results
			all = append(all, lit.pairMutants()...)
			return false
		case *ast.ExprStmt:
			all = append(all, f.pairMutantsAt(n, n.X)...)
		case *ast.DeferStmt:
			all = append(all, f.pairMutantsAt(n, n.Call)...)
		}
		return true
	})
	return all
}

// pairMutantsAt returns the mutants of stmt, if it is a call that begins or ends
// an external stop, deferred or not.
func (f *function) pairMutantsAt(stmt ast.Stmt, x ast.Expr) []*mutant {
	call, ok := x.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || pairOf[sel.Sel.Name] == "" || len(call.Args) != 0 {
		return nil
	}
	text, owner := f.textOf(f.file, stmt), f.textOf(f.file, sel.X)
	what, other := "end", "begin"
	if isBegin(sel.Sel.Name) {
		what, other = other, what
	}
	var all []*mutant
	add := func(op, with string) {
		edits := []edit{f.replace(f.file, stmt, with)}
		if strings.Contains(with, mutated) {
			edits = append(edits, f.declareMutated())
		}
		all = append(all, &mutant{op: op, fn: f.name, what: text, edits: edits})
	}
	add("drop the "+what, "_ = "+owner)
	add(what+" twice", text+"\n"+text)
	add(what+" on one path", "if "+mutated+" {\n"+text+"\n}")
	if what == "end" {
		add("return before the end", "if "+mutated+" {\nreturn "+f.zeroes()+"\n}\n"+text)
		add("panic before the end", "if "+mutated+" {\npanic(\"mutated\")\n}\n"+text)
	}
	add(other+" instead of the "+what, strings.Replace(text, "."+sel.Sel.Name+"(", "."+pairOf[sel.Sel.Name]+"(", 1))
	return all
}

// mutated is the name of a variable that a mutant declares to have a condition.
const mutated = "isMutated"

func (f *function) declareMutated() edit {
	n := len(f.text[f.file])
	return edit{f.file, n, n, "\nvar " + mutated + " bool\n"}
}

// zeroes returns the zero values of the function's results, as a return statement
// has them.
func (f *function) zeroes() string {
	if f.results == nil {
		return ""
	}
	var out []string
	for _, field := range f.results.List {
		for range max(1, len(field.Names)) {
			out = append(out, "*new("+f.textOf(f.file, field.Type)+")")
		}
	}
	return strings.Join(out, ", ")
}
