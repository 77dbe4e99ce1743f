package goplsbuild_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	modmodule "golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// root is the root of the module.
const root = "../../../.."

// scratch holds the binaries that all tests share.
var scratch string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "goplsbuild-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	scratch = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// binaries are a stoplint built from this checkout and the gopls it built.
type binaries struct{ stoplint, gopls string }

var buildOnce = sync.OnceValues(func() (binaries, error) {
	b := binaries{filepath.Join(scratch, "stoplint"), filepath.Join(scratch, "gopls")}
	build := exec.Command("go", "build", "-o", b.stoplint, "../..")
	if out, err := build.CombinedOutput(); err != nil {
		return b, fmt.Errorf("go build: %v\n%s", err, out)
	}
	gopls := exec.Command(b.stoplint, "gopls", "-o", b.gopls)
	gopls.Dir = scratch // the checkout is found from anywhere
	var stderr bytes.Buffer
	gopls.Stderr = &stderr
	settings, err := gopls.Output()
	if err != nil {
		return b, fmt.Errorf("stoplint gopls: %v\n%s", err, &stderr)
	}
	if want := fmt.Sprintf("%q", b.gopls); !strings.Contains(string(settings), want) {
		return b, fmt.Errorf("stoplint gopls prints settings without %s:\n%s", want, settings)
	}
	return b, nil
})

func built(t *testing.T) binaries {
	t.Helper()
	b, err := buildOnce()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestVersion(t *testing.T) {
	out := run(t, exec.Command(built(t).gopls, "version"))
	if !strings.HasPrefix(out, "golang.org/x/tools/gopls v0.") || !strings.Contains(out, "+stoplint") {
		t.Errorf("gopls version prints %q", out)
	}
}

// TestReleased installs the command from a module proxy that has a version of
// it, and builds a gopls with that.
func TestReleased(t *testing.T) {
	const version = "v0.1.0"
	cache := strings.TrimSpace(run(t, exec.Command("go", "env", "GOMODCACHE")))
	proxy, dir := t.TempDir(), t.TempDir()
	writeProxy(t, proxy, version)
	env := append(os.Environ(),
		"GOPROXY="+fileURL(proxy)+","+fileURL(filepath.Join(cache, "cache", "download"))+","+strings.TrimSpace(run(t, exec.Command("go", "env", "GOPROXY"))),
		"GOSUMDB=off", "GOWORK=off",
		"GOFLAGS=-modcacherw", // for the directory to be removed
		"GOMODCACHE="+filepath.Join(dir, "mod"),
		"GOBIN="+filepath.Join(dir, "bin"),
	)
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Env = dir, env
		return cmd
	}
	// Without the directory of this run in the key, the build cache is of use.
	run(t, command("go", "install", "-trimpath", module+"/cmd/stoplint@"+version))
	gopls := filepath.Join(dir, "gopls")
	build := command(filepath.Join(dir, "bin", "stoplint"), "gopls", "-o", gopls)
	var stderr bytes.Buffer
	build.Stderr = &stderr
	if err := build.Run(); err != nil {
		t.Fatalf("stoplint gopls: %v\n%s", err, &stderr)
	}
	if want := " with stoplint " + version + ", by go"; !strings.Contains(stderr.String(), want) {
		t.Errorf("stoplint gopls does not say %q but:\n%s", want, &stderr)
	}
	if out := run(t, exec.Command("go", "version", "-m", gopls)); !strings.Contains(out, module+"\t"+version+"\th1:") {
		t.Errorf("gopls is not built with %s %s from the proxy:\n%s", module, version, out)
	}
	check := exec.Command(gopls, "check", filepath.Join("user", "user.go"))
	check.Dir = copySession(t)
	if out := run(t, check); !strings.Contains(out, unlocked) {
		t.Errorf("gopls check prints:\n%s", out)
	}
}

const module = "github.com/stoplint/stoplint"

// writeProxy makes dir a module proxy that has this module in a version.
func writeProxy(t *testing.T, dir, version string) {
	t.Helper()
	dir = filepath.Join(dir, filepath.FromSlash(module), "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	if err := zip.CreateFromDir(&archive, modmodule.Version{Path: module, Version: version}, root); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"list":            []byte(version + "\n"),
		version + ".info": []byte(`{"Version": "` + version + `"}`),
		version + ".mod":  mod,
		version + ".zip":  archive.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// copySession copies testdata/session to where gopls may work in it.
func copySession(t *testing.T) string {
	t.Helper()
	dir := realDir(t)
	if err := os.CopyFS(dir, os.DirFS("testdata/session")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// realDir returns a temporary directory by the name that the go command
// prints for it, without symbolic links.
func realDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// run runs a command that must succeed and returns what it wrote to standard
// output.
func run(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", cmd, err, out, &stderr)
	}
	return string(out)
}
