package inbox

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/money"
)

// IntentKind says what a writer wants. The list is closed.
type IntentKind string

// The kinds of intents. None is a fact: a person accepts or refuses each.
const (
	Paid           IntentKind = "paid"            // says that he has paid: to be looked for at the bank
	Promise        IntentKind = "promise"         // says when he will pay
	Dispute        IntentKind = "dispute"         // does not owe it, or not all of it
	Instalments    IntentKind = "instalments"     // asks to pay in parts, or for time
	Document       IntentKind = "document"        // asks for a copy, bank details, an order number
	WrongRecipient IntentKind = "wrong_recipient" // is not the debtor, or not the person
	NewContact     IntentKind = "new_contact"     // names who is to be written to
	NewAddress     IntentKind = "new_address"     // has moved
	LeftCompany    IntentKind = "left_company"    // the person written to has left
	Insolvency     IntentKind = "insolvency"      // collective proceedings were opened
	Legal          IntentKind = "legal"           // threatens with law, or objects to processing
	Unclear        IntentKind = "other"           // none of these: read it
)

// Intent is a proposal: what a sentence seems to say. Fields that the sentence
// does not give are empty.
type Intent struct {
	Kind     IntentKind    `json:"kind"`
	Date     calendar.Date `json:"date"`   // of payment, promise, first instalment or judgment
	Amount   *money.Cents  `json:"amount"` // in the currency of the case
	Contact  string        `json:"contact"`
	Invoices []string      `json:"invoices"` // as written
	Detail   string        `json:"detail,omitempty"`
	Sentence string        `json:"sentence"` // the evidence, as written

	clause string // the part of the sentence that matched, folded
}

// intents proposes what a genuine reply says. It sees only what the writer
// wrote himself: our own mail, quoted below, holds every word it looks for.
func (m *mail) intents() []Intent {
	out, list := m.proposals()
	if len(out) == 0 && len(list) > 0 {
		out = []Intent{{Kind: Unclear, Invoices: []string{}, Sentence: list[0].text}}
	}
	for _, in := range out {
		m.rule("intent:" + string(in.Kind))
	}
	return out
}

// saysSomething tells whether the mail says what no machine says by itself: that
// he pays, will not pay, or wants something.
func (m *mail) saysSomething() bool {
	out, _ := m.proposals()
	return slices.ContainsFunc(out, func(in Intent) bool {
		return slices.Contains([]IntentKind{Paid, Promise, Dispute, Instalments, Document, Insolvency, Legal}, in.Kind)
	})
}

// proposals finds them, with the sentences of the mail.
func (m *mail) proposals() ([]Intent, []sentence) {
	list := sentencesIn(clip(m.ownText(), maxIntentText))
	var out []Intent
	for i, s := range list {
		for _, r := range intentRules() {
			for _, clause := range s.clauses {
				if n := r.fires(clause); n > 0 {
					if in, ok := m.propose(r.kind, n, clause, list, i); ok {
						out = merge(out, in)
					}
					break
				}
			}
		}
	}
	return settle(out), list
}

// departures proposes what an automatic answer says about its sender: that he
// has left, or that the address is no longer read.
func (m *mail) departures() []Intent {
	list := sentencesIn(clip(m.ownText(), maxIntentText))
	var out []Intent
	for _, s := range list {
		if (leftRule().fires(s.plain) > 0 || unread.MatchString(s.plain)) && len(out) == 0 {
			kind := LeftCompany
			if leftRule().fires(s.plain) == 0 {
				kind = NewContact
			}
			out = append(out, Intent{Kind: kind, Contact: contactIn(m.ownText(), m.From), Invoices: []string{}, Sentence: s.text})
		}
	}
	if len(out) == 1 && out[0].Kind == NewContact && out[0].Contact == "" {
		return nil
	}
	return out
}

func leftRule() intentRule {
	for _, r := range intentRules() {
		if r.kind == LeftCompany {
			return r
		}
	}
	return intentRule{}
}

// merge adds a proposal; a second one of a kind completes the first, unless
// each has a day, an amount or an invoice of its own.
func merge(list []Intent, in Intent) []Intent {
	for i := range list {
		have := &list[i]
		if have.Kind != in.Kind {
			continue
		}
		apart := !have.Date.IsZero() && !in.Date.IsZero() && have.Date != in.Date || have.Amount != nil && in.Amount != nil && *have.Amount != *in.Amount ||
			len(have.Invoices) > 0 && len(in.Invoices) > 0
		if apart {
			continue
		}
		if have.Date.IsZero() && !in.Date.IsZero() {
			have.Date = in.Date
			have.Sentence = in.Sentence
		}
		if have.Amount == nil {
			have.Amount = in.Amount
		}
		have.Contact, have.Detail = first(have.Contact, in.Contact), first(have.Detail, in.Detail)
		if len(have.Invoices) == 0 {
			have.Invoices = in.Invoices
		}
		return list
	}
	if len(list) >= maxIntents {
		return list
	}
	return append(list, in)
}

// settle keeps the stronger of two readings: proceedings beat all that
// is said of paying; who is not the debtor promises nothing; who asks for
// instalments promises none yet; who disputes asks for no document that the
// dispute is about.
func settle(list []Intent) []Intent {
	has := map[IntentKind]bool{}
	clauses := map[IntentKind]map[string]bool{}
	for _, in := range list {
		has[in.Kind] = true
		if clauses[in.Kind] == nil {
			clauses[in.Kind] = map[string]bool{}
		}
		clauses[in.Kind][in.clause] = true
	}
	var out []Intent
	for _, in := range list {
		same := func(k IntentKind) bool { return clauses[k][in.clause] }
		switch in.Kind {
		case Promise:
			if has[Insolvency] || has[WrongRecipient] || same(Instalments) || same(Dispute) || same(Paid) && in.Date.IsZero() {
				continue
			}
		case Instalments, Legal, Dispute, Document, Paid, NewContact, NewAddress:
			if has[Insolvency] {
				continue
			}
			if in.Kind == Document && (same(Dispute) || same(NewContact)) || in.Kind == Dispute && (same(Paid) && in.Detail == "") {
				continue
			}
		case WrongRecipient:
			if has[Insolvency] || same(LeftCompany) {
				continue
			}
		}
		out = append(out, in)
	}
	return out
}
