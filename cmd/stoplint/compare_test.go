package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"strings"
	"testing"
)

// The rows of the table that compares linters; the first is its head.
const compareHead = "| mistake | stoplint | checklocks | staticcheck | go vet |\n| --- | --- | --- | --- | --- |\n"

// compareRows returns the rest of that table: a row for each function of
// testdata/compare. What stoplint and go vet find is found out, what the others
// find is taken from the comments in that file.
func compareRows(t *testing.T, binary string) string {
	t.Helper()
	const file = "testdata/compare/compare.go"
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, "../../"+file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	run := func(name string, args ...string) string {
		cmd := exec.Command(name, args...)
		cmd.Dir = "../.."
		cmd.Env = append(cmd.Environ(), "STOPLINT_CACHE="+t.TempDir())
		out, _ := cmd.CombinedOutput() // findings make the exit code 1
		return string(out)
	}
	found := run(binary, "./testdata/compare")
	vetted := run("go", "vet", "./testdata/compare")
	var rows strings.Builder
	for _, decl := range parsed.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Recv != nil {
			continue
		}
		what, others, ok := strings.Cut(strings.TrimSpace(fn.Doc.Text()), "\n\nFound by: ")
		what, isMistake := strings.CutPrefix(what, fn.Name.Name+" has ")
		if !ok || !isMistake {
			t.Fatalf("%s does not say what its mistake is, and who finds it", fn.Name.Name)
		}
		within := func(output string) string {
			for line := fset.Position(fn.Pos()).Line; line <= fset.Position(fn.End()).Line; line++ {
				if strings.Contains(output, fmt.Sprintf("\n%s:%d:", file, line)) {
					return "found"
				}
			}
			return ""
		}
		says := func(linter string) string {
			if strings.Contains(others, linter) {
				return "found"
			}
			return ""
		}
		fmt.Fprintf(&rows, "| %s | %s | %s | %s | %s |\n", strings.TrimSuffix(what, "."),
			within("\n"+found), says("checklocks"), says("staticcheck"), within("\n"+vetted))
	}
	return rows.String()
}
