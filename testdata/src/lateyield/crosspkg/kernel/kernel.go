// Package kernel declares a protocol by directives.
package kernel

// Reason is why a worker is halted.
//
//stoplint:stop
type Reason interface{ Early() bool }

// Worker is what halts apply to.
//
//stoplint:task
type Worker struct{ wake chan int }

// Halt begins a halt.
//
//stoplint:begin internal
func (w *Worker) Halt(r Reason) {}

// Rest begins a halt.
func (w *Worker) Rest(r Reason) { w.Halt(r) }

// Await waits for a message.
func (w *Worker) Await() int { return <-w.wake }
