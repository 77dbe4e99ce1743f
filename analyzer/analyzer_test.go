package analyzer_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer"
)

func TestSuite(t *testing.T) {
	if err := analysis.Validate(append(analyzer.All(), analyzer.Audit())); err != nil {
		t.Error(err)
	}
	seen := make(map[string]bool)
	for _, a := range analyzer.All() {
		if seen[a.Name] {
			t.Errorf("two checks are called %s", a.Name)
		}
		seen[a.Name] = true
		if title, _, _ := strings.Cut(a.Doc, "\n"); title == "" || strings.HasPrefix(title, a.Name) {
			t.Errorf("the documentation of %s begins with %q, not with what it finds", a.Name, title)
		}
		if want := "https://github.com/stoplint/stoplint/tree/main/analyzer/" + a.Name; a.URL != want {
			t.Errorf("%s is documented at %q, not %q", a.Name, a.URL, want)
		}
	}
}

func TestDecodeObligation(t *testing.T) {
	o, err := analyzer.DecodeObligation(`{"check":"unlockedcall","caller":"f","callee":"g","verdict":"met"}`)
	if err != nil || o.Check != "unlockedcall" || o.Caller != "f" || o.Callee != "g" || o.Verdict != "met" {
		t.Errorf("decoded %+v, %v", o, err)
	}
	for _, bad := range []string{"", "call of f", "[]", `{"check":1}`} {
		if o, err := analyzer.DecodeObligation(bad); err == nil {
			t.Errorf("%q decoded to %+v", bad, o)
		}
	}
}
