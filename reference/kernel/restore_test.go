package kernel

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stoplint/stoplint/reference/guest"
	"github.com/stoplint/stoplint/reference/snapshot"
)

// save returns a stream with k, which it pauses meanwhile.
func save(t testing.TB, k *Kernel) []byte {
	t.Helper()
	k.Pause()
	defer k.Unpause()
	var stream bytes.Buffer
	if err := k.SaveTo(&stream); err != nil {
		t.Fatal(err)
	}
	return stream.Bytes()
}

// restore returns a kernel restored from stream.
func restore(t testing.TB, stream []byte) *Kernel {
	t.Helper()
	k, err := Restore(bytes.NewReader(stream))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// saved are programs that use the whole protocol, each with what is done to
// the kernel before it is saved.
var saved = map[string]struct {
	prepare func(k *Kernel)
	p       guest.Program
}{
	"spin":  {nil, guest.Program{guest.Work(3), guest.Handle(guest.USR1), guest.Block(guest.INT), guest.Spin()}},
	"vfork": {nil, guest.Program{guest.Vfork(guest.Take("go")), guest.Print("released"), guest.Wait(), guest.Show("wait")}},
	"group stop": {nil, guest.Program{
		guest.Fork(guest.Thread(guest.Spin()), guest.Kill(guest.Self, guest.STOP), guest.Spin()),
		guest.Wait(), guest.Show("wait"), guest.Take("go"),
		guest.Kill(guest.Child, guest.CONT), guest.Wait(), guest.Show("wait"),
	}},
	"frozen": {nil, traced(guest.USR1,
		guest.Freeze(), guest.Take("go"), guest.Peek(), guest.Show("peek"),
		guest.Unfreeze(), guest.Continue(guest.TERM), guest.Wait(), guest.Show("wait"))},
	"not yet reported": {nil, guest.Program{
		guest.Fork(guest.TraceMe(), guest.Kill(guest.Self, guest.USR1)),
		guest.Take("go"), guest.Wait(), guest.Show("wait"), guest.Continue(guest.USR1), guest.Wait(), guest.Show("wait"),
	}},
	"siblings": {
		func(k *Kernel) {
			k.task(1).BeginExternalStop()
			synctest.Wait()
			k.Post("exec")
		},
		guest.Program{
			guest.Thread(guest.Take("exec"), guest.Exec(guest.Take("go"), guest.Print("alone"))),
			guest.Spin(),
		},
	},
	"zombie": {nil, guest.Program{
		guest.Fork(guest.Thread(guest.Take("go")), guest.Exit(0)),
		guest.Wait(), guest.Show("wait"),
	}},
	"exited": {nil, guest.Program{
		guest.Fork(guest.Exit(7)), guest.Take("go"), guest.Wait(), guest.Show("wait"),
	}},
	"sharing": {nil, guest.Program{
		guest.ForkSharing(guest.Take("go"), guest.Handle(guest.USR1), guest.Kill(guest.Parent, guest.USR1)),
		guest.Pause(), guest.Show("pause"),
	}},
	"call": {nil, guest.Program{guest.Call("ask", "now"), guest.Show("call")}},
	"dead vfork parent": {
		func(k *Kernel) {
			k.Post("ready")
			synctest.Wait()
			if err := k.Signal(2, guest.KILL); err != nil {
				panic(err)
			}
		},
		guest.Program{
			guest.Fork(guest.Take("ready"), guest.Vfork(guest.Take("go"), guest.Print("orphan"))),
			guest.Wait(), guest.Show("wait"),
		},
	},
}

// A kernel that was saved and restored goes on as one that was not.
func TestSaveChangesNothing(t *testing.T) {
	for name, test := range saved {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				answer := make(chan struct{})
				ask := func(arg string) string { <-answer; return arg }
				k := New()
				k.Provide("ask", ask)
				if _, err := k.CreateProcess(test.p); err != nil {
					t.Fatal(err)
				}
				if err := k.Start(); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if test.prepare != nil {
					test.prepare(k)
					synctest.Wait()
				}
				stream := save(t, k)
				synctest.Wait()
				// The stream does not depend on how often it is written.
				if again := save(t, k); !bytes.Equal(stream, again) {
					t.Errorf("saved again:\n%s\nwas:\n%s", again, stream)
				}
				k2 := restore(t, stream)
				// Nor on how often it is read.
				if again := save(t, k2); !bytes.Equal(stream, again) {
					t.Errorf("restored and saved:\n%s\nwas:\n%s", again, stream)
				}
				k2.Provide("ask", ask)
				if err := k2.Start(); err != nil {
					t.Fatal(err)
				}
				close(answer)
				if name == "siblings" {
					k.task(1).EndExternalStop()
				}
				synctest.Wait()
				k.Post("go")
				k2.Post("go")
				synctest.Wait()
				if got, want := k2.Tasks(), k.Tasks(); !reflect.DeepEqual(got, want) {
					t.Errorf("restored: %v, want %v", got, want)
				}
				expectLines(t, k2, k.Console().Lines()...)
				tearDown(k)
				tearDown(k2)
			})
		})
	}
}

// A restored stop compares equal to the one that its ender names: a nil
// pointer of the same type, and the very same pointer to the same data.
func TestRestoredStopsCompareEqual(t *testing.T) {
	for name, want := range map[string]TaskStop{
		"vfork":      (*vforkStop)(nil),
		"group stop": (*groupStop)(nil),
		"siblings":   (*siblingExitStop)(nil),
	} {
		inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
			if prepare := saved[name].prepare; prepare != nil {
				prepare(k)
				synctest.Wait()
			}
			found := false
			for _, task := range restore(t, save(t, k)).allTasks() {
				found = found || task.stop == want
			}
			if !found {
				t.Errorf("%s: no restored stop equals %#v", name, want)
			}
		}, saved[name].p...)
	}
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		k2 := restore(t, save(t, k))
		tracee := k2.task(2)
		s, ok := tracee.stop.(*ptraceStop)
		if !ok {
			t.Fatalf("stop %#v", tracee.stop)
		}
		if *s != (ptraceStop{frozen: true, reported: true, sig: guest.USR1}) {
			t.Errorf("data %+v", *s)
		}
		if k2.task(1).tg.tracees[tracee] != s {
			t.Error("the tracer names another stop")
		}
		if tracee.runState.(*runAfterDeliveryStop).stop != s {
			t.Error("the run state names another stop")
		}
		if s.Killable() {
			t.Error("killable, but frozen")
		}
	}, saved["frozen"].p...)
}

// External stops are not saved.
func TestExternalStopsDoNotSurvive(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		k.Pause()
		k.task(1).BeginExternalStop()
		k2 := restore(t, save(t, k))
		if k2.IsPaused() {
			t.Error("the restored kernel is paused")
		}
		expectInfo(t, k, "task 1 of 1: stopped, stop count 3, in vforkStop", "task 2 of 2: stopped, stop count 1")
		expectInfo(t, k2, "task 1 of 1: nonexistent, stop count 1, in vforkStop", "task 2 of 2: nonexistent, stop count 0")
	}, saved["vfork"].p...)
}

// Whatever happens to a stream, it is refused, and the error says where.
func TestDamagedStream(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		stream := save(t, k)
		refused := func(stream []byte, what string, at int) {
			t.Helper()
			k, err := Restore(bytes.NewReader(stream))
			var e *snapshot.Error
			if k != nil || !errors.As(err, &e) {
				t.Fatalf("%s at byte %d: kernel %v, error %v", what, at, k, err)
			}
			if e.Offset < 0 || e.Offset > int64(len(stream)) {
				t.Fatalf("%s at byte %d: offset %d", what, at, e.Offset)
			}
		}
		for i := range stream {
			refused(stream[:i], "cut", i)
			damaged := bytes.Clone(stream)
			damaged[i] ^= 1
			if _, err := Restore(bytes.NewReader(damaged)); err == nil {
				t.Fatalf("a flipped bit in byte %d is not noticed", i)
			}
			damaged[i] = 0
			refused(damaged, "a zero", i)
		}
		refused(append(bytes.Clone(stream), '\n'), "more", len(stream))
	}, saved["frozen"].p...)
}

// What cannot be saved is refused, and nothing is written.
func TestUnsavable(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		k.Pause()
		defer k.Unpause()
		task := k.task(1)
		var stream bytes.Buffer
		task.stop = (*unsavable)(nil)
		err := k.SaveTo(&stream)
		task.stop = nil
		if err == nil || !strings.Contains(err.Error(), "task 1: internal stop (*kernel.unsavable)(nil) cannot be saved") {
			t.Errorf("%v", err)
		}
		state := task.runState
		task.runState = (*unsavable)(nil)
		err = k.SaveTo(&stream)
		task.runState = state
		if err == nil || !strings.Contains(err.Error(), "task 1: run state *kernel.unsavable cannot be saved") {
			t.Errorf("%v", err)
		}
		if stream.Len() != 0 {
			t.Errorf("%d bytes were written", stream.Len())
		}
	}, guest.Spin())
}

type unsavable struct{}

func (*unsavable) Killable() bool             { return true }
func (*unsavable) execute(*Task) taskRunState { return nil }

// Every run state and every stop survives the way through an image.
func TestImageOfEveryState(t *testing.T) {
	sh := byHand(t).tg.signalLock()
	defer sh.mu.Unlock()
	stop := &ptraceStop{sig: guest.USR1}
	stops := []*ptraceStop{stop}
	for _, state := range []taskRunState{
		nil, (*runApp)(nil), (*runInterrupt)(nil), (*runExit)(nil), (*runExitNotify)(nil), (*runAfterCall)(nil),
		&runAfterDeliveryStop{stop: stop}, &runExecAfterSiblings{program: guest.Program{guest.Spin()}},
	} {
		img, err := newSaver(nil).saveRunStateLocked(state)
		if err != nil {
			t.Fatal(err)
		}
		if got := img.runState(stops); !reflect.DeepEqual(got, state) {
			t.Errorf("%#v became %#v", state, got)
		}
		if err := (&kernelImage{Stops: make([]ptraceStopImage, 1)}).checkRunState(&img); err != nil {
			t.Error(err)
		}
	}
	for _, s := range []TaskStop{nil, (*vforkStop)(nil), (*groupStop)(nil), (*siblingExitStop)(nil), stop} {
		img, err := newSaver(nil).saveStopLocked(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := img.stop(stops); got != s {
			t.Errorf("%#v became %#v", s, got)
		}
	}
}

// restoreInChild names the environment variable with the file that the test
// binary, run as another process, restores.
const restoreInChild = "STOPLINT_TEST_RESTORE"

// A kernel is restored in a new process.
func TestRestoreInNewProcess(t *testing.T) {
	if file := os.Getenv(restoreInChild); file != "" {
		stream, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		k := restore(t, stream)
		if err := k.Start(); err != nil {
			t.Fatal(err)
		}
		k.Post("go")
		k.WaitExited()
		lines, err := json.Marshal(k.Console().Lines())
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("\nconsole " + string(lines) + "\n")
		return
	}
	var stream []byte
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		stream = save(t, k)
	}, saved["vfork"].p...)
	file := filepath.Join(t.TempDir(), "kernel")
	if err := os.WriteFile(file, stream, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestRestoreInNewProcess$")
	cmd.Env = append(os.Environ(), restoreInChild+"="+file)
	out, err := cmd.CombinedOutput()
	want := `console ["[1] released","[1] wait: 2 exited 0"]`
	if err != nil || !strings.Contains(string(out), want) {
		t.Errorf("error %v, output:\n%s\nwant %s", err, out, want)
	}
}
