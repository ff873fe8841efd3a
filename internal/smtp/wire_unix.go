//go:build unix

package smtp

import "syscall"

// heard tells, without waiting, whether the server has sent something or
// closed the connection. It looks below TLS, so that a yes may still be
// nothing but TLS's own talk.
func (w *wire) heard() bool {
	conn, ok := w.Conn.(syscall.Conn)
	if !ok {
		return true
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return true
	}
	heard := true
	err = raw.Read(func(fd uintptr) bool {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		heard = err != syscall.EAGAIN && err != syscall.EINTR
		return true
	})
	return heard || err != nil
}
