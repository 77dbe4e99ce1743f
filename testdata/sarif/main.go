// Command sarif reads a SARIF log from standard input and writes what is wrong
// with it, by the schema that OASIS publishes and by the types of a library
// that reads such logs.
//
// It is a module of its own to keep what it needs out of stoplint's. The
// schema is the one that the library carries.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/xeipuuv/gojsonschema"
)

func main() {
	log, err := io.ReadAll(os.Stdin)
	if err == nil {
		err = check(log)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(log []byte) error {
	schema, err := schemaText()
	if err != nil {
		return err
	}
	result, err := gojsonschema.Validate(gojsonschema.NewStringLoader(schema), gojsonschema.NewBytesLoader(log))
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range result.Errors() {
		errs = append(errs, errors.New(e.String()))
	}
	dec := json.NewDecoder(bytes.NewReader(log))
	dec.DisallowUnknownFields()
	errs = append(errs, dec.Decode(new(sarif.Report)))
	return errors.Join(errs...)
}

// schemaText returns the value of the constant schema in the library's source.
func schemaText() (string, error) {
	dir, err := exec.Command("go", "list", "-f={{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		return "", err
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "schema.go"), nil, 0)
	if err != nil {
		return "", err
	}
	for _, d := range file.Decls {
		if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.CONST {
			for _, s := range d.Specs {
				s := s.(*ast.ValueSpec)
				if lit, ok := s.Values[0].(*ast.BasicLit); ok && s.Names[0].Name == "schema" {
					return strconv.Unquote(lit.Value)
				}
			}
		}
	}
	return "", errors.New("the library has no schema")
}
