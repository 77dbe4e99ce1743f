package protocol

import (
	"regexp"
	"strings"
)

// verb is what a sentence asks of the caller.
type verb uint8

const (
	mustHold  verb = iota // a mutex must be held
	mustFree              // a mutex must not be held
	mustOn                // on the task goroutine
	mustOff               // not on the task goroutine
	likeOther             // as another function asks
	nowHeld               // a mutex is held on return
	nowFree               // a mutex is not held on return any more
	handsBack             // a mutex is held on return that belongs to a result
)

func (v verb) String() string {
	return [...]string{"hold", "free", "ontask", "offtask", "sameas", "acquire", "release", "handback"}[v]
}

// statement is the meaning of a sentence, with mutexes still in the author's
// words.
type statement struct {
	verb verb
	// phrases are the mutexes; for mustOn and mustOff the task, if it is
	// named; for likeOther the other function.
	phrases []string
	// or is set if one of the phrases is enough.
	or bool
	// mode is what the author asked for, or 0 if that was left open.
	mode Mode
}

func (s statement) String() string {
	sep := " & "
	if s.or {
		sep = " | "
	}
	text := s.verb.String()
	if len(s.phrases) > 0 {
		text += " " + strings.Join(s.phrases, sep)
	}
	if s.mode != 0 {
		text += " for " + s.mode.String()
	}
	return text
}

// pattern is one form of sentence. Its expression has the named groups np (a
// list of mutexes), owned (one, maybe of what a method returns), rw (a word for
// the mode), who (the function called, which must be the one documented), task
// and fn.
type pattern struct {
	verb verb
	re   *regexp.Regexp
	// section is set on forms that count only under a heading: under "Preconditions:", a
	// plain statement of fact is a demand. Others do not count under "Postconditions:".
	section headingKind
}

// countsIn reports whether the pattern counts for sentences under a heading.
func (p pattern) countsIn(section headingKind) bool {
	return p.section == section || p.section == noHeading && section == preHeading
}

// The building blocks of patterns.
const (
	whoRE    = `(?:(?P<who>[\w.()]+|this (?:function|method|call)) )?`
	callerRE = `(?:the )?(?:callers?|calling (?:code|goroutine|function)) `
	heldRE   = `(?P<rw0>(?:at least )?(?:read|write)[- ])?(?:locked|held|taken|acquired)`
	modeRE   = `(?: (?P<rw>for (?:at least )?(?:reading or writing|writing|reading|read|write)|exclusively))?`
	npRE     = `(?P<np>.+?)`
	freedRE  = `(?:unlocked|released|dropped|not held|not locked|no longer held)`
	taskRE   = `(?:on|from|in|by) (?:the|(?P<task>[\w.]+)'s)(?: own)? task goroutine(?: of (?P<task2>\w+))?`
)

func form(v verb, expr string) pattern {
	return pattern{verb: v, re: regexp.MustCompile(`^(?i:` + expr + `)$`)}
}

func preForm(v verb, expr string) pattern {
	p := form(v, expr)
	p.section = preHeading
	return p
}

func postForm(v verb, expr string) pattern {
	p := form(v, expr)
	p.section = postHeading
	return p
}

// patterns are tried in order; the first that matches and whose phrases are
// well formed gives the sentence its meaning.
var patterns = []pattern{
	postForm(nowFree, npRE+` (?:is|are|will be|must be|has been|have been) `+freedRE),
	postForm(nowHeld, npRE+` (?:is|are|will be|must be) `+heldRE+modeRE),
	form(nowFree, whoRE+`returns with `+npRE+` `+freedRE),
	form(nowHeld, whoRE+`returns with `+npRE+` `+heldRE+modeRE),
	form(nowFree, npRE+` (?:is|are|will be) `+freedRE+` (?:on|upon|at) (?:return|exit)`),
	form(nowHeld, npRE+` (?:is|are|will be) `+heldRE+modeRE+` (?:on|upon|at) (?:return|exit)`),
	form(handsBack, whoRE+`(?:atomically )?(?:locks|acquires) (?P<owned>[\w.()]+|the [\w ]+ (?:mutex|lock)) and returns (?:it|(?:its|the) \w+)`),

	form(mustOff, callerRE+`must not be (?:running |executing )?`+taskRE),
	form(mustOff, whoRE+`must (?:not|never) be (?:called|run|invoked|executed) `+taskRE),
	form(mustOn, callerRE+`must be (?:(?:running|executing)(?: [\w.]+)? )?`+taskRE),
	form(mustOn, whoRE+`must (?:only )?be (?:called|run|invoked|executed|running)(?: only)?(?: from a [\w ]+?)? `+taskRE+`(?: only)?`),

	// The exclusions come first, so that "not" is never taken for part of a
	// mutex's name.
	form(mustFree, npRE+` (?:must|may|can) (?:not|never) be `+heldRE+modeRE),
	form(mustFree, npRE+` cannot be `+heldRE+modeRE),
	form(mustFree, npRE+` must be (?:unlocked|released|free)`),
	form(mustFree, callerRE+`(?:must|may) (?:not|never) (?:hold|be holding|have locked|have acquired|own) `+npRE+modeRE),
	form(mustFree, callerRE+`must (?:not|never) have `+npRE+` `+heldRE+modeRE),
	form(mustFree, `neither (?P<nor>.+) (?:may|must|can) be `+heldRE+modeRE),
	form(mustFree, callerRE+`must hold neither (?P<nor>.+)`),
	form(mustFree, whoRE+`must (?:only )?be (?:called|invoked|run) without (?:holding )?`+npRE+`(?: being)?(?: `+heldRE+`)?`+modeRE),
	form(mustFree, whoRE+`must (?:only )?be (?:called|invoked|run) (?:with|while|when) `+npRE+` (?:is |are )?(?:unlocked|released|not held|not locked)`),
	form(mustFree, whoRE+`must (?:not|never) be (?:called|invoked|run) (?:with|while|when) `+npRE+` (?:is |are )?`+heldRE+modeRE),
	form(mustFree, whoRE+`must (?:not|never) be (?:called|invoked|run) (?:while |when )?holding `+npRE+modeRE),
	form(mustFree, whoRE+`must (?:only )?(?:happen|be called|be done|run) outside (?:of )?`+npRE+`(?: critical section)?`),
	preForm(mustFree, npRE+` (?:is|are) (?:unlocked|not locked|not held)`),
	preForm(mustFree, callerRE+`(?:does|do) not hold `+npRE),
	preForm(mustFree, callerRE+`holds? neither (?P<nor>.+)`),

	form(mustHold, whoRE+`must (?:not|never) be (?:called|invoked|run) unless `+npRE+` (?:is |are )?`+heldRE+modeRE),
	form(mustHold, npRE+` must be `+heldRE+modeRE),
	form(mustHold, callerRE+`(?:must )?(?:hold|holds|be holding|have locked|have acquired|own) `+npRE+`(?: `+heldRE+`)?`+modeRE),
	form(mustHold, callerRE+`must have `+npRE+` `+heldRE+modeRE),
	form(mustHold, callerRE+`must ensure (?:that )?`+npRE+` (?:is|are) `+heldRE+modeRE),
	form(mustHold, `must hold `+npRE+modeRE),
	form(mustHold, whoRE+`must (?:only |always )?be (?:called|invoked|run)(?: only)? (?:with|while|when) `+npRE+` (?:is |are |being )?`+heldRE+modeRE),
	form(mustHold, whoRE+`must (?:only |always )?be (?:called|invoked|run)(?: only)? (?:while |when |with |by )?(?:the caller )?holding `+npRE+modeRE),
	form(mustHold, whoRE+`must (?:only |always )?be (?:called|invoked|run)(?: only)? under `+npRE+modeRE),
	form(mustHold, whoRE+`(?:requires|assumes?)(?: that)? (?:`+callerRE+`(?:holds?|is holding) )`+npRE+modeRE),
	form(mustHold, whoRE+`(?:requires|assumes?)(?: that)? `+npRE+` (?:to be |be |is |are |must be )?`+heldRE+modeRE),
	form(mustHold, whoRE+`(?:needs|expects) `+npRE+` to be `+heldRE+modeRE),
	form(mustHold, whoRE+`assumes(?: that)? `+npRE+` (?:has|have) been `+heldRE+modeRE),
	form(mustHold, npRE+` (?:(?:is|are) )?(?:assumed|expected)(?: to be)? `+heldRE+modeRE),
	form(mustHold, whoRE+`requires (?P<np>(?:\w+\.)*mu)`),
	form(mustHold, whoRE+`requires holding `+npRE+modeRE),
	form(mustHold, whoRE+`(?:(?:is|are) )?(?:only |always )?(?:called|invoked|run)(?: only)? (?:with|while) `+npRE+` (?:is |are |being )?`+heldRE+modeRE),
	form(mustHold, `only (?:call|invoke|run) (?P<who>[\w.()]+|this (?:function|method)) (?:while |when |with )?holding `+npRE+modeRE),
	form(mustHold, `only (?:call|invoke|run) (?P<who>[\w.()]+|this (?:function|method)) (?:with|while) `+npRE+` (?:is |are |being )?`+heldRE+modeRE),
	form(mustHold, callerRE+`(?:is|are) responsible for holding `+npRE+modeRE),
	form(mustHold, `lock (?P<np>[\w.]+|the [\w ]+ (?:mutex|lock)) (?:before|when) calling(?: (?P<who>[\w.()]+|this (?:function|method)))?`),
	form(mustHold, `(?P<np>[\w.]+|the [\w ]+ (?:mutex|lock)) held`+modeRE),
	form(mustHold, npRE+` (?:is|are) held`+modeRE),
	preForm(mustHold, npRE+` (?:is|are) `+heldRE+modeRE),
	preForm(mustHold, npRE+` `+heldRE+modeRE),

	preForm(likeOther, `(?:the )?same as (?P<fn>[\w.]+)(?:\(\))?(?:, plus:?)?`),
}

// onReturn is the opening of a sentence about what holds when the function
// returns.
var onReturn = regexp.MustCompile(`^(?i:(?:on|upon|at) (?:return|exit),? )(.+)$`)

// likeBut is the opening of "fLocked is the same as f, except that …": what
// follows stands for itself.
var likeBut = regexp.MustCompile(`^(?i:(?P<who>[\w.()]+) is (?:like|the same as|similar to|identical to) [\w.()]+,? (?:but|except)(?: that)? )`)

// aside is a sentence that ends in a demand: "f does this (t.mu must be held)".
var aside = regexp.MustCompile(`^([^()]+) \(([^()]+)\)$`)

// likeExcept is "Same as f, except that …": what follows is asked as well.
var likeExcept = regexp.MustCompile(`^(?i:(?:the )?same as (?P<fn>[\w.]+)(?:\(\))?,? (?:except|but)(?: that)? )(.+)$`)

// parse returns the meaning of a sentence in the doc comment of function
// self, or nothing. Every word of a sentence counts: one that the grammar does
// not know, a condition above all, leaves it without meaning.
func parse(s sentence, self string) []statement {
	if m := onReturn.FindStringSubmatch(s.text); m != nil {
		return parse(sentence{m[1], s.pos, postHeading}, self)
	}
	if m := aside.FindStringSubmatch(s.text); m != nil && !opensCondition(firstWord(s.text)) && !hedged.MatchString(m[1]) {
		if inner, ok := normalise(m[2]); ok {
			if st, ok := parseWhole(inner, self, noHeading); ok {
				return append(parse(sentence{m[1], s.pos, s.section}, self), st)
			}
		}
	}
	text, ok := normalise(s.text)
	if !ok {
		return nil
	}
	if m := likeBut.FindString(text); m != "" && isSelf(firstWord(text), self) {
		text = text[len(m):]
	}
	if label, rest, ok := strings.Cut(text, ": "); ok && isSelf(label, self) {
		text = rest
	}
	if m := likeExcept.FindStringSubmatch(text); m != nil && s.section == preHeading {
		return append(parse(sentence{"Same as " + m[1], s.pos, s.section}, self), parse(sentence{m[2], s.pos, s.section}, self)...)
	}
	if st, ok := parseWhole(text, self, s.section); ok {
		return []statement{st}
	}
	if hedged.MatchString(text) {
		return nil
	}
	var out []statement
	for _, part := range conjuncts(text) {
		if st, ok := parseWhole(part, self, s.section); ok {
			out = append(out, st)
		}
	}
	return out
}

func parseWhole(text, self string, section headingKind) (statement, bool) {
	for _, p := range patterns {
		if !p.countsIn(section) {
			continue
		}
		m := p.re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if st, ok := p.meaning(m, self); ok {
			return st, true
		}
	}
	return statement{}, false
}

// meaning turns the groups of a match into a statement.
func (p pattern) meaning(m []string, self string) (statement, bool) {
	st := statement{verb: p.verb}
	for i, name := range p.re.SubexpNames() {
		if i >= len(m) || m[i] == "" {
			continue
		}
		switch name {
		case "who":
			if !isSelf(m[i], self) {
				return st, false
			}
		case "rw", "rw0":
			st.mode = modeOf(m[i])
		case "task", "task2", "fn":
			st.phrases = append(st.phrases, m[i])
		case "owned":
			st.phrases = []string{strings.ReplaceAll(m[i], "()", "")}
			if !isPhrase(st.phrases[0]) {
				return st, false
			}
		case "nor":
			parts := strings.Split(m[i], " nor ")
			for _, part := range parts {
				if !isPhrase(part) {
					return st, false
				}
			}
			st.phrases = parts
		case "np":
			phrases, or, ok := parseList(m[i])
			if !ok {
				return st, false
			}
			st.phrases, st.or = phrases, or
		}
	}
	if st.or && p.verb == mustFree {
		// "A or B must not be held" forbids both.
		st.or = false
	}
	return st, true
}

func isSelf(who, self string) bool {
	switch strings.ToLower(who) {
	case "it", "this", "this function", "this method", "this call":
		return true
	}
	who = strings.TrimSuffix(who, "()")
	return who == self || strings.HasSuffix(who, "."+self)
}

func modeOf(words string) Mode {
	words = strings.ToLower(words)
	switch {
	case strings.Contains(words, "read"):
		return Read // "for reading or writing" among them
	default:
		return Write
	}
}

// parseList splits "A", "A and B", "A, B and C", "A or B", "both A and B" into
// its phrases.
func parseList(s string) (phrases []string, or, ok bool) {
	for _, lead := range []string{"both ", "either ", "all of ", "one of "} {
		if rest, found := cutPrefixFold(s, lead); found {
			s = rest
			break
		}
	}
	sep := " and "
	if strings.Contains(s, " or ") {
		if strings.Contains(s, sep) {
			return nil, false, false
		}
		sep, or = " or ", true
	}
	head, last, found := strings.Cut(s, sep)
	if !found {
		if !isPhrase(s) {
			return nil, false, false
		}
		return []string{s}, false, true
	}
	phrases = append(strings.Split(strings.TrimSuffix(head, ","), ", "), strings.Split(last, sep)...)
	for _, p := range phrases {
		if !isPhrase(p) {
			return nil, false, false
		}
	}
	return phrases, or, true
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

var phraseRE = regexp.MustCompile("^[\\w.']+(?: [\\w.'-]+){0,5}$")

// isPhrase reports whether s can be the name of a mutex: a few plain words, no
// verb or condition among them.
func isPhrase(s string) bool {
	if !phraseRE.MatchString(s) || opensCondition(firstWord(s)) {
		return false
	}
	for w := range strings.FieldsSeq(strings.ToLower(s)) {
		switch w {
		case "must", "be", "is", "are", "not", "no", "never", "neither", "if", "unless", "when", "while",
			"that", "which", "with", "without", "caller", "callers", "need", "needs", "does", "any", "may",
			"should", "could", "can", "has", "have", "because", "until", "or", "and", "of", "for", "on",
			"to", "in", "by", "at", "only", "requires", "require", "assumes", "returns", "calls", "takes", "reference", "references":
			return false
		}
	}
	return true
}

// hedged finds the words that make a sentence conditional.
var hedged = regexp.MustCompile(`(?i)\b(?:if|unless|when|whenever|while|until|or|otherwise|except|only|need not|` +
	`needn't|not need|consequently|may be|might|could|can be|should|where|but|either|instead|case|assuming|as long as)\b`)

// condition finds a condition inside parentheses.
var condition = regexp.MustCompile(`(?i)\b(?:if|unless|except|when|only|or|while)\b`)

var rewrites = []struct {
	re   *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(?i)for writing or reading|in any mode|at least for reading`), "for reading or writing"},
	{regexp.MustCompile(`(?i)\((for reading or writing|for reading|for writing)\)`), "$1"},
	{regexp.MustCompile("[`\"“”*]|'(?:\\b)([\\w.]+)'"), "$1"},
	{regexp.MustCompile(`\[(\w+(?:\.\w+)*)\]`), "$1"}, // a link
	{regexp.MustCompile(`(?i)^(?:note(?:\([^)]*\))?:|note that) `), ""},
	{regexp.MustCompile(`(?i)\b(?:already|also|currently|always) `), ""},
	{regexp.MustCompile(`(?i)\b(?:needs to|need to|has to|have to|(?:is|are) (?:expected|required) to) (be|hold|have)\b`), "must $1"},
	{regexp.MustCompile(`(?i)\b(?:may|can|should) only be (called|invoked|run)\b`), "must only be $1"},
	{regexp.MustCompile(`(?i)\bshould be (called|invoked|run) (with|while|holding)\b`), "must be $1 $2"},
	{regexp.MustCompile(`(?i)\bshould ((?:not |never )?(?:be (?:held|locked|unlocked|holding|(?:at least )?(?:read|write)[- ]locked)|hold)\b)`), "must $1"},
	{regexp.MustCompile(`(?i)\bmust at least be\b`), "must be at least"},
	{regexp.MustCompile(`(?i)\bat least (?:an? )?(?:rlock|read[- ]lock)\b`), "the read lock"},
	{regexp.MustCompile(`(?i)\b(?:an?|the) (?:(read|write)[- ])?lock on (?:the )?(\w+(?:\.\w+)*)`), "$2 $1 lock"},
	{regexp.MustCompile(`(?i),? (?:but|although|though|and) (?:(?:the (?:mutex|lock)|it|this (?:function|method)|[\w.]+) )?(?:may|can|might|will)(?: be)?(?: temporarily)? ` +
		`(?:drop|release|unlock)(?:p?ed|d)?(?:/| and |, then )(?:then )?re-?(?:acquired?|lock(?:ed)?)(?: (?:it|the (?:mutex|lock)|that mutex))?` +
		`(?: (?:during|in|within|before) [\w ]+)?$`), ""},
	{regexp.MustCompile(`(?i),? (?:by (?:the )?callers?|(?:up)?on entry|(?:on )?entering(?: here)?|before (?:the )?call(?:ing)?(?: (?:it|this(?: function| method)?))?|` +
		`(?:when|while|before|to) (?:calling|call|invoking) (?:it|this(?: function| method)?)|` +
		`(?:when|while) (?:it|this(?: function| method)?) is called|when calling|during (?:the|this) call)$`), ""},
}

// appositions find a mutex that is both described and named: what it is called
// in Go is kept.
var appositions = []*regexp.Regexp{
	// the signal mutex (sh.mu); the signal mutex, sh.mu, is
	regexp.MustCompile(`(?i)\bthe (?:[\w-]+ ){0,3}(?:mutex|lock) \((\w+(?:\.\w+)+)\)()`),
	regexp.MustCompile(`(?i)\bthe (?:[\w-]+ ){0,3}(?:mutex|lock), (\w+(?:\.\w+)+)(?:,( (?:must|is|needs?|has|should|be)\b)|(\.?)$)`),
	// sh.mu (the signal mutex); sh.mu, the signal mutex, is
	regexp.MustCompile(`(?i)\b(\w+(?:\.\w+)+) \(the (?:[\w-]+ ){0,3}(?:mutex|lock)\)()`),
	regexp.MustCompile(`(?i)\b(\w+(?:\.\w+)+), the (?:[\w-]+ ){0,3}(?:mutex|lock)(?:,( (?:must|is|needs?|has|should|be)\b)|(\.?)$)`),
}

// normalise brings a sentence into the form the patterns expect. It is false
// for a sentence with a condition in it that the patterns would not see.
func normalise(text string) (string, bool) {
	if opensCondition(firstWord(text)) {
		return "", false
	}
	for _, re := range appositions {
		text = re.ReplaceAllString(text, "$1$2")
	}
	for _, r := range rewrites[:2] {
		text = r.re.ReplaceAllString(text, r.with)
	}
	for {
		open := strings.LastIndexByte(text, '(')
		if open < 0 {
			break
		}
		size := strings.IndexByte(text[open:], ')')
		if size < 0 {
			return "", false
		}
		inner := text[open+1 : open+size]
		if inner == "" { // a call: f()
			text = text[:open] + "\x00" + text[open+size+1:]
			continue
		}
		if condition.MatchString(inner) {
			return "", false
		}
		text = text[:open] + text[open+size+1:]
	}
	text = strings.ReplaceAll(text, "\x00", "()")
	text = strings.Join(strings.Fields(text), " ")
	for _, r := range rewrites[2:] {
		text = r.re.ReplaceAllString(text, r.with)
	}
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, " ,", ",")), " ")
	return strings.TrimRight(text, ".;, "), text != ""
}

var andMust = regexp.MustCompile(`,? and (must|may not) `)

// conjuncts splits a sentence that says several things at once: "the caller
// must be on the task goroutine and must hold t.mu".
func conjuncts(text string) []string {
	if subject, _, ok := strings.Cut(text, " must "); ok {
		text = andMust.ReplaceAllString(text, "\n"+subject+" $1 ")
	}
	for _, sep := range []string{", and ", ", so ", ", because ", ", since ", ", "} {
		text = strings.ReplaceAll(text, sep, "\n")
	}
	parts := strings.Split(text, "\n")
	if len(parts) == 1 {
		parts = strings.Split(text, " and ")
	}
	return parts
}
