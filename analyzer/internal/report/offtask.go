package report

import (
	"cmp"
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/affinity"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// OffTask words a call that is made on the wrong goroutine.
func OffTask(f affinity.Finding) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: f.Pos, End: f.End, Message: offTaskMessage(f)}
	add := func(pos token.Pos, format string, args ...any) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, Message: fmt.Sprintf(format, args...)})
		}
	}
	switch f.Off.Kind {
	case affinity.Timer, affinity.Finalizer, affinity.Handler, affinity.Kept, affinity.Declared:
		add(f.Entered, "the function is handed over here, to run on %s", offText(f.Off))
	case affinity.NewGoroutine:
		add(f.Entered, "the goroutine is started here")
	case affinity.Main, affinity.Tests:
		add(f.Entered, "it is called here, on %s", offText(f.Off))
	}
	if f.Reason == affinity.Parked {
		add(f.Entered, "the stop that it is parked in is ended here")
	}
	add(f.Made, "the task is made here")
	if f.Reason == affinity.NotStarted {
		add(f.Start, "its goroutine is started here")
	} else {
		add(f.Start, "the task's goroutine is started here")
	}
	for _, h := range f.Chain {
		add(h.Pos, "%s is called here", h.Text)
	}
	at := f.Source.Pos
	if !at.IsValid() {
		at = f.Declared
	}
	switch f.Source.Kind {
	case protocol.Shape:
		add(at, "the stop protocol requires it here")
	case protocol.Inferred:
		add(at, "%s here", f.Source.Text)
	default:
		add(at, "the requirement is written here: %s", f.Source.Text)
	}
	return d
}

func offTaskMessage(f affinity.Finding) string {
	goroutine := "the task's goroutine"
	if f.Task != "" {
		goroutine = f.Task + "'s goroutine"
	}
	needs := ""
	if f.Needs != "" {
		needs = ": it calls " + f.Needs
	}
	if f.Lent {
		return fmt.Sprintf("%s is used here, on %s, but %s.%s must run on its goroutine",
			cmp.Or(f.Task, "the task"), offText(f.Off), cmp.Or(f.Task, "the task"), f.Needs)
	}
	switch f.Reason {
	case affinity.OnIt:
		return fmt.Sprintf("%s must not run on %s, but here does%s", f.Callee, goroutine, needs)
	case affinity.OtherTask:
		own := "another task's"
		if f.Own != "" {
			own = f.Own + "'s"
		}
		return fmt.Sprintf("%s must run on %s, but here runs on %s%s", f.Callee, goroutine, own, needs)
	case affinity.Parked:
		return fmt.Sprintf("%s must run on %s, but here runs on one that ends the stop it is parked in%s", f.Callee, goroutine, needs)
	case affinity.Several:
		return fmt.Sprintf("%s must run on %s, but here runs for several tasks on one goroutine%s", f.Callee, goroutine, needs)
	case affinity.NotStarted:
		return fmt.Sprintf("%s must run on %s, which does not exist yet%s", f.Callee, goroutine, needs)
	case affinity.Started:
		return fmt.Sprintf("%s must run on %s, but here runs on the one that started it%s", f.Callee, goroutine, needs)
	}
	return fmt.Sprintf("%s must run on %s, but here runs on %s%s", f.Callee, goroutine, offText(f.Off), needs)
}

// offText names a goroutine that is no task's.
func offText(off affinity.Off) string {
	text := "a new goroutine"
	switch off.Kind {
	case affinity.Timer:
		text = "a timer's"
	case affinity.Finalizer:
		text = "the finalizers' goroutine"
	case affinity.Handler:
		text = "the goroutine of a remote call"
	case affinity.Main:
		text = "the main goroutine"
	case affinity.Tests:
		text = "a test's goroutine"
	case affinity.Kept:
		text = "another goroutine"
	case affinity.Declared:
		text = "another goroutine"
	}
	if off.Via != "" && off.Via != "main" {
		text += " (" + off.Via + ")"
	}
	return text
}
