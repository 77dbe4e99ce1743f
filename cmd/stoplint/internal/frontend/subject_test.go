package frontend

import (
	"os"
	"path/filepath"
	"testing"
)

// root is the directory of the module, from that of this package.
const root = "../../../.."

// A subject is code to analyse, without tests in packages of their own.
type subject struct {
	name     string
	dir      string // in its module
	patterns []string
	atLeast  int // findings that the command has there

	// indirect is set if findings depend on facts about a package that is
	// not imported by the package they are in.
	indirect bool

	// large is set if the packages that are imported for tests would make it
	// too many for the drivers.
	large bool

	// vetOnly is set if the packages are too many for the drivers as they are.
	// Go vet, which is otherwise much like nogo, has what others need to know of
	// most of them in its cache.
	vetOnly bool
}

func subjects(t *testing.T) []subject {
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	all := []subject{
		{name: "tour", dir: top, patterns: []string{"./testdata/tour/..."}, atLeast: 3},
		{name: "indirect", dir: writeModule(t, "m", indirectModule), patterns: []string{"./..."}, atLeast: 4, indirect: true},
		{
			name:     "kernel",
			dir:      filepath.Join(top, "testdata/realtree"),
			patterns: []string{"gvisor.dev/gvisor/pkg/sentry/kernel"},
			atLeast:  1,
			large:    true,
		},
		{
			name: "real",
			dir:  filepath.Join(top, "testdata/realtree"),
			patterns: []string{
				"gvisor.dev/gvisor/pkg/sentry/kernel", "gvisor.dev/gvisor/pkg/sentry/control",
				"gvisor.dev/gvisor/pkg/sentry/state", "gvisor.dev/gvisor/runsc/boot",
			},
			atLeast: 5,
			vetOnly: true,
		},
	}
	all = append(all, mutants(t, top))
	return append(all, fixtures(t, filepath.Join(top, "testdata/src"))...)
}

// fixtures makes a module of each directory of fixtures: its name is how their
// import paths begin.
func fixtures(t testing.TB, dir string) []subject {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []subject
	for _, e := range entries {
		to := writeModule(t, e.Name(), nil)
		if err := os.CopyFS(to, os.DirFS(filepath.Join(dir, e.Name()))); err != nil {
			t.Fatal(err)
		}
		all = append(all, subject{name: e.Name(), dir: to, patterns: []string{"./..."}, atLeast: 1})
	}
	return all
}

// writeModule writes a module with the given files and returns its directory.
func writeModule(t testing.TB, path string, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module "+path+"\n\ngo 1.26\n")
	for name, text := range files {
		write(name, text)
	}
	return dir
}

// indirectModule has a package that uses a protocol through another package,
// without importing the one that declares it.
var indirectModule = map[string]string{
	"task/task.go": `package task

import "sync"

// TaskStop is why a task is stopped.
//
//stoplint:stop
type TaskStop interface{ Killable() bool }

// Task is a task.
//
//stoplint:task
type Task struct {
	// Mu guards stop.
	//
	//stoplint:mutex signal
	Mu   sync.Mutex
	stop TaskStop
}

// BeginLocked begins a stop.
//
//stoplint:begin internal
//stoplint:requires signal
func (t *Task) BeginLocked(s TaskStop) { t.stop = s }

// EndLocked ends a stop.
//
//stoplint:requires signal
func (t *Task) EndLocked() { t.stop = nil }

// In reports whether s is in force.
//
//stoplint:requires signal
func (t *Task) In(s TaskStop) bool { return t.stop == s }

// Both calls functions with the mutex and without.
func (t *Task) Both(f, g func(), h, k func(t *Task)) {
	f()
	h(t)
	t.Mu.Lock()
	defer t.Mu.Unlock()
	g()
	k(t)
}
`,
	"process/process.go": `package process

import "m/task"

// Process has a task.
type Process struct{ *task.Task }

// Stop is the stop of a task.
type Stop = task.TaskStop

// Main returns the task.
func (p *Process) Main() *task.Task { return p.Task }

// New returns a process that nobody else has.
func New() *Process { return &Process{&task.Task{}} }
`,
	"user/user.go": `package user

import (
	"sync"

	"m/process"
)

// Table has a mutex of its own.
type Table struct {
	//stoplint:mutex table
	mu sync.Mutex
}

type wait struct{ n int }

func (wait) Killable() bool { return true }

// Promoted calls a method of the task through the process.
func Promoted(p *process.Process) {
	p.EndLocked()
}

// Through calls it on the task.
func Through(p *process.Process) {
	t := p.Main()
	t.Mu.Lock()
	t.Mu.Unlock()
	t.EndLocked()
}

// Begun begins a stop that is a value.
func Begun(p *process.Process) {
	p.Mu.Lock()
	defer p.Mu.Unlock()
	p.BeginLocked(wait{})
}
`,
}
