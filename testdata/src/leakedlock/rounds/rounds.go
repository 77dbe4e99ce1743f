// Package rounds has loops whose rounds leave unlocking to others.
package rounds

import "sync"

// node is a node of a list.
type node struct {
	// mu protects n.
	mu sync.Mutex

	// n is protected by mu.
	n    int
	done bool
	next *node
}

// addLocked counts.
//
// Preconditions: x.mu must be locked.
func (x *node) addLocked() int { x.n++; return x.n }

// unlock unlocks x.
func (x *node) unlock() { x.mu.Unlock() }

func (x *node) defers() *node {
	for p := x.next; p != nil; p = p.next {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !p.done {
			return p
		}
	}
	return nil
}

func (x *node) defersToTheEnd() {
	for p := x.next; p != nil; p = p.next {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.addLocked()
	}
}

func (x *node) defersMethod() {
	for p := x.next; p != nil; p = p.next {
		p.mu.Lock()
		defer p.unlock()
		p.addLocked()
	}
}

func defersLiteral(xs []*node) {
	for _, x := range xs {
		x.mu.Lock()
		defer func() { x.mu.Unlock() }()
		if x.addLocked() > 3 {
			return
		}
	}
}

func (x *node) defersBelowBranch() {
	for p := x.next; p != nil; p = p.next {
		p.mu.Lock() // want `p.mu is not unlocked in each round of the loop: it stays locked`
		if p.addLocked() > 3 {
			continue
		}
		defer p.mu.Unlock()
	}
}

func (x *node) defersInBranch() {
	for p := x.next; p != nil; p = p.next {
		p.mu.Lock() // want `p.mu is not unlocked in each round of the loop: it stays locked`
		if p.addLocked() > 3 {
			defer p.mu.Unlock()
		}
	}
}

func (x *node) defersOther(y *node) {
	for p := x.next; p != nil; p = p.next {
		p.mu.Lock() // want `p.mu is not unlocked in each round of the loop: it stays locked`
		if p.addLocked() > 3 {
			p.mu.Unlock()
			continue
		}
		y.mu.Lock()
		defer y.mu.Unlock()
	}
}

// The first node is not locked.
func (x *node) last() int {
	y := x
	for y.next != nil {
		next := y.next
		if y != x {
			y.mu.Unlock()
		}
		next.mu.Lock()
		y = next
	}
	if y != x {
		y.mu.Unlock()
	}
	return 0
}

func (x *node) lastReturnsLocked() {
	y := x
	for y.next != nil {
		if y.done {
			return // want `y.mu is still locked when this returns: it stays locked`
		}
		next := y.next
		if y != x {
			y.mu.Unlock()
		}
		next.mu.Lock()
		y = next
	}
	if y != x {
		y.mu.Unlock()
	}
}

func (x *node) lastReturnsNext() {
	y := x
	for y.next != nil {
		next := y.next
		next.mu.Lock()
		if y != x {
			y.mu.Unlock()
		}
		if next.addLocked() > 3 {
			return // want `next.mu is still locked when this returns: it stays locked`
		}
		y = next
	}
	if y != x {
		y.mu.Unlock()
	}
}

func (x *node) allLocked() int {
	y := x
	y.mu.Lock()
	for y.next != nil {
		next := y.next
		next.mu.Lock()
		y.mu.Unlock()
		y = next
	}
	n := y.addLocked()
	y.mu.Unlock()
	return n
}

func (x *node) allLockedReturns() {
	y := x
	y.mu.Lock()
	for y.next != nil {
		if y.addLocked() > 3 {
			return // want `y.mu is still locked when this returns: it stays locked`
		}
		next := y.next
		next.mu.Lock()
		y.mu.Unlock()
		y = next
	}
	y.mu.Unlock()
}

// find returns the node with n locked, or nil.
func (x *node) find(n int) *node {
	var found *node
	y := x
	y.mu.Lock()
	for {
		if y.addLocked() == n {
			found = y
			break
		}
		next := y.next
		if next == nil {
			y.mu.Unlock()
			break
		}
		next.mu.Lock()
		y.mu.Unlock()
		y = next
	}
	return found
}

func byIndex(xs []*node) {
	var prev *node
	for i, x := range xs {
		x.mu.Lock()
		if i > 0 {
			prev.mu.Unlock()
		}
		x.addLocked()
		prev = x
	}
	if len(xs) > 0 {
		prev.mu.Unlock()
	}
}

func byIndexReturns(xs []*node) {
	var prev *node
	for i, x := range xs {
		x.mu.Lock()
		if i > 0 {
			prev.mu.Unlock()
		}
		if x.addLocked() > 3 {
			return // want `x.mu is still locked when this returns: it stays locked`
		}
		prev = x
	}
	if len(xs) > 0 {
		prev.mu.Unlock()
	}
}

func byNil(xs []*node) {
	var prev *node
	for _, x := range xs {
		if prev != nil {
			prev.mu.Unlock()
		}
		if x.done {
			return
		}
		x.mu.Lock()
		x.addLocked()
		prev = x
	}
	if prev != nil {
		prev.mu.Unlock()
	}
}

func dropsSome(xs []*node) {
	var prev *node
	for _, x := range xs {
		x.mu.Lock()
		if x.addLocked() > 3 {
			x.mu.Unlock()
			continue
		}
		if prev != nil {
			prev.mu.Unlock()
		}
		prev = x
	}
	if prev != nil {
		prev.mu.Unlock()
	}
}

func endsByIdentity(x *node, want func(*node) bool) {
	y := x
	for y.next != nil {
		first := y == x
		if want(y) {
			if !first {
				y.mu.Unlock()
			}
			return
		}
		next := y.next
		if !first {
			y.mu.Unlock()
		}
		next.mu.Lock()
		y = next
	}
	if y == x {
		return
	}
	y.mu.Unlock()
}

func endsByIdentityReturns(x *node, want func(*node) bool) {
	y := x
	for y.next != nil {
		if want(y) {
			return // want `y.mu is still locked when this returns: it stays locked`
		}
		next := y.next
		if y != x {
			y.mu.Unlock()
		}
		next.mu.Lock()
		y = next
	}
	if y == x {
		return
	}
	y.mu.Unlock()
}

func endsByLength(xs []*node) {
	var prev *node
	for _, x := range xs {
		x.mu.Lock()
		if prev != nil {
			prev.mu.Unlock()
		}
		prev = x
	}
	if len(xs) == 0 {
		return
	}
	prev.mu.Unlock()
}

func endsByIndex(x *node) {
	y := x
	for i := 0; y.next != nil; i++ {
		if i == 0 && y.done {
			return
		}
		next := y.next
		next.mu.Lock()
		if y != x {
			y.mu.Unlock()
		}
		y = next
	}
	if y == x && y.done {
		return
	}
	y.mu.Unlock()
}

func endsByContent(x *node) {
	y := x
	for y.next != nil {
		next := y.next
		next.mu.Lock()
		if y != x {
			y.mu.Unlock()
		}
		y = next
	}
	if !y.done {
		y.mu.Unlock()
	}
}

// leaf is a node that only this package can lock.
type leaf struct {
	mu sync.Mutex
	ok bool
}

func (l *leaf) get() (ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ok
}

// pick returns a leaf locked, or nil.
func pick(ls []*leaf) *leaf {
	var found *leaf
	for _, l := range ls {
		l.mu.Lock()
		if l.ok {
			found = l
			break
		}
		l.mu.Unlock()
	}
	return found
}
