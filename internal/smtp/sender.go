package smtp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"relance/internal/dunning"
)

// Sender hands mails to one submission server. It may be used by several
// goroutines at once.
type Sender struct {
	opts  Options
	pool  pool
	slots chan struct{} // one for each connection in use
}

// New checks the options and gives a Sender; it does not connect yet. A fault
// has dunning.CodeInvalid and a hint.
func New(o Options) (*Sender, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Sender{opts: o, slots: make(chan struct{}, o.MaxConnections)}, nil
}

// Close closes the idle connections. Sends under way finish undisturbed.
func (s *Sender) Close() { s.pool.close() }

// Check connects, encrypts, logs in and leaves. A fault has
// dunning.CodeUnavailable and a hint that says what to look at.
func (s *Sender) Check(ctx context.Context) error {
	l, err := dial(ctx, s.opts)
	if err != nil {
		return dunning.Errorf(dunning.CodeUnavailable, "mail server: %w", err).WithHint("%s", s.hint(err))
	}
	defer l.quit()
	if !l.alive() {
		return dunning.Errorf(dunning.CodeUnavailable, "mail server %s accepts connections but no commands", s.opts.addr())
	}
	return nil
}

// Send carries one mail to the server. Between the acceptance of the
// recipient and DATA it calls beforeData (nil is allowed), once at most; what
// that records as "handed over" is true from then on. An error of beforeData
// ends the send: nothing is transmitted and the error is returned with an
// Aborted outcome. So does an error of Envelope.Still.
//
// The returned error is nil in every other case: what happened is in the
// Outcome. A wrong envelope is Aborted with dunning.CodeInvalid, or
// CodeUnreachable when the recipient's address cannot be one.
//
// Cancelling ctx drops the connection as long as the final dot has not begun
// to leave; after that the reply is awaited for Options.Grace.
func (s *Sender) Send(ctx context.Context, e Envelope, beforeData func(context.Context) error) (Outcome, error) {
	e, err := e.checked()
	if err != nil {
		return Outcome{Verdict: Aborted, Stage: StageCheck, Cause: err}, err
	}
	defer s.heartbeat(e.Heartbeat)()
	deadline := clock().Add(s.opts.Deadline)
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return Outcome{Verdict: Retry, Stage: StageConnect, Cause: context.Cause(ctx)}, nil
	}
	a := attempt{envelope: e, hook: beforeData, deadline: deadline}
	a.utf8, a.eightBit = e.needs()
	outcome, stale, err := s.try(ctx, &a, false)
	if stale {
		outcome, _, err = s.try(ctx, &a, true)
	}
	return outcome, err
}

// try makes one attempt on one connection. It tells whether the connection
// was a kept one that had died unnoticed.
func (s *Sender) try(ctx context.Context, a *attempt, fresh bool) (o Outcome, stale bool, err error) {
	l, err := s.obtain(ctx, fresh)
	if err != nil {
		o = Outcome{Verdict: Retry, Stage: StageConnect}
		if reply, ok := spoken(err, a.envelope.To); ok {
			o.Reply = reply
		}
		o.Cause = errors.New(strip(err.Error(), a.envelope.To))
		return o, false, nil
	}
	a.link = l
	o, err = a.run(ctx)
	stale = a.stale(ctx, o) // before another send may take the connection
	s.pool.give(l)
	return o, stale, err
}

// heartbeat beats until the returned function is called.
func (s *Sender) heartbeat(beat func()) (stop func()) {
	if beat == nil {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		next := s.opts.HeartbeatAfter
		for {
			select {
			case <-time.After(next):
				beat()
				next = s.opts.HeartbeatEvery
			case <-done:
				return
			}
		}
	}()
	return func() { close(done) }
}

// hint says what to look at when connecting failed.
func (s *Sender) hint(err error) string {
	reply, said := spoken(err, "")
	switch {
	case said && (reply.ours() || reply.Code == 535):
		return "check user and password; many providers want a password made for applications"
	case said:
		return fmt.Sprintf("the server answered %s", reply)
	}
	return fmt.Sprintf("check host, port and security (%s on port %d), and that this machine may connect out", s.opts.Security, s.opts.Port)
}
