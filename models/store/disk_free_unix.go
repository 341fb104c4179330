//go:build unix

package store

import "golang.org/x/sys/unix"

// freeBytes is the room that this user has left where a folder is; -1 when it cannot be told.
func freeBytes(dir string) int64 {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return -1
	}
	return int64(stat.Bavail) * int64(stat.Bsize) //nolint:unconvert // the types differ between systems
}
