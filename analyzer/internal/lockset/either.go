package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// either is what remains known of a test of two conditions where its ways meet
// again: at least one of the two literals is true.
//
//	if t != nil && t != leader {
//		t.mu.Lock()
//	}
//	n += t.count()
//	if t != nil && t != leader {
//		t.mu.Unlock()
//	}
type either [2]literal

// maxEithers is how many a state remembers.
const maxEithers = 8

func (l literal) negated() literal {
	l.truth = !l.truth
	return l
}

// isSure reports whether s knows one of the two to be true.
func (x either) isSure(s *state) bool {
	return slices.Contains(s.literals, x[0]) || slices.Contains(s.literals, x[1]) || slices.Contains(s.eithers, x)
}

// meet forgets what o does not know, too, before the literals of the two are
// intersected, and notes what follows from either's. It reports whether s lost
// something.
func (s *state) meet(o *state) (changed bool) {
	kept := s.eithers[:0:0]
	for _, x := range s.eithers {
		if x.isSure(o) {
			kept = append(kept, x)
		}
	}
	changed = len(kept) != len(s.eithers)
	for _, l := range s.literals {
		if len(kept) >= maxEithers {
			break
		}
		if !slices.Contains(o.literals, l.negated()) {
			continue // they did not part here
		}
		for _, m := range o.literals {
			if m != l.negated() && !slices.Contains(s.literals, m) && len(kept) < maxEithers {
				kept = append(kept, either{l, m})
			}
		}
		for _, m := range s.literals {
			if m != l && !slices.Contains(o.literals, m) && len(kept) < maxEithers {
				kept = append(kept, either{l.negated(), m})
			}
		}
	}
	s.eithers = kept
	return changed
}

// follow learns what is left of each either that l decides.
func (s *state) follow(l literal) {
	for i := 0; i < len(s.eithers); i++ {
		x := s.eithers[i]
		var rest literal
		switch l.negated() {
		case x[0]:
			rest = x[1]
		case x[1]:
			rest = x[0]
		default:
			continue
		}
		s.eithers = slices.Delete(slices.Clone(s.eithers), i, i+1)
		if s.truth(rest.Literal) == ir.Unsure {
			s.learn(rest.Literal, rest.truth)
		}
		i = -1
	}
}

// ageEithers forgets those about literals that stale reports.
func (s *state) ageEithers(stale func(literal) bool) {
	if len(s.eithers) > 0 {
		s.eithers = slices.DeleteFunc(slices.Clone(s.eithers), func(x either) bool { return stale(x[0]) || stale(x[1]) })
	}
}

func dependsOn(v ssa.Value) func(literal) bool {
	return func(l literal) bool { return l.DependsOn(v) }
}
