// Package snapshot frames one JSON document so that a reader can tell whether
// it is whole, unchanged and meant for it.
//
// A stream is a header, which is a JSON object on a line of its own, and the
// document, of which the header gives the format's name, the version, the
// length and the SHA-256 sum:
//
//	{"format":"…","version":1,"length":42,"sha256":"…"}
//	{…}
//
// Nothing follows the document.
package snapshot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxHeader is the length that no header exceeds, its newline included.
const maxHeader = 512

// maxLength is the length that no document exceeds.
const maxLength = 1 << 30

// The reasons for which a stream is refused. An [Error] wraps one of them.
var (
	// ErrForeign is the reason if the stream is not of the wanted format.
	ErrForeign = errors.New("not a stream of this format")
	// ErrVersion is the reason if the stream is of another version.
	ErrVersion = errors.New("unknown version")
	// ErrTruncated is the reason if the stream ends early.
	ErrTruncated = errors.New("truncated")
	// ErrCorrupt is the reason if the document is not what was written, or
	// cannot be decoded.
	ErrCorrupt = errors.New("corrupt")
)

// An Error tells why and where a stream was refused.
type Error struct {
	// Offset is the number of bytes of the stream before the place at which
	// the problem shows.
	Offset int64
	// Err is the reason.
	Err error
}

// Error implements error.Error.
func (e *Error) Error() string { return fmt.Sprintf("snapshot: at byte %d: %v", e.Offset, e.Err) }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Format identifies what a stream contains.
type Format struct {
	Name    string
	Version int
}

type header struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Length  int64  `json:"length"`
	SHA256  string `json:"sha256"`
}

// Write writes v to w as a stream of format f.
func Write(w io.Writer, f Format, v any) error {
	doc, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	sum := sha256.Sum256(doc)
	head, err := json.Marshal(header{f.Name, f.Version, int64(len(doc)), hex.EncodeToString(sum[:])})
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	if len(head)+1 > maxHeader {
		return fmt.Errorf("snapshot: the format's name is too long (%d bytes)", len(f.Name))
	}
	for _, b := range [][]byte{head, {'\n'}, doc} {
		if _, err := w.Write(b); err != nil {
			return fmt.Errorf("snapshot: %w", err)
		}
	}
	return nil
}

// Read reads a stream of format f from r and decodes its document into v,
// which is left alone unless the stream is whole and unchanged. It reads no
// further than one byte past the document. An error about the stream itself
// is an [*Error].
func Read(r io.Reader, f Format, v any) error {
	h, n, err := readHeader(r)
	if err != nil {
		return err
	}
	switch {
	case h.Format != f.Name:
		return &Error{0, fmt.Errorf("%w: format %q, want %q", ErrForeign, h.Format, f.Name)}
	case h.Version != f.Version:
		return &Error{0, fmt.Errorf("%w: %d, want %d", ErrVersion, h.Version, f.Version)}
	case h.Length < 0 || h.Length > maxLength:
		return &Error{0, fmt.Errorf("%w: a document of %d bytes", ErrCorrupt, h.Length)}
	}
	// The length is not trusted with an allocation until it is read.
	var doc bytes.Buffer
	got, err := io.Copy(&doc, io.LimitReader(r, h.Length+1))
	switch {
	case err != nil:
		return fmt.Errorf("snapshot: %w", err)
	case got < h.Length:
		return &Error{n + got, fmt.Errorf("%w: %d of the document's %d bytes are missing", ErrTruncated, h.Length-got, h.Length)}
	case got > h.Length:
		return &Error{n + h.Length, fmt.Errorf("%w: something follows the document", ErrCorrupt)}
	}
	if sum := sha256.Sum256(doc.Bytes()); hex.EncodeToString(sum[:]) != h.SHA256 {
		return &Error{n, fmt.Errorf("%w: the document's checksum is not the header's", ErrCorrupt)}
	}
	return decode(doc.Bytes(), n, v)
}

// readHeader reads the header and returns it with its length.
func readHeader(r io.Reader) (h header, n int64, err error) {
	// A byte at a time, so as not to read into the document.
	var line []byte
	var b [1]byte
	for {
		if _, err := io.ReadFull(r, b[:]); err == io.EOF {
			return h, 0, &Error{int64(len(line)), fmt.Errorf("%w: the header has no end", ErrTruncated)}
		} else if err != nil {
			return h, 0, fmt.Errorf("snapshot: %w", err)
		}
		line = append(line, b[0])
		if b[0] == '\n' {
			break
		}
		if len(line) == 1 && b[0] != '{' || len(line) == maxHeader {
			return h, 0, &Error{int64(len(line)) - 1, fmt.Errorf("%w: no header", ErrForeign)}
		}
	}
	if err := decode(line, 0, &h); err != nil {
		var e *Error
		errors.As(err, &e)
		return h, 0, &Error{e.Offset, fmt.Errorf("%w: no header: %w", ErrForeign, e.Err)}
	}
	return h, int64(len(line)), nil
}

// decode decodes the JSON value in data, which begins base bytes into the
// stream, and accepts no field that v does not have.
func decode(data []byte, base int64, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	offset := d.InputOffset()
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return nil
		}
		err = errors.New("something follows the value")
	}
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &typ):
		offset = typ.Offset
	}
	return &Error{base + offset, fmt.Errorf("%w: %w", ErrCorrupt, err)}
}
