package seed

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// editor makes the edits of one file. What it inserts stays on the line of
// its neighbour, so that line numbers do not change.
type editor struct {
	t *Tree
	f *File
}

func (e editor) text(n ast.Node) string { return e.t.text(e.f, n) }

func (e editor) span(from, to token.Pos, text string) []Edit {
	return []Edit{{e.f.Name, e.t.offset(from), e.t.offset(to), text}}
}

func (e editor) replace(n ast.Node, text string) []Edit { return e.span(n.Pos(), n.End(), text) }
func (e editor) before(n ast.Node, text string) []Edit  { return e.span(n.Pos(), n.Pos(), text) }
func (e editor) after(n ast.Node, text string) []Edit   { return e.span(n.End(), n.End(), text) }

func (e editor) removeAll(stmts []ast.Stmt) []Edit {
	var edits []Edit
	for _, s := range stmts {
		edits = append(edits, e.replace(s, "")...)
	}
	return edits
}

// lockText returns the statement that locks the section's mutex.
func (e editor) lockText(s *section) string {
	if _, ok := s.lock.(*ast.ExprStmt); ok {
		return e.text(s.lock)
	}
	return s.mutex + ".Lock()"
}

// unlockText returns the statement that unlocks the section's mutex.
func (e editor) unlockText(s *section) string {
	switch {
	case len(s.unlocks) == 0 && s.read:
		return s.mutex + ".RUnlock()"
	case len(s.unlocks) == 0:
		return s.mutex + ".Unlock()"
	}
	return strings.TrimPrefix(e.text(s.unlocks[0]), "defer ")
}

func (e editor) guardLock(s *section) []Edit {
	plain := s.plain
	if plain != "" {
		plain += "; "
	}
	return e.replace(s.lock, plain+"if seedCond { "+e.lockText(s)+" }")
}

func (e editor) guardUnlocks(s *section) []Edit {
	var edits []Edit
	for _, u := range s.unlocks {
		edits = append(edits, e.replace(u, "if seedCond { "+e.text(u)+" }")...)
	}
	return edits
}

// unlockBefore unlocks before the statement of the body that has the call in
// it, instead of anywhere later.
func (e editor) unlockBefore(s *section, g guarded) []Edit {
	stmt := s.body[g.top]
	edits := e.before(stmt, e.unlockText(s)+"; ")
	for _, u := range s.unlocks {
		if _, deferred := u.(*ast.DeferStmt); deferred || u.Pos() > stmt.Pos() {
			edits = append(edits, e.replace(u, "")...)
		}
	}
	return edits
}

func (e editor) around(s *section, g guarded) []Edit {
	return append(e.before(g.stmt, e.unlockText(s)+"; "), e.after(g.stmt, "; "+e.lockText(s))...)
}

// lockAfter moves the lock, and a deferred unlock with it, behind the call.
func (e editor) lockAfter(s *section, g guarded) []Edit {
	moved := e.text(s.lock)
	edits := e.replace(s.lock, "")
	if d := s.deferred(); d != nil {
		if !slices.Contains(s.body, d) || d.Pos() > g.stmt.Pos() {
			return nil
		}
		moved += "; " + e.text(d)
		edits = append(edits, e.replace(d, "")...)
	}
	return append(edits, e.after(g.stmt, "; "+moved)...)
}

// methodValue calls the callee through a variable.
func (e editor) methodValue(g guarded) []Edit {
	args := string(e.f.Source[e.t.offset(g.call.Lparen):e.t.offset(g.call.End())])
	return e.replace(g.stmt, "{ seedFunc := "+e.text(g.call.Fun)+"; seedFunc"+args+" }")
}

// readMode makes a write lock a read lock, or returns nil if it is none.
func (e editor) readMode(s *section) []Edit {
	var edits []Edit
	for _, stmt := range append([]ast.Stmt{s.lock}, s.unlocks...) {
		text := e.text(stmt)
		call := strings.LastIndex(text, ".")
		switch text[call+1:] {
		case "Lock()":
			text = text[:call] + ".RLock()"
		case "Unlock()":
			text = text[:call] + ".RUnlock()"
		default:
			return nil
		}
		edits = append(edits, e.replace(stmt, text)...)
	}
	return edits
}

// throughPointer locks and unlocks through a pointer to the mutex.
func (e editor) throughPointer(s *section) []Edit {
	if s.plain != "" {
		return nil
	}
	lock, ok := strings.CutPrefix(e.text(s.lock), s.mutex)
	if !ok {
		return nil
	}
	edits := e.replace(s.lock, "seedMutex := &"+s.mutex+"; seedMutex"+lock)
	for _, u := range s.unlocks {
		edits = append(edits, e.replace(u, strings.Replace(e.text(u), s.mutex, "seedMutex", 1))...)
	}
	return edits
}

// deferClosure makes a deferred unlock a deferred closure that unlocks.
func (e editor) deferClosure(s *section) []Edit {
	d := s.deferred()
	if d == nil {
		return nil
	}
	return e.replace(d, "defer func() { "+strings.TrimPrefix(e.text(d), "defer ")+" }()")
}

func (e editor) importTime() []Edit {
	return e.after(e.f.Syntax.Name, `; import seedtime "time"`)
}
