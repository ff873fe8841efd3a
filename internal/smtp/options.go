package smtp

import (
	"context"
	"crypto/tls"
	"net"
	"strconv"
	"strings"
	"time"

	"relance/internal/dunning"
)

// Security is how a connection is protected.
type Security string

// The ways. The zero value is StartTLS.
const (
	StartTLS Security = "starttls" // plain greeting, then TLS or nothing
	Implicit Security = "tls"      // TLS from the first byte
	NoTLS    Security = "none"     // for a server on the same machine
)

// Options says how to reach a submission server. The zero value of every
// field but Host is usable.
type Options struct {
	Host     string   // name of the server, checked against its certificate
	Port     int      // 0 is 587 for StartTLS, 465 for Implicit, 25 for NoTLS
	Security Security // empty is StartTLS
	User     string   // empty: no login
	Password string   // or the access token for XOAUTH2
	// Auth is the login mechanism: PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-1,
	// SCRAM-SHA-256 or XOAUTH2. Empty takes the best of what the server offers,
	// XOAUTH2 excepted.
	Auth string
	// Token gives the access token of each login by XOAUTH2, which is then the
	// mechanism; nil takes Password.
	Token func(context.Context) (string, error)
	HELO  string      // our name; empty is the machine's
	TLS   *tls.Config // for private authorities; nil trusts the system's

	ConnectTimeout time.Duration // TCP, TLS, greeting and login; 0 is 30 s
	CommandTimeout time.Duration // one command's reply; 0 is 2 min
	Deadline       time.Duration // a whole send; 0 is 10 min
	// Grace is how long to go on listening for the reply to the final dot after
	// the context was cancelled. 0 is 30 s.
	Grace time.Duration

	MaxConnections int           // at once; 0 is 4
	MaxMessages    int           // on one connection; 0 is 100
	IdleTimeout    time.Duration // an unused connection is closed after it; 0 is 30 s

	HeartbeatAfter time.Duration // first Envelope.Heartbeat; 0 is 20 s
	HeartbeatEvery time.Duration // the next ones; 0 is 5 s
}

// ports are the usual ones.
var ports = map[Security]int{StartTLS: 587, Implicit: 465, NoTLS: 25}

// withDefaults fills in what was left out and checks the rest.
func (o Options) withDefaults() (Options, error) {
	if o.Host == "" || strings.ContainsAny(o.Host, " /:@") && net.ParseIP(o.Host) == nil {
		return o, dunning.Errorf(dunning.CodeInvalid, "mail server %q is not a host name", o.Host).
			WithHint("give the name alone, as smtp.example.com; the port has its own setting")
	}
	if o.Security == "" {
		o.Security = StartTLS
	}
	if _, ok := ports[o.Security]; !ok {
		return o, dunning.Errorf(dunning.CodeInvalid, "mail security %q is unknown", o.Security).
			WithHint("use starttls (port 587), tls (port 465) or none (a server on this machine)")
	}
	o.Auth = strings.ToUpper(o.Auth)
	if _, ok := mechanisms[o.Auth]; !ok && o.Auth != "" {
		return o, dunning.Errorf(dunning.CodeInvalid, "login mechanism %q is unknown", o.Auth).
			WithHint("leave it empty to take the best that the server offers")
	}
	if o.User != "" && o.Security == NoTLS && !loopback(o.Host) {
		return o, dunning.Errorf(dunning.CodeInvalid, "a password would cross the network unprotected").
			WithHint("set mail security to starttls or tls")
	}
	if o.Port < 0 || o.Port > 65535 {
		return o, dunning.Errorf(dunning.CodeInvalid, "mail port %d is not between 1 and 65535", o.Port)
	}
	fill(&o.Port, ports[o.Security])
	fill(&o.ConnectTimeout, 30*time.Second)
	fill(&o.CommandTimeout, 2*time.Minute)
	fill(&o.Deadline, 10*time.Minute)
	fill(&o.Grace, 30*time.Second)
	fill(&o.MaxConnections, 4)
	fill(&o.MaxMessages, 100)
	fill(&o.IdleTimeout, 30*time.Second)
	fill(&o.HeartbeatAfter, 20*time.Second)
	fill(&o.HeartbeatEvery, 5*time.Second)
	return o, nil
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// addr is host:port.
func (o Options) addr() string { return net.JoinHostPort(o.Host, strconv.Itoa(o.Port)) }

// tlsConfig is the caller's configuration with the server's name and at least
// TLS 1.2.
func (o Options) tlsConfig() *tls.Config {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.TLS != nil {
		c = o.TLS.Clone()
	}
	fill(&c.ServerName, o.Host)
	return c
}
