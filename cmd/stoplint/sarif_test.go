package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"honnef.co/go/tools/sarif"

	"github.com/stoplint/stoplint/analyzer"
)

const (
	sarifTask = `package kernel

//stoplint:stop
type Stop interface{ Killable() bool }

//stoplint:task
type Task struct{ stop Stop }

//stoplint:begin internal
func (t *Task) begin(s Stop, why string) { t.stop = s }

type groupStop struct{}

func (groupStop) Killable() bool { return true }

func (t *Task) inGroup() bool {
	_, ok := t.stop.(*groupStop)
	return ok
}
`
	sarifUse = `package kernel

func (t *Task) group(u, v *Task) {
	/* é𝄞 */ t.begin(groupStop{}, "")
	//lint:ignore valuestop it is never ended
	u.begin(groupStop{}, "")
	/* é𝄞 */ v.begin(groupStop{}, "")
}
`
	sarifIgnore = "package other\n\n//lint:ignore stopdirective\nfunc F() {}\n"
)

// TestSARIF checks logs of the command against the schema, and for what they
// say.
func TestSARIF(t *testing.T) {
	t.Setenv("STOPLINT_CACHE", t.TempDir())
	binary, validator := buildCommand(t), filepath.Join(t.TempDir(), "validate")
	if out, err := exec.Command("go", "build", "-C", "../../testdata/sarif", "-o", validator, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	for _, test := range []struct {
		name string
		run  func(*testing.T, *sarifSubject)
	}{
		{"findings", testSARIFFindings},
		{"fingerprints", testSARIFFingerprints},
		{"failure", testSARIFFailure},
		{"baseline", testSARIFBaseline},
		{"suppressed", testSARIFSuppressed},
		{"paths", testSARIFPaths},
		{"clean", testSARIFClean},
		{"validator", testSARIFValidator},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, newSARIFSubject(t, binary, validator)) })
	}
}

// sarifSubject is a repository with a module below it, in which the file names
// and the code need escapes.
type sarifSubject struct {
	t                  *testing.T
	repository, module string
	binary, validator  string // executables
}

func newSARIFSubject(t *testing.T, binary, validator string) *sarifSubject {
	repository := t.TempDir()
	s := &sarifSubject{t, repository, filepath.Join(repository, "my module"), binary, validator}
	writeIn(t, repository, ".git/HEAD", "ref: refs/heads/main\n")
	writeIn(t, s.module, "go.mod", "module m\n\ngo 1.26\n")
	writeIn(t, s.module, "kernel/task.go", sarifTask)
	writeIn(t, s.module, "kernel/use #1.go", sarifUse)
	writeIn(t, s.module, "other/other.go", sarifIgnore)
	return s
}

// log runs the command, checks its output against the schema, and returns it.
func (s *sarifSubject) log(code int, args ...string) sarifRun {
	s.t.Helper()
	out, _ := runIn(s.t, s.module, code, s.binary, append([]string{"-sarif"}, args...)...)
	if problems := s.validate(out); problems != "" {
		s.t.Errorf("the log is not valid:\n%s\n%s", problems, out)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(out), &log); err != nil {
		s.t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 {
		s.t.Fatalf("version %s, %d runs", log.Version, len(log.Runs))
	}
	return log.Runs[0]
}

// validate returns what is wrong with a log.
func (s *sarifSubject) validate(log string) string {
	cmd := exec.Command(s.validator)
	cmd.Dir = "../../testdata/sarif"
	cmd.Stdin = strings.NewReader(log)
	out, err := cmd.CombinedOutput()
	if err != nil && len(out) == 0 {
		s.t.Fatal(err)
	}
	return string(out)
}

func testSARIFFindings(t *testing.T, s *sarifSubject) {
	run := s.log(exitFindings, "./...")

	inv := run.Invocations[0]
	if !inv.ExecutionSuccessful || inv.ExitCode != exitFindings || len(inv.Notifications) != 0 || inv.WorkingDirectory.URI != fileURI(s.module)+"/" {
		t.Errorf("invocation %+v", inv)
	}
	if base := run.OriginalURIBaseIDs[sourceRoot]; base.URI != fileURI(s.repository)+"/" {
		t.Errorf("files are named relative to %s", base.URI)
	}
	checkRules(t, run.Tool.Driver)

	var ids []string
	seen := make(map[string]bool)
	for _, r := range run.Results {
		ids = append(ids, r.RuleID)
		if run.Tool.Driver.Rules[*r.RuleIndex].ID != r.RuleID {
			t.Errorf("rule %d is not %s", *r.RuleIndex, r.RuleID)
		}
		if r.Level != sarif.Error || r.Kind != sarif.Fail || r.Message.Text == "" || r.BaselineState != "" || r.Suppressions != nil {
			t.Errorf("result %+v", r)
		}
		if print := r.PartialFingerprints[fingerprintKey]; print == "" || seen[print] {
			t.Errorf("fingerprint %q", print)
		} else {
			seen[print] = true
		}
	}
	// The ignored finding is not there, of three that are alike.
	if got := strings.Join(ids, " "); got != "valuestop valuestop valuestop stopdirective" {
		t.Fatalf("results of %s", got)
	}

	r := run.Results[1]
	at := r.Locations[0]
	if uri := at.PhysicalLocation.ArtifactLocation; uri.URI != "my%20module/kernel/use%20%231.go" || uri.URIBaseID != sourceRoot {
		t.Errorf("file %+v", uri)
	}
	// The line begins with a tab, then 9 UTF-16 code units, which are 12 bytes.
	if want := (sarif.Region{StartLine: 4, StartColumn: 20, EndLine: 4, EndColumn: 31}); at.PhysicalLocation.Region != want {
		t.Errorf("region %+v, want %+v", at.PhysicalLocation.Region, want)
	}
	if at.LogicalLocations[0].Name != "m/kernel.Task.group" {
		t.Errorf("in %+v", at.LogicalLocations)
	}
	if rel := r.RelatedLocations; len(rel) != 1 || rel[0].ID != 1 || rel[0].Message.Text != "this never matches it" || rel[0].PhysicalLocation.Region.StartLine != 17 {
		t.Errorf("related places %+v", rel)
	}
	if len(r.Fixes) != 1 || len(r.Fixes[0].ArtifactChanges) != 2 {
		t.Fatalf("fixes %+v", r.Fixes)
	}
	for _, c := range r.Fixes[0].ArtifactChanges {
		for _, edit := range c.Replacements {
			if edit.InsertedContent.Text != "*" && edit.InsertedContent.Text != "(*groupStop)(nil)" {
				t.Errorf("edit %+v", edit)
			}
		}
	}
}

// checkRules checks what GitHub's code scanning asks of rules.
func checkRules(t *testing.T, d sarifDriver) {
	t.Helper()
	if d.Name != "stoplint" || len(d.Rules) != len(analyzer.Suite()) {
		t.Errorf("tool %s with %d rules", d.Name, len(d.Rules))
	}
	for i, a := range analyzer.Suite() {
		r := d.Rules[i]
		if r.ID != a.Name || r.HelpURI != a.URL || !r.DefaultConfiguration.Enabled {
			t.Errorf("rule %+v", r)
		}
		for _, text := range []string{r.ShortDescription.Text, r.FullDescription.Text} {
			if text == "" || len(text) > 1024 {
				t.Errorf("description of %s: %q", r.ID, text)
			}
		}
		if u, err := url.Parse(r.HelpURI); err != nil || u.Scheme != "https" {
			t.Errorf("address of %s: %s", r.ID, r.HelpURI)
		}
		if r.Help.Text == "" || r.Help.Markdown == "" || strings.Contains(r.Help.Markdown, "{#") {
			t.Errorf("help of %s: %+v", r.ID, r.Help)
		}
	}
}

// Fingerprints stay the same when lines move, and follow the order of findings
// that are alike.
func testSARIFFingerprints(t *testing.T, s *sarifSubject) {
	before := s.log(exitFindings, "./kernel").Results
	writeIn(t, s.module, "kernel/use #1.go", strings.Replace(sarifUse, "\n\nfunc", "\n\n// group stops.\nfunc", 1))
	writeIn(t, s.module, "kernel/task.go", strings.Replace(sarifTask, "\n\n", "\n\nvar unrelated int\n\n", 1))
	after := s.log(exitFindings, "./kernel").Results
	if len(before) != 3 || len(after) != 3 {
		t.Fatalf("%d results, then %d", len(before), len(after))
	}
	for i := range before {
		a, b := before[i], after[i]
		if a.PartialFingerprints[fingerprintKey] != b.PartialFingerprints[fingerprintKey] {
			t.Errorf("result %d has another fingerprint", i)
		}
		if a.Locations[0].PhysicalLocation.Region.StartLine == b.Locations[0].PhysicalLocation.Region.StartLine {
			t.Errorf("result %d has not moved", i)
		}
	}
}

// What cannot be analysed is told in the log, beside what is found elsewhere.
func testSARIFFailure(t *testing.T, s *sarifSubject) {
	writeIn(t, s.module, "broken/broken.go", "package broken\n\nvar x int = \"é\"\n")
	writeIn(t, s.module, "empty/README", "")
	run := s.log(exitFailure, "./other", "./broken", "./empty/...")
	if len(run.Results) != 1 || run.Results[0].RuleID != "stopdirective" {
		t.Errorf("results %+v", run.Results)
	}
	inv := run.Invocations[0]
	if inv.ExecutionSuccessful || inv.ExitCode != exitFailure || len(inv.Notifications) != 2 {
		t.Fatalf("invocation %+v", inv)
	}
	pattern, broken := inv.Notifications[0], inv.Notifications[1]
	if pattern.Message.Text != "pattern ./empty/... matches no packages" || pattern.Locations != nil || pattern.Level != sarif.Error {
		t.Errorf("notification %+v", pattern)
	}
	if at := broken.Locations[0].PhysicalLocation; at.ArtifactLocation.URI != "my%20module/broken/broken.go" || at.Region.StartLine != 3 {
		t.Errorf("notification %+v", broken)
	}
}

// What the baseline describes is left out, or there as suppressed.
func testSARIFBaseline(t *testing.T, s *sarifSubject) {
	known := filepath.Join(s.module, "known.jsonl")
	runIn(t, s.module, exitClean, s.binary, "-baseline", known, "-update-baseline", "./...")
	run := s.log(exitClean, "-baseline", known, "./...")
	if run.Results == nil || len(run.Results) != 0 {
		t.Errorf("results %+v", run.Results)
	}
	run = s.log(exitClean, "-suppressed", "-baseline", known, "./...")
	const all = "unchanged external task.go, unchanged external use%20%231.go, new inSource use%20%231.go, unchanged external use%20%231.go, unchanged external other.go"
	if got := states(run); got != all {
		t.Errorf("results %s, want %s", got, all)
	}
	writeIn(t, s.module, "other/other.go", strings.Replace(sarifIgnore, "F()", "G()", 1))
	run = s.log(exitFindings, "-baseline", known, "./...")
	if got, want := states(run), "new known.jsonl, new other.go"; got != want {
		t.Errorf("results %s, want %s", got, want)
	}
}

// states returns of each result its state, what suppresses it and its file.
func states(run sarifRun) string {
	var all []string
	for _, r := range run.Results {
		var words []string
		if r.BaselineState != "" {
			words = append(words, r.BaselineState)
		}
		for _, by := range r.Suppressions {
			words = append(words, by.Kind)
		}
		words = append(words, filepath.Base(r.Locations[0].PhysicalLocation.ArtifactLocation.URI))
		all = append(all, strings.Join(words, " "))
	}
	return strings.Join(all, ", ")
}

// What a comment silences is there if it is asked for, with the reason. The
// others are what they are without it, but for saying that they are not
// suppressed.
func testSARIFSuppressed(t *testing.T, s *sarifSubject) {
	without := s.log(exitFindings, "./kernel").Results
	with := s.log(exitFindings, "-suppressed", "./kernel").Results
	if len(without) != 3 || len(with) != 4 {
		t.Fatalf("%d results, and %d with those that are suppressed", len(without), len(with))
	}
	r := with[2]
	if len(r.Suppressions) != 1 || r.Suppressions[0].Kind != "inSource" || r.Suppressions[0].Justification != "it is never ended" {
		t.Errorf("suppressions %+v", r.Suppressions)
	}
	if r.RuleID != "valuestop" || r.Locations[0].PhysicalLocation.Region.StartLine != 6 || len(r.Fixes) == 0 {
		t.Errorf("result %+v", r)
	}
	for i, r := range slices.Delete(with, 2, 3) {
		if r.Suppressions == nil || len(r.Suppressions) != 0 {
			t.Errorf("suppressions %+v", r.Suppressions)
		}
		r.Suppressions = nil
		if !reflect.DeepEqual(r, without[i]) {
			t.Errorf("result %+v, without suppressed ones %+v", r, without[i])
		}
	}
}

// Of the findings on the tour, those that a path leads to have it.
func testSARIFPaths(t *testing.T, s *sarifSubject) {
	s.module = "../.."
	var got strings.Builder
	for _, r := range s.log(exitFindings, tourPatterns).Results {
		fmt.Fprintf(&got, "%s", r.RuleID)
		for _, flow := range r.CodeFlows {
			for _, step := range flow.ThreadFlows[0].Locations {
				at := step.Location.PhysicalLocation
				fmt.Fprintf(&got, " %s:%d", path.Base(at.ArtifactLocation.URI), at.Region.StartLine)
			}
		}
		fmt.Fprintln(&got)
	}
	const want = `offtask
unguarded ask.go:14 ask.go:16
unpairedstop copy.go:30 copy.go:31 copy.go:32
staleguard freeze.go:19 freeze.go:20 freeze.go:28
valuestop
unlockedcall kill.go:17 kill.go:19
leakedlock members.go:19 members.go:22
lockorder order.go:25 order.go:27
lateyield report.go:13 report.go:14
stopdirective
`
	if got.String() != want {
		t.Errorf("paths\n%s\nwant\n%s", &got, want)
	}
}

// With nothing found, the log has an empty list of results.
func testSARIFClean(t *testing.T, s *sarifSubject) {
	if err := os.RemoveAll(filepath.Join(s.repository, ".git")); err != nil {
		t.Fatal(err)
	}
	run := s.log(exitClean, "-checks=stopdirective", "./kernel")
	if run.Results == nil || len(run.Results) != 0 || len(run.Tool.Driver.Rules) != 1 {
		t.Errorf("results %v, rules %v", run.Results, run.Tool.Driver.Rules)
	}
	if base := run.OriginalURIBaseIDs[sourceRoot]; base.URI != fileURI(s.module)+"/" {
		t.Errorf("files are named relative to %s", base.URI)
	}
}

// The validator finds faults, or its silence would mean nothing.
func testSARIFValidator(t *testing.T, s *sarifSubject) {
	good, _ := runIn(t, s.module, exitFindings, s.binary, "-sarif", "./other")
	for _, test := range []struct{ old, new, want string }{
		{`"startLine": 3`, `"startLine": 0`, "startLine: Must be greater than or equal to 1"},
		{`"columnKind"`, `"columKind"`, "columKind is not allowed"},
		{`"kind": "fail"`, `"kind": "bad"`, "kind must be one of"},
		{`"executionSuccessful"`, `"executionSuccess"`, "executionSuccessful is required"},
	} {
		bad := strings.Replace(good, test.old, test.new, 1)
		if bad == good {
			t.Errorf("the log has no %s", test.old)
		}
		if got := s.validate(bad); !strings.Contains(got, test.want) {
			t.Errorf("with %s: %q, want %q", test.new, got, test.want)
		}
	}
}

// Files outside the repository are named in full.
func TestArtifact(t *testing.T) {
	root := t.TempDir()
	l := &sarifWriter{root: root}
	for _, test := range []struct {
		file string
		want sarif.ArtifactLocation
	}{
		{filepath.Join(root, "a", "b:c.go"), sarif.ArtifactLocation{URI: "a/b:c.go", URIBaseID: sourceRoot}},
		{filepath.Join(root, "b:c.go"), sarif.ArtifactLocation{URI: "./b:c.go", URIBaseID: sourceRoot}},
		{filepath.Join(filepath.Dir(root), "a b.go"), sarif.ArtifactLocation{URI: fileURI(filepath.Dir(root)) + "/a%20b.go"}},
	} {
		if got := l.artifact(test.file); got != test.want {
			t.Errorf("%s is %+v, want %+v", test.file, got, test.want)
		}
	}
}
