package gclplugin

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

const (
	rootPath   = "github.com/stoplint/stoplint"
	pluginPath = rootPath + "/analyzer/gclplugin"
	rootDir    = "../.."

	golangciPath  = "github.com/golangci/golangci-lint/v2"
	golangciClone = "https://github.com/golangci/golangci-lint.git"
)

// tools are the programs under test.
type tools struct {
	dir      string // where they are made
	custom   string // golangci-lint with the plugin
	stoplint string // the command
}

// builtTools are the tools, built when the first test asks for them.
var builtTools = sync.OnceValues(func() (tools, error) {
	dir, err := workDir()
	if err != nil {
		return tools{}, err
	}
	t := tools{dir: dir, custom: filepath.Join(dir, "user", "custom-gcl"), stoplint: filepath.Join(dir, "stoplint")}
	return t, t.build()
})

// cache returns the directory of a tool's cache. All tests share it.
func (t tools) cache(tool string) string { return filepath.Join(t.dir, "cache", tool) }

// workDir is a directory for all tests.
var workDir = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "gclplugin") })

func TestMain(m *testing.M) {
	code := m.Run()
	dir, err := workDir()
	if err == nil {
		err = os.RemoveAll(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// needTools returns the tools. A test that cannot have them fails.
func needTools(t *testing.T) tools {
	t.Helper()
	built, err := builtTools()
	if err != nil {
		t.Fatal(err)
	}
	return built
}

// build makes the tools. The golangci-lint is made as README.md tells a user
// to, with two stand-ins: a module proxy that has this tree as the versions
// of go.mod and .custom-gcl.yml, and, because what may be reached is module
// proxies, a git repository with golangci-lint as its module proxy has it.
func (t tools) build() error {
	if _, err := output(rootDir, nil, "go", "build", "-o", t.stoplint, "./cmd/stoplint"); err != nil {
		return err
	}
	golangci, plugin, err := configVersions()
	if err != nil {
		return err
	}
	proxy, repo, user := filepath.Join(t.dir, "proxy"), filepath.Join(t.dir, "repo"), filepath.Join(t.dir, "user")
	if err := makeProxy(proxy, plugin); err != nil {
		return err
	}
	if err := makeRepository(repo, golangci); err != nil {
		return err
	}
	env, err := userEnv(t.dir, proxy, repo)
	if err != nil {
		return err
	}
	if err := copyFile(filepath.Join(user, ".custom-gcl.yml"), ".custom-gcl.yml"); err != nil {
		return err
	}
	commands, err := readmeCommands("golangci-lint custom")
	if err != nil {
		return err
	}
	for _, c := range commands {
		if _, err := output(user, env, c[0], c[1:]...); err != nil {
			return err
		}
	}
	return nil
}

// configVersions returns the versions of golangci-lint and of the plugin that
// .custom-gcl.yml names.
func configVersions() (golangci, plugin string, err error) {
	data, err := os.ReadFile(".custom-gcl.yml")
	if err != nil {
		return "", "", err
	}
	const form = "version: %s\nplugins:\n  - module: " + pluginPath + "\n    version: %s\n"
	if _, err := fmt.Sscanf(string(data), form, &golangci, &plugin); err != nil {
		return "", "", fmt.Errorf(".custom-gcl.yml is not of the form %q: %w", form, err)
	}
	return golangci, plugin, nil
}

// makeProxy writes a module proxy that has this tree as the given version of
// the plugin and as the version of the root module that the plugin requires.
func makeProxy(dir, pluginVersion string) error {
	data, err := os.ReadFile("go.mod")
	if err != nil {
		return err
	}
	mod, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		return err
	}
	for _, req := range mod.Require {
		if req.Mod.Path == rootPath {
			if err := publish(dir, req.Mod, rootDir); err != nil {
				return err
			}
		}
	}
	return publish(dir, module.Version{Path: pluginPath, Version: pluginVersion}, ".")
}

// publish writes the module in a directory to a module proxy.
func publish(proxy string, m module.Version, dir string) error {
	at := filepath.Join(proxy, filepath.FromSlash(m.Path), "@v")
	if err := os.MkdirAll(at, 0o777); err != nil {
		return err
	}
	if err := copyFile(filepath.Join(at, m.Version+".mod"), filepath.Join(dir, "go.mod")); err != nil {
		return err
	}
	info, err := json.Marshal(map[string]string{"Version": m.Version})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(at, m.Version+".info"), info, 0o666); err != nil {
		return err
	}
	archive, err := os.Create(filepath.Join(at, m.Version+".zip"))
	if err != nil {
		return err
	}
	return errors.Join(zip.CreateFromDir(archive, m, dir), archive.Close())
}

// makeRepository makes a git repository of what the module proxy has of
// golangci-lint, with its version as a tag. What golangci-lint needs is left in
// the module cache, for the next time.
func makeRepository(dir, version string) error {
	out, err := output("", []string{"GOFLAGS=-mod=mod", "GOWORK=off"}, "go", "mod", "download", "-json", golangciPath+"@"+version)
	if err != nil {
		return err
	}
	var downloaded struct{ Dir string }
	if err := json.Unmarshal([]byte(out), &downloaded); err != nil {
		return err
	}
	if err := os.CopyFS(dir, os.DirFS(downloaded.Dir)); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"init", "-q"},
		{"add", "-A", "-f"},
		{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "-m", version},
		{"tag", "--no-sign", version},
	} {
		if _, err := output(dir, []string{"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1"}, "git", args...); err != nil {
			return err
		}
	}
	_, err = output(dir, []string{"GOWORK=off"}, "go", "mod", "download")
	return err
}

// userEnv returns the environment in which golangci-lint is built: with the
// stand-ins, and with a module cache of its own, so that no later build takes
// a stand-in for the real thing. Trimmed paths let it share the build cache.
func userEnv(dir, proxy, repo string) ([]string, error) {
	goenv := make(map[string]string)
	out, err := output("", nil, "go", "env", "-json", "GOMODCACHE", "GOPROXY", "GONOSUMDB")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(out), &goenv); err != nil {
		return nil, err
	}
	bin := filepath.Join(dir, "bin")
	downloads := filepath.Join(goenv["GOMODCACHE"], "cache", "download")
	return []string{
		"GOBIN=" + bin,
		"PATH=" + bin + string(filepath.ListSeparator) + os.Getenv("PATH"),
		"GOFLAGS=-trimpath -modcacherw",
		"GOWORK=off",
		"GOMODCACHE=" + filepath.Join(dir, "mod"),
		"GOPROXY=" + fileURL(proxy) + "," + fileURL(downloads) + "," + goenv["GOPROXY"],
		"GONOSUMDB=" + strings.Trim(rootPath+","+goenv["GONOSUMDB"], ","),
		"GIT_CONFIG_COUNT=1",
		"GIT_CONFIG_KEY_0=url." + fileURL(repo) + ".insteadOf",
		"GIT_CONFIG_VALUE_0=" + golangciClone,
	}, nil
}

func fileURL(dir string) string { return "file://" + filepath.ToSlash(dir) }

func copyFile(to, from string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o666)
}

// output runs a command and returns what it wrote to standard output.
func output(dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), env...)
	if path, ok := lookIn(cmd.Env, name); ok {
		cmd.Path, cmd.Err = path, nil
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", strings.Join(cmd.Args, " "), err, out, stderr.String())
	}
	return string(out), nil
}

// lookIn finds an executable in the PATH of an environment, whose last entry
// for a variable counts.
func lookIn(env []string, name string) (string, bool) {
	for i := len(env) - 1; i >= 0; i-- {
		if path, ok := strings.CutPrefix(env[i], "PATH="); ok {
			for _, dir := range filepath.SplitList(path) {
				if info, err := os.Stat(filepath.Join(dir, name)); err == nil && !info.IsDir() {
					return filepath.Join(dir, name), true
				}
			}
			return "", false
		}
	}
	return "", false
}
