// Package guest is the language of the programs that run on the reference
// kernel.
//
// A [Program] is a list of [Step] values, executed from first to last. It is
// plain data, so a program is written down where it is used, reads as a
// script, and can be saved and restored with the task that runs it:
//
//	guest.Program{
//		guest.Vfork(
//			guest.Print("the child runs first"),
//			guest.Exit(3),
//		),
//		guest.Wait(),
//		guest.Show("child"),
//	}
//
// A task that comes to the end of its program exits with status 0.
//
// Every step that is a system call leaves a short result, for example
// "2 exited 3" after [Wait], which [Show] prints.
package guest

import (
	"fmt"
	"strings"
)

// An Op is the kind of a step.
type Op string

// The operations. See the constructor of the same name.
const (
	OpPrint       Op = "print"
	OpWork        Op = "work"
	OpSpin        Op = "spin"
	OpShow        Op = "show"
	OpRepeat      Op = "repeat"
	OpExit        Op = "exit"
	OpExitGroup   Op = "exitgroup"
	OpThread      Op = "thread"
	OpFork        Op = "fork"
	OpForkSharing Op = "forksharing"
	OpVfork       Op = "vfork"
	OpExec        Op = "exec"
	OpWait        Op = "wait"
	OpKill        Op = "kill"
	OpHandle      Op = "handle"
	OpIgnore      Op = "ignore"
	OpDefault     Op = "default"
	OpBlock       Op = "block"
	OpUnblock     Op = "unblock"
	OpPause       Op = "pause"
	OpPost        Op = "post"
	OpTake        Op = "take"
	OpCall        Op = "call"
	OpTraceMe     Op = "traceme"
	OpAttach      Op = "attach"
	OpFreeze      Op = "freeze"
	OpPeek        Op = "peek"
	OpUnfreeze    Op = "unfreeze"
	OpContinue    Op = "continue"
	OpDetach      Op = "detach"
)

// A Target names the thread group that a step acts on, as seen by the task
// that executes the step. A positive Target is a thread ID.
type Target int

const (
	// Self is the task's own thread group.
	Self Target = 0
	// Parent is the parent of the task's thread group.
	Parent Target = -1
	// Child is the thread group or thread that the task created last.
	Child Target = -2
)

// A Step is one instruction of a program. Steps are made by the functions of
// this package; a field that the operation does not use is zero.
type Step struct {
	Op     Op      `json:"op"`
	N      int     `json:"n,omitempty"`
	Text   string  `json:"text,omitempty"`
	Arg    string  `json:"arg,omitempty"`
	Signal Signal  `json:"signal,omitempty"`
	To     Target  `json:"to,omitempty"`
	Body   Program `json:"body,omitempty"`
}

// String returns the step as it is written in Go, without its body's steps.
func (s Step) String() string {
	var args []string
	switch operands[s.Op] {
	case number:
		args = append(args, fmt.Sprint(s.N))
	case text:
		args = append(args, fmt.Sprintf("%q", s.Text))
	case textAndArg:
		args = append(args, fmt.Sprintf("%q", s.Text), fmt.Sprintf("%q", s.Arg))
	case signal, optionalSignal:
		args = append(args, s.Signal.String())
	case target:
		args = append(args, s.To.String())
	case targetAndSignal:
		args = append(args, s.To.String(), s.Signal.String())
	case body:
		args = append(args, fmt.Sprintf("%d steps", len(s.Body)))
	}
	return string(s.Op) + "(" + strings.Join(args, ", ") + ")"
}

func (t Target) String() string {
	switch t {
	case Self:
		return "self"
	case Parent:
		return "parent"
	case Child:
		return "child"
	}
	return fmt.Sprint(int(t))
}

// A Program is what a task executes.
type Program []Step

// operandKind says which fields of a Step its operation uses.
type operandKind uint8

const (
	none operandKind = iota
	number
	text
	textAndArg
	signal
	optionalSignal
	target
	targetAndSignal
	body
)

var operands = map[Op]operandKind{
	OpPrint: text, OpWork: number, OpSpin: none, OpShow: text, OpRepeat: none,
	OpExit: number, OpExitGroup: number,
	OpThread: body, OpFork: body, OpForkSharing: body, OpVfork: body, OpExec: body,
	OpWait: none, OpKill: targetAndSignal,
	OpHandle: signal, OpIgnore: signal, OpDefault: signal, OpBlock: signal, OpUnblock: signal,
	OpPause: none, OpPost: text, OpTake: text, OpCall: textAndArg,
	OpTraceMe: none, OpAttach: target, OpFreeze: none, OpPeek: none, OpUnfreeze: none,
	OpContinue: optionalSignal, OpDetach: none,
}

// maxDepth bounds the nesting of bodies, so that checking a program that was
// read from a stream cannot exhaust the stack.
const maxDepth = 64

// Validate returns an error that names the first step that no constructor of
// this package returns: an operation that does not exist, a signal that is
// not one, or a target that is none.
func (p Program) Validate() error { return p.validate("step", maxDepth) }

func (p Program) validate(path string, depth int) error {
	if depth == 0 {
		return fmt.Errorf("%s: more than %d programs inside one another", path, maxDepth)
	}
	for i, s := range p {
		at := fmt.Sprintf("%s %d", path, i)
		kind, ok := operands[s.Op]
		if !ok {
			return fmt.Errorf("%s: no operation %q", at, string(s.Op))
		}
		if s.To < Child {
			return fmt.Errorf("%s: %s: no target %d", at, s.Op, int(s.To))
		}
		if s.N < 0 {
			return fmt.Errorf("%s: %s: %d is negative", at, s.Op, s.N)
		}
		switch kind {
		case signal, targetAndSignal:
			if !s.Signal.IsValid() {
				return fmt.Errorf("%s: %s: no signal %d", at, s.Op, int(s.Signal))
			}
		case optionalSignal:
			if s.Signal != 0 && !s.Signal.IsValid() {
				return fmt.Errorf("%s: %s: no signal %d", at, s.Op, int(s.Signal))
			}
		case body:
			if err := s.Body.validate(at+": "+string(s.Op)+": step", depth-1); err != nil {
				return err
			}
		}
	}
	return nil
}
