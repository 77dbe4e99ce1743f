package protocol

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

const mutexSource = `package p

import (
	"sync"
	"sync/atomic"
)

type (
	wrapper   struct{ mu sync.Mutex }
	generated struct{ mu sync.RWMutex }
	channel   struct{ c chan struct{} }
	spin      struct{ state atomic.Uint32; owner uintptr }
	marker    struct{}
	document  struct{ mu sync.Mutex; text []byte }
	table     struct{ mu sync.Mutex; rows map[string]int }
	embedding struct{ sync.Mutex; n int }
	readOnly  struct{ mu sync.RWMutex }
	generic[T any] struct{ mu sync.Mutex }
	store     interface{ Lock(); Unlock(); Get() int }
	rwLocker  interface{ Lock(); Unlock(); RLock(); RUnlock() }
	keyed     struct{ mu sync.Mutex }
	owned     struct{ mu sync.Mutex; owner int }
	counter   struct{ mu sync.Mutex; n int }
)

func (w *wrapper) Lock()   { w.mu.Lock() }
func (w *wrapper) Unlock() { w.mu.Unlock() }

func (g *generated) Lock()              { g.mu.Lock() }
func (g *generated) Unlock()            { g.mu.Unlock() }
func (g *generated) NestedLock(i int)   { g.mu.Lock() }
func (g *generated) NestedUnlock(i int) { g.mu.Unlock() }
func (g *generated) RLock()             { g.mu.RLock() }
func (g *generated) RUnlock()           { g.mu.RUnlock() }
func (g *generated) DowngradeLock()     {}

func (c *channel) Lock()   {}
func (c *channel) Unlock() {}
func (s *spin) Lock()      {}
func (s *spin) Unlock()    {}
func (*marker) Lock()      {}
func (*marker) Unlock()    {}
func (d *document) Lock()   {}
func (d *document) Unlock() {}
func (t *table) Lock()   {}
func (t *table) Unlock() {}
func (r *readOnly) RLock()   {}
func (r *readOnly) RUnlock() {}
func (g *generic[T]) Lock()   {}
func (g *generic[T]) Unlock() {}
func (o *owned) Lock()     { o.mu.Lock() }
func (o *owned) Unlock()   { o.mu.Unlock() }
func (c *counter) Lock()   { c.mu.Lock() }
func (c *counter) Unlock() { c.mu.Unlock() }
func (c *counter) bump()   { c.n++ }
func (k *keyed) Lock(key string)   {}
func (k *keyed) Unlock(key string) {}

var (
	vMutex     sync.Mutex
	vPointer   *sync.Mutex
	vRWMutex   sync.RWMutex
	vLocker    sync.Locker
	vWrapper   wrapper
	vGenerated *generated
	vChannel   channel
	vSpin      spin
	vMarker    marker
	vDocument  document
	vTable     *table
	vEmbedding embedding
	vReadOnly  readOnly
	vGeneric   generic[int]
	vStore     store
	vRWLocker  rwLocker
	vKeyed     keyed
	vOwned     owned
	vCounter   counter
	vInt       int
	vFunc      func()
)
`

func TestIsMutex(t *testing.T) {
	pkg := checkSource(t, mutexSource)
	want := map[string]bool{
		"vMutex": true, "vPointer": true, "vRWMutex": true, "vLocker": true, "vWrapper": true, "vGenerated": true,
		"vChannel": true, "vSpin": true, "vGeneric": true, "vRWLocker": true, "vOwned": true,
		"vMarker": false, "vDocument": false, "vTable": false, "vEmbedding": false, "vReadOnly": false,
		"vStore": false, "vKeyed": false, "vCounter": false, "vInt": false, "vFunc": false,
	}
	for name, is := range want {
		if got := IsMutex(pkg.Scope().Lookup(name).Type()); got != is {
			t.Errorf("IsMutex(%s) = %t, want %t", name, got, is)
		}
	}
}

func TestMutexOp(t *testing.T) {
	pkg := checkSource(t, mutexSource)
	tests := []struct {
		of, method string
		want       Op
	}{
		{"vGenerated", "Lock", OpLock}, {"vGenerated", "Unlock", OpUnlock},
		{"vGenerated", "NestedLock", OpLock}, {"vGenerated", "NestedUnlock", OpUnlock},
		{"vGenerated", "RLock", OpRLock}, {"vGenerated", "RUnlock", OpRUnlock},
		{"vGenerated", "DowngradeLock", OpDowngrade},
		{"vMutex", "TryLock", OpTryLock}, {"vRWMutex", "TryRLock", OpTryRLock},
		{"vLocker", "Lock", OpLock}, {"vRWMutex", "RLocker", NoOp},
		{"vEmbedding", "Lock", OpLock}, // the promoted method is the mutex's own
		{"vMarker", "Lock", NoOp}, {"vStore", "Lock", NoOp}, {"vDocument", "Lock", NoOp},
	}
	for _, tt := range tests {
		obj, _, _ := types.LookupFieldOrMethod(pkg.Scope().Lookup(tt.of).Type(), true, pkg, tt.method)
		fn, ok := obj.(*types.Func)
		if !ok {
			t.Fatalf("no method %s.%s", tt.of, tt.method)
		}
		if got := MutexOp(fn); got != tt.want {
			t.Errorf("MutexOp(%s.%s) = %d, want %d", tt.of, tt.method, got, tt.want)
		}
	}
}

// checkSource type-checks one file.
func checkSource(t *testing.T, src string) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("p", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}
