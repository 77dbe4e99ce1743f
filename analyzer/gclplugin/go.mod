module github.com/stoplint/stoplint/analyzer/gclplugin

go 1.26.0

require (
	github.com/golangci/plugin-module-register v0.1.2
	github.com/rogpeppe/go-internal v1.16.0
	github.com/stoplint/stoplint v0.1.0
	golang.org/x/mod v0.37.0
	golang.org/x/tools v0.47.0
)

require golang.org/x/sys v0.46.0 // indirect

// Tests build the plugin with the suite of this tree. Who depends on the
// plugin does not see this line, and gets the version above.
replace github.com/stoplint/stoplint => ../..
