package maileva

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"relance/internal/money"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// Hosts says where Maileva is reached.
type Hosts struct {
	API   string // https://api.maileva.com, without a path
	Token string // the whole address of the token endpoint
}

// Sandbox prints and posts nothing.
func Sandbox() Hosts { return hosts("sandbox.maileva.net") }

// Production posts real letters, which cost money and cannot be recalled.
func Production() Hosts { return hosts("maileva.com") }

func hosts(domain string) Hosts {
	return Hosts{
		API:   "https://api." + domain,
		Token: "https://connexion." + domain + "/auth/realms/services/protocol/openid-connect/token",
	}
}

// Credentials open an account. All four come from Maileva.
type Credentials struct {
	ClientID, ClientSecret string // of the application
	Username, Password     string // of the user whose account pays
}

// Tariff is what the creditor's contract with Maileva says: no public price
// list exists. All in euros; zero means not configured.
type Tariff struct {
	Letter money.Cents // per registered letter, postage and handling
	Sheet  money.Cents // per sheet of paper
}

// Options are what a Carrier needs. Hosts, Credentials, Memory and Clock must
// be set; everything else has a usable zero value.
type Options struct {
	Hosts       Hosts
	Credentials Credentials
	Memory      wire.Memory
	Clock       func() time.Time

	// Pages counts the pages of a PDF. With it, a letter of too many sheets is
	// refused before it leaves, and estimates count sheets.
	Pages  func(pdf []byte) (int, error)
	Tariff Tariff

	// Urgent posts for the second day instead of the third.
	Urgent bool
	// Simplex prints one side of each sheet, Monochrome without colours.
	Simplex, Monochrome bool
	// OverprintFirstPage does without the sheet that carries the address, so
	// that Maileva prints the address on our first page. What else it then
	// does to that page was never tried: leave it off unless the sandbox's
	// preview looks right.
	OverprintFirstPage bool
	// NotificationEmail gets Maileva's own mails about the letters.
	NotificationEmail string
	// Archive is how many years Maileva keeps proofs: 3 (default), 6 or 10.
	Archive int

	// TrustMemory spares the look through all of Maileva's sendings that
	// comes before the first letter of a process. Without that look, a memory
	// restored from an old backup could let a letter leave twice.
	TrustMemory bool

	Timeout time.Duration // of one exchange; 60 s
	Pause   time.Duration // before a first retry, doubled after each; 500 ms
	HTTP    *http.Client  // its Timeout and CheckRedirect are ours
}

// Carrier sends registered letters through Maileva. It implements
// registeredmail.Carrier, ProofSource, Estimator, Coster and Sweeper and may
// be used by several goroutines, and by several processes over one Memory.
type Carrier struct {
	o       Options
	wire    *wire.Client
	paris   wire.Paris
	tokens  *wire.Tokens
	catalog catalog
}

var (
	_ registeredmail.Carrier     = (*Carrier)(nil)
	_ registeredmail.ProofSource = (*Carrier)(nil)
	_ registeredmail.Estimator   = (*Carrier)(nil)
	_ registeredmail.Coster      = (*Carrier)(nil)
	_ registeredmail.Sweeper     = (*Carrier)(nil)
)

// New makes a Carrier; nothing is sent before the first request. The error
// names every option that is missing or wrong.
func New(o Options) (*Carrier, error) {
	o = withDefaults(o)
	if err := o.check(); err != nil {
		return nil, registeredmail.Errorf(registeredmail.CodeInvalid, "maileva: %w", err)
	}
	paris, err := wire.InParis()
	if err != nil {
		return nil, err
	}
	client := wire.NewClient(o.HTTP, o.Timeout, o.Pause, o.Clock)
	return &Carrier{o: o, wire: client, paris: paris, tokens: wire.NewTokens("Maileva", tokenMargin, o.Clock), catalog: catalog{mu: &sync.Mutex{}}}, nil
}

func withDefaults(o Options) Options {
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	if o.Pause == 0 {
		o.Pause = 500 * time.Millisecond
	}
	if o.Archive == 0 {
		o.Archive = 3
	}
	o.Hosts.API = strings.TrimSuffix(o.Hosts.API, "/")
	return o
}

func (o Options) check() error {
	var faults []error
	need := func(ok bool, what string) {
		if !ok {
			faults = append(faults, errors.New(what))
		}
	}
	need(wire.Secure(o.Hosts.API), "the API's address must be https (or http to this machine); use Sandbox() or Production()")
	need(wire.Secure(o.Hosts.Token), "the token endpoint must be https (or http to this machine); use Sandbox() or Production()")
	need(o.Credentials.ClientID != "" && o.Credentials.ClientSecret != "", "the client id or its secret is missing")
	need(o.Credentials.Username != "" && o.Credentials.Password != "", "the user name or its password is missing")
	need(o.Memory != nil, "no memory: without one a crash could post a letter twice")
	need(o.Clock != nil, "no clock")
	need(o.Archive == 3 || o.Archive == 6 || o.Archive == 10, "proofs are archived for 3, 6 or 10 years")
	return errors.Join(faults...)
}

// host names the environment in memory: an order prepared in the sandbox is
// not submitted in production.
func (c *Carrier) host() string {
	return wire.Host(c.o.Hosts.API)
}
