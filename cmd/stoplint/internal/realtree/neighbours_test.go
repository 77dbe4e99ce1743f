package realtree

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// neighbours are the packages around the kernel: most of those that import it, and
// those whose mutexes are locked beside its own.
const neighbours = "gvisor.dev/gvisor/pkg/sentry/..."

// checkNeighbours compares what is found in the packages that are not among
// realPackages with neighbours.txt.
func checkNeighbours(t *testing.T, output []byte) {
	t.Helper()
	entries := slices.DeleteFunc(findings(t, realTree, output), func(entry string) bool {
		file, _, _ := strings.Cut(entry, " ")
		return slices.Contains(realPackages, path.Join("gvisor.dev/gvisor", path.Dir(file)))
	})
	slices.Sort(entries)
	readLedger(t, filepath.Join(realTree, "neighbours.txt")).check(t, nil, numberRepeats(entries), "true", "accepted style")
}
