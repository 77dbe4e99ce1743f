package gclplugin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// packageDirs are directories of packages.
type packageDirs struct {
	named []string          // of those asked for
	paths map[string]string // import paths of those, and of what they import, by directory
}

func listPackages(t *testing.T, dir string, packages []string) packageDirs {
	t.Helper()
	args := append([]string{"list", "-deps", "-test", "-f", "{{.DepOnly}}\t{{.Dir}}\t{{.ImportPath}}"}, packages...)
	out, err := output(dir, nil, "go", args...)
	if err != nil {
		t.Fatal(err)
	}
	listed := packageDirs{paths: make(map[string]string)}
	for line := range strings.Lines(out) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		importPath, _, variant := strings.Cut(fields[2], " ")
		if variant || fields[1] == "" {
			continue
		}
		if _, ok := listed.paths[fields[1]]; !ok {
			listed.paths[fields[1]] = importPath
		}
		if fields[0] == "false" && !slices.Contains(listed.named, fields[1]) {
			listed.named = append(listed.named, fields[1])
		}
	}
	return listed
}

// report is the part of golangci-lint's JSON output that is tested.
type report struct {
	Issues []struct {
		FromLinter, Text string
		SuggestedFixes   []struct{ Message string }
		Pos              struct {
			Filename     string
			Line, Column int
		}
	}
}

// allFindings are the flags with which golangci-lint shows all that the linter
// finds, and nothing else.
var allFindings = []string{"--enable-only=" + Name, "--max-issues-per-linter=0", "--max-same-issues=0",
	"--uniq-by-line=false", "--issues-exit-code=0", "--show-stats=false", "--path-mode=abs"}

// runCustom runs golangci-lint in a directory with the configuration of
// README.md.
func runCustom(t *testing.T, tools tools, dir string, args ...string) string {
	t.Helper()
	config := filepath.Join(t.TempDir(), ".golangci.yml")
	text, err := readmeBlock("yaml", "type: module")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"run", "--config=" + config, "--allow-parallel-runners"}, args...)
	out, err := output(dir, []string{"GOLANGCI_LINT_CACHE=" + tools.cache("golangci-lint")}, tools.custom, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// customFindings returns what golangci-lint finds in directories.
func customFindings(t *testing.T, tools tools, dir string, dirs []string) []string {
	t.Helper()
	out := runCustom(t, tools, dir, slices.Concat(allFindings, []string{"--output.json.path=stdout"}, dirs)...)
	var r report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var found []string
	for _, i := range r.Issues {
		if i.FromLinter != Name {
			t.Errorf("finding of %s: %s", i.FromLinter, i.Text)
		}
		fix := ""
		for _, f := range i.SuggestedFixes {
			fix += " fix: " + f.Message
		}
		found = append(found, fmt.Sprintf("%s:%d:%d: %s%s", i.Pos.Filename, i.Pos.Line, i.Pos.Column, i.Text, fix))
	}
	slices.Sort(found)
	return found
}

// place is a place in stoplint's JSON output.
type place struct {
	File         string
	Line, Column int
}

// commandFindings returns what stoplint finds in packages, as golangci-lint is
// to say it.
func commandFindings(t *testing.T, tools tools, dir string, packages []string, paths map[string]string) []string {
	t.Helper()
	cmd := exec.Command(tools.stoplint, append([]string{"-json"}, packages...)...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "STOPLINT_CACHE="+tools.cache("stoplint"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != 1) {
		t.Fatalf("stoplint: %v\n%s", err, &stderr)
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var f struct {
			Check, Message string
			Position       place
			Related        []struct {
				Message  string
				Position *place
			}
			Fixes []struct {
				Message string
				Edits   []struct{ Position, End place }
			}
		}
		if err := dec.Decode(&f); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		at := f.Position
		line := fmt.Sprintf("%s:%d:%d: %s: %s", absolute(root, at.File), at.Line, at.Column, f.Check, f.Message)
		for _, rel := range f.Related {
			line += " ["
			if rel.Position != nil {
				line += fmt.Sprintf("%s:%d: ", shortName(absolute(root, rel.Position.File), absolute(root, at.File), paths), rel.Position.Line)
			}
			line += rel.Message + "]"
		}
		for _, fix := range f.Fixes {
			inFile := true
			for _, e := range fix.Edits {
				inFile = inFile && e.Position.File == at.File && e.End.File == at.File
			}
			if inFile {
				line += " fix: " + fix.Message
				break
			}
		}
		found = append(found, line)
	}
	slices.Sort(found)
	return found
}

func absolute(root, file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(root, file)
}

// shortName returns how a file is named in a finding in another.
func shortName(file, from string, paths map[string]string) string {
	dir := filepath.Dir(file)
	if dir == filepath.Dir(from) {
		return filepath.Base(file)
	}
	return path.Join(paths[dir], filepath.Base(file))
}
