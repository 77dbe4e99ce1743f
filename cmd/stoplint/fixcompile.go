package main

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/tools/go/packages"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/patch"
)

// brokenPackage is a package that does not compile with the changes made.
type brokenPackage struct {
	files  map[string]bool
	reason string
}

// compile returns the packages that compile as they are, and do not with the
// changes. Test files are compiled, too, whether they were analysed or not.
func compile(changes []patch.File, opts *options) ([]brokenPackage, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	overlay := make(map[string][]byte)
	for _, c := range changes {
		overlay[c.Name] = c.New
	}
	after, err := compileWith(overlay, opts)
	if err != nil || len(after) == 0 {
		return nil, err
	}
	before, err := compileWith(nil, opts)
	if err != nil {
		return nil, err
	}
	var broken []brokenPackage
	for _, id := range slices.Sorted(maps.Keys(after)) {
		if _, ok := before[id]; !ok {
			broken = append(broken, after[id])
		}
	}
	return broken, nil
}

// compileWith returns the packages that do not compile, by ID.
func compileWith(overlay map[string][]byte, opts *options) (map[string]brokenPackage, error) {
	cfg := loadConfig(opts)
	cfg.Mode = packages.NeedName | packages.NeedFiles | packages.NeedExportFile
	cfg.Tests = true
	cfg.Overlay = overlay
	pkgs, err := packages.Load(cfg, opts.patterns...)
	if err != nil {
		return nil, err
	}
	broken := make(map[string]brokenPackage)
	for _, p := range pkgs {
		if len(p.Errors) == 0 {
			continue
		}
		b := brokenPackage{make(map[string]bool), fmt.Sprintf("with it, %s would not compile", p.ID)}
		for _, err := range p.Errors {
			for _, failure := range packageFailures(err) {
				b.reason += "\n\t" + failure.text(displayPaths())
			}
		}
		for _, f := range p.GoFiles {
			b.files[f] = true
		}
		broken[p.ID] = b
	}
	return broken, nil
}
