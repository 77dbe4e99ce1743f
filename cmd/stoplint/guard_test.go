package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

type guardFact struct{ N int }

func (*guardFact) AFact() {}

// TestGuard runs a check over three packages: one on which a pass that it
// needs panics, one that imports this one, and one on which all is well. The
// second run must not take the first package for analysed.
func TestGuard(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":        "module m\n\ngo 1.26\n",
		"bad/b.go":      "package bad\n",
		"importer/i.go": "package importer\n\nimport _ \"m/bad\"\n",
		"good/g.go":     "package good\n",
		"refusing/r.go": "package refusing\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	t.Setenv("STOPLINT_CACHE", filepath.Join(dir, "cache"))
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")

	needed := &analysis.Analyzer{
		Name:      "needed",
		Doc:       "panics on package bad",
		FactTypes: []analysis.Fact{new(guardFact)},
		Run: func(pass *analysis.Pass) (any, error) {
			switch pass.Pkg.Name() {
			case "bad":
				panic("no good")
			case "refusing":
				return nil, errors.New("not that one")
			}
			pass.ExportPackageFact(&guardFact{1})
			return 1, nil
		},
	}
	check := &analysis.Analyzer{
		Name:     "check",
		Doc:      "reports the package clause",
		Requires: []*analysis.Analyzer{needed},
	}
	check.Run = func(pass *analysis.Pass) (any, error) {
		if pass.Analyzer != check || pass.ResultOf[needed] != 1 {
			t.Errorf("pass of %s with results %v", pass.Analyzer, pass.ResultOf)
		}
		pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Package, Message: "here"})
		return nil, nil
	}
	opts := &options{patterns: []string{"./..."}, checks: []*analysis.Analyzer{check}}
	for _, run := range []string{"cold", "warm"} {
		var stderr bytes.Buffer
		out, err := analyse(opts, &stderr)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, f := range out.findings {
			found = append(found, filepath.Base(f.Position.Filename))
		}
		if got := strings.Join(found, " "); got != "g.go i.go" {
			t.Errorf("%s: findings in %q", run, got)
		}
		if len(out.failures) != 2 ||
			!strings.HasPrefix(out.failures[0].message, "needed failed on package m/bad: panic: no good\n\tgoroutine ") ||
			out.failures[1].message != "needed failed on package m/refusing: not that one" {
			t.Errorf("%s: failures %v", run, out.failures)
		}
		if stderr.Len() > 0 {
			t.Errorf("%s: complaint %q", run, &stderr)
		}
	}
}
