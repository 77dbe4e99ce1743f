package frontend

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGoTool adds stoplint to a module with go get -tool, from a module proxy
// that has it as a release, and runs it with go tool.
func TestGoTool(t *testing.T) {
	const module, version = "github.com/stoplint/stoplint", "v0.1.0"
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	proxy := t.TempDir()
	writeRelease(t, filepath.Join(proxy, module, "@v"), top, module, version)

	dir := writeModule(t, "m", indirectModule)
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("package m\n\n//lint:ignore stopdirective\nfunc F() {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	modcache := goEnv(t, "GOMODCACHE")
	run := func(args ...string) (string, error) {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(cmd.Environ(),
			"GOFLAGS=-modcacherw -trimpath", // the build cache is good for the next directory
			"GOMODCACHE="+filepath.Join(proxy, "cache"),
			"GOPROXY=file://"+filepath.ToSlash(proxy)+",file://"+filepath.ToSlash(modcache)+"/cache/download",
			"GONOPROXY=", "GOPRIVATE=", "GOSUMDB=off", "GOTOOLCHAIN=local", "GOWORK=off",
			"STOPLINT_CACHE="+filepath.Join(proxy, "results"))
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
			t.Fatal(err)
		}
		t.Logf("go %s\n%s", strings.Join(args, " "), &stderr)
		return stdout.String(), err
	}
	if _, err := run("get", "-tool", module+"/cmd/stoplint@"+version); err != nil {
		t.Fatal("go get -tool fails")
	}
	if out, err := run("mod", "edit", "-json"); err != nil || !strings.Contains(out, `"Path": "`+module+`/cmd/stoplint"`) {
		t.Fatalf("the module has no line for the tool: %s", out)
	}
	out, err := run("tool", "stoplint", "./...")
	const want = `a.go:3:1: this ignore comment gives no reason, so it silences nothing (stopdirective)
user/user.go:17:7: wait.Killable has a value receiver, so a value of wait passes as a stop that .(*wait) never matches; use a pointer receiver (valuestop)
user/user.go:21:2: p.EndLocked called without the signal mutex (p.Mu) held (unlockedcall)
	task/task.go:30:1: the requirement is written here: //stoplint:requires signal
user/user.go:29:2: t.EndLocked called without the signal mutex (t.Mu) held (unlockedcall)
	user/user.go:28:13: the signal mutex (t.Mu) is unlocked here
	task/task.go:30:1: the requirement is written here: //stoplint:requires signal
user/user.go:36:16: wait{} is begun as a value: .(*wait) never matches it; use &wait{…} (valuestop)
`
	if err == nil || out != want {
		t.Errorf("go tool stoplint prints %q with %v, not %q with an exit code", out, err, want)
	}
	if out, err := run("tool", "stoplint", "-version"); err != nil || !strings.Contains(out, version) {
		t.Errorf("the version is %q, not %s", out, version)
	}
	if err := os.Remove(filepath.Join(dir, "a.go")); err != nil {
		t.Fatal(err)
	}
	if out, err := run("tool", "stoplint", "./task"); err != nil || out != "" {
		t.Errorf("go tool stoplint finds %q, %v", out, err)
	}
}

// writeRelease writes what a module proxy has of a version of the module in
// top: directories with go.mod files of their own are not part of it.
func writeRelease(t *testing.T, to, top, module, version string) {
	t.Helper()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	err := filepath.WalkDir(top, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, err := os.Stat(filepath.Join(file, "go.mod"))
			if file != top && (err == nil || strings.HasPrefix(d.Name(), ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		rel, err := filepath.Rel(top, file)
		if err != nil {
			return err
		}
		f, err := w.Create(module + "@" + version + "/" + filepath.ToSlash(rel))
		if err != nil {
			return err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		return err
	})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	gomod, err := os.ReadFile(filepath.Join(top, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"list":            []byte(version + "\n"),
		version + ".info": []byte(`{"Version": "` + version + `"}`),
		version + ".mod":  gomod,
		version + ".zip":  archive.Bytes(),
	} {
		if err := errors.Join(os.MkdirAll(to, 0o755), os.WriteFile(filepath.Join(to, name), data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
