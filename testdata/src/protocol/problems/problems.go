package problems

import "sync"

type guarded struct {
	mu sync.Mutex
	rw sync.RWMutex
	n  int
}

// Unknown and misspelt.

//stoplint:require mu // want `unknown directive //stoplint:require; did you mean //stoplint:requires\?`
func (g *guarded) misspelt() {}

//stoplint:requries mu // want `unknown directive //stoplint:requries; did you mean //stoplint:requires\?`
func (g *guarded) swapped() {}

//stoplint:frobnicate // want `unknown directive //stoplint:frobnicate$`
func (g *guarded) unknown() {}

func (g *guarded) empty() {
	//stoplint: // want `//stoplint: without the name of a directive`
}

// Only look like directives.

// stoplint:requires mu // want `not a directive: a directive has no space after the slashes`
func (g *guarded) space() {}

// This sentence speaks of stoplint:requires and is fine.
func (g *guarded) mention() {}

// Misplaced.

//stoplint:stop // want `//stoplint:stop belongs on an interface type, not on a struct type`
type notInterface struct{}

//stoplint:task // want `//stoplint:task belongs on a struct type, not on an interface type`
type notStruct interface{ f() }

//stoplint:ontask // want `//stoplint:ontask belongs on a function, an interface method or a parameter, not on a variable`
var variable int

//stoplint:guardedby mu // want `//stoplint:guardedby belongs on a field, not on a function`
func (g *guarded) notField() {}

//stoplint:mutex data // want `//stoplint:mutex belongs on a field or a variable, not on a type`
type number int

func (g *guarded) body() {
	//stoplint:requires mu // want `//stoplint:requires belongs on a function or an interface method, not on no declaration`
	g.n++
}

func param(
	//stoplint:ontask // want `//stoplint:ontask belongs on a parameter of function type`
	n int,
) {
}

//stoplint:requires mu // want `//stoplint:requires belongs on a function or an interface method, not on no declaration`

// The blank line above cuts the directive off.
func (g *guarded) detached() {}

// Arguments.

//stoplint:requires // want `//stoplint:requires needs the name of a mutex`
func (g *guarded) noName() {}

//stoplint:requires mu write // want `//stoplint:requires takes read here, not "write"`
func (g *guarded) badMode() {}

//stoplint:requires rw read now // want `//stoplint:requires does not take "now"`
func (g *guarded) extra() {}

//stoplint:requires mu read // want `mu has no read lock`
func (g *guarded) noRead() {}

//stoplint:begin // want `//stoplint:begin needs internal or external`
func (g *guarded) noKind() {}

//stoplint:begin outer // want `//stoplint:begin takes internal or external here, not "outer"`
func (g *guarded) badKind() {}

//stoplint:ontask t // want `//stoplint:ontask does not take "t"`
func (g *guarded) surplus() {}

// Names.

//stoplint:requires g.missing // want `requires names no mutex: "g.missing" is neither declared with //stoplint:mutex nor a path to a mutex`
func (g *guarded) noField() {}

//stoplint:requires n // want `requires names no mutex: "n" is neither`
func (g *guarded) notMutex() {}

//stoplint:requires signal // want `requires names no mutex: "signal" is neither`
func (g *guarded) noSuchName() {}

type named struct {
	//stoplint:mutex data
	a sync.Mutex
	//stoplint:mutex data // want `"data" already names named.a`
	b sync.Mutex
	//stoplint:mutex count // want `count is not a mutex`
	count int
	//stoplint:guardedby missing // want `guardedby names no mutex: "missing" is neither`
	x int
}

// Contradictory and repeated.

//stoplint:requires mu
//stoplint:excludes mu // want `//stoplint:excludes mu contradicts //stoplint:requires mu`
func (g *guarded) both() {}

//stoplint:requires mu
//stoplint:acquires g.mu // want `//stoplint:acquires g.mu contradicts //stoplint:requires mu`
func (g *guarded) heldAndTaken() {}

//stoplint:releases mu
//stoplint:excludes mu // want `//stoplint:excludes mu contradicts //stoplint:releases mu`
func (g *guarded) releasedAndFree() {}

//stoplint:ontask
//stoplint:offtask // want `//stoplint:offtask contradicts //stoplint:ontask`
func (g *guarded) everywhere() {}

//stoplint:begin internal
//stoplint:begin external // want `//stoplint:begin external contradicts the internal stop above it`
func (g *guarded) twoKinds() {}

//stoplint:requires mu
//stoplint:requires mu // want `//stoplint:requires mu is written twice`
func (g *guarded) twice() {}

// +checklocks:g.mu
// +checklocksexclude:g.mu // want `\+checklocksexclude:g.mu contradicts \+checklocks:g.mu`
func (g *guarded) annotated() {}

// +checkloks:g.mu // want `unknown annotation \+checkloks; did you mean \+checklocks\?`
func (g *guarded) misspeltAnnotation() {}

// +checkescape:all
func (g *guarded) otherAnnotation() {}
