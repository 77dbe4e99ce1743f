package protocol

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
	"unicode/utf8"
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
		{"Preconditions: The signal mutex, sh.mu, must be locked.", "hold sh.mu"},
		{"Preconditions: The signal mutex (sh.mu) must be locked.", "hold sh.mu"},
		{"Callers must hold the signal mutex, sh.mu.", "hold sh.mu"},
		{"Preconditions: sh.mu (the signal mutex) must be locked.", "hold sh.mu"},
		{"Preconditions: t.tg.sh.mu, the signal mutex, must be locked.", "hold t.tg.sh.mu"},
		{"Preconditions: The signal mutex, a.mu and b.mu must be locked.", "hold The signal mutex & a.mu & b.mu"},
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

		// What is held on return.
		{"Postconditions: t.mu is locked.", "acquire t.mu"},
		{"Postconditions:\n  - t.mu must be locked for reading.\n  - t is stopped.", "acquire t.mu for read"},
		{"Preconditions: t.mu must be locked.\n Postconditions: t.mu will be unlocked.", "hold t.mu; release t.mu"},
		{"Preconditions:\n  - t.mu must be locked.\n\n Postconditions:\n  - t.mu is released.", "hold t.mu; release t.mu"},
		{"fLocked returns with t.mu locked.", "acquire t.mu"},
		{"It returns with the signal mutex held.", "acquire the signal mutex"},
		{"On return, t.mu is held.", "acquire t.mu"},
		{"Upon return t.mu is no longer held.", "release t.mu"},
		{"t.mu is unlocked on return.", "release t.mu"},
		{"fLocked atomically locks tg.SignalHandlers().mu and returns the\n SignalHandlers.", "handback tg.SignalHandlers.mu"},
		{"fLocked locks the signal mutex and returns its owner.", "handback the signal mutex"},

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
		{"Locks must be held.", "hold Locks"}, // names no mutex, as the next step finds
		{"The caller must hold the Set mutex and t's signal mutex.", "hold the Set mutex & t's signal mutex"},
		{"e.mu must be held, and the caller must have a reference on file.", "hold e.mu"},

		{"fLocked does x. Preconditions: s.mu must be locked.", "hold s.mu"},
		{"fLocked does x.\n It is slow. Precondition: s.mu is held. It may be unlocked.", "hold s.mu"},
		{"s.mu must be locked (at least for reading).", "hold s.mu for read"},
		{"fLocked needs s.mu to be held.", "hold s.mu"},
		{"fLocked needs s.mu to be held (for writing).", "hold s.mu for write"},
		{"fLocked expects s.mu to be held by the caller.", "hold s.mu"},
		{"fLocked: s.mu must be held.", "hold s.mu"},
		{"fLocked: caller holds s.mu.", "hold s.mu"},
		{"fLocked may only be called with s.mu held.", "hold s.mu"},
		{"fLocked should only be called while holding s.mu.", "hold s.mu"},
		{"fLocked should be called with s.mu held.", "hold s.mu"},
		{"fLocked must not be called unless s.mu is held.", "hold s.mu"},
		{"fLocked is called with s.mu held.", "hold s.mu"},
		{"fLocked is always called with the state lock held.", "hold the state lock"},
		{"Called with s.mu held.", "hold s.mu"},
		{"Callers need to have s.mu locked.", "hold s.mu"},
		{"Assumes that s.mu has been locked.", "hold s.mu"},
		{"Only call it while holding s.mu.", "hold s.mu"},
		{"Only call fLocked with s.mu held.", "hold s.mu"},
		{"The caller is responsible for holding s.mu.", "hold s.mu"},
		{"Lock s.mu before calling fLocked.", "hold s.mu"},
		{"s.mu held.", "hold s.mu"},
		{"fLocked does x (s.mu must be held).", "hold s.mu"},
		{"fLocked does x (must be called with s.mu held for reading).", "hold s.mu for read"},
		{"The signal mutex held.", "hold The signal mutex"},
		{"Preconditions: Same as f, except that t.mu must be locked.", "sameas f; hold t.mu"},
		{"Preconditions: the stopped task's signal mutex must be locked.", "hold the stopped task's signal mutex"},

		// Other houses.
		{"Lock should be held.", "hold Lock"},
		{"fLocked adds a client to the list.\nLock should be held", "hold Lock"},
		{"fLocked adds a client to the list\nLock should be held", "hold Lock"},
		{"fLocked merges the permissions\nServer lock is held on entry", "hold Server lock"},
		{"Lock held upon entry.", "hold Lock"},
		{"Lock should be held entering here.", "hold Lock"},
		{"Lock should be held and o.mset validated to be non-nil.", "hold Lock"},
		{"Both mset.mu and o.mu should be held.", "hold mset.mu & o.mu"},
		{"Lock should NOT be held.", "free Lock"},
		{"Assume lock is held.", "hold lock"},
		{"Assumes caller is holding at least a read lock.", "hold the read lock"},
		{"Lock is assumed held.", "hold Lock"},
		{"The server lock is assumed to be held on entry.", "hold The server lock"},
		{"At least RLock should be held.", "hold the read lock"},
		{"REQUIRES: d.mu is held.", "hold d.mu"},
		{"REQUIRES d.mu is held", "hold d.mu"},
		{"Requires w.mu.", "hold w.mu"},
		{"d.mu must be held when calling this, but the mutex may be dropped and\nre-acquired during the course of this method.", "hold d.mu"},
		{"d.mu must be held when calling this, although it may be dropped and re-acquired during the course of the method.", "hold d.mu"},
		{"Lock is held upon entry, but will be released/reacquired in this function.", "hold Lock"},
		{"DB.mu must be locked when calling.", "hold DB.mu"},
		{"The [Logger.mu] must be held.", "hold The Logger.mu"},
		{"The caller must hold a write-lock on p.lb.cacheMu.", "hold p.lb.cacheMu write lock"},
		{"fLocked assumes the caller is holding the lock on dc.", "hold dc lock"},

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

func TestProseDoesNotMatch(t *testing.T) {
	tests := []string{
		// Conditions.
		"If the file is open, f.mu must be locked.",
		"Preconditions: if l.listenEP != nil, l.listenEP.mu must be locked.",
		"Precondition: fs.renameMu is locked if d is a socket.",
		"Preconditions: d.inode.fs.renameMu must be locked for writing if\n renameMuWriteLocked is true; it may be temporarily unlocked.",
		"t.mu must be locked unless t is new.",
		"t.mu must be locked (unless t is new).",
		"t.mu must be held when the queue is shared.",
		"Unless t is new, t.mu must be locked.",
		"When the queue is shared, t.mu must be held.",
		"Otherwise, parent.opMu must be held for reading.",
		"Preconditions:\n  - If parent is remote, parent.opMu must be held for writing.\n  - Otherwise, d.opMu must be held.",
		"Preconditions:\n  - If parent is remote:\n    - d.opMu must be held for writing.\n    - d.mu must be held.",
		"For remote files, d.mu must be held.",
		"Preconditions: The caller must be running on the task goroutine, or t.mu\n must be locked.",
		"Preconditions:\n - The caller must be running on the task goroutine or hold t.mu.",
		"Preconditions: t.mu must be locked, or the caller must have exclusive access to t.",
		"The world must be stopped, or h.lock must be held.",
		"The caller must hold ts.mu or the world must be stopped.",

		// Hedges and negations.
		"g: s.mu must be held.",
		"g is called with s.mu held.",
		"The callback is called with s.mu held.",
		"It is called without s.mu held.",
		"Only call g with s.mu held.",
		"g needs s.mu to be held.",
		"fLocked does x. Returns: s.mu held.",
		"The value with s.mu held.",
		"Lock s.mu.",
		"fLocked does x (if y, s.mu must be held).",
		"If y, fLocked does x (s.mu must be held).",
		"fLocked calls g (which must be called with s.mu held).",
		"locked",
		"The caller does not need to hold t.mu.",
		"t.mu need not be held.",
		"t.mu may be held.",
		"It is allowed but not required for the caller to hold c.L during the call.",
		"Consequently, t.mu must be held.",
		"We don't actually need the TaskSet mutex.",
		"c.mu should be held when the queue is shared.",
		"c.mu should usually be held.",
		"The mutex should be held briefly.",
		"Callers should not assume that c.mu is held.",
		"It is assumed that nobody else holds c.mu or d.mu, whichever is held.",
		"fLocked requires a mutex.",
		"fLocked requires p.mux.",
		"c.mu may be held, but does not need to be.",
		"c.mu must be held, but only if the queue is shared.",
		"c.mu must be held, but the caller may release it at any time it likes.",
		"fLocked returns nil in which case\nLock must be held.",
		"If the queue is shared\nLock must be held.",
		"fLocked can be called with or without the\nLock held.",
		"The [Logger.mu] is taken.",
		"t.mu might be locked.",
		"No lock must be held.",
		"No locks may be held.",

		// About something else than the caller.
		"signalStop must be called with t's signal mutex unlocked.",
		"endGroupStopLocked requires t.mu is held.",
		"The caller is responsible for calling p.consumeLocked() and\n p.queue.Notify(). (The latter must be called with p.mu unlocked.)",
		"Callers are still responsible for calling p.queue.Notify with p.mu unlocked.",
		"WithMuLocked executes f with t.mu locked.",
		"Do executes f while holding the lock.",
		"The following function must be called with t.mu held by f.",
		"Returns the two pipes in order (first locked pipe, second locked pipe).",
		"lockBucket returns a locked bucket for the given key.",
		"LockTree locks the tree for writing.",
		"Like k.count, the block returned is protected by k.mu.",
		"Preconditions: Caller must hold a reference on inode.",
		"Preconditions: At least one reference must be held on all pages in fr.",
		"Precondition: The kernel must be paused.",
		"Preconditions: Any task goroutines running in k must be stopped.",
		"Preconditions: The caller must be running on the task goroutine of t's tracer.",
		"BeginExternalStop does not wait for t's task goroutine to stop.",
		"Start starts the task goroutine.",
		"It returns true if the caller must notify the parent.",
		"Postconditions: t.mu may be locked.",
		"Postconditions: If it returns nil, t.mu is locked.",
		"Postconditions: t.mu must be locked before the next call.",
		"fLocked returns with t.mu locked if it succeeds.",
		"fLocked locks t.mu and returns.",
		"fLocked locks t.mu and returns an error if t is gone.",
		"g returns with t.mu locked.",
		"Returns: t.mu must be locked by then.",
		"The returned value is valid until the caller releases t.mu.",
		"On success t.mu must be held.",
		"After the call, t.mu must be unlocked.",
		"This requires holding the signal mutex which protects t.stop.",
		"The lock is held for the duration of a write.",
		"Mutating it requires locking t.mu for writing and locking the signal mutex.",

		// Code and directives.
		"For example:\n\n\tt.mu must be held.",
		"Deprecated: use g.",
		"",
	}
	for _, doc := range tests {
		if got := meaning(t, doc); got != "" {
			t.Errorf("%s\n\tgot %q, want nothing", doc, got)
		}
	}
}

// FuzzProse looks for comments that the grammar does not survive, and for
// statements that it could not have read: phrases that are not in the text.
func FuzzProse(f *testing.F) {
	for _, seed := range []string{
		"Preconditions: The signal mutex must be locked.",
		"Preconditions:\n  - a.mu (i.e. (b.mu) must be locked (for reading or writing).\n\t\t- ((((",
		"It must be called without (holding) `t.mu` held; 1. 2) - * x",
		"Same as , plus:", "must be locked", " must be locked and must be held", "'s must be held.", "'s 's mutex must be held.",
		"neither nor may be held", "caller must hold", "the the the mutex must be held", "\x00()() must be held", ": : :", "- ", "*", "1. ",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\r\x00\ufeff") || !utf8.ValidString(text) {
			return // not the text of a comment
		}
		for _, s := range sentences(docOf(t, text)) {
			if len(s.text) > maxSentence {
				continue
			}
			if !s.pos.IsValid() {
				t.Errorf("sentence %q has no position", s.text)
			}
			for _, st := range parse(s, "fLocked") {
				sc := &scope{pkg: types.NewPackage("p", "p")}
				for _, p := range st.phrases {
					if strings.TrimSpace(p) == "" {
						t.Errorf("%q: empty phrase in %s", s.text, st)
					}
					if m, ok := sc.resolve(p); ok {
						t.Errorf("%q names %v in an empty package", p, m)
					}
				}
			}
		}
	})
}
