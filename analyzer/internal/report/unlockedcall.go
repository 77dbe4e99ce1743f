package report

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// UnlockedCall words a violated lock obligation.
func UnlockedCall(f lockset.Finding) analysis.Diagnostic {
	d := analysis.Diagnostic{Pos: f.Pos, End: f.End, Message: unlockedCallMessage(f)}
	add := func(pos token.Pos, format string, args ...any) {
		if pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, Message: fmt.Sprintf(format, args...)})
		}
	}
	mutex := mutexText(f)
	add(f.Unlocked, "%s is unlocked here", mutex)
	switch {
	case f.Kind == lockset.Returns:
		add(f.Locked, "%s is locked here", mutex)
		add(f.Source.Pos, "it is written here: %s", f.Source.Text)
	case f.Reason == lockset.Held:
		add(f.Locked, "%s is locked here", mutex)
	case f.Reason == lockset.WrongMode:
		add(f.Locked, "%s is locked for %s here", mutex, modeText(f.Held))
	}
	if f.Branch.IsValid() {
		truth := "false"
		if f.Taken {
			truth = "true"
		}
		add(f.Branch, "the path without it leads through here, when this condition is %s", truth)
	}
	switch f.How {
	case lockset.Spawned:
		add(f.Detached, "the goroutine is started here")
	case lockset.Later:
		add(f.Detached, "the callback is handed over here")
	}
	if f.Kind == lockset.Requires {
		at := f.Source.Pos
		if !at.IsValid() {
			at = f.Declared
		}
		switch f.Source.Kind {
		case protocol.Shape:
			add(at, "the stop protocol requires %s here", mutex)
		case protocol.Inferred:
			add(at, "the body needs %s", mutex)
		default:
			add(at, "the requirement is written here: %s", f.Source.Text)
		}
	}
	return d
}

func unlockedCallMessage(f lockset.Finding) string {
	mutex := mutexText(f)
	some := ""
	if f.Some {
		some = " on some paths"
	}
	switch f.Kind {
	case lockset.Returns:
		return promiseMessage(f, mutex)
	case lockset.Relock:
		switch {
		case f.Mode == protocol.Write && f.Held == protocol.Read:
			return fmt.Sprintf("%s locked for writing while held for reading%s", f.Instance, some)
		case f.Mode == protocol.Read:
			return fmt.Sprintf("%s locked for reading while held for %s%s", f.Instance, modeText(f.Held), some)
		}
		return fmt.Sprintf("%s locked again while held%s", f.Instance, some)
	case lockset.Unlocks:
		switch f.Reason {
		case lockset.WrongMode:
			return fmt.Sprintf("%s unlocked for %s while held for %s%s", f.Instance, modeText(f.Mode), modeText(f.Held), some)
		case lockset.Replaced:
			return fmt.Sprintf("%s unlocked while not held%s: it was replaced since the lock", f.Instance, some)
		}
		return fmt.Sprintf("%s unlocked while not held%s", f.Instance, some)
	case lockset.Excludes:
		return fmt.Sprintf("%s called with %s held%s: it locks %s itself", f.Callee, mutex, some, f.Instance)
	}
	needs := ""
	if f.Needs != "" {
		needs = ": it calls " + f.Needs
	}
	switch f.How {
	case lockset.Spawned, lockset.Later:
		where := "runs in a new goroutine"
		if f.How == lockset.Later {
			where = "runs later in a callback"
		}
		if f.CreatorHeld {
			return fmt.Sprintf("%s %s, without %s that its creator holds%s", f.Callee, where, mutex, needs)
		}
	}
	switch f.Reason {
	case lockset.WrongMode:
		return fmt.Sprintf("%s needs %s held for writing, but it is held for reading%s%s", f.Callee, mutex, some, needs)
	case lockset.WrongInstance:
		return fmt.Sprintf("%s called with %s held instead of %s%s", f.Callee, f.Other, f.Instance, some)
	}
	return fmt.Sprintf("%s called without %s held%s%s", f.Callee, mutex, some, needs)
}

// promiseMessage says what f returns with, or without, that it should not.
func promiseMessage(f lockset.Finding, mutex string) string {
	source := "contract"
	if f.Source.Kind == protocol.Prose {
		source = "documentation"
	}
	switch f.Promise {
	case lockset.Acquires:
		return fmt.Sprintf("%s returns without %s, which its %s says it acquires", f.Callee, mutex, source)
	case lockset.Releases:
		return fmt.Sprintf("%s returns with %s held, which its %s says it releases", f.Callee, mutex, source)
	}
	return fmt.Sprintf("%s returns with %s unlocked, which its %s requires and its other returns leave held", f.Callee, mutex, source)
}

func modeText(m protocol.Mode) string {
	if m == protocol.Read {
		return "reading"
	}
	return "writing"
}

// mutexText names the mutex of f.
func mutexText(f lockset.Finding) string { return inWords(f.Name, f.Instance) }

// inWords names a mutex: by its name, if it has one, with the instance in
// parentheses, or by the instance alone.
func inWords(name, instance string) string {
	if name == "" || name == instance {
		return instance
	}
	return name + " (" + instance + ")"
}
