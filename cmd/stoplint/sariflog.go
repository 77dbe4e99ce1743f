package main

import "honnef.co/go/tools/sarif"

// The types of honnef's package sarif, with the properties that it leaves out.

type sarifLog struct {
	Version string     `json:"version"`
	Schema  string     `json:"$schema"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool               sarifTool            `json:"tool"`
	Invocations        []sarifInvocation    `json:"invocations"`
	OriginalURIBaseIDs map[string]sarifBase `json:"originalUriBaseIds"`
	ColumnKind         string               `json:"columnKind"`
	Results            []sarifResult        `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	sarif.ToolComponent
	Rules []sarifRule `json:"rules"`
}

type sarifRule struct {
	sarif.ReportingDescriptor
	FullDescription sarif.Message `json:"fullDescription"`
}

type sarifBase struct {
	URI         string        `json:"uri"`
	Description sarif.Message `json:"description"`
}

type sarifInvocation struct {
	sarif.Invocation
	ExitCode            int                 `json:"exitCode"`
	ExitCodeDescription string              `json:"exitCodeDescription"`
	Notifications       []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarif.Message   `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

type sarifResult struct {
	sarif.Result
	RuleIndex           *int                `json:"ruleIndex,omitempty"`
	Locations           []sarifLocation     `json:"locations,omitempty"`
	RelatedLocations    []sarifLocation     `json:"relatedLocations,omitempty"`
	CodeFlows           []sarifCodeFlow     `json:"codeFlows,omitempty"`
	PartialFingerprints map[string]string   `json:"partialFingerprints"`
	BaselineState       string              `json:"baselineState,omitempty"`
	Suppressions        []sarif.Suppression `json:"suppressions,omitzero"`
}

type sarifCodeFlow struct {
	Message     sarif.Message     `json:"message"`
	ThreadFlows []sarifThreadFlow `json:"threadFlows"`
}

type sarifThreadFlow struct {
	Locations []sarifStep `json:"locations"`
}

type sarifStep struct {
	Location sarifLocation `json:"location"`
}

// sarifLocation is a place, or a message alone.
type sarifLocation struct {
	ID               int                     `json:"id,omitempty"`
	PhysicalLocation *sarif.PhysicalLocation `json:"physicalLocation,omitempty"`
	LogicalLocations []sarifLogical          `json:"logicalLocations,omitempty"`
	Message          *sarif.Message          `json:"message,omitempty"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}
