package visit

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Kind says what an answer of a debtor is about. The codes are those of inbox.IntentKind.
type Kind string

// The kinds of answers.
const (
	Contest     Kind = "dispute"
	Paid        Kind = "paid"
	Promise     Kind = "promise"
	Instalments Kind = "instalments"
	NotMe       Kind = "wrong_recipient" // he is not the one to ask, or he has a new address
	Document    Kind = "document"
)

// Kinds lists them in the order of the page.
func Kinds() []Kind { return []Kind{Paid, Promise, Contest, Instalments, Document, NotMe} }

// Categories are what a dispute can be about, in the order of the page.
func Categories() []string {
	return []string{"quality", "quantity", "delivery", "price", "not_ordered", "other"}
}

// Bounds of an answer.
const (
	MostText  = 2000 // characters
	MostFiles = 3
	MostBytes = 5 << 20 // of one file
)

// Answer is what a debtor says on his page about some invoices.
type Answer struct {
	Kind      Kind
	Invoices  []string      // invoice numbers, among those that the link shows
	Category  string        // what a dispute is about, one of Categories; empty for other kinds
	Amount    money.Cents   // contested or promised part of the one invoice; 0 is everything
	Date      calendar.Date // day of the payment, or the day that is promised
	Reference string        // reference of the payment
	Text      string
	Contact   string   // who is to be asked instead, or a new address
	Files     []string // SHA-256 (hex) of files that were brought by the same link
}

// Said is an answer on record.
type Said struct {
	ID int64
	Answer
	Link      int64
	Creditor  string
	Debtor    string
	At        time.Time
	Suspended bool      // something was suspended at once
	Words     string    // SHA-256 (hex) of the answer in words, kept as a document
	Mailed    time.Time // when the acknowledgement left; zero while it has not
}

// Clean takes out control characters and cuts what is too long: nothing that a
// stranger types reaches a mail, a letter or a header as it was typed.
func (a Answer) Clean() Answer {
	a.Reference, a.Contact = line(a.Reference, 140), line(a.Contact, 300)
	a.Text = text(a.Text, MostText)
	return a
}

// line makes one line of a text, cut at a number of characters.
func line(s string, most int) string {
	return cut(strings.Join(strings.Fields(text(s, 4*most)), " "), most)
}

// text keeps the lines of a text and drops control characters, marks of
// direction among them.
func text(s string, most int) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff:
			return -1
		}
		return r
	}, s)
	return cut(strings.TrimSpace(s), most)
}

func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}

// Fault is what is missing or wrong in an answer.
type Fault string

// The faults.
const (
	NoInvoice     Fault = "no_invoice"
	NoCategory    Fault = "no_category"
	NoText        Fault = "no_text"
	NoDate        Fault = "no_date"
	FutureDate    Fault = "future_date"
	PastDate      Fault = "past_date"
	LateDate      Fault = "late_date" // later than promises may be
	TooMuch       Fault = "too_much"  // more than is open
	PartOfSeveral Fault = "part_of_several"
	NoContact     Fault = "no_contact"
)

// Check tells what is wrong with an answer given today about cases as they
// stand; empty when nothing is. Until is the last day that may be promised.
func (a Answer) Check(cases []dunning.Case, today, until calendar.Date) Fault {
	switch {
	case len(a.Invoices) == 0 || len(cases) != len(a.Invoices):
		return NoInvoice
	case a.Amount != 0 && len(cases) > 1:
		return PartOfSeveral
	case a.Amount < 0 || a.Amount > cases[0].Balance && len(cases) == 1:
		return TooMuch
	}
	switch a.Kind {
	case Contest:
		return a.checkContest()
	case Paid:
		switch {
		case a.Date.IsZero():
			return NoDate
		case a.Date.After(today):
			return FutureDate
		}
	case Promise:
		switch {
		case a.Date.IsZero():
			return NoDate
		case a.Date.Before(today):
			return PastDate
		case a.Date.After(until):
			return LateDate
		}
	case Instalments, Document:
		if a.Text == "" {
			return NoText
		}
	case NotMe:
		if a.Contact == "" && a.Text == "" {
			return NoContact
		}
	}
	return ""
}

func (a Answer) checkContest() Fault {
	switch {
	case !slices.Contains(Categories(), a.Category):
		return NoCategory
	case a.Text == "":
		return NoText
	}
	return ""
}

// Name names an answer in events and tasks.
func Name(id int64) string { return fmt.Sprintf("portal-%d", id) }

// Event is what a case is told of an answer. Its words stand in a document.
func Event(r Ruled, kind dunning.Kind) dunning.Event {
	e := dunning.NewPortalReply(string(r.Kind))
	switch kind {
	case dunning.KindDispute:
		e = dunning.NewDispute(r.Amount, r.Category)
	case dunning.KindPromise:
		e = dunning.NewPromise(r.Amount, r.Date)
	}
	return e.With(dunning.Stamp{ID: Name(r.ID), Source: dunning.SourcePortal, Note: r.Words})
}

// FileKind tells by its first bytes what a file is; false for a kind that is not
// taken. The name that it came with is dropped.
func FileKind(data []byte) (media, name string, ok bool) {
	for _, k := range []struct{ begin, media, name string }{
		{"%PDF-", "application/pdf", "piece.pdf"}, {"\xff\xd8\xff", "image/jpeg", "piece.jpg"}, {"\x89PNG\r\n\x1a\n", "image/png", "piece.png"},
	} {
		if strings.HasPrefix(string(data[:min(len(data), 16)]), k.begin) {
			return k.media, k.name, true
		}
	}
	return "", "", false
}
