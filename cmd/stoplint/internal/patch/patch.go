// Package patch makes fixes in files: all the edits of a fix or none, and no
// two fixes that contradict each other.
package patch

import (
	"bytes"
	"fmt"
	"go/format"
	"maps"
	"slices"
)

// Edit replaces the bytes of File from Start to End by New.
type Edit struct {
	File       string
	Start, End int
	New        string
}

// Fix is a set of edits that only make sense together.
type Fix struct {
	Name  string // for messages
	Edits []Edit
}

// File is a file and what it becomes.
type File struct {
	Name     string
	Old, New []byte
}

// Plan is the result of fitting fixes together.
type Plan struct {
	Files   []File         // that change, by name
	Refused map[int]string // why, by the index of the fix
}

// New makes a plan of fixes, in their order: a fix that conflicts with an
// earlier one is refused. Edits that several fixes have in common are made
// once. The files of the plan are in gofmt's form.
//
// The text of a file comes from read, whose error refuses every fix of the
// file. The keys of barred are the indexes of further fixes to refuse, and its
// values say why.
func New(fixes []Fix, read func(file string) ([]byte, error), barred map[int]string) *Plan {
	barred = maps.Clone(barred)
	if barred == nil {
		barred = make(map[int]string)
	}
	for {
		p := &Plan{Refused: maps.Clone(barred)}
		broken := p.apply(p.accept(fixes, read), read)
		if len(broken) == 0 {
			return p
		}
		for i, fix := range fixes {
			for _, e := range fix.Edits {
				if reason := broken[e.File]; reason != "" && p.Refused[i] == "" {
					barred[i] = reason
				}
			}
		}
	}
}

// accept returns the edits of the fixes that fit together, by file, and
// refuses the other fixes.
func (p *Plan) accept(fixes []Fix, read func(string) ([]byte, error)) map[string]*script {
	accepted := make(map[string]*script)
	seen := make(map[string]int)
	for i, fix := range fixes {
		if p.Refused[i] != "" {
			continue
		}
		key := fmt.Sprintf("%#v", fix.Edits)
		if same, ok := seen[key]; ok {
			if reason := p.Refused[same]; reason != "" {
				p.Refused[i] = reason
			}
			continue
		}
		seen[key] = i
		if reason := check(fix, read); reason != "" {
			p.Refused[i] = reason
			continue
		}
		if other, ok := conflict(fix, accepted); ok {
			p.Refused[i] = "it conflicts with " + fixes[other].Name
			continue
		}
		for _, e := range fix.Edits {
			if accepted[e.File] == nil {
				accepted[e.File] = &script{}
			}
			accepted[e.File].add(e, i)
		}
	}
	return accepted
}

// check returns why a fix cannot be made whatever the others are, or "".
func check(fix Fix, read func(string) ([]byte, error)) string {
	if len(fix.Edits) == 0 {
		return "it has no edits"
	}
	own := make(map[string]*script)
	for _, e := range fix.Edits {
		text, err := read(e.File)
		if err != nil {
			return err.Error()
		}
		if e.Start < 0 || e.End < e.Start || e.End > len(text) {
			return "it does not fit the file"
		}
		if own[e.File] == nil {
			own[e.File] = &script{}
		}
		if _, ok := own[e.File].conflict(e); ok {
			return "its edits overlap"
		}
		own[e.File].add(e, 0)
	}
	return ""
}

// conflict returns the fix that an accepted edit stems from and that the fix
// contradicts.
func conflict(fix Fix, accepted map[string]*script) (int, bool) {
	for _, e := range fix.Edits {
		if s := accepted[e.File]; s != nil {
			if other, ok := s.conflict(e); ok {
				return other, true
			}
		}
	}
	return 0, false
}

// apply makes the edits. It returns the files that do not parse with them,
// and why.
func (p *Plan) apply(accepted map[string]*script, read func(string) ([]byte, error)) map[string]string {
	broken := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(accepted)) {
		old, err := read(name)
		if err != nil {
			broken[name] = err.Error()
			continue
		}
		fixed, err := rewrite(old, accepted[name])
		if err != nil {
			broken[name] = fmt.Sprintf("the file would not parse: %v", err)
			continue
		}
		if !bytes.Equal(old, fixed) {
			p.Files = append(p.Files, File{name, old, fixed})
		}
	}
	return broken
}

// rewrite returns the text with the edits made, formatted, and with line ends
// of carriage return and line feed if all of the text has those.
func rewrite(text []byte, edits *script) ([]byte, error) {
	var out bytes.Buffer
	done := 0
	for _, e := range edits.edits {
		out.Write(text[done:e.Start])
		out.WriteString(e.New)
		done = e.End
	}
	out.Write(text[done:])
	formatted, err := format.Source(out.Bytes())
	if err != nil {
		return nil, err
	}
	if n := bytes.Count(text, []byte("\r\n")); n > 0 && n == bytes.Count(text, []byte("\n")) {
		formatted = bytes.ReplaceAll(formatted, []byte("\n"), []byte("\r\n"))
	}
	return formatted, nil
}
