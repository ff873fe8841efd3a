package webhook

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"relance/internal/dunning"
)

// Types lists what programs can be told.
func Types() []string {
	return []string{
		"case.opened", "notice.sent", "notice.refused", "payment.recorded", "dispute.opened", "dispute.resolved", "reply.received",
		"promise.made", "promise.broken", "instalments.agreed", "approval.wanted", "case.closed", "attention.wanted", "letter.status",
	}
}

// Endpoint is a program that is told.
type Endpoint struct {
	ID       int64     `json:"id"`
	URL      string    `json:"url"`
	Creditor string    `json:"creditor,omitempty"` // empty: of every creditor
	Events   []string  `json:"events"`             // empty: every type
	By       string    `json:"by"`
	Created  time.Time `json:"created"`
	Disabled time.Time `json:"disabled,omitzero"`
	Why      string    `json:"why,omitempty"` // it was disabled
	Waiting  int       `json:"waiting"`       // deliveries that were not answered yet
}

// Delivery is one message to one endpoint.
type Delivery struct {
	ID        int64     `json:"id"`
	Endpoint  int64     `json:"webhook"`
	Message   string    `json:"message"` // webhook-id: the same at each attempt
	Type      string    `json:"type"`
	Creditor  string    `json:"creditor"`
	Invoice   string    `json:"invoice"`
	Version   int64     `json:"version"` // of the case: lets the receiver sort
	Created   time.Time `json:"created"`
	Attempts  int       `json:"attempts"`
	Status    int       `json:"status,omitempty"` // of the last answer; 0 without one
	Fault     string    `json:"fault,omitempty"`
	Next      time.Time `json:"next,omitzero"`
	Delivered time.Time `json:"delivered,omitzero"`
	GaveUp    time.Time `json:"gave_up,omitzero"`
}

// Order is a delivery that is to be tried now.
type Order struct {
	ID       int64
	Endpoint int64
	Case     dunning.Ref
	URL      string
	Message  string
	Body     string
	Secrets  []string // that sign it: the present one, and for a while the one before
	Attempt  int      // 1 for the first
}

// Result is how an attempt ended.
type Result struct {
	Status int           // of the answer; 0 without one
	Fault  string        // in a few words, without what the answer said
	After  time.Duration // Retry-After; 0 when it was not said
}

// Delivered tells whether the message has arrived.
func (r Result) Delivered() bool { return r.Status >= 200 && r.Status < 300 }

// Gone tells whether the endpoint says that it wants no more (410).
func (r Result) Gone() bool { return r.Status == 410 }

// pauses are what lies between two attempts: three days and three hours in all.
var pauses = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// Next is when to try again after so many attempts; false when it is given up. The
// endpoint may ask for a longer pause, up to a day. Each delivery has its own few
// seconds more, so that many do not come at once.
func Next(now time.Time, r Result, o Order) (time.Time, bool) {
	if o.Attempt > len(pauses) {
		return time.Time{}, false
	}
	pause := max(pauses[o.Attempt-1], min(r.After, 24*time.Hour))
	return now.Add(pause + time.Duration(o.ID%17)*pause/100), true
}

// CheckURL tells what is wrong with an address: programs are told by https, at a
// host without a password in its address and at a port that no other service of a
// machine has. Allowed are networks of one's own, to which plain http is enough.
func CheckURL(text string, allowed []netip.Prefix) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return dunning.Errorf(dunning.CodeInvalid, "%q is no address of a program", text).WithHint("write https://host/path")
	case u.User != nil:
		return dunning.Errorf(dunning.CodeInvalid, "the address holds a password").WithHint("the receiver checks the signature instead")
	case u.Scheme == "http" && !hostAllowed(u.Hostname(), allowed):
		return dunning.Errorf(dunning.CodeInvalid, "the address is not https").WithHint("plain http is for networks of your own: webhooks.allow in the configuration")
	}
	if p := u.Port(); p != "" && p != "443" && !hostAllowed(u.Hostname(), allowed) {
		if n, err := strconv.Atoi(p); err != nil || n <= 1023 {
			return dunning.Errorf(dunning.CodeInvalid, "port %s is one of another service", p).WithHint("use 443, or a port above 1023")
		}
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil {
		return CheckAddress(a, allowed)
	}
	return nil
}

func hostAllowed(host string, allowed []netip.Prefix) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && within(a, allowed)
}

func within(a netip.Addr, list []netip.Prefix) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// reserved are the networks that are not the public internet (IANA's registries of
// special-purpose addresses), besides those that package netip knows.
var reserved = func() (out []netip.Prefix) {
	for _, text := range strings.Fields(`
		0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4
		::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fec0::/10`) {
		out = append(out, netip.MustParsePrefix(text))
	}
	return out
}()

// CheckAddress tells whether an address may be connected to: only the public
// internet, and what the operator allows. It is asked of the address that is
// dialled, after its name was resolved.
func CheckAddress(a netip.Addr, allowed []netip.Prefix) error {
	a = a.Unmap().WithZone("")
	private := !a.IsValid() || a.IsUnspecified() || a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() ||
		a.IsInterfaceLocalMulticast() || within(a, reserved)
	if private && !within(a, allowed) {
		return dunning.Errorf(dunning.CodeForbidden, "the address leads into a private network").
			WithHint("an operator allows networks of his own: webhooks.allow in the configuration")
	}
	return nil
}

// CheckEvents tells whether all of these can be told.
func CheckEvents(events []string) error {
	for _, e := range events {
		if !slices.Contains(Types(), e) {
			return dunning.Errorf(dunning.CodeInvalid, "there is no event %q", e).WithHint("one of %s", strings.Join(Types(), ", "))
		}
	}
	return nil
}
