package protocol

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// leaveForm is one form of sentence that lets somebody access a field without
// the mutexes that protect it.
type leaveForm struct {
	re            *regexp.Regexp
	reads, writes Leave
}

func leave(reads, writes Leave, expr string) leaveForm {
	return leaveForm{regexp.MustCompile(`(?i)` + expr), reads, writes}
}

// leaveForms are tried in order; the first that is found in a sentence counts.
var leaveForms = []leaveForm{
	leave(Owner, Owner, `\b(?:exclusive|private|local|confined) to\b.*\bgoroutine`),
	leave(Owner, Owner, `\b(?:only|exclusively) (?:ever )?(?:be )?(?:accessed|used|touched) (?:by|on|from|in)\b.*\bgoroutine`),
	leave(Owner, Owner, `\b(?:accessed|used|touched) (?:only|exclusively) (?:by|on|from|in)\b.*\bgoroutine`),
	leave(Owner, Nobody, `\bowned by\b.*\bgoroutine`),
	leave(Owner, Nobody, `\b(?:only|exclusively) (?:ever )?(?:be )?(?:written|mutated|modified|changed|set|updated|assigned) (?:by|on|from|in)\b.*\bgoroutine`),
	leave(Owner, Nobody, `\b(?:written|mutated|modified|changed|set|updated|assigned) (?:only|exclusively) (?:by|on|from|in)\b.*\bgoroutine`),
	leave(Owner, Nobody, `\b(?:may|can|could) (?:also )?(?:always )?be read (?:without\b.* )?(?:by|on|from|in) .*\bgoroutine`),
	leave(Owner, Nobody, `\bgoroutine (?:may|can|does not|doesn't|need not|needn't) .*\bread`),
	leave(Owner, Nobody, `\bgoroutine\b.* (?:may|can) (?:always )?read (?:it|them) without\b`),
	leave(Anybody, Anybody, `\b(?:may|can|could) (?:safely )?be (?:accessed|used) without\b`),
	leave(Anybody, Anybody, `\b(?:no|needs no|without any) (?:lock|locking|mutex|synchroni[sz]ation) (?:is )?(?:needed|required|necessary)\b`),
	leave(Anybody, Unclear, `\bimmutable\b|\bnever (?:changes|changed|modified|written|mutated|reassigned)\b|\bset once\b|\bread-only\b|\b(?:does|do) not change\b`),
	leave(Anybody, Nobody, `\b(?:may|can|could) (?:also )?(?:safely )?be (?:racily )?read (?:\w+ )?(?:without|racily|locklessly|atomically|at any time)\b`),
	leave(Anybody, Nobody, `\bread(?:s|ing|ers)?\b.* (?:does not|do not|doesn't|don't|need not|needn't|without) .*\b(?:lock|mutex|synchroni[sz]|mu\b|hold)`),
	leave(Anybody, Nobody, `\b(?:racy|racily|data races?|best[- ]effort|approximate|may be stale)\b`),
	leave(Anybody, Nobody, `^(?:writing|writes|mutating|modifying|mutations?|modifications?) .*\b(?:protected|guarded) by\b`),
	leave(Anybody, Nobody, `\b(?:protects|guards) (?:only )?(?:writes|writing|mutations?|modifications?|changes)\b`),
}

// exception finds the words with which a sentence makes an exception, and
// sharing those that tell that it is about who accesses the field.
var (
	exception = regexp.MustCompile(`(?i)\b(?:except|unless|however|but|otherwise|although|though|not (?:always|strictly|necessarily)|` +
		`only (?:when|if|while|after|before|until)|need not|needn't|not (?:need|needed|required|necessary)|until|once)\b`)
	sharing = regexp.MustCompile(`(?i)\b(?:locks?|locked|locking|mutex(?:es)?|mu|protected|guarded|synchroni[sz]\w*|races?|racy|atomic\w*|` +
		`concurren\w+|goroutines?|reads?|reading|writes?|writing|written|access\w*|mutat\w+|modif\w+|held|hold\w*)\b`)
	ofReads  = regexp.MustCompile(`(?i)\b(?:reads?|reading|readers?|loads?|loaded)\b`)
	ofWrites = regexp.MustCompile(`(?i)\b(?:writ\w+|mutat\w+|modif\w+|stores?|stored|set|changed?|changing|updat\w+)\b`)
)

// leaves returns what a sentence on a field says of who may do without the
// mutexes.
func leaves(text string) (reads, writes Leave) {
	for _, f := range leaveForms {
		if f.re.MatchString(text) {
			return f.reads, f.writes
		}
	}
	if !exception.MatchString(text) || !sharing.MatchString(text) {
		return Nobody, Nobody
	}
	r, w := ofReads.MatchString(text), ofWrites.MatchString(text)
	if r || !w {
		reads = Unclear
	}
	if w || !r {
		writes = Unclear
	}
	return reads, writes
}

// exempt reads the exceptions that the comments on a field make into g.
func (g *Guard) exempt(docs []*ast.CommentGroup) {
	for _, doc := range docs {
		for _, b := range blocks(doc) {
			for _, sent := range split(b.words, noHeading) {
				r, w := leaves(sent.text)
				g.Reads, g.Writes = max(g.Reads, r), max(g.Writes, w)
			}
		}
	}
}

// The forms of remarks that an access is made without the mutex on purpose:
// that it is racy, or that no mutex is needed, or why.
var (
	racyRemark = regexp.MustCompile(`(?i)\b(?:racy|racily|benign|best[- ]effort)\b|` +
		`\bwithout (?:the )?(?:need for )?(?:[\w.']+ )?(?:locks?|locking|holding|taking|acquiring|synchroni[sz]ation|synchroni[sz]ing)\b`)
	needlessRemark = regexp.MustCompile(`(?i)\b(?:no|not|n't|needn't|don't|doesn't|never) (?:\w+ )?(?:need|needs|needed|necessary|required?|have|has)\b.{0,30}\b(?:lock\w*|mutex|mu|hold|synchroni[sz]\w*)\b|` +
		`\b(?:lock\w*|mutex|mu|synchroni[sz]ation)\b.{0,12}\b(?:not|isn't|un|no longer) ?(?:needed|necessary|required)\b`)
	aloneRemark   = regexp.MustCompile(`(?i)\b(?:exclusive access|single[- ]threaded|nothing else|nobody else|no one else|no other (?:goroutine|task|thread)s?|not (?:yet )?(?:shared|published|visible))\b`)
	stoppedRemark = regexp.MustCompile(`(?i)\b(?:goroutines?|tasks?|threads?|kernel|world|sentry|system)\b.{0,40}\b` +
		`(?:must (?:all )?(?:be|have been)|(?:is|are|have|has) (?:already )?(?:been )?|remains?) ?(?:all )?(?:stopped|paused)\b`)
	demand = regexp.MustCompile(`(?i)\b(?:must|callers?|called|calling|calls?|can't|cannot|may not)\b`)
)

// AdmitsUnlocked reports whether a comment says that what it is written on
// accesses something without the mutex on purpose. That callers must not hold
// a mutex says nothing of the kind.
func AdmitsUnlocked(text string) bool {
	for sent := range strings.SplitSeq(strings.ToLower(strings.Join(strings.Fields(text), " ")), ". ") {
		has := func(words ...string) bool {
			return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(sent, w) })
		}
		switch {
		case has("stopped", "paused") && stoppedRemark.MatchString(sent),
			has("exclusive", "single", " else", "no other", "not ") && aloneRemark.MatchString(sent):
			return true
		case has("rac", "benign", "effort", "without ") && racyRemark.MatchString(sent),
			has("need", "necessary", "require", "have", "has") && has("lock", "mu", "hold", "synchroni") && needlessRemark.MatchString(sent):
			if !demand.MatchString(sent) {
				return true
			}
		}
	}
	return false
}
