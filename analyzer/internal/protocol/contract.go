package protocol

import (
	"fmt"
	"go/token"
	"strings"
)

// Mode is how strongly a mutex is held or needed.
type Mode uint8

const (
	// Read is a shared hold: RLock, or a need that any hold satisfies.
	Read Mode = 1
	// Write is an exclusive hold: Lock.
	Write Mode = 2
)

func (m Mode) String() string {
	switch m {
	case Read:
		return "read"
	case Write:
		return "write"
	}
	return "none"
}

// Class identifies a lock class in the sense of lockdep: every mutex that is
// the same field of the same named type. It is comparable and gob-safe.
//
// A package-level mutex variable has Type "" and Field its name. A mutex that
// is neither a field nor a package-level variable has Field "" and Type the
// name of its own type.
type Class struct {
	Pkg   string // import path of the package that declares Type or the variable
	Type  string // name of the struct type, generic types without type arguments, or the type itself if it has no name
	Field string // name of the mutex field; for an embedded mutex, its type's name
}

// IsZero reports whether c names no class.
func (c Class) IsZero() bool { return c == Class{} }

// String returns the class as a reader would write it: "SignalHandlers.mu".
func (c Class) String() string {
	switch {
	case c.Type == "", strings.HasPrefix(c.Type, "struct{"):
		return c.Field
	case c.Field == "":
		return c.Type
	}
	return c.Type + "." + c.Field
}

// Root says where the access path of a [Ref] starts, seen from the function
// that the contract belongs to.
type Root uint8

const (
	// AnyInstance leaves the instance open: only the class is known.
	AnyInstance Root = iota
	// Recv is the receiver.
	Recv
	// Param is the parameter with index Ref.Index, receiver not counted.
	Param
	// Result is the result with index Ref.Index.
	Result
	// Global is a package-level variable.
	Global
)

// Ref names a mutex from the point of view of one function: a class, and if
// known the instance, as a path of fields from the receiver, a parameter or a
// result.
type Ref struct {
	Class Class
	Root  Root
	Index int
	// Path is the dotted path of fields from the root to the mutex, without
	// a leading dot: "tg.signalHandlers.mu". Embedded fields on the way are
	// left out, as in a Go selector. It is empty when the root is the mutex
	// itself, and when Root is AnyInstance. With Root Global it begins with
	// the variable's name.
	Path string
	// Vague says that the author wrote no more than "the lock": that it is the
	// receiver's is a guess.
	Vague bool
	// Text is the mutex in the words of whoever wrote the contract: "the
	// signal mutex", "t.mu". It is never empty.
	Text string
}

// Need is a mutex and the mode in which it is needed, acquired or released.
type Need struct {
	Ref  Ref
	Mode Mode
}

func (n Need) String() string {
	s := n.Ref.Class.String()
	switch n.Ref.Root {
	case Recv:
		s += "@recv." + n.Ref.Path
	case Param:
		s += fmt.Sprintf("@param%d.%s", n.Ref.Index, n.Ref.Path)
	case Result:
		s += fmt.Sprintf("@result%d.%s", n.Ref.Index, n.Ref.Path)
	case Global:
		s += "@global." + n.Ref.Path
	}
	s = strings.TrimSuffix(s, ".")
	if n.Mode == Read {
		s += ":read"
	}
	return s
}

// SourceKind says where a contract was found; a lower value is the stronger
// source.
type SourceKind uint8

const (
	Directive  SourceKind = iota // //stoplint:requires …
	Checklocks                   // +checklocks:…
	Prose                        // "Preconditions: …" in a doc comment
	Shape                        // built-in knowledge of the gVisor shape
	Inferred                     // worked out from the function's body
)

func (k SourceKind) String() string {
	return [...]string{"directive", "checklocks", "prose", "shape", "inferred"}[k]
}

// Source is the written origin of one clause of a contract.
type Source struct {
	Kind SourceKind
	// Text is the sentence or annotation itself, on one line.
	Text string
	// Pos is where Text is written. It is valid only in the package that
	// declares the contract: positions do not survive as facts.
	Pos token.Pos
}

// Clause is one requirement: at least one of its alternatives must be held.
// Nearly every clause has one alternative; "A or B must be locked" has two.
type Clause struct {
	Any    []Need
	Source Source
}

func (c Clause) String() string {
	var alts []string
	for _, n := range c.Any {
		alts = append(alts, n.String())
	}
	return strings.Join(alts, "|")
}

// StopKind distinguishes the protocol's two kinds of stop.
type StopKind uint8

const (
	NoStop StopKind = iota
	InternalStop
	ExternalStop
)

func (k StopKind) String() string {
	return [...]string{"none", "internal", "external"}[k]
}

// Goroutine is a contract about where a function runs.
type Goroutine uint8

const (
	// AnyGoroutine is the absence of a contract.
	AnyGoroutine Goroutine = iota
	// OnTask functions run on the goroutine of the task they are called on.
	OnTask
	// OffTask functions never run on the task's goroutine.
	OffTask
)

func (g Goroutine) String() string {
	return [...]string{"any", "ontask", "offtask"}[g]
}

// Contract is what is known about a function or an interface method before
// its body is looked at. The zero Contract promises and asks nothing.
type Contract struct {
	// Requires lists the clauses that must all hold on entry.
	Requires []Clause
	// Excludes lists mutexes that must not be held on entry: with mode Read,
	// or if the mutex has no read locks, not in any mode; otherwise not for
	// writing. Each clause has one alternative.
	Excludes []Clause
	// Acquires lists mutexes not held on entry and held on return.
	Acquires []Clause
	// Releases lists mutexes held on entry and not held on return. They are
	// not listed in Requires again.
	Releases []Clause
	// Unclear lists mutexes of which the comment says only under which
	// condition they are held on entry.
	Unclear []Clause

	// Begin and End say that the function is, or wraps, one of the
	// protocol's own calls.
	Begin, End StopKind
	// StopParam is the index of the parameter that is the internal stop
	// being begun, receiver not counted; it is meaningful only when Begin is
	// InternalStop, and -1 if there is none.
	StopParam int

	// Goroutine is where the function must run.
	Goroutine       Goroutine
	GoroutineSource Source
	// GoroutineRoot says which value is the task that Goroutine speaks of:
	// Recv, Param with index GoroutineIndex, or AnyInstance if it is not
	// known.
	GoroutineRoot  Root
	GoroutineIndex int

	// Callbacks lists the parameters of function type whose goroutine is
	// known.
	Callbacks []Callback

	// Ignore says that the function's body is not to be judged
	// (+checklocksignore).
	Ignore bool
}

// Callback says where a parameter of function type is called.
type Callback struct {
	Param     int
	Goroutine Goroutine
	Source    Source
}

// IsZero reports whether the contract says nothing at all.
func (c *Contract) IsZero() bool {
	return c == nil || len(c.Requires) == 0 && len(c.Excludes) == 0 && len(c.Acquires) == 0 &&
		len(c.Releases) == 0 && len(c.Unclear) == 0 && c.Begin == NoStop && c.End == NoStop &&
		c.Goroutine == AnyGoroutine && len(c.Callbacks) == 0 && !c.Ignore
}

// String lists the contract's parts in a fixed order, for tests of facts.
func (c *Contract) String() string {
	var parts []string
	add := func(name string, cs []Clause) {
		for _, cl := range cs {
			parts = append(parts, name+" "+cl.String())
		}
	}
	add("requires", c.Requires)
	add("excludes", c.Excludes)
	add("acquires", c.Acquires)
	add("releases", c.Releases)
	if c.Begin != NoStop {
		parts = append(parts, "begin "+c.Begin.String())
	}
	if c.End != NoStop {
		parts = append(parts, "end "+c.End.String())
	}
	if c.Goroutine != AnyGoroutine {
		g := c.Goroutine.String()
		if c.GoroutineRoot == Param {
			g += fmt.Sprintf("@param%d", c.GoroutineIndex)
		}
		parts = append(parts, g)
	}
	for _, cb := range c.Callbacks {
		parts = append(parts, fmt.Sprintf("%s param%d", cb.Goroutine, cb.Param))
	}
	if c.Ignore {
		parts = append(parts, "ignore")
	}
	return strings.Join(parts, "; ")
}
