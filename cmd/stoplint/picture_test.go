package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/capture"
)

const tourPicture = "../../testdata/tour/tour.svg"

// pictured are the commands that the picture in the README shows, run on the tour.
var pictured = []string{
	"stoplint -checks=unlockedcall,unpairedstop ./kernel",
	"stoplint -diff -checks=unpairedstop ./kernel",
	"stoplint -audit=violated ./kernel",
}

// testPicture compares the picture with what the binary prints.
func testPicture(t *testing.T, binary string) {
	var session strings.Builder
	session.WriteString("$ cd testdata/tour\n")
	for _, command := range pictured {
		cmd := exec.Command(binary, strings.Fields(command)[1:]...)
		cmd.Dir = "../../testdata/tour"
		cmd.Env = append(cmd.Environ(), "STOPLINT_CACHE="+t.TempDir())
		out, _ := cmd.CombinedOutput() // findings make the exit code 1
		fmt.Fprintf(&session, "$ %s\n%s", command, out)
	}
	want := capture.SVG("stoplint on its tour", session.String())
	if *update {
		if err := os.WriteFile(tourPicture, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if readFile(t, tourPicture) != want {
		t.Errorf("%s is stale: run go test ./cmd/stoplint -run=TestTour -update", tourPicture)
	}
}
