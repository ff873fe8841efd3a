package look

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/money"
)

// mostDays is how far the whole book is played at most.
const mostDays = 730

// bookDay is what happens on one day, over all cases.
type bookDay struct {
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

// bookRow is one message, question or task, for programs.
type bookRow struct {
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

// bookResult is the JSON form of the book's rehearsal.
type bookResult struct {
	From     calendar.Date  `json:"from"`
	Until    calendar.Date  `json:"until"`
	Cases    int            `json:"cases"`              // open at the start
	Withheld dunning.Reason `json:"withheld,omitempty"` // why nothing would leave, as things stand
	Days     []bookDay      `json:"days"`
	Total    bookDay        `json:"total"` // of the last day's date; each invoice counts once
	Story    []bookRow      `json:"story"`

	chased map[[2]string]money.Amount // by creditor and invoice: open when it is chased last
}

// playBook plays all open cases forward and changes nothing.
func (c *Simulate) playBook(s *frame.Session) error {
	until, err := c.bookEnd(s)
	if err != nil {
		return err
	}
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	end := time.Date(until.Year, until.Month, until.Day+1, 0, 0, 0, 0, calendar.Metropole.Location())
	played, err := d.Rehearse(s.Ctx, d.Who, backoffice.Rehearsal{Creditor: c.Creditor, Until: end, Approve: c.Approve})
	if err != nil {
		return err
	}
	out := bookResult{
		From: s.Today(), Until: until, Cases: played.Cases, Withheld: played.Withheld, Days: []bookDay{}, Story: []bookRow{},
		chased: map[[2]string]money.Amount{},
	}
	for _, r := range played.Story {
		out.enter(r, played.Names[dunning.Party{Creditor: r.Creditor, Debtor: r.Debtor}])
	}
	out.sum()
	if s.JSON {
		return s.PrintJSON(out)
	}
	bookTable(s, out)
	return nil
}

// bookEnd is the last day to play.
func (c *Simulate) bookEnd(s *frame.Session) (calendar.Date, error) {
	last := s.Today().AddDays(mostDays)
	switch {
	case len(c.Event) > 0:
		return last, frame.Usage(errors.New("--event belongs to one invoice: give --due, --on and --amount, too"))
	case c.Whole && (c.Until != nil || c.Days != 0):
		return last, frame.Usage(errors.New("--whole has no end of its own: leave --until and --days out"))
	case c.Days != 0 && c.Until != nil:
		return last, frame.Usage(errors.New("--days and --until both name the end: use one of them"))
	case c.Days < 0 || c.Days > mostDays:
		return last, frame.Usage(fmt.Errorf("--days must lie between 1 and %d", mostDays))
	case c.Whole:
		return last, nil
	case c.Until == nil:
		return s.Today().AddDays(cmp.Or(c.Days, 30) - 1), nil
	case c.Until.Before(s.Today()):
		return last, frame.Usage(fmt.Errorf("--until: %s is over", c.Until.Date))
	}
	return c.Until.Date, nil
}

// enter adds one thing to its day and to the story. What only waits for the
// morning is left out.
func (b *bookResult) enter(r dunning.Rehearsed, name string) {
	if r.Reason == dunning.ReasonOutsideWindow {
		return
	}
	date := calendar.DateOf(r.At.In(calendar.Metropole.Location()))
	if n := len(b.Days); n == 0 || b.Days[n-1].Date != date {
		b.Days = append(b.Days, bookDay{Date: date, Amounts: map[string]money.Cents{}})
	}
	d := &b.Days[len(b.Days)-1]
	*d.counter(r)++
	if r.Kind == dunning.KindSent {
		d.Invoices += len(r.Numbers)
		d.Amounts[r.Currency] += r.Amount
		for i, number := range r.Numbers {
			b.chased[[2]string{r.Creditor, number}] = money.Amount{Cents: r.Open[i], Currency: r.Currency}
		}
	}
	b.Story = append(b.Story, bookRow{
		At: r.At, What: r.Kind, Creditor: r.Creditor, Debtor: r.Debtor, DebtorName: name, Channel: r.Channel, Level: r.Level,
		Invoices: r.Numbers, Amount: r.Amount, Currency: r.Currency, Reason: r.Reason, Until: r.Until,
	})
}

// counter is the column that something counts in.
func (d *bookDay) counter(r dunning.Rehearsed) *int {
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
func (b *bookResult) sum() {
	b.Total = bookDay{Date: b.Until, Amounts: map[string]money.Cents{}}
	for _, d := range b.Days {
		t := b.Total.counts()
		for i, n := range d.counts() {
			*t[i] += *n
		}
	}
	b.Total.Invoices = len(b.chased)
	for _, one := range b.chased {
		b.Total.Amounts[one.Currency] += one.Cents
	}
}

// counts are the columns in the order of the table.
func (d *bookDay) counts() []*int {
	return []*int{
		&d.Mails, &d.Letters, &d.Registered, &d.Invoices, &d.Thanks, &d.Approvals, &d.Calls, &d.Handovers, &d.PutOff, &d.NoAddress,
	}
}

// bookTable prints the days for people.
func bookTable(s *frame.Session, b bookResult) {
	s.Say("%d open cases, from %s to %s\n", b.Cases, s.W.Weekday(b.From), s.W.Weekday(b.Until))
	heads := []string{
		"DAY", "E-MAILS", "LETTERS", "REGISTERED", "INVOICES", "THANKS", "APPROVALS", "CALLS", "HAND-OVERS", "PUT OFF", "NO ADDRESS", "AMOUNT",
	}
	var rows [][]string
	for _, d := range b.Days {
		rows = append(rows, dayLine(s, d, s.W.Weekday(d.Date)))
	}
	rows = append(rows, dayLine(s, b.Total, s.W.Text("total")))
	s.Figures(heads, rows, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
	s.Say("\nAmount open on the invoices that are chased, without penalties. Nothing else is taken to happen: no payment, no reply.")
	s.Say("Limits that may still keep something from leaving do not count either: budget and number of letters a year " +
		"(letter_budget, max_per_year), age of the bank statements (bank_max_age_hours).")
	if b.Withheld != "" {
		s.Say("Today nothing would leave: %s.", s.W.Reason(b.Withheld))
	}
}

func dayLine(s *frame.Session, d bookDay, name string) []string {
	row := []string{name}
	for _, n := range d.counts() {
		text := "·"
		if *n > 0 {
			text = frame.Itoa(int64(*n))
		}
		row = append(row, text)
	}
	var sums []string
	for currency, amount := range d.Amounts {
		sums = append(sums, s.Amount(amount, currency))
	}
	slices.Sort(sums)
	return append(row, cmp.Or(strings.Join(sums, " + "), "·"))
}
