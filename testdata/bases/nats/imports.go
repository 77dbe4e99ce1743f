// Package nats keeps the packages of the NATS server that stoplint is tested on, and all
// they need, in go.mod and go.sum.
package nats

import _ "github.com/nats-io/nats-server/v2/server"
