package affinity

import (
	"fmt"
	"strings"
	"testing"
)

// TestFacts checks what other packages are told of a function.
func TestFacts(t *testing.T) {
	tests := []struct{ name, src, of, want string }{
		{"begin", "", "beginInternalStop", "begins"},
		{"run loop", "", "run", "is 0"},
		{"need", "func F(t *Task) { t.beginInternalStop(nil) }", "F", "needs on 0"},
		{"need of a field", "func F(n int, t *Task) { t.parent.beginInternalStop(nil) }", "F", "needs on 1.parent"},
		{"need of something else", "func F(ts []*Task) { for _, t := range ts { t.beginInternalStop(nil); break } }", "F", "needs on any"},
		{"need of several", "func F(ts []*Task) { for _, t := range ts { t.beginInternalStop(nil) } }", "F", ""},
		{"need of a helper", "func f(t *Task) { t.beginInternalStop(nil) }\nfunc F(t *Task) { defer f(t) }", "F", "needs on 0"},
		{"need in a literal", "func F(t *Task) { func() { t.beginInternalStop(nil) }() }", "F", "needs on 0"},
		{"need met", "func F(t *Task) { t.beginInternalStop(nil); t.run() }", "F", "is 0"},
		{"need violated", "func F(t *Task) { go t.beginInternalStop(nil) }", "F", ""},
		{"asserted", "func F(t *Task) { if t.id != goid() { panic(0) }; t.beginInternalStop(nil) }", "F", ""},
		{"predicate", "func F(t *Task) bool { return goid() == t.id }", "F", "tells of 0"},
		{"no predicate", "func F(t, u *Task) bool { return u.id == t.id }", "F", ""},
		{"starter", "func F(t *Task) { go t.run() }", "F", "starts 0"},
		{"starter in a literal", "func F(t *Task) { go func() { t.run() }() }", "F", "starts 0"},
		{"starter of a helper", "func f(t *Task) { go t.run() }\nfunc F(n int, t *Task) { f(t) }", "F", "starts 1"},
		{"calls", "func F(f func()) { f() }", "F", "calls 0"},
		{"calls in a loop", "func F(fs ...func()) { for _, f := range fs { f() } }", "F", ""},
		{"spawns", "func F(f func()) { go f() }", "F", "calls 0 elsewhere"},
		{"spawns in a literal", "func F(n int, f func()) { go func() { func() { f() }() }() }", "F", "calls 1 elsewhere"},
		{"calls and spawns", "func F(f func()) { f(); go f() }", "F", ""},
		{"passes on", "func g(f func()) { go f() }\nfunc F(f func()) { g(f) }", "F", "calls 0 elsewhere"},
		{"new", "func F() *Task { t := &Task{}; t.id = 1; return t }", "F", "result 0 new"},
		{"new or nil", "func F(b bool) (*Task, error) { if b { return nil, nil }; return new(Task), nil }", "F", "result 0 new"},
		{"element", "func F(ts map[int]*Task, i int) *Task { return ts[i] }", "F", "result 0 element"},
		{"field", "func F(t *Task) *Task { return t.parent }", "F", "returns 0.parent"},
		{"unknown result", "var g func() *Task\nfunc F() *Task { return g() }", "F", ""},
		{"field of callbacks", "type H struct{ F func() }\nfunc (h *H) fire() { h.F() }\nfunc (h *H) Start() { go h.fire() }", "F", "called elsewhere"},
		{"field of states", "type H struct{ F func(*Task) }\ntype s struct{ h *H }\nfunc (s s) execute(t *Task) state { s.h.F(t); return nil }", "F", "called on 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, facts := check(t, test.src).analyse(t)
			if got := facts[test.of]; got != test.want {
				t.Errorf("fact of %s: %q, want %q", test.of, got, test.want)
			}
		})
	}
}

// TestVerdicts checks how obligations are judged in the function F.
func TestVerdicts(t *testing.T) {
	const helper = "func f(t *Task) { t.beginInternalStop(nil) }\n"
	tests := []struct{ name, src, want string }{
		{"nobody known", "func F(t *Task) { t.beginInternalStop(nil) }", "unknown"},
		{"callers on", "type s struct{}\nfunc (s) execute(t *Task) state { F(t); return nil }\nfunc F(t *Task) { g(t) }\nfunc g(t *Task) { t.beginInternalStop(nil) }", "unknown"},
		{"spawned", "func F(t *Task) { go t.beginInternalStop(nil) }", "violated"},
		{"handed on", helper + "func F(t *Task) { go f(t) }", "violated"},
		{"no task", "func F() { var t *Task; go t.beginInternalStop(nil) }", "met"},
		{"run loop", "func F(t *Task) { t.beginInternalStop(nil); t.run() }", "met"},
		{"new", "func F() { t := &Task{}; t.beginInternalStop(nil); go t.run() }", "violated"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			res, _ := check(t, test.src).analyse(t)
			var got []string
			for _, o := range res.Obligations {
				if strings.HasPrefix(o.Caller, "F") {
					got = append(got, o.Verdict.String())
				}
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("verdicts %v, want %q", got, test.want)
			}
		})
	}
}

// TestClosedCallers checks that a function is judged by its callers if all of
// them are in sight.
func TestClosedCallers(t *testing.T) {
	const src = `
type s struct{}
func (s) execute(t *Task) state { f(t); return nil }
func f(t *Task) { g(t) }
func g(t *Task) { t.beginInternalStop(nil) }
`
	for extra, want := range map[string]Verdict{
		"": Met, "func F(t *Task) { f(t) }": Unknown, "func F(t *Task) { go f(t) }": Unknown, "var F = f": Unknown,
	} {
		res, _ := check(t, src+extra).analyse(t)
		for _, o := range res.Obligations {
			if o.Caller == "g" && o.Verdict != want {
				t.Errorf("with %q the begin is %s, not %s", extra, o.Verdict, want)
			}
		}
	}
}

// TestBounds analyses what goes round in circles, or on for ever.
func TestBounds(t *testing.T) {
	var deep, wide strings.Builder
	for i := range 200 {
		fmt.Fprintf(&deep, "func f%d(t *Task) { f%d(t); f%d(t.parent) }\n", i, i+1, i+1)
		fmt.Fprintf(&wide, "func w%d(t *Task, f func()) { w%d(t, f); f(); w%d(t, func() { f() }) }\n", i, (i+1)%200, (i+7)%200)
	}
	deep.WriteString("func f200(t *Task) { t.beginInternalStop(nil) }\n")
	for name, src := range map[string]string{
		"deep":      deep.String(),
		"wide":      wide.String(),
		"recursion": "func f(t *Task, n int) { f(t.parent, n-1); t.beginInternalStop(nil) }\nfunc F(t *Task) { go f(t, 1) }",
		"literal":   "func F(t *Task) { var f func(); f = func() { f(); t.beginInternalStop(nil) }; f() }",
		"storing":   "type h struct{ f func() }\nfunc (h *h) set(f func()) { h.f = func() { f(); h.set(h.f) } }",
	} {
		t.Run(name, func(t *testing.T) {
			check(t, src).analyse(t)
		})
	}
}
