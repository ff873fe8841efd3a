package recourse

import (
	"context"
	"slices"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
	"relance/internal/procedure"
)

// AlarmStore keeps the alarms of procedures.
type AlarmStore interface {
	AddAlarms(ctx context.Context, ref dunning.Ref, on calendar.Date, alarms []procedure.Alarm, author string) error
}

// Ways shows the conditions of each way to go on with a claim, as the record
// fulfils them. It recommends none.
func (d *Desk) Ways(ctx context.Context, who Actor, ref dunning.Ref) ([]procedure.Way, error) {
	c, err := d.Office.Evidence(ctx, who, ref)
	if err != nil {
		return nil, err
	}
	facts, err := d.facts(c)
	return procedure.Ways(facts), err
}

// facts are what the record of a case shows, with the sums of its statement:
// payments are imputed on interest first (C. civ. 1343-1).
func (d *Desk) facts(c evidence.Case) (procedure.Facts, error) {
	v := c.View
	in := v.ClaimInput(c.On, c.Rates)
	in.InterestFirst = true
	claim, err := v.Claim(in)
	if err != nil {
		return procedure.Facts{}, err
	}
	return procedure.Facts{
		On: c.On, Principal: claim.Principal, Interest: claim.Interest, Fee: claim.Fee, Currency: v.Case.Currency, Due: v.Case.Due,
		Regime: v.Debtor.Regime, Country: v.Debtor.Address.Country, Debtor: v.Debtor.Name, Creditor: v.Creditor.LegalForm + " " + v.Creditor.Name,
		CreditorRCS: v.Creditor.RCS, Disputed: v.Disputed() > 0 || v.Case.Held(dunning.HoldRefused), Judgment: v.Case.Judgment(),
		Frozen: v.Case.Held(dunning.HoldInsolvency), Expiry: c.Limitation.Expiry, Notice: v.NoticeReceived, Mandate: v.Creditor.Mandate != "",
		Policy: v.Creditor.Policy != "", Attempt: false, Invoiced: v.Invoice.Number != "",
	}, nil
}

// Request is what a person asks a file for.
type Request struct {
	Way     string
	Court   string
	Trial   string
	Attempt string
}

// File gives the record of a case for a way: what a person signs, its values in
// the order of the form, the conditions and the dates to watch.
func (d *Desk) File(ctx context.Context, who Actor, ref dunning.Ref, r Request) (evidence.Case, error) {
	if _, err := procedure.Title(r.Way); err != nil {
		return evidence.Case{}, err
	}
	c, err := d.Office.Evidence(ctx, who, ref)
	if err != nil {
		return c, err
	}
	facts, err := d.facts(c)
	if err != nil {
		return c, err
	}
	facts.Attempt = r.Attempt != ""
	c.Request = evidence.Request{Way: r.Way, Court: r.Court, Trial: r.Trial, Attempt: r.Attempt}
	for _, w := range procedure.Ways(facts) {
		if w.ID == r.Way {
			c.Request.Conditions = w.Conditions
		}
	}
	if c.Request.Looked, err = d.looked(ctx, c.View.Debtor.SIREN); err != nil {
		return c, err
	}
	c.Request.Alarms = procedure.BeforeExpiry(c.Limitation.Expiry, c.On)
	return c, nil
}

// looked says what the official notices said of a company, and when they were
// read; "" when nobody has looked.
func (d *Desk) looked(ctx context.Context, siren string) (string, error) {
	if siren == "" || d.WatchReader == nil {
		return "", nil
	}
	watched, err := d.WatchReader.Watched(ctx)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(watched, func(w insolvency.Watched) bool { return w.SIREN == siren })
	if i < 0 || watched[i].Looked.IsZero() {
		return "", nil
	}
	notices, err := d.WatchReader.NoticesOf(ctx, siren)
	if err != nil {
		return "", err
	}
	day := calendar.DateOf(watched[i].Looked.In(calendar.Metropole.Location())).French()
	if len(notices) == 0 {
		return "BODACC\u00a0: aucune annonce de procédure collective ni de radiation trouvée le " + day + ".", nil
	}
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i] = n.ID + " (" + n.Published.FrenchShort() + ", " + n.Nature + ")"
	}
	return "BODACC, consulté le " + day + "\u00a0: annonces " + strings.Join(ids, ", ") + ".", nil
}

// TellEvent notes an event of a procedure (an order was made, served …) and
// keeps the alarms of every period that runs from it.
func (d *Desk) TellEvent(ctx context.Context, who Actor, ref dunning.Ref, t procedure.Trigger, on calendar.Date) ([]procedure.Alarm, error) {
	if err := mayFor(who, access.RecordLaw, ref); err != nil {
		return nil, err
	}
	if on.IsZero() || on.After(d.Today()) {
		return nil, dunning.Errorf(dunning.CodeInvalid, "the date of the event is missing or lies in the future").WithHint("write the day on which it happened, as 2026-03-02")
	}
	alarms, err := procedure.Alarms(t, on)
	if err != nil {
		return nil, err
	}
	asks := backoffice.Deed{Who: who, Name: "tell event", Asks: []any{ref, t, on}}
	return alarms, backoffice.OnceOnly(ctx, d.Office.Keys, asks, func(ctx context.Context) error {
		return d.Alarms.AddAlarms(ctx, ref, on, alarms, who.Name)
	})
}

// Declaration collects what a creditor declares in the proceedings of one of his
// debtors: every open invoice from before the judgment.
func (d *Desk) Declaration(ctx context.Context, who Actor, creditor, debtor string) (out evidence.Declaration, err error) {
	if err := access.May(who, access.SeeEvidence, creditor); err != nil {
		return out, err
	}
	if out.Proceedings, err = d.Claims.ProceedingsOf(ctx, creditor, debtor); err != nil {
		return out, err
	}
	if out.Proceedings.Judgment.IsZero() {
		return out, dunning.Errorf(dunning.CodeConflict, "the day of the judgment is not known").
			WithHint("tell it: %s", dunning.Deed{Do: dunning.DeedInsolvency})
	}
	out.On, out.Made = d.Today(), d.Now()
	f := dunning.CaseFilter{Creditor: creditor, Debtor: debtor, Open: true, Limit: 1000}
	for {
		page, err := d.Office.List(ctx, who, f)
		if err != nil {
			return out, err
		}
		for _, row := range page.Rows {
			c, err := d.Office.Evidence(ctx, who, row.Case.Ref())
			if err != nil {
				return out, err
			}
			if c.View.Case.Judgment() == out.Proceedings.Judgment {
				out.Cases = append(out.Cases, c)
			}
			f.After = row.Cursor
		}
		if !page.More {
			return out, nil
		}
	}
}
