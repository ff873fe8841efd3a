package ar24

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"relance/internal/money"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// The addresses of AR24's interface.
const (
	Sandbox    = "https://sandbox.ar24.fr/api" // its letters have no legal effect
	Production = "https://app.ar24.fr/api"     // real letters, which cost money and cannot be recalled
)

// Credentials open an account. They come from AR24.
type Credentials struct {
	Token      string // of the application
	PrivateKey string // signs requests and opens answers; never sent
	UserID     string // the sender, whose identity AR24 verified
}

// Session is the hour that a one-time code opened.
type Session struct {
	Hash  string    `json:"hash"`
	Until time.Time `json:"until"`
}

// Sessions keeps the session that is open, for all processes of an
// installation. It need not be durable: a lost one is opened again.
type Sessions interface {
	// Session gives the last session that was saved; the zero Session when
	// there is none.
	Session(ctx context.Context) (Session, error)
	SaveSession(ctx context.Context, s Session) error
}

// Options are what a Carrier needs. API, Credentials, Memory, Sessions and
// Clock must be set; everything else has a usable zero value.
type Options struct {
	API         string // Sandbox or Production
	Credentials Credentials
	Memory      wire.IntentMemory
	Sessions    Sessions
	Clock       func() time.Time

	// OTPKey makes one-time codes here (base32). Empty: a person types them.
	OTPKey string
	// Price is what a letter costs by contract, euros excluding VAT.
	Price money.Cents
	// Callback is the public https address of Webhook; empty has AR24 call
	// nobody.
	Callback string
	// Settle is after how long a request that got no clear answer cannot
	// arrive any more; 15 min.
	Settle time.Duration
	// TrustMemory spares the look through all mails of the sender that comes
	// before the first letter of a process. Without that look, a memory
	// restored from an old backup could let a letter leave twice.
	TrustMemory bool

	Timeout time.Duration // of one exchange; 90 s, since AR24 takes its time
	Pause   time.Duration // before a first repetition, doubled after each; 500 ms
	HTTP    *http.Client  // its Timeout and CheckRedirect are ours
}

// Carrier sends electronic registered letters. It implements
// registeredmail.Carrier, ProofSource, Estimator and Coster and may be used by
// several goroutines, and by several processes over one IntentMemory.
type Carrier struct {
	o          Options
	wire       *wire.Client
	paris      wire.Paris
	intentions wire.Intentions
	mails      catalog
	openTurn   chan struct{} // held while a session is opened by key
}

var (
	_ registeredmail.Carrier     = (*Carrier)(nil)
	_ registeredmail.ProofSource = (*Carrier)(nil)
	_ registeredmail.Estimator   = (*Carrier)(nil)
	_ registeredmail.Coster      = (*Carrier)(nil)
)

// New makes a Carrier; nothing is sent before the first request. The error
// names every option that is missing or wrong.
func New(o Options) (*Carrier, error) {
	o.API = strings.TrimSuffix(o.API, "/")
	for _, d := range []struct {
		to *time.Duration
		is time.Duration
	}{{&o.Timeout, 90 * time.Second}, {&o.Pause, 500 * time.Millisecond}, {&o.Settle, 15 * time.Minute}} {
		if *d.to == 0 {
			*d.to = d.is
		}
	}
	if err := o.check(); err != nil {
		return nil, registeredmail.Errorf(registeredmail.CodeInvalid, "ar24: %w", err)
	}
	paris, err := wire.InParis()
	if err != nil {
		return nil, err
	}
	client := wire.NewClient(o.HTTP, o.Timeout, o.Pause, o.Clock)
	return &Carrier{
		o: o, wire: client, paris: paris, openTurn: make(chan struct{}, 1),
		intentions: wire.Intentions{Memory: o.Memory, Host: wire.Host(o.API), Clock: o.Clock},
		mails:      catalog{mu: &sync.Mutex{}, orders: map[string]brief{}},
	}, nil
}

func (o Options) check() error {
	var faults []error
	need := func(ok bool, what string) {
		if !ok {
			faults = append(faults, errors.New(what))
		}
	}
	need(wire.Secure(o.API), "the interface's address must be https (or http to this machine); use Sandbox or Production")
	need(o.Credentials.Token != "" && o.Credentials.PrivateKey != "", "the token or the private key is missing")
	need(wire.PlainID.MatchString(o.Credentials.UserID), "the sender's user id is missing, or no id")
	need(o.Memory != nil, "no memory: without one a crash could send a letter twice")
	need(o.Sessions != nil, "nothing keeps the hour that a one-time code opens")
	need(o.Clock != nil, "no clock")
	need(o.Callback == "" || wire.Secure(o.Callback), "the callback address must be https")
	if o.OTPKey != "" {
		_, err := Code(o.OTPKey, time.Unix(0, 0))
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}
