package audit

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/affinity"
	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// directive is s as it is written, or empty if there is nothing.
func directive(s protocol.Suggestion) string {
	if s.IsZero() {
		return ""
	}
	return "//stoplint:" + s.Directive
}

// suggestedEdits returns the edits that write what is suggested for each
// function.
func suggestedEdits(pass *analysis.Pass, locks *lockset.Result, goroutines *affinity.Result) map[*types.Func]analysis.TextEdit {
	lines := map[*types.Func][]string{}
	add := func(s protocol.Suggestion) {
		if text := directive(s); text != "" && !slices.Contains(lines[s.Func], text) {
			lines[s.Func] = append(lines[s.Func], text)
		}
	}
	for _, o := range slices.Concat(locks.Obligations, locks.AccessObligations) {
		add(o.Suggestion)
	}
	for _, o := range goroutines.Obligations {
		add(o.Suggestion)
	}
	if len(lines) == 0 {
		return nil
	}
	edits := map[*types.Func]analysis.TextEdit{}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			fd, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			fn, ok := pass.TypesInfo.Defs[fd.Name].(*types.Func)
			if !ok || len(lines[fn]) == 0 {
				continue
			}
			edits[fn] = analysis.TextEdit{Pos: fd.Type.Func, End: fd.Type.Func, NewText: []byte(block(fd.Doc, strongest(lines[fn])))}
		}
	}
	return edits
}

// strongest leaves out of lines the requirements of a mutex for reading that
// another is for writing.
func strongest(lines []string) []string {
	kept := slices.DeleteFunc(slices.Clone(lines), func(l string) bool {
		bare, read := strings.CutSuffix(l, " read")
		return read && slices.Contains(lines, bare)
	})
	slices.Sort(kept)
	return kept
}

// block returns lines as they follow a doc comment, as gofmt has it: after an empty
// line, unless the comment ends in directives already.
func block(doc *ast.CommentGroup, lines []string) string {
	text := strings.Join(lines, "\n") + "\n"
	if doc == nil {
		return text
	}
	if last := doc.List[len(doc.List)-1].Text; isDirective(last) || last == "//" {
		return text
	}
	return "//\n" + text
}

// isDirective reports whether the comment is in Go's directive form.
func isDirective(comment string) bool {
	name, _, ok := strings.Cut(strings.TrimPrefix(comment, "//"), ":")
	return ok && name != "" && strings.IndexFunc(name, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) < 0
}
