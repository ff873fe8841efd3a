package answer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/money"
)

// Agreed is what a person's yes to a proposal changes: a fact of cases, or an
// address of the debtor.
type Agreed struct {
	Kind     dunning.Kind  // of the fact; empty for an address
	Date     calendar.Date // promised, of the judgment
	Amount   money.Cents   // 0 is all that is open
	Category string        // of a dispute
	First    calendar.Date // of instalments; each is Amount, one a month
	Email    string        // the debtor's new address
}

// Key names a proposal of a mail: the same words give the same key, whatever
// else the mail says.
func Key(in inbox.Intent) string {
	amount := ""
	if in.Amount != nil {
		amount = in.Amount.String()
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s\x00%s", in.Kind, in.Date, amount, in.Contact, in.Sentence))
	return hex.EncodeToString(sum[:4])
}

// EventID is the name of the fact that a proposal became: agreed to twice it
// counts once.
func EventID(mail int64, in inbox.Intent) string {
	return fmt.Sprintf("mail-%d-%s-%s", mail, in.Kind, Key(in))
}

// Find finds the proposal that a person means: by its place in the list, from 1
// on, by its kind when there is only one of it, or by its key. Empty is the only
// one that can become a fact.
func Find(list []inbox.Intent, name string) (inbox.Intent, error) {
	var found []inbox.Intent
	n, err := strconv.Atoi(name)
	for i, in := range list {
		switch {
		case name == "" && factual(in), string(in.Kind) == name, Key(in) == name:
			found = append(found, in)
		case err == nil && n == i+1 && len(name) < 4: // a key may consist of digits
			return in, nil
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return inbox.Intent{}, dunning.Errorf(dunning.CodeConflict, "the mail holds several such proposals").WithHint("name one by its place in the list, from 1 to %d", len(list))
	case name == "":
		return inbox.Intent{}, dunning.Errorf(dunning.CodeConflict, "the mail proposes nothing that could become a fact").
			WithHint("read it, answer it, or record by hand what it says")
	}
	return inbox.Intent{}, dunning.Errorf(dunning.CodeNotFound, "the mail proposes no %q", name).WithHint("its proposals are numbered from 1 to %d, or named by their kind", len(list))
}

// factual tells whether a proposal can become a fact.
func factual(in inbox.Intent) bool {
	return slices.Contains([]inbox.IntentKind{inbox.Paid, inbox.Promise, inbox.Dispute, inbox.Instalments, inbox.Insolvency}, in.Kind) ||
		hasAddress(in)
}

func hasAddress(in inbox.Intent) bool {
	return slices.Contains([]inbox.IntentKind{inbox.NewContact, inbox.LeftCompany, inbox.WrongRecipient}, in.Kind) && strings.Contains(in.Contact, "@")
}

// Agree says what a proposal becomes when a person agrees to it today. What he
// says of date, amount and address stands in the proposal already.
//
// Somebody who says that he has paid is believed for as long as his bank may
// take, no longer: it becomes a promise of the day that he names, of today at
// the earliest. Money counts when the bank says so.
func Agree(in inbox.Intent, today calendar.Date) (Agreed, error) {
	a := Agreed{Date: in.Date}
	if in.Amount != nil {
		a.Amount = *in.Amount
	}
	switch in.Kind {
	case inbox.Paid:
		a.Kind = dunning.KindPromise
		if a.Date.Before(today) { // the zero date is
			a.Date = today
		}
	case inbox.Promise:
		a.Kind = dunning.KindPromise
		if a.Date.IsZero() {
			return a, missing("the promise names no day", "say which day was agreed")
		}
	case inbox.Dispute:
		a.Kind, a.Category, a.Date = dunning.KindDispute, in.Detail, calendar.Date{}
		if a.Category == "" {
			a.Category = "other"
		}
	case inbox.Insolvency:
		a.Kind, a.Amount = dunning.KindInsolvency, 0
		if a.Date.IsZero() {
			return a, missing("the day of the judgment is not in the mail", "look it up in the BODACC, and say it")
		}
	case inbox.Instalments:
		a.Kind, a.First, a.Date = dunning.KindInstalments, in.Date, calendar.Date{}
		if a.First.IsZero() || a.Amount == 0 {
			return a, missing("the mail does not say both the first day and the amount of one instalment", "say which were agreed")
		}
	default:
		if !hasAddress(in) {
			return a, dunning.Errorf(dunning.CodeConflict, "%q is nothing that could be recorded as a fact", in.Kind).
				WithHint("answer the mail, or correct the debtor by hand")
		}
		a.Email, a.Date, a.Amount = addressOf(in.Contact), calendar.Date{}, 0
	}
	return a, nil
}

func missing(what, hint string) error {
	return dunning.Errorf(dunning.CodeInvalid, "%s", what).WithHint("%s", hint)
}

// addressOf takes the address out of "Jeanne Martin jeanne@example.com".
func addressOf(contact string) string {
	for _, word := range strings.Fields(contact) {
		if strings.Contains(word, "@") {
			return strings.Trim(word, "<>(),;")
		}
	}
	return contact
}

// Event is the fact for one case of which an amount is open.
func (a Agreed) Event(open money.Cents) dunning.Event {
	switch a.Kind {
	case dunning.KindPromise:
		return dunning.NewPromise(a.Amount, a.Date)
	case dunning.KindDispute:
		return dunning.NewDispute(a.Amount, a.Category)
	case dunning.KindInsolvency:
		return dunning.NewInsolvency(a.Date)
	case dunning.KindInstalments:
		return dunning.NewInstalments(spread(open, a.Amount, a.First))
	}
	return dunning.Event{} // an address is no fact of a case
}

// mostInstalments is five years, one a month.
const mostInstalments = 60

// spread divides a sum into instalments, one a month from a day on; the last
// takes the rest. None when there would be too many to mean it.
func spread(sum, each money.Cents, first calendar.Date) (out []dunning.Instalment) {
	if each <= 0 || sum <= 0 || int64(sum/each) >= mostInstalments {
		return nil
	}
	for i := 0; sum > 0; i++ {
		part := min(each, sum)
		out = append(out, dunning.Instalment{Date: first.AddMonths(i), Amount: part})
		sum -= part
	}
	return out
}

// Meant gives the invoices that a proposal is about, among those that the mail
// acted on: those that a person names, else those that its sentence names, else
// all. An amount is about one invoice: with several a person must name it.
func Meant(in inbox.Intent, named, acted []string) ([]string, error) {
	if len(named) > 0 {
		return named, nil
	}
	var out []string
	for _, number := range acted {
		if slices.ContainsFunc(in.Invoices, func(written string) bool { return sameNumber(written, number) }) {
			out = append(out, number)
		}
	}
	switch {
	case len(in.Invoices) > 0 && len(out) == 0:
		return nil, dunning.Errorf(dunning.CodeConflict, "the mail names %s, which is no open invoice of this customer", strings.Join(in.Invoices, ", ")).
			WithHint("name the invoice that is meant")
	case len(out) == 0:
		out = acted
	}
	if len(out) == 0 {
		return nil, dunning.Errorf(dunning.CodeConflict, "the mail acted on no case").WithHint("name the invoice that is meant")
	}
	if len(out) > 1 && (in.Amount != nil || in.Kind == inbox.Dispute || in.Kind == inbox.Instalments) {
		return nil, dunning.Errorf(dunning.CodeConflict, "the proposal may be about %s", strings.Join(out, ", ")).WithHint("name the invoice that is meant")
	}
	return out, nil
}

// sameNumber compares numbers by their letters and digits: an invoice is seldom
// written as its sender writes it.
func sameNumber(a, b string) bool {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
				return r
			}
			return -1
		}, strings.ToLower(s))
	}
	return bare(a) != "" && bare(a) == bare(b)
}
