package lockset

import (
	"slices"
	"testing"
)

// accessVerdicts returns what was decided about accesses in the function called
// caller, in source order.
func accessVerdicts(res *Result, caller string) []Verdict {
	var out []Verdict
	for _, o := range res.AccessObligations {
		if o.Caller == caller {
			out = append(out, o.Verdict)
		}
	}
	return out
}

// TestAccessVerdicts checks the verdicts on accesses of the prelude's task.n, the
// unknown ones above all.
func TestAccessVerdicts(t *testing.T) {
	const set = `func Set(t *task) { t.mu.Lock(); t.n = 1; t.mu.Unlock() }
`
	tests := []struct {
		name, src string
		want      []Verdict
	}{
		{"held", `func F(t *task) { t.mu.Lock(); t.n = 1; t.mu.Unlock() }`, []Verdict{Met}},
		{"bare", `func F(t *task) { t.n = 1 }`, []Verdict{Violated}},
		{"read of what nothing writes", `func F(t *task) int { return t.n }`, []Verdict{Met}},
		{"read", set + `func F(t *task) int { return t.n }`, []Verdict{Violated}},
		{"new object", `func F() *task { t := &task{}; t.n = 1; return t }`, nil},
		{"new or not", `func F(t *task) { if t == nil { t = &task{} }; t.n = 1 }`, []Verdict{Unknown}},
		{"pointer out of sight", `func F(t *task, m *mutex) { m.Lock(); t.n = 1; m.Unlock() }`, []Verdict{Unknown}},
		{"exported, callers here hold it", `func F(t *task) { t.n = 1 }
			func G(t *task) { t.mu.Lock(); F(t); t.mu.Unlock() }`, []Verdict{Unknown}},
		{"hidden, callers hold it", `func F(t *task) { t.mu.Lock(); f(t); t.mu.Unlock() }
			func f(t *task) { t.n = 1 }
			func G(t *task) { f(t) }`, []Verdict{Met}},
		{"hidden, most callers do not", `func F(t *task) { f(t) }
			func f(t *task) { t.n = 1 }
			func G(t *task) { f(t) }
			func H(t *task) { t.mu.Lock(); f(t); t.mu.Unlock() }`, []Verdict{Violated}},
		{"remark", `func F(t *task) {
			// This is racy.
			t.n = 1
		}`, []Verdict{Unknown}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res, _ := check(t, tt.src).analyse(t)
			if got := accessVerdicts(res, "F"); !slices.Equal(got, tt.want) {
				t.Errorf("verdicts in F: %v, want %v", got, tt.want)
			}
			if got := verdicts(res, "F"); got != nil {
				t.Errorf("calls in F are judged for accesses: %v", got)
			}
		})
	}
}

// TestAccessInFunctionValue checks an access in a function literal that is handed
// to code out of sight.
func TestAccessInFunctionValue(t *testing.T) {
	res, _ := check(t, `func F(t *task, run func(func())) {
		t.mu.Lock()
		run(func() { t.n = 1 })
		t.mu.Unlock()
	}`).analyse(t)
	if got := accessVerdicts(res, "F$1"); !slices.Equal(got, []Verdict{Unknown}) {
		t.Errorf("verdicts in the literal: %v, want unknown", got)
	}
}

// TestAccessFacts checks what summaries say of accesses.
func TestAccessFacts(t *testing.T) {
	tests := []struct{ name, src, fn, want string }{
		{"named need", `func (t *task) SetLocked() { t.n = 1 }`, "SetLocked", "accesses task.mu@0.mu:write"},
		{"through a helper", `func (t *task) set() { t.n = 1 }
			func (t *task) SetLocked() { t.set() }`, "SetLocked", "accesses task.mu@0.mu:write"},
		{"its own mistake", `func (t *task) Set() { t.n = 1 }`, "Set", ""},
		{"locked by itself", `func (t *task) Set() { t.mu.Lock(); t.n = 1; t.mu.Unlock() }`, "Set", "locks task.mu@0.mu"},
		{"a deep path", `type deep struct{ d *deep; t *task }
			func (d *deep) SetLocked() { d.d.d.d.d.t.n = 1 }`, "SetLocked", ""},
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
