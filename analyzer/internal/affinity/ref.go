package affinity

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// ref is a task in the terms of one function, so that a summary can be applied
// at any call of it. The zero ref is a task that is not known.
type ref struct {
	Param int    // 1 + index of the parameter, receiver counted, or 0
	Steps string // from the parameter
	// Origin is where a task comes from that is not known otherwise.
	Origin origin
	// outer is the path itself where it belongs to an enclosing function, or
	// to a package-level variable. It never leaves the package.
	outer ir.Path
}

func (r ref) String() string {
	switch {
	case r.Param > 0:
		return fmt.Sprintf("%d%s", r.Param-1, r.Steps)
	case !r.outer.IsZero():
		return "outer" + r.outer.Steps
	}
	return "any"
}

// relative expresses p in the terms of fn.
func (e *engine) relative(fn *ssa.Function, p ir.Path) ref {
	if p.IsZero() || p.Dep != nil || p.Index != 0 {
		return ref{}
	}
	switch root := p.Root.(type) {
	case *ssa.Parameter:
		if i := paramIndex(fn, root); i >= 0 {
			return ref{Param: i + 1, Steps: p.Steps}
		}
	case *ssa.Global:
		return ref{outer: p}
	case *ssa.Const, *ssa.Function, *ssa.Builtin:
		return ref{}
	}
	if in := p.Root.Parent(); in != nil && in != fn && encloses(in, fn) {
		return ref{outer: p}
	}
	return ref{}
}

func encloses(outer, fn *ssa.Function) bool {
	for f := fn.Parent(); f != nil; f = f.Parent() {
		if f == outer {
			return true
		}
	}
	return false
}

// resolve expresses r in the terms of a caller that passes args.
func (r ref) resolve(args []ir.Path) ir.Path {
	switch {
	case !r.outer.IsZero():
		return r.outer
	case r.Param > 0 && r.Param <= len(args) && !args[r.Param-1].IsZero():
		return args[r.Param-1].Join(r.Steps)
	}
	return ir.Path{}
}

// within expresses p, a path of the function that ed leaves, in the terms of
// to, which ed enters.
func within(ed *edge, to *function, p ir.Path) []ir.Path {
	if p.IsZero() {
		return nil
	}
	var out []ir.Path
	if _, global := p.Root.(*ssa.Global); global {
		out = append(out, p)
	} else if in := p.Root.Parent(); in != nil && encloses(in, to.fn) {
		out = append(out, p)
	}
	for i, a := range ed.args {
		if i >= len(to.fn.Params) || a.IsZero() || a.Root != p.Root || a.Index != p.Index || a.Dep != p.Dep {
			continue
		}
		rest, ok := strings.CutPrefix(p.Steps, a.Steps)
		if ok && (rest == "" || rest[0] == '.') {
			out = append(out, ir.Path{Root: to.fn.Params[i], Steps: rest})
		}
	}
	return out
}
