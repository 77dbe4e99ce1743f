package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The demo runs its own executable as the second process, which is this test.
// What no test reaches is main, errors of the disk, and those of a kernel that
// refuses a program which it does not refuse.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args, "-restore") {
		main()
		return
	}
	os.Exit(m.Run())
}

// What the demo prints, the second process included.
func TestDemo(t *testing.T) {
	var out strings.Builder
	if err := run(&out, ""); err != nil {
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

// The second half on its own, and files that it refuses.
func TestDemoRestore(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "saved")
	if err := first(new(strings.Builder), file); err != nil {
		t.Fatal(err)
	}
	var restored strings.Builder
	if err := run(&restored, file); err != nil || !strings.HasSuffix(restored.String(), "[1] wait: 2 killed by TERM\n") {
		t.Errorf("%v, output:\n%s", err, restored.String())
	}
	if err := os.WriteFile(file, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(&out, filepath.Join(dir, "missing")); err == nil {
		t.Error("restored from a file that is not there")
	}
	if err := first(&out, filepath.Join(dir, "missing", "kernel")); err == nil {
		t.Error("saved to a directory that is not there")
	}
	if err := run(&out, file); err == nil {
		t.Error("restored from a file with nothing in it")
	}
}
