package frontend

import (
	"encoding/json"
	"os"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/stoplint/stoplint/analyzer"
)

// runAsRulesGo is the nogo that Bazel's rules for Go build: the analyzers are
// run as unitchecker runs them, by which facts are kept in the same form, but
// their passes have less. Of a package that is looked at for its facts alone
// those analyzers are run that have facts.
func runAsRulesGo(file string) {
	var unit unitchecker.Config
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &unit)
	}
	if err != nil {
		fail(err)
	}
	analyzers := analyzer.Suite()
	if unit.VetxOnly {
		analyzers = factProducers(analyzers)
	}
	bare := make(map[*analysis.Analyzer]*analysis.Analyzer)
	for i, a := range analyzers {
		analyzers[i] = withBarePass(a, bare)
	}
	os.Args = []string{"nogo", "-json", file}
	unitchecker.Main(analyzers...)
}

// factProducers returns the analyzers with facts among those given and what
// they require.
func factProducers(analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	var producers []*analysis.Analyzer
	seen := make(map[*analysis.Analyzer]bool)
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		if len(a.FactTypes) > 0 {
			producers = append(producers, a)
		}
		for _, r := range a.Requires {
			visit(r)
		}
	}
	for _, a := range analyzers {
		visit(a)
	}
	return producers
}

// withBarePass returns an analyzer that does as a does, with a pass that has
// what nogo gives one. The analyzers made so far are in made.
func withBarePass(a *analysis.Analyzer, made map[*analysis.Analyzer]*analysis.Analyzer) *analysis.Analyzer {
	if b, ok := made[a]; ok {
		return b
	}
	b := &analysis.Analyzer{Name: a.Name, Doc: a.Doc, URL: a.URL, FactTypes: a.FactTypes, ResultType: a.ResultType}
	made[a] = b
	for _, r := range a.Requires {
		b.Requires = append(b.Requires, withBarePass(r, made))
	}
	b.Run = func(pass *analysis.Pass) (any, error) {
		results := make(map[*analysis.Analyzer]any)
		for i, r := range a.Requires {
			results[r] = pass.ResultOf[b.Requires[i]]
		}
		return a.Run(&analysis.Pass{
			Analyzer:          a,
			Fset:              pass.Fset,
			Files:             pass.Files,
			Pkg:               pass.Pkg,
			TypesInfo:         pass.TypesInfo,
			TypesSizes:        pass.TypesSizes,
			ResultOf:          results,
			Report:            pass.Report,
			ImportObjectFact:  pass.ImportObjectFact,
			ExportObjectFact:  pass.ExportObjectFact,
			ImportPackageFact: pass.ImportPackageFact,
			ExportPackageFact: pass.ExportPackageFact,
			AllObjectFacts:    pass.AllObjectFacts,
			AllPackageFacts:   pass.AllPackageFacts,
		})
	}
	return b
}
