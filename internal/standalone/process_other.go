//go:build !linux

package standalone

import "syscall"

// Other kernels have no such signal; the next start stops what is left.
func signalOnParentDeath(*syscall.SysProcAttr, syscall.Signal) {}
