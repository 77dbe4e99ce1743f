// Package client goes by the order of another package, or does not.
package client

import "lockorder/library"

func inOrder(i *library.Item) {
	i.R.Mu.Lock()
	defer i.R.Mu.Unlock()
	i.Mu.Lock()
	defer i.Mu.Unlock()
}

func against(i *library.Item) {
	i.Mu.Lock()
	defer i.Mu.Unlock()
	i.R.Mu.Lock() // want `i.R.Mu locked with i.Mu held: it must be locked first`
	i.R.Mu.Unlock()
}

func viaCallee(i *library.Item) {
	i.Mu.Lock()
	defer i.Mu.Unlock()
	i.Register() // want `i.Register locks i.R.Mu with i.Mu held: it must be locked first`
}

func back(p *library.Pair) {
	p.B.Lock()
	defer p.B.Unlock()
	p.A.Lock() // want `p.A locked with p.B held, and \(\*Pair\).Both locks them in the opposite order \(library.go:36\)`
	p.A.Unlock()
}
