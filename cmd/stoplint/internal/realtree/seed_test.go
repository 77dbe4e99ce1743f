package realtree

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/seed"
)

var (
	allSeeds  = flag.Bool("seeds.all", false, "plant every bug there is in gVisor, not just a sample")
	onlySeeds = flag.String("seeds.only", "", "plant only the bugs whose names match `regexp`, one at a time, and log what is found")
)

// A sample has at most seedsPerFunction bugs of a function, and one if a
// finding may be put down to it in more than wideReach functions: such bugs
// need a copy of the package each.
const (
	seedsPerFunction = 4
	wideReach        = 6
)

// TestSeededBugs plants bugs in gVisor's kernel package and compares what is
// found of them with the list in testdata/realtree/seeds.txt: how many bugs of
// each kind are found, and each bug that is missed. Benign mutants change the
// shape of the code and leave it right, and must give no finding.
func TestSeededBugs(t *testing.T) {
	tree, err := seed.Load(realTree, kernelPackage)
	if err != nil {
		t.Fatal(err)
	}
	mutants, mode := tree.Mutants(kernelSpec), "sample"
	if *onlySeeds != "" {
		logSeeds(t, tree, mutants)
		return
	}
	exist := make(map[string]bool)
	for _, m := range mutants {
		exist[m.String()] = true
	}
	limit := func(m *seed.Mutant) int {
		switch {
		case *allSeeds:
			return len(mutants)
		case tree.Reach(m) > wideReach:
			return 1
		}
		return seedsPerFunction
	}
	if *allSeeds {
		mode = "all"
	}
	mutants = seed.Sample(mutants, limit, func(m *seed.Mutant) bool { return tree.Compiles(m) == nil })
	bugs := slices.DeleteFunc(slices.Clone(mutants), func(m *seed.Mutant) bool { return m.Benign })
	if len(bugs) < 60 {
		t.Errorf("only %d bugs planted", len(bugs))
	}
	batches := tree.Batch(mutants)
	t.Logf("%d bugs and %d benign mutants in %d copies", len(bugs), len(mutants)-len(bugs), len(batches))
	fresh := lintCopies(t, tree, batches)

	found := make(map[*seed.Mutant]bool)
	var again [][]*seed.Mutant
	for i, batch := range batches {
		stray := maps.Clone(fresh[i])
		for _, m := range batch {
			for f := range fresh[i] {
				if tree.Near(m, f.fn) {
					found[m] = true
					delete(stray, f)
				}
			}
			if found[m] == m.Benign {
				again = append(again, []*seed.Mutant{m})
			}
		}
		for f := range stray {
			t.Logf("copy %d: put down to no mutant: %s", i+1, f)
		}
	}
	// What was missed, and what was found in harmless changes, may be due to
	// other mutants of the copy: these are planted once more, alone.
	for i, alone := range lintCopies(t, tree, again) {
		m := again[i][0]
		found[m] = len(alone) > 0
		if m.Benign {
			for f := range alone {
				t.Errorf("false alarm on %s: %s", m, f)
			}
		}
	}
	var all []plantedBug
	for _, m := range bugs {
		all = append(all, plantedBug{m.Op, m.String(), found[m]})
	}
	checkSeeds(t, "seeds.txt", mode, exist, all)
}

// logSeeds plants the mutants that were asked for, each in a copy of its own.
func logSeeds(t *testing.T, tree *seed.Tree, mutants []*seed.Mutant) {
	t.Helper()
	name, err := regexp.Compile(*onlySeeds)
	if err != nil {
		t.Fatal(err)
	}
	var batches [][]*seed.Mutant
	for _, m := range mutants {
		if name.MatchString(m.String()) && tree.Compiles(m) == nil {
			batches = append(batches, []*seed.Mutant{m})
		}
	}
	for i, fresh := range lintCopies(t, tree, batches) {
		t.Logf("%s: %d findings", batches[i][0], len(fresh))
		for f := range fresh {
			t.Logf("\t%s", f)
		}
	}
}

// plantedBug is a bug that was planted, and whether it was found.
type plantedBug struct {
	op, name string
	found    bool
}

// checkSeeds compares the bugs found with a checked-in list of the real tree. A
// sample checks the part of the list that it covers, and that the rest are
// mutants that exist.
func checkSeeds(t *testing.T, file, mode string, exist map[string]bool, bugs []plantedBug) {
	t.Helper()
	l := readLedger(t, filepath.Join(realTree, file))
	counts := slices.DeleteFunc(slices.Clone(l.counts), func(c string) bool { return modeOf(c) == mode })
	planted, hits := make(map[string]int), make(map[string]int)
	entries := make(map[string]bool)
	if mode == "sample" {
		for _, e := range l.entries {
			if exist[e] {
				entries[e] = true
			}
		}
	}
	for _, b := range bugs {
		planted[b.op]++
		if b.found {
			hits[b.op]++
			delete(entries, b.name)
		} else {
			entries[b.name] = true
		}
	}
	total := 0
	for _, op := range slices.Sorted(maps.Keys(planted)) {
		counts = append(counts, fmt.Sprintf("%s: %s: %d of %d", mode, op, hits[op], planted[op]))
		total += hits[op]
	}
	counts = append(counts, fmt.Sprintf("%s: found %d of %d", mode, total, len(bugs)))
	slices.SortStableFunc(counts, func(a, b string) int { return cmp.Compare(modeOf(a), modeOf(b)) })
	l.check(t, counts, slices.Sorted(maps.Keys(entries)))
}

func modeOf(count string) string {
	mode, _, _ := strings.Cut(count, ":")
	return mode
}

// newFinding is a finding in a copy of the kernel package, told apart by what
// does not change when code around it does.
type newFinding struct {
	fn, check, message string
}

func (f newFinding) String() string { return fmt.Sprintf("%s: %s (%s)", f.fn, f.message, f.check) }

// lintCopies writes a copy of the package for each batch of mutants, runs the
// command over all as the tool of go vet, which need not compile them, and
// returns for each the findings that an unchanged copy does not have.
func lintCopies(t *testing.T, tree *seed.Tree, batches [][]*seed.Mutant) []map[newFinding]bool {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(realTree, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	copies := append([][]*seed.Mutant{nil}, batches...)
	for i, batch := range copies {
		if err := tree.Write(filepath.Join(dir, copyName(i)), batch); err != nil {
			t.Fatal(err)
		}
	}
	// What the bugs are planted for. A harmless change to a lock need not be
	// harmless to the fields around it.
	checks := []string{"-valuestop", "-unlockedcall", "-unpairedstop", "-offtask"}
	cmd := exec.Command("go", slices.Concat([]string{"vet", "-json", "-vettool=" + command}, checks, []string{"./..."})...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go vet: %v\n%s", err, out)
	}
	counts := vetFindings(t, out)
	fresh := make([]map[newFinding]bool, len(batches))
	for i := range batches {
		fresh[i] = make(map[newFinding]bool)
		for f, n := range counts[copyName(i+1)] {
			if n > counts[copyName(0)][f] {
				fresh[i][f] = true
			}
		}
	}
	return fresh
}

func copyName(i int) string { return fmt.Sprintf("copy%03d", i) }

// vetFindings counts the findings in the output of go vet -json by the last
// element of the package's import path.
func vetFindings(t *testing.T, out []byte) map[string]map[newFinding]int {
	t.Helper()
	var objects []byte
	for line := range bytes.Lines(out) {
		if !bytes.HasPrefix(line, []byte("#")) {
			objects = append(objects, line...)
		}
	}
	counts := make(map[string]map[newFinding]int)
	var places functionIndex
	for dec := json.NewDecoder(bytes.NewReader(objects)); dec.More(); {
		var packages map[string]map[string]json.RawMessage
		if err := dec.Decode(&packages); err != nil {
			t.Fatalf("go vet: %v\n%s", err, out)
		}
		for path, checks := range packages {
			name := path[strings.LastIndex(path, "/")+1:]
			counts[name] = make(map[newFinding]int)
			for check, raw := range checks {
				var diagnostics []struct{ Posn, Message string }
				if err := json.Unmarshal(raw, &diagnostics); err != nil {
					t.Fatalf("%s: %s", path, raw)
				}
				for _, d := range diagnostics {
					file, line := splitPosition(d.Posn)
					fn, err := places.function(file, line)
					if err != nil {
						t.Fatal(err)
					}
					counts[name][newFinding{fn, check, d.Message}]++
				}
			}
		}
	}
	return counts
}

// splitPosition takes file:line:column apart.
func splitPosition(posn string) (file string, line int) {
	parts := strings.Split(posn, ":")
	if len(parts) < 3 {
		return posn, 0
	}
	line, _ = strconv.Atoi(parts[len(parts)-2])
	return strings.Join(parts[:len(parts)-2], ":"), line
}
