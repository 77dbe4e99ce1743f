package protocol

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// docOf parses a comment that stands on a declaration.
func docOf(t *testing.T, text string) *ast.CommentGroup {
	t.Helper()
	src := "package p\n\n// " + strings.ReplaceAll(text, "\n", "\n//") + "\nfunc fLocked()\n"
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return f.Decls[0].(*ast.FuncDecl).Doc
}

// meaning returns what the grammar makes of a doc comment of function
// fLocked.
func meaning(t *testing.T, text string) string {
	t.Helper()
	var out []string
	for _, s := range sentences(docOf(t, text)) {
		if !promising(s) {
			continue
		}
		for _, st := range parse(s, "fLocked") {
			out = append(out, st.String())
		}
	}
	return strings.Join(out, "; ")
}

func TestProseMatches(t *testing.T) {
	tests := []struct{ doc, want string }{
		// Requirements, under a heading.
		{"Preconditions: The signal mutex must be locked.", "hold The signal mutex"},
		{"Precondition: mu must be held.", "hold mu"},
		{"preconditions: tg.credsMu must be locked.", "hold tg.credsMu"},
		{"Preconditions: t.mu is held.", "hold t.mu"},
		{"Preconditions: updateMu must be held", "hold updateMu"},
		{"Preconditions: The TaskSet mutex must be locked for writing.", "hold The TaskSet mutex for write"},
		{"Precondition: the TaskSet mutex must be locked (for reading or writing).", "hold the TaskSet mutex for read"},
		{"Preconditions: fs.mu must be locked for at least reading.", "hold fs.mu for read"},
		{"Precondition: callers must hold TaskSet.mu for writing.", "hold TaskSet.mu for write"},
		{"Preconditions: Caller must hold 's.mu'.", "hold s.mu"},
		{"Preconditions: `vfs.mountMu` must be locked.", "hold vfs.mountMu"},
		{"Precondition: g.protocolMU must be read locked.", "hold g.protocolMU for read"},
		{"Precondition: ct.mu is read locked and bkt.mu is write locked.", "hold ct.mu for read; hold bkt.mu for write"},
		{"Preconditions: ctx.mu must be held by caller.", "hold ctx.mu"},
		{"Preconditions: the task's owning TaskSet.mu must be locked.", "hold the task's owning TaskSet.mu"},
		{"Preconditions: i.metadataMu and i.dataMu must be locked.", "hold i.metadataMu & i.dataMu"},
		{"Preconditions: a.mu, b.mu and c.mu must be locked.", "hold a.mu & b.mu & c.mu"},
		{"Preconditions: Either ts.mu or the signal mutex must be locked.", "hold ts.mu | the signal mutex"},
		{"Preconditions: ts.mu or the signal mutex must be locked.", "hold ts.mu | the signal mutex"},
		{"Precondition: f.mu must be held; it may be unlocked and reacquired.", "hold f.mu"},
		{"Preconditions: mm.mappingMu must be locked for reading; it may be\n temporarily unlocked.", "hold mm.mappingMu for read"},
		{"Precondition: fs.renameMu must be locked, d.copyMu must be unlocked.", "hold fs.renameMu; free d.copyMu"},
		{"Precondition: Caller must hold r.mu and must have called fs.LockTree().", "hold r.mu"},
		{"Preconditions: The caller must be on the task goroutine and must hold t.mu.", "ontask; hold t.mu"},
		{"Preconditions: Must be called with efd.mu locked.", "hold efd.mu"},
		{"Precondition: Caller must not hold s.mu.", "free s.mu"},
		{"Preconditions: the caller holds neither d.cachingMu nor fs.cacheMu.", "free d.cachingMu & fs.cacheMu"},
		{"Preconditions: fs.renameMu must not be locked for writing.", "free fs.renameMu for write"},

		// Lists.
		{"Preconditions:\n  - p.mu must be locked.\n  - This pipe must have readers.\n  - off <= p.size.", "hold p.mu"},
		{"Preconditions:\n\t- The signal mutex must\n\t\tbe locked.\n\t- The task must be in an internal stop (i.e. t.stop != nil).", "hold The signal mutex"},
		{"Preconditions:\n * l.termiosMu must be held for reading.\n * q.mu must be held.", "hold l.termiosMu for read; hold q.mu"},
		{"Preconditions:\n\n  - k.extMu must be locked.", "hold k.extMu"},
		{"f does a thing.\n\n Preconditions:\n 1. k.extMu must be locked.", "hold k.extMu"},
		{"Preconditions: Same as beginInternalStop, plus:\n  - The signal mutex must be locked.", "sameas beginInternalStop; hold The signal mutex"},
		{"Preconditions: Same as Task.CopyInIovecs.", "sameas Task.CopyInIovecs"},
		{"Precondition: same as lock.", "sameas lock"},

		// Requirements in running text.
		{"cc.mu must be held.", "hold cc.mu"},
		{"Must be called with s.mu held.", "hold s.mu"},
		{"fLocked must be called with s.mu held.", "hold s.mu"},
		{"It must be called while holding pd.lock.", "hold pd.lock"},
		{"Must only be called while holding n.mu.", "hold n.mu"},
		{"requires cc.wmu be held.", "hold cc.wmu"},
		{"requires: mu held", "hold mu"},
		{"fLocked requires p.mu is held.", "hold p.mu"},
		{"Callers must hold mu.", "hold mu"},
		{"Caller must hold c.mu.", "hold c.mu"},
		{"Must hold b.mu.", "hold b.mu"},
		{"The caller holds c.mu.", "hold c.mu"},
		{"Assumes db.mu is locked.", "hold db.mu"},
		{"l.mu is held.", "hold l.mu"},
		{"This function must be called with c.mu held.", "hold c.mu"},
		{"Caller must have locked ts.mu.", "hold ts.mu"},
		{"Callers are expected to hold s.mu.", "hold s.mu"},
		{"The lock on entry: c.mu needs to be held.", ""},
		{"p.mu needs to be held.", "hold p.mu"},
		{"ParentLocked returns t's parent. Caller must ensure t's TaskSet mu\n is locked for at least reading.", "hold t's TaskSet mu for read"},
		{"fLocked is the same as f, except the caller must already hold\n the TaskSet mutex (for reading or writing).", "hold the TaskSet mutex for read"},
		{"fLocked is like f but must be called with c.mu held.", "hold c.mu"},
		{"The owning endpoint must be locked when calling this method.", "hold The owning endpoint"},
		{"The heap lock must be held, so this must run on the system stack.", "hold The heap lock"},
		{"e.mu must be held, and the caller must have a reference on file.", "hold e.mu"},

		// Exclusions.
		{"fLocked must be called without t.mu held.", "free t.mu"},
		{"Must be called without holding the TaskSet mutex.", "free the TaskSet mutex"},
		{"It must not be called with p.mu held.", "free p.mu"},
		{"Must not be called while holding n.mu.", "free n.mu"},
		{"The caller must not hold t.mu.", "free t.mu"},
		{"heap.mu must NOT be held.", "free heap.mu"},
		{"t.mu must be unlocked.", "free t.mu"},
		{"fLocked must be called with t's signal mutex unlocked.", "free t's signal mutex"},
		{"decRef drops a reference. This must happen outside a Task.mu critical section.", "free a Task.mu"},
		{"Neither a.mu nor b.mu may be held.", "free a.mu & b.mu"},

		// The task goroutine.
		{"Preconditions: The caller must be running on the task goroutine.", "ontask"},
		{"Preconditions: The caller must be running on t's task goroutine.", "ontask t"},
		{"Preconditions: Must be called from the task goroutine.", "ontask"},
		{"This must only be called from the task goroutine.", "ontask"},
		{"Preconditions: Must be called from a system call handler on the task goroutine.", "ontask"},
		{"Preconditions: The caller must be running Task.doSyscallInvoke on the task goroutine.", "ontask"},
		{"The caller must not be running on the task goroutine.", "offtask"},
	}
	for _, tt := range tests {
		if got := meaning(t, tt.doc); got != tt.want {
			t.Errorf("%s\n\tgot  %q\n\twant %q", tt.doc, got, tt.want)
		}
	}
}
