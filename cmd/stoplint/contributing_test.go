package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const contributing = "../../.github/CONTRIBUTING.md"

// TestContributing adds a check as CONTRIBUTING.md says, in a copy of the
// repository. It writes the files that the text shows, and runs the commands.
func TestContributing(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "README.md", "analyzer", "cmd", "reference", "testdata", ".github"} {
		copyTree(t, filepath.Join("../..", name), filepath.Join(dir, name))
	}
	fence := regexp.MustCompile("(?ms)^```(go|console)(?: (\\S+))?\n(.*?)^```$")
	steps := fence.FindAllStringSubmatch(readFile(t, contributing), -1)
	if len(steps) < 10 {
		t.Fatalf("%s has %d files and commands, too few", contributing, len(steps))
	}
	check := ""
	for _, step := range steps {
		kind, name, text := step[1], step[2], step[3]
		if kind == "go" {
			writeFile(t, filepath.Join(dir, name), text)
			if base, ok := strings.CutPrefix(name, "analyzer/"); ok && strings.HasSuffix(base, "/doc.go") {
				check = filepath.Dir(base)
				addToSuite(t, filepath.Join(dir, "analyzer/analyzer.go"), check)
			}
			continue
		}
		for line := range strings.Lines(text) {
			args := strings.Fields(strings.TrimPrefix(line, "$ "))
			cmd := exec.Command(args[0], args[1:]...)
			cmd.Dir = dir
			cmd.Env = append(cmd.Environ(), "GOFLAGS=-buildvcs=false", "GOWORK=off", "STOPLINT_CACHE="+t.TempDir())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", strings.TrimSpace(line), err, out)
			}
		}
	}
	for _, page := range []string{"analyzer/" + check + "/README.md", "README.md", "testdata/tour/expected.txt"} {
		if check == "" || !strings.Contains(readFile(t, filepath.Join(dir, page)), check) {
			t.Errorf("%s does not speak of the new check %q", page, check)
		}
	}
}

// addToSuite adds the check to the file that lists all of them.
func addToSuite(t *testing.T, file, check string) {
	t.Helper()
	text := readFile(t, file)
	for before, added := range map[string]string{
		"\t\"github.com/stoplint/stoplint/analyzer/stopdirective\"\n": "\t\"github.com/stoplint/stoplint/analyzer/" + check + "\"\n",
		"\t\tstopdirective.Analyzer,\n":                               "\t\t" + check + ".Analyzer,\n",
	} {
		if strings.Count(text, before) != 1 {
			t.Fatalf("%s has no line %q", file, before)
		}
		text = strings.Replace(text, before, added+before, 1)
	}
	writeFile(t, file, text)
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else {
		var data []byte
		if data, err = os.ReadFile(from); err == nil {
			err = os.WriteFile(to, data, 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
