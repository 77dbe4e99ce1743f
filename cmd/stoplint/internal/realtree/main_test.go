// Package realtree tests the command on gVisor: what it finds there and proves,
// and which of the bugs planted in copies of the code it finds. It also tests
// what the command finds in other code bases. The lists that say so are in
// testdata/realtree and testdata/bases, with a person's note on each entry.
package realtree

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the lists in testdata/realtree and testdata/bases")

// command is the file name of stoplint, built from source.
var command string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "stoplint")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	command = filepath.Join(dir, "stoplint")
	if out, err := exec.Command("go", "build", "-o", command, "../..").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
