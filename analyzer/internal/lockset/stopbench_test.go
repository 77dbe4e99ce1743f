package lockset

import (
	"fmt"
	"strings"
)

// stopPrelude declares the calls that begin and end an external stop.
const stopPrelude = `
// stop begins an external stop on t.
//
//stoplint:begin external
func (t *task) stop() {}

// resume ends an external stop on t.
//
//stoplint:end external
func (t *task) resume() {}

`

// stopFunctions is n functions that begin a stop and end it on each path.
func stopFunctions(n int) string {
	var b strings.Builder
	b.WriteString(stopPrelude)
	for i := range n {
		fmt.Fprintf(&b, "func F%d(t *task) { t.stop(); if t.n > %d { t.resume(); return }; defer t.resume() }\n", i, i)
	}
	return b.String()
}

// stopChain is n functions that each call the one before, the first of which
// begins a stop.
func stopChain(n int) string {
	var b strings.Builder
	b.WriteString(stopPrelude + "func f0(t *task) { t.stop() }\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "func f%d(t *task) { f%d(t) }\n", i, i-1)
	}
	fmt.Fprintf(&b, "func F(t *task) { f%d(t); if t.n > 0 { return }; t.resume() }\n", n-1)
	return b.String()
}

// stopBranches is one function that comes to begin stops on n things, each under
// a condition, and ends them under the same.
func stopBranches(n int) string {
	var b strings.Builder
	b.WriteString(stopPrelude + "func F(ts []*task, c []bool) {\n")
	for i := range n {
		fmt.Fprintf(&b, "if c[%d] { ts[%d].stop() }\n", i, i)
	}
	for i := range n {
		fmt.Fprintf(&b, "if c[%d] { ts[%d].resume() }\n", i, i)
	}
	b.WriteString("}\n")
	return b.String()
}

// stopReturns is one function with n returns while a stop is in force.
func stopReturns(n int) string {
	var b strings.Builder
	b.WriteString(stopPrelude + "func F(t *task) int {\nt.stop()\n")
	for i := range n {
		fmt.Fprintf(&b, "if t.n == %d { t.resume(); return %d }\n", i, i)
	}
	b.WriteString("t.resume()\nreturn 0\n}\n")
	return b.String()
}
