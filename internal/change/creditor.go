package change

import (
	"strings"
	"time"

	"relance/internal/dunning"
)

// Particular holds the fields of a creditor that only two people together change: who he is, where
// debtors pay to and how they are chased.
type Particular struct {
	Name     string `json:"name"`
	IBAN     string `json:"iban"`
	Accounts string `json:"accounts"`        // accounts besides IBAN, separated by commas
	Means    string `json:"payment_methods"` // other means of payment than a transfer
	Plan     string `json:"plan"`
}

// ParticularOf gives the present Particular of a creditor.
func ParticularOf(c dunning.Creditor) Particular {
	return Particular{Name: c.Name, IBAN: c.IBAN, Accounts: strings.Join(c.Accounts, ", "), Means: c.OtherMeans, Plan: c.Plan}
}

// With gives the creditor with these fields in place of his own.
func (p Particular) With(c dunning.Creditor) dunning.Creditor {
	c.Name, c.IBAN, c.OtherMeans, c.Plan = p.Name, p.IBAN, p.Means, p.Plan
	c.Accounts = nil
	if p.Accounts != "" {
		c.Accounts = strings.Split(p.Accounts, ", ")
	}
	return c
}

// KnownAccount refuses an invoice that names an account which is not on record as
// its creditor's: where two people must agree to where money goes, a file does not
// change it (CodeForbidden).
func KnownAccount(c dunning.Creditor, i dunning.Invoice) error {
	if i.IBAN == "" || c.Takes(i.IBAN) {
		return nil
	}
	return dunning.Errorf(dunning.CodeForbidden, "invoice %s is to be paid to another account than those of creditor %s (…%s), and two people must agree to where money goes",
		i.Number, c.ID, i.IBAN[max(0, len(i.IBAN)-4):]).
		WithHint("look at the invoice; when the account is right, write it into the configuration as one of the creditor's accounts, and let two people agree")
}

// Creditor is a change that waits for two people. Until they agree, what is
// on record stays in use.
type Creditor struct {
	ID       int64      `json:"id"`
	Creditor string     `json:"creditor"`
	Before   Particular `json:"before"`
	After    Particular `json:"after"`
	Asked    time.Time  `json:"asked"`
	Consent
}

// Consent records what the two people have said of a change so far.
type Consent struct {
	FirstBy string    `json:"first_by,omitempty"` // who agreed first
	FirstAt time.Time `json:"first_at,omitzero"`
	Settled time.Time `json:"settled,omitzero"`
	By      string    `json:"settled_by,omitempty"`
	Outcome string    `json:"outcome,omitempty"` // one of Agreed, Refused, Replaced; empty while it waits
}

// Outcomes of a change.
const (
	Agreed   = "agreed"
	Refused  = "refused"
	Replaced = "replaced"
)

// Decision is the yes or no of one person to a change.
type Decision struct {
	ID         int64
	Agree      bool // false refuses it
	Author     string
	Identified bool // it is known who the author is
	At         time.Time
}

// Decide gives the change after one person's decision. One person may refuse it; to agree
// takes two, each of whom is known (CodeForbidden).
func (c Creditor) Decide(d Decision) (Creditor, error) {
	var err error
	c.Consent, err = c.Consent.Decide(d, c.Creditor)
	return c, err
}

// Decide gives the consent after one more decision on a change of a creditor.
func (c Consent) Decide(d Decision, creditor string) (Consent, error) {
	switch {
	case !c.Settled.IsZero():
		return c, dunning.Errorf(dunning.CodeConflict, "the change of creditor %s is %s already", creditor, c.Outcome)
	case !d.Identified || d.Author == "":
		return c, dunning.Errorf(dunning.CodeForbidden, "two people decide over the change of creditor %s, and it is not known who decides here", creditor).
			WithHint("decide where people sign in, or with a token: each of the two")
	case !d.Agree:
		c.Settled, c.By, c.Outcome = d.At, d.Author, Refused
	case c.FirstBy == "":
		c.FirstBy, c.FirstAt = d.Author, d.At
	case c.FirstBy == d.Author:
		return c, dunning.Errorf(dunning.CodeForbidden, "%s has agreed to the change of creditor %s already: the second yes comes from somebody else", d.Author, creditor).
			WithHint("ask another approver")
	default:
		c.Settled, c.By, c.Outcome = d.At, d.Author, Agreed
	}
	return c, nil
}
