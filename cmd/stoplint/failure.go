package main

import (
	"cmp"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
	"honnef.co/go/tools/lintcmd/runner"
)

// failure is one reason why something could not be analysed.
type failure struct {
	pos     token.Position // zero if none is known
	message string
}

func (f failure) text(show func(string) string) string {
	if f.pos.Filename == "" {
		return "stoplint: " + f.message
	}
	return positionText(f.pos, show) + ": " + f.message
}

// failuresOf returns the errors of a package. A package that failed because
// one it imports did has none of its own.
func failuresOf(res runner.Result) []failure {
	var fs []failure
	var foreign foreignConfig
	if len(res.Errors) > 0 {
		foreign = foreignConfigOf(res)
	}
	for _, err := range res.Errors {
		perr, ok := err.(packages.Error)
		switch {
		case ok && foreign.is(perr):
			fs = append(fs, foreign.failure())
		case ok:
			fs = append(fs, packageFailures(perr)...)
		default:
			fs = append(fs, failure{message: res.Package.ID + ": " + err.Error()})
		}
	}
	return fs
}

// packageFailures splits an error of the go command into one failure a line:
// it hands over all that the compiler wrote, under a "# package" line.
func packageFailures(err packages.Error) []failure {
	if pos, rest := cutPosition(err.Pos + ":"); rest == "" && pos.Filename != "" {
		return []failure{{pos: pos, message: strings.TrimSpace(err.Msg)}}
	}
	var fs []failure
	for line := range strings.Lines(err.Msg) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		if indented := strings.TrimLeft(line, " \t"); indented != line && len(fs) > 0 {
			fs[len(fs)-1].message += "\n\t" + indented
			continue
		}
		pos, message := cutPosition(line)
		fs = append(fs, failure{pos: pos, message: message})
	}
	return fs
}

var positionPattern = regexp.MustCompile(`^(.+?\.\w+):(\d+)(?::(\d+))?: ?`)

// cutPosition splits "file:line:col: rest" or "file:line: rest". The file
// name comes back absolute, and empty if the line does not begin with one.
func cutPosition(line string) (token.Position, string) {
	m := positionPattern.FindStringSubmatch(line)
	if m == nil {
		return token.Position{}, line
	}
	file, err := filepath.Abs(m[1])
	if err != nil {
		return token.Position{}, line
	}
	pos := token.Position{Filename: file}
	pos.Line, _ = strconv.Atoi(m[2])
	pos.Column, _ = strconv.Atoi(m[3])
	return pos, line[len(m[0]):]
}

// uniqueFailures sorts failures by position and drops repetitions: test
// variants of a package fail for the same reasons.
func uniqueFailures(fs []failure) []failure {
	slices.SortFunc(fs, func(a, b failure) int {
		return cmp.Or(comparePositions(a.pos, b.pos), cmp.Compare(a.message, b.message))
	})
	return slices.Compact(fs)
}
