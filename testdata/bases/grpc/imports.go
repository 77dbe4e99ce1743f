// Package grpc keeps the packages of gRPC that stoplint is tested on, and all
// they need, in go.mod and go.sum.
package grpc

import (
	_ "google.golang.org/grpc"
	_ "google.golang.org/grpc/balancer/rls"
)
