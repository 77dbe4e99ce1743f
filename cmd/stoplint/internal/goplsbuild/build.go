// Package goplsbuild builds gopls with the suite's checks compiled in. Gopls
// has no plug-ins: the list of its analyzers is part of its source.
package goplsbuild

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
)

const goplsModule = "golang.org/x/tools/gopls"

// Plan says which gopls is built, from which suite, by which Go.
type Plan struct {
	gopls     release
	suite     suite
	goVersion string
	exe       string // what file names of programs end in
}

// NewPlan plans the build of gopls version want, or of the newest that is
// supported and that the go command builds, if want is "". The file sourceFile
// is one of the running command, as the compiler recorded its name.
func NewPlan(ctx context.Context, want, sourceFile string) (*Plan, error) {
	var env struct{ GOVERSION, GOEXE string }
	out, err := goCommand(ctx, "", "", "env", "-json", "GOVERSION", "GOEXE")
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(out, &env); err != nil {
		return nil, fmt.Errorf("go env: %v", err)
	}
	p := &Plan{goVersion: languageVersion(env.GOVERSION), exe: env.GOEXE}
	if p.gopls, err = chooseRelease(want, p.goVersion); err != nil {
		return nil, err
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil, errors.New("this stoplint does not record where it was built from")
	}
	p.suite, err = findSuite(info, sourceFile, func() (string, error) {
		out, err := goCommand(ctx, "", "", "list", "-m", "-f", "{{.Dir}}", suiteModule)
		return strings.TrimSpace(string(out)), err
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// String says what is built of what.
func (p *Plan) String() string {
	return fmt.Sprintf("gopls %s with %s, by %s", p.gopls.version, p.suite, p.goVersion)
}

// Executable is the file name for a program called name, where it will run.
func (p *Plan) Executable(name string) string { return name + p.exe }

// registration is the file that is added to package settings of gopls.
//
//go:embed registration.go.txt
var registration []byte

// Build builds gopls and writes the executable to the file output. The same
// plan gives the same executable wherever it is built.
func (p *Plan) Build(ctx context.Context, output string) error {
	output, err := filepath.Abs(output)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "stoplint-gopls-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	source, err := p.download(ctx, dir)
	if err != nil {
		return fmt.Errorf("cannot get gopls %s: %w", p.gopls.version, err)
	}
	work := filepath.Join(dir, "gopls")
	if err := os.CopyFS(work, os.DirFS(source)); err != nil {
		return err
	}
	if err := p.addSuite(ctx, work); err != nil {
		return err
	}
	// The main module is a copy without a version, so that reports of crashes,
	// where they are enabled, are not taken for those of a released gopls.
	if _, err = goCommand(ctx, work, p.toolchain(), "build", "-mod=mod", "-trimpath", "-buildvcs=false",
		"-ldflags=-X=main.version="+p.gopls.version+"+stoplint", "-o", output, "."); err != nil {
		return fmt.Errorf("cannot build gopls %s: %w", p.gopls.version, err)
	}
	return nil
}

// download returns the directory in the module cache that has the source of
// gopls, from the module proxy if need be.
func (p *Plan) download(ctx context.Context, dir string) (string, error) {
	var module struct{ Dir, Error string }
	out, err := goCommand(ctx, dir, p.toolchain(), "mod", "download", "-json", goplsModule+"@"+p.gopls.version)
	if jsonErr := json.Unmarshal(out, &module); jsonErr == nil && module.Error != "" {
		return "", errors.New(module.Error)
	}
	return module.Dir, err
}

// addSuite makes the suite part of the copy of gopls in work.
func (p *Plan) addSuite(ctx context.Context, work string) error {
	file := filepath.Join(work, "internal", "settings", "stoplint.go")
	if err := os.WriteFile(file, registration, 0o666); err != nil {
		return err
	}
	sums, err := os.OpenFile(filepath.Join(work, "go.sum"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := sums.WriteString(p.suite.goSum()); err != nil {
		return errors.Join(err, sums.Close())
	}
	if err := sums.Close(); err != nil {
		return err
	}

	edit := []string{"mod", "edit", "-require=" + suiteModule + "@" + p.suite.version}
	if r := p.suite.replacement(); r != "" {
		edit = append(edit, "-replace="+suiteModule+"="+r)
	}
	// Gopls is one with the x/tools it was released with, and stays at the
	// versions of all that it requires, whatever the suite asks for.
	var mod struct {
		Require []struct{ Path, Version string }
	}
	out, err := goCommand(ctx, work, p.toolchain(), "mod", "edit", "-json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		return fmt.Errorf("go.mod of gopls %s: %v", p.gopls.version, err)
	}
	for _, m := range mod.Require {
		edit = append(edit, fmt.Sprintf("-replace=%s=%s@%s", m.Path, m.Path, m.Version))
	}
	_, err = goCommand(ctx, work, p.toolchain(), edit...)
	return err
}

// toolchain is what GOTOOLCHAIN is for the build: it runs outside the
// directory that may have chosen p.goVersion.
func (p *Plan) toolchain() string {
	if regexp.MustCompile(`^go1\.\d+(\.\d+|rc\d+|beta\d+)?$`).MatchString(p.goVersion) {
		return p.goVersion
	}
	return "local"
}

// languageVersion returns what go env calls GOVERSION without the words that
// surround it in a development version or one with experiments.
func languageVersion(goVersion string) string {
	for word := range strings.FieldsSeq(goVersion) {
		if strings.HasPrefix(word, "go") {
			return word
		}
	}
	return goVersion
}

// goCommand runs the go command in dir, with the toolchain if it is not "",
// and returns what it wrote to standard output. It is shielded from the flags
// and the workspace that the user has set for other modules.
func goCommand(ctx context.Context, dir, toolchain string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = cmd.Environ()
	if dir != "" {
		cmd.Env = append(cmd.Env, "GOFLAGS=-mod=mod", "GOWORK=off", "GO111MODULE=on", "GOTOOLCHAIN="+toolchain)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	switch {
	case err == nil:
		return stdout.Bytes(), nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, exec.ErrNotFound):
		return nil, fmt.Errorf("gopls is built with the go command: %w", err)
	}
	if text := complaints(stderr.String()); text != "" {
		err = errors.New(text)
	}
	return stdout.Bytes(), fmt.Errorf("go %s: %w", args[0], err)
}

// complaints returns what the go command wrote to standard error, but for the
// modules it says it downloads.
func complaints(stderr string) string {
	var b strings.Builder
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "go: downloading ") {
			b.WriteString(line)
		}
	}
	return strings.TrimSpace(b.String())
}
