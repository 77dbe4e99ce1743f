package main

import (
	"encoding/json"
	"go/token"
	"io"

	"honnef.co/go/tools/lintcmd/runner"

	"github.com/stoplint/stoplint/analyzer"
)

// jsonFinding is the form of a finding in -json output.
type jsonFinding struct {
	Check    string        `json:"check"`
	Message  string        `json:"message"`
	Position jsonPosition  `json:"position"`
	End      *jsonPosition `json:"end,omitempty"`
	Related  []jsonRelated `json:"related,omitempty"`
	Fixes    []jsonFix     `json:"fixes,omitempty"`
	URL      string        `json:"url,omitempty"`
}

// jsonPosition is a place in a file: line and column count from 1, columns in
// bytes.
type jsonPosition struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type jsonRelated struct {
	Message  string        `json:"message"`
	Position *jsonPosition `json:"position,omitempty"`
	End      *jsonPosition `json:"end,omitempty"`
}

type jsonFix struct {
	Message string     `json:"message"`
	Edits   []jsonEdit `json:"edits"`
}

// jsonEdit replaces the text from Position to End by New.
type jsonEdit struct {
	Position jsonPosition `json:"position"`
	End      jsonPosition `json:"end"`
	New      string       `json:"new"`
}

// writeJSON writes one object per finding, each on a line of its own.
func writeJSON(w io.Writer, fs []finding, show func(string) string) error {
	urls := make(map[string]string)
	for _, a := range analyzer.All() {
		urls[a.Name] = a.URL
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, f := range fs {
		j := jsonFinding{
			Check:    f.Category,
			Message:  f.Message,
			Position: place(f.Position, show),
			End:      optionalPlace(f.End, show),
			URL:      urls[f.Category],
		}
		for _, rel := range f.Related {
			j.Related = append(j.Related, jsonRelated{rel.Message, optionalPlace(rel.Position, show), optionalPlace(rel.End, show)})
		}
		for _, fix := range f.SuggestedFixes {
			j.Fixes = append(j.Fixes, jsonFix{fix.Message, edits(fix, show)})
		}
		if err := enc.Encode(j); err != nil {
			return err
		}
	}
	return nil
}

func edits(fix runner.SuggestedFix, show func(string) string) []jsonEdit {
	var es []jsonEdit
	for _, e := range fix.TextEdits {
		end := e.End
		if end.Filename == "" {
			end = e.Position
		}
		es = append(es, jsonEdit{place(e.Position, show), place(end, show), string(e.NewText)})
	}
	return es
}

func place(p token.Position, show func(string) string) jsonPosition {
	return jsonPosition{File: show(p.Filename), Line: p.Line, Column: p.Column}
}

func optionalPlace(p token.Position, show func(string) string) *jsonPosition {
	if !p.IsValid() {
		return nil
	}
	j := place(p, show)
	return &j
}
