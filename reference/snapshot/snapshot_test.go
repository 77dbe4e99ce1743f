package snapshot_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stoplint/stoplint/reference/snapshot"
)

type point struct {
	X int `json:"x"`
	Y int `json:"y"`
}

var format = snapshot.Format{Name: "point", Version: 2}

func write(t *testing.T, f snapshot.Format, v any) string {
	t.Helper()
	var b strings.Builder
	if err := snapshot.Write(&b, f, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func Example() {
	var stream bytes.Buffer
	format := snapshot.Format{Name: "greeting", Version: 1}
	if err := snapshot.Write(&stream, format, "hello"); err != nil {
		fmt.Println(err)
	}
	stream.Truncate(stream.Len() - 3)
	var greeting string
	fmt.Println(snapshot.Read(&stream, format, &greeting))
	// Output:
	// snapshot: at byte 125: truncated: 3 of the document's 7 bytes are missing
}

func TestRoundTrip(t *testing.T) {
	stream := write(t, format, point{3, 4})
	var p point
	// A reader that returns a byte at a time.
	if err := snapshot.Read(iotest.OneByteReader(strings.NewReader(stream)), format, &p); err != nil || p != (point{3, 4}) {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestRefused(t *testing.T) {
	stream := write(t, format, point{3, 4})
	head, doc, _ := strings.Cut(stream, "\n")
	start := int64(len(head) + 1)
	other := write(t, format, map[string]any{"x": "three"})
	unknown := write(t, format, map[string]any{"z": 1})
	for name, test := range map[string]struct {
		stream string
		offset int64
		reason error
	}{
		"empty":           {"", 0, snapshot.ErrTruncated},
		"cut header":      {head, start - 1, snapshot.ErrTruncated},
		"no document":     {head + "\n", start, snapshot.ErrTruncated},
		"cut":             {stream[:len(stream)-1], int64(len(stream)) - 1, snapshot.ErrTruncated},
		"more":            {stream + " ", int64(len(stream)), snapshot.ErrCorrupt},
		"changed":         {head + "\n" + strings.Replace(doc, "3", "5", 1), start, snapshot.ErrCorrupt},
		"binary":          {"\x7fELF", 0, snapshot.ErrForeign},
		"no newline":      {strings.Repeat("{", 1000), 511, snapshot.ErrForeign},
		"no header":       {"{\"x\":1}\n{}", 0, snapshot.ErrForeign},
		"two headers":     {head + head + "\n" + doc, 0, snapshot.ErrForeign},
		"bad JSON":        {"{oops}\n{}", 2, snapshot.ErrForeign},
		"other format":    {write(t, snapshot.Format{Name: "line", Version: 2}, point{}), 0, snapshot.ErrForeign},
		"other version":   {write(t, snapshot.Format{Name: "point", Version: 1}, point{}), 0, snapshot.ErrVersion},
		"negative length": {strings.Replace(stream, `"length":13`, `"length":-1`, 1), 0, snapshot.ErrCorrupt},
		"great length":    {strings.Replace(stream, `"length":13`, `"length":99999999999`, 1), 0, snapshot.ErrCorrupt},
		"other type":      {other, int64(strings.Index(other, "\n")) + 1 + 12, snapshot.ErrCorrupt},
		"unknown field":   {unknown, -1, snapshot.ErrCorrupt},
	} {
		p := point{9, 9}
		err := snapshot.Read(strings.NewReader(test.stream), format, &p)
		var e *snapshot.Error
		if !errors.As(err, &e) || !errors.Is(err, test.reason) {
			t.Errorf("%s: error %v, want %v", name, err, test.reason)
			continue
		}
		if test.offset >= 0 && name != "no header" && name != "two headers" && e.Offset != test.offset {
			t.Errorf("%s: offset %d, want %d: %v", name, e.Offset, test.offset, err)
		}
		if name != "other type" && p != (point{9, 9}) {
			t.Errorf("%s: something was decoded: %+v", name, p)
		}
	}
}

var errIO = errors.New("unplugged")

// An error of encoding a header, which has nothing that cannot be encoded, is
// all that no test reaches.
func TestReadAndWriteErrors(t *testing.T) {
	stream := write(t, format, point{})
	for _, n := range []int{0, 5, len(stream) - 2} {
		r := io.MultiReader(strings.NewReader(stream[:n]), iotest.ErrReader(errIO))
		var p point
		if err := snapshot.Read(r, format, &p); !errors.Is(err, errIO) {
			t.Errorf("reader fails after %d bytes: %v", n, err)
		}
	}
	if err := snapshot.Write(failing{}, format, point{}); !errors.Is(err, errIO) {
		t.Errorf("writer fails: %v", err)
	}
	if err := snapshot.Write(io.Discard, format, func() {}); err == nil {
		t.Error("a function was written")
	}
	if err := snapshot.Write(io.Discard, snapshot.Format{Name: strings.Repeat("x", 600)}, 1); err == nil {
		t.Error("a header was written that cannot be read")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errIO }

// Read never panics, and what it accepts has been written.
func FuzzRead(f *testing.F) {
	var b strings.Builder
	if err := snapshot.Write(&b, format, point{1, 2}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.String())
	f.Add("{}\n{}")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		var p point
		if err := snapshot.Read(strings.NewReader(s), format, &p); err != nil {
			return
		}
		if !strings.HasPrefix(s, `{`) || !strings.Contains(s, "\n") {
			t.Errorf("accepted %q", s)
		}
	})
}
