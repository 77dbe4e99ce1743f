package gclplugin

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestSARIF compares the findings of one run in the two forms that other
// programs read.
func TestSARIF(t *testing.T) {
	dir := t.TempDir()
	jsonFile, sarifFile := filepath.Join(dir, "out.json"), filepath.Join(dir, "out.sarif")
	runCustom(t, needTools(t), rootDir, slices.Concat(allFindings, []string{
		"--output.json.path=" + jsonFile, "--output.sarif.path=" + sarifFile, "./testdata/tour/...",
	})...)

	var r report
	readJSON(t, jsonFile, &r)
	var want []string
	for _, i := range r.Issues {
		want = append(want, fmt.Sprintf("%s:%d:%d: %s (%s)", i.Pos.Filename, i.Pos.Line, i.Pos.Column, i.Text, i.FromLinter))
	}

	var log struct {
		Version string
		Runs    []struct {
			Tool    struct{ Driver struct{ Name string } }
			Results []struct {
				RuleID    string
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	readJSON(t, sarifFile, &log)
	if log.Version != "2.1.0" || len(log.Runs) != 1 {
		t.Fatalf("version %s with %d runs", log.Version, len(log.Runs))
	}
	run := log.Runs[0]
	if run.Tool.Driver.Name != "golangci-lint" {
		t.Errorf("the tool is %s", run.Tool.Driver.Name)
	}
	var got []string
	for _, res := range run.Results {
		if len(res.Locations) != 1 {
			t.Fatalf("%d locations of %s", len(res.Locations), res.Message.Text)
		}
		if res.Level != "error" {
			t.Errorf("level %s of %s", res.Level, res.Message.Text)
		}
		at := res.Locations[0].PhysicalLocation
		got = append(got, fmt.Sprintf("%s:%d:%d: %s (%s)", at.ArtifactLocation.URI, at.Region.StartLine, at.Region.StartColumn, res.Message.Text, res.RuleID))
	}
	if !slices.Equal(got, want) || len(got) == 0 {
		t.Errorf("SARIF has\n%q\nJSON has\n%q", got, want)
	}
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v\n%s", file, err, data)
	}
}
