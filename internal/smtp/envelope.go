package smtp

import (
	"bytes"
	"context"
	"fmt"
	"mime"
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
	// Still, when set, is asked once the server waits for the text, and again
	// before the final dot if the machine has stood still meanwhile. An error ends
	// the send with nothing delivered, and is returned.
	Still func(context.Context) error
	// Heartbeat, when set, is called every few seconds while a send lasts, the
	// first time after 20 seconds.
	Heartbeat func()

	original string // recipient before Redirect
}

// Redirect sends the message to somebody else, for trials: the envelope
// changes, and header fields with raw accents are encoded, so that a copy
// arrives although the server cannot carry them (SMTPUTF8). The server is still
// told the original recipient (ORCPT) when it understands delivery status
// notifications.
func (e Envelope) Redirect(to string) Envelope {
	if e.original == "" {
		e.original = e.To
	}
	e.To, e.Bytes = to, encodedHeader(e.Bytes)
	return e
}

// encodedHeader writes the fields of a header that hold raw UTF-8 as encoded
// words; an address among them becomes the name of an empty group, as RFC 6857
// §3.1.9 does it for who cannot read the address.
func encodedHeader(message []byte) []byte {
	header, body, found := bytes.Cut(message, []byte("\r\n\r\n"))
	if !found || asciiBytes(header) {
		return message
	}
	var b bytes.Buffer
	for _, field := range fields(string(header)) {
		if ascii(field) {
			b.WriteString(field + "\r\n")
			continue
		}
		name, value, _ := strings.Cut(strings.NewReplacer("\r\n ", " ", "\r\n\t", " ").Replace(field), ":")
		b.WriteString(name + ": " + strings.ReplaceAll(mime.QEncoding.Encode("utf-8", strings.TrimSpace(value)), " ", "\r\n "))
		if strings.EqualFold(name, "To") || strings.EqualFold(name, "Cc") {
			b.WriteString("\r\n :;")
		}
		b.WriteString("\r\n")
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// fields cuts a header into its fields, each with its folded lines.
func fields(header string) []string {
	var out []string
	for line := range strings.SplitSeq(header, "\r\n") {
		if n := len(out); n > 0 && strings.HasPrefix(line, " ") || n > 0 && strings.HasPrefix(line, "\t") {
			out[n-1] += "\r\n" + line
			continue
		}
		out = append(out, line)
	}
	return out
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
