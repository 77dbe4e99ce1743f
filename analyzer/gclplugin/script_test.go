package gclplugin

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

// TestScripts runs golangci-lint with the plugin as a user does: each script
// is a module, with the .golangci.yml of README.md unless it has its own.
func TestScripts(t *testing.T) {
	tools := needTools(t)
	config, err := readmeBlock("yaml", "type: module")
	if err != nil {
		t.Fatal(err)
	}
	out, err := output("", nil, "go", "env", "-json", "GOCACHE", "GOMODCACHE", "GOROOT")
	if err != nil {
		t.Fatal(err)
	}
	var goenv map[string]string
	if err := json.Unmarshal([]byte(out), &goenv); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			for name, value := range goenv {
				env.Setenv(name, value)
			}
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOTOOLCHAIN", "local")
			env.Setenv("GOWORK", "off")
			env.Setenv("GOLANGCI_LINT_CACHE", tools.cache("golangci-lint"))
			env.Setenv("PATH", filepath.Dir(tools.custom)+string(filepath.ListSeparator)+env.Getenv("PATH"))
			file := filepath.Join(env.WorkDir, ".golangci.yml")
			if _, err := os.Stat(file); err == nil {
				return nil
			}
			return os.WriteFile(file, []byte(config), 0o666)
		},
	})
}
