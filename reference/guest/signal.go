package guest

import "fmt"

// A Signal is what one task sends another.
type Signal int

// The signals. Their numbers are Linux's.
const (
	HUP  Signal = 1
	INT  Signal = 2
	KILL Signal = 9
	USR1 Signal = 10
	USR2 Signal = 12
	TERM Signal = 15
	CHLD Signal = 17
	CONT Signal = 18
	STOP Signal = 19
	TSTP Signal = 20
)

var signalNames = map[Signal]string{
	HUP: "HUP", INT: "INT", KILL: "KILL", USR1: "USR1", USR2: "USR2",
	TERM: "TERM", CHLD: "CHLD", CONT: "CONT", STOP: "STOP", TSTP: "TSTP",
}

// Signals lists every signal in the order of their numbers.
func Signals() []Signal {
	return []Signal{HUP, INT, KILL, USR1, USR2, TERM, CHLD, CONT, STOP, TSTP}
}

// IsValid reports whether sig is one of the signals of this package.
func (sig Signal) IsValid() bool { return signalNames[sig] != "" }

// String returns the signal's name, without a SIG in front; 0 is "none".
func (sig Signal) String() string {
	if sig == 0 {
		return "none"
	}
	if name, ok := signalNames[sig]; ok {
		return name
	}
	return fmt.Sprintf("signal %d", int(sig))
}
