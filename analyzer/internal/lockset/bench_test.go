package lockset

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
		{"baredepth", []int{250, 1000, 4000}, bareChain},
		{"branches", []int{40, 160, 640}, branches},
		{"locks", []int{40, 160, 640}, locks},
		{"lines", []int{500, 2000, 8000}, lines},
		{"stops", []int{250, 1000, 4000}, stopFunctions},
		{"stopdepth", []int{250, 1000, 4000}, stopChain},
		{"stopbranches", []int{40, 160, 640}, stopBranches},
		{"stopreturns", []int{40, 160, 640}, stopReturns},
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

func functions(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "func F%d(t *task) { t.mu.Lock(); defer t.mu.Unlock(); t.needLocked() }\n", i)
	}
	return b.String()
}

// bareChain is n functions, each calling the one before; nobody holds the mutex
// that the first needs.
func bareChain(n int) string {
	var b strings.Builder
	b.WriteString("func f0(t *task) { t.needLocked() }\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "func f%d(t *task) { f%d(t) }\n", i, i-1)
	}
	fmt.Fprintf(&b, "func Bare(t *task) { f%d(t) }\n", n-1)
	return b.String()
}

// branches is one function with n ifs in a row that each part the states.
func branches(n int) string {
	var b strings.Builder
	b.WriteString("func F(t, u *task, c []bool) {\n")
	for i := range n {
		fmt.Fprintf(&b, "if c[%d] { t.mu.Lock(); t.needLocked(); t.mu.Unlock() }\n", i)
		fmt.Fprintf(&b, "if c[%d] && u.n > %d { u.n = %d }\n", i, i, i)
	}
	b.WriteString("}\n")
	return b.String()
}

// locks is one function that comes to hold n different mutexes, each under a
// condition.
func locks(n int) string {
	var b strings.Builder
	b.WriteString("func F(ts []*task, c []bool) {\n")
	for i := range n {
		fmt.Fprintf(&b, "if c[%d] { ts[%d].mu.Lock() }\n", i, i)
	}
	b.WriteString("}\n")
	return b.String()
}

// lines is one long function without branches.
func lines(n int) string {
	var b strings.Builder
	b.WriteString("func F(t *task) {\n")
	for range n / 3 {
		b.WriteString("t.mu.Lock()\nt.needLocked()\nt.mu.Unlock()\n")
	}
	b.WriteString("}\n")
	return b.String()
}
