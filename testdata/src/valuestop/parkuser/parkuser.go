// want package:"park.Broken is begun as value; park.Fixed is begun as typed nil, new pointer; park.idle is begun as typed nil; parkuser.meal is begun as value; parkuser.rest is begun as typed nil, new pointer"

// Package parkuser uses the protocol of another package.
package parkuser

import "valuestop/park"

type meal struct{}

func (meal) Interruptible() bool { return true } // want `meal.Interruptible has a value receiver, so a value of meal passes as a stop`

type rest struct{}

func (*rest) Interruptible() bool { return true }

func use(w *park.Worker, p park.Parker) {
	w.Park(3, meal{}) // want `meal\{\} is begun as a value: w.Why\(\).\(\*meal\) never matches it; use \(\*meal\)\(nil\)`
	w.Park(3, (*rest)(nil))
	w.Park(3, &rest{}) // want `&rest\{\} is begun, a new pointer`

	// What the functions of the other package do is in facts.
	park.Briefly(w, meal{}) // want `meal\{\} is begun as a value`
	park.Briefly(w, (*rest)(nil))
	p.ParkFor(meal{}) // want `meal\{\} is begun as a value`
	p.ParkFor((*rest)(nil))
	park.WorkerParker{W: w}.ParkFor(meal{}) // want `meal\{\} is begun as a value`

	park.With(w, park.Options{
		Why:  meal{}, // want `meal\{\} is begun as a value`
		Note: meal{},
	})
	park.With(w, park.Options{Why: (*rest)(nil)})

	// So are the stops that it makes.
	_, why := park.Default(1)
	w.Park(1, why) // want `why is begun as a value of park.Broken: .\(\*park.Broken\) never matches it; use \(\*park.Broken\)\(nil\)`
	w.Park(1, park.Right())
	w.Park(1, park.Usual) // want `park.Usual is begun as a value of park.Broken`

	// And its types.
	w.Park(1, park.Broken{}) // want `park.Broken\{\} is begun as a value: .\(\*park.Broken\) never matches it`
	w.Park(1, (*park.Fixed)(nil))
	w.Park(1, new(park.Fixed)) // want `new\(park.Fixed\) is begun, a new pointer`

	w.Park(1, nil) // want `nil is passed to Park`
}

func recognise(w *park.Worker) bool {
	if _, ok := w.Why().(*meal); ok {
		return true
	}
	if park.Unless(w, &rest{}) { // want `the comparison need not match: &rest\{\} is a new pointer to a stop without data`
		return true
	}
	return park.Unless(w, (*rest)(nil))
}

// Wrap is a helper over a helper.
func Wrap(why park.Reason, w *park.Worker) { // want Wrap:`param 0 flows to begin`
	park.Briefly(w, why)
}

// Made passes on what another package made.
func Made() park.Reason { // want Made:`result 0 may be Broken\{\}`
	_, why := park.Default(2)
	return why
}
