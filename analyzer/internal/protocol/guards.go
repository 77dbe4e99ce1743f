package protocol

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// guardSentence matches "x is protected by y"; the subject may be missing.
var guardSentence = regexp.MustCompile(
	`^(?i:(?:([\w., ]+?) (?:is|are|'s)(?: both)? )?(?:protected|guarded) by (both )?([^:]+?)(?::.*)?)$`)

// guards reads "x is protected by the signal mutex" on the fields of a site.
func (b *builder) guards(s *site, sc *scope) []Clause {
	var out []Clause
	for _, g := range s.docs {
		if !groupContains(g, "rotected by") && !groupContains(g, "uarded by") {
			continue
		}
		for _, sent := range sentences(g) {
			out = append(out, b.guard(sent, s, sc)...)
		}
	}
	return out
}

func (b *builder) guard(sent sentence, s *site, sc *scope) []Clause {
	if len(sent.text) > maxSentence {
		return nil
	}
	text, ok := normalise(strings.Replace(sent.text, "It's ", "It is ", 1))
	if !ok {
		return nil
	}
	m := guardSentence.FindStringSubmatch(text)
	if m == nil || !speaksOf(m[1], s.vars) {
		return nil
	}
	phrases, or, ok := parseList(m[3])
	if !ok || or {
		return nil
	}
	st := statement{verb: mustHold, phrases: phrases, mode: 0}
	return b.clauses(st, sc, Source{Kind: Prose, Text: sent.text, Pos: sent.pos})
}

// speaksOf reports whether the subject of a sentence on fields is one of
// them, or a word for them.
func speaksOf(subject string, fields []*types.Var) bool {
	switch strings.ToLower(subject) {
	case "", "it", "this", "this field", "they", "these", "these fields", "both", "both fields":
		return true
	}
	names, or, ok := parseList(subject)
	if !ok || or {
		return false
	}
	found := false
	for _, name := range names {
		if !token.IsIdentifier(name) {
			return false
		}
		found = found || slices.ContainsFunc(fields, func(f *types.Var) bool { return f.Name() == name })
	}
	return found
}
