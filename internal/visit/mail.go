package visit

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/big"
	"time"

	"relance/internal/dunning"
)

// MailKind names a mail about the page itself.
type MailKind string

// The mails.
const (
	AnswerMail MailKind = "answer" // acknowledges an answer
	LinkMail   MailKind = "link"   // brings a link again
	CodeMail   MailKind = "code"   // brings a code
)

// Limits of these mails, for each link.
const (
	MailsAnHour = 3
	MailsADay   = 8
)

// Codes and what follows from them.
const (
	CodeLife    = 10 * time.Minute
	CodeTries   = 5
	SessionLife = 30 * time.Minute
)

// How long data is kept once nothing needs it.
const (
	CodesKept  = 24 * time.Hour      // after a code or a session is over
	MailsKept  = 30 * 24 * time.Hour // mails that brought a link or a code
	UnusedKept = 7 * 24 * time.Hour  // files of a form that was never confirmed
)

// NewCode makes a code of six figures.
func NewCode(random io.Reader) (string, error) {
	var raw [16]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("making a code: %w", err)
	}
	n := new(big.Int).SetBytes(raw[:]) // so long that the rest is as good as even
	return fmt.Sprintf("%06d", n.Mod(n, big.NewInt(1_000_000)).Int64()), nil
}

// CodeHash is what is kept of a code: it is of no use to another link.
func CodeHash(link int64, code string) Hash {
	return sha256.Sum256(fmt.Appendf(nil, "%d/%s", link, code))
}

// Letter is a mail about a page, on its way.
type Letter struct {
	ID       int64
	Kind     MailKind
	Link     Link // the link, whether it is still valid or not
	Creditor dunning.Creditor
	Debtor   dunning.Debtor
	Answer   *Said  // the answer that the mail acknowledges; nil for other mails
	Text     string // text of the answer
	Attempts int
}

// Ruled is an answer with what it does to each case.
type Ruled struct {
	Said
	Verdicts []Verdict // for each of Invoices
	Cases    []dunning.Ref
}
