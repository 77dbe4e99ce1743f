package callbacks

import "unlockedcall/callbacks/store"

// Owner passes the lock operations of its store on.
type Owner struct{ s *store.Store }

func (o *Owner) Lock()   { o.s.Lock() }
func (o *Owner) Unlock() { o.s.Unlock() }
func (o *Owner) Begin()  { o.s.Lock() }
func (o *Owner) End()    { o.s.Unlock() }

// Twice unlocks once too often.
func (o *Owner) Twice() {
	o.s.Lock()
	o.s.Unlock()
	o.s.Unlock() // want `o\.s\.Unlock called without the state mutex .* held`
}

// Nested calls a self-locking method under the lock of another package.
func (o *Owner) Nested() {
	o.s.Do(func() {
		o.s.Inc() // want `o\.s\.Inc called with the state mutex .* held: it locks o\.s\.mu itself`
	})
	o.s.Do(func() { o.s.Add("") })
	o.s.Lock()
	o.s.Inc() // want `o\.s\.Inc called with the state mutex .* held: it locks .* itself`
	o.s.Unlock()
	o.s.Inc()
}
