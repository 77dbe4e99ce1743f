package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// What the demo prints, the second process included, which the test runs in
// this one.
func TestDemo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kernel")
	var out strings.Builder
	if err := first(&out, file); err != nil {
		t.Fatal(err)
	}
	if err := run(&out, file); err != nil {
		t.Fatal(err)
	}
	const want = `
# a kernel runs; [N] is task N
[2] I work
[1] wait: 2 stopped
[3] my parent waits for me

# pause: every task goroutine parks
task 1 of 1: stopped, stop count 2, in vforkStop
task 2 of 2: stopped, stop count 2, in groupStop
task 3 of 3: stopped, stop count 1

# save to kernel

# kill: it takes effect at the unpause
task 1 of 1: stopped, stop count 1
task 2 of 2: stopped, stop count 1
task 3 of 3: stopped, stop count 1
no tasks

# restore in a new process: the stops are back, the pause is not
task 1 of 1: nonexistent, stop count 1, in vforkStop
task 2 of 2: nonexistent, stop count 1, in groupStop
task 3 of 3: nonexistent, stop count 0

# start
[3] I am in another process now, and my parent still waits
[1] my child has exited
[1] wait: 3 exited 0
[1] wait: 2 continued
[1] wait: 2 killed by TERM
`
	if got := out.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestDemoErrors(t *testing.T) {
	dir := t.TempDir()
	var out strings.Builder
	if err := run(&out, filepath.Join(dir, "missing")); err == nil {
		t.Error("restored from a file that is not there")
	}
	if err := first(&out, filepath.Join(dir, "missing", "kernel")); err == nil {
		t.Error("saved to a directory that is not there")
	}
}
