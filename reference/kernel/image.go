package kernel

import (
	"github.com/stoplint/stoplint/reference/guest"
	"github.com/stoplint/stoplint/reference/snapshot"
)

// This file says what a saved kernel looks like: a JSON document in the frame
// of package snapshot. Objects that several others refer to are in a list of
// their own and are referred to by their index, so that one object is one
// object again when it has been restored.
//
// External stops are not in it.

// imageFormat identifies saved kernels.
var imageFormat = snapshot.Format{Name: "stoplint reference kernel", Version: 1}

// noIndex is an index that refers to nothing.
const noIndex = -1

type kernelImage struct {
	LastTID    ThreadID              `json:"lastTID"`
	Exiting    bool                  `json:"exiting,omitempty"`
	Semaphores map[string]int        `json:"semaphores,omitempty"`
	Console    []string              `json:"console,omitempty"`
	Handlers   []signalHandlersImage `json:"signalHandlers"`
	Groups     []threadGroupImage    `json:"threadGroups"`
	Stops      []ptraceStopImage     `json:"ptraceStops,omitempty"`
	Tasks      []taskImage           `json:"tasks"`
}

type signalHandlersImage struct {
	Actions map[guest.Signal]action `json:"actions,omitempty"`
}

type threadGroupImage struct {
	// Handlers is an index of kernelImage.Handlers.
	Handlers int `json:"signalHandlers"`

	// Leader is an index of kernelImage.Tasks.
	Leader int `json:"leader"`

	// Execing is an index of kernelImage.Tasks, or noIndex.
	Execing int `json:"execing"`

	// Parent is an index of kernelImage.Groups, or noIndex.
	Parent int `json:"parent"`

	Exiting           bool         `json:"exiting,omitempty"`
	ExitStatus        ExitStatus   `json:"exitStatus,omitzero"`
	Pending           signalSet    `json:"pending,omitempty"`
	GroupStopDequeued bool         `json:"groupStopDequeued,omitempty"`
	GroupStopComplete bool         `json:"groupStopComplete,omitempty"`
	GroupStopSignal   guest.Signal `json:"groupStopSignal,omitempty"`
	GroupContNotify   bool         `json:"groupContNotify,omitempty"`
	Waitable          waitable     `json:"waitable,omitempty"`
}

type ptraceStopImage struct {
	Frozen   bool         `json:"frozen,omitempty"`
	Reported bool         `json:"reported,omitempty"`
	Signal   guest.Signal `json:"signal,omitempty"`
}

type taskImage struct {
	ThreadID ThreadID `json:"threadID"`

	// Group is an index of kernelImage.Groups. Tasks of one thread group are
	// in the order in which they were created.
	Group int `json:"threadGroup"`

	RunState runStateImage `json:"runState"`
	Stop     stopImage     `json:"stop,omitzero"`

	ExitState  exitState  `json:"exitState,omitempty"`
	ExitStatus ExitStatus `json:"exitStatus,omitzero"`

	SignalMask            signalSet `json:"signalMask,omitempty"`
	Pending               signalSet `json:"pending,omitempty"`
	GroupStopPending      bool      `json:"groupStopPending,omitempty"`
	GroupStopAcknowledged bool      `json:"groupStopAcknowledged,omitempty"`

	// VforkParent is an index of kernelImage.Tasks, or noIndex.
	VforkParent int `json:"vforkParent"`

	// Tracer is an index of kernelImage.Groups, or noIndex.
	Tracer int `json:"tracer"`

	// ReportedStop is the index in kernelImage.Stops of the stop that was last
	// reported to the tracer, or noIndex.
	ReportedStop int `json:"reportedStop"`

	Registers registers `json:"registers"`
	Answer    *string   `json:"answer,omitempty"`
}

// The kinds of stop, in a stopImage.
const (
	stopKindVfork       = "vfork"
	stopKindGroup       = "group"
	stopKindSiblingExit = "sibling exit"
	stopKindPtrace      = "ptrace"
)

// stopImage is an internal stop. Its zero value is none.
type stopImage struct {
	Kind string `json:"kind,omitempty"`

	// Ptrace is an index of kernelImage.Stops if Kind is stopKindPtrace.
	Ptrace int `json:"ptrace,omitempty"`
}

// The kinds of run state, in a runStateImage.
const (
	runStateKindNone              = "none"
	runStateKindApp               = "app"
	runStateKindInterrupt         = "interrupt"
	runStateKindExit              = "exit"
	runStateKindExitNotify        = "exit notify"
	runStateKindAfterDeliveryStop = "after delivery stop"
	runStateKindExecAfterSiblings = "exec after siblings"
	runStateKindAfterCall         = "after call"
)

// runStateImage is a taskRunState.
type runStateImage struct {
	Kind string `json:"kind"`

	// Ptrace is an index of kernelImage.Stops if Kind is
	// runStateKindAfterDeliveryStop.
	Ptrace int `json:"ptrace,omitempty"`

	// Program is that of a runExecAfterSiblings.
	Program guest.Program `json:"program,omitempty"`
}
