package protocol

import "testing"

// TestLeaves reads sentences on fields, real ones among them.
func TestLeaves(t *testing.T) {
	tests := []struct {
		text          string
		reads, writes Leave
	}{
		{"stop is protected by the signal mutex", Nobody, Nobody},
		{"If stop is not nil, it is the condition that keeps the task from running", Nobody, Nobody},
		{"image is protected by mu, and is owned by the task goroutine", Owner, Nobody},
		{"It is owned by the task goroutine", Owner, Nobody},
		{"runState is exclusive to the task goroutine", Owner, Owner},
		{"conn is only accessed by the worker goroutine", Owner, Owner},
		{"It is changed only from the task goroutine", Owner, Nobody},
		{"n is only written by the run loop's goroutine", Owner, Nobody},
		{"stop may be read by the task goroutine without the mutex", Owner, Nobody},
		{"stop is protected by the signal mutex; it may be read by the task goroutine", Owner, Nobody},
		{"fsContext can be read without synchronization using FSContext", Anybody, Nobody},
		{"count may be read racily", Anybody, Nobody},
		{"size is best-effort", Anybody, Nobody},
		{"Reading state does not require mu", Anybody, Nobody},
		{"name is immutable after Start", Anybody, Unclear},
		{"id never changes", Anybody, Unclear},
		{"Writing needs to be protected by the signal mutex", Anybody, Nobody},
		{"mu protects writes to the fields below", Anybody, Nobody},
		{"It may be accessed without mu during shutdown", Anybody, Anybody},
		{"n is protected by mu, except while the task exits", Unclear, Unclear},
		{"However, readers that hold the other lock are fine", Unclear, Nobody},
		{"Writers must hold mu unless the table is frozen", Nobody, Unclear},
		{"n counts the tasks, but not the dead ones", Nobody, Nobody},
		{"Unless n is 0, the task runs", Nobody, Nobody},
	}
	for _, tt := range tests {
		if reads, writes := leaves(tt.text); reads != tt.reads || writes != tt.writes {
			t.Errorf("%q lets %v read and %v write, want %v and %v", tt.text, reads, writes, tt.reads, tt.writes)
		}
	}
}

func TestAdmitsUnlocked(t *testing.T) {
	for text, want := range map[string]bool{
		"This read is racy, and that is fine.":                                         true,
		"We can iterate them without synchronization.":                                 true,
		"No need to lock mu: t is not shared yet.":                                     true,
		"t.mu is not needed here.":                                                     true,
		"Any task goroutines running in k must be stopped.":                            true,
		"Nobody else can see the table.":                                               true,
		"The target's task goroutine is stopped, so this is safe:":                     true,
		"The caller has exclusive access to f.":                                        true,
		"Can't lock the TaskSet mutex while holding a signal mutex.":                   false,
		"The signal mutex must be locked.":                                             false,
		"Drop the signal mutex so we can take the TaskSet mutex.":                      false,
		"forEach must not be called with mu locked.":                                   false,
		"BeginStop stops t. The caller must not hold the signal mutex.":                false,
		"Timers must be destroyed without holding the TaskSet or signal mutexes since": false,
		"It's safe to read n without locking mu.":                                      true,
	} {
		if got := AdmitsUnlocked(text); got != want {
			t.Errorf("AdmitsUnlocked(%q) = %v, want %v", text, got, want)
		}
	}
}
