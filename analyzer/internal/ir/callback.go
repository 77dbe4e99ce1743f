package ir

import "go/types"

// Callback is what a function does with a function that it is given.
type Callback uint8

const (
	UnknownCallback Callback = iota
	// AtOnce: calls it before it returns, on the caller's goroutine.
	AtOnce
	// Waited: calls it before it returns, in a new goroutine.
	Waited
	// Spawned: calls it in a new goroutine.
	Spawned
	// Later: keeps it for another goroutine to call.
	Later
	// AtEnd: keeps it to be called when a test is over.
	AtEnd
)

// callbacks says what functions of the standard library, and one of its close
// relatives, do with every function they are given.
var callbacks = map[string]Callback{
	"time.AfterFunc":                              Later,
	"context.AfterFunc":                           Later,
	"runtime.SetFinalizer":                        Later,
	"runtime.AddCleanup":                          Later,
	"(*sync.WaitGroup).Go":                        Spawned,
	"(*golang.org/x/sync/errgroup.Group).Go":      Spawned,
	"(*golang.org/x/sync/errgroup.Group).TryGo":   Spawned,
	"(*sync.Once).Do":                             AtOnce,
	"(*sync.Map).Range":                           AtOnce,
	"sort.Slice":                                  AtOnce,
	"sort.SliceStable":                            AtOnce,
	"sort.Search":                                 AtOnce,
	"sort.Find":                                   AtOnce,
	"strings.Map":                                 AtOnce,
	"strings.IndexFunc":                           AtOnce,
	"strings.FieldsFunc":                          AtOnce,
	"strings.ContainsFunc":                        AtOnce,
	"path/filepath.Walk":                          AtOnce,
	"path/filepath.WalkDir":                       AtOnce,
	"io/fs.WalkDir":                               AtOnce,
	"go/ast.Inspect":                              AtOnce,
	"net/http.HandleFunc":                         Later,
	"(*net/http.ServeMux).HandleFunc":             Later,
	"(*container/ring.Ring).Do":                   AtOnce,
	"testing/synctest.Test":                       Spawned,
	"(*testing.common).Cleanup":                   AtEnd,
	"(*testing.T).Run":                            Waited,
	"(*testing.B).Run":                            Waited,
	"testing.AllocsPerRun":                        AtOnce,
	"(*golang.org/x/sync/singleflight.Group).Do":  AtOnce,
	"(*golang.org/x/sync/semaphore.Weighted).Try": AtOnce,
}

// CallbackOf returns what fn, a function of another module's, does with the
// functions it is given, as far as that is common knowledge.
func CallbackOf(fn *types.Func) Callback {
	if c, ok := callbacks[fn.FullName()]; ok {
		return c
	}
	if pkg := fn.Pkg(); pkg != nil && (pkg.Path() == "slices" || pkg.Path() == "maps") {
		return AtOnce
	}
	return UnknownCallback
}
