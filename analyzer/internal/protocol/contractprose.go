package protocol

import (
	"cmp"
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// inherited is a "Same as F" that is still to be followed.
type inherited struct {
	name   string
	source Source
}

// prose reads the doc comment of a function.
func (b *builder) prose(s *site, sc *scope) (*Contract, []inherited) {
	c := &Contract{StopParam: -1}
	var likes []inherited
	for _, g := range s.docs {
		for _, sent := range sentences(g) {
			if !promising(sent) {
				continue
			}
			src := Source{Kind: Prose, Text: sent.text, Pos: sent.pos}
			said := parse(sent, s.fn.Name())
			if len(said) == 0 && sent.section == preHeading {
				c.Unclear = append(c.Unclear, b.unclear(sent, s, sc, src)...)
			}
			for _, st := range said {
				switch st.verb {
				case mustHold:
					c.Requires = append(c.Requires, b.clauses(st, sc, src)...)
				case mustFree:
					c.Excludes = append(c.Excludes, b.clauses(st, sc, src)...)
				case mustOn, mustOff:
					g, who := OnTask, ""
					if st.verb == mustOff {
						g = OffTask
					}
					if len(st.phrases) == 1 {
						who = st.phrases[0]
					}
					if c.Goroutine == AnyGoroutine && len(st.phrases) < 2 {
						b.setGoroutine(c, g, s.fn, who, src)
					}
				case nowHeld:
					st.mode = cmp.Or(st.mode, Write)
					c.Acquires = append(c.Acquires, b.clauses(st, sc, src)...)
				case nowFree:
					st.mode = cmp.Or(st.mode, Write)
					c.Releases = append(c.Releases, b.clauses(st, sc, src)...)
				case handsBack:
					c.Acquires = append(c.Acquires, handedBack(st.phrases[0], sc, src)...)
				case likeOther:
					likes = append(likes, inherited{st.phrases[0], src})
				}
			}
		}
	}
	return tidy(c), likes
}

// handedBack resolves the mutex of "locks x.mu and returns the x", which counts
// only if it belongs to what is returned.
func handedBack(phrase string, sc *scope, src Source) []Clause {
	m, known := sc.resolve(phrase)
	parts := strings.Split(phrase, ".")
	for i := range sc.sig.Results().Len() {
		owner := NamedOf(sc.sig.Results().At(i).Type())
		if owner == nil {
			continue
		}
		st, ok := owner.Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for f := range st.Fields() {
			class := FieldClass(owner, f)
			named := len(parts) > 1 && parts[len(parts)-1] == f.Name() && strings.EqualFold(parts[len(parts)-2], class.Type)
			if IsMutex(f.Type()) && (named || known && m.ref.Class == class) {
				ref := Ref{Class: class, Root: Result, Index: i, Path: f.Name(), Text: phrase}
				return []Clause{{Any: []Need{{Ref: ref, Mode: Write}}, Source: src}}
			}
		}
	}
	return nil
}

// tidy drops what a contract says twice, and what it asks for and forbids at
// once. A mutex that is not held on return is released only if it is held on
// entry, and one that is held on return acquired only if it is not.
func tidy(c *Contract) *Contract {
	out := *c
	out.Requires, out.Excludes = nil, nil
	required := func(cl Clause) bool {
		return slices.ContainsFunc(c.Requires, func(o Clause) bool { return overlap(o, cl) })
	}
	out.Acquires = slices.DeleteFunc(slices.Clone(c.Acquires), required)
	out.Releases = slices.DeleteFunc(slices.Clone(c.Releases), func(cl Clause) bool { return !required(cl) })
	for _, cl := range c.Requires {
		if !slices.ContainsFunc(out.Releases, func(o Clause) bool { return overlap(o, cl) }) && !slices.ContainsFunc(out.Requires, func(o Clause) bool { return overlap(o, cl) }) {
			out.Requires = append(out.Requires, cl)
		}
	}
	for _, cl := range c.Excludes {
		if !mentioned(&out, cl) {
			out.Excludes = append(out.Excludes, cl)
		}
	}
	return &out
}

// conditionAfter and conditionBefore find the part of a sentence that would be a
// demand if it had no condition.
var (
	conditionAfter  = regexp.MustCompile(`(?i)^(.+?),? \(?(?:if|unless|when|whenever|while|until|except) `)
	conditionBefore = regexp.MustCompile(`(?i)^(?:if|unless|when|whenever|for|otherwise)\b[^,]*, (.+)$`)
)

// unclear returns the mutexes that a sentence demands under a condition, or as one
// of several ways.
func (b *builder) unclear(sent sentence, s *site, sc *scope, src Source) []Clause {
	var parts []string
	if m := conditionBefore.FindStringSubmatch(sent.text); m != nil {
		parts = append(parts, m[1])
	} else if m := conditionAfter.FindStringSubmatch(sent.text); m != nil {
		parts = append(parts, m[1])
	} else if one := strings.Split(sent.text, ", or "); len(one) > 1 {
		parts = one
	}
	var out []Clause
	for _, part := range parts {
		for _, st := range parse(sentence{part, sent.pos, sent.section}, s.fn.Name()) {
			if st.verb == mustHold && !st.or {
				out = append(out, b.clauses(st, sc, src)...)
			}
		}
	}
	return out
}

// maxSentence is the length in bytes of the longest sentence worth reading.
const maxSentence = 500

// promising is a quick test that most sentences without a contract fail.
func promising(s sentence) bool {
	if len(s.text) > maxSentence {
		return false
	}
	if s.section != noHeading {
		return true
	}
	for _, w := range []string{"locks ", "acquires ", "must", "MUST", "Must", "held", "hold", "require", "Require", "assume", "Assume", "ame as", "locked", "calling"} {
		if strings.Contains(s.text, w) {
			return true
		}
	}
	return false
}

// clauses resolves the mutexes of a statement. Alternatives make one clause,
// and an alternative that names no known mutex makes it void; of several
// mutexes that are all needed, those that are known remain.
func (b *builder) clauses(st statement, sc *scope, src Source) []Clause {
	var found []Need
	for _, p := range st.phrases {
		m, ok := sc.resolve(p)
		mode := st.mode
		if lock, how, has := lockMode(p); !ok && has {
			m, ok = sc.resolve(lock)
			m.ref.Text, mode = p, how
		}
		if !ok {
			b.unresolvedAt(sc, src, p)
			if st.or {
				return nil
			}
			continue
		}
		found = append(found, m.need(mode))
	}
	if st.or {
		return []Clause{{Any: found, Source: src}}
	}
	out := make([]Clause, len(found))
	for i, n := range found {
		out[i] = Clause{Any: []Need{n}, Source: src}
	}
	return out
}

// lockWithMode matches "read lock", "t's write lock", "a read lock", "RLock".
var lockWithMode = regexp.MustCompile(`^(?i:(?:an? )?(.*\b)(?:(read|write)[- ]lock|(rlock)))$`)

// lockMode takes the mode out of a phrase that says how a mutex is locked.
func lockMode(phrase string) (lock string, mode Mode, ok bool) {
	m := lockWithMode.FindStringSubmatch(phrase)
	if m == nil {
		return "", 0, false
	}
	return m[1] + "lock", modeOf(cmp.Or(m[2], "read")), true
}

// setGoroutine notes where fn must run, if the task that this speaks of is
// the receiver or a parameter. who is the task's name in the sentence, or "".
func (b *builder) setGoroutine(c *Contract, g Goroutine, fn *types.Func, who string, src Source) {
	sig := fn.Signature()
	recv := sig.Recv()
	c.GoroutineRoot, c.GoroutineIndex = AnyInstance, 0
	switch {
	case who == "" && recv != nil && b.isTask(recv.Type()):
		c.GoroutineRoot = Recv
	case who == "":
		// The task goroutine of a function that is no method of a task is
		// that of its only task parameter, if it has one.
		n := 0
		for i := range sig.Params().Len() {
			if b.isTask(sig.Params().At(i).Type()) {
				c.GoroutineRoot, c.GoroutineIndex = Param, i
				n++
			}
		}
		if n > 1 {
			c.GoroutineRoot, c.GoroutineIndex = AnyInstance, 0
		}
	case recv != nil && recv.Name() == who:
		c.GoroutineRoot = Recv
	default:
		found := false
		for i := range sig.Params().Len() {
			if sig.Params().At(i).Name() == who {
				c.GoroutineRoot, c.GoroutineIndex, found = Param, i, true
			}
		}
		if !found {
			return
		}
	}
	c.Goroutine, c.GoroutineSource = g, src
}

// groupContains reports whether a comment has s in it.
func groupContains(g *ast.CommentGroup, s string) bool {
	for _, c := range g.List {
		if strings.Contains(c.Text, s) {
			return true
		}
	}
	return false
}
