package protocol

import (
	"go/ast"
	"go/token"
	"regexp"
	"strings"
)

// sentence is one sentence of a doc comment, on one line and without its
// final full stop.
type sentence struct {
	text string
	pos  token.Pos
	// section is the heading of the list or paragraph that it is in.
	section headingKind
}

// word is a run of characters without space, and where it begins.
type word struct {
	text string
	pos  token.Pos
	// first is set on the first word of a line.
	first bool
}

// block is a paragraph or a list item.
type block struct {
	words  []word
	item   bool
	indent int
}

// sentences returns the sentences of a doc comment. Wrapped lines are joined,
// directives and code blocks left out, and sentences of a list that hangs on
// a condition ("If the file is open:") dropped with it.
func sentences(doc *ast.CommentGroup) []sentence {
	var out []sentence
	section := noHeading // whose list goes on
	dropped := -1        // indent of a heading whose deeper items are dropped, or -1
	for _, b := range headed(blocks(doc)) {
		if b.item && dropped >= 0 && b.indent > dropped {
			continue
		}
		dropped = -1
		if rest, kind := cutHeading(b.words); kind != noHeading {
			section, b.words = kind, rest
		} else if !b.item {
			section = noHeading
		}
		if section == otherHeading || len(b.words) == 0 {
			continue
		}
		under := section
		last := b.words[len(b.words)-1].text
		if strings.HasSuffix(last, ":") && !inheritedList(b.words) {
			dropped = b.indent
			if !b.item {
				dropped = 0
			}
			section = noHeading
			continue
		}
		out = append(out, split(b.words, under)...)
	}
	return out
}

// headed begins a new block at each heading that stands inside one: "f does
// this. Preconditions: …".
func headed(in []block) []block {
	var out []block
	for _, b := range in {
		start := 0
		for i := 1; i < len(b.words); i++ {
			if w := b.words[i].text; endsSentence(b.words[i-1].text) && (preWord.MatchString(w) || postWord.MatchString(w) || otherWord.MatchString(w)) {
				out = append(out, block{words: b.words[start:i], item: b.item, indent: b.indent})
				start, b.item = i, false
			}
		}
		b.words = b.words[start:]
		out = append(out, b)
	}
	return out
}

type headingKind uint8

const (
	noHeading headingKind = iota
	preHeading
	postHeading
	otherHeading
)

var (
	preWord   = regexp.MustCompile(`^(?i:pre-?condi?tions?|requires|requirements?|locking):$`)
	postWord  = regexp.MustCompile(`^(?i:post-?conditions?):$`)
	otherWord = regexp.MustCompile(`^(?i:invariants?|returns|example|examples):$`)
)

// cutHeading cuts a leading "Preconditions:" or the like off the words of a block.
func cutHeading(words []word) ([]word, headingKind) {
	switch first := words[0].text; {
	case preWord.MatchString(first):
		return words[1:], preHeading
	case postWord.MatchString(first):
		return words[1:], postHeading
	case otherWord.MatchString(first):
		return words[1:], otherHeading
	}
	return words, noHeading
}

// inheritedList reports whether the words are "Same as F, plus:", the one
// unfinished sentence whose list adds to it and does not depend on it.
func inheritedList(words []word) bool {
	return len(words) > 2 && strings.EqualFold(words[0].text, "same") &&
		strings.EqualFold(words[len(words)-1].text, "plus:")
}

// blocks splits a comment into paragraphs and list items.
func blocks(doc *ast.CommentGroup) []block {
	var out []block
	open := false
	for _, l := range lines(doc) {
		body := strings.TrimLeft(l.text, " \t")
		indent := width(l.text[:len(l.text)-len(body)])
		switch {
		case body == "" || isDirectiveLine(l.text):
			open = false
			continue
		case marker(body) > 0:
			n := marker(body)
			out = append(out, block{item: true, indent: indent})
			l.pos += token.Pos(len(l.text) - len(body) + n)
			l.text = body[n:]
			open = true
		case !open:
			if strings.HasPrefix(l.text, "\t") && !inItem(out, indent) {
				continue // a code block
			}
			out = append(out, block{item: inItem(out, indent), indent: indent})
			open = true
		case preWord.MatchString(firstWord(body)), postWord.MatchString(firstWord(body)):
			out = append(out, block{indent: indent})
		}
		b := &out[len(out)-1]
		b.words = append(b.words, l.fields()...)
	}
	kept := out[:0]
	for _, b := range out {
		if len(b.words) > 0 {
			kept = append(kept, b)
		}
	}
	return kept
}

// inItem reports whether a paragraph at that indent continues the list item
// that comes before it.
func inItem(out []block, indent int) bool {
	return len(out) > 0 && out[len(out)-1].item && indent > out[len(out)-1].indent
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// width is the column reached by leading white space, with tabs of four.
func width(space string) int {
	n := 0
	for _, r := range space {
		if r == '\t' {
			n += 4
		} else {
			n++
		}
	}
	return n
}

var itemMarker = regexp.MustCompile(`^(?:[-*+•]|\d{1,2}[.)])[ \t]+`)

// marker returns the length of the list marker that s begins with, or 0.
func marker(s string) int { return len(itemMarker.FindString(s)) }

var directiveLine = regexp.MustCompile(`^(?:[a-z0-9]+:[a-z0-9]| ?\+[a-z])`)

func isDirectiveLine(line string) bool { return directiveLine.MatchString(line) }

// lines returns the lines of a comment without their comment markers.
func lines(doc *ast.CommentGroup) []word {
	var out []word
	for _, c := range doc.List {
		if body, ok := strings.CutPrefix(c.Text, "//"); ok {
			out = append(out, word{text: body, pos: c.Pos() + 2})
			continue
		}
		pos := c.Pos() + 2
		body := strings.TrimSuffix(strings.TrimPrefix(c.Text, "/*"), "*/")
		for _, line := range strings.SplitAfter(body, "\n") {
			text := strings.TrimRight(line, "\r\n")
			at := pos
			if trimmed := strings.TrimLeft(text, " \t"); strings.HasPrefix(trimmed, "* ") || trimmed == "*" {
				at += token.Pos(len(text) - len(trimmed) + 1)
				text = trimmed[1:]
			}
			out = append(out, word{text: text, pos: at})
			pos += token.Pos(len(line))
		}
	}
	return out
}

// fields splits a line into words.
func (l word) fields() []word {
	var out []word
	start := -1
	for i := 0; i <= len(l.text); i++ {
		space := i == len(l.text) || l.text[i] == ' ' || l.text[i] == '\t' || l.text[i] == '\r'
		switch {
		case !space && start < 0:
			start = i
		case space && start >= 0:
			out = append(out, word{l.text[start:i], l.pos + token.Pos(start), len(out) == 0})
			start = -1
		}
	}
	return out
}

// split cuts the words of a block into sentences. A semicolon ends a
// sentence too, unless the part before it opens with a condition.
func split(words []word, section headingKind) []sentence {
	var out []sentence
	start := 0
	for i, w := range words {
		end := i == len(words)-1
		semi := strings.HasSuffix(w.text, ";") && !opensCondition(words[start].text)
		if !end && !semi && !endsSentence(w.text) && !breaksOff(words[start:i+1], words[i+1:]) {
			continue
		}
		text := join(words[start : i+1])
		out = append(out, sentence{strings.TrimRight(text, ".;!"), words[start].pos, section})
		start = i + 1
	}
	return out
}

// breaksOff reports whether a sentence without a full stop ends before what comes
// next: a line that asks for something in a sentence of its own.
//
//	// adds a client to the list
//	// Lock must be held
func breaksOff(before, next []word) bool {
	last := before[len(before)-1].text
	if !next[0].first || !isWord.MatchString(last) || opensCondition(before[0].text) || opensCondition(last) || isPreposition(last) {
		return false
	}
	end := 1
	for end < len(next) && !next[end].first {
		end++
	}
	return demandLine.MatchString(join(next[:end]))
}

// demandLine matches the beginnings of lines that ask for a mutex.
var demandLine = regexp.MustCompile(`^(?:(?:The )?[A-Z][\w.']*(?: [\w.']+){0,2} (?:lock|mutex|mu)|(?:Lock|Mutex)|[\w.]*\.mu) ` +
	`(?:is|are|must|should|needs to|assumed|held|not held|MUST)\b|^(?:Must|Should) (?:only )?be called |^(?:The )?[Cc]allers? (?:must|should|needs?|holds?)\b|^Assumes? `)

var isWord = regexp.MustCompile(`[\w)]$`)

// isPreposition reports whether a sentence cannot end in w.
func isPreposition(w string) bool {
	switch strings.ToLower(w) {
	case "the", "a", "an", "of", "with", "by", "and", "or", "but", "that", "which", "case", "whose", "from", "at", "because", "is", "are":
		return true
	}
	return false
}

// endsSentence reports whether a word closes a sentence: it ends in a full
// stop and is no abbreviation.
func endsSentence(w string) bool {
	w = strings.TrimRight(w, `)"'`)
	if !strings.HasSuffix(w, ".") && !strings.HasSuffix(w, "!") && !strings.HasSuffix(w, "?") {
		return false
	}
	switch strings.ToLower(strings.TrimLeft(w, `("'`)) {
	case "i.e.", "e.g.", "etc.", "cf.", "vs.", "viz.", "resp.":
		return false
	}
	return true
}

func join(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.text
	}
	return strings.Join(parts, " ")
}

// opensCondition reports whether a sentence that begins with w holds only
// under a condition.
func opensCondition(w string) bool {
	switch strings.ToLower(strings.TrimRight(w, ",")) {
	case "if", "unless", "when", "whenever", "while", "until", "once", "after", "before", "otherwise",
		"alternatively", "consequently", "hence", "thus", "so", "therefore", "then", "for", "in", "as",
		"during", "since", "because", "although", "on", "to", "instead", "where", "provided", "suppose":
		return true
	}
	return false
}
