package registeredmail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"relance/internal/dunning"
)

// Order is one letter to print and post.
type Order struct {
	// ID is ours: at most 36 letters, digits, dots, dashes and underlines. It
	// is what makes a repeated request harmless.
	ID         string  `json:"id"`
	Registered bool    `json:"registered"` // with acknowledgement of receipt; otherwise simple post
	PDF        []byte  `json:"-"`          // the exact document
	SHA256     string  `json:"sha256"`     // of PDF, hex
	Sender     Address `json:"sender"`
	Recipient  Address `json:"recipient"`
	Reference  string  `json:"reference"` // ours, shown to people; one line
	// Electronic is how a carrier of electronic letters reaches the recipient;
	// nil for paper. Carriers of paper do not look at it.
	Electronic *Electronic `json:"electronic,omitempty"`
}

// Electronic is the recipient of a qualified electronic registered letter.
type Electronic struct {
	Email        string `json:"email"`
	Name         string `json:"name"`         // of the business, or first and last name
	Professional bool   `json:"professional"` // false asks for a recorded consent (C. postes L100, R53)
	// ConsentOn is the day on which the recipient agreed to receive electronic
	// registered letters, and Manner how he did; zero when he was not asked.
	ConsentOn Date   `json:"consent_on,omitzero"`
	Manner    string `json:"manner,omitempty"`
}

// Consented tells whether an electronic registered letter may be sent: always
// to a professional, to anybody else only with his recorded consent.
func (e Electronic) Consented() bool {
	return e.Professional || !e.ConsentOn.IsZero() && strings.TrimSpace(e.Manner) != ""
}

// Address is a postal address as written on an envelope.
type Address struct {
	Lines   []string `json:"lines"`             // name first, postcode and city last; 2 to 6
	Country string   `json:"country,omitempty"` // ISO 3166-1 alpha-2; empty is FR
}

var orderID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$`)

// NewOrder gives an order with its hash filled in.
func NewOrder(id string, pdf []byte) Order {
	return Order{ID: id, Registered: true, PDF: pdf, SHA256: Hash(pdf)}
}

// Hash is the SHA-256 of a document, hex.
func Hash(document []byte) string {
	sum := sha256.Sum256(document)
	return hex.EncodeToString(sum[:])
}

// Check names every fault that no carrier could work with. The error has
// CodeInvalid, or CodeUnreachable when only the recipient's address is wrong;
// a carrier may ask for more (length of lines, number of pages).
func (o Order) Check() error {
	var faults []error
	if !orderID.MatchString(o.ID) {
		faults = append(faults, fmt.Errorf("id %q: want 1 to 36 letters, digits, dots, dashes or underlines", o.ID))
	}
	switch {
	case !bytes.HasPrefix(o.PDF, []byte("%PDF-")):
		faults = append(faults, fmt.Errorf("the document is not a PDF"))
	case o.SHA256 != Hash(o.PDF):
		faults = append(faults, fmt.Errorf("the document's SHA-256 does not match: it was changed after it was rendered"))
	}
	if !oneLine(o.Reference) {
		faults = append(faults, fmt.Errorf("the reference is not one line"))
	}
	if err := o.Sender.check(); err != nil {
		faults = append(faults, fmt.Errorf("sender: %w", err))
	}
	if len(faults) > 0 {
		return Errorf(CodeInvalid, "letter order: %w", errors.Join(faults...))
	}
	if err := o.Recipient.check(); err != nil {
		return Errorf(CodeUnreachable, "letter order %s: recipient: %w", o.ID, err).
			WithHint("complete the debtor's postal address")
	}
	return nil
}

// check does not quote the address: errors travel.
func (a Address) check() error {
	if len(a.Lines) < 2 || len(a.Lines) > 6 {
		return fmt.Errorf("the address has %d lines, want 2 to 6", len(a.Lines))
	}
	for i, line := range a.Lines {
		if strings.TrimSpace(line) == "" || !oneLine(line) {
			return fmt.Errorf("address line %d is empty or not one line", i+1)
		}
	}
	if a.Country != "" && (len(a.Country) != 2 || strings.ToUpper(a.Country) != a.Country) {
		return fmt.Errorf("country %q: want two capital letters", a.Country)
	}
	return nil
}

func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// Code classes a carrier's error; see dunning.Code.
type Code = dunning.Code

// The codes that carriers use.
const (
	CodeInvalid     = dunning.CodeInvalid
	CodeNotFound    = dunning.CodeNotFound
	CodeConflict    = dunning.CodeConflict
	CodeUnreachable = dunning.CodeUnreachable
	CodeRejected    = dunning.CodeRejected
	CodeUnavailable = dunning.CodeUnavailable
	CodeInternal    = dunning.CodeInternal
)

// Errorf makes an error with a code, so that carriers need not know the
// domain.
func Errorf(code Code, format string, args ...any) *dunning.Error {
	return dunning.Errorf(code, format, args...)
}

// ErrorCode is the code of the first coded error in the chain.
func ErrorCode(err error) Code { return dunning.ErrorCode(err) }
