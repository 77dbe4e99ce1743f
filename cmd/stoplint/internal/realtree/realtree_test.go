package realtree

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/source"
)

const (
	realTree      = "../../../../testdata/realtree"
	kernelPackage = "gvisor.dev/gvisor/pkg/sentry/kernel"
)

// realPackages are the packages of gVisor that hold tasks or stop them.
var realPackages = []string{
	kernelPackage,
	"gvisor.dev/gvisor/pkg/sentry/control",
	"gvisor.dev/gvisor/pkg/sentry/state",
	"gvisor.dev/gvisor/runsc/boot",
}

// TestRealTree runs the built command over packages of gVisor and compares what
// it says with lists in testdata/realtree.
func TestRealTree(t *testing.T) {
	cache := t.TempDir()
	t.Run("findings", func(t *testing.T) {
		entries := findings(t, realTree, lint(t, realTree, cache, realPackages, "-json"))
		slices.Sort(entries)
		readLedger(t, filepath.Join(realTree, "findings.txt")).check(t, nil, numberRepeats(entries), "true", "accepted style")
	})
	t.Run("neighbours", func(t *testing.T) {
		checkNeighbours(t, lint(t, realTree, cache, []string{neighbours}, "-json", "-tests=false"))
	})
	t.Run("audit", func(t *testing.T) { checkRealAudit(t, lint(t, realTree, cache, realPackages, "-audit", "-json")) })
}

// lint runs the built command over packages of a module and returns what it
// prints.
func lint(t *testing.T, dir, cache string, packages []string, flags ...string) []byte {
	t.Helper()
	cmd := exec.Command(command, append(flags, packages...)...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "STOPLINT_CACHE="+cache)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != 1) {
		t.Fatalf("stoplint: %v\n%s", err, &stderr)
	}
	return stdout.Bytes()
}

// findings lists what the command reports for a module, as ledgers have it.
func findings(t *testing.T, dir string, output []byte) []string {
	t.Helper()
	var entries []string
	var places functionIndex
	for dec := json.NewDecoder(bytes.NewReader(output)); ; {
		var f struct {
			Position struct {
				File string
				Line int
			}
			Check, Message string
		}
		if err := dec.Decode(&f); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, f.Position.File)
		if filepath.IsAbs(f.Position.File) {
			file = f.Position.File
		}
		fn, err := places.function(file, f.Position.Line)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, fmt.Sprintf("%s %s: %s (%s)", inModule(file), fn, f.Message, f.Check))
	}
	return entries
}

// sum counts the obligations that have something in common.
type sum struct {
	By                     string `json:"total"`
	Name                   string
	Met, Violated, Unknown int
}

// checkRealAudit compares what the checks prove with audit.txt: the totals by
// lock class, and each obligation about the signal mutex of which they cannot
// tell.
func checkRealAudit(t *testing.T, output []byte) {
	t.Helper()
	const signalClass = "SignalHandlers.mu"
	var counts, entries []string
	var signal sum
	for dec := json.NewDecoder(bytes.NewReader(output)); ; {
		var row struct {
			sum
			Caller, Callee, Kind, Subject, Class, Package, Verdict, Why string
		}
		if err := dec.Decode(&row); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		switch {
		case row.By == "class":
			counts = append(counts, fmt.Sprintf("%s: %d met, %d violated, %d unknown", row.Name, row.Met, row.Violated, row.Unknown))
			if row.Name == signalClass {
				signal = row.sum
			}
		case row.Class == signalClass && row.Verdict == "unknown":
			entries = append(entries, fmt.Sprintf("%s %s -> %s %s %s: %s",
				strings.TrimPrefix(row.Package, "gvisor.dev/gvisor/"), row.Caller, row.Callee, row.Kind, row.Subject, row.Why))
		}
	}
	slices.Sort(entries)
	readLedger(t, filepath.Join(realTree, "audit.txt")).check(t, counts, numberRepeats(entries))
	if all := signal.Met + signal.Violated + signal.Unknown; all == 0 || signal.Met*100 < all*95 {
		t.Errorf("%d of %d obligations about the signal mutex are met, fewer than 95 in 100", signal.Met, all)
	}
}

// inModule returns the part of a file name in the module cache that follows
// the module's directory.
func inModule(file string) string {
	_, rest, ok := strings.Cut(filepath.ToSlash(file), "@")
	if !ok {
		return filepath.ToSlash(file)
	}
	_, rest, _ = strings.Cut(rest, "/")
	return rest
}

// functionIndex finds the declared function that a line of a file is in.
type functionIndex struct {
	files map[string][]declaredSpan
}

type declaredSpan struct {
	name       string
	start, end int
}

// function returns the name of the function that has the line, as package
// seed names it, or "-" if the line is in none.
func (x *functionIndex) function(file string, line int) (string, error) {
	spans, ok := x.files[file]
	if !ok {
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		for _, d := range parsed.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			start := fd.Pos()
			if fd.Doc != nil {
				start = fd.Doc.Pos()
			}
			spans = append(spans, declaredSpan{source.DeclName(fd), fset.Position(start).Line, fset.Position(fd.End()).Line})
		}
		if x.files == nil {
			x.files = make(map[string][]declaredSpan)
		}
		x.files[file] = spans
	}
	for _, s := range spans {
		if s.start <= line && line <= s.end {
			return s.name, nil
		}
	}
	return "-", nil
}
