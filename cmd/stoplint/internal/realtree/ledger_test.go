package realtree

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// A ledger is a checked-in list of what is known to come out of a run, with a
// person's note on each entry:
//
//	# comment
//	= a count
//	entry
//		note
//
// Comments come first. Counts and entries are rewritten with -update. Notes are
// not, and an entry without one fails the test.
type ledger struct {
	file     string
	comments []string
	counts   []string
	entries  []string
	notes    map[string][]string
}

const noNote = "?"

func readLedger(t *testing.T, file string) *ledger {
	t.Helper()
	l, err := parseLedger(file, readFile(t, file))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func parseLedger(file, text string) (*ledger, error) {
	l := &ledger{file: file, notes: make(map[string][]string)}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		note, isNote := strings.CutPrefix(line, "\t")
		count, isCount := strings.CutPrefix(line, "= ")
		switch {
		case strings.HasPrefix(line, "#"):
			l.comments = append(l.comments, line)
		case line == "":
		case isCount:
			l.counts = append(l.counts, count)
		case !isNote:
			l.entries = append(l.entries, line)
		case len(l.entries) == 0:
			return nil, fmt.Errorf("%s: a note before the first entry: %s", file, note)
		case note != noNote:
			last := l.entries[len(l.entries)-1]
			l.notes[last] = append(l.notes[last], note)
		}
	}
	return l, nil
}

// check compares the ledger with what a run gave, after rewriting it if asked,
// and fails the test for each problem.
func (l *ledger) check(t *testing.T, counts, entries []string, kinds ...string) {
	t.Helper()
	if *update {
		l.carryNotes(entries)
		l.counts, l.entries = counts, entries
		if err := os.WriteFile(l.file, []byte(l.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range l.problems(counts, entries, kinds) {
		t.Errorf("%s: %s", l.file, p)
	}
}

// problems lists each difference from what a run gave, and each entry that has
// no note or whose note does not begin with one of kinds, if there are any.
func (l *ledger) problems(counts, entries, kinds []string) []string {
	all := append(differences(l.counts, counts), differences(l.entries, entries)...)
	for _, entry := range l.entries {
		note := strings.Join(l.notes[entry], "\n")
		if note == "" {
			all = append(all, "no note on "+entry)
		} else if len(kinds) > 0 && !slices.ContainsFunc(kinds, func(k string) bool { return strings.HasPrefix(note, k+": ") }) {
			all = append(all, fmt.Sprintf("the note does not begin with one of %q on %s", kinds, entry))
		}
	}
	return all
}

// carryNotes gives the note of an entry that is gone to a new one, if they are
// the only ones about their place: the text up to the first ": ".
func (l *ledger) carryNotes(entries []string) {
	gone, fresh := make(map[string][]string), make(map[string][]string)
	for _, e := range l.entries {
		if !slices.Contains(entries, e) {
			gone[entryPlace(e)] = append(gone[entryPlace(e)], e)
		}
	}
	for _, e := range entries {
		if !slices.Contains(l.entries, e) {
			fresh[entryPlace(e)] = append(fresh[entryPlace(e)], e)
		}
	}
	for p, es := range fresh {
		if len(es) == 1 && len(gone[p]) == 1 {
			l.notes[es[0]] = l.notes[gone[p][0]]
		}
	}
}

func entryPlace(entry string) string {
	p, _, _ := strings.Cut(entry, ": ")
	return p
}

func (l *ledger) String() string {
	var b strings.Builder
	for _, c := range l.comments {
		fmt.Fprintln(&b, c)
	}
	if len(l.counts) > 0 {
		fmt.Fprintln(&b)
	}
	for _, c := range l.counts {
		fmt.Fprintf(&b, "= %s\n", c)
	}
	for _, entry := range l.entries {
		notes := l.notes[entry]
		if notes == nil {
			notes = []string{noNote}
		}
		fmt.Fprintf(&b, "\n%s\n", entry)
		for _, n := range notes {
			fmt.Fprintf(&b, "\t%s\n", n)
		}
	}
	return b.String()
}

// differences lists the lines that only one list has.
func differences(want, got []string) []string {
	var all []string
	for _, line := range want {
		if !slices.Contains(got, line) {
			all = append(all, "gone: "+line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			all = append(all, "new: "+line)
		}
	}
	return all
}

// numberRepeats makes the lines of a list distinct, and sorts nothing: the
// second of equal lines gets " #2".
func numberRepeats(lines []string) []string {
	seen := make(map[string]int)
	out := slices.Clone(lines)
	for i, line := range lines {
		seen[line]++
		if n := seen[line]; n > 1 {
			out[i] = fmt.Sprintf("%s #%d", line, n)
		}
	}
	return out
}

func TestLedger(t *testing.T) {
	const text = "# what it is\n\n= sum: 2\n\na f: one (c)\n\ttrue: a reason\n\ton two lines\n\nb g: two (c)\n\t?\n"
	l, err := parseLedger("file", text)
	if err != nil {
		t.Fatal(err)
	}
	if got := l.String(); got != text {
		t.Errorf("a ledger comes back as %q", got)
	}
	for _, test := range []struct {
		counts, entries, kinds, want []string
	}{
		{[]string{"sum: 2"}, []string{"a f: one (c)", "b g: two (c)"}, []string{"true"}, []string{"no note on b g: two (c)"}},
		{[]string{"sum: 3"}, []string{"b g: two (c)", "c h: new (c)"}, []string{"false"}, []string{
			"gone: sum: 2", "new: sum: 3", "gone: a f: one (c)", "new: c h: new (c)",
			`the note does not begin with one of ["false"] on a f: one (c)`, "no note on b g: two (c)",
		}},
	} {
		if got := l.problems(test.counts, test.entries, test.kinds); !slices.Equal(got, test.want) {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
	l.carryNotes([]string{"a f: one, in other words (c)", "b g: two (c)"})
	if got := l.notes["a f: one, in other words (c)"]; len(got) != 2 {
		t.Errorf("the note of a finding in other words is %q", got)
	}
	if _, err := parseLedger("file", "\tnote\n"); err == nil {
		t.Error("a note without an entry is accepted")
	}
}
