package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// isFresh reports whether the object that p leads to is, or is part of, one
// that the function has made itself, or that was made for it, and that nobody
// else can have before instr. sure is false if p follows a pointer out of such
// an object.
func (fl *flow) isFresh(p ir.Path, instr ssa.Instruction) (fresh, sure bool) {
	return fl.isFreshDepth(p, instr, 0)
}

func (fl *flow) isFreshDepth(p ir.Path, instr ssa.Instruction, depth int) (fresh, sure bool) {
	switch root := p.Root.(type) {
	case *ssa.Alloc:
		if root.Parent() != fl.f.fn {
			return false, false
		}
	case *ssa.Call:
		if root.Parent() != fl.f.fn || !fl.e.makes(root, max(0, p.Index-1)) {
			return false, false
		}
	case *ssa.Phi:
		// One of several objects, of which some are.
		for _, v := range root.Edges {
			if q := fl.e.paths.Of(v); depth < 4 && q.Root != root {
				if fresh, _ := fl.isFreshDepth(q, instr, depth+1); fresh {
					return true, false
				}
			}
		}
		return false, false
	default:
		return false, false
	}
	if ir.IsShared(component(p), instr) {
		return false, false
	}
	return true, p.Steps == "" || p.Index == 0 && ir.ByValue(p)
}

// isMade reports whether p leads to a part of an object that the function has
// made, whoever may have it by now.
func (fl *flow) isMade(p ir.Path) bool {
	switch root := p.Root.(type) {
	case *ssa.Alloc:
		return root.Parent() == fl.f.fn && ir.ByValue(p)
	case *ssa.Call:
		return root.Parent() == fl.f.fn && p.Steps == "" && fl.e.makes(root, max(0, p.Index-1))
	}
	return false
}

// component returns the value at the root of p: of a call with several results,
// the one meant.
func component(p ir.Path) ssa.Value {
	if p.Index == 0 {
		return p.Root
	}
	for _, ref := range *p.Root.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == p.Index-1 {
			return x
		}
	}
	return p.Root
}

// makes reports whether result i of call is an object that the callee has made
// for its caller alone.
func (e *engine) makes(call *ssa.Call, i int) bool {
	callees, complete := e.paths.Callees(&call.Call)
	if !complete || len(callees) != 1 {
		return false
	}
	c := callees[0]
	if c.Obj != nil && c.Obj.FullName() == "(*sync.Pool).Get" {
		return true
	}
	sum := e.summaryOf(c)
	return sum != nil && sum.Makes&(1<<i) != 0
}

// made returns, as a set of bits, the results that at every return are objects
// made for the caller alone, or nil.
func (fl *flow) made() uint32 {
	results := fl.f.fn.Signature.Results()
	var made uint32
	for i := range min(results.Len(), 32) {
		if _, ok := results.At(i).Type().Underlying().(*types.Pointer); !ok {
			continue
		}
		if fl.madeResult(i) {
			made |= 1 << i
		}
	}
	return made
}

func (fl *flow) madeResult(i int) bool {
	found := false
	for _, b := range fl.f.fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || i >= len(ret.Results) {
			continue
		}
		p := fl.e.paths.Of(ret.Results[i])
		if c, ok := p.Root.(*ssa.Const); ok && c.Value == nil {
			continue
		}
		if _, sure := fl.isFresh(p, ret); !sure {
			return false
		}
		found = true
	}
	return found
}
