//go:build !unix

package patch

import "os"

// keepOwner does nothing: files take their owner from elsewhere.
func keepOwner(*os.File, os.FileInfo) {}
