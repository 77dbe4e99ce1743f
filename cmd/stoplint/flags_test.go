package main

import (
	"testing"
)

// Which of the flags that say what becomes of findings go together.
func TestContradiction(t *testing.T) {
	flags := []string{"-audit", "-baseline=f", "-diff", "-fix", "-json", "-sarif", "-update-baseline"}
	together := map[string]bool{
		"-audit -json":                 true,
		"-baseline=f -diff":            true,
		"-baseline=f -fix":             true,
		"-baseline=f -json":            true,
		"-baseline=f -sarif":           true,
		"-baseline=f -update-baseline": true,
		"-diff -fix":                   true,
		"-fix -json":                   true,
		"-fix -sarif":                  true,
	}
	for i, a := range flags {
		for _, b := range flags[i+1:] {
			_, err := parseFlags([]string{a, b})
			if want := together[a+" "+b]; (err == nil) != want {
				t.Errorf("%s %s: %v", a, b, err)
			}
		}
	}
	for _, args := range [][]string{
		{"-update-baseline"},
		{"-fix", "-baseline=f", "-update-baseline"},
		{"-fix", "-json", "-sarif"},
	} {
		if _, err := parseFlags(args); err == nil {
			t.Errorf("%v is accepted", args)
		}
	}
	for _, args := range [][]string{
		{"-fix", "-baseline=f", "-sarif"},
		{"-fix", "-diff", "-baseline=f"},
		{"-diff=false", "-json"},
	} {
		if _, err := parseFlags(args); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
}
