package stopdirective_test

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer/stopdirective"
)

func Test(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), stopdirective.Analyzer, "a")
}
