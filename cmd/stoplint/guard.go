package main

import (
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer"
)

// faults collects the errors and panics of analyzers, about which the runner
// says nothing: it takes a package for analysed even if a check failed on it.
type faults struct {
	mu   sync.Mutex
	list []failure
}

func (f *faults) add(pass *analysis.Pass, what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, failure{message: fmt.Sprintf("%s failed on package %s: %s", pass.Analyzer.Name, pass.Pkg.Path(), what)})
}

// any reports whether something failed so far.
func (f *faults) any() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.list) > 0
}

// guard returns analyzers that do as the given ones do, record how they fail, and
// report what comments silence, too, under a category that says so. A panic
// counts as an error.
func (f *faults) guard(as []*analysis.Analyzer) []*analysis.Analyzer {
	guarded := make(map[*analysis.Analyzer]*analysis.Analyzer)
	var out []*analysis.Analyzer
	for _, a := range as {
		out = append(out, f.guardOne(a, guarded))
	}
	return out
}

func (f *faults) guardOne(a *analysis.Analyzer, guarded map[*analysis.Analyzer]*analysis.Analyzer) *analysis.Analyzer {
	if g, ok := guarded[a]; ok {
		return g
	}
	g := &analysis.Analyzer{
		Name:       a.Name,
		Doc:        a.Doc,
		URL:        a.URL,
		ResultType: a.ResultType,
		FactTypes:  a.FactTypes,
	}
	guarded[a] = g
	requires := make(map[*analysis.Analyzer]*analysis.Analyzer)
	for _, r := range a.Requires {
		requires[r] = f.guardOne(r, guarded)
		g.Requires = append(g.Requires, requires[r])
	}
	g.Run = func(pass *analysis.Pass) (result any, err error) {
		own := *pass
		own.Analyzer = a
		own.ResultOf = make(map[*analysis.Analyzer]any)
		for r, g := range requires {
			own.ResultOf[r] = pass.ResultOf[g]
		}
		analyzer.TellSilenced(&own, func(d analysis.Diagnostic, reason string) {
			d.Category = silencedCategory(d.Category, reason)
			pass.Report(d)
		})
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v", p)
				f.add(&own, fmt.Sprintf("panic: %v\n\t%s", p, strings.ReplaceAll(strings.TrimSpace(string(debug.Stack())), "\n", "\n\t")))
			} else if err != nil {
				f.add(&own, err.Error())
			}
		}()
		return a.Run(&own)
	}
	return g
}
