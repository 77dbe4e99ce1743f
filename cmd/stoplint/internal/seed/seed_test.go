package seed

import (
	"fmt"
	"go/importer"
	"go/token"
	"slices"
	"strings"
	"testing"
)

const miniature = `package mini

import "sync"

type Stop interface{ Killable() bool }

type vforkStop struct{}

func (*vforkStop) Killable() bool { return true }

type Handlers struct{ mu sync.RWMutex }

type Task struct {
	h    *Handlers
	stop Stop
}

func (t *Task) lock() *Handlers {
	t.h.mu.Lock()
	return t.h
}

func (t *Task) Locked() bool { t.h.mu.RLock(); defer t.h.mu.RUnlock(); return true }

func (t *Task) beginLocked(s Stop) { t.stop = s }

func (t *Task) begin(s Stop) {
	t.h.mu.Lock()
	defer t.h.mu.Unlock()
	t.beginLocked(s)
}

func (t *Task) vfork(dead bool) {
	t.h.mu.Lock()
	if dead {
		t.h.mu.Unlock()
		return
	}
	t.beginLocked((*vforkStop)(nil))
	t.h.mu.Unlock()
}

func (t *Task) helped() {
	h := t.lock()
	defer h.mu.Unlock()
	t.endLocked()
}

func (t *Task) endLocked() {
	if _, ok := t.stop.(*vforkStop); ok && t.stop == (*vforkStop)(nil) {
		t.stop = nil
	}
}

func (t *Task) unrelated() {
	t.h.mu.Lock()
	t.stop = nil
	t.h.mu.Unlock()
	t.endLocked()
}
`

var miniatureSpec = &Spec{
	Requires:    map[string]map[string]bool{"Handlers.mu": {"Task.beginLocked": true, "Task.endLocked": true}},
	Lockers:     map[string]Locker{"Task.lock": {Class: "Handlers.mu", Plain: "%s.h", SelfLocking: []SelfLocking{{Op: "call what locks", Format: "%s.Locked()"}}}},
	SelfLocking: map[string][]SelfLocking{"Handlers.mu": {{Op: "call what locks", Suffix: ".h.mu", Format: "%s.Locked()"}}},
	Twins:       map[string]string{"Task.beginLocked": "begin"},
	Begins:      map[string]int{"Task.begin": 0, "Task.beginLocked": 0},
	StopMethod:  "Killable",
}

func miniatureTree(t *testing.T) *Tree {
	t.Helper()
	tree := &Tree{Fset: token.NewFileSet(), importer: importer.Default()}
	if err := tree.parse("mini", "", []string{"mini.go"}, map[string][]byte{"mini.go": []byte(miniature)}); err != nil {
		t.Fatal(err)
	}
	return tree
}

// TestMutants checks what each operator does to the miniature: the lines it
// changes, in the functions where it applies.
func TestMutants(t *testing.T) {
	tree := miniatureTree(t)
	got := make(map[string][]string)
	for _, m := range tree.Mutants(miniatureSpec) {
		if err := tree.Compiles(m); err != nil {
			continue
		}
		key := m.Op + ", " + m.Func
		got[key] = append(got[key], changedLines(t, tree, m)...)
	}
	for key, want := range map[string][]string{
		"drop the lock, Task.begin":  {"28:", "29:"},
		"drop the lock, Task.vfork":  {"34:", "36:", "40:"},
		"drop the lock, Task.helped": {"44: h := t.h; _ = h", "45:"},

		"lock on one branch, Task.begin":              {"28: if seedCond { t.h.mu.Lock() }"},
		"lock and unlock on one branch, Task.begin":   {"28: if seedCond { t.h.mu.Lock() }", "29: if seedCond { defer t.h.mu.Unlock() }"},
		"lock on one branch, Task.helped":             {"44: h := t.h; _ = h; if seedCond { h.mu.Lock() }"},
		"lock twice, Task.helped":                     {"44: h := t.lock(); h.mu.Lock()"},
		"unlock twice, Task.vfork":                    {"40: t.h.mu.Unlock(); t.h.mu.Unlock()"},
		"lock for reading, Task.begin":                {"28: t.h.mu.RLock()", "29: defer t.h.mu.RUnlock()"},
		"call what locks, Task.vfork":                 {"39: t.Locked(); t.beginLocked((*vforkStop)(nil))"},
		"call what locks, Task.helped":                {"46: t.Locked(); t.endLocked()"},
		"call the twin that locks itself, Task.vfork": {"39: t.begin((*vforkStop)(nil))"},

		"unlock early, Task.begin":           {"29:", "30: t.h.mu.Unlock(); t.beginLocked(s)"},
		"unlock early, Task.vfork":           {"39: t.h.mu.Unlock(); t.beginLocked((*vforkStop)(nil))", "40:"},
		"unlock around the call, Task.vfork": {"39: t.h.mu.Unlock(); t.beginLocked((*vforkStop)(nil)); t.h.mu.Lock()"},
		"lock late, Task.begin":              {"28:", "29:", "30: t.beginLocked(s); t.h.mu.Lock(); defer t.h.mu.Unlock()"},
		"lock late, Task.vfork":              {"34:", "39: t.beginLocked((*vforkStop)(nil)); t.h.mu.Lock()"},

		"spawn the call, Task.begin":                     {"30: go t.beginLocked(s)"},
		"spawn a function with the call, Task.begin":     {"30: go func() { t.beginLocked(s) }()"},
		"give the call to a timer, Task.begin":           {`1: package mini; import seedtime "time"`, "30: seedtime.AfterFunc(1, func() { t.beginLocked(s) })"},
		"keep the call, Task.begin":                      {"30: seedKept = append(seedKept, func() { t.beginLocked(s) })"},
		"drop the lock, call in a closure, Task.begin":   {"28:", "29:", "30: func() { t.beginLocked(s) }()"},
		"drop the lock, call a method value, Task.begin": {"28:", "29:", "30: { seedFunc := t.beginLocked; seedFunc(s) }"},

		"begin a value, Task.vfork":                            {"9: func (vforkStop) Killable() bool { return true }", "39: t.beginLocked(vforkStop{})"},
		"begin a value through a variable, Task.vfork":         {"9: func (vforkStop) Killable() bool { return true }", "39: seedStop := vforkStop{}; t.beginLocked(seedStop)"},
		"begin a value through an interface, Task.vfork":       {"9: func (vforkStop) Killable() bool { return true }", "39: var seedStop Stop = vforkStop{}; t.beginLocked(seedStop)"},
		"begin a value that a function returns, Task.vfork":    {"9: func (vforkStop) Killable() bool { return true }", "39: t.beginLocked(func() Stop { return vforkStop{} }())"},
		"begin a fresh pointer, Task.vfork":                    {"39: t.beginLocked(&vforkStop{})"},
		"begin a fresh pointer from new, Task.vfork":           {"39: t.beginLocked(new(vforkStop))"},
		"begin a fresh pointer through a variable, Task.vfork": {"39: seedStop := &vforkStop{}; t.beginLocked(seedStop)"},
		"begin the typed nil through a variable, Task.vfork":   {"39: var seedStop *vforkStop; t.beginLocked(seedStop)"},
		"assert a value, Task.endLocked":                       {"9: func (vforkStop) Killable() bool { return true }", "50: if _, ok := t.stop.(vforkStop); ok && t.stop == (*vforkStop)(nil) {"},
		"compare with a value, Task.endLocked":                 {"9: func (vforkStop) Killable() bool { return true }", "50: if _, ok := t.stop.(*vforkStop); ok && t.stop == (vforkStop{}) {"},
		"compare with a fresh pointer, Task.endLocked":         {"50: if _, ok := t.stop.(*vforkStop); ok && t.stop == (&vforkStop{}) {"},

		"lock through a pointer, Task.begin":              {"28: seedMutex := &t.h.mu; seedMutex.Lock()", "29: defer seedMutex.Unlock()"},
		"unlock in a deferred closure, Task.helped":       {"45: defer func() { h.mu.Unlock() }()"},
		"unlock and lock again, Task.begin":               {"28: t.h.mu.Lock(); t.h.mu.Unlock(); t.h.mu.Lock()"},
		"lock, call and unlock on one branch, Task.begin": {"28: if seedCond { t.h.mu.Lock() }", "29: if seedCond { defer t.h.mu.Unlock() }", "30: if seedCond { t.beginLocked(s) }"},
		"call in a closure, Task.begin":                   {"30: func() { t.beginLocked(s) }()"},
		"call a method value, Task.begin":                 {"30: { seedFunc := t.beginLocked; seedFunc(s) }"},

		"drop the lock, Task.unrelated": nil, // nothing in the section needs the mutex
		"unlock twice, Task.begin":      nil, // the unlock is deferred
	} {
		if !slices.Equal(got[key], want) {
			t.Errorf("%s:\ngot  %q\nwant %q", key, got[key], want)
		}
	}
}

// changedLines returns the lines that the mutant changes, numbered and
// trimmed.
func changedLines(t *testing.T, tree *Tree, m *Mutant) []string {
	t.Helper()
	src, err := apply(tree.Files[0].Source, m.Edits)
	if err != nil {
		t.Fatal(err)
	}
	before, after := strings.Split(miniature, "\n"), strings.Split(string(src), "\n")
	if len(before) != len(after) {
		t.Fatalf("%s changes the number of lines", m)
	}
	var changed []string
	for i := range before {
		if before[i] != after[i] {
			changed = append(changed, strings.TrimSpace(fmt.Sprintf("%d: %s", i+1, strings.TrimSpace(after[i]))))
		}
	}
	return changed
}

func TestCompiles(t *testing.T) {
	tree := miniatureTree(t)
	end := strings.Index(miniature, "t.beginLocked(s)\n}")
	for text, want := range map[string]bool{
		"":               true,
		"unused := 1; ":  false,
		"t.missing(); ":  false,
		"if { ":          false,
		"_ = seedCond; ": true,
	} {
		m := &Mutant{Func: "Task.begin", Edits: []Edit{{"mini.go", end, end, text}}}
		if err := tree.Compiles(m); (err == nil) != want {
			t.Errorf("with %q: %v", text, err)
		}
	}
}

func TestBatch(t *testing.T) {
	tree := miniatureTree(t)
	mutants := []*Mutant{
		{Op: "a", Func: "Task.begin"},
		{Op: "b", Func: "Task.vfork"},
		{Op: "c", Func: "Task.begin"},       // as a
		{Op: "d", Func: "Task.beginLocked"}, // called in begin and vfork
		{Op: "e", Func: "Task.endLocked", Also: []string{"vforkStop.Killable"}},
		{Op: "f", Func: "Task.lock"}, // called in helped, which calls endLocked
		{Op: "g", Func: "Task.Locked", Also: []string{"vforkStop.Killable"}},
	}
	var got []string
	for _, batch := range tree.Batch(mutants) {
		var ops string
		for _, m := range batch {
			ops += m.Op
		}
		got = append(got, ops)
	}
	if want := []string{"abe", "cfg", "d"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for fn, want := range map[string]bool{"Task.lock": true, "Task.helped": true, "Task.begin": false} {
		if tree.Near(mutants[5], fn) != want {
			t.Errorf("Near(Task.lock, %s) is %v", fn, !want)
		}
	}
}

func TestSample(t *testing.T) {
	var mutants []*Mutant
	for _, fn := range []string{"f", "g", "h"} {
		for _, op := range []string{"a", "b", "c"} {
			mutants = append(mutants, &Mutant{Op: op, Func: fn})
		}
	}
	limit := func(m *Mutant) int {
		if m.Func == "g" {
			return 1
		}
		return 2
	}
	var got []string
	for _, m := range Sample(mutants, limit, func(m *Mutant) bool { return m.Func != "h" || m.Op == "c" }) {
		got = append(got, m.Func+m.Op)
	}
	if want := []string{"fa", "gb", "hc", "fb"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
