package main

import (
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/baseline"
	"github.com/stoplint/stoplint/cmd/stoplint/internal/source"
)

// describer describes findings in terms that do not depend on line numbers or
// on where the code lies on this machine.
type describer struct {
	files   source.Files
	modules map[string]module // by directory: that which the directory is in
}

// module is a Go module; its path is empty if there is none.
type module struct{ path, dir string }

func newDescriber() *describer { return &describer{modules: make(map[string]module)} }

func (d *describer) describe(f finding) baseline.Entry {
	at := f.Position
	file := d.files.Get(at.Filename)
	return baseline.Entry{
		Check:   f.Category,
		File:    d.name(at.Filename),
		Func:    file.Decl(at.Line, at.Column),
		Code:    file.Code(at.Line),
		Message: f.Message,
	}
}

func (d *describer) describeAll(fs []finding) []baseline.Entry {
	var entries []baseline.Entry
	for _, f := range fs {
		entries = append(entries, d.describe(f))
	}
	return entries
}

// name returns the import path of a file's directory with the name of the
// file: "example.com/m/kernel/task.go". Outside modules it returns the name
// of the file alone.
func (d *describer) name(file string) string {
	m := d.module(filepath.Dir(file))
	rel, err := filepath.Rel(m.dir, file)
	if m.path == "" || err != nil {
		return filepath.Base(file)
	}
	return path.Join(m.path, filepath.ToSlash(rel))
}

// gone reports whether a name that [describer.name] once returned is that of
// a file which a module met so far does not have any more.
func (d *describer) gone(name string) bool {
	var m module
	for _, known := range d.modules {
		if strings.HasPrefix(name, known.path+"/") && len(known.path) > len(m.path) {
			m = known
		}
	}
	if m.path == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(m.dir, filepath.FromSlash(name[len(m.path):])))
	return os.IsNotExist(err)
}

// module returns the module that a directory is in.
func (d *describer) module(dir string) module {
	if m, ok := d.modules[dir]; ok {
		return m
	}
	m := module{}
	if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
		m = module{modfile.ModulePath(text), dir}
	} else if parent := filepath.Dir(dir); parent != dir {
		m = d.module(parent)
	}
	d.modules[dir] = m
	return m
}
