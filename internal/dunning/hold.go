package dunning

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

// HoldKind names a reason to suspend a case.
type HoldKind string

// The kinds of hold. A hold stops what it covers and nothing else.
const (
	HoldDispute     HoldKind = "dispute"         // until resolved; with an amount, only that part
	HoldPromise     HoldKind = "promise"         // until the promised date and the bank's grace
	HoldInstalments HoldKind = "instalments"     // while the instalments are kept
	HoldReply       HoldKind = "reply"           // an unread answer, with a deadline for a person
	HoldBounce      HoldKind = "bounce"          // no usable address
	HoldManual      HoldKind = "manual"          // by a person, with or without an end
	HoldBankData    HoldKind = "stale_bank_data" // until the next bank import
	HoldInbox       HoldKind = "stale_inbox"     // until the mailbox has been read again
	HoldInsolvency  HoldKind = "insolvency"      // proceedings are open
	HoldBudget      HoldKind = "letter_budget"   // the year's euros for letters are spent
	HoldSwitch      HoldKind = "switch"          // sending is off or paused for everybody
	HoldDocuments   HoldKind = "documents"       // the customer's platform says that it waits for a document (status 208)
	HoldRefused     HoldKind = "invoice_refused" // the invoice was refused, rejected or cancelled (210, 213, 220, 221): a person decides
	HoldPayee       HoldKind = "payee_changes"   // another than the creditor is to be paid (224 to 227)
	HoldWatch       HoldKind = "stale_watch"     // a formal step waits for a look at the official notices
	HoldRegister    HoldKind = "register_check"  // the register of companies says something that a person must see before a formal step
)

// Hold suspends a case.
type Hold struct {
	Kind        HoldKind      `json:"kind"`
	Source      string        `json:"source,omitempty"` // who put it, when it was not told by a person or bank: SourceStatus
	Since       time.Time     `json:"since"`
	Until       time.Time     `json:"until,omitzero"`        // lapses by itself; zero waits for a message
	Amount      money.Cents   `json:"amount,omitempty"`      // disputed or promised, 0 is everything; euros that a letter needs
	Category    string        `json:"category,omitempty"`    // of a dispute: price, quality, delivery …
	Author      string        `json:"author,omitempty"`      // user name, never a debtor's
	Instalments []Instalment  `json:"instalments,omitempty"` // dates and amounts that were agreed
	Base        money.Cents   `json:"base,omitempty"`        // balance when the promise or plan was made
	Date        calendar.Date `json:"date,omitzero"`         // promised date
	Reason      Reason        `json:"reason,omitempty"`      // of a switch: paused, mail_off …
}

// Instalment is one agreed part payment.
type Instalment struct {
	Date   calendar.Date `json:"date"`
	Amount money.Cents   `json:"amount"`
	By     time.Time     `json:"by,omitzero"` // UTC instant at which it counts as missed
}

var holdReason = map[HoldKind]Reason{
	HoldDispute: ReasonDisputed, HoldPromise: ReasonPromised, HoldInstalments: ReasonInstalments,
	HoldReply: ReasonReplyUnread, HoldBounce: ReasonNoAddress, HoldManual: ReasonHeldByPerson,
	HoldBankData: ReasonStaleBankData, HoldInbox: ReasonStaleInbox, HoldInsolvency: ReasonInsolvency, HoldBudget: ReasonLetterBudget,
	HoldDocuments: ReasonDocuments, HoldRefused: ReasonInvoiceRefused, HoldPayee: ReasonPayeeChanges,
	HoldWatch: ReasonStaleWatch, HoldRegister: ReasonRegister,
}

// Why is the reason that the hold gives for not sending.
func (h Hold) Why() Reason {
	if h.Kind == HoldSwitch {
		return h.Reason
	}
	return holdReason[h.Kind]
}

// stops tells whether the hold suspends a step of this channel. A partial
// dispute leaves the rest running; a promise, even of a part, suspends the
// whole, since nobody chases somebody who has just named a date; a bounced
// e-mail address does not stop paper, and spent euros for letters no e-mail;
// the switches stop whatever is sent.
func (h Hold) stops(c Case, ch Channel) bool {
	switch h.Kind {
	case HoldDispute:
		return h.Amount <= 0 || c.Chased() == 0
	case HoldBounce:
		return ch == Email
	case HoldBudget:
		return ch == Letter || ch == RegisteredLetter
	case HoldWatch, HoldRegister:
		step, ok := c.Step()
		return ok && step.Formal()
	case HoldSwitch:
		return ch == Email || ch == Letter || ch == RegisteredLetter
	}
	return true
}

// SourceStatus is the source of holds and releases that follow from lifecycle
// statuses of electronic invoices.
const SourceStatus = "status"

// SourceRegister is the source of holds that follow from the register of
// companies.
const SourceRegister = "register"

// AwaitsLook is the category of such a hold that waits for a look at the
// register, and ends with it. The others name what a person must see: ceased,
// seat_closed, moved, struck_off.
const AwaitsLook = "look"

// StruckOff is the category of such a hold after a notice of the official gazette
// that the company is struck off. It still owes, but nobody speaks for it.
const StruckOff = "struck_off"

// SourceGazette is the source of facts that the official gazette published.
const SourceGazette = "gazette"

// hold gives the index of the first hold of a kind, or -1.
func (c Case) hold(k HoldKind) int {
	for i, h := range c.Holds {
		if h.Kind == k {
			return i
		}
	}
	return -1
}

// Held tells whether a hold of this kind lies on the case.
func (c Case) Held(k HoldKind) bool { return c.hold(k) >= 0 }

// putHold replaces the hold of the same kind and source or adds it.
func (c *Case) putHold(h Hold) {
	for i, old := range c.Holds {
		if old.Kind == h.Kind && old.Source == h.Source {
			c.Holds[i] = h
			return
		}
	}
	c.Holds = append(c.Holds, h)
}

// dropHold removes the holds of a kind, whoever put them.
func (c *Case) dropHold(k HoldKind) {
	c.dropWhere(func(h Hold) bool { return h.Kind == k })
}

// dropWhere removes the holds that a test names.
func (c *Case) dropWhere(gone func(Hold) bool) {
	kept := c.Holds[:0:0]
	for _, h := range c.Holds {
		if !gone(h) {
			kept = append(kept, h)
		}
	}
	c.Holds = kept
}
