package lockset

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestVerdicts checks the engine's own verdicts, unknown ones above all, which
// no check reports.
func TestVerdicts(t *testing.T) {
	tests := []struct {
		name, src string
		want      []Verdict
	}{
		{"held", `func F(t *task) { t.mu.Lock(); t.needLocked(); t.mu.Unlock() }`, []Verdict{Met}},
		{"bare", `func F(t *task) { t.needLocked() }`, []Verdict{Violated}},
		{"after release", `func F(t *task) { t.mu.Lock(); t.mu.Unlock(); t.needLocked() }`, []Verdict{Violated}},
		{"try", `func F(t *task) { if t.mu.TryLock() { t.needLocked() } else { t.needLocked() } }`, []Verdict{Met, Violated}},
		{"kept flag", `func F(t *task, c bool) {
			locked := false
			if c { t.mu.Lock(); locked = true }
			if locked { t.needLocked() }
			if !locked { t.needLocked() }
		}`, []Verdict{Met, Violated}},
		{"unknown function value", `func F(t *task, run func(func())) {
			t.mu.Lock()
			run(func() { t.needLocked() })
			t.mu.Unlock()
		}`, nil},
		{"pointer out of sight", `func F(t *task, m *mutex) { m.Lock(); t.needLocked(); m.Unlock() }`, []Verdict{Unknown}},
		{"new object", `func F() *task { t := &task{}; t.needLocked(); return t }`, nil},
		{"exported, callers here hold it", `func F(t *task) { t.needLocked() }
			func G(t *task) { t.mu.Lock(); F(t); t.mu.Unlock() }`, []Verdict{Unknown}},
		{"hidden, callers hold it", `func F(t *task) { f(t) }
			func f(t *task) { t.needLocked() }
			func G(t *task) { t.mu.Lock(); f(t); t.mu.Unlock() }`, []Verdict{Violated}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res, _ := check(t, tt.src).analyse(t)
			if got := verdicts(res, "F"); !slices.Equal(got, tt.want) {
				t.Errorf("verdicts in F: %v, want %v", got, tt.want)
			}
		})
	}
}

// TestFacts checks the summaries that other packages see.
func TestFacts(t *testing.T) {
	tests := []struct {
		name, src, fn string
		want          string // "" if there must be no fact
	}{
		{"lock helper", `func (t *task) Acquire() { t.mu.Lock() }`, "Acquire", "exit +task.mu@0.mu:write:false; locks task.mu@0.mu"},
		{"unlock helper", `func (t *task) Release() { t.mu.Unlock() }`, "Release", "exit -task.mu@0.mu:write:false"},
		{"owner returned", `func Held(t *task) *task { t.mu.Lock(); return t }`, "Held",
			"exit +task.mu@0.mu:write:false; locks task.mu@0.mu; returns 0=0"},
		{"balanced", `func Use(t *task) { t.mu.Lock(); t.needLocked(); t.mu.Unlock() }`, "Use", "locks task.mu@0.mu"},
		{"named need", `func (t *task) TidyLocked() { t.needLocked() }`, "TidyLocked", "needs task.mu@0.mu:write"},
		{"nothing", `func Idle(t *task) int { return t.n }`, "Idle", ""},
		{"scope", `func (t *task) Scope() func() { t.mu.Lock(); return t.mu.Unlock }`, "Scope",
			"exit +task.mu@0.mu:write:false; gives 0 -task.mu@0.mu:write:false; locks task.mu@0.mu"},
		{"dead end", `func Die(t *task) { panic("dead") }`, "Die", "never returns"},
		{"calls at once", `func Each(f func()) { f() }`, "Each", "param0 kind1"},
		{"keeps", `var kept func(); func Keep(f func()) { kept = f }`, "Keep", "param0 kind4"},
		{"spawns", `func Spawn(f func()) { go f() }`, "Spawn", "param0 kind3"},
		{"hands on", `func each(f func()) { f() }; func Twice(f func()) { each(f); func() { f() }() }`, "Twice", "param0 kind1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, facts := check(t, tt.src).analyse(t)
			if got := facts[tt.fn]; got != tt.want {
				t.Errorf("fact of %s: %q, want %q", tt.fn, got, tt.want)
			}
		})
	}
}

// TestBound checks that a function with more alternatives than are followed
// is judged without a false finding.
func TestBound(t *testing.T) {
	var b strings.Builder
	b.WriteString("func F(t *task, locks []*mutex, c []bool) {\n\tt.mu.Lock()\n")
	for i := range 40 {
		fmt.Fprintf(&b, "\tif c[%d] { locks[%d].Lock() }\n", i, i)
	}
	b.WriteString("\tt.needLocked()\n\tt.mu.Unlock()\n}\n")
	res, _ := check(t, b.String()).analyse(t)
	if len(res.Findings) != 0 {
		t.Errorf("findings: %+v", res.Findings)
	}
	if got := verdicts(res, "F"); !slices.Equal(got, []Verdict{Met}) {
		t.Errorf("verdicts in F: %v, want met: t.mu is held in every alternative", got)
	}
}

// TestDeepChain checks that a need passes up a chain of 10,000 calls.
func TestDeepChain(t *testing.T) {
	res, _ := check(t, chain(10_000)).analyse(t)
	if len(res.Findings) != 1 {
		t.Fatalf("%d findings, want the one call without the mutex", len(res.Findings))
	}
	if got := res.Findings[0].Callee; got != "f9999" {
		t.Errorf("the finding is at the call of %s, want f9999", got)
	}
}

// chain is n functions, each calling the one before; the last is called once
// with and once without the mutex.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("func f0(t *task) { t.needLocked() }\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "func f%d(t *task) { f%d(t) }\n", i, i-1)
	}
	fmt.Fprintf(&b, "func Held(t *task) { t.mu.Lock(); f%d(t); t.mu.Unlock() }\n", n-1)
	fmt.Fprintf(&b, "func Bare(t *task) { f%d(t) }\n", n-1)
	return b.String()
}
