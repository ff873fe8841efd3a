package staff

import (
	"context"
	"errors"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/morning"
	"relance/internal/people"
)

// MorningStore keeps who wants a mail on working mornings.
type MorningStore interface {
	Morning(ctx context.Context, login string) (address string, err error)
	SetMorning(ctx context.Context, by audit.Who, m people.Morning) error
}

// MorningRounds are the mornings that have yet to be seen to.
type MorningRounds interface {
	Mornings(ctx context.Context, day calendar.Date) ([]people.Morning, error)
	ClaimMorning(ctx context.Context, login string, day calendar.Date) (bool, error)
	ReturnMorning(ctx context.Context, login string) error
}

// DayReader gives the day's work of a person, as « Aujourd'hui » shows it.
type DayReader interface {
	Day(ctx context.Context, who access.Actor, creditor string) (desk.Day, error)
	Creditors(ctx context.Context, who access.Actor) ([]dunning.Creditor, error)
}

// MorningMail is a mail that leaves for a person.
type MorningMail struct {
	From dunning.Creditor // one of his
	To   people.Morning
	Name string // of the person
	Mail morning.Mail
}

// Mornings are the use cases of the mail of the morning: off until a person asks for
// it, at most one a day, none when nothing waits.
type Mornings struct {
	Store  MorningStore
	Rounds MorningRounds
	Users  interface {
		User(ctx context.Context, login string) (people.User, error)
	}
	Days DayReader
	Keys backoffice.KeyStore // as of backoffice.Office
	Site string              // address of the console; empty: no mail could lead anywhere, and none is sent
	// Send hands a mail over; again says that it was not taken and may be later. Nil
	// while no mail leaves.
	Send func(ctx context.Context, m MorningMail) (again bool, err error)
}

// The hours of a morning, where the invoices are.
const (
	morningBegins = 7*time.Hour + 30*time.Minute
	morningEnds   = 12 * time.Hour
)

// Morning tells where the actor wants the mail of the morning; empty is nowhere.
func (m *Mornings) Morning(ctx context.Context, who access.Actor) (address string, err error) {
	return m.Store.Morning(ctx, who.Name)
}

// SetMorning keeps where the actor wants the mail of the morning; an empty address
// ends it.
func (m *Mornings) SetMorning(ctx context.Context, who access.Actor, address string) error {
	address = strings.TrimSpace(address)
	if address != "" && (len(address) > 254 || !change.CanBeEmail(address)) {
		return dunning.Errorf(dunning.CodeInvalid, "%q is no e-mail address", address).WithHint("write it as claire@example.com")
	}
	return backoffice.OnceOnly(ctx, m.Keys, backoffice.Deed{Who: who, Name: "set morning", Asks: address}, func(ctx context.Context) error {
		return m.Store.SetMorning(ctx, backoffice.By(who), people.Morning{Login: who.Name, Address: address})
	})
}

// Run sends the mails of a morning that are due, and counts them. Now is case time.
func (m *Mornings) Run(ctx context.Context, now time.Time) (sent int, err error) {
	here := now.In(calendar.Metropole.Location())
	day, hour := calendar.DateOf(here), time.Duration(here.Hour())*time.Hour+time.Duration(here.Minute())*time.Minute
	if m.Send == nil || m.Site == "" || !day.IsBusinessDay(calendar.Metropole) || hour < morningBegins || hour >= morningEnds {
		return 0, nil
	}
	due, err := m.Rounds.Mornings(ctx, day)
	for _, p := range due {
		left, fault := m.one(ctx, p, day)
		if left {
			sent++
		}
		err = errors.Join(err, fault)
	}
	return sent, err
}

// one sees to the morning of a person.
func (m *Mornings) one(ctx context.Context, p people.Morning, day calendar.Date) (left bool, err error) {
	user, err := m.Users.User(ctx, p.Login)
	if err != nil {
		return false, err
	}
	who := access.Actor{Name: user.Login, Roles: people.RolesOf(user.Grants...), Door: access.Worker, Proof: access.Program}
	work, err := m.Days.Day(ctx, who, "")
	if dunning.ErrorCode(err) == dunning.CodeForbidden { // he has lost every role
		return false, nil
	}
	if err != nil {
		return false, err
	}
	digest := morning.DigestOf(work, day, user.Name, m.Site)
	mine, err := m.Rounds.ClaimMorning(ctx, p.Login, day)
	if err != nil || !mine || digest.Total() == 0 {
		return false, err
	}
	creditors, err := m.Days.Creditors(ctx, who)
	if err != nil || len(creditors) == 0 {
		return false, err
	}
	mail, err := digest.Words()
	if err != nil {
		return false, err
	}
	again, err := m.Send(context.WithoutCancel(ctx), MorningMail{From: creditors[0], To: p, Name: user.Name, Mail: mail})
	if again {
		return false, errors.Join(err, m.Rounds.ReturnMorning(context.WithoutCancel(ctx), p.Login))
	}
	return err == nil, err
}
