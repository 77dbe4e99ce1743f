package report

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// ignore is a comment that silences findings of the check being run:
//
//	//lint:ignore check[,check] reason
//	//lint:file-ignore check[,check] reason
//
// The first kind applies to the line the comment ends; on a line of its own, it
// applies to the next, and to the first line of the declaration, statement or
// expression that it precedes. The second kind applies to its file. These are
// the comments, with the meaning, that staticcheck and golangci-lint know.
type ignore struct {
	comment *ast.Comment
	file    *token.File
	whole   bool  // the file
	lines   []int // of file, as it is on disk, if not whole
	reason  string
	used    bool
}

// findIgnores returns the ignore comments that name the check.
func findIgnores(pass *analysis.Pass) []*ignore {
	var all []*ignore
	for _, file := range pass.Files {
		var lined []*ignore
		for _, group := range file.Comments {
			for _, c := range group.List {
				ig := parseIgnore(c, pass.Analyzer.Name)
				if ig == nil {
					continue
				}
				ig.file = pass.Fset.File(c.Pos())
				all = append(all, ig)
				if !ig.whole {
					lined = append(lined, ig)
				}
			}
		}
		if len(lined) > 0 {
			attach(pass.Fset, file, lined)
		}
	}
	return all
}

// parseIgnore returns the ignore that a comment is, or nil if it is none or
// does not name the check.
func parseIgnore(c *ast.Comment, check string) *ignore {
	text, ok := strings.CutPrefix(c.Text, "//lint:")
	if !ok {
		return nil
	}
	command, rest, _ := strings.Cut(text, " ")
	if command != "ignore" && command != "file-ignore" {
		return nil
	}
	checks, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if !slices.Contains(strings.Split(checks, ","), check) {
		return nil
	}
	return &ignore{comment: c, whole: command == "file-ignore", reason: strings.TrimSpace(reason)}
}

// attach works out the lines that ignores apply to: the comment's own if code
// precedes it there, and otherwise the next, which may be another comment, and
// the one where the node begins to which the comment belongs.
func attach(fset *token.FileSet, file *ast.File, ignores []*ignore) {
	var alone []*ignore
	for _, ig := range ignores {
		line := ig.line(ig.comment.Pos())
		if followsCode(file, ig) {
			ig.lines = []int{line}
			continue
		}
		ig.lines = []int{line + 1}
		alone = append(alone, ig)
	}
	if len(alone) == 0 {
		return
	}
	for node, groups := range ast.NewCommentMap(fset, file, file.Comments) {
		for _, group := range groups {
			for _, ig := range alone {
				if group.Pos() <= ig.comment.Pos() && ig.comment.Pos() < group.End() {
					ig.lines = append(ig.lines, ig.line(node.Pos()))
				}
			}
		}
	}
}

// followsCode reports whether something begins or ends on the comment's line,
// before the comment.
func followsCode(file *ast.File, ig *ignore) bool {
	comment := ig.comment.Pos()
	line := ig.line(comment)
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		}
		if found || n.Pos() > comment {
			return false
		}
		found = ig.line(n.Pos()) == line || n.End() <= comment && ig.line(n.End()) == line
		return !found
	})
	return found
}

// line returns the line of a place in the comment's file, as it is on disk.
func (ig *ignore) line(pos token.Pos) int { return ig.file.PositionFor(pos, false).Line }

// silences returns the reason of the first ignore comment that applies to d, or
// "" if none does. It marks it used, and all others that apply: two comments
// for one finding are both needed as long as one of them is.
func (r *Reporter) silences(d analysis.Diagnostic) string {
	file := r.pass.Fset.File(d.Pos)
	if file == nil {
		return ""
	}
	reason := ""
	for _, ig := range r.ignores {
		if ig.reason != "" && ig.file == file &&
			(ig.whole || slices.Contains(ig.lines, ig.line(d.Pos))) {
			ig.used = true
			reason = cmp.Or(reason, ig.reason)
		}
	}
	return reason
}

const (
	noReason       = "this ignore comment gives no reason, so it silences nothing"
	unusedLine     = "this ignore comment silences nothing: there is no finding of check "
	unusedThere    = " here"
	unusedFileWide = " in this file"
)

// complaint returns what is wrong with the comment once the check has
// reported everything, or "".
func (ig *ignore) complaint(check string) string {
	switch {
	case ig.reason == "":
		return noReason
	case ig.used:
		return ""
	case ig.whole:
		return unusedLine + check + unusedFileWide
	}
	return unusedLine + check + unusedThere
}

// IsUnusedIgnore reports whether a message is that of an ignore comment that
// silenced nothing.
func IsUnusedIgnore(message string) bool { return strings.HasPrefix(message, unusedLine) }
