package gclplugin

import (
	"fmt"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
)

// places names places in the files of a package and of those it imports, in
// the same words on every machine.
type places struct {
	fset     *token.FileSet
	pkg      *types.Package
	packages map[string]string // import paths by directory, made when first needed
}

// name returns the line at pos, as a place to be read beside that at from: its
// file is named alone if it is in the same directory, and by the import path
// of its package otherwise. The name is empty if pos is no place.
func (p *places) name(pos, from token.Pos) string {
	at := p.fset.Position(pos)
	if !at.IsValid() {
		return ""
	}
	dir, file := filepath.Split(at.Filename)
	if fromDir, _ := filepath.Split(p.fset.Position(from).Filename); dir != fromDir {
		file = path.Join(p.importPath(dir), file)
	}
	return fmt.Sprintf("%s:%d", file, at.Line)
}

// importPath returns the import path of the package in a directory, or the
// directory's own name if no package is known to be there.
func (p *places) importPath(dir string) string {
	if p.packages == nil {
		p.packages = make(map[string]string)
		p.add(p.pkg, make(map[*types.Package]bool))
	}
	if found, ok := p.packages[dir]; ok {
		return found
	}
	return filepath.Base(dir)
}

// add records the directory of pkg and of what it imports.
func (p *places) add(pkg *types.Package, seen map[*types.Package]bool) {
	if seen[pkg] {
		return
	}
	seen[pkg] = true
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		if at := p.fset.Position(scope.Lookup(name).Pos()); at.Filename != "" {
			dir, _ := filepath.Split(at.Filename)
			p.packages[dir] = pkg.Path()
			break
		}
	}
	for _, imp := range pkg.Imports() {
		p.add(imp, seen)
	}
}
