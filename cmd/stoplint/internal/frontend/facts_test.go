package frontend

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestDamagedFacts gives the command, as go vet runs it, files of facts that
// are damaged or are none: it says so, and does not panic.
func TestDamagedFacts(t *testing.T) {
	command := buildCommand(t)
	s := subject{dir: writeModule(t, "m", indirectModule), patterns: []string{"./process"}}
	pkgs := list(t, s)
	i := slices.IndexFunc(pkgs, func(p listed) bool { return p.ImportPath == "m/task" })
	task := newUnit(t, pkgs[i], pkgs, nil)
	if _, stderr, err := runUnit(t, rulesGo, task); err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	good, err := os.ReadFile(task.VetxOutput)
	if err != nil {
		t.Fatal(err)
	}
	if len(good) < 100 {
		t.Fatalf("the facts are %d bytes", len(good))
	}
	damaged := map[string][]byte{
		"text":      []byte("not facts\n"),
		"truncated": good[:len(good)/2],
		"one byte":  good[:1],
		"twice":     append(slices.Clone(good), good...),
		"zeros":     make([]byte, 100),
		"foreign":   []byte(strings.ReplaceAll(string(good), "*protocol.", "*elsewher.")),
	}
	for i := range 8 {
		data := slices.Clone(good)
		data[(2*i+1)*len(data)/16] ^= 0x55
		damaged["flipped "+string(rune('0'+i))] = data
	}
	unit := newUnit(t, pkgs[len(pkgs)-1], pkgs, map[string]string{"m/task": filepath.Join(t.TempDir(), "facts")})
	for name, data := range damaged {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(unit.PackageVetx["m/task"], data, 0o666); err != nil {
				t.Fatal(err)
			}
			stdout, stderr, err := runProgram(t, unit, command)
			if strings.Contains(stderr, "goroutine ") {
				t.Errorf("it panics: %s", stderr)
			}
			if err != nil && !strings.Contains(stderr, `decoding facts for "m/task"`) {
				t.Errorf("%v does not say what is wrong: %s%s", err, stdout, stderr)
			}
			if sure := name == "text" || name == "truncated" || name == "foreign"; sure && err == nil {
				t.Error("it does not notice")
			}
		})
	}
}
