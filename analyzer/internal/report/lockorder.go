package report

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
)

// LockOrder words a mutex that is locked in the wrong order.
func LockOrder(f lockset.OrderFinding) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: f.Pos, End: f.End, Message: lockOrderMessage(f)}
	add := func(pos token.Pos, format string, args ...any) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, Message: fmt.Sprintf(format, args...)})
		}
	}
	if f.Entry {
		add(f.Locked, "%s is held when this is called", f.Held)
	} else {
		add(f.Locked, "%s is locked here", f.Held)
	}
	add(f.Inner, "%s is locked here", f.Want)
	for _, s := range f.Chain {
		add(s.Locked, "%s: %s is locked here", s.Func, s.Held)
		add(s.Pos, "%s: %s is locked here", s.Func, s.Want)
	}
	add(f.Source.Pos, "the order is written here: %s", f.Source.Text)
	return d
}

func lockOrderMessage(f lockset.OrderFinding) string {
	want, held := inWords(f.WantName, f.Want), inWords(f.HeldName, f.Held)
	locks := want + " locked"
	if f.Callee != "" {
		locks = f.Callee + " locks " + want
	}
	switch f.Mistake {
	case lockset.WithoutOuter:
		return fmt.Sprintf("%s with %s held, but without %s, which locking two of them needs", locks, held, f.Outer)
	case lockset.BothWays:
		at := f.Chain[0]
		if len(f.Chain) == 1 {
			return fmt.Sprintf("%s with %s held, and %s locks them in the opposite order (%s)", locks, held, at.Func, at.Place)
		}
		return fmt.Sprintf("%s with %s held, which closes a circle: %s locks %s with %s held (%s)", locks, held, at.Func, at.Want, at.Held, at.Place)
	}
	return fmt.Sprintf("%s with %s held: it must be locked first", locks, held)
}
