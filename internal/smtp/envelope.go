package smtp

import (
	"bytes"
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"relance/internal/dunning"
)

// Envelope is one mail on its way to one recipient.
type Envelope struct {
	From  string // return path: bounces go there
	To    string // the only recipient
	Bytes []byte // the exact message, lines ended by CRLF
	// ID is the envelope identifier that a delivery status notification quotes
	// (RFC 3461 ENVID). Empty asks for none, and so does one that is longer
	// than the RFC's 100 characters.
	ID string
	// DSN asks the server, when it can, to report failures and delays to From.
	DSN bool
	// Heartbeat, when set, is called every few seconds while a send lasts, the
	// first time after 20 seconds.
	Heartbeat func()

	original string // recipient before Redirect
}

// Redirect sends the same bytes to somebody else, for trials: only the
// envelope changes. The server is still told the original recipient (ORCPT)
// when it understands delivery status notifications.
func (e Envelope) Redirect(to string) Envelope {
	if e.original == "" {
		e.original = e.To
	}
	e.To = to
	return e
}

// checked gives the envelope with domains in ASCII, or an error with
// dunning.CodeInvalid or CodeUnreachable.
func (e Envelope) checked() (Envelope, error) {
	var err error
	if e.From, err = envelopeAddress(e.From); err != nil {
		return e, dunning.Errorf(dunning.CodeInvalid, "sender: %w", err)
	}
	if e.To, err = envelopeAddress(e.To); err != nil {
		return e, dunning.Errorf(dunning.CodeUnreachable, "recipient: %w", err)
	}
	if !visibleASCII(e.ID) {
		return e, dunning.Errorf(dunning.CodeInvalid, "envelope id %q: want visible ASCII characters", e.ID)
	}
	if err := checkLines(e.Bytes); err != nil {
		return e, dunning.Errorf(dunning.CodeInvalid, "message: %w", err)
	}
	return e, nil
}

// checkLines refuses bytes that a transfer would have to alter.
func checkLines(b []byte) error {
	if !bytes.HasSuffix(b, []byte("\r\n")) {
		return fmt.Errorf("the last line has no CRLF")
	}
	for n := 1; len(b) > 0; n++ {
		line, rest, _ := bytes.Cut(b, []byte("\r\n"))
		switch {
		case bytes.ContainsAny(line, "\r\n\x00"):
			return fmt.Errorf("line %d holds a lone CR or LF, or a NUL", n)
		case len(line) > 998:
			return fmt.Errorf("line %d is longer than 998 bytes", n)
		}
		b = rest
	}
	return nil
}

// envelopeAddress checks an address and writes its domain in ASCII. The
// message of its error does not quote the address.
func envelopeAddress(address string) (string, error) {
	parsed, err := mail.ParseAddress("<" + address + ">")
	if err != nil || parsed.Address != address || strings.ContainsFunc(address, unicode.IsControl) ||
		strings.ContainsAny(address, " <>") {
		return "", fmt.Errorf("not an e-mail address")
	}
	local, domain := cutAddress(address)
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil {
		return "", fmt.Errorf("the part after @ is not a domain name")
	}
	if len(local) > 64 || len(ascii) > 253 {
		return "", fmt.Errorf("the e-mail address is too long")
	}
	return local + "@" + ascii, nil
}

func cutAddress(address string) (local, domain string) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address, ""
	}
	return address[:at], address[at+1:]
}

func visibleASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// xtext encodes a value of ENVID or ORCPT (RFC 3461 §4).
func xtext(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' || c == '+' || c == '=' {
			fmt.Fprintf(&b, "+%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
