package insolvency

import (
	"regexp"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postage"
)

// Letter is a declaration of claim as a registered letter: one of a creditor to
// whom holds the claims of one debtor, over all his open invoices. It is shown,
// agreed to and posted as the very same bytes.
type Letter struct {
	ID        int64       `json:"id"`
	Creditor  string      `json:"creditor"`
	Debtor    string      `json:"debtor"`   // the creditor's reference
	Document  string      `json:"document"` // SHA-256 of the PDF, in hex
	Recipient []string    `json:"recipient"`
	Country   string      `json:"country,omitempty"` // of the recipient; empty is FR
	Invoices  []string    `json:"invoices"`
	Total     money.Cents `json:"total"` // declared, on the eve of the judgment
	Currency  string      `json:"currency"`

	Judgment calendar.Date `json:"judgment"`
	ClaimBy  calendar.Date `json:"claim_by"`

	Carrier  string      `json:"carrier"`
	Pages    int         `json:"pages"`
	Sheets   int         `json:"sheets"`
	Estimate money.Cents `json:"estimate"` // euros; 0 when nobody knows
	Fault    string      `json:"fault,omitempty"`

	ShownBy    string    `json:"shown_by"`
	ShownAt    time.Time `json:"shown_at"`
	FirstYes   string    `json:"first_yes,omitempty"` // who agreed first, where two people must
	ApprovedBy string    `json:"approved_by,omitempty"`
	ApprovedAt time.Time `json:"approved_at,omitzero"`

	Message int64                  `json:"message,omitempty"` // 0 until it is agreed to
	State   dunning.MessageState   `json:"state,omitempty"`   // of the hand-over to the carrier
	Reply   string                 `json:"reply,omitempty"`
	Post    *postage.TrackedLetter `json:"post,omitempty"` // where it is, once its carrier has it
}

// What names a declaration among letters and tasks.
const (
	DeclarationLevel dunning.Level = "declaration"
	DeclarationStep  string        = "declaration"
)

// Outgoing is a declaration on its way to a carrier.
type Outgoing struct {
	Message  dunning.Message
	Creditor dunning.Creditor
	Country  string // of the recipient
	Bytes    []byte
	Case     dunning.Ref // on which people are asked
}

// Standing says in one word how far a letter is.
type Standing string

// The standings.
const (
	Shown    Standing = "shown"        // waits for a yes
	HalfYes  Standing = "first_of_two" // waits for a second person
	Leaving  Standing = "approved"     // agreed to, not handed over yet
	HandedTo Standing = "handed_over"  // its carrier has it
	Doubtful Standing = "unknown"      // nobody knows whether its carrier has it
	NotSent  Standing = "not_sent"     // it did not leave: draw it anew
)

// Standing tells how far the letter is.
func (l Letter) Standing() Standing {
	switch l.State {
	case "":
		if l.FirstYes != "" {
			return HalfYes
		}
		return Shown
	case dunning.MessageAccepted:
		if l.Post != nil && l.Post.State == dunning.LetterFailed {
			return NotSent
		}
		return HandedTo
	case dunning.MessageUnknown:
		return Doubtful
	case dunning.MessageRefused, dunning.MessageAbandoned, dunning.MessageWithheld:
		return NotSent
	}
	return Leaving
}

// Open tells whether the letter is on its way, or may be: another one would
// declare the claim twice.
func (l Letter) Open() bool {
	s := l.Standing()
	return s == Leaving || s == HandedTo || s == Doubtful
}

// Agree gives the letter after a yes. Where two people must agree, the first yes
// is noted and lets nothing leave; the second comes from somebody else, and
// neither counts of somebody of whom nobody knows who he is (CodeForbidden).
// CodeConflict for a letter that is agreed to already, or that cannot leave.
func (l Letter) Agree(author string, at time.Time, rule dunning.Approvals, identified bool) (Letter, error) {
	if l.ApprovedBy != "" {
		return l, dunning.Errorf(dunning.CodeConflict, "the declaration for debtor %s was agreed to already, by %s", l.Debtor, l.ApprovedBy)
	}
	if l.Fault != "" {
		return l, dunning.Errorf(dunning.CodeConflict, "the declaration for debtor %s cannot leave: %s", l.Debtor, dunning.Phrase(l.Fault))
	}
	if rule == dunning.ApprovalsTwo {
		if !identified || author == "" {
			return l, dunning.Errorf(dunning.CodeForbidden, "two people must agree to the declaration for debtor %s, and it is not known who agrees here", l.Debtor).
				WithHint("agree where people sign in, or with a token: each of the two")
		}
		switch l.FirstYes {
		case "":
			l.FirstYes = author
			return l, nil
		case author:
			return l, dunning.Errorf(dunning.CodeForbidden, "%s has agreed to the declaration for debtor %s already: the second yes comes from somebody else", author, l.Debtor).
				WithHint("ask another approver")
		}
	}
	l.ApprovedBy, l.ApprovedAt = author, at
	return l, nil
}

// oneLine finds postcode and town at the end of an address on one line.
var oneLine = regexp.MustCompile(`^(.*?)[,\s]+(\d{5})\s+([^,\d][^,]*)$`)

// PostalAddress reads a French address that stands on one line, its parts parted
// by commas: "12 rue A, BP 3, 75001 Paris". CodeInvalid when it holds no postcode
// with a town behind it.
func PostalAddress(text string) (dunning.Address, error) {
	m := oneLine.FindStringSubmatch(strings.Join(strings.Fields(text), " "))
	if m == nil {
		return dunning.Address{}, dunning.Errorf(dunning.CodeInvalid, "%q is no postal address: postcode and town are not found at its end", text).
			WithHint("write it on one line: 12 rue A, 75001 Paris")
	}
	a := dunning.Address{Postcode: m[2], City: strings.TrimSpace(m[3])}
	for _, part := range strings.Split(m[1], ",") {
		if part = strings.TrimSpace(part); part != "" {
			a.Lines = append(a.Lines, part)
		}
	}
	if len(a.Lines) == 0 {
		return a, dunning.Errorf(dunning.CodeInvalid, "%q is no postal address: the street is missing", text).WithHint("write it on one line: 12 rue A, 75001 Paris")
	}
	return a, nil
}
