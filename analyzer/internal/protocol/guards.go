package protocol

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// Guard says how a field is protected. Its refs are as seen from a value of the
// field's struct: they have the root Recv, Global or AnyInstance.
type Guard struct {
	// Clauses are the mutexes. Of several clauses, a reader needs one, in
	// any mode, and a writer all, for writing.
	Clauses []Clause
	// Reads and Writes say who may do without them.
	Reads, Writes Leave
	// Heading says that the sentence does not name the field: it speaks of
	// those below it, or of the following ones.
	Heading bool
}

// Leave is who may access a field without the mutexes that protect it.
type Leave uint8

const (
	// Nobody may.
	Nobody Leave = iota
	// Owner means the goroutine that the field belongs to.
	Owner
	// Anybody may.
	Anybody
	// Unclear means that an exception is made that is not understood.
	Unclear
)

func (l Leave) String() string {
	return [...]string{"nobody", "owner", "anybody", "unclear"}[l]
}

// guardSentence matches "x is protected by y"; the subject may be missing.
var guardSentence = regexp.MustCompile(
	`^(?i:(?:([\w., ]+?) (?:is|are|'s)(?: both)? )?(?:protected|guarded) by (both )?([^:]+?)(?::.*)?)$`)

// guards reads "x is protected by the signal mutex" on the fields of a site.
func (b *builder) guards(s *site, sc *scope) []Clause {
	var out []Clause
	for _, g := range s.docs {
		if !slices.ContainsFunc(guardMarks, func(mark string) bool { return groupContains(g, mark) }) {
			continue
		}
		for _, sent := range sentences(g) {
			out = union(out, b.guard(sent, s, sc))
		}
	}
	return out
}

// mutationSentence matches "Mutating x requires locking y"; that atomic
// operations are asked for as well is the business of the field's type.
var mutationSentence = regexp.MustCompile(
	`^(?i:(?:mutating|writing(?: to)?|modifying|changing|updating) ([\w.]+) requires (?:both )?(?:locking|holding) (.+?)` +
		`(?: and using atomic(?: memory)? operations)?)$`)

// writeSentence matches "Writing needs to be protected by y".
var writeSentence = regexp.MustCompile(
	`^(?i:(?:writing|writes|mutating|mutation|modifying|changes)(?: to (?:it|this field))? (?:must be|needs to be|need to be|is|are) (?:protected|guarded) by (.+))$`)

// accessSentence matches "x must only be accessed while holding y".
var accessSentence = regexp.MustCompile(
	`^(?i:(?:([\w., ]+?) )?(?:must|should|may|can)(?: only)? be (?:accessed|used|touched|read (?:and|or) written|read (?:and|or) modified)` +
		`(?: only)? (?:(?:while |when )?holding|with|under) (.+?)(?: (?:held|locked))?)$`)

// heldSentence matches "y must be held to access x".
var heldSentence = regexp.MustCompile(
	`^(?i:(.+?) must be (?:held|locked) (?:to access|(?:when|while) accessing) ([\w., ]+))$`)

// changeSentence matches "x is changed with y and z locked, and may be read with
// either".
var changeSentence = regexp.MustCompile(
	`^(?i:(?:([\w., ]+?) )?(?:is|are|may|must|can)(?: only)?(?: be)?(?: only)? (?:changed|written|modified|mutated|set|updated|assigned|replaced)` +
		`(?: only)? (?:with|under|(?:while |when )?holding) (?:both )?(.+?),? and (?:(?:may|can) be |is |are )?read (?:with|under|(?:while |when )?holding) ` +
		`(?:either|any|one)(?: of (?:them|the two|these))?(?: (?:locked|held))?)$`)

// lockedHow is what such a sentence says of each mutex.
var lockedHow = regexp.MustCompile(`(?i) (?:locked|held)(?: for writing)?`)

// guardMarks are found in whatever says how a field is protected.
var guardMarks = []string{"rotected", "uarded", " requires", " accessed", " used", " access", " touched", " read "}

func (b *builder) guard(sent sentence, s *site, sc *scope) []Clause {
	subject, object, ok := guardOf(sent)
	if !ok || !speaksOf(subject, s.vars) {
		return nil
	}
	phrases, or, ok := parseList(object)
	if !ok || or {
		return nil
	}
	st := statement{verb: mustHold, phrases: phrases, mode: 0}
	return b.clauses(st, sc, Source{Kind: Prose, Text: sent.text, Pos: sent.pos})
}

// guardOf returns the fields and the mutexes of a sentence that says which protect
// which, in the author's words.
func guardOf(sent sentence) (subject, object string, ok bool) {
	if len(sent.text) > maxSentence {
		return "", "", false
	}
	text, ok := normalise(strings.Replace(sent.text, "It's ", "It is ", 1))
	if !ok {
		return "", "", false
	}
	if m := writeSentence.FindStringSubmatch(text); m != nil {
		return "", m[1], true
	} else if m := mutationSentence.FindStringSubmatch(text); m != nil {
		return m[1], m[2], true
	} else if m := accessSentence.FindStringSubmatch(text); m != nil {
		return m[1], m[2], true
	} else if m := heldSentence.FindStringSubmatch(text); m != nil {
		return m[2], m[1], true
	} else if m := changeSentence.FindStringSubmatch(text); m != nil {
		return m[1], lockedHow.ReplaceAllString(m[2], ""), true
	} else if m := guardSentence.FindStringSubmatch(text); m != nil {
		return m[1], atomicToo.ReplaceAllString(m[3], ""), true
	}
	return "", "", false
}

// guardOthers gives g to the fields without a comment of their own that the
// comment on those of s names together with them:
//
//	// first and last are protected by mu.
//	first *node
//	last  *node
func (b *builder) guardOthers(s *site, g *Guard) {
	st, ok := s.owner.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for _, doc := range s.docs {
		for _, sent := range sentences(doc) {
			subject, _, ok := guardOf(sent)
			names, or, isList := parseList(subject)
			if !ok || !isList || or || len(names) < 2 || !speaksOf(subject, s.vars) {
				continue
			}
			for f := range st.Fields() {
				if slices.Contains(names, f.Name()) && b.model.guarded[f] == nil && len(b.fieldDocs()[f]) == 0 {
					b.model.guarded[f] = g
				}
			}
		}
	}
}

// atomicToo and what stands before it are asked for together.
var atomicToo = regexp.MustCompile(`(?i),? and (?:is |are )?(?:always |only )?(?:accessed|owned|read|written|updated|exclusive)\b.*$`)

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
