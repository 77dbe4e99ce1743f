package goplsbuild

import (
	"go/version"
	"slices"
	"strings"
	"testing"
)

func TestChooseRelease(t *testing.T) {
	for _, test := range []struct {
		want, goVersion string
		version         string // or
		problem         string
	}{
		{"", "go1.26.0", "v0.23.0", ""},
		{"", "go1.26.8", "v0.23.0", ""},
		{"", "go1.26.8-custom", "v0.23.0", ""},
		{"", "go1.27.0", "v0.24.0", ""},
		{"", "go1.28-abcdef", "v0.24.0", ""},
		{"", "go1.30.1", "v0.24.0", ""},
		{"v0.23.0", "go1.27.0", "v0.23.0", ""},
		{"0.23.0", "go1.27.0", "v0.23.0", ""},
		{"v0.24.0", "go1.26.8", "", "gopls v0.24.0 needs Go 1.27 or newer, and this is go1.26.8; supported: v0.24.0 (Go 1.27 or newer), v0.23.0 (Go 1.26 or newer)"},
		{"v0.22.0", "go1.26.8", "", "gopls v0.22.0 is not supported; supported: v0.24.0"},
		{"latest", "go1.26.8", "", "gopls vlatest is not supported"},
		{"", "go1.25.4", "", "no supported gopls is built by go1.25.4; supported: "},
		{"", "", "", "no supported gopls is built by "},
	} {
		got, err := chooseRelease(test.want, test.goVersion)
		if got.version != test.version || (err == nil) != (test.problem == "") {
			t.Errorf("chooseRelease(%q, %q) = %v, %v", test.want, test.goVersion, got, err)
		} else if err != nil && !strings.HasPrefix(err.Error(), test.problem) {
			t.Errorf("chooseRelease(%q, %q): got error %q, want %q", test.want, test.goVersion, err, test.problem)
		}
	}
}

func TestReleasesAreNewestFirst(t *testing.T) {
	if !slices.IsSortedFunc(releases, func(a, b release) int { return version.Compare(b.goLang, a.goLang) }) {
		t.Errorf("%v", releases)
	}
	for _, r := range releases {
		if !version.IsValid(r.goLang) {
			t.Errorf("%s: %q is not a version of Go", r.version, r.goLang)
		}
	}
}

func TestLanguageVersion(t *testing.T) {
	for in, want := range map[string]string{
		"go1.26.8":                            "go1.26.8",
		"go1.26.8 X:jsonv2":                   "go1.26.8",
		"devel go1.28-1a2b3c Tue Nov 24 2026": "go1.28-1a2b3c",
		"go1.28-devel_1a2b3c Tue Nov 24 2026": "go1.28-devel_1a2b3c",
		"":                                    "",
	} {
		if got := languageVersion(in); got != want {
			t.Errorf("languageVersion(%q) = %q, not %q", in, got, want)
		}
	}
}

func TestToolchain(t *testing.T) {
	for in, want := range map[string]string{
		"go1.26.8":      "go1.26.8",
		"go1.27rc1":     "go1.27rc1",
		"go1.26.8-own":  "local",
		"go1.28-1a2b3c": "local",
	} {
		if got := (&Plan{goVersion: in}).toolchain(); got != want {
			t.Errorf("the toolchain for %s is %q, not %q", in, got, want)
		}
	}
}
