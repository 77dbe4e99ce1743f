package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/analyzer"
)

const (
	readme       = "../../README.md"
	tourExpected = "../../testdata/tour/expected.txt"
	tourPatterns = "./testdata/tour/..."
)

// TestTour runs the command over the tour, compares what it says with
// testdata/tour/expected.txt, and checks that each check has one finding.
func TestTour(t *testing.T) {
	cmd := exec.Command(buildCommand(t), tourPatterns)
	cmd.Dir = "../.."
	cmd.Env = append(cmd.Environ(), "STOPLINT_CACHE="+t.TempDir())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitFindings {
		t.Fatalf("the tour does not end with exit code %d: %v\n%s", exitFindings, err, &stderr)
	}
	got := stdout.String()
	if *update {
		if err := os.WriteFile(tourExpected, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := readFile(t, tourExpected); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	for _, a := range analyzer.Suite() {
		if n := strings.Count(got, " ("+a.Name+")\n"); n != 1 {
			t.Errorf("the tour has %d findings of %s, not 1", n, a.Name)
		}
	}
}

// TestReadme compares the parts of the README that are made from other files
// with those files: the output of the tour and the list of checks.
func TestReadme(t *testing.T) {
	var checks strings.Builder
	for _, a := range analyzer.Suite() {
		summary, _, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(&checks, "| `%s` | %s |\n", a.Name, summary)
	}
	text := readFile(t, readme)
	for _, part := range []struct{ after, before, want string }{
		{"```console\n$ go run ./cmd/stoplint " + tourPatterns + "\n", "```\n", readFile(t, tourExpected)},
		{"| check | what it does |\n| --- | --- |\n", "\n", checks.String()},
	} {
		head, rest, ok := strings.Cut(text, part.after)
		if !ok {
			t.Fatalf("the README has no %q", part.after)
		}
		end := strings.Index(rest, "\n"+part.before)
		if end < 0 {
			t.Fatalf("nothing ends the part of the README after %q", part.after)
		}
		if got := rest[:end+1]; got != part.want {
			t.Errorf("the README is stale; got:\n%s\nwant:\n%s", got, part.want)
		}
		text = head + part.after + part.want + rest[end+1:]
	}
	if *update {
		if err := os.WriteFile(readme, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// buildCommand builds stoplint from source and returns its file name.
func buildCommand(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "stoplint")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
