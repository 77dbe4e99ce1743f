package goplsbuild

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
)

// suiteModule is the module whose package analyzer is built into gopls.
const suiteModule = "github.com/stoplint/stoplint"

// devel is the version in build information of what has none.
const devel = "(devel)"

// suite is where the suite's source comes from: always that of the running
// command.
type suite struct {
	version string
	sum     string // what the version hashes to, as in go.sum, or "" if unknown
	dir     string // a directory to use instead of the version, or ""
	fork    string // the path of a module to use instead, at version, or ""
}

func (s suite) String() string {
	switch {
	case s.dir != "":
		return "stoplint from " + s.dir
	case s.fork != "":
		return "stoplint from " + s.fork + " " + s.version
	}
	return "stoplint " + s.version
}

// replacement is what the suite's module is replaced by in go.mod, or "".
func (s suite) replacement() string {
	switch {
	case s.dir != "":
		return s.dir
	case s.fork != "":
		return s.fork + "@" + s.version
	}
	return ""
}

// goSum is the line that pins the version in go.sum, or "".
func (s suite) goSum() string {
	if s.sum == "" {
		return ""
	}
	path := suiteModule
	if s.fork != "" {
		path = s.fork
	}
	return fmt.Sprintf("%s %s %s\n", path, s.version, s.sum)
}

// findSuite tells from a binary's build information where its source is. A
// module that was downloaded has a hash. Otherwise the binary is of a
// checkout: that of sourceFile, a file of the command as the compiler
// recorded it, or else the one that the go command finds from the working
// directory, which moduleDir asks.
func findSuite(info *debug.BuildInfo, sourceFile string, moduleDir func() (string, error)) (suite, error) {
	main := info.Main
	if r := main.Replace; r != nil {
		if r.Version != "" && r.Version != devel {
			return suite{version: r.Version, sum: r.Sum, fork: r.Path}, nil
		}
		if filepath.IsAbs(r.Path) {
			return checkout(r.Path)
		}
	} else if main.Sum != "" {
		return suite{version: main.Version, sum: main.Sum}, nil
	}
	if dir := checkoutOf(sourceFile); dir != "" {
		return checkout(dir)
	}
	if dir, err := moduleDir(); err == nil && dir != "" {
		return checkout(dir)
	}
	if main.Replace == nil && main.Version != "" && main.Version != devel && !stamped(info) {
		return suite{version: main.Version}, nil // vendored
	}
	return suite{}, fmt.Errorf("this stoplint was built from a checkout that is not there any more; run it in a checkout of %s, or install a released version", suiteModule)
}

// stamped reports whether the version is that of a repository's work tree.
func stamped(info *debug.BuildInfo) bool {
	for _, s := range info.Settings {
		if s.Key == "vcs" {
			return true
		}
	}
	return false
}

// checkoutOf returns the root of the suite's module, if the file of the
// command is in one, or "".
func checkoutOf(sourceFile string) string {
	if !filepath.IsAbs(sourceFile) {
		return ""
	}
	for dir := filepath.Dir(sourceFile); ; {
		if isSuite(dir) {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

func checkout(dir string) (suite, error) {
	if !isSuite(dir) {
		return suite{}, fmt.Errorf("%s is no checkout of %s", dir, suiteModule)
	}
	return suite{version: "v0.0.0", dir: dir}, nil
}

var suiteModuleLine = regexp.MustCompile(`(?m)^module\s+"?` + regexp.QuoteMeta(suiteModule) + `"?\s*(//.*)?$`)

// isSuite reports whether dir is the root of the suite's module.
func isSuite(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && suiteModuleLine.Match(text)
}
