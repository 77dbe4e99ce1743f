package goplsbuild

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestSettings reads the settings that are JSON as an editor does.
func TestSettings(t *testing.T) {
	const binary = `C:\Program Files\a "b" <é>\gopls.exe`
	var b strings.Builder
	if err := WriteSettings(&b, binary, []string{"one", "two"}); err != nil {
		t.Fatal(err)
	}
	type analyses map[string]bool
	var code struct {
		Tools map[string]string `json:"go.alternateTools"`
		Gopls struct {
			Analyses analyses `json:"ui.diagnostic.analyses"`
		} `json:"gopls"`
	}
	decodeSettings(t, b.String(), "VS Code", &code)
	var zed struct {
		LSP struct {
			Gopls struct {
				Binary  struct{ Path string }
				Options struct{ Analyses analyses } `json:"initialization_options"`
			}
		}
	}
	decodeSettings(t, b.String(), "Zed", &zed)
	for editor, path := range map[string]string{"VS Code": code.Tools["gopls"], "Zed": zed.LSP.Gopls.Binary.Path} {
		if path != binary {
			t.Errorf("%s runs %q, not %q", editor, path, binary)
		}
	}
	for editor, as := range map[string]analyses{"VS Code": code.Gopls.Analyses, "Zed": zed.LSP.Gopls.Options.Analyses} {
		if len(as) != 2 || !as["one"] || !as["two"] {
			t.Errorf("%s is told of the checks %v", editor, as)
		}
	}
	if strings.Contains(b.String(), "{{") {
		t.Error("the settings show the template")
	}
}

// decodeSettings decodes the members of an object that stand, indented, under
// the editor's heading.
func decodeSettings(t *testing.T, text, editor string, v any) {
	t.Helper()
	_, section, ok := strings.Cut(text, "\n"+editor+": settings.json\n\n")
	section, _, end := strings.Cut(section, "\n\n")
	if !ok || !end {
		t.Fatalf("no settings for %s in:\n%s", editor, text)
	}
	if err := json.Unmarshal([]byte("{"+section+"}"), v); err != nil {
		t.Errorf("%s: %v in:\n%s", editor, err, section)
	}
}
