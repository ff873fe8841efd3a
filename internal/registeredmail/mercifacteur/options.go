package mercifacteur

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"relance/internal/money"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Production is the only address of Merci Facteur's interface: whether letters
// are printed depends on the account.
const Production = "https://www.merci-facteur.com/api/1.2/prod/service"

// noAddress stands for the addresses of an account whose restriction was
// lifted.
const noAddress = "111.111.111"

// Credentials open an account. They come from Merci Facteur.
type Credentials struct {
	ServiceID string
	SecretKey string // signs the request for a token; never sent
	UserID    string // in whose name letters leave: a number
}

// Options are what a Carrier needs. API, Credentials, Memory and Clock must be
// set; everything else has a usable zero value.
type Options struct {
	API         string // Production
	Credentials Credentials
	Memory      wire.IntentMemory
	Clock       func() time.Time

	// Addresses are the IP addresses from which tokens may be used; none says
	// that Merci Facteur lifted the restriction.
	Addresses []string
	// Pages counts the pages of a PDF. With it, a letter of too many sheets is
	// refused before it leaves.
	Pages func(pdf []byte) (int, error)
	// Price is what a letter costs by contract, euros.
	Price money.Cents
	// WebhookKey is the key that notifications bear, from Merci Facteur.
	WebhookKey string
	// Simplex prints one side of each sheet.
	Simplex bool
	// Settle is after how long a request that got no clear answer cannot
	// arrive any more, and may be repeated under its antidoublon; 15 min. Four
	// times as long proves its absence.
	Settle time.Duration

	Timeout time.Duration // of one exchange; 90 s
	Pause   time.Duration // before a first repetition, doubled after each; 500 ms
	HTTP    *http.Client  // its Timeout and CheckRedirect are ours
}

// Carrier sends registered letters through Merci Facteur. It implements
// registeredmail.Carrier, ProofSource, Estimator, Coster and Measurer and may
// be used by several goroutines, and by several processes over one IntentMemory.
type Carrier struct {
	o          Options
	wire       *wire.Client
	paris      wire.Paris
	intentions wire.Intentions
	tokens     *wire.Tokens
}

var (
	_ registeredmail.Carrier     = (*Carrier)(nil)
	_ registeredmail.ProofSource = (*Carrier)(nil)
	_ registeredmail.Estimator   = (*Carrier)(nil)
	_ registeredmail.Coster      = (*Carrier)(nil)
	_ registeredmail.Measurer    = (*Carrier)(nil)
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
		return nil, registeredmail.Errorf(registeredmail.CodeInvalid, "mercifacteur: %w", err)
	}
	paris, err := wire.InParis()
	if err != nil {
		return nil, err
	}
	// A sandbox is an account, not a host: the account belongs to the name of
	// the environment.
	host := wire.Host(o.API) + "/" + o.Credentials.ServiceID
	return &Carrier{
		o: o, wire: wire.NewClient(o.HTTP, o.Timeout, o.Pause, o.Clock), paris: paris,
		intentions: wire.Intentions{Memory: o.Memory, Host: host, Clock: o.Clock}, tokens: wire.NewTokens("Merci Facteur", tokenMargin, o.Clock),
	}, nil
}

func (o Options) check() error {
	var faults []error
	need := func(ok bool, what string) {
		if !ok {
			faults = append(faults, errors.New(what))
		}
	}
	need(wire.Secure(o.API), "the interface's address must be https (or http to this machine); use Production")
	need(o.Credentials.ServiceID != "" && o.Credentials.SecretKey != "", "the service id or the secret key is missing")
	need(!strings.ContainsAny(o.Credentials.ServiceID, "\r\n"), "the service id is not one line")
	need(number.MatchString(o.Credentials.UserID), "the user id is missing, or no number")
	need(o.Memory != nil, "no memory: without one a crash could send a letter twice")
	need(o.Clock != nil, "no clock")
	for _, a := range o.Addresses {
		need(net.ParseIP(a) != nil, a+" is no IP address")
	}
	return errors.Join(faults...)
}
