package gclplugin

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// loaded is the package m/user, which imports m/task.
type loaded struct {
	fset       *token.FileSet
	user, task *types.Package
	files      map[string]*token.File
}

func load(t *testing.T) *loaded {
	t.Helper()
	l := &loaded{fset: token.NewFileSet(), files: make(map[string]*token.File)}
	l.task = l.check(t, nil, "m/task", map[string]string{
		"/src/m/task/task.go": "package task\n\ntype Task int\n",
	})
	l.user = l.check(t, l.task, "m/user", map[string]string{
		"/src/m/user/a.go": "package user\n\nimport \"m/task\"\n\nvar A task.Task\n",
		"/src/m/user/b.go": "package user\n\nvar B = A\n",
	})
	l.files["/elsewhere/dir/c.go"] = l.fset.AddFile("/elsewhere/dir/c.go", -1, 10)
	return l
}

func (l *loaded) check(t *testing.T, dep *types.Package, path string, src map[string]string) *types.Package {
	t.Helper()
	var files []*ast.File
	for name, text := range src {
		f, err := parser.ParseFile(l.fset, name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		l.files[name] = l.fset.File(f.Pos())
	}
	conf := types.Config{Importer: onlyPackage{dep}}
	pkg, err := conf.Check(path, l.fset, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// onlyPackage is an importer of one package.
type onlyPackage struct{ pkg *types.Package }

func (imp onlyPackage) Import(string) (*types.Package, error) { return imp.pkg, nil }

// at returns the position of an offset in a file.
func (l *loaded) at(file string, offset int) token.Pos { return l.files[file].Pos(offset) }

func TestWithRelated(t *testing.T) {
	l := load(t)
	pos := l.at("/src/m/user/a.go", 0)
	for _, test := range []struct {
		name    string
		related []analysis.RelatedInformation
		want    string
	}{
		{"none", nil, "what"},
		{"same file", []analysis.RelatedInformation{{Pos: l.at("/src/m/user/a.go", 16), Message: "why"}}, "what [a.go:3: why]"},
		{"same directory", []analysis.RelatedInformation{{Pos: l.at("/src/m/user/b.go", 0), Message: "why"}}, "what [b.go:1: why]"},
		{"imported package", []analysis.RelatedInformation{{Pos: l.at("/src/m/task/task.go", 14), Message: "why"}}, "what [m/task/task.go:3: why]"},
		{"unknown directory", []analysis.RelatedInformation{{Pos: l.at("/elsewhere/dir/c.go", 0), Message: "why"}}, "what [dir/c.go:1: why]"},
		{"no place", []analysis.RelatedInformation{{Message: "why"}}, "what [why]"},
		{"several", []analysis.RelatedInformation{
			{Pos: l.at("/src/m/user/b.go", 0), Message: "one"},
			{Pos: l.at("/src/m/user/a.go", 0), Message: "two"},
		}, "what [b.go:1: one] [a.go:1: two]"},
	} {
		places := &places{fset: l.fset, pkg: l.user}
		got := adaptDiagnostic(analysis.Diagnostic{Pos: pos, Message: "what", Related: test.related}, places)
		if got.Message != test.want {
			t.Errorf("%s: message %q, not %q", test.name, got.Message, test.want)
		}
		if got.Related != nil {
			t.Errorf("%s: golangci-lint is left with related places", test.name)
		}
	}
}

func TestSafeFixes(t *testing.T) {
	l := load(t)
	edit := func(file string) analysis.TextEdit {
		return analysis.TextEdit{Pos: l.at(file, 0), End: l.at(file, 7), NewText: []byte("x")}
	}
	const a, b = "/src/m/user/a.go", "/src/m/user/b.go"
	insert := analysis.TextEdit{Pos: l.at(a, 0), NewText: []byte("x")}
	here := analysis.SuggestedFix{Message: "here", TextEdits: []analysis.TextEdit{edit(a), insert}}
	there := analysis.SuggestedFix{Message: "there", TextEdits: []analysis.TextEdit{edit(b)}}
	both := analysis.SuggestedFix{Message: "both", TextEdits: []analysis.TextEdit{edit(a), edit(b)}}
	across := analysis.SuggestedFix{Message: "across", TextEdits: []analysis.TextEdit{{Pos: l.at(a, 0), End: l.at(b, 0)}}}
	other := analysis.SuggestedFix{Message: "other", TextEdits: []analysis.TextEdit{insert}}
	for _, test := range []struct {
		name        string
		fixes, want []analysis.SuggestedFix
	}{
		{"none", nil, nil},
		{"kept", []analysis.SuggestedFix{here}, []analysis.SuggestedFix{here}},
		{"alternatives", []analysis.SuggestedFix{here, other}, []analysis.SuggestedFix{here}},
		{"another file", []analysis.SuggestedFix{there}, nil},
		{"two files", []analysis.SuggestedFix{both}, nil},
		{"an edit that spans files", []analysis.SuggestedFix{across}, nil},
		{"the first that can be made", []analysis.SuggestedFix{both, there, other}, []analysis.SuggestedFix{other}},
	} {
		d := analysis.Diagnostic{Pos: l.at(a, 0), SuggestedFixes: test.fixes}
		got := adaptDiagnostic(d, &places{fset: l.fset, pkg: l.user})
		if !reflect.DeepEqual(got.SuggestedFixes, test.want) {
			t.Errorf("%s: got %v, not %v", test.name, got.SuggestedFixes, test.want)
		}
	}
}

// TestAdapt runs an adapted analyzer: it is itself but for its reports.
func TestAdapt(t *testing.T) {
	l := load(t)
	type result struct{}
	var saw *analysis.Analyzer
	a := &analysis.Analyzer{
		Name:       "a",
		Doc:        "doc",
		ResultType: reflect.TypeFor[*result](),
		Requires:   []*analysis.Analyzer{{Name: "needed"}},
	}
	a.Run = func(pass *analysis.Pass) (any, error) {
		saw = pass.Analyzer
		pass.Report(analysis.Diagnostic{
			Pos:      l.at("/src/m/user/a.go", 0),
			Category: "a",
			Message:  "what",
			Related:  []analysis.RelatedInformation{{Pos: l.at("/src/m/user/b.go", 0), Message: "why"}},
		})
		return &result{}, nil
	}
	adapted := adapt(a)
	if adapted.Name != a.Name || adapted.Doc != a.Doc || adapted.ResultType != a.ResultType || !reflect.DeepEqual(adapted.Requires, a.Requires) {
		t.Errorf("adapted to %+v", adapted)
	}
	var got []analysis.Diagnostic
	pass := &analysis.Pass{Analyzer: adapted, Fset: l.fset, Pkg: l.user, Report: func(d analysis.Diagnostic) { got = append(got, d) }}
	res, err := adapted.Run(pass)
	if _, ok := res.(*result); !ok || err != nil {
		t.Errorf("the result is %v, %v", res, err)
	}
	if saw != a {
		t.Error("the analyzer runs as another")
	}
	if len(got) != 1 || got[0].Message != "what [b.go:1: why]" || got[0].Category != "a" {
		t.Errorf("reported %+v", got)
	}
	if pass.Analyzer != adapted {
		t.Error("the driver's pass was changed")
	}
}
