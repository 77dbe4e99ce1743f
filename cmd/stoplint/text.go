package main

import (
	"bufio"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
)

// writeText writes one finding a line, related places indented under it:
//
//	stop/stop.go:12:3: message (check)
//		stop/stop.go:3:1: where that comes from
func writeText(w io.Writer, fs []finding, show func(string) string) error {
	b := bufio.NewWriter(w)
	for _, f := range fs {
		fmt.Fprintf(b, "%s: %s (%s)\n", positionText(f.Position, show), f.Message, f.Category)
		for _, rel := range f.Related {
			if rel.Position.Filename == "" {
				fmt.Fprintf(b, "\t%s\n", rel.Message)
				continue
			}
			fmt.Fprintf(b, "\t%s: %s\n", positionText(rel.Position, show), rel.Message)
		}
	}
	return b.Flush()
}

func positionText(p token.Position, show func(string) string) string {
	p.Filename = show(p.Filename)
	return p.String()
}

// displayPaths returns the function that names files in output: relative to
// the working directory, unless the absolute name is shorter.
func displayPaths() func(string) string {
	dir, err := os.Getwd()
	if err != nil {
		return func(file string) string { return file }
	}
	return func(file string) string {
		rel, err := filepath.Rel(dir, file)
		if file == "" || err != nil || len(rel) >= len(file) {
			return file
		}
		return rel
	}
}
