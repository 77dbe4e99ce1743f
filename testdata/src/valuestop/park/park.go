// want package:"park.Broken is begun as value; park.Fixed is begun as typed nil; park.idle is begun as typed nil"

// Package park is a stop protocol that shares no name with a kernel's: it is
// declared with directives.
package park

// Reason says why a worker is parked.
//
//stoplint:stop
type Reason interface {
	Interruptible() bool
}

// Worker does work until parked.
type Worker struct {
	why Reason
}

// Park parks w.
//
//stoplint:begin internal
func (w *Worker) Park(seconds int, why Reason) { w.why = why }

// Unpark ends what Park began.
//
//stoplint:end internal
func (w *Worker) Unpark() { w.why = nil }

// Why returns the reason in force.
func (w *Worker) Why() Reason { return w.why }

type idle struct{}

func (*idle) Interruptible() bool { return true }

// Broken is a reason that lets its value pass.
type Broken struct{}

func (Broken) Interruptible() bool { return true } // want `Broken.Interruptible has a value receiver, so a value of Broken passes as a stop`

// Fixed is a reason that does not.
type Fixed struct{}

func (*Fixed) Interruptible() bool { return true }

// ParkIdle parks w until there is work.
func ParkIdle(w *Worker) {
	w.Park(1, (*idle)(nil))
	w.Park(1, Broken{}) // want `Broken\{\} is begun as a value: w.why.\(\*Broken\) never matches it; use \(\*Broken\)\(nil\)`
}

func isBroken(w *Worker) bool {
	_, ok := w.why.(*Broken)
	return ok
}

// Briefly parks w for a second.
func Briefly(w *Worker, why Reason) { // want Briefly:`param 1 flows to begin`
	w.Park(1, why)
}

// Unless parks w unless it is parked for the reason given.
func Unless(w *Worker, why Reason) bool { // want Unless:`param 1 flows to comparison`
	return w.why == why
}

// Default returns a reason.
func Default(n int) (int, Reason) { // want Default:`result 1 may be Broken\{\}`
	return n, Broken{}
}

// Right returns another.
func Right() Reason { return (*Fixed)(nil) }

// Usual is what workers are parked for.
var Usual Reason = Broken{} // want Usual:`may be Broken\{\}`

// Options says how to park.
type Options struct {
	Why  Reason // want Why:`flows to begin`
	Note Reason
}

// With parks w as o says.
func With(w *Worker, o Options) {
	w.Park(1, o.Why)
}

// Parker parks with one of several means.
type Parker interface {
	ParkFor(why Reason) // want ParkFor:`param 0 flows to begin`
}

// WorkerParker parks a worker.
type WorkerParker struct{ W *Worker }

// ParkFor implements Parker.
func (p WorkerParker) ParkFor(why Reason) { p.W.Park(1, why) } // want ParkFor:`param 0 flows to begin`

func each(ps []Parker) {
	for _, p := range ps {
		p.ParkFor((*Fixed)(nil))
	}
}
