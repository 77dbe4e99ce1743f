// Package unpairedstop defines the check of that name.
//
// # Analyzer unpairedstop
//
// unpairedstop: find external stops that are begun and not ended, or ended and not begun
//
// An external stop is a count on a task, or on a set of tasks. What begins one
// must see to it that it is ended, once: a stop that is never ended keeps the
// task from running for ever, and one that is ended twice makes the count
// negative, which panics.
//
// Which calls begin and end external stops is known from the built-in shape of
// the stop protocol (BeginExternalStop and EndExternalStop of a task and of a set
// of tasks) and from directives (//stoplint:begin external, //stoplint:end
// external), never from the name alone. A method of an interface is one if all
// that is seen to implement it is. A function that returns with a stop in force on
// all its paths is a begin itself, and one that ends a stop it has not begun is an
// end; so are those that do it if they succeed, or if a parameter says so. Their
// callers are judged, in every package.
//
// Reported are: a return, or an explicit panic, that leaves a stop in force which
// other paths end; a stop ended twice, or ended on a path that has not begun it;
// a stop begun again while it is in force, in a loop too, and ended once; a stop
// that is ended, to be begun again later, and is not on some path; a goroutine or
// callback that is to end a stop and does so on some of its paths; and a begin
// that nothing ends, or an end of what nothing begins. What a package offers to
// others is there for them to complete, unless it returns what it works out while
// the stop is in force: that is no begin, but a function that lost its end.
//
// A stop is ended by a call, a deferred call, a function literal that is called,
// deferred, started as a goroutine or handed to a timer or a clean-up list, by
// sync.Once or sync.OnceFunc, of which the first call counts, and by whoever is
// given the stopped thing, as an interface with the method to end the stop, by a
// return or by storing it. A function that ends the stop is followed from the
// function that returns it to where it is called. That nothing is done with it is
// reported, unless another function of the package ends such stops. A method that
// begins a stop and a method of the same type that ends it, such as two remote
// calls, are an open pair: nothing is reported, and stoplint -audit lists both.
//
// # Wrong
//
//	func (t *Task) checkpoint(save func(*Task) error) error {
//		t.BeginExternalStop()
//		if err := save(t); err != nil {
//			return err // wrong: t stays stopped
//		}
//		t.EndExternalStop()
//		return nil
//	}
//
// # Right
//
//	func (t *Task) checkpoint(save func(*Task) error) error {
//		t.BeginExternalStop()
//		defer t.EndExternalStop()
//		return save(t)
//	}
//
// # What is proved
//
// On the path that the finding shows, within the function and the functions it
// calls, the stops begun and ended on the thing do not come out even, and on
// another path they do; or they come out so uneven that no caller can put it
// right; or there is nobody in the package to put it right, and callers in other
// packages cannot be meant to. Loops and branches are followed with a bounded
// number of alternative states, and conditions that are tested twice are taken to
// come out the same.
//
// # What is assumed
//
// Two loads of the same field yield the same object unless the function assigns
// the field in between. Two loops, one that begins and one that ends a stop on
// each of several tasks, are about the same tasks. A call does not panic unless
// it is a call of panic.
//
// # What is missed
//
// Stops on things that are found anew each time, or that leave the function's
// sight: a stored task, or function that ends the stop. Stops begun on one thing
// and ended on another of the same type, which may be the same. Calls through
// function values and interfaces whose target cannot be told, unless the
// interface method has a contract. A method that lost its end while another
// method of the type still ends a stop of that kind: the two look like an open
// pair. Such begins and ends count as unknown, and stoplint -audit lists them.
package unpairedstop
