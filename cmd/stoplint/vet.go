package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/stoplint/stoplint/analyzer"
)

// isVetCall reports whether the go command is calling, as it calls the tool
// of go vet: to ask who it is, which flags it has, or to analyse the one
// package that a configuration file describes.
func isVetCall(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return slices.Contains(args, "-V=full") || slices.Contains(args, "-flags") ||
		strings.HasSuffix(args[len(args)-1], ".cfg")
}

// serveVet answers a call of the go command and exits.
func serveVet() {
	last := &os.Args[len(os.Args)-1]
	if strings.HasSuffix(*last, ".cfg") {
		*last = amendUnit(*last)
	}
	unitchecker.Main(analyzer.Suite()...)
}

// amendUnit returns the configuration file to use instead of the one that the
// go command wrote. It is changed in two ways, both because of how go vet
// caches.
//
// Go vet asks for facts alone (VetxOnly) when a package is only imported, and
// then takes the empty output to be that of the package whenever it is asked
// for: findings would be lost for good. So packages of the main module are
// always analysed in full.
//
// Go vet hands on no facts of a package that has findings. They are on disk
// all the same, as long as go vet runs: so each unit leaves word of where its
// facts are, beside the directories of the units, for those that import it.
//
// What cannot be read or written is left to unitchecker to complain about.
func amendUnit(file string) string {
	data, err := os.ReadFile(file)
	if err != nil {
		return file
	}
	var unit unitchecker.Config
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &unit) != nil || json.Unmarshal(data, &fields) != nil {
		return file
	}
	set := func(name string, value any) {
		if raw, err := json.Marshal(value); err == nil {
			fields[name] = raw
		}
	}
	if unit.VetxOnly && inMainModule(&unit) {
		set("VetxOnly", false)
	}
	work := filepath.Dir(filepath.Dir(file))
	if filepath.Dir(unit.VetxOutput) == filepath.Dir(file) {
		os.WriteFile(factsNote(work, unit.ImportPath), []byte(unit.VetxOutput), 0o666)
	}
	if facts := missingFacts(&unit, work); facts != nil {
		set("PackageVetx", facts)
	}
	return writeUnit(file, fields)
}

// inMainModule reports whether the unit is a package of the module that go
// vet runs in: its module has a path and no version.
func inMainModule(unit *unitchecker.Config) bool {
	if unit.Module != nil {
		return unit.Module.Path != "" && unit.Module.Version == ""
	}
	return unit.ModulePath != "" && unit.ModuleVersion == ""
}

// missingFacts returns the unit's table of fact files completed with those
// that go vet withheld, or nil if there are none.
func missingFacts(unit *unitchecker.Config, work string) map[string]string {
	facts := make(map[string]string)
	for path := range unit.PackageFile {
		if unit.PackageVetx[path] != "" || unit.Standard[path] {
			continue
		}
		note, err := os.ReadFile(factsNote(work, path))
		if err != nil {
			continue
		}
		if _, err := os.Stat(string(note)); err == nil {
			facts[path] = string(note)
		}
	}
	if len(facts) == 0 {
		return nil
	}
	for path, file := range unit.PackageVetx {
		facts[path] = file
	}
	return facts
}

// factsNote returns the name of the file, in the go command's work directory,
// that says where the facts of a package are.
func factsNote(work, importPath string) string {
	sum := sha256.Sum256([]byte(importPath))
	return filepath.Join(work, fmt.Sprintf("stoplint-facts-%x", sum[:12]))
}

// writeUnit writes a configuration beside the original, where the go command
// removes it with the rest of its work directory.
func writeUnit(file string, fields map[string]json.RawMessage) string {
	data, err := json.Marshal(fields)
	if err != nil {
		return file
	}
	amended := strings.TrimSuffix(file, ".cfg") + ".stoplint.cfg"
	if os.WriteFile(amended, data, 0o666) != nil {
		return file
	}
	return amended
}
