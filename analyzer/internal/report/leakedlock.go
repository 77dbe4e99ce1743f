package report

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
)

// LeakedLock words a way out of a function that leaves a mutex locked.
func LeakedLock(l lockset.Leak) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: l.Pos, End: l.End, Message: leakedLockMessage(l)}
	add := func(pos token.Pos, format string, args ...any) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, Message: fmt.Sprintf(format, args...)})
		}
	}
	if l.Leaving != lockset.NextRound {
		add(l.Locked, "the mutex is locked here")
	}
	add(l.Unlocked, "other paths unlock it here")
	if l.Branch.IsValid() {
		add(l.Branch, "the path shown leads through here, when this condition is %t", l.Taken)
	}
	return d
}

func leakedLockMessage(l lockset.Leak) string {
	mutex := inWords(l.Name, l.Mutex)
	switch l.Leaving {
	case lockset.NextRound:
		return fmt.Sprintf("%s is not unlocked in each round of the loop: it stays locked", mutex)
	case lockset.Panicking:
		return fmt.Sprintf("%s is still locked when this panics and the panic is recovered from: it stays locked", mutex)
	}
	return fmt.Sprintf("%s is still locked when this returns: it stays locked", mutex)
}

// Reread words an unlock by way of a pointer that may have been replaced.
func Reread(r lockset.Reread) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: r.Pos, End: r.End}
	d.Message = fmt.Sprintf("%s may not be what was locked: %s is read anew, and may be replaced by those who hold %s", r.Mutex, r.Pointer, r.Outer)
	d.Related = append(d.Related, analysis.RelatedInformation{Pos: r.Locked, Message: "the mutex is locked here"})
	return d
}
