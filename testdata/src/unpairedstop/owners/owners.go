// Package owners ends stops by way of others: of whoever is given the stopped
// thing, or what leads to it.
package owners

import (
	"context"
	"fmt"
	"io"
	"sync"

	"unpairedstop/kernel"
)

// resumer is anything that resumes.
type resumer interface{ Unpause() }

func resume(r resumer) { r.Unpause() }

// resumeLogged ends the stop and tells of it.
func resumeLogged(why string, k *kernel.Kernel) {
	defer fmt.Println("resumed", why)
	defer func() { k.Unpause() }()
}

// throughInterface ends the stop by an interface of its own.
func throughInterface(k *kernel.Kernel) error {
	k.Pause()
	if err := k.Ready(); err != nil {
		resume(k)
		return err
	}
	k.Unpause()
	return nil
}

func throughVariable(k *kernel.Kernel) error {
	k.Pause()
	var r resumer = k
	defer r.Unpause()
	return k.Save()
}

func throughLiteral(k *kernel.Kernel) error {
	k.Pause()
	end := func(r resumer) { r.Unpause() }
	if err := k.Ready(); err != nil {
		end(k)
		return err
	}
	end(k)
	return nil
}

// helper ends the stop in a function that is called on every path.
func helper(k *kernel.Kernel, stop <-chan bool) error {
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		k.Pause()
		if err := k.Ready(); err != nil {
			resumeLogged("not ready", k)
			continue
		}
		if len(k.Tasks()) == 0 {
			resumeLogged("empty", k)
			return nil
		}
		resumeLogged("round", k)
	}
}

func helperForgets(k *kernel.Kernel, stop <-chan bool) error {
	for {
		k.Pause() // want `k.Pause begins an external stop on k again in each round of the loop, and only one is ended`
		if err := k.Ready(); err != nil {
			continue
		}
		if len(k.Tasks()) == 0 {
			resumeLogged("empty", k)
			return nil
		}
		resumeLogged("round", k)
	}
}

func helperDeferred(k *kernel.Kernel) error {
	k.Pause()
	defer resumeLogged("deferred", k)
	return k.Save()
}

// Session has a kernel.
type Session struct{ k *kernel.Kernel }

// Kernel returns the kernel.
func (s *Session) Kernel() *kernel.Kernel { return s.k }

func accessor(s *Session) error {
	s.Kernel().Pause()
	defer s.Kernel().Unpause()
	return s.k.Save()
}

func accessorForgets(s *Session) error {
	s.Kernel().Pause()
	if err := s.k.Ready(); err != nil {
		return err // want `external stop begun on .* is not ended when this returns`
	}
	s.k.Unpause()
	return nil
}

// chosen ends what it has begun on one of two.
func chosen(a, b *kernel.Kernel, first bool) error {
	var k *kernel.Kernel
	if first {
		k = a
		k.Pause()
	} else {
		k = b
		k.Pause()
	}
	defer k.Unpause()
	return k.Save()
}

func chosenOnce(a, b *kernel.Kernel, first bool) error {
	k := a
	if !first {
		k = b
	}
	k.Pause()
	defer k.Unpause()
	return k.Save()
}

func chosenForgets(a, b *kernel.Kernel, first bool) error {
	k := a
	if !first {
		k = b
	}
	k.Pause()
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	k.Unpause()
	return nil
}

// deferredFirst defers the end before it begins.
func deferredFirst(k *kernel.Kernel) error {
	paused := false
	defer func() {
		if paused {
			k.Unpause()
		}
	}()
	if err := k.Ready(); err != nil {
		return err
	}
	k.Pause()
	paused = true
	return k.Save()
}

func deferredFirstForgets(k *kernel.Kernel) error {
	paused := false
	defer func() {
		if paused {
			k.Unpause()
		}
	}()
	k.Pause()
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	paused = true
	return k.Save()
}

// inBlock begins and ends in a block, and fails outside.
func inBlock(k *kernel.Kernel) error {
	if len(k.Tasks()) > 0 {
		k.Pause()
		k.Save()
		k.Unpause()
	}
	return k.Ready()
}

// named returns what ends the stop by name.
func named(k *kernel.Kernel) (end func(), err error) {
	k.Pause()
	end = k.Unpause
	if err = k.Ready(); err != nil {
		end()
		end = nil
		return
	}
	return
}

// chain returns what ends this stop and others.
func chain(k *kernel.Kernel, others []func()) func() {
	k.Pause()
	all := append(others, func() { k.Unpause() })
	return func() {
		for _, f := range all {
			f()
		}
	}
}

// onceFunc returns what ends the stop at most once.
func onceFunc(k *kernel.Kernel) func() {
	k.Pause()
	return sync.OnceFunc(k.Unpause)
}

// onceLater returns what ends the stop at most once.
func onceLater(k *kernel.Kernel) (end func(), err error) {
	k.Pause()
	if err := k.Ready(); err != nil {
		k.Unpause()
		return nil, err
	}
	var once sync.Once
	return func() { once.Do(k.Unpause) }, nil
}

// held is what is paused.
var held *kernel.Kernel

func global(k *kernel.Kernel) {
	k.Pause()
	held = k
}

// collected pauses several, and resumes them all.
func collected(ks []*kernel.Kernel) error {
	var paused []*kernel.Kernel
	defer func() {
		for _, k := range paused {
			k.Unpause()
		}
	}()
	for _, k := range ks {
		if err := k.Ready(); err != nil {
			return err
		}
		k.Pause()
		paused = append(paused, k)
	}
	return nil
}

// collectedResult returns those that it has paused.
func collectedResult(ks []*kernel.Kernel) []*kernel.Kernel {
	var paused []*kernel.Kernel
	for _, k := range ks {
		k.Pause()
		paused = append(paused, k)
	}
	return paused
}

// reassigned pauses one after the other.
func reassigned(ks []*kernel.Kernel) {
	current := ks[0]
	current.Pause()
	for _, k := range ks[1:] {
		current.Unpause()
		current = k
		current.Pause()
	}
	current.Unpause()
}

// partial takes back what it has begun.
func partial(ks []*kernel.Kernel) error {
	n := 0
	for ; n < len(ks); n++ {
		if ks[n].Ready() != nil {
			break
		}
		ks[n].Pause()
	}
	for i := 0; i < n; i++ {
		ks[i].Unpause()
	}
	return nil
}

// Registry looks after paused kernels.
type Registry struct {
	holds   []*Hold
	kernels map[string]*kernel.Kernel
}

// Hold is a paused kernel.
type Hold struct{ k *kernel.Kernel }

func begin(k *kernel.Kernel) *Hold {
	k.Pause()
	return &Hold{k}
}

func (h *Hold) end() { h.k.Unpause() }

func (r *Registry) add(h *Hold) { r.holds = append(r.holds, h) }

func (r *Registry) adopt(name string, k *kernel.Kernel) { r.keep(name, k) }

func (r *Registry) keep(name string, k *kernel.Kernel) { r.kernels[name] = k }

// addLast gives the stop to a registry, if all goes well.
func (r *Registry) addLast(k *kernel.Kernel, n int) {
	h := begin(k)
	if n > 2 {
		h.end()
		return
	}
	r.add(h)
}

func (r *Registry) adoptLast(k *kernel.Kernel, n int) {
	k.Pause()
	if len(k.Tasks()) > n {
		k.Unpause()
		return
	}
	r.adopt("last", k)
}

func (r *Registry) addForgets(k *kernel.Kernel, n int) {
	h := begin(k)
	if len(k.Tasks()) > n {
		return // want `external stop begun on .* is not ended when this returns`
	}
	r.add(h)
}

// endAll ends what has been added.
func (r *Registry) endAll() {
	for _, h := range r.holds {
		h.end()
	}
}

// given gives the stopped task to whoever receives it, if anybody does.
func given(t *kernel.Task, ch chan<- *kernel.Task) {
	t.BeginExternalStop()
	select {
	case ch <- t:
	default:
		t.EndExternalStop()
	}
}

// closer is behind an interface.
type closer struct{ k *kernel.Kernel }

func (c closer) Close() error {
	c.k.Unpause()
	return c.k.Ready()
}

func open(k *kernel.Kernel) (io.Closer, error) {
	k.Pause()
	if err := k.Ready(); err != nil {
		k.Unpause()
		return nil, err
	}
	return closer{k}, nil
}

func opens(k *kernel.Kernel) error {
	c, err := open(k)
	if err != nil {
		return err
	}
	defer c.Close()
	return k.Save()
}

// waits begins unless it is told to give up.
func waits(ctx context.Context, k *kernel.Kernel, ready <-chan bool) error {
	k.Pause()
	select {
	case <-ready:
		return nil
	case <-ctx.Done():
		k.Unpause()
		return context.Cause(ctx)
	}
}

// waitsDeferred is waits, with a deferred call.
func waitsDeferred(ctx context.Context, k *kernel.Kernel, ready <-chan bool) error {
	k.Pause()
	defer fmt.Println("waited")
	for {
		if len(k.Tasks()) == 0 {
			return nil
		}
		select {
		case <-ready:
		case <-ctx.Done():
			k.Unpause()
			return ctx.Err()
		}
	}
}

func waited(ctx context.Context, k *kernel.Kernel) error {
	if err := waitsDeferred(ctx, k, nil); err != nil {
		return fmt.Errorf("waiting: %w", err)
	}
	defer k.Unpause()
	return k.Save()
}
