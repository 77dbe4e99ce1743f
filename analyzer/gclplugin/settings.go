package gclplugin

import (
	"fmt"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer"
)

// Settings are what linters.settings.custom.stoplint.settings may hold.
type Settings struct {
	// Checks names the checks to run or, if each begins with a minus, those
	// not to run. If it is absent, all checks run.
	Checks []string `json:"checks"`
}

// chosenChecks returns the checks of the suite that settings, as golangci-lint
// read them, choose.
func chosenChecks(settings any) ([]*analysis.Analyzer, error) {
	s, err := register.DecodeSettings[Settings](settings)
	if err != nil {
		return nil, fmt.Errorf("%w; the only setting is checks, a list of names of checks", err)
	}
	if s.Checks == nil {
		return analyzer.Suite(), nil
	}
	checks, err := analyzer.Choose(s.Checks)
	if err != nil {
		return nil, fmt.Errorf("settings: checks %w", err)
	}
	return checks, nil
}
