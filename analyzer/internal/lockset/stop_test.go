package lockset

import (
	"slices"
	"testing"
)

// TestStopFacts checks what other packages see of functions that begin and end
// external stops.
func TestStopFacts(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"begin", `func F(t *task) { t.stop() }`, "exit {task@0+1}"},
		{"end", `func F(t *task) { t.resume() }`, "exit {task@0-1}"},
		{"pair", `func F(t *task) { t.stop(); t.resume() }`, ""},
		{"two", `func F(t *task) { t.stop(); t.stop(); t.resume() }`, ""},
		{"field", `type host struct{ t *task }; func F(h *host) { h.t.stop() }`, "exit {task@0.t+1}"},
		{"result", `type host struct{ t *task }; func F(t *task) *host { t.stop(); return &host{t: t} }`, "exit {task@result0.t+1}"},
		{"if it succeeds", `func F(t *task) bool { t.stop(); if t.n > 0 { t.resume(); return false }; return true }`, "exit {task@0+1}"},
		{"if it fails", `func F(t *task) bool { t.stop(); if t.n > 0 { return false }; t.resume(); return true }`, ""},
		{"given", `func F(t *task, keep bool) { t.stop(); if !keep { t.resume() } }`, "exit {task@0+1}"},
		{"given a field", `type options struct{ keep bool }; func F(t *task, o *options) { t.stop(); if !o.keep { t.resume() } }`, "exit {task@0+1 maybe}"},
		{"loop", `func F(ts []*task) { for _, t := range ts { t.stop() } }`, "exit {task+1 many}"},
		{"goroutine", `func F(t *task) { t.stop(); go t.resume() }`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, facts := check(t, stopPrelude+tt.src).analyse(t)
			if got := facts["F"]; got != tt.want {
				t.Errorf("fact of F: %q, want %q", got, tt.want)
			}
		})
	}
}

// TestStopMistakes checks which mistakes the engine finds in F.
func TestStopMistakes(t *testing.T) {
	tests := []struct {
		name, src string
		want      []StopMistake
	}{
		{"return", `func F(t *task) { t.stop(); if t.n > 0 { return }; t.resume() }`, []StopMistake{LeftInForce}},
		{"again", `func F(t *task) { t.stop(); t.stop(); t.resume() }`, []StopMistake{BegunAgain}},
		{"twice", `func F(t *task) { t.stop(); t.resume(); t.resume() }`, []StopMistake{EndedTwice}},
		{"one branch", `func F(t *task) { if t.n > 0 { t.stop() }; t.resume() }`, []StopMistake{EndedUnbegun}},
		{"put back", `func F(t *task) { t.resume(); if t.n > 0 { return }; t.stop() }`, []StopMistake{NotBegunAgain}},
		{"put back too much", `func F(t *task) { on := t.n > 1; if on { t.resume() }; t.stop() }`, []StopMistake{BegunUnended}},
		{"goroutine", `func F(t *task) { t.stop(); go func() { if t.n > 0 { t.resume() } }() }`, []StopMistake{EndedSometimes}},
		{"same condition", `func F(t *task, u *task) { on := t.n > 1; if on { t.stop() }; u.n = 3; if on { t.resume() } }`, nil},
		{"unknown", `func F(t *task, f func(func())) { t.stop(); f(func() { t.resume() }) }`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res, _ := check(t, stopPrelude+tt.src).analyse(t)
			var got []StopMistake
			for _, f := range res.Stops.Mistakes {
				got = append(got, f.Mistake)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("mistakes %v, want %v", got, tt.want)
			}
		})
	}
}

// TestStopBound checks that a function with more alternatives than are followed
// gives no finding.
func TestStopBound(t *testing.T) {
	res, _ := check(t, stopBranches(40)).analyse(t)
	if len(res.Stops.Mistakes) != 0 {
		t.Errorf("mistakes: %+v", res.Stops.Mistakes)
	}
}

// TestStopChain checks that a begin passes up a chain of 10,000 calls.
func TestStopChain(t *testing.T) {
	res, _ := check(t, stopChain(10_000)).analyse(t)
	if n := len(res.Stops.Mistakes); n != 1 || res.Stops.Mistakes[0].Mistake != LeftInForce {
		t.Errorf("%d mistakes, want the return with the stop in force", n)
	}
}
