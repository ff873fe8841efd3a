package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"time"

	mail "github.com/wneessen/go-mail"
	gosmtp "github.com/wneessen/go-mail/smtp"
)

// writeBuffer bounds, in bytes, how far the kernel may run ahead of the server.
// With the kernel's megabytes, a whole mail and its final dot would be on
// their way before a server that died in the middle is noticed, and a certain
// failure would become an unknown.
const writeBuffer = 64 << 10

// link is one connection to the server, greeted and logged in.
type link struct {
	client *gosmtp.Client
	wire   *wire
	opts   Options
	sent   int         // transactions so far
	reused bool        // taken from the pool for this send
	idle   *time.Timer // closes it while it waits in the pool
	broken bool        // dropped: never to be used again
}

// dial connects, encrypts and logs in. A new go-mail client is made for each
// connection: one that is shared may not dial twice at once.
func dial(ctx context.Context, o Options) (*link, error) {
	ctx, cancel := context.WithTimeout(ctx, o.ConnectTimeout)
	defer cancel()
	l := &link{opts: o}
	stop := func() bool { return true }
	open := func(dialing context.Context, network, address string) (net.Conn, error) {
		conn, err := l.open(dialing, network, address)
		if err == nil {
			stop = context.AfterFunc(ctx, l.wire.drop)
		}
		return conn, err
	}
	defer func() { stop() }()
	policy := mail.TLSMandatory
	if o.Security != StartTLS {
		policy = mail.NoTLS // Implicit: the dialer below encrypts
	}
	options := []mail.Option{
		mail.WithPort(o.Port), mail.WithTimeout(o.ConnectTimeout), mail.WithTLSPolicy(policy),
		mail.WithTLSConfig(o.tlsConfig()), mail.WithDialContextFunc(open),
	}
	if o.HELO != "" {
		options = append(options, mail.WithHELO(o.HELO))
	}
	dialer, err := mail.NewClient(o.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("preparing connection: %w", err)
	}
	l.client, err = dialer.DialToSMTPClientWithContext(ctx)
	if err == nil {
		err = o.login(ctx, l.client)
	}
	if err != nil {
		l.drop() // go-mail leaves it open
		return nil, fmt.Errorf("connecting to %s: %w", o.addr(), errors.Join(context.Cause(ctx), err))
	}
	return l, nil
}

// open is go-mail's dialer: it keeps the TCP connection within reach.
func (l *link) open(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(writeBuffer) // a wish: the kernel's own size works too
	}
	l.wire = &wire{Conn: conn}
	if l.opts.Security != Implicit {
		return l.wire, nil
	}
	secure := tls.Client(l.wire, l.opts.tlsConfig())
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return secure, nil
}

// drop breaks the connection without a word.
func (l *link) drop() {
	if l.wire != nil {
		l.wire.drop()
	}
}

// abandon drops the connection and marks it as unusable.
func (l *link) abandon() {
	l.broken = true
	l.drop()
}

// command sends one line and waits for a reply whose code begins with expect.
func (l *link) command(deadline time.Time, expect int, format string, args ...any) error {
	l.wire.until(earlier(deadline, clock().Add(l.opts.CommandTimeout)))
	text := l.client.Text
	id, err := text.Cmd(format, args...)
	if err != nil {
		return err
	}
	text.StartResponse(id)
	defer text.EndResponse(id)
	_, _, err = text.ReadResponse(expect)
	return err
}

// has tells whether the server announced an extension.
func (l *link) has(extension string) bool {
	ok, _ := l.client.Extension(extension)
	return ok
}

// alive asks with NOOP.
func (l *link) alive() bool {
	return l.command(clock().Add(5*time.Second), 250, "NOOP") == nil
}

// reset ends an unfinished transaction, so that the connection can serve
// again. It must not be called once DATA was answered with 354.
func (l *link) reset() {
	if err := l.command(clock().Add(5*time.Second), 250, "RSET"); err != nil {
		l.abandon()
	}
}

// quit says goodbye. It must not be called once DATA was answered with 354.
func (l *link) quit() {
	if !l.broken {
		_ = l.command(clock().Add(2*time.Second), 221, "QUIT") // nothing hangs on it
	}
	l.drop()
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// spoken is the server's reply inside an error, if there is one.
func spoken(err error, recipient string) (Reply, bool) {
	var said *textproto.Error
	if !errors.As(err, &said) {
		return Reply{}, false
	}
	return replyOf(said, recipient), true
}
