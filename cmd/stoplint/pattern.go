package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"strings"
)

// unmatchedPatterns returns a failure for each package pattern that no
// package matches. The go command only warns about those, and what loads the
// packages does not tell which pattern a package comes from.
func unmatchedPatterns(ctx context.Context, opts *options) []failure {
	args := append([]string{"list", "-e", "-find", "-json=Match"}, tagFlags(opts)...)
	args = append(append(args, "--"), opts.patterns...)
	cmd := exec.CommandContext(ctx, "go", args...)
	stdout, err := cmd.Output()
	if err != nil {
		// The loader runs the same command and reports its error.
		return nil
	}
	matched := make(map[string]bool)
	for dec := json.NewDecoder(strings.NewReader(string(stdout))); ; {
		var pkg struct{ Match []string }
		err := dec.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return []failure{{message: fmt.Sprintf("go list: %v", err)}}
		}
		for _, m := range pkg.Match {
			matched[cleanPattern(m)] = true
		}
	}
	var fs []failure
	for _, p := range opts.patterns {
		if !matched[cleanPattern(p)] && !isQuery(p) {
			fs = append(fs, failure{message: fmt.Sprintf("pattern %s matches no packages", p)})
		}
	}
	return fs
}

// cleanPattern returns pattern without what the go command ignores in it, such
// as the slash that shells put after a directory.
func cleanPattern(pattern string) string {
	clean := path.Clean(pattern)
	if strings.HasPrefix(pattern, "./") && clean != "." {
		return "./" + clean
	}
	return clean
}

// isQuery reports whether a pattern is one that the go command does not know:
// a file, or a query of package golang.org/x/tools/go/packages.
func isQuery(pattern string) bool {
	return strings.HasSuffix(pattern, ".go") || strings.Contains(pattern, "=")
}
