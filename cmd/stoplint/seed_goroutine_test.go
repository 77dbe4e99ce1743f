package main

import (
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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
	planted, hits := make(map[string]int), make(map[string]int)
	missed := make(map[string]bool)
	for i, batch := range batches {
		for _, m := range batch {
			found := ""
			for f := range fresh[i] {
				if f.check == m.Check && tree.Near(m, f.fn) {
					found = f.String()
				}
			}
			switch {
			case m.Benign && found != "":
				t.Errorf("false alarm on %s: %s", m, found)
			case m.Benign:
			case found == "":
				planted[m.Op]++
				missed[m.String()] = true
			default:
				planted[m.Op]++
				hits[m.Op]++
			}
			if *goroutineSeeds != "" {
				t.Logf("%s: %s", m, found)
			}
		}
	}
	if *goroutineSeeds != "" {
		return
	}
	l := readLedger(t, filepath.Join(realTree, "goroutines.txt"))
	counts := slices.DeleteFunc(slices.Clone(l.counts), func(c string) bool { return modeOf(c) == mode })
	total, found := 0, 0
	for _, op := range slices.Sorted(maps.Keys(planted)) {
		counts = append(counts, fmt.Sprintf("%s: %s: %d of %d", mode, op, hits[op], planted[op]))
		total, found = total+planted[op], found+hits[op]
	}
	counts = append(counts, fmt.Sprintf("%s: found %d of %d", mode, found, total))
	slices.SortStableFunc(counts, func(a, b string) int { return strings.Compare(modeOf(a), modeOf(b)) })
	if mode == "sample" { // what it does not plant stays on the list
		for _, e := range l.entries {
			if exist[e] && !slices.ContainsFunc(mutants, func(m *seed.Mutant) bool { return m.String() == e }) {
				missed[e] = true
			}
		}
	}
	l.check(t, counts, slices.Sorted(maps.Keys(missed)))
}
