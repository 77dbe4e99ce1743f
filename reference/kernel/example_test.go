package kernel_test

import (
	"bytes"
	"fmt"
	"log"
	"os"

	"github.com/stoplint/stoplint/reference/guest"
	"github.com/stoplint/stoplint/reference/kernel"
)

// start returns a running kernel with one process that executes p, whose
// console is the standard output.
func start(p ...guest.Step) (*kernel.Kernel, *kernel.ThreadGroup) {
	k := kernel.New()
	k.Console().SetOutput(os.Stdout)
	tg, err := k.CreateProcess(p)
	if err != nil {
		log.Fatal(err)
	}
	if err := k.Start(); err != nil {
		log.Fatal(err)
	}
	return k, tg
}

// A vfork stops the parent until the child exits.
func Example_vfork() {
	k, _ := start(
		guest.Vfork(
			guest.Print("the parent waits for me"),
			guest.Exit(3),
		),
		guest.Print("the child has exited"),
		guest.Wait(),
		guest.Show("wait"),
	)
	k.WaitExited()
	// Output:
	// [2] the parent waits for me
	// [1] the child has exited
	// [1] wait: 2 exited 3
}

// A stop signal stops a thread group, and CONT continues it. The parent is
// told of both.
func Example_groupStop() {
	k, _ := start(
		guest.Fork(guest.Spin()),
		guest.Kill(guest.Child, guest.TSTP),
		guest.Wait(),
		guest.Show("wait"),
		guest.Kill(guest.Child, guest.CONT),
		guest.Wait(),
		guest.Show("wait"),
		guest.Kill(guest.Child, guest.TERM),
		guest.Wait(),
		guest.Show("wait"),
	)
	k.WaitExited()
	// Output:
	// [1] wait: 2 stopped
	// [1] wait: 2 continued
	// [1] wait: 2 killed by TERM
}

// A tracee stops before it receives a signal. While the tracer has frozen the
// stop, not even a kill ends it.
func Example_ptrace() {
	k, _ := start(
		guest.Fork(
			guest.TraceMe(),
			guest.Work(42),
			guest.Kill(guest.Self, guest.USR1),
			guest.Print("the tracer has swallowed USR1"),
			guest.Kill(guest.Self, guest.USR2),
			guest.Print("not reached"),
		),
		guest.Wait(),
		guest.Show("wait"),
		guest.Freeze(),
		guest.Peek(),
		guest.Show("peek"),
		guest.Unfreeze(),
		guest.Continue(0),
		guest.Wait(),
		guest.Show("wait"),
		guest.Freeze(),
		guest.Kill(guest.Child, guest.KILL),
		guest.Peek(),
		guest.Show("killed, but"),
		guest.Unfreeze(),
		guest.Wait(),
		guest.Show("wait"),
	)
	k.WaitExited()
	// Output:
	// [1] wait: 2 trapped by USR1
	// [1] peek: 2 counts 42
	// [2] the tracer has swallowed USR1
	// [1] wait: 2 trapped by USR2
	// [1] killed, but: 2 counts 42
	// [1] wait: 2 killed by KILL
}

// An exec stops the task until its siblings have exited, and makes it the
// leader of its thread group.
func Example_exec() {
	k, _ := start(
		guest.Thread(guest.Spin()),
		guest.Thread(
			guest.Print("I am thread 3"),
			guest.Exec(
				guest.Print("now I am the leader, and alone"),
			),
		),
		guest.Spin(),
	)
	k.WaitExited()
	// Output:
	// [3] I am thread 3
	// [1] now I am the leader, and alone
}

// A pause stops all tasks and waits until they have. Nothing that happens to
// a task makes it run before the unpause.
func Example_pause() {
	k, tg := start(
		guest.Handle(guest.USR1),
		guest.Post("ready"),
		guest.Spin(),
	)
	k.Take("ready")
	k.Pause()
	fmt.Println(k.Tasks()[0])
	if err := tg.SendSignal(guest.USR1); err != nil {
		log.Fatal(err)
	}
	if err := tg.SendSignal(guest.TERM); err != nil {
		log.Fatal(err)
	}
	fmt.Println("two signals are pending")
	k.Unpause()
	fmt.Println(tg.WaitExited())
	// Output:
	// task 1 of 1: stopped, stop count 1
	// two signals are pending
	// [1] caught USR1
	// killed by TERM
}

// A kill ends a killable stop, but no external stop.
func Example_killWhileStopped() {
	k, _ := start(
		guest.Fork(guest.Spin()),
		guest.Kill(guest.Child, guest.STOP),
		guest.Wait(),
		guest.Post("stopped"),
		guest.Wait(),
		guest.Show("wait"),
	)
	k.Take("stopped")
	k.Pause()
	fmt.Println(k.Tasks()[1])
	if err := k.Signal(2, guest.KILL); err != nil {
		log.Fatal(err)
	}
	fmt.Println(k.Tasks()[1])
	k.Unpause()
	k.WaitExited()
	// Output:
	// task 2 of 2: stopped, stop count 2, in groupStop
	// task 2 of 2: stopped, stop count 1
	// [1] wait: 2 killed by KILL
}

// A call stops the task until a service outside the kernel has answered.
func Example_call() {
	k := kernel.New()
	k.Console().SetOutput(os.Stdout)
	k.Provide("greet", func(arg string) string {
		fmt.Println("stop count", k.Tasks()[0].StopCount)
		return "hello " + arg
	})
	_, err := k.CreateProcess(guest.Program{
		guest.Call("greet", "guest"),
		guest.Show("answer"),
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := k.Start(); err != nil {
		log.Fatal(err)
	}
	k.WaitExited()
	// Output:
	// stop count 1
	// [1] answer: hello guest
}

// A paused kernel is written to a stream and read back. The parent is in the
// stop that its child, in the restored kernel, knows how to end.
func Example_saveAndRestore() {
	k, _ := start(
		guest.Vfork(
			guest.Post("child"),
			guest.Take("go"),
			guest.Print("released"),
		),
		guest.Print("the child has exited"),
	)
	k.Take("child")
	k.Pause()
	var stream bytes.Buffer
	if err := k.SaveTo(&stream); err != nil {
		log.Fatal(err)
	}
	k.Kill(kernel.ExitStatus{})
	k.Unpause()
	k.WaitExited()

	k, err := kernel.Restore(&stream)
	if err != nil {
		log.Fatal(err)
	}
	k.Console().SetOutput(os.Stdout)
	fmt.Println(k.Tasks()[0])
	if err := k.Start(); err != nil {
		log.Fatal(err)
	}
	k.Post("go")
	k.WaitExited()
	// Output:
	// task 1 of 1: nonexistent, stop count 1, in vforkStop
	// [2] released
	// [1] the child has exited
}
