package store

import (
	"fmt"
	"os"

	"golang.org/x/sys/windows"
)

// lockFolder takes the lock that lets one process use a data folder. It ends with the process,
// however that ends.
func lockFolder(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot be written (%w): give this user the right to, or name another with --data", pathCause(err))
	}
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	if err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{}); err != nil {
		_ = f.Close()
		return nil, errInUse
	}
	return f, nil
}

// syncFolder does nothing: Windows keeps names durable by itself.
func syncFolder(string) error { return nil }
