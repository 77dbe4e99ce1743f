package report

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/pairing"
)

// UnpairedStop words a mistake in the begins and ends of external stops.
func UnpairedStop(f lockset.StopFinding) analysis.Diagnostic {
	d := analysis.Diagnostic{Message: unpairedStopMessage(f)}
	add := func(pos token.Pos, format string, args ...any) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, Message: fmt.Sprintf(format, args...)})
		}
	}
	op := func(op *lockset.StopOp, format string, args ...any) {
		if op != nil {
			add(op.Pos, format, args...)
		}
	}
	switch f.Mistake {
	case lockset.LeftInForce:
		if f.Leaving == lockset.NextRound {
			d.Pos, d.End = f.Begin.Pos, f.Begin.End
		} else {
			d.Pos, d.End = f.Exit, f.ExitEnd
			op(f.Begin, "the stop is begun here")
		}
		op(f.Other, "other paths end it here")
	case lockset.UndoDropped:
		d.Pos, d.End = f.Begin.Pos, f.Begin.End
	case lockset.BegunAgain:
		d.Pos, d.End = f.Begin.Pos, f.Begin.End
		op(f.Other, "the stop in force is begun here")
		op(f.End, "one stop is ended here")
		add(f.Exit, "the other is still in force here")
	case lockset.EndedTwice:
		d.Pos, d.End = f.End.Pos, f.End.End
		op(f.Other, "the stop is ended here")
	case lockset.EndedUnbegun:
		d.Pos, d.End = f.End.Pos, f.End.End
	case lockset.BegunUnended:
		d.Pos, d.End = f.Begin.Pos, f.Begin.End
		op(f.Other, "other paths end a stop here first")
	case lockset.NotBegunAgain:
		d.Pos, d.End = f.Exit, f.ExitEnd
		op(f.End, "the stop is ended here")
	case lockset.EndedSometimes:
		d.Pos, d.End = f.End.Pos, f.End.End
		op(f.Begin, "the stop is begun here")
	}
	if f.Branch.IsValid() {
		truth := "false"
		if f.Taken {
			truth = "true"
		}
		add(f.Branch, "the path shown leads through here, when this condition is %s", truth)
	}
	return d
}

// OrphanStop words a begin that nothing ends, or an end of what nothing
// begins.
func OrphanStop(o pairing.Orphan) analysis.Diagnostic {
	op := o.Op
	d := analysis.Diagnostic{Pos: op.Pos, End: op.End}
	switch {
	case o.Alike != nil && op.Begin:
		d.Message = fmt.Sprintf("%s begins an external stop on %s as %s does, and nothing there ends it", op.Callee, op.Thing, o.Alike.Name)
	case o.Alike != nil:
		d.Message = fmt.Sprintf("%s ends an external stop on %s as %s does, and nothing there begins it", op.Callee, op.Thing, o.Alike.Name)
	case op.Begin:
		d.Message = fmt.Sprintf("external stop begun on %s is never ended: %s stays stopped", op.Thing, op.Thing)
	default:
		d.Message = fmt.Sprintf("%s ends an external stop on %s that nothing begins", op.Callee, op.Thing)
	}
	if o.Alike != nil {
		d.Related = append(d.Related, analysis.RelatedInformation{Pos: o.Alike.Obj.Pos(), Message: "this does the same"})
	}
	return d
}

func unpairedStopMessage(f lockset.StopFinding) string {
	switch f.Mistake {
	case lockset.BegunAgain:
		if f.InLoop {
			return fmt.Sprintf("%s begins an external stop on %s again in each round of the loop, and only one is ended", f.Begin.Callee, f.Thing)
		}
		if f.End == nil {
			return fmt.Sprintf("%s begins an external stop on %s again while it is in force, and neither is ended", f.Begin.Callee, f.Thing)
		}
		return fmt.Sprintf("%s begins an external stop on %s again while it is in force, and only one of the two is ended", f.Begin.Callee, f.Thing)
	case lockset.UndoDropped:
		return fmt.Sprintf("%s begins an external stop on %s, and nothing is done with the function that ends it: %s stays stopped", f.Begin.Callee, f.Thing, f.Thing)
	case lockset.EndedTwice:
		return fmt.Sprintf("%s ends the external stop on %s, which has been ended before", f.End.Callee, f.Thing)
	case lockset.EndedUnbegun:
		return fmt.Sprintf("%s ends an external stop on %s that is not begun on some paths", f.End.Callee, f.Thing)
	case lockset.BegunUnended:
		return fmt.Sprintf("%s begins an external stop on %s again, which is not ended before on some paths", f.Begin.Callee, f.Thing)
	case lockset.NotBegunAgain:
		return fmt.Sprintf("external stop ended on %s is not begun again when this returns", f.Thing)
	case lockset.EndedSometimes:
		return fmt.Sprintf("%s ends the external stop on %s on some of its paths only", f.End.Callee, f.Thing)
	}
	switch f.Leaving {
	case lockset.NextRound:
		return fmt.Sprintf("external stop begun on %s is not ended in each round of the loop: %s stays stopped", f.Thing, f.Thing)
	case lockset.Panicking:
		return fmt.Sprintf("external stop begun on %s is not ended when this panics: %s stays stopped", f.Thing, f.Thing)
	}
	return fmt.Sprintf("external stop begun on %s is not ended when this returns: %s stays stopped", f.Thing, f.Thing)
}

// FixDeferEnd is the title of the fix that ends a stop in a deferred call.
func FixDeferEnd(call string) string { return "defer " + call + " after the begin" }
