package frontend

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/types"
	"path/filepath"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer"
)

// TestFactsSurvive encodes and decodes every fact about the fixtures. They say
// the same as before: nothing that matters is left behind.
func TestFactsSurvive(t *testing.T) {
	seen := make(map[reflect.Type]bool)
	for _, u := range fixtureUnits(t) {
		run := u.analysis(t)
		for _, a := range analyzer.Suite() {
			if err := run.run(a); err != nil {
				t.Fatal(err)
			}
		}
		for obj, facts := range run.own {
			for _, fact := range facts {
				seen[reflect.TypeOf(fact)] = true
				var data bytes.Buffer
				if err := gob.NewEncoder(&data).Encode(&fact); err != nil {
					t.Fatal(err)
				}
				var got analysis.Fact
				if err := gob.NewDecoder(&data).Decode(&got); err != nil {
					t.Fatal(err)
				}
				if fmt.Sprint(got) != fmt.Sprint(fact) {
					t.Errorf("of %s in %s remains\n%v, not\n%v", obj, u.unit.ImportPath, got, fact)
				}
			}
		}
	}
	for _, a := range factProducers(analyzer.Suite()) {
		for _, f := range a.FactTypes {
			if !seen[reflect.TypeOf(f)] {
				t.Errorf("no fixture has a fact of type %T", f)
			}
		}
	}
}

// TestFactsAreReproducible analyses every fixture several times. Its facts are
// the same bytes each time, so that a build system that looks at them need not
// analyse again what depends on them.
func TestFactsAreReproducible(t *testing.T) {
	for _, u := range fixtureUnits(t) {
		first := make(map[string][]byte)
		for range 4 {
			run := u.analysis(t)
			for _, a := range analyzer.Suite() {
				if err := run.run(a); err != nil {
					t.Fatal(err)
				}
			}
			for obj, facts := range run.own {
				for _, fact := range facts {
					var data bytes.Buffer
					if err := gob.NewEncoder(&data).Encode(&fact); err != nil {
						t.Fatal(err)
					}
					key := fmt.Sprintf("%T of %v", fact, obj)
					if obj != nil {
						key += fmt.Sprintf(" at %d", obj.Pos()) // fields are called alike
					}
					if before, ok := first[key]; ok && !bytes.Equal(before, data.Bytes()) {
						t.Errorf("in %s, the %s is not always the same: %v", u.unit.ImportPath, key, fact)
					}
					first[key] = data.Bytes()
				}
			}
		}
	}
}

// A fixtureUnit is a package to be analysed many times.
type fixtureUnit struct{ *gvisorRun }

// fixtureUnits returns the packages of fixtures, and of the module with indirect
// uses, type-checked.
func fixtureUnits(tb testing.TB) []fixtureUnit {
	tb.Helper()
	var all []fixtureUnit
	indirect := subject{dir: writeModule(tb, "m", indirectModule), patterns: []string{"./..."}}
	for _, s := range append(fixtures(tb, filepath.Join(root, "testdata/src")), indirect) {
		facts := make(map[string]string)
		pkgs := list(tb, s)
		for _, p := range pkgs {
			if p.Standard {
				continue
			}
			r := newGvisorRun(*newUnit(tb, p, pkgs, facts))
			if err := r.load(); err != nil {
				tb.Fatal(err)
			}
			u := fixtureUnit{r}
			first := u.analysis(tb)
			for _, a := range analyzer.Suite() {
				if err := first.run(a); err != nil {
					tb.Fatal(err)
				}
			}
			if err := first.own.write(r.unit.VetxOutput); err != nil {
				tb.Fatal(err)
			}
			facts[p.ImportPath] = r.unit.VetxOutput
			all = append(all, u)
		}
	}
	return all
}

// analysis returns a run of the analyzers over the package, with facts of its
// own.
func (u fixtureUnit) analysis(tb testing.TB) *gvisorRun {
	tb.Helper()
	r := *u.gvisorRun
	r.facts = make(map[*types.Package]factSet)
	r.results = make(map[*analysis.Analyzer]any)
	r.own = make(factSet)
	r.findings = nil
	if err := r.readFacts(); err != nil {
		tb.Fatal(err)
	}
	return &r
}
