package baseline

import (
	"slices"
	"strings"
	"testing"
)

func entry(check, file, fn, code string) Entry {
	return Entry{check, file, fn, code, "it's <wrong>\t& \"bad\""}
}

func TestFormat(t *testing.T) {
	entries := []Entry{
		entry("b", "m/z.go", "F", "f()"),
		entry("b", "m/a.go", "F", "f()"),
		entry("a", "m/a.go", "F", "f()"),
		entry("a", "m/a.go", "", ""),
		entry("a", "m/a.go", "F", "f()"),
	}
	const want = `{"baseline":"stoplint","version":1}
{"check":"a","file":"m/a.go","message":"it's <wrong>\t& \"bad\""}
{"check":"a","file":"m/a.go","func":"F","code":"f()","message":"it's <wrong>\t& \"bad\""}
{"check":"a","file":"m/a.go","func":"F","code":"f()","message":"it's <wrong>\t& \"bad\""}
{"check":"b","file":"m/a.go","func":"F","code":"f()","message":"it's <wrong>\t& \"bad\""}
{"check":"b","file":"m/z.go","func":"F","code":"f()","message":"it's <wrong>\t& \"bad\""}
`
	if got := string(Format(entries)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	for _, text := range []string{want, strings.ReplaceAll(want, "\n", "\r\n"), strings.TrimSuffix(want, "\n")} {
		lines, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var got []Entry
		for i, l := range lines {
			if l.Number != i+2 {
				t.Errorf("entry %d is on line %d", i, l.Number)
			}
			got = append(got, l.Entry)
		}
		if slices.SortFunc(entries, Entry.Compare); !slices.Equal(got, entries) {
			t.Errorf("%q becomes %v", text, got)
		}
	}
}

func TestParseErrors(t *testing.T) {
	const head = `{"baseline":"stoplint","version":1}` + "\n"
	const good = `{"check":"a","file":"m/a.go","message":"bad"}` + "\n"
	for _, test := range []struct{ text, want string }{
		{"", "1:1: not a baseline of stoplint: the file is empty"},
		{"\n", "1:1: not a baseline of stoplint: the first line is not " + head[:len(head)-1]},
		{good, "1:1: not a baseline of stoplint: the first line is not " + head[:len(head)-1]},
		{`{"baseline":"stoplint","version":2}`, "1:1: the baseline is of version 2, this stoplint reads version 1"},
		{`{"baseline":"stoplint"}`, "1:1: the baseline is of version 0, this stoplint reads version 1"},
		{head + good + "<<<<<<< HEAD\n", "3:1: not a JSON object on a line of its own"},
		{head + "\n" + good, "2:1: not a JSON object on a line of its own"},
		{head + "null\n", "2:1: not a JSON object on a line of its own"},
		{head + good + `{"check":"a","file" "m/a.go"}`, "3:21: invalid character '\"' after object key"},
		{head + good + `{"check":"a`, "3:11: unexpected EOF"},
		{head + `{"check":1,"file":"m/a.go","message":"bad"}`, "2:10: json: cannot unmarshal number into Go struct field Entry.check of type string"},
		{head + `{"chek":"a"}`, `2:1: json: unknown field "chek"`},
		{head + `{"check":"a","file":"m/a.go"}`, `2:1: the entry has no "message"`},
		{head + good[:len(good)-1] + good, "2:46: more than one JSON object on a line"},
	} {
		lines, err := Parse([]byte(test.text))
		if err == nil || err.Error() != test.want {
			t.Errorf("%q: %v, want %s", test.text, err, test.want)
		}
		if lines != nil {
			t.Errorf("%q: %v in spite of the error", test.text, lines)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(string(Format([]Entry{entry("a", "m/a.go", "F", "f()")})))
	f.Add("{\"baseline\":\"stoplint\",\"version\":1}\n{\"check\":\"a")
	f.Fuzz(func(t *testing.T, text string) {
		lines, err := Parse([]byte(text))
		if err != nil {
			if s, ok := err.(*SyntaxError); !ok || s.Line < 1 || s.Column < 1 {
				t.Errorf("error %#v", err)
			}
			return
		}
		var entries []Entry
		for _, l := range lines {
			entries = append(entries, l.Entry)
		}
		again, err := Parse(Format(entries))
		if err != nil || len(again) != len(lines) {
			t.Errorf("%d entries, then %d: %v", len(lines), len(again), err)
		}
	})
}

func TestMatch(t *testing.T) {
	a, b, c := entry("a", "m/a.go", "F", "f()"), entry("b", "m/a.go", "F", "f()"), entry("c", "m/a.go", "F", "f()")
	lines := []Line{{a, 2}, {a, 3}, {a, 4}, {b, 5}, {c, 6}}
	known, left := Match(lines, []Entry{a, b, a, b, b})
	if want := []bool{true, true, true, false, false}; !slices.Equal(known, want) {
		t.Errorf("known %v, want %v", known, want)
	}
	if want := []Line{{a, 4}, {c, 6}}; !slices.Equal(left, want) {
		t.Errorf("left %v, want %v", left, want)
	}
}
