package frontend

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mutants is the reference kernel with mistakes in it: a copy of the package
// for each kind of mistake, made wherever it can be made.
func mutants(t *testing.T, top string) subject {
	t.Helper()
	const module = "github.com/stoplint/stoplint"
	s := subject{name: "mutants", patterns: []string{"./reference/..."}, atLeast: 20}
	files := make(map[string]string)
	for _, pkg := range []string{"guest", "snapshot", "kernel"} {
		for name, text := range sources(t, filepath.Join(top, "reference", pkg)) {
			files["reference/"+pkg+"/"+name] = text
			if pkg != "kernel" {
				continue
			}
			for kind, mutate := range mutations {
				files["reference/"+kind+"/"+name] = mutate(t, text)
			}
		}
	}
	s.dir = writeModule(t, module, files)
	return s
}

// sources returns the text of the files of a package, without its tests.
func sources(t *testing.T, dir string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = string(text)
	}
	return files
}

// mutations make a mistake everywhere in a file.
var mutations = map[string]func(t *testing.T, text string) string{
	// No mutex is locked.
	"unlocked": func(t *testing.T, text string) string {
		return editCalls(t, text, func(method, call string) string {
			if method == "Lock" || method == "RLock" {
				return ""
			}
			return call
		})
	},
	// What needs a mutex is called on another goroutine.
	"spawned": func(t *testing.T, text string) string {
		return editCalls(t, text, func(method, call string) string {
			if strings.HasSuffix(method, "Locked") {
				return "go " + call
			}
			return call
		})
	},
	// What has been ended is ended again, and what is begun is begun twice.
	"twice": func(t *testing.T, text string) string {
		return editCalls(t, text, func(method, call string) string {
			if strings.HasPrefix(method, "begin") || strings.HasPrefix(method, "end") || strings.HasSuffix(method, "ExternalStop") {
				return call + "; " + call
			}
			return call
		})
	},
	// A stop is a value.
	"values": func(t *testing.T, text string) string {
		return strings.NewReplacer("(*groupStop)(nil)", "groupStop{}", "func (*groupStop)", "func (groupStop)").Replace(text)
	},
}

// editCalls replaces each statement that is a call of a method.
func editCalls(t *testing.T, text string, edit func(method, call string) string) string {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var calls []*ast.ExprStmt
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.ExprStmt); ok {
			calls = append(calls, s)
		}
		return true
	})
	slices.Reverse(calls)
	for _, s := range calls {
		call, ok := s.X.(*ast.CallExpr)
		if !ok || containsFunc(call) {
			continue
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			from, to := fset.Position(s.Pos()).Offset, fset.Position(s.End()).Offset
			text = text[:from] + edit(sel.Sel.Name, text[from:to]) + text[to:]
		}
	}
	return text
}

// containsFunc reports whether a function literal, whose own statements are
// edited, is in n.
func containsFunc(n ast.Node) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		_, lit := n.(*ast.FuncLit)
		found = found || lit
		return !found
	})
	return found
}
