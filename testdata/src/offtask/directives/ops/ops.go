// Package ops uses robots from outside their package.
package ops

import (
	"sync"

	"offtask/directives/fleet"
)

type stuck struct{}

func (*stuck) Movable() bool { return true }

// Aside has the robot stopped by all means there are.
func Aside(r *fleet.Robot) {
	go r.Park() // want `r\.Park must run on r's goroutine, but here runs on a new goroutine`
	go func() {
		fleet.Hold(r, (*stuck)(nil)) // want `fleet\.Hold must run on r's goroutine, but here runs on a new goroutine`
	}()
	r.Each(func() { r.Park() })
	r.Aside(func() {
		r.Park() // want `r\.Park must run on r's goroutine, but here runs on another goroutine \(Aside\)`
	})
	r.Aside(r.Drain)
	r.Aside(r.Park) // want `r\.Park must run on r's goroutine, but here runs on another goroutine \(Aside\)`
	r.Launch()
	r.Park() // want `r\.Park must run on r's goroutine, but here runs on the one that started it`
}

// Wave parks all robots at once.
func Wave(robots []*fleet.Robot) {
	var wg sync.WaitGroup
	for _, r := range robots {
		wg.Add(1)
		go func() {
			defer wg.Done()
			r.Park() // want `r\.Park must run on r's goroutine, but here runs on a new goroutine`
		}()
	}
	wg.Wait()
}

// fine is called by nobody in sight.
func fine(r *fleet.Robot) { r.Park() }

type watcher struct{}

// Seen implements fleet.Watcher.
func (watcher) Seen(r *fleet.Robot) {
	r.Park()
	r.Drain() // want `r\.Drain must not run on r's goroutine, but here does`
	go r.Drain()
	go r.Park() // want `r\.Park must run on r's goroutine, but here runs on a new goroutine`
}

var _ fleet.Watcher = watcher{}
