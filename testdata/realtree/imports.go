//go:build linux

// Package realtree keeps the packages of gVisor that stoplint is tested on,
// and all they need, in go.mod and go.sum.
package realtree

import (
	_ "gvisor.dev/gvisor/pkg/sentry/control"
	_ "gvisor.dev/gvisor/pkg/sentry/kernel"
	_ "gvisor.dev/gvisor/pkg/sentry/state"
	_ "gvisor.dev/gvisor/runsc/boot"
)
