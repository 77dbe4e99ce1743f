package seed

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/source"
)

// Spec is what a reader of the package knows about its mutexes and stops.
// Functions are named as by [source.DeclName], lock classes "Type.field".
type Spec struct {
	// Requires maps a lock class to the functions that must be called with
	// it held; true stands for held for writing.
	Requires map[string]map[string]bool
	// Lockers has the methods that lock a mutex and return its owner.
	Lockers map[string]Locker
	// SelfLocking says, by lock class, how to call things that take the mutex
	// themselves.
	SelfLocking map[string][]SelfLocking
	// Twins maps a function that needs its mutex held to the name of a method
	// that can be called in its place and takes the mutex itself.
	Twins map[string]string
	// Begins maps a function that begins a stop to the index of the
	// parameter that is the stop.
	Begins map[string]int
	// Pairs maps a function that begins an external stop to the one that ends
	// it, and Primitive lists those that do so themselves.
	Pairs     map[string]string
	Primitive []string
	// StopMethod is the method of the stop interface.
	StopMethod string
	// OnTask lists functions, apart from those in Begins, that begin an
	// internal stop on the task that they are called on.
	OnTask []string
	// OtherTasks says how to reach other tasks from a task.
	OtherTasks []OtherTask
	// Start is the function that a task's goroutine runs, and StartBegin the
	// call of a method of the task that begins a stop.
	Start, StartBegin string
}

// OtherTask is an expression of another task than "%s", and the opening of the
// loop that it needs, if any.
type OtherTask struct {
	Name, Loop, Expr string
}

// Locker is a method that locks a mutex and returns its owner. In its formats
// "%s" is the expression that the method is called on.
type Locker struct {
	Class       string
	Plain       string        // an expression of the owner, not locked
	SelfLocking []SelfLocking // with no Suffix
}

// SelfLocking is a statement that takes a mutex itself: Format with "%s" for
// the part of the mutex expression before Suffix.
type SelfLocking struct {
	Op             string // names the mutants
	Suffix, Format string
}

// section is a critical section: a statement that locks, and those after it in
// the same list that run with the mutex held.
type section struct {
	file        *File
	fn          string
	class       string
	mutex       string // the mutex as written: "t.tg.signalHandlers.mu"
	plain       string // what is left of the lock statement when it does not lock
	selfLocking []namedStmt
	read        bool
	lock        ast.Stmt
	body        []ast.Stmt
	unlocks     []ast.Stmt // each an ExprStmt or a DeferStmt, in source order
	end         ast.Stmt   // the unlock that ends the section in its own list, or nil
	calls       []guarded
	number      int // in its function, from 1
}

// namedStmt is a statement to insert, and the operator that does so.
type namedStmt struct{ op, text string }

func (s *section) addSelfLocking(how SelfLocking, on string) {
	s.selfLocking = append(s.selfLocking, namedStmt{how.Op, fmt.Sprintf(how.Format, on)})
}

// guarded is a call in a section that needs the section's mutex.
type guarded struct {
	call   *ast.CallExpr
	name   string
	write  bool
	stmt   ast.Stmt // the innermost statement of a list that it is in
	top    int      // index in the section's body of the statement it is in
	direct bool     // stmt is a statement of the body itself
}

// deferred returns the deferred unlock of the section, or nil.
func (s *section) deferred() ast.Stmt {
	for _, u := range s.unlocks {
		if _, ok := u.(*ast.DeferStmt); ok {
			return u
		}
	}
	return nil
}

// sections returns the critical sections of the package that have guarded
// calls in them, in source order.
func (t *Tree) sections(spec *Spec) []*section {
	var all []*section
	for _, f := range t.Files {
		for _, d := range f.Syntax.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil {
				continue
			}
			number := 0
			ast.Inspect(fd.Body, func(n ast.Node) bool {
				list := stmtList(n)
				for i, stmt := range list {
					s := t.lockOf(spec, f, stmt)
					if s == nil {
						continue
					}
					number++
					s.fn, s.number = source.DeclName(fd), number
					t.fill(spec, s, list[i+1:])
					if len(s.calls) > 0 {
						all = append(all, s)
					}
				}
				return true
			})
		}
	}
	return all
}

func stmtList(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// lockOf returns the section that stmt opens, or nil:
//
//	t.tg.signalHandlers.mu.Lock()
//	sh := t.tg.signalLock()
func (t *Tree) lockOf(spec *Spec, f *File, stmt ast.Stmt) *section {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		sel := methodCall(stmt.X)
		if sel == nil || !slices.Contains([]string{"Lock", "NestedLock", "RLock"}, sel.Sel.Name) {
			return nil
		}
		if class := t.classOf(sel.X); spec.Requires[class] != nil {
			s := &section{file: f, class: class, mutex: t.text(f, sel.X), read: sel.Sel.Name == "RLock", lock: stmt}
			for _, how := range spec.SelfLocking[class] {
				if before, ok := strings.CutSuffix(s.mutex, how.Suffix); ok {
					s.addSelfLocking(how, before)
				}
			}
			return s
		}
	case *ast.AssignStmt:
		if len(stmt.Lhs) != 1 || len(stmt.Rhs) != 1 || stmt.Tok != token.DEFINE {
			return nil
		}
		sel := methodCall(stmt.Rhs[0])
		if sel == nil {
			return nil
		}
		fn, ok := t.info.Uses[sel.Sel].(*types.Func)
		if !ok {
			return nil
		}
		locker, ok := spec.Lockers[funcName(fn)]
		if !ok {
			return nil
		}
		owner := t.text(f, stmt.Lhs[0])
		_, field, _ := strings.Cut(locker.Class, ".")
		s := &section{file: f, class: locker.Class, mutex: owner + "." + field, lock: stmt,
			plain: owner + " := " + fmt.Sprintf(locker.Plain, t.text(f, sel.X)) + "; _ = " + owner}
		for _, how := range locker.SelfLocking {
			s.addSelfLocking(how, t.text(f, sel.X))
		}
		return s
	}
	return nil
}

func methodCall(e ast.Expr) *ast.SelectorExpr {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, _ := call.Fun.(*ast.SelectorExpr)
	return sel
}

// classOf returns the lock class of a mutex expression that selects a field
// of a named type, or "".
func (t *Tree) classOf(mutex ast.Expr) string {
	sel, ok := mutex.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	s := t.info.Selections[sel]
	if s == nil || s.Kind() != types.FieldVal {
		return ""
	}
	named := namedOf(s.Recv())
	if named == nil {
		return ""
	}
	return named.Obj().Name() + "." + sel.Sel.Name
}

func (t *Tree) text(f *File, n ast.Node) string {
	return string(f.Source[t.offset(n.Pos()):t.offset(n.End())])
}

func (t *Tree) offset(p token.Pos) int { return t.Fset.Position(p).Offset }

// fill finds where the section ends, and the calls in it.
func (t *Tree) fill(spec *Spec, s *section, rest []ast.Stmt) {
	s.body = rest
	for i, stmt := range rest {
		if _, ok := stmt.(*ast.ExprStmt); ok && t.unlocks(s, stmt) {
			s.body, s.end = rest[:i], stmt
			break
		}
	}
	for i, stmt := range s.body {
		t.walk(spec, s, i, stmt)
	}
	if s.end != nil {
		s.unlocks = append(s.unlocks, s.end)
	}
}

// walk records the unlocks and the guarded calls in the top-th statement of
// the body. A call is not guarded after an unlock in a list that it is in, nor
// in a function literal or a deferred call.
func (t *Tree) walk(spec *Spec, s *section, top int, stmt ast.Stmt) {
	var visit func(n ast.Node, inner ast.Stmt, open bool)
	visitList := func(list []ast.Stmt, open bool) {
		for _, x := range list {
			visit(x, x, open)
			if _, ok := x.(*ast.ExprStmt); ok && t.unlocks(s, x) {
				open = false
			}
		}
	}
	visit = func(root ast.Node, inner ast.Stmt, open bool) {
		ast.Inspect(root, func(n ast.Node) bool {
			if list := stmtList(n); list != nil {
				visitList(list, open)
				return false
			}
			switch n := n.(type) {
			case *ast.FuncLit:
				visitList(n.Body.List, false)
				return false
			case *ast.DeferStmt, *ast.ExprStmt:
				if t.unlocks(s, n.(ast.Stmt)) {
					s.unlocks = append(s.unlocks, n.(ast.Stmt))
					return false
				}
				if _, ok := n.(*ast.DeferStmt); ok {
					open = false
				}
			case *ast.CallExpr:
				if !open {
					return true
				}
				if name, write, ok := t.needs(spec, s.class, n); ok && (!s.read || !write) {
					s.calls = append(s.calls, guarded{n, name, write, inner, top, inner == stmt})
				}
			}
			return true
		})
	}
	visit(stmt, stmt, true)
}

// unlocks reports whether stmt unlocks the section's mutex, now or deferred.
func (t *Tree) unlocks(s *section, stmt ast.Stmt) bool {
	var call ast.Expr
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		call = stmt.X
	case *ast.DeferStmt:
		call = stmt.Call
	default:
		return false
	}
	sel := methodCall(call)
	return sel != nil && slices.Contains([]string{"Unlock", "NestedUnlock", "RUnlock"}, sel.Sel.Name) &&
		t.text(s.file, sel.X) == s.mutex
}

func (t *Tree) needs(spec *Spec, class string, call *ast.CallExpr) (name string, write, ok bool) {
	var id *ast.Ident
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return "", false, false
	}
	fn, ok := t.info.Uses[id].(*types.Func)
	if !ok {
		return "", false, false
	}
	name = funcName(fn)
	write, ok = spec.Requires[class][name]
	return name, write, ok
}
