package main

import (
	"os"
	"testing"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/capture"
)

const tourPicture = "../../testdata/tour/tour.svg"

// TestPicture compares the picture in the README with the output of the tour.
func TestPicture(t *testing.T) {
	const command = "go run ./cmd/stoplint " + tourPatterns
	want := capture.SVG("stoplint on its tour", "$ "+command+"\n"+readFile(t, tourExpected))
	if *update {
		if err := os.WriteFile(tourPicture, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if readFile(t, tourPicture) != want {
		t.Errorf("%s is stale: run go test ./cmd/stoplint -run=TestPicture -update", tourPicture)
	}
}
