package directives // want package:`"signal mutex" is handlers.mu; "tableMu" is table; stop condition; visible`

import "sync"

//stoplint:stop
type condition interface { // want condition:"^stop$"
	Early() bool
}

//stoplint:task
type Thread struct { // want Thread:"^task$"
	h *handlers
	//stoplint:guardedby signal
	state int // want state:`^guarded by handlers\.mu$`
	// other is guarded by nothing.
	other int
	mu    sync.RWMutex
}

type handlers struct {
	//stoplint:mutex signal
	mu sync.Mutex
}

//stoplint:mutex tableMu
var table sync.Mutex

// A name declared with stoplint:mutex leaves the instance open unless the
// receiver is the type that has the mutex.
//
//stoplint:requires signal
func (t *Thread) named() {} // want named:`^requires handlers\.mu$`

//stoplint:requires signal
func (h *handlers) own() {} // want own:`^requires handlers\.mu@recv\.mu$`

//stoplint:requires t.h.mu
func (t *Thread) path() {} // want path:`^requires handlers\.mu@recv\.h\.mu$`

//stoplint:requires mu
func (t *Thread) field() {} // want field:`^requires Thread\.mu@recv\.mu$`

//stoplint:requires handlers.mu
func byType(n int) {} // want byType:`^requires handlers\.mu$`

//stoplint:requires tableMu
func global() {} // want global:`^requires table@global\.table$`

//stoplint:requires t.mu read
func shared(t *Thread) {} // want shared:`^requires Thread\.mu@param0\.mu:read$`

//stoplint:excludes t.mu
//stoplint:acquires t.h.mu
func lock(t *Thread) {} // want lock:`^excludes Thread\.mu@param0\.mu:read; acquires handlers\.mu@param0\.h\.mu$`

//stoplint:releases t.h.mu
func unlock(t *Thread) {} // want unlock:`^releases handlers\.mu@param0\.h\.mu$`

//stoplint:acquires h.mu
func lockOne() (n int, h *handlers) { return 0, nil } // want lockOne:`^acquires handlers\.mu@result1\.mu$`

//stoplint:begin internal
//stoplint:ontask
func (t *Thread) park(n int, c condition) {} // want park:`^begin internal; ontask$`

//stoplint:end internal
//stoplint:requires signal
func (t *Thread) unpark() {} // want unpark:`^requires handlers\.mu; end internal$`

//stoplint:begin external
func (t *Thread) freeze() {} // want freeze:`^begin external$`

//stoplint:end external
func (t *Thread) thaw() {} // want thaw:`^end external$`

//stoplint:offtask
func supervise(t *Thread) {} // want supervise:`^offtask@param0$`

func after( // want after:`^offtask param1$`
	n int,
	//stoplint:offtask
	f func(),
) {
}

type runner interface {
	//stoplint:ontask
	//stoplint:requires t.mu
	Run(t *Thread) // want Run:`^requires Thread\.mu@param0\.mu; ontask@param0$`
}
