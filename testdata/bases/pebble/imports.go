// Package pebble keeps the packages of Pebble that stoplint is tested on, and all
// they need, in go.mod and go.sum.
package pebble

import _ "github.com/cockroachdb/pebble/v2"
