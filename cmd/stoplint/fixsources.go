package main

import (
	"errors"
	"fmt"
	"go/token"
	"strings"

	"honnef.co/go/tools/go/loader"
	"honnef.co/go/tools/lintcmd/cache"
	"honnef.co/go/tools/lintcmd/runner"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/patch"
	"github.com/stoplint/stoplint/cmd/stoplint/internal/source"
)

// sources are the files that fixes may change.
type sources struct {
	files    source.Files
	packages map[string]*loader.PackageSpec // by file
	changed  map[string]bool                // since the analysis
}

func newSources(out *outcome, opts *options) (*sources, error) {
	s := &sources{packages: make(map[string]*loader.PackageSpec), changed: make(map[string]bool)}
	for _, p := range out.packages {
		for _, file := range p.GoFiles {
			s.packages[file] = p
		}
	}
	touched := false
	for _, f := range out.findings {
		for _, fix := range f.SuggestedFixes {
			for _, e := range fix.TextEdits {
				touched = true
				s.files.Get(e.Position.Filename)
			}
		}
	}
	if !touched {
		return s, nil
	}
	now, err := loader.Graph(loadConfig(opts), opts.patterns...)
	if err != nil {
		return nil, err
	}
	hashes := make(map[string]cache.ActionID)
	for _, p := range now {
		hashes[p.ID] = p.Hash
	}
	for _, p := range out.packages {
		if hash, ok := hashes[p.ID]; !ok || hash != p.Hash {
			for _, file := range p.GoFiles {
				s.changed[file] = true
			}
		}
	}
	return s, nil
}

// read returns the text of a file, or why it is not to be changed.
func (s *sources) read(name string) ([]byte, error) {
	p := s.packages[name]
	file := s.files.Get(name)
	show := displayPaths()(name)
	switch {
	case p == nil:
		return nil, fmt.Errorf("%s is none of the files that were analysed", show)
	case !isOurs(p):
		return nil, fmt.Errorf("%s is outside the main module", show)
	case file.Err != nil:
		return nil, file.Err
	case s.changed[name]:
		return nil, fmt.Errorf("%s, or what it imports, has changed on disk since it was analysed", show)
	case file.Generated():
		return nil, fmt.Errorf("%s is generated", show)
	case !file.Writable():
		return nil, fmt.Errorf("%s is read-only", show)
	}
	return file.Text, nil
}

// isOurs reports whether a package is part of a main module, or given to the
// command as files.
func isOurs(p *loader.PackageSpec) bool {
	if p.Module == nil {
		return strings.HasPrefix(p.ID, "command-line-arguments")
	}
	return p.Module.Main
}

// edits converts the edits of a fix.
func (s *sources) edits(fix runner.SuggestedFix) ([]patch.Edit, error) {
	var edits []patch.Edit
	for _, e := range fix.TextEdits {
		if _, err := s.read(e.Position.Filename); err != nil {
			return nil, err
		}
		end := e.End
		if end.Filename == "" {
			end = e.Position
		}
		if end.Filename != e.Position.Filename {
			return nil, errors.New("one of its edits spans two files")
		}
		start, ok := s.offset(e.Position)
		stop, ok2 := s.offset(end)
		if !ok || !ok2 {
			return nil, fmt.Errorf("%s is not as it was compiled: cgo or a line directive changes it", displayPaths()(end.Filename))
		}
		edits = append(edits, patch.Edit{File: end.Filename, Start: start, End: stop, New: string(e.NewText)})
	}
	return edits, nil
}

// offset returns the offset of a position. It reports false if the position
// was moved there by a line directive: then the offset is in another file.
func (s *sources) offset(p token.Position) (int, bool) {
	offset, ok := s.files.Get(p.Filename).Offset(p.Line, p.Column)
	return offset, ok && offset == p.Offset
}
