package patch

import (
	"cmp"
	"slices"
)

// script is a list of edits of one file that can all be made, by place. Of an
// insertion and a replacement that begin at one place, the insertion is first.
type script struct {
	edits []edit
}

// edit is an edit and the fix that it was first seen in.
type edit struct {
	Edit
	fix int
}

// find returns where e is or belongs, and whether an edit of the same place
// is there.
func (s *script) find(e Edit) (int, bool) {
	return slices.BinarySearchFunc(s.edits, e, func(a edit, e Edit) int {
		return cmp.Or(cmp.Compare(a.Start, e.Start), cmp.Compare(a.End, e.End))
	})
}

// add adds an edit without conflicts, unless it is there.
func (s *script) add(e Edit, fix int) {
	if i, found := s.find(e); !found {
		s.edits = slices.Insert(s.edits, i, edit{e, fix})
	}
}

// conflict returns the fix of an edit that contradicts e. Only the neighbours
// can: the edits of a script do not overlap.
func (s *script) conflict(e Edit) (fix int, ok bool) {
	i, _ := s.find(e)
	for _, near := range s.edits[max(i-1, 0):min(i+1, len(s.edits))] {
		if contradict(near.Edit, e) {
			return near.fix, true
		}
	}
	return 0, false
}

// contradict reports whether two edits of a file cannot both be made: they
// overlap, or insert at one place, and are not the same.
func contradict(a, b Edit) bool {
	if a == b {
		return false
	}
	if a.Start == a.End && b.Start == b.End {
		return a.Start == b.Start
	}
	return a.Start < b.End && b.Start < a.End
}
