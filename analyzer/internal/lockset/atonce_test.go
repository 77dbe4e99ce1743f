package lockset

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/alone"
	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// TestExportCallers checks which parameters of a package without a protocol
// are known to be called at once.
func TestExportCallers(t *testing.T) {
	const src = `package p

var kept func()
var ch chan func()

type S struct{ f func() }

func Direct(f func())                { f() }
func Twice(f, g func(int))           { f(1); (g)(2); f(3) }
func Deferred(f func())              { defer f() }
func IfSet(f func())                 { if f != nil { f() } }
func Inner(f func(int))              { Twice(func(i int) { f(i) }, f) }
func Inlined(f func())               { func() { f() }() }
func Named(f Handler)                { f() }
func Generic[T any](x T, f func(T))  { f(x) }
func ByGeneric(f func(int))          { Generic(1, f) }
func (s *S) Method(n int, f func())  { f() }
func ByMethod(f func())              { new(S).Method(1, f) }

type Handler func()

func Unused(f func())                {}
func Spawned(f func())               { go f() }
func InSpawned(f func())             { go func() { f() }() }
func Kept(f func())                  { f(); kept = f }
func Sent(f func())                  { ch <- f }
func InKept(f func())                { kept = func() { f() } }
func Returned(f func()) func()       { f(); return f }
func Assigned(f func())              { f = kept; f() }
func Field(f func())                 { _ = S{f} }
func ByKept(f func())                { Kept(f) }
func ByInterface(f func(), i interface{ M(func()) }) { i.M(f) }
func Rec(f func(), n int)            { if n > 0 { Rec(f, n-1) } }
func Var(fs ...func())               { fs[0]() }
func hidden(f func())                { f() }
`
	want := map[string]string{
		"Direct": "param0 kind1", "Twice": "param0 kind1; param1 kind1", "Deferred": "param0 kind1",
		"IfSet": "param0 kind1", "Inner": "param0 kind1", "Inlined": "param0 kind1", "Named": "param0 kind1",
		"Generic": "param1 kind1", "ByGeneric": "param0 kind1", "Method": "param2 kind1", "ByMethod": "param0 kind1",
	}
	p := alone.Check(t, src)
	got := map[string]string{}
	exportCallers(&analysis.Pass{
		Fset: p.Fset, Files: p.Files, Pkg: p.Types, TypesInfo: p.Info,
		ExportObjectFact: func(obj types.Object, f analysis.Fact) { got[obj.Name()] = f.(*Fact).String() },
	}, ir.NewTakers(p.Files, p.Info))
	for name, fact := range want {
		if got[name] != fact {
			t.Errorf("%s: fact %q, want %q", name, got[name], fact)
		}
	}
	for name, fact := range got {
		if want[name] == "" {
			t.Errorf("%s has fact %q, want none", name, fact)
		}
	}
}
