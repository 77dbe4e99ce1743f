package kernel

import "github.com/stoplint/stoplint/reference/guest"

// registers is the part of a task's state that its guest code can see.
type registers struct {
	// Program is what the task executes, and PC the index of the next step.
	Program guest.Program `json:"program"`
	PC      int           `json:"pc"`

	// Done is how much of the current Work step has been done.
	Done int `json:"done,omitempty"`

	// Counter is what Work counts up.
	Counter int `json:"counter,omitempty"`

	// Result is what the last system call left.
	Result string `json:"result,omitempty"`

	// Child is the task created last, Tracee the task that trace steps act on.
	Child  ThreadID `json:"child,omitempty"`
	Tracee ThreadID `json:"tracee,omitempty"`

	// Restart is true if the system call at PC was interrupted.
	Restart bool `json:"restart,omitempty"`
}

// A trap is the reason for which guest code stopped executing.
type trap int

const (
	// trapSyscall means that the guest executes a system call.
	trapSyscall trap = iota

	// trapInterrupt means that platformContext.interrupt was called.
	trapInterrupt
)

// A platformContext executes the guest code of one task. It stands for the
// processor, or for the virtual one: while guest code runs, its registers are
// here, where the kernel does not see them.
type platformContext struct {
	// regs holds the guest's registers.
	//
	// regs is owned by the task goroutine. While that is parked, whoever
	// stopped it may read regs.
	regs registers

	// interruptChan holds one element if the next or current switchToApp is to
	// be interrupted.
	interruptChan chan struct{}
}

func newPlatformContext(p guest.Program) *platformContext {
	return &platformContext{
		regs:          registers{Program: p},
		interruptChan: make(chan struct{}, 1),
	}
}

// endOfProgram is what is executed after a program's last step.
var endOfProgram = guest.Exit(0)

// current returns the step that is executed next.
func (p *platformContext) current() *guest.Step {
	if p.regs.PC == len(p.regs.Program) {
		return &endOfProgram
	}
	return &p.regs.Program[p.regs.PC]
}

// switchToApp executes guest code until it makes a system call, which it
// returns, or is interrupted.
func (p *platformContext) switchToApp() (*guest.Step, trap) {
	for {
		select {
		case <-p.interruptChan:
			return nil, trapInterrupt
		default:
		}
		switch step := p.current(); step.Op {
		case guest.OpWork:
			if p.regs.Done == step.N {
				p.regs.Done = 0
				p.regs.PC++
				continue
			}
			p.regs.Done++
			p.regs.Counter++
		case guest.OpSpin:
			// Nothing but an interrupt can be observed from here on.
			<-p.interruptChan
			return nil, trapInterrupt
		case guest.OpRepeat:
			p.regs.PC = 0
		default:
			return step, trapSyscall
		}
	}
}

// interrupt makes the current call of switchToApp return, or the next one if
// there is none.
func (p *platformContext) interrupt() {
	select {
	case p.interruptChan <- struct{}{}:
	default:
	}
}
