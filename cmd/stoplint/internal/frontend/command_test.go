package frontend

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// runCommand runs the stoplint command over the subject.
func runCommand(t *testing.T, command string, s subject) []string {
	t.Helper()
	var fs []finding
	out := output(t, s.dir, 1, command, append([]string{"-json"}, s.patterns...)...)
	decode(t, out, func(j struct {
		Check, Message string
		Position       place
		End            *place
		Related        []struct {
			Message  string
			Position *place
		}
		Fixes []struct {
			Message string
			Edits   []struct {
				Position place
				New      string
			}
		}
	}) {
		f := finding{Check: j.Check, Message: j.Message, Posn: j.Position.String()}
		if j.End != nil {
			f.End = j.End.String()
		}
		for _, r := range j.Related {
			rel := related{Message: r.Message}
			if r.Position != nil {
				rel.Posn = r.Position.String()
			}
			f.Related = append(f.Related, rel)
		}
		for _, x := range j.Fixes {
			var edits []edit
			for _, e := range x.Edits {
				edits = append(edits, edit{e.Position.File, e.New})
			}
			f.Fixes = append(f.Fixes, fix{x.Message, edits})
		}
		fs = append(fs, f)
	})
	return texts(fs, s.dir)
}

// A place is a position in the command's output.
type place struct {
	File         string
	Line, Column int
}

func (p place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// runVet makes the go command run the stoplint command over the subject.
func runVet(t *testing.T, command string, s subject) []string {
	t.Helper()
	out := output(t, s.dir, 0, "go", append([]string{"vet", "-json", "-vettool=" + command}, s.patterns...)...)
	return texts(decodeVet(t, out), s.dir)
}

// decodeVet reads what unitchecker prints in JSON: findings or an error, by
// package and check.
func decodeVet(t *testing.T, out []byte) []finding {
	t.Helper()
	var fs []finding
	decode(t, out, func(tree map[string]map[string]json.RawMessage) {
		for pkg, checks := range tree {
			for check, message := range checks {
				var diagnostics []struct {
					Posn, End, Message string
					Related            []related
					SuggestedFixes     []fix `json:"suggested_fixes"`
				}
				if err := json.Unmarshal(message, &diagnostics); err != nil {
					t.Fatalf("%s failed on %s: %s", check, pkg, message)
				}
				for _, d := range diagnostics {
					fs = append(fs, finding{check, d.Posn, d.End, d.Message, d.Related, d.SuggestedFixes})
				}
			}
		}
	})
	return fs
}

// decode calls f with each JSON value in out. Lines that begin with "#" are not
// JSON: the go command prints them before what it says of a package.
func decode[T any](t testing.TB, out []byte, f func(T)) {
	t.Helper()
	var text strings.Builder
	for line := range bytes.Lines(out) {
		if !bytes.HasPrefix(line, []byte("#")) {
			text.Write(line)
		}
	}
	for dec := json.NewDecoder(strings.NewReader(text.String())); ; {
		var v T
		err := dec.Decode(&v)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		f(v)
	}
}

// output runs a program in dir, which must exit with 0 or the given code, and
// returns what it writes to standard output. The stoplint command keeps its
// cache beside it.
func output(t testing.TB, dir string, code int, program string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly", "STOPLINT_CACHE="+filepath.Join(filepath.Dir(program), "cache"))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != code) {
		t.Fatalf("%s %s: %v\n%s%s", program, strings.Join(args, " "), err, &stderr, &stdout)
	}
	return stdout.Bytes()
}
