package goplsbuild

import (
	"fmt"
	"go/version"
	"strings"
)

// release is a version of gopls that the suite is built into.
type release struct {
	version string
	goLang  string // the oldest Go that builds it
}

// releases are those supported, newest first: in each, package settings keeps
// its analyzers as the generated file expects.
var releases = []release{
	{"v0.24.0", "go1.27"},
	{"v0.23.0", "go1.26"},
}

func (r release) builtBy(goVersion string) bool {
	return version.Compare(goVersion, r.goLang) >= 0
}

// chooseRelease returns the release called want, or the newest if want is "",
// that goVersion builds.
func chooseRelease(want, goVersion string) (release, error) {
	if want != "" && !strings.HasPrefix(want, "v") {
		want = "v" + want
	}
	for _, r := range releases {
		switch {
		case want == "" && r.builtBy(goVersion):
			return r, nil
		case want == r.version && r.builtBy(goVersion):
			return r, nil
		case want == r.version:
			return release{}, fmt.Errorf("gopls %s needs Go %s or newer, and this is %s; %s", r.version, strings.TrimPrefix(r.goLang, "go"), goVersion, Supported())
		}
	}
	if want == "" {
		return release{}, fmt.Errorf("no supported gopls is built by %s; %s", goVersion, Supported())
	}
	return release{}, fmt.Errorf("gopls %s is not supported; %s", want, Supported())
}

// Supported lists the versions of gopls that can be built, in words.
func Supported() string {
	var list []string
	for _, r := range releases {
		list = append(list, fmt.Sprintf("%s (Go %s or newer)", r.version, strings.TrimPrefix(r.goLang, "go")))
	}
	return "supported: " + strings.Join(list, ", ")
}
