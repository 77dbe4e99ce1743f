package report

import (
	"fmt"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
)

// Unguarded words an access of a protected field without its mutex.
func Unguarded(f lockset.AccessFinding) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: f.Pos, End: f.End, Message: unguardedMessage(f)}
	add := func(pos token.Pos, format string, args ...any) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, Message: fmt.Sprintf(format, args...)})
		}
	}
	mutex := guardText(f)
	add(f.Unlocked, "%s is unlocked here", mutex)
	add(f.Before, "%s is locked here", mutex)
	if f.Reason == lockset.WrongMode {
		add(f.Locked, "%s is locked for reading here", mutex)
	}
	if f.Branch.IsValid() {
		add(f.Branch, "the path without it leads through here, when this condition is %v", f.Taken)
	}
	switch f.How {
	case lockset.Spawned:
		add(f.Detached, "the goroutine is started here")
	case lockset.Later:
		add(f.Detached, "the callback is handed over here")
	}
	add(f.Source.Pos, "the field is protected here: %s", f.Source.Text)
	if f.Callee != "" {
		add(f.Declared, "the body %s %s", verb(f), f.Field)
	}
	return d
}

func unguardedMessage(f lockset.AccessFinding) string {
	mutex := guardText(f)
	some := ""
	if f.Some {
		some = " on some paths"
	}
	subject, tail := f.Field+" "+participle(f), ""
	if f.Callee != "" {
		subject, tail = f.Callee+" called", fmt.Sprintf(": it %s %s", verb(f), f.Field)
	}
	if (f.How == lockset.Spawned || f.How == lockset.Later) && f.CreatorHeld {
		where := "in a new goroutine"
		if f.How == lockset.Later {
			where = "later in a callback"
		}
		return fmt.Sprintf("%s %s, without %s that its creator holds%s", subject, where, mutex, tail)
	}
	switch {
	case f.Before.IsValid():
		return fmt.Sprintf("%s before %s is locked%s%s", subject, mutex, some, tail)
	case f.Reason == lockset.Released:
		return fmt.Sprintf("%s after %s is unlocked%s%s", subject, mutex, some, tail)
	case f.Reason == lockset.WrongMode:
		return fmt.Sprintf("%s with %s held for reading only%s%s", subject, mutex, some, tail)
	case f.Reason == lockset.WrongInstance:
		return fmt.Sprintf("%s with %s held instead of %s%s%s", subject, f.Other, f.Instance, some, tail)
	}
	return fmt.Sprintf("%s without %s held%s%s", subject, mutex, some, tail)
}

func participle(f lockset.AccessFinding) string {
	if f.Write {
		return "written"
	}
	return "read"
}

func verb(f lockset.AccessFinding) string {
	if f.Write {
		return "writes"
	}
	return "reads"
}

// guardText names the mutexes that would do.
func guardText(f lockset.AccessFinding) string {
	all := append([]string{mutexText(f.Finding)}, f.Alternatives...)
	return strings.Join(all, " or ")
}
