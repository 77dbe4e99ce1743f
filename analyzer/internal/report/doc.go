package report

import (
	"go/parser"
	"go/token"
	"strings"
)

// MustDoc returns the documentation of the check called name, from src, the
// text of the Go file that holds its package comment. The comment has one
// section per check:
//
//	# Analyzer NAME
//
//	NAME: one line that says what is found
//
//	…
//
// The documentation is that line and what follows it, up to the next section
// for a check. MustDoc panics if there is none: src is embedded at build time.
func MustDoc(src, name string) string {
	doc, err := extractDoc(src, name)
	if err != "" {
		panic("report.MustDoc: " + err)
	}
	return doc
}

// URL returns the address of the page about the check called name: its folder,
// whose README.md is made from the same package comment.
func URL(name string) string {
	return "https://github.com/stoplint/stoplint/tree/main/analyzer/" + name
}

const sectionPrefix = "# Analyzer "

func extractDoc(src, name string) (doc, problem string) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", src, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return "", err.Error()
	}
	if file.Doc == nil {
		return "", "no package comment for " + name
	}
	_, section, ok := strings.Cut("\n"+file.Doc.Text(), "\n"+sectionPrefix+name+"\n")
	if !ok {
		return "", "no section for " + name
	}
	section, _, _ = strings.Cut(section, "\n"+sectionPrefix)
	section = strings.TrimSpace(section)
	rest, ok := strings.CutPrefix(section, name+": ")
	if !ok {
		return "", "the section for " + name + " does not begin with its name and a summary"
	}
	return rest, ""
}
