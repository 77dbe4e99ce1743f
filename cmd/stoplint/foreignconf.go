package main

import (
	"errors"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
	"honnef.co/go/tools/config"
	"honnef.co/go/tools/lintcmd/runner"
)

// foreignConfig is why a package cannot be loaded because of a staticcheck.conf
// that is malformed. Stoplint has no use for such a file, but the library that
// loads packages for it reads each that lies in or above a package's directory.
type foreignConfig struct {
	err  error // nil if there is no such reason
	file string
}

// foreignConfigOf finds out whether a package that failed did so for that reason.
func foreignConfigOf(res runner.Result) foreignConfig {
	dir := config.Dir(res.Package.GoFiles)
	if dir == "" {
		return foreignConfig{}
	}
	_, err := config.Load(dir)
	if err == nil {
		return foreignConfig{}
	}
	// The files are read from the inside out, up to the first that is malformed.
	for parent := filepath.Dir(dir); parent != dir; dir, parent = parent, filepath.Dir(parent) {
		if _, outer := config.Load(parent); outer == nil || outer.Error() != err.Error() {
			break
		}
	}
	return foreignConfig{err, filepath.Join(dir, config.ConfigName)}
}

// is reports whether an error of the package is the one of the configuration.
func (c foreignConfig) is(err packages.Error) bool {
	return c.err != nil && (err.Msg == c.err.Error() || strings.HasPrefix(err.Pos, c.file+":"))
}

var tomlLine = regexp.MustCompile(`^toml: line (\d+)(?: \(last key "[^"]*"\))?: `)

// failure says where the file is malformed and why that matters here.
func (c foreignConfig) failure() failure {
	pos, message := token.Position{Filename: c.file}, c.err.Error()
	if parse, ok := errors.AsType[config.ParseError](c.err); ok {
		pos.Line, pos.Column = parse.Position.Line, parse.Position.Col
		message = parse.Message
	} else if m := tomlLine.FindStringSubmatch(message); m != nil {
		pos.Line, _ = strconv.Atoi(m[1])
		message = message[len(m[0]):]
	} else if path, ok := errors.AsType[*os.PathError](c.err); ok {
		message = path.Err.Error()
	}
	return failure{pos: pos, message: fmt.Sprintf("%s; stoplint does not go by this file, but what it loads packages with reads it", message)}
}
