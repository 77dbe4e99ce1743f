package main

import (
	"flag"
	"fmt"
	"maps"
	"path/filepath"
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
	l := readLedger(t, filepath.Join(realTree, "stops.txt"))
	mode := "sample"
	if *allSeeds {
		mode = "all"
	}
	counts := slices.DeleteFunc(slices.Clone(l.counts), func(c string) bool { return modeOf(c) == mode })
	planted, hits := make(map[string]int), make(map[string]int)
	exist, missed := make(map[string]bool), make(map[string]bool)
	if mode == "sample" {
		for _, e := range l.entries {
			missed[e] = true
		}
	}
	total, found := 0, 0
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
				if m.Benign {
					continue
				}
				planted[m.Op]++
				total++
				if hit {
					hits[m.Op]++
					found++
					delete(missed, name+" "+m.String())
				} else {
					missed[name+" "+m.String()] = true
				}
			}
		}
	}
	if *pairSeeds != "" {
		for _, m := range slices.Sorted(maps.Keys(missed)) {
			t.Logf("missed: %s", m)
		}
		return
	}
	for _, op := range slices.Sorted(maps.Keys(planted)) {
		counts = append(counts, fmt.Sprintf("%s: %s: %d of %d", mode, op, hits[op], planted[op]))
	}
	counts = append(counts, fmt.Sprintf("%s: found %d of %d", mode, found, total))
	slices.SortStableFunc(counts, func(a, b string) int { return strings.Compare(modeOf(a), modeOf(b)) })
	maps.DeleteFunc(missed, func(e string, _ bool) bool { return !exist[e] })
	l.check(t, counts, slices.Sorted(maps.Keys(missed)))
}
