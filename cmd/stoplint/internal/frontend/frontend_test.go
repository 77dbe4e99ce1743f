// Package frontend tests that the suite finds the same whoever runs it: the
// stoplint command, go vet, Bazel's nogo and gVisor's nogo.
//
// Bazel itself does not take part. Two drivers in this package do to the suite
// what the two programs called nogo do: they run as a process per package, are
// told the package's files and the export data of what it imports, and pass
// facts on in files. The test binary is each of them when the environment says
// so.
package frontend

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// asDriver names the environment variable that makes the test binary a driver.
const asDriver = "STOPLINT_TEST_DRIVER"

func TestMain(m *testing.M) {
	switch os.Getenv(asDriver) {
	case "":
		os.Exit(m.Run())
	case rulesGo:
		runAsRulesGo(os.Args[1])
	case gvisor:
		runAsGvisor(os.Args[1])
	}
}

// TestFrontEndsAgree compares what the front ends find in each subject.
func TestFrontEndsAgree(t *testing.T) {
	command := buildCommand(t)
	for _, s := range subjects(t) {
		t.Run(s.name, func(t *testing.T) {
			want := runCommand(t, command, s)
			if len(want) < s.atLeast {
				t.Fatalf("the command has %d findings, not at least %d: %s", len(want), s.atLeast, strings.Join(want, "\n"))
			}
			t.Run("vet", func(t *testing.T) { compare(t, runVet(t, command, s), want) })
			if s.vetOnly {
				return
			}
			t.Run(rulesGo, func(t *testing.T) { compare(t, runUnits(t, rulesGo, s), want) })
			if !s.indirect {
				t.Run(gvisor, func(t *testing.T) { compare(t, runUnits(t, gvisor, s), want) })
			}
		})
	}
}

// compare reports the findings that only one of two front ends has. Each is a
// text in the form of [finding.String].
func compare(t *testing.T, got, want []string) {
	t.Helper()
	for _, f := range want {
		if !slices.Contains(got, f) {
			t.Errorf("only the command finds\n%s", f)
		}
	}
	for _, f := range got {
		if !slices.Contains(want, f) {
			t.Errorf("the command does not find\n%s", f)
		}
	}
}

// buildCommand builds stoplint from source and returns its file name.
func buildCommand(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "stoplint")
	if out, err := exec.Command("go", "build", "-o", binary, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}
