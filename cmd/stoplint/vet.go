package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/stoplint/stoplint/analyzer"
)

// isVetCall reports whether the go command is calling, as it calls the tool
// of go vet and that of go fix: to ask who it is, which flags it has, or to
// analyse the one package that a configuration file describes.
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
	if strings.HasSuffix(*last, ".cfg") && !fixes(os.Args[1:]) {
		*last = amendUnit(*last)
	}
	unitchecker.Main(analyzer.Suite()...)
}

// fixes reports whether the go command is calling to have files fixed, as it
// does for go fix and go vet -fix. It collects the fixes of the packages that
// it was asked to fix, and keeps them in its cache apart from what it knows of
// packages that are only imported. With -diff nothing is fixed, and the fixes
// are output like findings.
func fixes(args []string) bool {
	return slices.Contains(args, "-fix") && !slices.Contains(args, "-diff")
}

// amendUnit returns the configuration file to use instead of the one that the
// go command wrote.
//
// Go vet asks for facts alone (VetxOnly) when a package is only imported, and
// then takes the empty output to be that of the package whenever it is asked
// for: findings would be lost for good. So packages of the main module are
// always analysed in full; their findings are shown when a package that
// imports them is vetted, too.
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
	if !unit.VetxOnly || !inMainModule(&unit) {
		return file
	}
	fields["VetxOnly"] = json.RawMessage("false")
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
