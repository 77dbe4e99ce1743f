// Package gclplugin is a module plugin of golangci-lint: a golangci-lint that
// is built with it knows stoplint as a linter.
//
// README.md tells how to build one and how to configure it.
package gclplugin

import (
	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"
)

// Name is what the linter is called in the configuration of golangci-lint and
// in //nolint comments.
const Name = "stoplint"

func init() { register.Plugin(Name, New) }

// New returns the plugin for the settings of the linter, or says what is wrong
// with them.
func New(settings any) (register.LinterPlugin, error) {
	checks, err := chosenChecks(settings)
	if err != nil {
		return nil, err
	}
	return &plugin{checks}, nil
}

// plugin runs checks.
type plugin struct{ checks []*analysis.Analyzer }

// BuildAnalyzers returns the checks, adapted to golangci-lint.
func (p *plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	var adapted []*analysis.Analyzer
	for _, a := range p.checks {
		adapted = append(adapted, adapt(a))
	}
	return adapted, nil
}

// GetLoadMode asks for packages with types.
func (*plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
