module github.com/stoplint/stoplint/testdata/bases/net

go 1.26.3

require golang.org/x/net v0.62.0

require golang.org/x/text v0.43.0 // indirect
