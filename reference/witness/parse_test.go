package witness

import (
	"strings"
	"testing"
)

const example = `package kernel

import "testing"

// helper does something.
func helper() {}

type stop struct{}

func (*stop) Killable() bool { return false } // want "message"

func unrelated() {}

// One line,
// and another.
//
// Fails with: a panic
func TestWrongWayRound(t *testing.T) {
	helper()
	_ = (*stop)(nil) // want "other"
}

// Not so.
func TestRight(t *testing.T) {}
`

func TestParse(t *testing.T) {
	got, err := parse("example_test.go", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Right() || !got[1].Right() {
		t.Fatalf("got %+v", got)
	}
	wrong := got[0]
	if title, want := wrong.Title(), "Way round"; title != want {
		t.Errorf("title %q, want %q", title, want)
	}
	if want := "One line,\nand another."; wrong.Doc != want {
		t.Errorf("doc %q, want %q", wrong.Doc, want)
	}
	if want := "a panic"; wrong.Fails != want {
		t.Errorf("fails %q, want %q", wrong.Fails, want)
	}
	const program = `// helper does something.
func helper() {}

type stop struct{}

func (*stop) Killable() bool { return false } // reported

func TestWrongWayRound(t *testing.T) {
	helper()
	_ = (*stop)(nil) // reported
}
`
	if text := strings.Join(wrong.Program, "\n"); text != program {
		t.Errorf("program:\n%s\nwant:\n%s", text, program)
	}
	if text, want := strings.Join(got[1].Program, "\n"), "func TestRight(t *testing.T) {}\n"; text != want {
		t.Errorf("program:\n%s\nwant:\n%s", text, want)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, test := range []struct{ name, text, problem string }{
		{"syntax", "package", "expected 'IDENT'"},
		{"no outcome", "package p\n// It.\nfunc TestWrong() {}", "TestWrong: a test says what it does, and is either Wrong and says how it fails, or Right"},
		{"right that fails", "package p\n// It.\n// Fails with: x\nfunc TestRight() {}", "TestRight: a test says"},
		{"neither", "package p\n// It.\nfunc TestOther() {}", "TestOther: a test says"},
		{"no word", "package p\nfunc TestRight() {}", "TestRight: a test says"},
	} {
		if got, err := parse("x_test.go", []byte(test.text)); err == nil || !strings.Contains(err.Error(), test.problem) {
			t.Errorf("%s: %+v, error %v, want %s", test.name, got, err, test.problem)
		}
	}
}

func TestOf(t *testing.T) {
	for _, check := range Checks() {
		got, err := Of(check)
		if err != nil || len(got) == 0 || got[0].Right() || got[0].Doc == "" {
			t.Errorf("%s: %d witnesses, error %v; want some, the first wrong and explained", check, len(got), err)
		}
	}
	if got, err := Of("nosuch"); got != nil || err != nil {
		t.Errorf("a check without witnesses has %v, error %v", got, err)
	}
}
