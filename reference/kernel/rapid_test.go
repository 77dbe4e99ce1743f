package kernel

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"github.com/stoplint/stoplint/reference/guest"
)

// TestModel does random things to a kernel and to the model, and compares them
// when all goroutines of the kernel are blocked.
func TestModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		inRapidBubble(t, func() {
			m := &machine{k: New()}
			if err := m.k.Start(); err != nil {
				rt.Fatal(err)
			}
			defer func() { tearDown(m.k) }()
			rt.Repeat(map[string]func(*rapid.T){
				"":            m.check,
				"spawn":       m.spawn,
				"spawn vfork": m.spawnVfork,
				"thread":      m.thread,
				"begin":       m.begin,
				"end":         m.end,
				"pause":       m.pause,
				"unpause":     m.unpause,
				"stop":        m.stop,
				"continue":    m.cont,
				"exec":        m.exec,
				"release":     m.release,
				"kill":        m.kill,
				"save":        m.save,
			})
			m.endAll()
			m.check(rt)
			for _, task := range m.k.allTasks() {
				if s := task.TaskGoroutineState(); s == TaskGoroutineStopped {
					rt.Errorf("task %d is left parked: %v", task.tid, m.k.Tasks())
				}
			}
		})
	})
}

// inRapidBubble runs f in a synctest bubble. rapid fails, and skips, by
// panics, which have to get out of the bubble's goroutine.
func inRapidBubble(t *testing.T, f func()) {
	var panicked any
	synctest.Test(t, func(*testing.T) {
		defer func() { panicked = recover() }()
		f()
	})
	if panicked != nil {
		panic(panicked)
	}
}

// A machine is a kernel and its model. Its methods do one thing to both.
type machine struct {
	k *Kernel
	m model
}

// settle lets both go on until nothing moves.
func (m *machine) settle() {
	synctest.Wait()
	m.m.settle()
	for _, t := range m.m.tasks() {
		if t.real == nil {
			t.real = m.k.task(t.vforkParent.real.p.regs.Child)
		}
	}
}

// check compares the two.
func (m *machine) check(rt *rapid.T) {
	m.settle()
	want := make(map[*Task]bool)
	for _, t := range m.m.tasks() {
		want[t.real] = true
		stop := ""
		switch stopOf(t.real).(type) {
		case *groupStop:
			stop = "groupStop"
		case *vforkStop:
			stop = "vforkStop"
		case *siblingExitStop:
			stop = "siblingExitStop"
		}
		if stop != t.internal {
			rt.Errorf("task %d is in stop %q, want %q", t.real.tid, stop, t.internal)
		}
		n := int(t.real.stopCount.Load())
		if n != m.m.stopCount(t) {
			rt.Errorf("task %d has stop count %d, want %d", t.real.tid, n, m.m.stopCount(t))
		}
		if stopped := t.real.TaskGoroutineState() == TaskGoroutineStopped; stopped != (n > 0) {
			rt.Errorf("task %d has stop count %d and is %v", t.real.tid, n, t.real.TaskGoroutineState())
		}
	}
	for _, task := range m.k.allTasks() {
		if exists := task.TaskGoroutineState() != TaskGoroutineNonexistent; exists != want[task] {
			rt.Errorf("task %d is %v, in the model: %v", task.tid, task.TaskGoroutineState(), want[task])
		}
	}
	if m.k.IsPaused() != (m.m.pauses > 0) {
		rt.Errorf("paused: %v", m.k.IsPaused())
	}
	if rt.Failed() {
		rt.FailNow()
	}
}

// pick returns one of the tasks that ok holds for. The action is skipped if
// there is none.
func (m *machine) pick(rt *rapid.T, ok func(t *modelTask) bool) *modelTask {
	var all []*modelTask
	for _, t := range m.m.tasks() {
		if ok(t) {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		rt.Skip("no such task")
	}
	return rapid.SampledFrom(all).Draw(rt, "task")
}

func anyTask(*modelTask) bool { return true }

func (m *machine) create(rt *rapid.T, t *modelTask) {
	tg, err := m.k.CreateProcess(t.program())
	if err != nil {
		rt.Fatal(err)
	}
	t.real = tg.leader
}

func (m *machine) spawn(rt *rapid.T) { m.create(rt, m.m.newTask(nil)) }

func (m *machine) spawnVfork(rt *rapid.T) {
	t := m.m.newTask(nil)
	t.mustVfork = true
	m.create(rt, t)
}

func (m *machine) thread(rt *rapid.T) {
	sibling := m.pick(rt, func(t *modelTask) bool { return !t.proc.killed && t.proc.execing == nil })
	t := m.m.newTask(sibling.proc)
	real, err := m.k.tasks.newTask(&taskConfig{k: m.k, tg: sibling.real.tg, program: t.program()})
	if err != nil {
		rt.Fatal(err)
	}
	t.real = real
	real.start()
}

func (m *machine) begin(rt *rapid.T) {
	t := m.pick(rt, anyTask)
	t.real.BeginExternalStop()
	t.external++
}

func (m *machine) end(rt *rapid.T) {
	t := m.pick(rt, func(t *modelTask) bool { return t.external > 0 })
	t.real.EndExternalStop()
	t.external--
}

func (m *machine) pause(*rapid.T) {
	m.k.Pause()
	m.m.pauses++
}

func (m *machine) unpause(rt *rapid.T) {
	if m.m.pauses == 0 {
		rt.Skip("not paused")
	}
	m.k.Unpause()
	m.m.pauses--
}

func (m *machine) send(rt *rapid.T, t *modelTask, sig guest.Signal) {
	if err := t.real.tg.SendSignal(sig); err != nil {
		rt.Fatal(err)
	}
}

func (m *machine) stop(rt *rapid.T) {
	t := m.pick(rt, func(t *modelTask) bool { return !t.proc.busy() })
	m.send(rt, t, guest.TSTP)
	t.proc.stopSent = true
}

func (m *machine) cont(rt *rapid.T) {
	t := m.pick(rt, anyTask)
	m.send(rt, t, guest.CONT)
	t.proc.cont()
}

func (m *machine) exec(rt *rapid.T) {
	t := m.pick(rt, func(t *modelTask) bool {
		return !t.proc.busy() && !t.proc.stopSent && !t.proc.stopping && !t.isChild && t.execsLeft > 0
	})
	m.k.Post(t.name("exec"))
	t.mustExec = true
}

func (m *machine) release(rt *rapid.T) {
	t := m.pick(rt, func(t *modelTask) bool { return t.isChild && !t.mustExit })
	m.k.Post(t.name("release"))
	t.mustExit = true
}

func (m *machine) kill(rt *rapid.T) {
	t := m.pick(rt, anyTask)
	m.send(rt, t, guest.KILL)
	t.proc.kill()
}

// save replaces the kernel by one that was restored from it.
func (m *machine) save(rt *rapid.T) {
	m.k.Pause()
	var stream bytes.Buffer
	if err := m.k.SaveTo(&stream); err != nil {
		rt.Fatal(err)
	}
	k, err := Restore(strings.NewReader(stream.String()))
	if err != nil {
		rt.Fatal(err)
	}
	var again bytes.Buffer
	k.Pause()
	if err := k.SaveTo(&again); err != nil {
		rt.Fatal(err)
	}
	k.Unpause()
	if again.String() != stream.String() {
		rt.Fatalf("restored and saved:\n%s\nwas:\n%s", again.String(), stream.String())
	}
	m.m.restored()
	for _, t := range m.m.tasks() {
		t.real = k.task(t.real.tid)
	}
	tearDown(m.k)
	m.k = k
	if err := k.Start(); err != nil {
		rt.Fatal(err)
	}
}

// endAll ends all stops that are not a task's own to end.
func (m *machine) endAll() {
	for ; m.m.pauses > 0; m.m.pauses-- {
		m.k.Unpause()
	}
	for _, t := range m.m.tasks() {
		for ; t.external > 0; t.external-- {
			t.real.EndExternalStop()
		}
	}
	// Tasks that were stopped may begin new stops, or create new tasks.
	for range 3 {
		m.settle()
		for _, t := range m.m.tasks() {
			if t.isChild && !t.mustExit {
				m.k.Post(t.name("release"))
				t.mustExit = true
			}
			// An error means that the process has ended meanwhile.
			_ = t.real.tg.SendSignal(guest.CONT)
			t.proc.cont()
		}
	}
	m.settle()
}
