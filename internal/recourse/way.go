package recourse

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
	"relance/internal/limitation"
	"relance/internal/procedure"
)

// AlarmStore keeps the alarms of procedures.
type AlarmStore interface {
	AddAlarms(ctx context.Context, ref dunning.Ref, on calendar.Date, alarms []procedure.Alarm, author string) error
}

// Ways shows the conditions of each way to go on with a claim, as the record
// fulfils them. It recommends none. Whoever may look at the case may look at them:
// no document is read.
func (d *Desk) Ways(ctx context.Context, who Actor, ref dunning.Ref) ([]procedure.Way, error) {
	v, err := d.Office.View(ctx, who, ref)
	if err != nil {
		return nil, err
	}
	facts, err := d.facts(ctx, v)
	return procedure.Ways(facts), err
}

// facts are what the record of a case shows today, with the sums of its statement:
// payments are imputed on interest first (C. civ. 1343-1).
func (d *Desk) facts(ctx context.Context, v dunning.CaseView) (f procedure.Facts, err error) {
	in := claim.InputOf(v, d.Today(), d.Office.Rates)
	in.InterestFirst = true
	claim, err := claim.Of(v, in)
	if err != nil {
		return f, err
	}
	limit, err := backoffice.Limitation(v)
	if err != nil {
		return f, err
	}
	k := v.Creditor
	f = procedure.Facts{
		On: in.On, Principal: claim.Principal, Interest: claim.Interest, Fee: claim.Fee, Currency: v.Case.Currency, Due: v.Case.Due,
		Regime: v.Debtor.Regime, Country: v.Debtor.Address.Country, Debtor: v.Debtor.Name, Creditor: k.LegalForm + " " + k.Name,
		CreditorRCS: k.RCS, Disputed: v.Disputed() > 0 || v.Case.Held(dunning.HoldRefused), Judgment: v.Case.Judgment(),
		Frozen: v.Case.Held(dunning.HoldInsolvency), Expiry: limit.Expiry, Notice: v.NoticeReceived, Mandate: k.Mandate != "",
		Policy: k.InsurancePolicy() != "", Invoiced: v.Invoice.Number != "", MinWay: k.MinWay,
		Insured: procedure.Insured{Policy: k.Insurance, Issued: v.Invoice.Issued, Due: v.Case.Due},
	}
	f.Looked, err = d.lookDay(ctx, v.Debtor.SIREN)
	return f, err
}

// Request is what a person asks a file for.
type Request struct {
	Way     string
	With    []string // numbers of further invoices of the same debtor
	All     bool     // all his unpaid invoices that are due
	Court   string
	Trial   string
	Attempt string
	Answers map[string]string // what else the papers ask for, by the names of procedure.Answers
}

// File gives the record of one case, or of several of its debtor, for a way: what
// a person signs, its values in the order of the form, the conditions and the
// dates to watch.
func (d *Desk) File(ctx context.Context, who Actor, ref dunning.Ref, r Request) (out evidence.Dossier, err error) {
	if _, err := procedure.Title(r.Way); err != nil {
		return out, err
	}
	v, err := d.Office.View(ctx, who, ref)
	if err != nil {
		return out, err
	}
	further, err := d.further(ctx, who, v, r)
	if err != nil {
		return out, err
	}
	if out.Cases, err = d.Office.EvidenceOf(ctx, who, append([]dunning.Ref{v.Case.Ref()}, further...)...); err != nil {
		return out, err
	}
	c := out.Cases[0]
	out.On, out.Made = c.On, c.Made
	for i := range out.Cases {
		if out.Cases[i].Stated, err = d.stated(ctx, out.Cases[i].View.Case.Ref()); err != nil {
			return out, err
		}
	}
	out.Request = evidence.Request{Way: r.Way, Court: r.Court, Trial: r.Trial, Attempt: r.Attempt, Answers: r.Answers}
	if err := d.conditions(ctx, &out, r); err != nil {
		return out, err
	}
	if out.Request.Looked, err = d.looked(ctx, c.View.Debtor.SIREN); err != nil {
		return out, err
	}
	out.Leaves, err = d.leaves(ctx, who, out)
	return out, err
}

// further finds the other invoices that a request is made over.
func (d *Desk) further(ctx context.Context, who Actor, v dunning.CaseView, r Request) (out []dunning.Ref, err error) {
	for _, number := range r.With {
		ref, err := d.Office.Find(ctx, who, backoffice.CaseName{Creditor: v.Case.Creditor, Number: number})
		if err != nil {
			return nil, err
		}
		out = append(out, ref)
	}
	if !r.All {
		return out, nil
	}
	f := desk.CaseFilter{Creditor: v.Case.Creditor, Debtor: v.Case.Debtor, Open: true, Limit: 1000}
	for {
		page, err := d.Office.List(ctx, who, f)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			ref := row.Case.Ref()
			if f.After = row.Cursor; ref != v.Case.Ref() && row.Case.Balance > 0 && row.Case.Due.Before(d.Today()) && row.Case.Currency == v.Case.Currency && !slices.Contains(out, ref) {
				out = append(out, ref)
			}
		}
		if !page.More {
			return out, nil
		}
	}
}

// conditions are those of the way over all invoices: the sums are added, the
// earliest limitation counts, and what holds of one invoice alone holds back all.
func (d *Desk) conditions(ctx context.Context, out *evidence.Dossier, r Request) error {
	var whole procedure.Facts
	concerns := map[procedure.Alarm][]string{}
	for i, c := range out.Cases {
		f, err := d.facts(ctx, c.View)
		if err != nil {
			return err
		}
		f.Attempt = r.Attempt != ""
		alarms := procedure.BeforeExpiry(f.Expiry, f.On, limitation.Articles(backoffice.LimitationKind(f.Regime)))
		if r.Way == procedure.Insurer {
			alarms = append(alarms, f.Insured.Alarms()...)
		}
		for _, a := range alarms {
			concerns[a] = append(concerns[a], c.View.Case.Number)
		}
		if i == 0 {
			whole = f
			continue
		}
		whole = whole.With(f)
	}
	out.Request.Alarms = ofInvoices(concerns, len(out.Cases))
	for _, w := range procedure.Ways(whole) {
		if w.ID == r.Way {
			out.Request.Conditions, out.Request.Notes = w.Conditions, w.Notes
		}
	}
	return nil
}

// ofInvoices gives each alarm once, in order. In a file of several invoices it names
// those that it concerns.
func ofInvoices(concerns map[procedure.Alarm][]string, invoices int) []procedure.Alarm {
	out := make([]procedure.Alarm, 0, len(concerns))
	for a, numbers := range concerns {
		switch {
		case invoices == 1:
		case len(numbers) == 1:
			a.What += ", facture n°\u00a0" + numbers[0]
		default:
			a.What += ", factures n°\u00a0" + strings.Join(numbers, ", ")
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b procedure.Alarm) int {
		return cmp.Or(a.On.Compare(b.On), a.End.Compare(b.End), cmp.Compare(a.What, b.What))
	})
	return out
}

// lookDay is the day on which the official notices of a company were last read;
// zero when nobody has looked.
func (d *Desk) lookDay(ctx context.Context, siren string) (on calendar.Date, err error) {
	if siren == "" || d.WatchReader == nil {
		return on, nil
	}
	watched, err := d.WatchReader.Watched(ctx)
	if err != nil {
		return on, err
	}
	i := slices.IndexFunc(watched, func(w insolvency.Watched) bool { return w.SIREN == siren })
	if i >= 0 && !watched[i].Looked.IsZero() {
		on = calendar.DateOf(watched[i].Looked.In(calendar.Metropole.Location()))
	}
	return on, nil
}

// lookOn gives that day with the notices on record, which may also have come in a
// file.
func (d *Desk) lookOn(ctx context.Context, siren string) (on calendar.Date, notices []insolvency.Notice, err error) {
	on, err = d.lookDay(ctx, siren)
	if err != nil || siren == "" || d.WatchReader == nil {
		return on, nil, err
	}
	notices, err = d.WatchReader.NoticesOf(ctx, siren)
	return on, notices, err
}

// looked says what the official notices said of a company, and when they were
// read; "" when nobody has looked and none is on record.
func (d *Desk) looked(ctx context.Context, siren string) (string, error) {
	on, notices, err := d.lookOn(ctx, siren)
	if err != nil || on.IsZero() && len(notices) == 0 {
		return "", err
	}
	if len(notices) == 0 {
		return "BODACC\u00a0: aucune annonce de procédure collective ni de radiation trouvée le " + on.French() + ".", nil
	}
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i] = n.ID + " (" + n.Published.FrenchShort() + ", " + n.Nature + ")"
	}
	when := "BODACC, sans consultation enregistrée"
	if !on.IsZero() {
		when = "BODACC, consulté le " + on.French()
	}
	return when + "\u00a0: annonces " + strings.Join(ids, ", ") + ".", nil
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
	return alarms, backoffice.OnceOnly(ctx, d.Keys, asks, func(ctx context.Context) error {
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
	f := desk.CaseFilter{Creditor: creditor, Debtor: debtor, Open: true, Limit: 1000}
	for more := true; more; {
		page, err := d.Office.List(ctx, who, f)
		if err != nil {
			return out, err
		}
		var refs []dunning.Ref
		for _, row := range page.Rows {
			if f.After = row.Cursor; row.Case.Judgment() == out.Proceedings.Judgment {
				refs = append(refs, row.Case.Ref())
			}
		}
		cases, err := d.Office.EvidenceOf(ctx, who, refs...)
		if err != nil {
			return out, err
		}
		out.Cases, more = append(out.Cases, cases...), page.More
	}
	return out, nil
}
