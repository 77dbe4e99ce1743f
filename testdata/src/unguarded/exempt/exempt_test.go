package exempt

import "testing"

func TestSet(t *testing.T) {
	x := global
	x.Set()
	if x.n != 1 {
		t.Error("not set")
	}
}

func TestWrites(t *testing.T) {
	x := global
	x.n = 1
}

func TestWritesBefore(t *testing.T) {
	global.n = 1 // want `global.n written before global.mu is locked`
	global.mu.Lock()
	global.mu.Unlock()
}

func TestSpawns(t *testing.T) {
	global.mu.Lock()
	defer global.mu.Unlock()
	go func() {
		global.n = 1 // want `global.n written in a new goroutine, without global.mu that its creator holds`
	}()
}
