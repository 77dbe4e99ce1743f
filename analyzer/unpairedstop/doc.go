// Package unpairedstop defines the check of that name.
//
// # Analyzer unpairedstop
//
// unpairedstop: find external stops that are not ended, or not begun
//
// An external stop is a count. Whoever begins one must end it, or the stopped
// task never runs again; whoever ends one that is not in force makes the kernel
// panic.
//
//	k.Pause()
//	if err := k.Ready(); err != nil {
//		return err // wrong: k stays paused
//	}
//	k.Unpause()
package unpairedstop
