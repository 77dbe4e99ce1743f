// Package net keeps the packages of golang.org/x/net that stoplint is tested on, and all
// they need, in go.mod and go.sum.
package net

import _ "golang.org/x/net/http2"
