// Package unguarded defines the check of that name.
//
// # Analyzer unguarded
//
// unguarded: find fields that are accessed without the mutex that protects them
//
// The comment on a field may say which mutex protects it:
//
//	// stop is protected by the signal mutex.
//	stop TaskStop
//
// So may the comment on the mutex ("mu protects a and b", "mu protects the
// fields below"), one between the fields ("The following fields are protected
// by owner.mu."), a +checklocks annotation, or the directive
// //stoplint:guardedby. Of several mutexes a reader needs one, and a writer
// all. A read lock is enough to read.
//
// An access is reported if it is made without the mutex, on all paths or on
// some: after the mutex was unlocked, before the function locks it, in a new
// goroutine or a callback whose creator holds it; if a field is written under a
// read lock; and if the mutex held is proved to be another object's. A call is
// reported if the callee accesses a field and most of its callers hold the mutex;
// if they do not, the access is.
//
// # Wrong
//
//	t.tg.signalHandlers.mu.Lock()
//	killable := t.stop != nil && t.stop.Killable()
//	t.tg.signalHandlers.mu.Unlock()
//	if killable {
//		t.stop = nil // wrong: the stop may be another by now
//	}
//
// # Right
//
//	t.tg.signalHandlers.mu.Lock()
//	if t.stop != nil && t.stop.Killable() {
//		t.stop = nil
//	}
//	t.tg.signalHandlers.mu.Unlock()
//
// # What is proved
//
// On the path that the finding shows, the mutex's lock class, which is the field
// that holds the mutex, is not held, neither by the function nor by any caller
// that can be seen.
//
// # What is assumed
//
// The comment is right. Nobody else has an object that the function has just
// made, or that was made for it, until it is stored, sent, captured or given to
// a goroutine, nor before a mutex is unlocked that was held then. Functions
// named init or Init, alone or before a word, have their objects to themselves.
// A field that nothing writes after that can be read, and so can one with
// another mutex that all its writers hold, one that only the reading function
// writes, and one of an object from whose channel the function has received
// something before. A function whose name ends in Locked is entered with what its
// body needs. What is said of calls by unlockedcall is assumed here, too.
//
// A comment that does not name the field, "mu guards following", is believed if
// the code goes by it: not if several accesses are without the mutex, and fewer
// than four times as many with it.
//
// # What is missed
//
// Fields of an atomic type are judged when they are written; reading them needs
// no mutex. Fields that belong to a goroutine ("owned by the task goroutine"),
// that are said to be immutable, or to be read without the mutex, are not judged
// where the comment allows the access, nor where it makes an exception that is
// not understood. Nor are accesses in generated code, in String methods, and
// where a comment says that the mutex is not needed, or that tasks are stopped.
// In the helpers of tests, only writes next to a critical section are reported,
// and nothing in tests. What is done
// through a pointer or a slice once it was loaded from a field is no access of
// the field. Such accesses count as unknown, and stoplint -audit lists them.
package unguarded
