package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/analyzer"
)

const (
	tourExpected = "../../testdata/tour/expected.txt"
	tourPatterns = "./testdata/tour/..."
)

// TestTour runs the command over the tour, compares what it says with
// testdata/tour/expected.txt, and checks that each check has one finding. What
// is made from that file is compared after it.
func TestTour(t *testing.T) {
	binary := buildCommand(t)
	cmd := exec.Command(binary, tourPatterns)
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
	t.Run("picture", func(t *testing.T) { testPicture(t, binary) })
	t.Run("README", func(t *testing.T) { testReadme(t, binary) })
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
