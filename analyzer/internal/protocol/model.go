package protocol

import (
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// Analyzer works out the roles of a package's declarations. Its result is a
// *[Model]; it reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "stopprotocol",
	Doc:        "work out the roles of the task stop protocol from directives, annotations, prose and shape",
	Run:        run,
	ResultType: reflect.TypeFor[*Model](),
}

// Model answers what the code under analysis says about itself, for the
// package under analysis and everything it imports.
type Model struct {
	pass *analysis.Pass
}

func run(pass *analysis.Pass) (any, error) {
	return &Model{pass: pass}, nil
}

// InSight reports whether the package declares or directly imports any part
// of a protocol. When it is false no engine needs to look at the package.
func (m *Model) InSight() bool { return false }

// Contract returns the contract written for fn, from any source, or nil. fn
// may be declared in any package and may be an interface method. A method
// that implements an interface method with a contract has that contract too.
func (m *Model) Contract(fn *types.Func) *Contract { return nil }

// MutexName returns the name that the code under analysis gives a lock
// class, with its article: "the signal mutex". Without a name it is the class
// itself: "TaskSet.mu".
func (m *Model) MutexName(c Class) string { return c.String() }

// StopInterfaces returns the interfaces whose implementations are internal
// stops, those of imported packages included.
func (m *Model) StopInterfaces() []*types.TypeName { return nil }

// IsTask reports whether t, or what it points to, is a task.
func (m *Model) IsTask(t types.Type) bool { return false }

// Problem is a directive or annotation that cannot be obeyed.
type Problem struct {
	Pos, End token.Pos
	Message  string
}

// Problems returns the malformed, misplaced, unknown and contradictory
// directives of the package, in source order.
func (m *Model) Problems() []Problem { return nil }
