package frontend

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/unitchecker"
)

// The drivers that run a package at a time.
const (
	rulesGo = "rules_go" // nogo of Bazel's rules for Go
	gvisor  = "gvisor"   // nogo of gVisor
)

// A listed package is what go list says of it.
type listed struct {
	ImportPath string
	Dir        string
	Export     string // file of export data
	GoFiles    []string
	CgoFiles   []string
	Compiled   []string `json:"CompiledGoFiles"`
	Imports    []string
	ImportMap  map[string]string
	Standard   bool
	DepOnly    bool

	// Of the tests in the package itself.
	TestGoFiles []string
	TestImports []string

	ForTest string // set for a package that is compiled anew for a test
}

// list returns the packages of the subject and all that they import, after what
// they import. A package comes with its tests, as a test target of a build
// system does.
func list(t testing.TB, s subject) []listed {
	t.Helper()
	var pkgs []listed
	args := []string{"list", "-deps", "-export", "-compiled", "-json=ImportPath,Dir,Export,GoFiles,CgoFiles,CompiledGoFiles," +
		"Imports,ImportMap,Standard,DepOnly,TestGoFiles,TestImports,ForTest"}
	if !s.large {
		args = append(args, "-test")
	}
	decode(t, output(t, s.dir, 0, "go", append(args, s.patterns...)...), func(p listed) {
		switch {
		case p.ForTest != "" || strings.HasSuffix(p.ImportPath, ".test"):
			return
		case p.DepOnly || s.large:
			p.TestGoFiles, p.TestImports = nil, nil
		}
		pkgs = append(pkgs, p)
	})
	return pkgs
}

// runUnits runs a driver over the packages of the subject and over those that
// they import, in a process for each. The standard library is not analysed, so
// there are no facts about it.
func runUnits(t *testing.T, driver string, s subject) []string {
	t.Helper()
	var fs []finding
	facts := make(map[string]string)
	pkgs := list(t, s)
	for _, p := range pkgs {
		if p.Standard {
			continue
		}
		unit := newUnit(t, p, pkgs, facts)
		out, stderr, err := runUnit(t, driver, unit)
		if err != nil || stderr != "" {
			t.Fatalf("%s on %s: %v\n%s", driver, p.ImportPath, err, stderr)
		}
		facts[p.ImportPath] = unit.VetxOutput
		if !p.DepOnly {
			fs = append(fs, decodeVet(t, out)...)
		}
	}
	return texts(fs, s.dir)
}

// newUnit describes a package to a driver. The facts are files by import path,
// of which the unit gets those of direct imports.
func newUnit(t testing.TB, p listed, all []listed, facts map[string]string) *unitchecker.Config {
	t.Helper()
	u := &unitchecker.Config{
		ID:          p.ImportPath,
		Compiler:    "gc",
		Dir:         p.Dir,
		ImportPath:  p.ImportPath,
		ImportMap:   make(map[string]string),
		PackageFile: make(map[string]string),
		PackageVetx: make(map[string]string),
		VetxOnly:    p.DepOnly,
		VetxOutput:  filepath.Join(t.TempDir(), "facts"),
	}
	files := p.GoFiles
	if len(p.CgoFiles) > 0 {
		files = p.Compiled
	}
	for _, name := range slices.Concat(files, p.TestGoFiles) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(p.Dir, name)
		}
		u.GoFiles = append(u.GoFiles, name)
	}
	for _, imp := range slices.Concat(p.Imports, p.TestImports) {
		u.ImportMap[imp] = imp
		if file, ok := facts[imp]; ok {
			u.PackageVetx[imp] = file
		}
	}
	for as, path := range p.ImportMap {
		u.ImportMap[as] = path
	}
	for _, q := range all {
		if q.Export != "" {
			u.PackageFile[q.ImportPath] = q.Export
		}
	}
	return u
}

// runUnit runs a driver in a process of its own.
func runUnit(t *testing.T, driver string, u *unitchecker.Config) (stdout []byte, stderr string, err error) {
	t.Helper()
	return runProgram(t, u, os.Args[0], asDriver+"="+driver)
}

// runProgram runs a program over a unit.
func runProgram(t *testing.T, u *unitchecker.Config, program string, env ...string) (stdout []byte, stderr string, err error) {
	t.Helper()
	data, err := json.Marshal(u)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(filepath.Dir(u.VetxOutput), "unit.cfg")
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, file)
	cmd.Env = append(cmd.Environ(), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.Bytes(), strings.TrimSpace(errs.String()), err
}

// printFindings writes what decodeVet reads.
func printFindings(pkg string, fs []finding) {
	tree := make(map[string]map[string][]finding)
	tree[pkg] = make(map[string][]finding)
	for _, f := range fs {
		tree[pkg][f.Check] = append(tree[pkg][f.Check], f)
	}
	data, err := json.Marshal(tree)
	if err != nil {
		fail(err)
	}
	fmt.Println(string(data))
}

// fail ends a driver.
func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
