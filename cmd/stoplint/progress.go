package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"honnef.co/go/tools/lintcmd/runner"
)

const (
	progressDelay  = time.Second            // shorter work shows no progress
	progressPeriod = 200 * time.Millisecond // between two updates
)

// showProgress keeps a line on w up to date with how many packages are done,
// once the work has taken a while. The function it returns erases the line;
// nothing is written to w after that function returns.
func showProgress(w io.Writer, stats *runner.Stats) (stop func()) {
	done := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		select {
		case <-done:
			return
		case <-time.After(progressDelay):
		}
		tick := time.NewTicker(progressPeriod)
		defer tick.Stop()
		for {
			fmt.Fprintf(w, "\r\x1b[K%s", progressText(stats))
			select {
			case <-done:
				fmt.Fprint(w, "\r\x1b[K")
				return
			case <-tick.C:
			}
		}
	}()
	return func() {
		close(done)
		<-stopped
	}
}

func progressText(stats *runner.Stats) string {
	if stats.State() < runner.StateProcessing {
		return "stoplint: loading packages"
	}
	return fmt.Sprintf("stoplint: %d of %d packages", stats.ProcessedPackages(), stats.TotalPackages())
}

// isTerminal reports whether a line written to w can be rewritten in place.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
