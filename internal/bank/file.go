package bank

import (
	"relance/internal/calendar"
	"relance/internal/money"
)

// Format names a family of bank files.
type Format string

// The formats that Parse recognises.
const (
	Camt  Format = "camt"  // ISO 20022 camt.052, camt.053, camt.054, any version
	CFONB Format = "cfonb" // CFONB 120, relevé de compte
	MT940 Format = "mt940" // SWIFT MT940 and MT942
	OFX   Format = "ofx"   // OFX 1 (SGML) and 2 (XML), QFX
	CSV   Format = "csv"   // exports of French banks, see Options.Profile
)

// Status tells how far the bank has gone with an entry.
type Status string

// The states of an entry. Only a Booked entry is money that moved.
const (
	Booked  Status = "booked"  // on the account
	Pending Status = "pending" // announced, may still vanish
	Info    Status = "info"    // for information, never money
)

// Kind tells what a statement is meant for.
type Kind string

// The kinds of statement.
const (
	KindStatement    Kind = "statement"    // end-of-day or periodic: camt.053, CFONB, MT940, OFX, CSV
	KindReport       Kind = "report"       // intraday: camt.052, MT942; a statement will repeat it
	KindNotification Kind = "notification" // single movements: camt.054; a statement will repeat them
)

// File is what one bank file says. Its JSON form is the contract of
// `relance statement --json`.
type File struct {
	Name       string      `json:"file"`
	Format     Format      `json:"format"`            // empty when not recognised
	Version    string      `json:"version,omitempty"` // camt.053.001.08, OFX 102, name of the CSV profile
	Statements []Statement `json:"statements"`        // in file order
	Warnings   []string    `json:"warnings"`          // French; what was repaired, guessed or left out
	Error      string      `json:"error"`             // why the file could not be read to its end; empty when it was
}

// Statement is one account's movements as one block of the file gives them.
type Statement struct {
	Account   string        `json:"account"`              // as written; for CFONB the IBAN built from the RIB
	IBAN      string        `json:"iban,omitempty"`       // when Account is or contains a valid IBAN; no blanks
	AccountID string        `json:"account_id,omitempty"` // what the bank calls the statement's account, when other than Account
	Kind      Kind          `json:"kind"`
	ID        string        `json:"statement_id,omitempty"` // Stmt/Id, :20:, or empty
	Sequence  string        `json:"sequence,omitempty"`     // ElctrncSeqNb or LglSeqNb, :28C:
	From      calendar.Date `json:"from"`                   // day of the opening balance or start of the period; may be zero
	To        calendar.Date `json:"to"`                     // day of the closing balance or end of the period; may be zero
	Currency  string        `json:"currency"`               // ISO 4217; may be empty
	Opening   *money.Cents  `json:"opening"`                // booked balance before the entries; nil when not given
	Closing   *money.Cents  `json:"closing"`                // booked balance after the entries; nil when not given
	Balanced  *bool         `json:"balanced"`               // opening + booked entries = closing; nil when a balance is missing
	Line      int           `json:"line,omitempty"`         // first line in the file, from 1
	Entries   []Entry       `json:"entries"`
}

// Entry is one amount on the account.
type Entry struct {
	ID               string        `json:"id"`           // see the package comment
	Fingerprint      string        `json:"fingerprint"`  // hash of the contents and occurrence number
	BookingDate      calendar.Date `json:"booking_date"` // may be zero
	ValueDate        calendar.Date `json:"value_date"`   // may be zero
	Amount           money.Cents   `json:"amount"`       // signed: money in is positive
	Currency         string        `json:"currency"`     // ISO 4217 of Amount
	Status           Status        `json:"status"`
	Reversal         bool          `json:"reversal"` // undoes an earlier entry (returned, rejected, recalled)
	Counterparty     string        `json:"counterparty"`
	CounterpartyIBAN string        `json:"counterparty_iban"` // without blanks; never given by CFONB
	EndToEndID       string        `json:"end_to_end_id"`     // empty for NOTPROVIDED
	CreditorRef      string        `json:"creditor_ref"`      // structured reference, such as RF18…
	Remittance       string        `json:"remittance"`        // what the payer wrote; the bank's label when nothing else

	Label            string     `json:"label,omitempty"`             // the bank's own words: CFONB label, AddtlNtryInf, :86: type text
	BankRef          string     `json:"bank_ref,omitempty"`          // AcctSvcrRef, MT940 reference after //, FITID
	Reference        string     `json:"reference,omitempty"`         // NtryRef, CFONB reference zone, MT940 customer reference, cheque number
	MandateID        string     `json:"mandate_id,omitempty"`        // SEPA direct debit mandate (RUM)
	BatchID          string     `json:"batch_id,omitempty"`          // PmtInfId of the order the entry belongs to
	UltimateDebtor   string     `json:"ultimate_debtor,omitempty"`   // on whose behalf the payer paid
	UltimateCreditor string     `json:"ultimate_creditor,omitempty"` // for whom the money is
	Code             string     `json:"code,omitempty"`              // CFONB interbank code, camt PMNT/RCDT/ESCT, MT940 type, OFX TRNTYPE
	ReturnReason     string     `json:"return_reason,omitempty"`     // code of the reject or return: AC04, 64
	ReturnText       string     `json:"return_text,omitempty"`       // the reason in words, when given or known
	Documents        []Document `json:"documents,omitempty"`         // documents that the payer names in structured form
	Line             int        `json:"line,omitempty"`              // line in the file, from 1

	ref string // reference that identifies the booking, if any
	key string // normalised texts for the fingerprint
}

// Document is one structured remittance document (RfrdDocInf).
type Document struct {
	Type   string       `json:"type,omitempty"`   // CINV invoice, CREN credit note, …
	Number string       `json:"number"`           // as written by the payer
	Amount *money.Cents `json:"amount,omitempty"` // remitted amount, when given for this document
}
