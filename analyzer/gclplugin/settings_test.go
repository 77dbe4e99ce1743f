package gclplugin

import (
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer"
)

// all returns the names of the suite's checks.
func all() []string {
	var names []string
	for _, a := range analyzer.Suite() {
		names = append(names, a.Name)
	}
	return names
}

func TestSettings(t *testing.T) {
	rest := strings.Join(all()[1:], " ")
	for _, test := range []struct {
		name     string
		settings any
		want     string
	}{
		{"none", nil, strings.Join(all(), " ")},
		{"empty", map[string]any{}, strings.Join(all(), " ")},
		{"chosen, in another order than the suite's", checks("stopdirective", "valuestop"), "valuestop stopdirective"},
		{"named twice", checks("stopdirective", "stopdirective"), "stopdirective"},
		{"exception", checks("-" + all()[0]), rest},
		{"advice", checks("all", "contract"), strings.Join(all(), " ") + " contract"},
	} {
		p, err := New(test.settings)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if mode := p.GetLoadMode(); mode != register.LoadModeTypesInfo {
			t.Errorf("%s: load mode %s", test.name, mode)
		}
		built, err := p.BuildAnalyzers()
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var names []string
		for _, a := range built {
			names = append(names, a.Name)
		}
		if err := analysis.Validate(built); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("%s: got %s, not %s", test.name, got, test.want)
		}
	}
}

func TestBadSettings(t *testing.T) {
	var none []string
	for _, name := range all() {
		none = append(none, "-"+name)
	}
	const known = "; the only setting is checks, a list of names of checks"
	for _, test := range []struct {
		name     string
		settings any
		want     string
	}{
		{"unknown key", map[string]any{"check": []any{"stopdirective"}}, `decoding settings: json: unknown field "check"` + known},
		{"not a list", map[string]any{"checks": "stopdirective"}, known},
		{"not names", map[string]any{"checks": []any{1}}, known},
		{"not a map", []any{"stopdirective"}, known},
		{"empty list", checks(), "settings: checks is empty; leave it out to run all checks"},
		{"unknown check", checks("valuestops"), `settings: checks names an unknown check "valuestops": the checks are ` + strings.Join(all(), ", ") + ", contract"},
		{"unknown exception", checks("-valuestops"), `settings: checks names an unknown check "valuestops": the checks are `},
		{"empty name", checks(""), `settings: checks names an unknown check "": the checks are `},
		{"both ways", checks("-stopdirective", "valuestop"), "settings: checks both chooses checks and, with a minus, makes exceptions"},
		{"nothing left", map[string]any{"checks": none}, "settings: checks leaves no check to run"},
	} {
		p, err := New(test.settings)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, not %q", test.name, err, test.want)
		}
		if p != nil {
			t.Errorf("%s: a plugin in spite of the error", test.name)
		}
	}
}

func TestRegistered(t *testing.T) {
	if _, err := register.GetPlugin(Name); err != nil {
		t.Error(err)
	}
}

// checks returns settings as golangci-lint hands them over.
func checks(names ...any) map[string]any { return map[string]any{"checks": append([]any{}, names...)} }
