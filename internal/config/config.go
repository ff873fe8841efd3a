package config

import (
	"net/netip"
	"slices"
	"sort"
	"time"

	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
	"relance/internal/postage"
	"relance/internal/visit"
)

// Config is everything that can be set. The zero value of each field is
// usable; Default fills in the rest.
type Config struct {
	Creditors  []dunning.Creditor      `yaml:"creditors"`
	Plans      map[string]dunning.Plan `yaml:"plans"`      // "default" is built in and may be replaced
	Mail       Mail                    `yaml:"mail"`       // off until told otherwise
	Letters    Letters                 `yaml:"letters"`    // registered and simple letters
	Insolvency Insolvency              `yaml:"insolvency"` // the watch over official notices
	Registers  Registers               `yaml:"registers"`  // the register of companies
	Statuses   Statuses                `yaml:"statuses"`   // lifecycle statuses of electronic invoices
	Reconcile  Reconcile               `yaml:"reconcile"`  // bank files that are taken in by schedule
	Inbox      Inbox                   `yaml:"inbox"`      // mails that come back
	OAuth      OAuth                   `yaml:"oauth"`      // access to Microsoft 365 or Google without a password
	Templates  string                  `yaml:"templates"`  // folder of own notice templates; empty uses the built-in ones
	Rates      []interest.Quote        `yaml:"rates"`      // half-years that the built-in table does not know
	Listen     string                  `yaml:"listen"`     // health, metrics and the codec; loopback by default
	Public     Door                    `yaml:"public"`     // what strangers call: notifications of carriers
	Staff      Door                    `yaml:"staff"`      // console and API
	Console    Console                 `yaml:"console"`    // what people sign in at, on the staff listener
	Directory  Directory               `yaml:"directory"`  // of the company, by which people may sign in
	Portal     Portal                  `yaml:"portal"`     // debtors' own pages, on the public listener
	Log        string                  `yaml:"log"`        // debug, info, warn or error
	Approvals  dunning.Approvals       `yaml:"approvals"`  // one (default) or two: how many people agree to formal notices and to where money goes
	Webhooks   Webhooks                `yaml:"webhooks"`   // programs that are told what happens to cases
	Codec      Codec                   `yaml:"codec"`      // for reading encrypted payloads in the Temporal UI

	Secrets Secrets `yaml:"-"`
	Dir     string  `yaml:"-"` // folder of the file: relative paths start here

	builtIn bool // the plan "default" is not written in a file
}

// Mode says what happens to mails and letters.
type Mode string

// The modes. A new installation is off: everything is rendered and kept,
// nothing leaves.
const (
	Off      Mode = "off"
	Redirect Mode = "redirect" // every mail goes to one address of yours
	Live     Mode = "live"
)

// Mail is how e-mails leave.
type Mail struct {
	Mode       Mode   `yaml:"mode"`
	RedirectTo string `yaml:"redirect_to"`
	SMTP       SMTP   `yaml:"smtp"`
	PerMinute  int    `yaml:"per_minute"` // most mails a minute, over all workers; 0 is no limit
}

// SMTP is the server that takes the mails.
type SMTP struct {
	Host     string `yaml:"host"`
	Port     int    `yaml:"port"`     // 0 is 587, or 465 with implicit TLS
	TLS      string `yaml:"tls"`      // starttls (default), implicit or none
	Username string `yaml:"username"` // empty sends without login
	Login    string `yaml:"login"`    // password (default) or oauth
	// PasswordFile holds the password, where the environment does not: the console's
	// first visit writes it, readable by its owner alone.
	PasswordFile string `yaml:"password_file"`
}

// OAuth is the access to the mail servers of Microsoft 365 or Google, by an
// application that the customer has registered. Its secret is a secret.
type OAuth struct {
	Provider string `yaml:"provider"`  // microsoft or google
	Tenant   string `yaml:"tenant"`    // of Microsoft: directory id or domain
	ClientID string `yaml:"client_id"` // of the registration
	Flow     string `yaml:"flow"`      // device, loopback or application
	File     string `yaml:"file"`      // where the token is kept; empty is oauth-token.json
}

// Letters is how letters leave.
type Letters struct {
	Carrier    string          `yaml:"carrier"`      // of registered letters: folder, maileva, mercifacteur or none; simple ones go to the folder
	Folder     string          `yaml:"folder"`       // where PDF and order sheet are put
	Electronic string          `yaml:"electronic"`   // of electronic registered letters, for debtors who accept them: ar24; empty is none
	AR24       AR24            `yaml:"ar24"`         // used when it is the electronic carrier
	Maileva    Maileva         `yaml:"maileva"`      // used when it is the carrier
	Merci      MerciFacteur    `yaml:"mercifacteur"` // used when it is the carrier
	MaxPerYear int             `yaml:"max_per_year"` // most registered letters of a creditor in a civil year; 0 is no limit
	Copies     bool            `yaml:"copies"`       // the invoices' PDF and the bills of costs go into the envelope
	Prices     []postage.Price `yaml:"prices"`       // own price lists; they replace the built-in ones of a carrier
}

// Maileva is the contract with Maileva (La Poste). Its credentials are
// secrets.
type Maileva struct {
	Sandbox  bool        `yaml:"sandbox"`  // Maileva's own trial site: nothing is printed or posted
	Urgent   bool        `yaml:"urgent"`   // posted a day earlier, for more money
	Price    money.Cents `yaml:"price"`    // of a registered letter by your contract, euros; for the yearly spend
	Callback string      `yaml:"callback"` // public https address of /webhooks/maileva; empty polls only
}

// MailevaSecrets open the account at Maileva. All four come from Maileva, but
// for the password of notifications, which is yours to choose.
type MailevaSecrets struct {
	ClientID, ClientSecret string
	Username, Password     string
	WebhookPassword        string
}

// MerciFacteur is the contract with Merci Facteur. Its credentials are secrets;
// a sandbox is an account of its own.
type MerciFacteur struct {
	User      string      `yaml:"user"`      // number of the user in whose name letters leave
	Addresses []string    `yaml:"addresses"` // IP addresses this machine calls from; none: Merci Facteur lifted the restriction
	Price     money.Cents `yaml:"price"`     // of a registered letter by your contract, euros; for estimates
	Callback  string      `yaml:"callback"`  // public https address of /webhooks/mercifacteur; empty polls only
}

// MerciFacteurSecrets open the account at Merci Facteur. They come from there,
// the key of notifications too.
type MerciFacteurSecrets struct {
	ServiceID, SecretKey string
	WebhookKey           string
}

// AR24 is the contract with AR24 (electronic registered letters). Its
// credentials are secrets.
type AR24 struct {
	Sandbox  bool        `yaml:"sandbox"`  // AR24's own trial site: letters have no legal effect
	User     string      `yaml:"user"`     // id of the sender, whose identity AR24 verified
	Price    money.Cents `yaml:"price"`    // of a letter by your contract, euros; for estimates
	Callback string      `yaml:"callback"` // public https address of /webhooks/ar24; empty polls only
}

// AR24Secrets open the account at AR24.
type AR24Secrets struct {
	Token, PrivateKey string
	OTPKey            string // makes one-time codes here; empty: a person types them
}

// StripeSecrets open the account at Stripe. Both come from there: a key that may
// write checkout sessions and read what became of them, and that of the endpoint for
// notifications.
type StripeSecrets struct {
	Key, Webhook string
}

// Reconcile is the taking in of bank files by schedule.
type Reconcile struct {
	Folders []string `yaml:"folders"`       // drop folders; none switches the schedule off
	Minutes int      `yaml:"every_minutes"` // between two looks; 0 is 15
}

// Inbox is where mails that come back are found.
type Inbox struct {
	Folders   []string `yaml:"folders"`   // drop folders for .eml files and mailboxes (mbox); the worker watches them
	IMAP      IMAP     `yaml:"imap"`      // the mailbox that answers come to
	LMTP      string   `yaml:"lmtp"`      // address of this machine where its mail server brings mails: host:port or the path of a socket; empty takes none
	Templates string   `yaml:"templates"` // folder of own beginnings of replies; empty uses the built-in ones
	Keep      Keep     `yaml:"keep"`      // how long mails are kept
}

// Keep is how many days the bytes, words and attachments of mails are kept after
// a person was done with them, by the classes of inbox.Keeping; 0 is without end.
// No binding text sets most of these periods: the creditor's adviser approves them.
//
// uncertain: retention-periods
type Keep struct {
	Unassigned int `yaml:"unassigned_days"` // replies of which nobody knows whose they are
	Unrelated  int `yaml:"unrelated_days"`  // spam, lists, reports that are nobody's
	Automatic  int `yaml:"automatic_days"`  // absences, acknowledgements and delays of a debtor
	Case       int `yaml:"case_days"`       // what belongs to a case, from the end of the last one on
}

// IMAP is a mailbox that is read, never changed.
type IMAP struct {
	Host     string   `yaml:"host"` // empty reads no mailbox
	Port     int      `yaml:"port"` // 0 is 993, or 143 without TLS
	TLS      string   `yaml:"tls"`  // implicit (default) or none, on this machine only
	Username string   `yaml:"username"`
	Login    string   `yaml:"login"`   // password (default) or oauth
	Folders  []string `yaml:"folders"` // none is INBOX
}

// Every is the time between two looks at the drop folders.
func (r Reconcile) Every() time.Duration {
	if r.Minutes == 0 {
		return 15 * time.Minute
	}
	return time.Duration(r.Minutes) * time.Minute
}

// Door is a listener that others than this machine may reach.
type Door struct {
	Listen         string   `yaml:"listen"`          // host:port; empty serves nothing
	Certificate    string   `yaml:"certificate"`     // PEM file; empty speaks plain HTTP, to a proxy
	Key            string   `yaml:"key"`             // PEM file of its key
	TrustedProxies []string `yaml:"trusted_proxies"` // addresses or networks whose word on the client's address is taken
}

// Proxies are the trusted proxies; Check has looked at them.
func (d Door) Proxies() (out []netip.Prefix) {
	for _, text := range d.TrustedProxies {
		if p, err := parseProxy(text); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// Console is where people sign in.
type Console struct {
	Address string `yaml:"address"` // of the staff listener, as people open it; passkeys are bound to it
}

// Directory is the directory of a company that speaks OpenID Connect. Its secret is
// a secret.
type Directory struct {
	Issuer   string `yaml:"issuer"`    // https address that names the provider; empty is no directory
	ClientID string `yaml:"client_id"` // of the application that the company registered there
	Name     string `yaml:"name"`      // as people call it; empty is "l’annuaire de l’entreprise"
}

// Portal is where debtors' pages are reached.
type Portal struct {
	Address string `yaml:"address"` // https address of the public listener as the world sees it; empty serves no page
	Stripe  string `yaml:"stripe"`  // creditor whose account at Stripe takes cards; empty takes none
}

// PageAddress is the address of a debtor's own page with this token, for the
// notices of a creditor; empty when his debtors have none.
func (c Config) PageAddress(cr dunning.Creditor, token string) string {
	if !cr.Portal.On || c.Portal.Address == "" || c.Public.Listen == "" {
		return ""
	}
	return visit.Address(c.Portal.Address, token)
}

// Webhooks is how programs are told.
type Webhooks struct {
	Allow []string `yaml:"allow"` // addresses or networks of your own that may be called; elsewhere only the public internet
}

// Networks are those that may be called; Check has looked at them.
func (w Webhooks) Networks() (out []netip.Prefix) {
	for _, text := range w.Allow {
		if p, err := parseProxy(text); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// Codec serves the Temporal UI with readable payloads.
type Codec struct {
	Origin string `yaml:"origin"` // the UI's address; empty serves nothing
}

// Secrets come from the environment only.
type Secrets struct {
	DatabaseURL  string
	SMTPPassword string
	IMAPPassword string
	OAuthSecret  string // of the application
	CodecKeys    string
	Directory    string // of the application at the company's directory
	Maileva      MailevaSecrets
	AR24         AR24Secrets
	Merci        MerciFacteurSecrets
	Stripe       StripeSecrets
	SireneKey    string // X-INSEE-Api-Key-Integration of INSEE's register of companies
	Flow         string // of the account at the platform of electronic invoices
	LaPosteKey   string // X-Okapi-Key of the tracking service; empty does not ask
}

// Default is the configuration of a new installation.
func Default() Config {
	return Config{
		Plans:   map[string]dunning.Plan{"default": dunning.DefaultPlan()},
		Mail:    Mail{Mode: Off},
		Letters: Letters{Carrier: "folder", Folder: "letters", Copies: true},
		Listen:  "127.0.0.1:8070",
		Log:     "info",
		Inbox:   Inbox{Keep: Keep{Unassigned: 90, Unrelated: 30, Automatic: 365}},

		Approvals: dunning.ApprovalsOne,
		builtIn:   true,
	}
}

// PlansOf lists the plans with their ids, for storing with each creditor.
func (c Config) PlansOf() []dunning.Plan {
	var out []dunning.Plan
	for id, p := range c.Plans {
		p.ID = id
		out = append(out, p)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// StatedPlans lists the plans that the file writes: all but the built-in one. They
// decide over what is saved of them on the console.
func (c Config) StatedPlans() []dunning.Plan {
	return slices.DeleteFunc(c.PlansOf(), func(p dunning.Plan) bool {
		return p.ID == dunning.DefaultPlan().ID && c.builtIn && p.Same(dunning.DefaultPlan())
	})
}

// RateTable is the built-in table of reference rates with the file's own
// half-years merged in.
func (c Config) RateTable() (*interest.Rates, error) { return interest.Builtin().Add(c.Rates...) }
