package recourse

import (
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/company"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// Register is a register of companies.
type Register interface {
	// Company gives what it says of a company of nine figures; one that it does not
	// show is a record that was not found.
	Company(ctx context.Context, siren string) (company.Record, error)
}

// RegisterStore keeps what a register says and lets it act.
type RegisterStore interface {
	TakeLook(ctx context.Context, look company.Look, author string) ([]company.Check, error)
	NoteRegisterFault(ctx context.Context, siren, fault string) error
	RegisterDue(ctx context.Context, oldest time.Time, most int) ([]string, error)
}

// RegisterReader reads what a register said.
type RegisterReader interface {
	RegisterOf(ctx context.Context, d dunning.Debtor) (company.OnRecord, bool, error)
}

// Bounds of the look-ups that the program makes by itself.
const (
	registerRound = 60                 // companies of one round: a minute at one request a second
	registerCache = 7 * 24 * time.Hour // a batch does not ask again before
)

// registerOff says that nobody has switched the look-ups on.
func (d *Desk) registerOff() error {
	if d.Register != nil {
		return nil
	}
	return dunning.Errorf(dunning.CodeConflict, "no register of companies is asked").
		WithHint("switch it on in the configuration: registers.source is recherche-entreprises (no key) or sirene")
}

// RegisterOn tells whether a register of companies is asked.
func (d *Desk) RegisterOn() bool { return d.Register != nil }

// CheckDebtor looks one debtor up in the register now. Blanks are filled,
// differences become a task, and a company that has ceased or moved stops formal
// steps; nothing is overwritten. That the register does not answer is an error
// and stops nothing else.
func (d *Desk) CheckDebtor(ctx context.Context, who Actor, debtor dunning.Debtor) (company.Check, error) {
	if err := access.May(who, access.CorrectDebtor, debtor.Creditor); err != nil {
		return company.Check{}, err
	}
	if err := d.registerOff(); err != nil {
		return company.Check{}, err
	}
	c, err := d.checkDebtor(ctx, who, debtor, false)
	if err == nil && c.State == company.NoNumber {
		err = dunning.Errorf(dunning.CodeConflict, "debtor %s has no company number: a register finds companies by it alone", debtor.Key).
			WithHint("enter his company number first")
	}
	return c, err
}

// checkDebtor looks a debtor up, or compares him with a look that is fresh
// enough when that will do.
func (d *Desk) checkDebtor(ctx context.Context, who Actor, debtor dunning.Debtor, cached bool) (company.Check, error) {
	out := company.About(debtor)
	if debtor.SIREN == "" {
		out.State = company.NoNumber
		return out, nil
	}
	look, err := d.lookOf(ctx, debtor, cached)
	if err != nil {
		return out, err
	}
	checks, err := d.RegisterStore.TakeLook(ctx, look, who.Name)
	if err != nil {
		return out, err
	}
	for _, c := range checks {
		if c.Creditor == debtor.Creditor && c.Debtor == debtor.Key {
			return c, nil
		}
	}
	return out, nil
}

// lookOf asks the register, or gives the look on record. A failure is noted.
func (d *Desk) lookOf(ctx context.Context, debtor dunning.Debtor, cached bool) (company.Look, error) {
	if cached {
		known, ok, err := d.RegisterReader.RegisterOf(ctx, debtor)
		if err != nil {
			return company.Look{}, err
		}
		if ok && known.Fault == "" && d.Now().Sub(known.LookedAt) < registerCache {
			return company.Look{Record: known.Record, At: known.LookedAt}, nil
		}
	}
	return d.ask(ctx, debtor.SIREN)
}

func (d *Desk) ask(ctx context.Context, siren string) (company.Look, error) {
	r, err := d.Register.Company(ctx, siren)
	if err == nil {
		return company.Look{Record: r, At: d.Now()}, nil
	}
	if noted := d.RegisterStore.NoteRegisterFault(ctx, siren, err.Error()); noted != nil {
		return company.Look{}, noted
	}
	return company.Look{}, err
}

// CheckDebtors looks all debtors of the actor's creditors up, one after another
// at the register's pace; tell hears of each. What was looked up within a week is
// compared without asking again, unless it is to be fresh. One that fails does
// not end the batch.
func (d *Desk) CheckDebtors(ctx context.Context, who Actor, creditor string, fresh bool, tell func(company.Check)) error {
	if err := access.May(who, access.CorrectDebtor, creditor); err != nil {
		return err
	}
	if err := d.registerOff(); err != nil {
		return err
	}
	f, asked := desk.DebtorFilter{Creditor: creditor, Limit: 200}, map[string]bool{}
	for {
		page, err := d.Office.DebtorList(ctx, who, f)
		if err != nil {
			return err
		}
		for _, debtor := range page.Rows {
			f.After = debtor.ID
			if access.May(who, access.CorrectDebtor, debtor.Creditor) != nil {
				continue // another creditor's, of whom the actor may only read
			}
			c, err := d.checkDebtor(ctx, who, debtor, !fresh || asked[debtor.SIREN])
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				c.State, c.Error = company.Failed, err.Error()
			}
			asked[debtor.SIREN] = err == nil
			tell(c)
		}
		if !page.More {
			return nil
		}
	}
}

// LookUpRegister looks companies up whose formal step waits or comes soon, and
// those that are new. It gives how many were looked up. A register that does not
// answer ends the round: reminders do not wait for it.
func (d *Desk) LookUpRegister(ctx context.Context) (n int, err error) {
	if d.Register == nil {
		return 0, nil
	}
	due, err := d.RegisterStore.RegisterDue(ctx, d.Now().Add(-d.RegisterMaxAge), registerRound)
	if err != nil {
		return 0, err
	}
	for _, siren := range due {
		look, err := d.ask(ctx, siren)
		if err == nil {
			_, err = d.RegisterStore.TakeLook(ctx, look, "register")
		}
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// RegisterOf gives what the register last said of a debtor; false when nobody
// has looked.
func (d *Desk) RegisterOf(ctx context.Context, who Actor, debtor dunning.Debtor) (company.OnRecord, bool, error) {
	if err := access.May(who, access.SeeCases, debtor.Creditor); err != nil {
		return company.OnRecord{}, false, err
	}
	if d.RegisterReader == nil || debtor.SIREN == "" {
		return company.OnRecord{}, false, nil
	}
	return d.RegisterReader.RegisterOf(ctx, debtor)
}
