package analyzer

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Choose returns the checks that names lists or, if each name begins with a minus,
// those of the suite that it does not list, in the order of [All]. The name all
// stands for the suite. An error completes a sentence whose subject is the list.
func Choose(names []string) ([]*analysis.Analyzer, error) {
	if len(names) == 0 {
		return nil, errors.New("is empty; leave it out to run all checks")
	}
	except := strings.HasPrefix(names[0], "-")
	named := map[string]bool{}
	for _, entry := range names {
		name, minus := strings.CutPrefix(entry, "-")
		if minus != except {
			return nil, errors.New("both chooses checks and, with a minus, makes exceptions")
		}
		if name == "all" && !except {
			for _, a := range Suite() {
				named[a.Name] = true
			}
			continue
		}
		if _, err := Check(name); err != nil {
			return nil, fmt.Errorf("names an %w", err)
		}
		named[name] = true
	}
	from := All()
	if except {
		from = Suite()
	}
	chosen := slices.DeleteFunc(from, func(a *analysis.Analyzer) bool { return named[a.Name] == except })
	if len(chosen) == 0 {
		return nil, errors.New("leaves no check to run")
	}
	return chosen, nil
}

// Check returns the check of that name.
func Check(name string) (*analysis.Analyzer, error) {
	var known []string
	for _, a := range All() {
		if a.Name == name {
			return a, nil
		}
		known = append(known, a.Name)
	}
	return nil, fmt.Errorf("unknown check %q: the checks are %s", name, strings.Join(known, ", "))
}
