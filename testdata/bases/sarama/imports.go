// Package sarama keeps the package that stoplint is tested on, and all it needs, in
// go.mod and go.sum.
package sarama

import _ "github.com/IBM/sarama"
