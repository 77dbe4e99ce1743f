package patch

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const text = "package a\n\nvar a, b, c = 1, 2, 3\n"

// texts are files by name; the others cannot be read.
type texts map[string]string

func (ts texts) read(name string) ([]byte, error) {
	if text, ok := ts[name]; ok {
		return []byte(text), nil
	}
	return nil, errors.New(name + " is off limits")
}

// at returns the edit that replaces the first old in the sample.
func at(file, old, new string) Edit {
	i := strings.Index(text, old)
	return Edit{file, i, i + len(old), new}
}

func insert(file, before, new string) Edit {
	i := strings.Index(text, before)
	return Edit{file, i, i, new}
}

func TestNew(t *testing.T) {
	for _, test := range []struct {
		name  string
		fixes []Fix
		want  map[string]string // changed files: the line of variables
		bad   map[int]string
	}{
		{
			name:  "one",
			fixes: []Fix{{"A", []Edit{at("a.go", "1", "10"), at("b.go", "2", "20")}}},
			want:  map[string]string{"a.go": "a, b, c = 10, 2, 3", "b.go": "a, b, c = 1, 20, 3"},
		},
		{
			name:  "independent",
			fixes: []Fix{{"A", []Edit{at("a.go", "3", "30")}}, {"B", []Edit{at("a.go", "1", "10")}}},
			want:  map[string]string{"a.go": "a, b, c = 10, 2, 30"},
		},
		{
			name:  "same fix of two findings",
			fixes: []Fix{{"A", []Edit{insert("a.go", "1", "-")}}, {"B", []Edit{insert("a.go", "1", "-")}}},
			want:  map[string]string{"a.go": "a, b, c = -1, 2, 3"},
		},
		{
			name:  "an edit in common",
			fixes: []Fix{{"A", []Edit{at("a.go", "1", "10"), at("a.go", "2", "20")}}, {"B", []Edit{at("a.go", "3", "30"), at("a.go", "1", "10")}}},
			want:  map[string]string{"a.go": "a, b, c = 10, 20, 30"},
		},
		{
			name:  "overlap: all of the second is refused",
			fixes: []Fix{{"A", []Edit{at("a.go", "1, 2", "5, 6")}}, {"B", []Edit{at("a.go", "2", "20"), at("b.go", "2", "20")}}},
			want:  map[string]string{"a.go": "a, b, c = 5, 6, 3"},
			bad:   map[int]string{1: "it conflicts with A"},
		},
		{
			name:  "same place, other text",
			fixes: []Fix{{"A", []Edit{at("a.go", "1", "5")}}, {"B", []Edit{at("a.go", "1", "6")}}, {"C", []Edit{at("a.go", "1", "6")}}},
			want:  map[string]string{"a.go": "a, b, c = 5, 2, 3"},
			bad:   map[int]string{1: "it conflicts with A", 2: "it conflicts with A"},
		},
		{
			name:  "two insertions at one place",
			fixes: []Fix{{"A", []Edit{insert("a.go", "1", "-")}}, {"B", []Edit{insert("a.go", "1", "+")}}},
			want:  map[string]string{"a.go": "a, b, c = -1, 2, 3"},
			bad:   map[int]string{1: "it conflicts with A"},
		},
		{
			name:  "insertion before a replacement, replacement after it",
			fixes: []Fix{{"A", []Edit{at("a.go", "2", "20")}}, {"B", []Edit{insert("a.go", "2", "-")}}, {"C", []Edit{insert("a.go", ", 3", "*1")}}},
			want:  map[string]string{"a.go": "a, b, c = 1, -20 * 1, 3"},
		},
		{
			name:  "insertion inside a replacement",
			fixes: []Fix{{"A", []Edit{at("a.go", "1, 2", "5, 6")}}, {"B", []Edit{insert("a.go", "2", "-")}}},
			want:  map[string]string{"a.go": "a, b, c = 5, 6, 3"},
			bad:   map[int]string{1: "it conflicts with A"},
		},
		{
			name:  "off limits in one file",
			fixes: []Fix{{"A", []Edit{at("a.go", "1", "10"), at("z.go", "1", "10")}}, {"B", []Edit{at("a.go", "1", "11")}}},
			want:  map[string]string{"a.go": "a, b, c = 11, 2, 3"},
			bad:   map[int]string{0: "z.go is off limits"},
		},
		{
			name:  "does not parse: gone from the other file, too",
			fixes: []Fix{{"A", []Edit{at("a.go", "=", "=="), at("b.go", "1", "10")}}, {"B", []Edit{at("b.go", "3", "30")}}},
			want:  map[string]string{"b.go": "a, b, c = 1, 2, 30"},
			bad:   map[int]string{0: "the file would not parse: "},
		},
		{
			name:  "conflict with one that does not parse",
			fixes: []Fix{{"A", []Edit{at("a.go", "1, 2", "(")}}, {"B", []Edit{at("a.go", "1", "10")}}},
			want:  map[string]string{"a.go": "a, b, c = 10, 2, 3"},
			bad:   map[int]string{0: "the file would not parse: "},
		},
		{
			name:  "malformed",
			fixes: []Fix{{"A", nil}, {"B", []Edit{{"a.go", 5, 4, ""}}}, {"C", []Edit{{"a.go", 0, 1000, ""}}}, {"D", []Edit{at("a.go", "1", "5"), at("a.go", "1, 2", "")}}},
			bad:   map[int]string{0: "it has no edits", 1: "it does not fit the file", 2: "it does not fit the file", 3: "its edits overlap"},
		},
		{
			name:  "no change",
			fixes: []Fix{{"A", []Edit{at("a.go", "1", "1")}}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := New(test.fixes, texts{"a.go": text, "b.go": text}.read, nil)
			for _, f := range p.Files {
				want := strings.Replace(text, "a, b, c = 1, 2, 3", test.want[f.Name], 1)
				if string(f.Old) != text || string(f.New) != want {
					t.Errorf("%s becomes %q, want %q", f.Name, f.New, want)
				}
			}
			if len(p.Files) != len(test.want) {
				t.Errorf("%d files change, want %d", len(p.Files), len(test.want))
			}
			for i := range test.fixes {
				if got, want := p.Refused[i], test.bad[i]; !strings.HasPrefix(got, want) || (got != "") != (want != "") {
					t.Errorf("fix %d refused: %q, want %q", i, got, want)
				}
			}
		})
	}
}

// A fix that is refused beforehand leaves its place to others.
func TestNewRefused(t *testing.T) {
	fixes := []Fix{{"A", []Edit{at("a.go", "1", "10")}}, {"B", []Edit{at("a.go", "1", "11")}}}
	p := New(fixes, texts{"a.go": text}.read, map[int]string{0: "no"})
	if len(p.Files) != 1 || !strings.Contains(string(p.Files[0].New), "= 11,") || p.Refused[0] != "no" || p.Refused[1] != "" {
		t.Errorf("%+v", p)
	}
}

func TestFormat(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"package  a\nvar x=1\n", "package a\n\nvar x = 2\n"},
		{"package a\r\n\r\nvar x = 1\r\n", "package a\r\n\r\nvar x = 2\r\n"},
		{"package a\r\n\nvar x = 1\n", "package a\n\nvar x = 2\n"},
	} {
		i := strings.Index(test.text, "1")
		p := New([]Fix{{"A", []Edit{{"a.go", i, i + 1, "2"}}}}, texts{"a.go": test.text}.read, nil)
		if len(p.Files) != 1 || string(p.Files[0].New) != test.want {
			t.Errorf("%q becomes %+v", test.text, p.Files)
		}
	}
}

// Of random edits, those that a plan makes are just those that do not
// contradict one that was made before, whatever the order of places.
func TestRandom(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	body := "package a\n\n//" + strings.Repeat("x", 40) + "\n"
	for range 2000 {
		var fixes []Fix
		for i := range 6 {
			start := 13 + random.IntN(20)
			fixes = append(fixes, Fix{fmt.Sprint(i), []Edit{{"a.go", start, start + random.IntN(4), string(rune('a' + random.IntN(2)))}}})
		}
		var made []Edit
		refused := make(map[int]bool)
		for i, fix := range fixes {
			e := fix.Edits[0]
			refused[i] = slices.ContainsFunc(made, func(m Edit) bool { return contradict(m, e) })
			if !refused[i] {
				made = append(made, e)
			}
		}
		p := New(fixes, texts{"a.go": body}.read, nil)
		for i := range fixes {
			if (p.Refused[i] != "") != refused[i] {
				t.Fatalf("fix %d of %v: refused %q, want %t", i, fixes, p.Refused[i], refused[i])
			}
		}
	}
}
