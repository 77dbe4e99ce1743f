package realtree

import (
	"flag"
	"regexp"
	"testing"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/seed"
)

var goroutineSeeds = flag.String("seeds.goroutines", "", "plant only the begins on wrong goroutines whose names match `regexp`, and log what is found")

// TestGoroutineSeeds takes every begin of an internal stop in gVisor's kernel
// package to another goroutine, or to another task, and compares what is found
// of that with the list in testdata/realtree/goroutines.txt: how many of each
// kind, in a sample that every test run plants and in all of them, and each that
// is missed. Benign mutants must give no finding.
func TestGoroutineSeeds(t *testing.T) {
	tree, err := seed.Load(realTree, kernelPackage)
	if err != nil {
		t.Fatal(err)
	}
	mutants, mode := tree.GoroutineMutants(kernelSpec), "sample"
	limit := func(*seed.Mutant) int { return 2 }
	if *allSeeds || *goroutineSeeds != "" {
		mode, limit = "all", func(*seed.Mutant) int { return len(mutants) }
	}
	only := regexp.MustCompile(*goroutineSeeds)
	exist := make(map[string]bool)
	for _, m := range mutants {
		exist[m.String()] = true
	}
	mutants = seed.Sample(mutants, limit, func(m *seed.Mutant) bool {
		return only.MatchString(m.String()) && tree.Compiles(m) == nil
	})
	batches := tree.Batch(mutants)
	fresh := lintCopies(t, tree, batches)
	var bugs []plantedBug
	for i, batch := range batches {
		for _, m := range batch {
			found := ""
			for f := range fresh[i] {
				if f.check == m.Check && tree.Near(m, f.fn) {
					found = f.String()
				}
			}
			switch {
			case !m.Benign:
				bugs = append(bugs, plantedBug{m.Op, m.String(), found != ""})
			case found != "":
				t.Errorf("false alarm on %s: %s", m, found)
			}
			if *goroutineSeeds != "" {
				t.Logf("%s: %s", m, found)
			}
		}
	}
	if *goroutineSeeds == "" {
		checkSeeds(t, "goroutines.txt", mode, exist, bugs)
	}
}
