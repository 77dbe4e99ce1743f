// Package noreturn has paths that end in a panic or a call that never returns.
package noreturn

import (
	"fmt"
	"log"
	"os"
	"runtime"
)

func (t *Task) Panics(sig int) {
	if sig < 0 {
		panic("negative signal")
	} else {
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

// Prints reports the bad signal and goes on: that path lacks the mutex.
func (t *Task) Prints(sig int) {
	if sig < 0 {
		fmt.Println("negative signal")
	} else {
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

func (t *Task) Exits(sig int) {
	t.tg.signalHandlers.mu.Lock()
	if sig < 0 {
		t.tg.signalHandlers.mu.Unlock()
		os.Exit(1)
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) ExitsTooLate(sig int) {
	t.tg.signalHandlers.mu.Lock()
	if sig < 0 {
		t.tg.signalHandlers.mu.Unlock()
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
		os.Exit(1)
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) LogsFatally(sig int) {
	switch {
	case sig > 0:
		t.tg.signalHandlers.mu.Lock()
	case sig < 0:
		log.Fatalf("negative signal %d", sig)
	default:
		log.Panicln("no signal")
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) Logs(sig int) {
	switch {
	case sig > 0:
		t.tg.signalHandlers.mu.Lock()
	case sig < 0:
		log.Printf("negative signal %d", sig)
	default:
		log.Panicln("no signal")
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

func (t *Task) Goexits(sig int) {
	if sig < 0 {
		runtime.Goexit()
	} else {
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

// die never returns.
func die(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format, args...)
	os.Exit(2)
}

// dieIf returns if cond is false.
func dieIf(cond bool) {
	if cond {
		os.Exit(2)
	}
}

// bug never returns: it calls a function that does not.
func (t *Task) bug(what string) {
	die("task %d: %s\n", t.id, what)
}

func (t *Task) OwnFatal(sig int) {
	if sig < 0 {
		die("negative signal %d\n", sig)
	} else {
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) OwnFatalTwoDeep(sig int) {
	t.tg.signalHandlers.mu.Lock()
	if sig < 0 {
		t.tg.signalHandlers.mu.Unlock()
		t.bug("negative signal")
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) PerhapsFatal(sig int) {
	t.tg.signalHandlers.mu.Lock()
	if sig < 0 {
		t.tg.signalHandlers.mu.Unlock()
		dieIf(sig < -10)
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

// spin never leaves its loop.
func spin() {
	for {
		runtime.Gosched()
	}
}

func (t *Task) Forever(sig int) {
	if sig < 0 {
		spin()
	} else {
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

// UnlocksInPanic leaves by a panic with the mutex released by its defer.
func (t *Task) UnlocksInPanic(sig int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if sig < 0 {
		panic("negative signal")
	}
	t.renameLocked("ok")
}

// AfterExit has a call that no path reaches.
func (t *Task) AfterExit() {
	os.Exit(1)
	t.stopLocked()
}
