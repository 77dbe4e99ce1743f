package lockset

import (
	"container/heap"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// flow is the analysis of one function body: a set of alternative states is
// pushed through its blocks until no block sees a new one.
type flow struct {
	e       *engine
	f       *function
	sum     *summary
	rank    map[*ssa.BasicBlock]int
	seen    map[*ssa.BasicBlock]*blockStates
	queue   workQueue
	queued  map[*ssa.BasicBlock]bool
	fuel    int
	returns [][]ir.Path // of each return, for summary.Returns
	// given are the mutexes that the function unlocks without having locked
	// them: it is made to be called with them held, sometimes at least.
	given map[ref]bool
	// stores are the captured variables that the function assigns.
	stores []*ssa.Alloc
}

// blockStates are the alternative states on entry to a block.
type blockStates struct {
	byKey   map[string]*state
	pending []*state
	joined  *state
	n       int
}

// analyse computes f's summary and the verdicts at its calls from scratch.
func (e *engine) analyse(f *function) {
	f.sites = map[siteKey]*site{}
	f.siteList = nil
	fl := &flow{e: e, f: f, sum: &summary{}}
	if len(f.fn.Blocks) > 0 && !isPrimitive(f) {
		fl.run()
	}
	fl.sum.Params = e.paramUses(f, fl.sum.Params)
	f.summary = fl.sum
}

// isPrimitive reports whether f is itself a lock operation.
func isPrimitive(f *function) bool { return f.obj != nil && isMutexMethod(f.obj) }

func (fl *flow) run() {
	blocks := fl.f.fn.Blocks
	fl.rank = ranks(blocks)
	fl.seen = make(map[*ssa.BasicBlock]*blockStates, len(blocks))
	fl.queued = map[*ssa.BasicBlock]bool{}
	fl.stores = fl.e.capturedStores(fl.f.fn)
	fl.fuel = 40*instructions(blocks) + 4096
	for _, s := range fl.entryStates() {
		fl.enter(blocks[0], s)
	}
	for fl.queue.Len() > 0 {
		b := heap.Pop(&fl.queue).(ranked).block
		fl.queued[b] = false
		bs := fl.seen[b]
		pending := bs.pending
		bs.pending = nil
		for _, s := range pending {
			fl.block(b, s.clone())
			if fl.fuel <= 0 {
				fl.f.gaveUp = true
				fl.sum = &summary{}
				return
			}
		}
	}
	fl.sum.NeverReturns = len(fl.sum.Exits) == 0 && fl.f.fn.Recover == nil
	fl.sum.Returns = fl.returnedPaths()
	fl.sum.Locks = slices.DeleteFunc(fl.sum.Locks, func(l lockUse) bool { return fl.given[l.Mutex] })
}

// entryStates returns what may hold when the function is entered: what its
// written contract says, one state for each choice among alternatives.
func (fl *flow) entryStates() []*state {
	states := []*state{{}}
	args := make([]ssa.Value, len(fl.f.fn.Params))
	for i, p := range fl.f.fn.Params {
		args[i] = p
	}
	clauses := slices.Concat(fl.f.contract.requires, fl.f.contract.releases)
	for _, r := range clauses {
		var next []*state
		for _, n := range r.Any {
			for _, s := range states {
				c := s.clone()
				m := fl.e.resolve(n.Mutex, args, nil)
				if c.find(m) < 0 {
					c.holds = append(c.holds, hold{
						mutex: m, mode: n.Mode, entry: true,
						atLeast: n.Mode == protocol.Read, pos: fl.f.fn.Pos(),
					})
				}
				next = append(next, c)
			}
		}
		if len(next) > 0 && len(next) <= maxStates {
			states = next
		}
	}
	return states
}

// enter adds s to the states on entry to b.
func (fl *flow) enter(b *ssa.BasicBlock, s *state) {
	s.limit()
	bs := fl.seen[b]
	if bs == nil {
		bs = &blockStates{byKey: map[string]*state{}}
		fl.seen[b] = bs
	}
	if bs.joined != nil {
		j := join([]*state{bs.joined, s})
		if j.key(fl.e.paths) == bs.joined.key(fl.e.paths) && !bs.joined.absorb(s) {
			return
		}
		bs.joined = j
		bs.n++
		if bs.n > 4*maxStates {
			return // what it could still learn is only about maybe
		}
		bs.pending = []*state{j}
		fl.schedule(b)
		return
	}
	k := s.key(fl.e.paths)
	if old, ok := bs.byKey[k]; ok {
		if !old.absorb(s) {
			return
		}
		if !slices.Contains(bs.pending, old) {
			bs.pending = append(bs.pending, old)
		}
		fl.schedule(b)
		return
	}
	if len(bs.byKey) >= maxStates {
		all := []*state{s}
		for _, k := range sortedKeys(bs.byKey) {
			all = append(all, bs.byKey[k])
		}
		bs.joined = join(all)
		bs.pending = []*state{bs.joined}
		fl.schedule(b)
		return
	}
	bs.byKey[k] = s
	bs.pending = append(bs.pending, s)
	fl.schedule(b)
}

func (fl *flow) schedule(b *ssa.BasicBlock) {
	if !fl.queued[b] {
		fl.queued[b] = true
		heap.Push(&fl.queue, ranked{b, fl.rank[b]})
	}
}

// block runs s through b and on to its successors.
func (fl *flow) block(b *ssa.BasicBlock, s *state) {
	states := []*state{s}
	for _, instr := range b.Instrs {
		fl.fuel -= len(states)
		switch instr := instr.(type) {
		case *ssa.Phi, *ssa.DebugRef:
			continue
		case *ssa.If:
			for _, s := range states {
				fl.branch(b, instr, s)
			}
			return
		case *ssa.Jump:
			for _, s := range states {
				fl.edge(b, b.Succs[0], s)
			}
			return
		case *ssa.Return:
			for _, s := range states {
				fl.exit(instr, s)
			}
			return
		case *ssa.Panic:
			for _, s := range states {
				s.panicking = true
				fl.runDefers(s)
			}
			return
		}
		var next []*state
		for _, s := range states {
			next = append(next, fl.step(instr, s)...)
		}
		states = fl.bound(next)
		if len(states) == 0 {
			return
		}
	}
	for _, s := range states { // a block that ends in nothing, as after a call that never returns
		for _, succ := range b.Succs {
			fl.edge(b, succ, s.clone())
		}
	}
}

// bound merges equal states and keeps their number within maxStates.
func (fl *flow) bound(states []*state) []*state {
	if len(states) < 4 {
		return states
	}
	byKey := map[string]*state{}
	var out []*state
	for _, s := range states {
		k := s.key(fl.e.paths)
		if old, ok := byKey[k]; ok && len(states) > maxStates {
			old.absorb(s)
			continue
		}
		byKey[k] = s
		out = append(out, s)
	}
	if len(out) > maxStates {
		return []*state{join(out)}
	}
	return out
}

// branch follows both ways out of an if, as far as what is known in s leaves
// them open.
func (fl *flow) branch(b *ssa.BasicBlock, instr *ssa.If, s *state) {
	known := ir.ConstBool(instr.Cond)
	lit, positive := fl.e.paths.Literal(instr.Cond)
	if known == ir.Unsure {
		known = fl.known(s, lit)
		if !positive {
			known = known.Not()
		}
	}
	for i, succ := range b.Succs {
		taken := i == 0
		if known == ir.True && !taken || known == ir.False && taken {
			continue
		}
		c := s.clone()
		c.trail = &trail{branch: instr, taken: taken, prev: s.trail}
		if known == ir.Unsure {
			c.learn(lit, taken == positive)
			fl.enteredWith(c, lit, taken == positive)
		}
		fl.edge(b, succ, c)
	}
}

// enteredWith notes that l, if it is about a captured variable that has not been
// assigned yet, was so when the function was entered.
func (fl *flow) enteredWith(s *state, l ir.Literal, truth bool) {
	cell, ok := l.X.Root.(*ssa.Alloc)
	if !ok || slices.Contains(s.assigned, cell) || !encloses(cell.Parent(), fl.f.fn) {
		return
	}
	switch l {
	case ir.IsTrue(l.X):
		s.entered = append(s.entered, cond{Truth: truth, outer: l.X})
	case ir.IsNil(l.X):
		s.entered = append(s.entered, cond{Truth: truth, Nil: true, outer: l.X})
	}
}

// known returns the truth of lit from the state and from how its operands are
// made.
func (fl *flow) known(s *state, lit ir.Literal) ir.Truth {
	if t := s.truth(lit); t != ir.Unsure {
		return t
	}
	if lit.Op == token.EQL && lit.C == "nil" && lit.X.Steps == "" && lit.X.Index == 0 {
		return ir.Nilness(lit.X.Root)
	}
	return ir.Unsure
}

// edge takes s from one block to the next: the phis of the latter are set.
func (fl *flow) edge(from, to *ssa.BasicBlock, s *state) {
	pred := slices.Index(to.Preds, from)
	type fact struct {
		lit   ir.Literal
		truth bool
	}
	var facts []fact
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		v := phi.Edges[pred]
		p := fl.e.paths.Of(phi)
		if p.Root != phi {
			continue
		}
		if t := fl.truthOf(s, v); t != ir.Unsure {
			facts = append(facts, fact{ir.IsTrue(p), t == ir.True})
		}
		if t := fl.nilness(s, v); t != ir.Unsure && nillable(v) {
			facts = append(facts, fact{ir.IsNil(p), t == ir.True})
		}
	}
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		s.age(phi)
	}
	for _, f := range facts {
		s.learn(f.lit, f.truth)
	}
	fl.enter(to, s)
}

func (fl *flow) truthOf(s *state, v ssa.Value) ir.Truth {
	if t := ir.ConstBool(v); t != ir.Unsure {
		return t
	}
	if b, ok := v.Type().Underlying().(*types.Basic); !ok || b.Info()&types.IsBoolean == 0 {
		return ir.Unsure
	}
	lit, positive := fl.e.paths.Literal(v)
	t := s.truth(lit)
	if !positive {
		return t.Not()
	}
	return t
}

func (fl *flow) nilness(s *state, v ssa.Value) ir.Truth {
	if !nillable(v) {
		return ir.Unsure
	}
	if t := ir.Nilness(v); t != ir.Unsure {
		return t
	}
	return s.truth(ir.IsNil(fl.e.paths.Of(v)))
}

func nillable(v ssa.Value) bool {
	switch v.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Map, *types.Slice, *types.Chan, *types.Signature:
		return true
	}
	return false
}

// exit records how the function returns in s.
func (fl *flow) exit(ret *ssa.Return, s *state) {
	results := make([]ir.Path, len(ret.Results))
	x := exit{Results: make([]ir.Truth, len(ret.Results)), When: fl.conditions(s)}
	for i, v := range ret.Results {
		results[i] = fl.e.paths.Of(v)
		if t := fl.truthOf(s, v); t != ir.Unsure {
			x.Results[i] = t
		} else {
			x.Results[i] = fl.nilness(s, v)
		}
	}
	fl.returns = append(fl.returns, results)
	for _, h := range s.holds {
		if !h.entry {
			x.Acquired = append(x.Acquired, effect{fl.e.relative(fl.f.fn, h.mutex, results), h.mode, h.maybe || s.fuzzy})
		}
	}
	for _, r := range s.released {
		if r.entry && s.find(r.mutex) < 0 {
			x.Released = append(x.Released, effect{fl.e.relative(fl.f.fn, r.mutex, nil), r.mode, s.fuzzy})
		}
	}
	x.Stores = fl.stores
	for _, l := range s.literals {
		if cell, ok := l.X.Root.(*ssa.Alloc); ok && slices.Contains(fl.stores, cell) && l.Y.IsZero() {
			x.Outer = append(x.Outer, l)
		}
	}
	fl.sum.addExit(x)
}

// returnedPaths returns the results that are the same path from a parameter
// at every return.
func (fl *flow) returnedPaths() []returned {
	var out []returned
	if len(fl.returns) == 0 {
		return nil
	}
	for i, p := range fl.returns[0] {
		param, ok := p.Root.(*ssa.Parameter)
		if !ok || p.Dep != nil || param.Parent() != fl.f.fn {
			continue
		}
		same := true
		for _, r := range fl.returns[1:] {
			same = same && i < len(r) && r[i] == p
		}
		if same {
			out = append(out, returned{i, slices.Index(fl.f.fn.Params, param), p.Steps})
		}
	}
	return out
}

type ranked struct {
	block *ssa.BasicBlock
	rank  int
}

// workQueue orders blocks by their rank.
type workQueue []ranked

func (q workQueue) Len() int           { return len(q) }
func (q workQueue) Less(i, j int) bool { return q[i].rank < q[j].rank }
func (q workQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *workQueue) Push(x any)        { *q = append(*q, x.(ranked)) }
func (q *workQueue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// ranks numbers blocks in reverse postorder, so that a block is visited after
// all that lead to it, loops apart.
func ranks(blocks []*ssa.BasicBlock) map[*ssa.BasicBlock]int {
	rank := make(map[*ssa.BasicBlock]int, len(blocks))
	visited := make(map[*ssa.BasicBlock]bool, len(blocks))
	n := len(blocks)
	type frame struct {
		b *ssa.BasicBlock
		i int
	}
	stack := []frame{{blocks[0], 0}}
	visited[blocks[0]] = true
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.i < len(top.b.Succs) {
			succ := top.b.Succs[top.i]
			top.i++
			if !visited[succ] {
				visited[succ] = true
				stack = append(stack, frame{succ, 0})
			}
			continue
		}
		n--
		rank[top.b] = n
		stack = stack[:len(stack)-1]
	}
	return rank
}

func instructions(blocks []*ssa.BasicBlock) int {
	n := 0
	for _, b := range blocks {
		n += len(b.Instrs)
	}
	return n
}

func sortedKeys(m map[string]*state) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
