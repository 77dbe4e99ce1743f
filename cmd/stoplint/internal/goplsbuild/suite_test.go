package goplsbuild

import (
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

func TestFindSuite(t *testing.T) {
	checkout := t.TempDir()
	writeFile(t, filepath.Join(checkout, "go.mod"), "// A comment.\nmodule "+suiteModule+" // the suite\n\ngo 1.26\n")
	source := filepath.Join(checkout, "cmd", "stoplint", "gopls.go")
	stranger := t.TempDir()
	writeFile(t, filepath.Join(stranger, "go.mod"), "module "+suiteModule+"/v2\n")

	main := func(version, sum string, replace *debug.Module, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Path: suiteModule, Version: version, Sum: sum, Replace: replace}, Settings: settings}
	}
	vcs := debug.BuildSetting{Key: "vcs", Value: "git"}
	fromCheckout := suite{version: "v0.0.0", dir: checkout}
	for _, test := range []struct {
		name    string
		info    *debug.BuildInfo
		source  string // file of the command
		working string // module of the working directory
		want    suite
		problem string
	}{
		{"released", main("v1.2.3", "h1:x", nil), "/gone/gopls.go", "", suite{version: "v1.2.3", sum: "h1:x"}, ""},
		{"released, run in a checkout", main("v1.2.3", "h1:x", nil), "/gone/gopls.go", checkout, suite{version: "v1.2.3", sum: "h1:x"}, ""},
		{"checkout", main("(devel)", "", nil), source, "", fromCheckout, ""},
		{"checkout with a version from git", main("v1.2.4-0.20260101000000-abcdefabcdef+dirty", "", nil, vcs), source, "", fromCheckout, ""},
		{"trimmed paths, run in the checkout", main("(devel)", "", nil), suiteModule + "/cmd/stoplint/gopls.go", checkout, fromCheckout, ""},
		{"checkout that has gone", main("v1.2.4", "", nil, vcs), "/gone/gopls.go", "", suite{}, "built from a checkout that is not there any more"},
		{"without a version", main("", "", nil), "", "", suite{}, "built from a checkout that is not there any more"},
		{"vendored", main("v1.2.3", "", nil), "/m/vendor/" + suiteModule + "/gopls.go", "", suite{version: "v1.2.3"}, ""},
		{"tool replaced by a directory", main("v0.0.0", "", &debug.Module{Path: checkout, Version: "(devel)"}), "", "", fromCheckout, ""},
		{"tool replaced by a relative directory", main("v0.0.0", "", &debug.Module{Path: "../stoplint", Version: "(devel)"}), "", checkout, fromCheckout, ""},
		{"tool replaced by a fork", main("v0.0.0", "", &debug.Module{Path: "example.com/fork", Version: "v1.0.0", Sum: "h1:y"}), source, checkout,
			suite{version: "v1.0.0", sum: "h1:y", fork: "example.com/fork"}, ""},
		{"another module in place of the checkout", main("(devel)", "", nil), filepath.Join(stranger, "gopls.go"), stranger, suite{}, "is no checkout of " + suiteModule},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := findSuite(test.info, test.source, func() (string, error) {
				if test.working == "" {
					return "", errors.New("not a known dependency")
				}
				return test.working, nil
			})
			if got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("got error %v, want %q", err, test.problem)
			}
		})
	}
}

func TestSuiteInModuleFiles(t *testing.T) {
	for _, test := range []struct {
		suite              suite
		text, replace, sum string
	}{
		{suite{version: "v1.2.3", sum: "h1:x"}, "stoplint v1.2.3", "", suiteModule + " v1.2.3 h1:x\n"},
		{suite{version: "v1.2.3"}, "stoplint v1.2.3", "", ""},
		{suite{version: "v0.0.0", dir: "/src"}, "stoplint from /src", "/src", ""},
		{suite{version: "v1.0.0", sum: "h1:y", fork: "f.org/s"}, "stoplint from f.org/s v1.0.0", "f.org/s@v1.0.0", "f.org/s v1.0.0 h1:y\n"},
	} {
		if got := test.suite.String(); got != test.text {
			t.Errorf("%+v is described as %q, not %q", test.suite, got, test.text)
		}
		if got := test.suite.replacement(); got != test.replace {
			t.Errorf("%+v is replaced by %q, not %q", test.suite, got, test.replace)
		}
		if got := test.suite.goSum(); got != test.sum {
			t.Errorf("%+v has the go.sum line %q, not %q", test.suite, got, test.sum)
		}
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
