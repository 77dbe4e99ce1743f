package goplsbuild_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestTour compares what gopls says of the tour with what the command says.
func TestTour(t *testing.T) {
	b := built(t)
	dir := realDir(t)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "testdata", "tour"))); err != nil {
		t.Fatal(err)
	}
	mod := "module " + module + "/testdata/tour\n\ngo 1.26\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o666); err != nil {
		t.Fatal(err)
	}
	want := commandFindings(t, b.stoplint, dir, "./...")
	c := startClient(t, b.gopls, dir, t.TempDir(), nil)
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		c.open(file)
	}
	c.expectFindings(files, want)
}

// TestKernel compares what gopls says of gVisor's kernel package with what the
// command says, before and after an edit that moves findings, and logs how
// long gopls takes and how much memory.
func TestKernel(t *testing.T) {
	b := built(t)
	realTree := filepath.Join(root, "testdata", "realtree")
	run(t, exec.Command("go", "-C", realTree, "mod", "download", "gvisor.dev/gvisor"))
	source := strings.TrimSpace(run(t, exec.Command("go", "-C", realTree, "list", "-m", "-f", "{{.Dir}}", "gvisor.dev/gvisor")))
	want := commandFindings(t, b.stoplint, realTree, "gvisor.dev/gvisor/pkg/sentry/kernel")
	if len(want) == 0 {
		t.Fatal("the command finds nothing: there is nothing to compare")
	}

	// Gopls diagnoses no files in the module cache.
	module := realDir(t)
	for _, part := range []string{"go.mod", "go.sum", "pkg"} {
		if err := copyTree(filepath.Join(module, part), filepath.Join(source, part)); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range want {
		for _, p := range f.places() {
			p.File = strings.Replace(p.File, source, module, 1)
		}
	}
	dir := filepath.Join(module, "pkg", "sentry", "kernel")
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	file := want[0].Position.File
	moved := moveDown(want, file)
	cache := t.TempDir()
	for _, state := range []string{"cold", "warm"} {
		t.Run(state, func(t *testing.T) {
			start := time.Now()
			// Only the package and what it imports, not all of the module.
			c := startClient(t, b.gopls, dir, cache, map[string]any{"expandWorkspaceToModule": false})
			text := c.open(file)
			c.expectFindings(files, want)
			opened := time.Since(start)

			start = time.Now()
			c.edit(file, "// A line.\n"+text)
			c.expectFindings(files, moved)
			t.Logf("%s cache: %d findings %.1f s after the start and %.1f s after an edit; peak memory %s",
				state, len(want), opened.Seconds(), time.Since(start).Seconds(), peakMemory(c.process.Pid))
		})
	}
}

// finding is what both front ends tell of a finding, in the terms of the
// command: lines and columns count from 1.
type finding struct {
	Check    string    `json:"check"`
	Message  string    `json:"message"`
	Position place     `json:"position"`
	End      *place    `json:"end"`
	Related  []related `json:"related"`
}

type place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type related struct {
	Message  string `json:"message"`
	Position place  `json:"position"`
}

func (f *finding) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d-%d:%d: %s (%s)", f.Position.File, f.Position.Line, f.Position.Column, f.End.Line, f.End.Column, f.Message, f.Check)
	for _, r := range f.Related {
		// Not the column: that of a place in another package is not exact.
		fmt.Fprintf(&b, "\n\t%s:%d: %s", r.Position.File, r.Position.Line, r.Message)
	}
	return b.String()
}

// places returns all places that a finding names.
func (f *finding) places() []*place {
	all := []*place{&f.Position, f.End}
	for i := range f.Related {
		all = append(all, &f.Related[i].Position)
	}
	return all
}

// moveDown returns findings as they are after a line was added at the top of
// the file.
func moveDown(fs []*finding, file string) []*finding {
	var moved []*finding
	for _, f := range fs {
		g := *f
		end := *f.End
		g.End = &end
		g.Related = slices.Clone(f.Related)
		for _, p := range g.places() {
			if p.File == file {
				p.Line++
			}
		}
		moved = append(moved, &g)
	}
	return moved
}

// lines returns findings one after the other, in a fixed order.
func lines(fs []*finding) string {
	var all []string
	for _, f := range fs {
		all = append(all, f.String())
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// commandFindings returns what the command finds in the packages.
func commandFindings(t *testing.T, stoplint, dir, pattern string) []*finding {
	t.Helper()
	cmd := exec.Command(stoplint, "-json", pattern)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "STOPLINT_CACHE="+t.TempDir())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != 1) {
		t.Fatalf("stoplint: %v\n%s", err, &stderr)
	}
	var all []*finding
	for dec := json.NewDecoder(&stdout); ; {
		f := &finding{}
		if err := dec.Decode(f); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if f.End == nil {
			end := f.Position
			f.End = &end
		}
		for _, p := range f.places() {
			if !filepath.IsAbs(p.File) {
				p.File = filepath.Join(dir, p.File)
			}
		}
		all = append(all, f)
	}
}

// expectFindings waits until what gopls says of the files is what is wanted.
func (c *client) expectFindings(files []string, want []*finding) {
	c.t.Helper()
	wanted := lines(want)
	timeout := expiry(c.t)
	for {
		c.mu.Lock()
		var got []*finding
		for _, file := range files {
			for _, d := range ours(c.published[file].Diagnostics) {
				got = append(got, d.finding(file))
			}
		}
		news := c.news
		c.mu.Unlock()
		if lines(got) == wanted {
			return
		}
		select {
		case <-news:
		case <-timeout:
			c.t.Fatalf("gopls finds:\n%s\nstoplint finds:\n%s", lines(got), wanted)
		}
	}
}

// finding returns a diagnostic in the terms of the command, for a file in
// ASCII.
func (d diagnostic) finding(file string) *finding {
	at := func(file string, p position) place { return place{file, p.Line + 1, p.Character + 1} }
	end := at(file, d.Range.End)
	f := &finding{Check: d.Code, Message: d.Message, Position: at(file, d.Range.Start), End: &end}
	for _, r := range d.RelatedInformation {
		f.Related = append(f.Related, related{r.Message, at(fileName(r.Location.URI), r.Location.Range.Start)})
	}
	return f
}

func copyTree(to, from string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.CopyFS(to, os.DirFS(from))
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o666)
}

var peakLine = regexp.MustCompile(`(?m)^VmHWM:\s*(\d+ kB)$`)

// peakMemory is the most memory that a process has used, where the system
// tells.
func peakMemory(pid int) string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if m := peakLine.FindSubmatch(status); err == nil && m != nil {
		return string(m[1])
	}
	return "unknown"
}
