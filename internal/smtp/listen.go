package smtp

import (
	"context"
	"errors"
	"net"
	"time"
)

// errSpoke means that the server said something while it should listen.
var errSpoke = errors.New("the server spoke before the end of the message")

// probe looks for an early reply or a closed connection. Without it, a
// message that fits the kernel's buffers would be followed by a final dot
// into a dead connection, and a certain failure become an unknown.
func (a *attempt) probe() error {
	if a.client.Text.R.Buffered() == 0 && !a.wire.heard() {
		return nil
	}
	_ = a.wire.SetReadDeadline(clock().Add(time.Millisecond))
	_, err := a.client.Text.R.Peek(1)
	_ = a.wire.SetReadDeadline(a.deadline)
	var network net.Error
	switch {
	case err == nil:
		return errSpoke
	case errors.As(err, &network) && network.Timeout():
		return nil
	}
	return err
}

// listen shortens the wait for the last reply when ctx is cancelled.
func (a *attempt) listen(ctx context.Context) func() bool {
	return context.AfterFunc(ctx, func() {
		a.wire.until(earlier(a.deadline, clock().Add(a.opts.Grace)))
	})
}

// cause is the error to report: why the context ended, or what the network
// said, without addresses.
func (a *attempt) cause(ctx context.Context, err error) error {
	if ended := context.Cause(ctx); ended != nil {
		return ended
	}
	return errors.New(strip(err.Error(), a.envelope.To))
}
