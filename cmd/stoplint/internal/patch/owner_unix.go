//go:build unix

package patch

import (
	"os"
	"syscall"
)

// keepOwner gives a file the owner of the one that info is of, if that is
// allowed: so root in a container leaves files to whom they belong.
func keepOwner(f *os.File, info os.FileInfo) {
	if old, ok := info.Sys().(*syscall.Stat_t); ok {
		f.Chown(int(old.Uid), int(old.Gid))
	}
}
