package goplsbuild_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer"
)

const (
	unlocked = "t.EndStopLocked called without "
	freshNil = "&groupStop{} is begun, a new pointer to a stop without data"
	unknown  = "unknown directive //stoplint:require"
	unused   = "this ignore comment silences nothing"
	noReason = "this ignore comment gives no reason"
)

// want is a diagnostic that a file should have: its range is the nth
// occurrence of the text, counted from 1, or from the last if it is negative.
type want struct {
	text    string
	nth     int
	check   string
	message string // begins so
}

// TestSession is what happens to one who edits two packages, one of which
// imports the other, and saves nothing.
func TestSession(t *testing.T) {
	dir := copySession(t)
	taskFile, userFile := filepath.Join(dir, "task", "task.go"), filepath.Join(dir, "user", "user.go")
	c := startClient(t, built(t).gopls, dir, t.TempDir(), nil)

	misspelt := want{"//stoplint:require", 1, "stopdirective", unknown}
	userText := c.open(userFile)
	inUser := []want{
		{"t.EndStopLocked()", 1, "unlockedcall", unlocked},
		misspelt,
	}
	step(t, "open a file", func(t *testing.T) {
		ds := c.expect(t, userFile, userText, inUser)
		checkLink(t, ds)
		related := ds[0].RelatedInformation
		if len(related) != 1 {
			t.Fatalf("%d related places, not 1: %+v", len(related), related)
		}
		if got := fileName(related[0].Location.URI); got != taskFile {
			t.Errorf("the requirement is in %s, not %s", got, taskFile)
		}
		if want := "the requirement is written here: t.Mu must be locked"; related[0].Message != want {
			t.Errorf("the related place reads %q, not %q", related[0].Message, want)
		}
	})

	step(t, "lock the mutex", func(t *testing.T) {
		text := edited(t, userText, "\tt.EndStopLocked()", "\tt.Mu.Lock()\n\tdefer t.Mu.Unlock()\n\tt.EndStopLocked()")
		c.edit(userFile, text)
		c.expect(t, userFile, text, []want{misspelt})
	})
	step(t, "do not, after all", func(t *testing.T) {
		c.edit(userFile, userText)
		c.expect(t, userFile, userText, inUser)
	})
	step(t, "write what does not compile, and undo it", func(t *testing.T) {
		text := edited(t, userText, "\tt.EndStopLocked()", "\tt.EndStopLocked(")
		c.edit(userFile, text)
		c.await(userFile, func(ds []diagnostic) bool {
			return slices.ContainsFunc(ds, func(d diagnostic) bool { return d.Source == "syntax" })
		})
		c.edit(userFile, userText)
		c.expect(t, userFile, userText, inUser)
	})
	step(t, "ignore it without a reason", func(t *testing.T) {
		text := edited(t, userText, "\tt.EndStopLocked()", "\t//lint:ignore unlockedcall\n\tt.EndStopLocked()")
		c.edit(userFile, text)
		c.expect(t, userFile, text, []want{
			{"//lint:ignore unlockedcall", 1, "unlockedcall", noReason},
			{"t.EndStopLocked()", 1, "unlockedcall", unlocked},
			misspelt,
		})
	})
	step(t, "ignore it with a reason", func(t *testing.T) {
		text := edited(t, userText, "\tt.EndStopLocked()", "\t//lint:ignore unlockedcall t is new\n\tt.EndStopLocked()")
		c.edit(userFile, text)
		c.expect(t, userFile, text, []want{misspelt})
		c.edit(userFile, userText)
		c.expect(t, userFile, userText, inUser)
	})

	taskText := c.open(taskFile)
	continues := want{"t.EndStopLocked()", -1, "unlockedcall", unlocked}
	step(t, "open the package it imports", func(t *testing.T) {
		ds := c.expect(t, taskFile, taskText, []want{{"&groupStop{}", 1, "valuestop", freshNil}, continues})
		checkLink(t, ds)
	})
	step(t, "drop the requirement there", func(t *testing.T) {
		c.edit(taskFile, edited(t, taskText, "//\n// Preconditions: t.Mu must be locked.\n", ""))
		c.expect(t, userFile, userText, []want{
			{"//lint:ignore unlockedcall nobody else has t yet", 1, "unlockedcall", unused},
			misspelt,
		})
	})
	step(t, "and put it back", func(t *testing.T) {
		c.edit(taskFile, taskText)
		c.expect(t, userFile, userText, inUser)
	})
	step(t, "apply a fix", func(t *testing.T) {
		ds := c.expect(t, taskFile, taskText, []want{{"&groupStop{}", 1, "valuestop", freshNil}, continues})
		fixes := c.fixes(taskFile, ds[0])
		if len(fixes) != 1 || fixes[0].Kind != "quickfix" {
			t.Fatalf("not one quick fix: %+v", fixes)
		}
		fixed := applied(t, taskFile, taskText, fixes[0])
		if want := edited(t, taskText, "&groupStop{}", "(*groupStop)(nil)"); fixed != want {
			t.Errorf("the fix %q gives:\n%s", fixes[0].Title, fixed)
		}
		c.edit(taskFile, fixed)
		c.expect(t, taskFile, fixed, []want{continues})
	})
	step(t, "switch a check off", func(t *testing.T) {
		c.configure(map[string]any{"analyses": map[string]bool{"unlockedcall": false}})
		c.expect(t, userFile, userText, []want{misspelt})
	})
	step(t, "and on again", func(t *testing.T) {
		c.configure(map[string]any{"analyses": map[string]bool{"unlockedcall": true}})
		c.expect(t, userFile, userText, inUser)
	})
}

// TestSwitchedOff starts a session with a check switched off.
func TestSwitchedOff(t *testing.T) {
	dir := copySession(t)
	file := filepath.Join(dir, "task", "task.go")
	settings := map[string]any{"analyses": map[string]bool{"unlockedcall": false}}
	c := startClient(t, built(t).gopls, dir, t.TempDir(), settings)
	text := c.open(file)
	c.expect(t, file, text, []want{{"&groupStop{}", 1, "valuestop", freshNil}})
}

// step runs a part of a session. The next one depends on it.
func step(t *testing.T, name string, f func(t *testing.T)) {
	t.Helper()
	if !t.Run(name, f) {
		t.FailNow()
	}
}

// expect waits until gopls says of a file whose text is given what the suite
// should find there, in the order wanted, and nothing else. It returns the
// suite's diagnostics.
func (c *client) expect(t *testing.T, file, text string, wants []want) []diagnostic {
	t.Helper()
	c.t = t
	var places []string
	for _, w := range wants {
		places = append(places, fmt.Sprintf("%v %s", occurrence(t, text, w.text, w.nth), w.check))
	}
	slices.Sort(places)
	ds := ours(c.await(file, func(ds []diagnostic) bool {
		var got []string
		for _, d := range ours(ds) {
			got = append(got, fmt.Sprintf("%v %s", d.Range, d.Code))
		}
		slices.Sort(got)
		return slices.Equal(got, places)
	}))
	slices.SortFunc(ds, func(a, b diagnostic) int { return a.Range.Start.Line - b.Range.Start.Line })
	for i, d := range ds {
		if w := wants[i]; !strings.HasPrefix(d.Message, w.message) {
			t.Errorf("%v: got %q, want %q", d.Range, d.Message, w.message)
		}
		if d.Severity != 2 {
			t.Errorf("%v: severity %d is not that of a warning", d.Range, d.Severity)
		}
	}
	return ds
}

// checkLink checks that the first diagnostic's code links to the check's page.
func checkLink(t *testing.T, ds []diagnostic) {
	t.Helper()
	d := ds[0]
	i := slices.IndexFunc(analyzer.Suite(), func(a *analysis.Analyzer) bool { return a.Name == d.Code })
	if base := analyzer.Suite()[i].URL; base == "" || !strings.HasPrefix(d.CodeDescription.Href, base) {
		t.Errorf("%s links to %q, not to %q", d.Code, d.CodeDescription.Href, base)
	}
}

// ours returns the diagnostics of the suite among those of gopls.
func ours(ds []diagnostic) []diagnostic {
	var found []diagnostic
	for _, d := range ds {
		if slices.ContainsFunc(analyzer.Suite(), func(a *analysis.Analyzer) bool { return a.Name == d.Source }) {
			found = append(found, d)
		}
	}
	return found
}

// occurrence returns the place of the nth occurrence of part in an ASCII text.
func occurrence(t *testing.T, text, part string, nth int) span {
	t.Helper()
	var starts []int
	for i := 0; ; {
		j := strings.Index(text[i:], part)
		if j < 0 {
			break
		}
		starts = append(starts, i+j)
		i += j + len(part)
	}
	if nth < 0 {
		nth += len(starts) + 1
	}
	if nth < 1 || nth > len(starts) {
		t.Fatalf("%q occurs %d times in:\n%s", part, len(starts), text)
	}
	start := starts[nth-1]
	return span{positionAt(text, start), positionAt(text, start+len(part))}
}

func positionAt(text string, offset int) position {
	before := text[:offset]
	return position{strings.Count(before, "\n"), offset - (strings.LastIndexByte(before, '\n') + 1)}
}

func offsetOf(text string, p position) int {
	offset := 0
	for range p.Line {
		offset += strings.IndexByte(text[offset:], '\n') + 1
	}
	return offset + p.Character
}

// edited returns text with the first occurrence of old replaced.
func edited(t *testing.T, text, old, new string) string {
	t.Helper()
	if !strings.Contains(text, old) {
		t.Fatalf("no %q in:\n%s", old, text)
	}
	return strings.Replace(text, old, new, 1)
}

// applied returns an ASCII text after an action that changes only its file.
func applied(t *testing.T, file, text string, action codeAction) string {
	t.Helper()
	for _, change := range action.Edit.DocumentChanges {
		if got := fileName(change.TextDocument.URI); got != file {
			t.Fatalf("%s changes %s", action.Title, got)
		}
		edits := slices.Clone(change.Edits)
		slices.Reverse(edits) // the last first, for offsets to stay right
		for _, e := range edits {
			text = text[:offsetOf(text, e.Range.Start)] + e.NewText + text[offsetOf(text, e.Range.End):]
		}
	}
	return text
}
