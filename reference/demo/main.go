// The demo command runs a kernel that pauses, stops, is saved, and is restored
// in a new process:
//
//	go run ./reference/demo
//
// With -restore FILE it is that new process.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/stoplint/stoplint/reference/guest"
	"github.com/stoplint/stoplint/reference/kernel"
)

func main() {
	file := flag.String("restore", "", "restore the kernel saved in `file`, and let it run to its end")
	flag.Parse()
	if err := run(os.Stdout, *file); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, file string) error {
	if file != "" {
		return second(w, file)
	}
	dir, err := os.MkdirTemp("", "stoplint-demo")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file = filepath.Join(dir, "kernel")
	if err := first(w, file); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, "-restore", file)
	cmd.Stdout, cmd.Stderr = w, os.Stderr
	return cmd.Run()
}

// program is what the kernel runs. Task 2 is stopped by a signal. Task 1 waits
// for its vfork child, task 3, which waits for a semaphore.
var program = guest.Program{
	guest.Fork(
		guest.Print("I work"),
		guest.Post("working"),
		guest.Spin(),
	),
	guest.Take("working"),
	guest.Kill(guest.Child, guest.TSTP),
	guest.Wait(),
	guest.Show("wait"),
	guest.Vfork(
		guest.Print("my parent waits for me"),
		guest.Post("forked"),
		guest.Take("go"),
		guest.Print("I am in another process now, and my parent still waits"),
	),
	guest.Print("my child has exited"),
	guest.Wait(),
	guest.Show("wait"),
	guest.Kill(2, guest.CONT),
	guest.Wait(),
	guest.Show("wait"),
	guest.Kill(2, guest.TERM),
	guest.Wait(),
	guest.Show("wait"),
}

// first runs the program up to the stops, and saves the kernel to file.
func first(w io.Writer, file string) error {
	k := kernel.New()
	k.Console().SetOutput(w)
	if _, err := k.CreateProcess(program); err != nil {
		return err
	}
	say(w, "a kernel runs; [N] is task N")
	if err := k.Start(); err != nil {
		return err
	}
	k.Take("forked")
	say(w, "pause: every task goroutine parks")
	k.Pause()
	describe(w, k)
	say(w, "save to "+filepath.Base(file))
	if err := save(k, file); err != nil {
		k.Unpause()
		return err
	}
	say(w, "kill: it takes effect at the unpause")
	k.Kill(kernel.ExitStatus{Signal: guest.KILL})
	describe(w, k)
	k.Unpause()
	k.WaitExited()
	describe(w, k)
	return nil
}

// save writes a paused kernel to file.
func save(k *kernel.Kernel, file string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := k.SaveTo(out); err != nil {
		return err
	}
	return out.Close()
}

// second restores the kernel from file and runs the program to its end.
func second(w io.Writer, file string) error {
	say(w, "restore in a new process: the stops are back, the pause is not")
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	k, err := kernel.Restore(in)
	if err != nil {
		return err
	}
	describe(w, k)
	say(w, "start")
	k.Console().SetOutput(w)
	if err := k.Start(); err != nil {
		return err
	}
	k.Post("go")
	k.WaitExited()
	return nil
}

// say prints a heading.
func say(w io.Writer, what string) { fmt.Fprintf(w, "\n# %s\n", what) }

// describe lists the tasks of k.
func describe(w io.Writer, k *kernel.Kernel) {
	infos := k.Tasks()
	for _, info := range infos {
		fmt.Fprintln(w, info)
	}
	if len(infos) == 0 {
		fmt.Fprintln(w, "no tasks")
	}
}
