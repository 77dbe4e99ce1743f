package mutation

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A source is the kernel package, parsed.
type source struct {
	fset  *token.FileSet
	files map[string]*ast.File
	text  map[string][]byte

	// doc is the documentation of each function and method by its own name.
	doc map[string]string
}

// onTask returns true if a function with that name must run on the task
// goroutine.
func (s *source) onTask(name string) bool {
	return strings.Contains(s.doc[name], "running on the task goroutine")
}

// needs returns true if a function with that name needs a mutex of the class
// to be locked. A function that needs one of two is satisfied with the signal
// mutex, which is always the other one.
func (s *source) needs(name, class string) bool {
	doc := s.doc[name]
	if same, ok := strings.CutPrefix(doc[strings.LastIndex(doc, "Preconditions:")+1:], "reconditions: Same as "); ok {
		same, _, _ = strings.Cut(same, ".")
		doc = s.doc[same]
	}
	for clause := range strings.SplitSeq(doc, "\n") {
		if !strings.Contains(clause, "must be locked") || !strings.HasSuffix(name, "Locked") {
			continue
		}
		signal := strings.Contains(clause, "signal mutex") || strings.Contains(clause, "sh.mu")
		set := strings.Contains(clause, "TaskSet mutex") || strings.Contains(clause, "ts.mu")
		switch class {
		case signalMutex:
			if signal {
				return true
			}
		case taskSetMutex:
			if set && !signal {
				return true
			}
		default:
			if !signal && !set {
				return true
			}
		}
	}
	return false
}

// The classes of mutex that functions need.
const (
	signalMutex  = "signal mutex"
	taskSetMutex = "TaskSet mutex"
	otherMutex   = "other mutex"
)

// classOf returns the class of the mutex that the expression is.
func classOf(mutex string) string {
	switch owner := strings.TrimSuffix(mutex, ".mu"); {
	case strings.HasSuffix(owner, "signalHandlers"), owner == "sh", owner == "old":
		return signalMutex
	case strings.HasSuffix(owner, "owner"), strings.HasSuffix(owner, "tasks"), owner == "ts":
		return taskSetMutex
	}
	return otherMutex
}

func parse(t *testing.T, dir string) *source {
	t.Helper()
	s := &source{
		fset:  token.NewFileSet(),
		files: make(map[string]*ast.File),
		text:  make(map[string][]byte),
		doc:   make(map[string]string),
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if s.text[name], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
		if s.files[name], err = parser.ParseFile(s.fset, name, s.text[name], parser.ParseComments); err != nil {
			t.Fatal(err)
		}
		for _, d := range s.files[name].Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				s.doc[fn.Name.Name] += fn.Doc.Text()
			}
		}
	}
	return s
}

func (s *source) textOf(file string, n ast.Node) string {
	return string(s.text[file][s.offset(n.Pos()):s.offset(n.End())])
}

func (s *source) offset(p token.Pos) int { return s.fset.Position(p).Offset }

func (s *source) replace(file string, n ast.Node, text string) edit {
	return edit{file, s.offset(n.Pos()), s.offset(n.End()), text}
}
