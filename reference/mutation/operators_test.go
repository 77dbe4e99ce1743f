package mutation

import (
	"fmt"
	"go/ast"
	"strings"
)

// A mutant is one mistake in the kernel package.
type mutant struct {
	op   string // what was done
	fn   string // in which function
	what string // to what

	// source is the package that the mistake is in.
	source *source

	// reason says why no check of the suite can find the mistake. It is empty
	// if one should.
	reason string

	edits []edit
}

// String is the mutant's line in the table, without the verdict.
func (m *mutant) String() string { return fmt.Sprintf("%s in %s: %s", m.op, m.fn, m.what) }

// An edit replaces the bytes from start to end of a file by text.
type edit struct {
	file       string
	start, end int
	text       string
}

// The reasons for which a mistake is not found.
const (
	fieldsOnly = "nothing but fields needs the mutex, and whether they are shared there is not known"
	noDuty     = "an internal stop is ended by whoever takes its reason away: no path owes its end"
	atItsWord  = "what the protocol's own calls do is taken at its word"
	halfLeft   = "the other half is left, which callers in other packages may complete"
	condition  = "what a function does on a condition may be what its callers want"
	otherBegin = "a goroutine may be started to end a stop that somebody else has begun"
	inTable    = "the function is in a table: its callers are out of sight"
	goPanic    = "a panic in a goroutine ends the program"
	rescued    = "who has begun the stop may end it when the panic is recovered"
	ownKernel  = "the kernel is the function's own, and what becomes of it is not asked"
	condWait   = "the mutex of the condition variable is set in several places"
	askCallers = "the callers of a *Locked function are asked, and whether they hold the mutex is unknown"
)

// explained gives the reason for which single mutants are missed.
var explained = map[string]string{
	"drop the lock in Task.doStop: t.tg.signalHandlers.mu":                 condWait,
	"unlock at once in Task.doStop: t.tg.signalHandlers.mu":                condWait,
	"drop the lock in saver.addGroupLocked: tg.signalHandlers.mu":          askCallers,
	"drop the lock in ThreadGroup.notifyChildLocked: tg.signalHandlers.mu": askCallers,
	"drop the lock in saver.addTaskLocked: t.tg.signalHandlers.mu":         askCallers,

	"drop the begin in sysCall: t.BeginExternalStop()":                   otherBegin,
	"drop the end in sysCall: defer t.EndExternalStop()":                 inTable,
	"begin instead of the end in sysCall: defer t.EndExternalStop()":     inTable,
	"panic before the end in sysCall: defer t.EndExternalStop()":         goPanic,
	"drop the begin in Kernel.Pause: k.tasks.BeginExternalStop()":        halfLeft,
	"begin on one path in Kernel.Pause: k.tasks.BeginExternalStop()":     condition,
	"drop the end in Kernel.Unpause: k.tasks.EndExternalStop()":          halfLeft,
	"end on one path in Kernel.Unpause: k.tasks.EndExternalStop()":       condition,
	"return before the end in Kernel.Unpause: k.tasks.EndExternalStop()": condition,
	"panic before the end in Kernel.Unpause: k.tasks.EndExternalStop()":  rescued,
	"drop the begin in first: k.Pause()":                                 ownKernel,
	"drop the end in first: k.Unpause()":                                 ownKernel,
}

// mutants returns every mutant of the package, in source order.
func (s *source) mutants(names []string) []*mutant {
	var all []*mutant
	for _, file := range names {
		for _, d := range s.files[file].Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			f := &function{source: s, file: file, name: functionName(fn), body: fn.Body, results: fn.Type.Results}
			all = append(all, f.lockMutants()...)
			all = append(all, f.callMutants()...)
			all = append(all, f.pairMutants()...)
		}
		all = append(all, s.stopMutants(file)...)
	}
	for _, m := range all {
		m.source = s
	}
	return all
}

// functionName returns "Task.run" for a method.
func functionName(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	recv := fn.Recv.List[0].Type
	if star, ok := recv.(*ast.StarExpr); ok {
		recv = star.X
	}
	return fmt.Sprintf("%s.%s", recv, fn.Name.Name)
}

// A function is one whose body is mutated.
type function struct {
	*source
	file    string
	name    string
	body    *ast.BlockStmt
	results *ast.FieldList
}

// A section is the statements that lock and unlock one mutex in a function.
type section struct {
	mutex   string // the mutex: "t.tg.signalHandlers.mu"
	read    bool   // locked for reading
	lock    ast.Stmt
	unlocks []ast.Stmt
}

// sections returns the function's sections: for each lock, the unlocks of the
// same mutex that follow it. Two sections of one mutex share the unlocks that
// follow the second.
func (f *function) sections() []*section {
	var all []*section
	ast.Inspect(f.body, func(n ast.Node) bool {
		stmt, ok := n.(ast.Stmt)
		if !ok {
			return true
		}
		if as, ok := n.(*ast.AssignStmt); ok && len(as.Rhs) == 1 && strings.HasSuffix(f.textOf(f.file, as.Rhs[0]), ".signalLock()") {
			all = append(all, &section{mutex: f.textOf(f.file, as.Lhs[0]) + ".mu", lock: stmt})
			return false
		}
		mutex, op := f.mutexCall(stmt)
		switch op {
		case "Lock", "RLock":
			all = append(all, &section{mutex: mutex, read: op == "RLock", lock: stmt})
		case "Unlock", "RUnlock":
			for i := len(all) - 1; i >= 0; i-- {
				if all[i].mutex == mutex {
					all[i].unlocks = append(all[i].unlocks, stmt)
					break
				}
			}
		}
		_, isDefer := n.(*ast.DeferStmt)
		return !isDefer
	})
	return all
}

// mutexCall returns the mutex and the method if stmt is a call, perhaps
// deferred, of a method of a mutex.
func (f *function) mutexCall(stmt ast.Stmt) (mutex, op string) {
	var call *ast.CallExpr
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		call, _ = stmt.X.(*ast.CallExpr)
	case *ast.DeferStmt:
		call = stmt.Call
	}
	if call == nil {
		return "", ""
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) != 0 {
		return "", ""
	}
	if mutex = f.textOf(f.file, sel.X); !strings.HasSuffix(mutex, ".mu") {
		return "", ""
	}
	return mutex, sel.Sel.Name
}

// needsMutex returns true if the section has a call of a function that needs
// its mutex.
func (f *function) needsMutex(s *section) bool {
	end := s.lock.End()
	for _, u := range s.unlocks {
		if _, ok := u.(*ast.DeferStmt); ok {
			end = f.body.End()
		} else {
			end = max(end, u.End())
		}
	}
	found := false
	ast.Inspect(f.body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && s.lock.End() <= call.Pos() && call.Pos() < end {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
				found = found || f.needs(sel.Sel.Name, classOf(s.mutex)) || sel.Sel.Name == "Wait"
			}
		}
		return true
	})
	return found
}

// lockMutants returns the mutants in which a lock is removed, moved, doubled,
// or of the wrong mode.
func (f *function) lockMutants() []*mutant {
	var all []*mutant
	for _, s := range f.sections() {
		reason := ""
		if !f.needsMutex(s) {
			reason = fieldsOnly
		}
		var without []edit
		for _, u := range s.unlocks {
			without = append(without, f.replace(f.file, u, ""))
		}
		lock := f.textOf(f.file, s.lock)
		unlock := s.mutex + ".Unlock()"
		if s.read {
			unlock = s.mutex + ".RUnlock()"
		}
		add := func(op, text, reason string, more ...edit) {
			edits := append([]edit{f.replace(f.file, s.lock, text)}, more...)
			all = append(all, &mutant{op: op, fn: f.name, what: s.mutex, reason: reason, edits: edits})
		}
		// What the mutex is part of stays in use, so that the mutant compiles.
		owner, _, _ := strings.Cut(s.mutex, ".")
		if _, ok := s.lock.(*ast.AssignStmt); ok {
			owner = f.textOf(f.file, s.lock.(*ast.AssignStmt).Rhs[0])
			owner, _, _ = strings.Cut(owner, ".")
		}
		add("drop the lock", "_ = "+owner, reason, without...)
		add("unlock at once", lock+"\n"+unlock, reason, without...)
		if _, again := f.mutexCall(s.lock); again != "" {
			add("lock twice", lock+"\n"+lock, "")
		}
	}
	return all
}

// callMutants returns the mutants in which a call is dropped or made on
// another goroutine.
func (f *function) callMutants() []*mutant {
	var all []*mutant
	ast.Inspect(f.body, func(n ast.Node) bool {
		stmt, ok := n.(*ast.ExprStmt)
		if !ok {
			return true
		}
		call, ok := stmt.X.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		text := f.textOf(f.file, stmt)
		switch name := sel.Sel.Name; {
		case strings.HasPrefix(name, "end") && strings.Contains(name, "Stop"):
			reason := noDuty
			if name == "endStopLocked" {
				reason = atItsWord
			}
			all = append(all, &mutant{op: "drop the end", fn: f.name, what: text, reason: reason, edits: []edit{f.replace(f.file, stmt, "")}})
		}
		switch name := sel.Sel.Name; {
		case strings.HasSuffix(name, "Locked"):
			all = append(all, &mutant{op: "call on another goroutine", fn: f.name, what: text, edits: []edit{f.replace(f.file, stmt, "go "+text)}})
		case f.onTask(name):
			all = append(all, &mutant{op: "call on another goroutine", fn: f.name, what: text, edits: []edit{f.replace(f.file, stmt, "go "+text)}})
		}
		if f.onTask(sel.Sel.Name) {
			all = append(all, &mutant{op: "call from a literal on another goroutine", fn: f.name, what: text,
				edits: []edit{f.replace(f.file, stmt, "go func() { "+text+" }()")}})
			if f.textOf(f.file, sel.X) == "t" {
				all = append(all, &mutant{op: "call on the leader", fn: f.name, what: text, edits: []edit{f.replace(f.file, sel.X, "t.tg.leader")}})
			}
		}
		return true
	})
	return all
}

// stopMutants returns the mutants in which a typed nil is a value, or a
// pointer to a new value.
func (s *source) stopMutants(file string) []*mutant {
	var all []*mutant
	for _, d := range s.files[file].Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Name.Name != "Killable" || fn.Recv == nil || len(fn.Recv.List[0].Names) != 0 {
			continue
		}
		star := fn.Recv.List[0].Type.(*ast.StarExpr)
		name := s.textOf(file, star.X)
		for _, other := range s.files[file].Decls {
			ast.Inspect(other, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || s.textOf(file, call) != "(*"+name+")(nil)" {
					return true
				}
				in := functionName(other.(*ast.FuncDecl))
				value := []edit{s.replace(file, call, name+"{}"), s.replace(file, star, name)}
				all = append(all,
					&mutant{op: "begin a value", fn: in, what: name, edits: value},
					&mutant{op: "begin a new pointer", fn: in, what: name, edits: []edit{s.replace(file, call, "&"+name+"{}")}})
				return true
			})
		}
	}
	return all
}
