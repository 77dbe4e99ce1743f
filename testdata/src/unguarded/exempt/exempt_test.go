package exempt

import "testing"

func TestSet(t *testing.T) {
	x := global
	x.Set()
	if x.n != 1 {
		t.Error("not set")
	}
}

// TestAlone has the task for itself.
func TestAlone(t *testing.T) {
	global.n = 1
	global.mu.Lock()
	global.mu.Unlock()
	global.n = 2
	alone()
	tooEarly()
	spawn()
}

func alone() { global.n = 1 }

func tooEarly() {
	global.n = 1 // want `global.n written before global.mu is locked`
	global.mu.Lock()
	global.mu.Unlock()
}

func spawn() {
	global.mu.Lock()
	defer global.mu.Unlock()
	go func() {
		global.n = 1 // want `global.n written in a new goroutine, without global.mu that its creator holds`
	}()
}
