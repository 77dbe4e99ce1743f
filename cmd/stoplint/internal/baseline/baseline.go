// Package baseline keeps findings that are known and not to be reported again
// in a file.
//
// The file is made of lines, each a JSON object. The first says what the file
// is; each other is an entry, the description of a finding:
//
//	{"baseline":"stoplint","version":1}
//	{"check":"valuestop","file":"m/task.go","func":"Task.wait","code":"t.begin(s)","message":"…"}
//
// Lines are sorted, so that the file is the same for the same findings, and
// findings that are alike have a line each. An entry has no line number: it
// describes its finding as long as the check, the package's import path, the
// name of the file, the declaration around the place, the code on its line and
// the message stay the same. Comments and spaces do not count as code.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Entry describes a finding.
type Entry struct {
	Check   string `json:"check"`
	File    string `json:"file"`           // import path of the package, slash, file name
	Func    string `json:"func,omitempty"` // the declaration around the place, if any
	Code    string `json:"code,omitempty"` // on the line of the place, if any
	Message string `json:"message"`
}

// Compare orders entries by file, declaration, check, code and message.
func (e Entry) Compare(f Entry) int {
	return cmp.Or(
		cmp.Compare(e.File, f.File),
		cmp.Compare(e.Func, f.Func),
		cmp.Compare(e.Check, f.Check),
		cmp.Compare(e.Code, f.Code),
		cmp.Compare(e.Message, f.Message),
	)
}

// header is the first line of a baseline.
type header struct {
	Baseline string `json:"baseline"`
	Version  int    `json:"version"`
}

var current = header{Baseline: "stoplint", Version: 1}

// Format returns the text of a baseline with the entries.
func Format(entries []Entry) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.Encode(current) // neither a buffer nor these types make it fail
	for _, e := range slices.SortedFunc(slices.Values(entries), Entry.Compare) {
		enc.Encode(e)
	}
	return b.Bytes()
}

// Line is an entry and the line it is on, counted from 1.
type Line struct {
	Entry
	Number int
}

// SyntaxError is a fault in the text of a baseline. Line and Column count from
// 1, Column in bytes.
type SyntaxError struct {
	Line, Column int
	Message      string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message)
}

// Parse reads the text of a baseline. Its lines need not be sorted. An error
// is a [SyntaxError].
func Parse(text []byte) ([]Line, error) {
	var lines []Line
	number := 0
	for line := range bytes.Lines(text) {
		number++
		line = bytes.TrimRight(line, "\r\n")
		if number == 1 {
			if err := parseHeader(line); err != nil {
				return nil, err
			}
			continue
		}
		e, err := parseEntry(line)
		if err != nil {
			err.Line = number
			return nil, err
		}
		lines = append(lines, Line{e, number})
	}
	if number == 0 {
		return nil, &SyntaxError{1, 1, "not a baseline of stoplint: the file is empty"}
	}
	return lines, nil
}

func parseHeader(line []byte) error {
	var h header
	if err := decode(line, &h); err != nil || h.Baseline != current.Baseline {
		want, _ := json.Marshal(current)
		return &SyntaxError{1, 1, fmt.Sprintf("not a baseline of stoplint: the first line is not %s", want)}
	}
	if h.Version != current.Version {
		return &SyntaxError{1, 1, fmt.Sprintf("the baseline is of version %d, this stoplint reads version %d", h.Version, current.Version)}
	}
	return nil
}

func parseEntry(line []byte) (Entry, *SyntaxError) {
	var e Entry
	if err := decode(line, &e); err != nil {
		return e, err
	}
	for _, field := range []struct{ name, value string }{{"check", e.Check}, {"file", e.File}, {"message", e.Message}} {
		if field.value == "" {
			return e, &SyntaxError{Column: 1, Message: fmt.Sprintf("the entry has no %q", field.name)}
		}
	}
	return e, nil
}

// decode reads a line that is one JSON object with no other fields than v has.
func decode(line []byte, v any) *SyntaxError {
	if trimmed := bytes.TrimLeft(line, " \t"); len(trimmed) == 0 || trimmed[0] != '{' {
		return &SyntaxError{Column: 1, Message: "not a JSON object on a line of its own"}
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil {
		if rest := line[dec.InputOffset():]; len(bytes.TrimSpace(rest)) > 0 {
			return &SyntaxError{Column: int(dec.InputOffset()) + 1, Message: "more than one JSON object on a line"}
		}
		return nil
	}
	at := int64(1)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		at = int64(len(line))
	} else if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = max(syntax.Offset, 1)
	} else if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		at = max(typ.Offset, 1)
	}
	return &SyntaxError{Column: int(min(at, int64(len(line)))), Message: err.Error()}
}

// Match pairs findings with the lines that describe them, one with one, in
// their order. It reports for each finding whether it has a line, and returns
// the lines that are left over.
func Match(lines []Line, findings []Entry) (known []bool, left []Line) {
	free := make(map[Entry]int)
	for _, l := range lines {
		free[l.Entry]++
	}
	known = make([]bool, len(findings))
	for i, e := range findings {
		if free[e] > 0 {
			free[e]--
			known[i] = true
		}
	}
	for _, l := range slices.Backward(lines) {
		if free[l.Entry] > 0 {
			free[l.Entry]--
			left = append(left, l)
		}
	}
	slices.Reverse(left)
	return known, left
}
