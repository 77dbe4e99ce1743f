package lockset

import "github.com/stoplint/stoplint/analyzer/internal/ir"

// handOver moves the mutexes that c, which a new goroutine or somebody later runs,
// unlocks without having locked them from s to c, and judges c with them. It reports
// whether there are any.
func (fl *flow) handOver(s *state, p place, c ir.Callee) bool {
	sum := fl.e.summaryOf(c)
	if sum == nil || len(sum.Exits) == 0 {
		return false
	}
	var moved []hold
	for _, r := range sum.Exits[0].Released {
		m := fl.e.resolve(r.Mutex, c.Args, nil)
		i := s.find(m)
		if i < 0 || m.path.IsZero() || s.holds[i].maybe || s.holds[i].shared || !releasedByAll(sum, r.Mutex) {
			continue
		}
		h := s.drop(i)
		fl.noteUnlock(s, p, h, true)
		moved = append(moved, h)
		// It may be done with it at any time from now on.
		s.released = append(s.released, release{mutex: m, entry: h.entry, mode: h.mode, pos: p.pos(), loose: true})
	}
	if len(moved) == 0 {
		return false
	}
	t := s.clone()
	t.holds = moved
	p.how = Called
	fl.obligations(t, p, c)
	fl.callbacks(t, p, c)
	return true
}

// releasedByAll reports whether the function unlocks m on every way out.
func releasedByAll(sum *summary, m ref) bool {
	for _, x := range sum.Exits {
		found := false
		for _, r := range x.Released {
			found = found || r.Mutex == m && !r.Maybe
		}
		if !found {
			return false
		}
	}
	return true
}
