// Package hashicorp keeps the packages of HashiCorp's libraries that stoplint is
// tested on, and all they need, in go.mod and go.sum.
package hashicorp

import (
	_ "github.com/hashicorp/raft"
	_ "github.com/hashicorp/yamux"
)
