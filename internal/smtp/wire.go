package smtp

import (
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// clock is real time: deadlines of sockets know no other.
var clock = time.Now //nolint:forbidigo // socket deadlines

// wire is the TCP connection below TLS. It counts what the kernel took, which
// tells whether any part of the final dot can have left, and it can be
// dropped without a word.
type wire struct {
	net.Conn
	wrote  atomic.Int64
	unread atomic.Int64 // bytes that the server said since we spoke last
}

// replyMax bounds, in bytes, what a server may say to one command. A reply that
// never ends would fill the memory.
const replyMax = 64 << 10

var errTalkative = errors.New("the server's reply is longer than 64 KiB")

func (w *wire) Write(b []byte) (int, error) {
	w.unread.Store(0)
	n, err := w.Conn.Write(b)
	w.wrote.Add(int64(n))
	return n, err
}

func (w *wire) Read(b []byte) (int, error) {
	left := replyMax - w.unread.Load()
	if left <= 0 {
		w.drop()
		return 0, errTalkative
	}
	n, err := w.Conn.Read(b[:min(int64(len(b)), left)])
	w.unread.Add(int64(n))
	return n, err
}

// drop breaks the connection: no TLS farewell, no final dot, and what the
// kernel still holds is thrown away. It may be called twice and from any
// goroutine.
func (w *wire) drop() {
	if tcp, ok := w.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // best effort: closing is what counts
	}
	_ = w.Close()
}

// until sets the deadline for reading and writing.
func (w *wire) until(t time.Time) {
	_ = w.SetDeadline(t) // fails on a closed connection, as the next use will
}
