package rehearsal

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Day is what happens on one day, over all cases.
type Day struct {
	Date       calendar.Date          `json:"date"`
	Mails      int                    `json:"mails"`              // reminders by e-mail
	Thanks     int                    `json:"thanks"`             // e-mails that answer a payment
	Letters    int                    `json:"letters"`            // simple
	Registered int                    `json:"registered_letters"` //
	Approvals  int                    `json:"approvals"`          // questions to a person
	Calls      int                    `json:"calls"`              // calls and SMS left to a person
	Handovers  int                    `json:"handovers"`
	PutOff     int                    `json:"put_off"`    // by contact cap or daily maximum
	NoAddress  int                    `json:"no_address"` // could not leave
	Invoices   int                    `json:"invoices"`   // chased in the mails and letters
	Amounts    map[string]money.Cents `json:"amounts"`    // open on them, by currency, without interest
}

// Entry is one message, question or task, for programs.
type Entry struct {
	At         time.Time       `json:"at"` // UTC
	What       dunning.Kind    `json:"what"`
	Creditor   string          `json:"creditor"`
	Debtor     string          `json:"debtor"`
	DebtorName string          `json:"debtor_name"`
	Channel    dunning.Channel `json:"channel"`
	Level      dunning.Level   `json:"level,omitempty"`
	Invoices   []string        `json:"invoices"`
	Amount     money.Cents     `json:"amount"` // open on them, without interest
	Currency   string          `json:"currency"`
	Reason     dunning.Reason  `json:"reason"`
	Until      time.Time       `json:"until,omitzero"` // of what is put off
}

// Agenda is what would happen to the open cases, day by day.
type Agenda struct {
	From     calendar.Date  `json:"from"`
	Until    calendar.Date  `json:"until"`
	Cases    int            `json:"cases"`              // open at the start
	Withheld dunning.Reason `json:"withheld,omitempty"` // why nothing would leave, as things stand
	Days     []Day          `json:"days"`
	Total    Day            `json:"total"` // of the last day's date; each invoice counts once
	Story    []Entry        `json:"story"`

	chased map[[2]string]money.Amount // by creditor and invoice: open when it is chased last
}

// NewAgenda sorts a story into its days. names are those of the debtors, by party.
func NewAgenda(from, until calendar.Date, story []Foreseen, names map[Party]string) Agenda {
	a := Agenda{From: from, Until: until, Days: []Day{}, Story: []Entry{}, chased: map[[2]string]money.Amount{}}
	for _, r := range story {
		a.enter(r, names[Party{Creditor: r.Creditor, Debtor: r.Debtor}])
	}
	a.sum()
	return a
}

// enter adds one thing to its day and to the story. What only waits for the
// morning is left out.
func (a *Agenda) enter(r Foreseen, name string) {
	if r.Reason == dunning.ReasonOutsideWindow {
		return
	}
	date := calendar.DateOf(r.At.In(calendar.Metropole.Location()))
	if n := len(a.Days); n == 0 || a.Days[n-1].Date != date {
		a.Days = append(a.Days, Day{Date: date, Amounts: map[string]money.Cents{}})
	}
	d := &a.Days[len(a.Days)-1]
	*d.counter(r)++
	if r.Kind == dunning.KindSent {
		d.Invoices += len(r.Numbers)
		d.Amounts[r.Currency] += r.Amount
		for i, number := range r.Numbers {
			a.chased[[2]string{r.Creditor, number}] = money.Amount{Cents: r.Open[i], Currency: r.Currency}
		}
	}
	a.Story = append(a.Story, Entry{
		At: r.At, What: r.Kind, Creditor: r.Creditor, Debtor: r.Debtor, DebtorName: name, Channel: r.Channel, Level: r.Level,
		Invoices: r.Numbers, Amount: r.Amount, Currency: r.Currency, Reason: r.Reason, Until: r.Until,
	})
}

// counter is the column that something counts in.
func (d *Day) counter(r Foreseen) *int {
	switch r.Kind {
	case dunning.KindThanked:
		return &d.Thanks
	case dunning.KindAsked:
		return &d.Approvals
	case dunning.KindDelegated:
		return &d.Calls
	case dunning.KindHandedOver:
		return &d.Handovers
	case dunning.KindDeferred:
		return &d.PutOff
	case dunning.KindSent:
		switch r.Channel {
		case dunning.Letter:
			return &d.Letters
		case dunning.RegisteredLetter:
			return &d.Registered
		}
		return &d.Mails
	}
	return &d.NoAddress
}

// sum adds the days up. An invoice that is chased several times counts once.
func (a *Agenda) sum() {
	a.Total = Day{Date: a.Until, Amounts: map[string]money.Cents{}}
	for _, d := range a.Days {
		t := a.Total.Counts()
		for i, n := range d.Counts() {
			*t[i] += *n
		}
	}
	a.Total.Invoices = len(a.chased)
	for _, one := range a.chased {
		a.Total.Amounts[one.Currency] += one.Cents
	}
}

// Counts are the columns in the order of the table.
func (d *Day) Counts() []*int {
	return []*int{
		&d.Mails, &d.Letters, &d.Registered, &d.Invoices, &d.Thanks, &d.Approvals, &d.Calls, &d.Handovers, &d.PutOff, &d.NoAddress,
	}
}
