package realtree

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const bases = "../../../../testdata/bases"

// base is a code base that knows nothing of tasks, but has mutexes and says in its
// own way which function needs which.
type base struct {
	dir      string // of the module in testdata/bases that requires it
	packages []string
}

var otherBases = []base{
	{"grpc", []string{
		"google.golang.org/grpc",
		"google.golang.org/grpc/balancer/rls",
		"google.golang.org/grpc/internal/balancer/gracefulswitch",
		"google.golang.org/grpc/internal/channelz",
		"google.golang.org/grpc/internal/transport",
	}},
	{"hashicorp", []string{"github.com/hashicorp/raft", "github.com/hashicorp/yamux"}},
	{"nats", []string{"github.com/nats-io/nats-server/v2/server"}},
	{"net", []string{"golang.org/x/net/http2"}},
	{"pebble", []string{
		"github.com/cockroachdb/pebble/v2",
		"github.com/cockroachdb/pebble/v2/internal/cache",
		"github.com/cockroachdb/pebble/v2/internal/manifest",
		"github.com/cockroachdb/pebble/v2/objstorage/...",
		"github.com/cockroachdb/pebble/v2/record",
		"github.com/cockroachdb/pebble/v2/vfs",
		"github.com/cockroachdb/pebble/v2/wal",
	}},
	{"sarama", []string{"github.com/IBM/sarama"}},
}

// fewestLines is how much code the bases have together, at least.
const fewestLines = 100_000

// TestBases runs the built command over other code bases and compares what it
// finds with testdata/bases/findings.txt.
func TestBases(t *testing.T) {
	cache := t.TempDir()
	var entries []string
	lines := 0
	for _, b := range otherBases {
		dir := filepath.Join(bases, b.dir)
		n := linesOf(t, dir, b.packages)
		t.Logf("%s: %d lines", b.dir, n)
		lines += n
		for _, f := range findings(t, dir, lint(t, dir, cache, b.packages, "-json", "-tests=false")) {
			entries = append(entries, b.dir+" "+f)
		}
	}
	slices.Sort(entries)
	readLedger(t, filepath.Join(bases, "findings.txt")).check(t, nil, numberRepeats(entries), "true", "accepted style")
	if lines < fewestLines {
		t.Errorf("the code bases have %d lines together, fewer than %d", lines, fewestLines)
	}
}

// linesOf counts the lines of the packages' files, tests left out.
func linesOf(t *testing.T, dir string, packages []string) int {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-f", `{{$dir := .Dir}}{{range .GoFiles}}{{$dir}}/{{.}}{{"\n"}}{{end}}`}, packages...)...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	n := 0
	for name := range strings.Lines(string(out)) {
		if name = strings.TrimSpace(name); name != "" {
			n += strings.Count(readFile(t, name), "\n")
		}
	}
	return n
}
