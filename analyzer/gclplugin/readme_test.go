package gclplugin

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// readmeBlock returns the fenced block of README.md in the given language that
// contains a text, without its indentation.
func readmeBlock(language, text string) (string, error) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		return "", err
	}
	var block strings.Builder
	indent, fenced, inside := "", false, false
	for line := range strings.Lines(string(data)) {
		trimmed := strings.TrimLeft(line, " ")
		switch {
		case !fenced && strings.HasPrefix(trimmed, "```"):
			indent, fenced, inside = line[:len(line)-len(trimmed)], true, trimmed == "```"+language+"\n"
			block.Reset()
		case trimmed == "```\n":
			if inside && strings.Contains(block.String(), text) {
				return block.String(), nil
			}
			fenced, inside = false, false
		case inside:
			block.WriteString(strings.TrimPrefix(line, indent))
		}
	}
	return "", fmt.Errorf("README.md has no block of %s with %q", language, text)
}

// readmeCommands returns the commands of the console block of README.md that
// contains a text, in words.
func readmeCommands(text string) ([][]string, error) {
	block, err := readmeBlock("console", text)
	if err != nil {
		return nil, err
	}
	var commands [][]string
	for line := range strings.Lines(block) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, strings.Fields(command))
		}
	}
	return commands, nil
}

// TestReadmeConfig compares the .custom-gcl.yml in README.md with the file.
func TestReadmeConfig(t *testing.T) {
	want, err := os.ReadFile(".custom-gcl.yml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := readmeBlock("yaml", "plugins:")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("README.md has\n%s\n.custom-gcl.yml is\n%s", got, want)
	}
}
