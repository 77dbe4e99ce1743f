package gclplugin

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
)

// Settings are what linters.settings.custom.stoplint.settings may hold.
type Settings struct {
	// Checks names the checks to run or, if each begins with a minus, those
	// not to run. If it is absent, all checks run.
	Checks []string `json:"checks"`
}

// chosenChecks returns the checks of the suite that settings, as golangci-lint
// read them, choose.
func chosenChecks(settings any, suite []*analysis.Analyzer) ([]*analysis.Analyzer, error) {
	s, err := register.DecodeSettings[Settings](settings)
	if err != nil {
		return nil, fmt.Errorf("%w; the only setting is checks, a list of names of checks", err)
	}
	if s.Checks == nil {
		return suite, nil
	}
	return s.choose(suite)
}

// choose returns the checks that s.Checks names or, if it is a list of
// exceptions, does not name.
func (s *Settings) choose(suite []*analysis.Analyzer) ([]*analysis.Analyzer, error) {
	if len(s.Checks) == 0 {
		return nil, errors.New("settings: checks is empty; leave it out to run all checks")
	}
	except := strings.HasPrefix(s.Checks[0], "-")
	named := make(map[string]bool)
	for _, entry := range s.Checks {
		name, minus := strings.CutPrefix(entry, "-")
		if minus != except {
			return nil, errors.New("settings: checks both chooses checks and, with a minus, makes exceptions")
		}
		if !slices.ContainsFunc(suite, func(a *analysis.Analyzer) bool { return a.Name == name }) {
			return nil, unknownCheck(name, suite)
		}
		named[name] = true
	}
	chosen := slices.DeleteFunc(slices.Clone(suite), func(a *analysis.Analyzer) bool { return named[a.Name] == except })
	if len(chosen) == 0 {
		return nil, errors.New("settings: checks leaves no check to run")
	}
	return chosen, nil
}

func unknownCheck(name string, suite []*analysis.Analyzer) error {
	var names []string
	for _, a := range suite {
		names = append(names, a.Name)
	}
	return fmt.Errorf("settings: unknown check %q: the checks are %s", name, strings.Join(names, ", "))
}
