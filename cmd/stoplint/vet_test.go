package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

func TestInMainModule(t *testing.T) {
	for _, test := range []struct {
		unit unitchecker.Config
		want bool
	}{
		{unitchecker.Config{}, false}, // the standard library
		{unitchecker.Config{ModulePath: "m"}, true},
		{unitchecker.Config{ModulePath: "m", ModuleVersion: "v1.0.0"}, false},
		{unitchecker.Config{Module: &analysis.Module{Path: "m"}}, true},
		{unitchecker.Config{Module: &analysis.Module{Path: "m", Version: "v1.0.0"}}, false},
	} {
		if got := inMainModule(&test.unit); got != test.want {
			t.Errorf("inMainModule(%q %q, %+v) = %v", test.unit.ModulePath, test.unit.ModuleVersion, test.unit.Module, got)
		}
	}
}

func TestFixes(t *testing.T) {
	for _, test := range []struct {
		args string
		want bool
	}{
		{"vet.cfg", false},
		{"-json vet.cfg", false},
		{"-fix vet.cfg", true},
		{"-valuestop -fix vet.cfg", true},
		{"-fix -diff vet.cfg", false},
		{"-diff -fix -diff vet.cfg", false},
	} {
		if got := fixes(strings.Fields(test.args)); got != test.want {
			t.Errorf("fixes(%s) = %v", test.args, got)
		}
	}
}

func TestAmendUnit(t *testing.T) {
	file := writeTestUnit(t, unitchecker.Config{ImportPath: "m/x", ModulePath: "m", VetxOnly: true})
	got := amend(t, file)
	if got.VetxOnly {
		t.Error("VetxOnly is still set for a package of the main module")
	}
	if got.ImportPath != "m/x" || len(got.GoFiles) != 1 {
		t.Errorf("other fields are lost: %+v", got)
	}
}

func TestAmendUnitOfDependency(t *testing.T) {
	dep := writeTestUnit(t, unitchecker.Config{ImportPath: "dep", ModulePath: "dep", ModuleVersion: "v1.0.0", VetxOnly: true})
	if got := amend(t, dep); !got.VetxOnly {
		t.Error("a dependency would be reported on")
	}
}

func TestAmendUnitLeavesAloneWhatItCannotRead(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"empty.cfg": "", "list.cfg": "[]", "type.cfg": `{"VetxOnly": 1}`} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if got := amendUnit(file); got != file {
			t.Errorf("%q became %s", text, got)
		}
	}
	missing := filepath.Join(dir, "missing.cfg")
	if got := amendUnit(missing); got != missing {
		t.Errorf("a missing file became %s", got)
	}
}

func writeTestUnit(t *testing.T, unit unitchecker.Config) string {
	t.Helper()
	unit.GoFiles = []string{"a.go"}
	data, err := json.Marshal(unit)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "vet.cfg")
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

func amend(t *testing.T, file string) unitchecker.Config {
	t.Helper()
	amended := amendUnit(file)
	if filepath.Dir(amended) != filepath.Dir(file) {
		t.Errorf("%s is outside the go command's directory", amended)
	}
	data, err := os.ReadFile(amended)
	if err != nil {
		t.Fatal(err)
	}
	var unit unitchecker.Config
	if err := json.Unmarshal(data, &unit); err != nil {
		t.Fatal(err)
	}
	return unit
}
