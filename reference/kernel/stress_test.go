package kernel

import (
	"bytes"
	"io"
	"sync"
	"testing"

	"github.com/stoplint/stoplint/reference/guest"
)

// stressProgram uses every stop of the protocol, and ends by itself.
func stressProgram() guest.Program {
	return guest.Program{
		guest.Handle(guest.USR1),
		guest.Post("ready"),
		guest.Vfork(guest.Work(10), guest.Exec(guest.Work(10))),
		guest.Wait(),
		guest.ForkSharing(guest.Thread(guest.Spin()), guest.Work(10), guest.Exec(guest.Exit(1))),
		guest.Wait(),
		guest.Fork(guest.Spin()),
		guest.Kill(guest.Child, guest.TSTP), guest.Wait(),
		guest.Kill(guest.Child, guest.CONT), guest.Wait(),
		guest.Kill(guest.Child, guest.KILL), guest.Wait(),
		guest.Fork(guest.TraceMe(), guest.Kill(guest.Self, guest.USR1), guest.Spin()),
		guest.Wait(), guest.Freeze(), guest.Peek(), guest.Kill(guest.Child, guest.KILL), guest.Unfreeze(),
		guest.Wait(),
		guest.Call("echo", "x"),
		guest.Post("done"),
	}
}

// Hundreds of tasks use every stop, while others stop them, singly and all at
// once, send them signals, and save them.
func TestStress(t *testing.T) {
	const processes, rounds = 60, 40
	k := New()
	k.Provide("echo", func(arg string) string { return arg })
	var groups []*ThreadGroup
	for range processes {
		tg, err := k.CreateProcess(stressProgram())
		if err != nil {
			t.Fatal(err)
		}
		groups = append(groups, tg)
	}
	if err := k.Start(); err != nil {
		t.Fatal(err)
	}
	for range processes {
		k.Take("ready")
	}
	var others sync.WaitGroup
	each := func(f func(tg *ThreadGroup)) {
		others.Go(func() {
			for range rounds {
				for _, tg := range groups {
					f(tg)
				}
			}
		})
	}
	for range 2 {
		each(func(tg *ThreadGroup) {
			// The leader may change, but each stop is ended on the task on
			// which it was begun.
			sh := tg.signalLock()
			leader := tg.leader
			sh.mu.Unlock()
			leader.BeginExternalStop()
			leader.EndExternalStop()
		})
	}
	each(func(tg *ThreadGroup) { _ = tg.SendSignal(guest.USR1) })
	each(func(tg *ThreadGroup) { _ = tg.SendSignal(guest.CONT) })
	for range 2 {
		others.Go(func() {
			for range rounds {
				k.Pause()
				for _, info := range k.Tasks() {
					if info.StopCount > 0 && info.Goroutine != TaskGoroutineStopped && info.Goroutine != TaskGoroutineNonexistent {
						t.Errorf("paused, but %v", info)
					}
				}
				if err := k.SaveTo(io.Discard); err != nil {
					t.Error(err)
				}
				k.Unpause()
			}
		})
	}
	others.Wait()
	for range processes {
		k.Take("done")
	}
	for _, tg := range groups {
		tg.WaitExited()
	}
	k.WaitExited()
	if infos := k.Tasks(); len(infos) != 0 {
		t.Errorf("left over: %v", infos)
	}
}

// A kernel that is saved and restored again and again comes to its end.
func TestStressRestore(t *testing.T) {
	echo := func(arg string) string { return arg }
	k := New()
	k.Provide("echo", echo)
	const processes = 20
	for range processes {
		if _, err := k.CreateProcess(stressProgram()); err != nil {
			t.Fatal(err)
		}
	}
	for range 30 {
		if err := k.Start(); err != nil {
			t.Fatal(err)
		}
		stream := save(t, k)
		k.Kill(ExitStatus{})
		k.WaitExited()
		k = restore(t, stream)
		k.Provide("echo", echo)
	}
	if err := k.Start(); err != nil {
		t.Fatal(err)
	}
	for range processes {
		k.Take("done")
	}
	k.WaitExited()
	if infos := k.Tasks(); len(infos) != 0 {
		t.Errorf("left over: %v", infos)
	}
}

// idleTask returns a task without a goroutine.
func idleTask(b *testing.B) *Task {
	b.Helper()
	tg, err := New().CreateProcess(nil)
	if err != nil {
		b.Fatal(err)
	}
	return tg.leader
}

func BenchmarkExternalStop(b *testing.B) {
	task := idleTask(b)
	for b.Loop() {
		task.BeginExternalStop()
		task.EndExternalStop()
	}
}

func BenchmarkNestedExternalStop(b *testing.B) {
	task := idleTask(b)
	task.BeginExternalStop()
	defer task.EndExternalStop()
	for b.Loop() {
		task.BeginExternalStop()
		task.EndExternalStop()
	}
}

func BenchmarkInternalStop(b *testing.B) {
	task := idleTask(b)
	for b.Loop() {
		task.beginInternalStop((*groupStop)(nil))
		sh := task.tg.signalLock()
		task.endInternalStopLocked()
		sh.mu.Unlock()
	}
}

// manyTasks returns a running kernel with n tasks that spin.
func manyTasks(b *testing.B, n int) *Kernel {
	b.Helper()
	k := New()
	for range n {
		if _, err := k.CreateProcess(guest.Program{guest.Work(3), guest.Post("ready"), guest.Spin()}); err != nil {
			b.Fatal(err)
		}
	}
	if err := k.Start(); err != nil {
		b.Fatal(err)
	}
	for range n {
		k.Take("ready")
	}
	b.Cleanup(func() { tearDown(k) })
	return k
}

// benchmarkPause measures how long it takes until n running tasks are parked.
func benchmarkPause(b *testing.B, n int) {
	k := manyTasks(b, n)
	for b.Loop() {
		k.Pause()
		k.Unpause()
	}
}

func BenchmarkPause100(b *testing.B)   { benchmarkPause(b, 100) }
func BenchmarkPause10000(b *testing.B) { benchmarkPause(b, 10_000) }

// stream10000 returns a paused kernel with 10,000 tasks, and it as a stream.
func stream10000(b *testing.B) (*Kernel, []byte) {
	b.Helper()
	k := manyTasks(b, 10_000)
	k.Pause()
	var stream bytes.Buffer
	if err := k.SaveTo(&stream); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(stream.Len()))
	return k, stream.Bytes()
}

func BenchmarkSave10000(b *testing.B) {
	k, _ := stream10000(b)
	for b.Loop() {
		if err := k.SaveTo(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRestore10000(b *testing.B) {
	_, stream := stream10000(b)
	for b.Loop() {
		if _, err := Restore(bytes.NewReader(stream)); err != nil {
			b.Fatal(err)
		}
	}
}
