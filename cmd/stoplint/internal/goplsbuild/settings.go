package goplsbuild

import (
	_ "embed"
	"encoding/json"
	"io"
	"strings"
	"text/template"
)

//go:embed settings.txt
var settingsText string

var settingsTemplate = template.Must(template.New("settings").Funcs(template.FuncMap{
	"quote": quote,
}).Parse(settingsText))

// WriteSettings writes what to put into the settings of editors for them to
// run the gopls in the file binary, whose name is absolute, and how to choose
// among the checks.
func WriteSettings(w io.Writer, binary string, checks []string) error {
	return settingsTemplate.Execute(w, struct {
		Binary string
		Checks []string
	}{binary, checks})
}

// quote returns s as a string literal of JSON, which is one of Lua, TOML and
// Emacs Lisp, too, if s is a file name.
func quote(s string) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(s)
	return strings.TrimSuffix(b.String(), "\n"), err
}
