package kernel

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/reference/guest"
	"github.com/stoplint/stoplint/reference/snapshot"
)

// A stream that is whole, but describes no kernel, is refused, and the error
// says where in the document.
func TestImpossibleImage(t *testing.T) {
	var base []byte
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		base = save(t, k)
	}, saved["frozen"].p...)
	// Tasks 0 and 1, alone in thread groups 0 and 1, with the stop 0.
	for _, test := range []struct {
		want   string
		change func(img *kernelImage)
	}{
		{`signalHandlers[0]: actions: action 9 for USR1`, func(img *kernelImage) {
			img.Handlers[0].Actions = map[guest.Signal]action{guest.USR1: 9}
		}},
		{`signalHandlers[1]: actions: action 1 for KILL`, func(img *kernelImage) {
			img.Handlers[1].Actions = map[guest.Signal]action{guest.KILL: actionIgnore}
		}},
		{`ptraceStops[0].signal: no signal 99`, func(img *kernelImage) { img.Stops[0].Signal = 99 }},
		{`threadGroups[0]: signalHandlers: 5 is not one of 2`, func(img *kernelImage) { img.Groups[0].Handlers = 5 }},
		{`threadGroups[0]: leader: -1 is not one of 2`, func(img *kernelImage) { img.Groups[0].Leader = noIndex }},
		{`threadGroups[0]: leader: task of another`, func(img *kernelImage) { img.Groups[0].Leader = 1 }},
		{`threadGroups[1]: execing: 2 is not one of 2`, func(img *kernelImage) { img.Groups[1].Execing = 2 }},
		{`threadGroups[1]: execing: task of another`, func(img *kernelImage) { img.Groups[1].Execing = 0 }},
		{`threadGroups[0]: parent: 0 is not one of 0`, func(img *kernelImage) { img.Groups[0].Parent = 0 }},
		{`threadGroups[1]: parent: 1 is not one of 1`, func(img *kernelImage) { img.Groups[1].Parent = 1 }},
		{`threadGroups[0]: pending: 0x1 has more`, func(img *kernelImage) { img.Groups[0].Pending = 1 }},
		{`threadGroups[0]: groupStopSignal: no signal 3`, func(img *kernelImage) { img.Groups[0].GroupStopSignal = 3 }},
		{`threadGroups[0]: waitable: 3`, func(img *kernelImage) { img.Groups[0].Waitable = 3 }},
		{`tasks[0]: threadGroup: 2 is not one of 2`, func(img *kernelImage) {
			img.Tasks = append([]taskImage{img.Tasks[0]}, img.Tasks...)
			img.Tasks[0].Group = 2
			img.Groups[0].Leader, img.Groups[1].Leader = 1, 2
		}},
		{`tasks[0]: vforkParent: 2 is not`, func(img *kernelImage) { img.Tasks[0].VforkParent = 2 }},
		{`tasks[0]: tracer: -2 is not`, func(img *kernelImage) { img.Tasks[0].Tracer = -2 }},
		{`tasks[0]: tracer: the task's own`, func(img *kernelImage) { img.Tasks[0].Tracer = 0 }},
		{`tasks[0]: reportedStop: 1 is not`, func(img *kernelImage) { img.Tasks[0].ReportedStop = 1 }},
		{`tasks[0]: reportedStop: no tracer`, func(img *kernelImage) { img.Tasks[0].ReportedStop = 0 }},
		{`tasks[0]: signalMask: 0x1 has more`, func(img *kernelImage) { img.Tasks[0].SignalMask = 1 }},
		{`tasks[0]: pending: 0x8 has more`, func(img *kernelImage) { img.Tasks[0].Pending = 8 }},
		{`tasks[0]: registers.program: step 0: no operation "fly"`, func(img *kernelImage) {
			img.Tasks[0].Registers.Program = guest.Program{{Op: "fly"}}
		}},
		{`tasks[0]: registers.pc: 99 in a program of`, func(img *kernelImage) { img.Tasks[0].Registers.PC = 99 }},
		{`tasks[0]: registers.done: 1 of 0`, func(img *kernelImage) { img.Tasks[0].Registers.Done = 1 }},
		{`tasks[1]: registers.done: 6 of 5`, func(img *kernelImage) {
			img.Tasks[1].Registers.PC = 1
			img.Tasks[1].Registers.Done = 6
		}},
		{`tasks[0]: runState.kind: no run state "flying"`, func(img *kernelImage) { img.Tasks[0].RunState.Kind = "flying" }},
		{`tasks[1]: runState.ptrace: 1 is not`, func(img *kernelImage) { img.Tasks[1].RunState.Ptrace = 1 }},
		{`tasks[0]: runState.program: step 0: exit: -1`, func(img *kernelImage) {
			img.Tasks[0].RunState = runStateImage{Kind: runStateKindExecAfterSiblings, Program: guest.Program{guest.Exit(-1)}}
		}},
		{`tasks[0]: stop.kind: no stop "lunch"`, func(img *kernelImage) { img.Tasks[0].Stop.Kind = "lunch" }},
		{`tasks[1]: stop.ptrace: 7 is not`, func(img *kernelImage) { img.Tasks[1].Stop.Ptrace = 7 }},
		{`tasks[0]: exitState: 3`, func(img *kernelImage) { img.Tasks[0].ExitState = exitDead }},
		{`tasks[0]: runState.kind: "app" in exit state 2`, func(img *kernelImage) {
			img.Tasks[0].RunState.Kind = runStateKindApp
			img.Tasks[0].ExitState = exitZombie
		}},
		{`tasks[0]: runState.kind: "none" in exit state 0`, func(img *kernelImage) { img.Tasks[0].RunState.Kind = runStateKindNone }},
		{`tasks[1]: stop: a task that has exited`, func(img *kernelImage) {
			img.Tasks[1].RunState.Kind = runStateKindNone
			img.Tasks[1].ExitState = exitZombie
		}},
		{`tasks[0]: exitState: only a leader`, func(img *kernelImage) {
			img.Tasks[0].RunState.Kind = runStateKindNone
			img.Tasks[0].ExitState = exitZombie
			img.Tasks = append(img.Tasks, img.Tasks[0])
			img.Groups[0].Leader = 2
		}},
		{`tasks[0]: stop: the task does not execute exec`, func(img *kernelImage) { img.Tasks[0].Stop.Kind = stopKindSiblingExit }},
		{`tasks[0]: stop: no tracer`, func(img *kernelImage) { img.Tasks[0].Stop.Kind = stopKindPtrace }},
		{`tasks[1]: stop.ptrace: another task is in it`, func(img *kernelImage) {
			img.Tasks[0].Tracer = 1
			img.Tasks[0].Stop.Kind = stopKindPtrace
		}},
		{`tasks[1].threadID: 1 does not follow 1`, func(img *kernelImage) { img.Tasks[1].ThreadID = 1 }},
		{`lastTID: 1, but there is a task 2`, func(img *kernelImage) { img.LastTID = 1 }},
		{`semaphores["go"]: -1 is negative`, func(img *kernelImage) { img.Semaphores = map[string]int{"go": -1} }},
	} {
		var img kernelImage
		if err := snapshot.Read(bytes.NewReader(base), imageFormat, &img); err != nil {
			t.Fatal(err)
		}
		test.change(&img)
		var stream bytes.Buffer
		if err := snapshot.Write(&stream, imageFormat, img); err != nil {
			t.Fatal(err)
		}
		k, err := Restore(&stream)
		if k != nil || !errors.Is(err, snapshot.ErrCorrupt) || !strings.HasPrefix(err.Error(), "kernel: "+test.want) {
			t.Errorf("kernel %v, error %v, want %q", k, err, test.want)
		}
	}
}
