package lockset

import (
	"container/heap"
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
	// stopExits are the ways out of the function with what they leave of
	// stops, and pending those whose effects wait for that to be settled.
	stopExits []*stopExit
	pending   []pendingExit
	loopSet   *loopSet
	accesses  map[ssa.Instruction][]*site // see access
	deciding  map[ssa.Value][]decision    // see decides
	learning  learning                    // see learnFrom
	said      map[upshot][]learnt         // see results
	sayings   []saying                    // of each return, for summary.Reveals
	// promises are what the function's contract says of its returns, and
	// waysOut the returns as each of them has it.
	promises []promise
	waysOut  [][]wayOut
	shutTo   map[*ssa.BasicBlock][]shutEdge // see shut
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
	f.staleUses, f.lates = nil, nil
	f.stopFacts = stopFacts{}
	f.accessFacts = accessFacts{needs: f.needs}
	f.broken = nil
	f.leakFacts = leakFacts{freed: f.freed}
	f.orderFacts = orderFacts{calledWith: f.calledWith, calledBy: f.calledBy}
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
	fl.promises = fl.e.promises(fl.f)
	fl.waysOut = make([][]wayOut, len(fl.promises))
	fl.fuel = 40*instructions(blocks) + 4096
	for _, s := range fl.entryStates() {
		fl.enter(blocks[0], s)
	}
	for {
		if !fl.drain() {
			fl.f.gaveUp = true
			fl.sum = &summary{}
			return
		}
		if !fl.revive() {
			break
		}
	}
	fl.settleStops()
	fl.settlePromises()
	fl.sum.NeverReturns = len(fl.sum.Exits) == 0 && fl.f.fn.Recover == nil
	fl.sum.Returns = fl.returnedPaths()
	fl.sum.Gives = fl.gives()
	fl.sum.Makes = fl.made()
	fl.sum.Drops = fl.drops()
	fl.sum.Reveals = fl.reveals()
	fl.sum.Blocks = fl.e.alwaysWaits(fl.f.fn)
	fl.sum.Locks = slices.DeleteFunc(fl.sum.Locks, func(l lockUse) bool { return fl.given[l.Mutex] })
}

// drain runs the states that wait at some block, until none does. It reports
// whether that did not take too long.
func (fl *flow) drain() bool {
	for fl.queue.Len() > 0 {
		b := heap.Pop(&fl.queue).(ranked).block
		fl.queued[b] = false
		bs := fl.seen[b]
		pending := bs.pending
		bs.pending = nil
		for _, s := range pending {
			fl.block(b, s.clone())
			if fl.fuel <= 0 {
				return false
			}
		}
	}
	return true
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
						atLeast: n.Mode == protocol.Read, pos: fl.f.fn.Pos(), guess: r.guess,
					})
				}
				next = append(next, c)
			}
		}
		if len(next) > 0 && len(next) <= maxStates {
			states = next
		}
	}
	for _, r := range fl.f.contract.unclear {
		m := fl.e.resolve(r.Any[0].Mutex, args, nil)
		for _, s := range states {
			if s.find(m) < 0 {
				s.holds = append(s.holds, hold{mutex: m, mode: r.Any[0].Mode, entry: true, maybe: true, pos: fl.f.fn.Pos()})
			}
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
			if !isReal(instr) {
				return
			}
			for _, s := range states {
				s.panicking = true
				after := fl.runDefers(s)
				for _, s := range after {
					fl.leavePanicking(instr, s)
				}
				fl.leavePanickingLocked(instr, after)
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

// isReal reports whether the panic may happen. Those that SSA adds for what cannot
// be, such as a select that chooses none of its cases, are nowhere in the source.
func isReal(p *ssa.Panic) bool { return p.Pos().IsValid() }

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

// exit records how the function returns in s.
func (fl *flow) exit(ret *ssa.Return, s *state) {
	results := make([]ir.Path, len(ret.Results))
	x := exit{Results: make([]ir.Truth, len(ret.Results)), When: fl.conditions(s)}
	for i, v := range ret.Results {
		results[i] = fl.e.paths.Of(resultOf(ret, i))
		if t := fl.truthOf(s, v); t != ir.Unsure {
			x.Results[i] = t
		} else {
			x.Results[i] = fl.nilness(s, v)
		}
	}
	fl.returns = append(fl.returns, results)
	x.Acquired, x.Released = fl.net(s, results)
	x.Begun = fl.begunIn(s)
	fl.say(s, x.Results)
	fl.yieldReturn(s, ret)
	fl.endPromises(ret, s, x, results)
	fl.leaveLocked(ret, s, x.Results, results)
	x.Stores = fl.stores
	for _, l := range s.literals {
		if cell, ok := l.X.Root.(*ssa.Alloc); ok && slices.Contains(fl.stores, cell) && l.Y.IsZero() {
			x.Outer = append(x.Outer, l)
		}
	}
	if fl.e.stopsInSight {
		fl.leave(ret, s, x, results)
		return
	}
	fl.sum.addExit(x)
}

// net returns what the function has locked and unlocked by the time of s, in
// its own terms; results are the paths that it returns, or nil.
func (fl *flow) net(s *state, results []ir.Path) (acquired, released []effect) {
	for _, h := range s.holds {
		if !h.entry {
			acquired = append(acquired, effect{fl.e.relative(fl.f.fn, h.mutex, results), h.mode, h.maybe || h.shared || s.fuzzy, h.many})
		}
	}
	for _, r := range s.released {
		if r.entry && s.find(r.mutex) < 0 {
			released = append(released, effect{Mutex: fl.e.relative(fl.f.fn, r.mutex, nil), Mode: r.mode, Maybe: s.fuzzy})
		}
	}
	return acquired, released
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

func sortedKeys(m map[string]*state) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
