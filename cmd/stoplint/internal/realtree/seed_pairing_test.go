package realtree

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/seed"
)

var pairSeeds = flag.String("seeds.pairs", "", "plant only the unpaired stops whose names contain `text`, and log what is found")

// TestUnpairedSeeds plants mistakes at every begin and end of an external stop in
// gVisor, and compares what is found of them with the list in
// testdata/realtree/stops.txt: how many of each kind are found, and each that is
// missed. Benign mutants must give no finding.
//
// The kernel package is large, so that only a sample of its mutants is planted,
// unless -seeds.all is given.
func TestUnpairedSeeds(t *testing.T) {
	mode := "sample"
	if *allSeeds {
		mode = "all"
	}
	exist := make(map[string]bool)
	var bugs []plantedBug
	for _, path := range realPackages {
		tree, err := seed.Load(realTree, path)
		if err != nil {
			t.Fatal(err)
		}
		name := path[strings.LastIndex(path, "/")+1:]
		mutants := slices.DeleteFunc(tree.PairingMutants(kernelSpec), func(m *seed.Mutant) bool {
			return !strings.Contains(m.String(), *pairSeeds)
		})
		for _, m := range mutants {
			exist[name+" "+m.String()] = true
		}
		limit := func(*seed.Mutant) int { return len(mutants) }
		if path == kernelPackage && mode == "sample" {
			limit = func(*seed.Mutant) int { return 2 }
		}
		mutants = seed.Sample(mutants, limit, func(m *seed.Mutant) bool { return tree.Compiles(m) == nil })
		batches := tree.Batch(mutants)
		fresh := lintCopies(t, tree, batches)
		for i, batch := range batches {
			for _, m := range batch {
				hit := false
				for f := range fresh[i] {
					if f.check != seed.PairingCheck || !tree.Near(m, f.fn) {
						continue
					}
					hit = true
					if *pairSeeds != "" {
						t.Logf("%s %s: %s", name, m, f)
					}
					if m.Benign {
						t.Errorf("false alarm on %s %s: %s", name, m, f)
					}
				}
				if !m.Benign {
					bugs = append(bugs, plantedBug{m.Op, name + " " + m.String(), hit})
				}
			}
		}
	}
	if *pairSeeds == "" {
		checkSeeds(t, "stops.txt", mode, exist, bugs)
		return
	}
	for _, b := range bugs {
		if !b.found {
			t.Logf("missed: %s", b.name)
		}
	}
}
