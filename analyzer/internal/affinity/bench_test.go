package affinity

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkScale analyses generated packages of growing size. The cost per
// unit should stay flat, up to a logarithm: compare ns/unit within a group.
func BenchmarkScale(b *testing.B) {
	shapes := []struct {
		name  string
		sizes []int
		src   func(n int) string
	}{
		{"functions", []int{250, 1000, 4000}, functions},
		{"depth", []int{250, 1000, 4000}, chain},
		{"callers", []int{250, 1000, 4000}, callers},
		{"conditions", []int{160, 640, 2560}, conditions},
		{"literals", []int{250, 1000, 4000}, literals},
		{"kept", []int{250, 1000, 4000}, kept},
	}
	for _, shape := range shapes {
		for _, n := range shape.sizes {
			b.Run(fmt.Sprintf("%s=%d", shape.name, n), func(b *testing.B) {
				c := check(b, shape.src(n))
				for b.Loop() {
					c.analyse(b)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/unit")
			})
		}
	}
}

// functions has n functions that each start a goroutine.
func functions(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "func F%d(t *Task) { go t.beginInternalStop(nil); go t.run() }\n", i)
	}
	return b.String()
}

// chain is n functions deep.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("func f0(t *Task) { t.beginInternalStop(nil) }\n")
	for i := range n - 1 {
		fmt.Fprintf(&b, "func f%d(t *Task) { f%d(t) }\n", i+1, i)
	}
	fmt.Fprintf(&b, "func F(t *Task) { go f%d(t) }\n", n-1)
	return b.String()
}

// callers is one function with n callers, each on another goroutine.
func callers(n int) string {
	var b strings.Builder
	b.WriteString("func f(t *Task) { t.beginInternalStop(nil) }\n")
	for i := range n {
		fmt.Fprintf(&b, "type s%d struct{}\nfunc (s%[1]d) execute(t *Task) state { f(t); f(t.parent); return nil }\n", i)
	}
	return b.String()
}

// conditions is one function with n conditions in a row, and a begin after
// each.
func conditions(n int) string {
	var b strings.Builder
	b.WriteString("type s struct{}\nfunc (s) execute(t *Task) state {\n")
	for i := range n {
		fmt.Fprintf(&b, "if t.id == %d { return nil }\nt.beginInternalStop(nil)\nif t.parent == t { return nil }\n", i)
	}
	b.WriteString("return nil\n}\n")
	return b.String()
}

// literals is one function with n function literals in variables.
func literals(n int) string {
	var b strings.Builder
	b.WriteString("func F(t *Task) {\n")
	for i := range n {
		fmt.Fprintf(&b, "f%d := func() { t.beginInternalStop(nil) }\ngo f%[1]d()\n", i)
	}
	b.WriteString("}\n")
	return b.String()
}

// kept is one field with n functions in it, called in one place.
func kept(n int) string {
	var b strings.Builder
	b.WriteString("type hooks struct{ fs []func() }\nfunc (h *hooks) fire() { for _, f := range h.fs { f() } }\nfunc Start(h *hooks) { go h.fire() }\n")
	for i := range n {
		fmt.Fprintf(&b, "func F%d(h *hooks, t *Task) { h.fs = append(h.fs, func() { t.beginInternalStop(nil) }) }\n", i)
	}
	return b.String()
}
