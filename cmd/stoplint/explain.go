package main

import (
	"io"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/explain"
)

// writeExplanation prints what a check finds, proves and misses, what its
// witnesses did, and how to silence it.
func writeExplanation(w io.Writer, a *analysis.Analyzer) error {
	page, err := explain.Of(a)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, page.Text())
	return err
}
