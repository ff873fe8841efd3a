package backoffice

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/intake"
)

// prepare checks what is asked for, and finds the creditors.
func (r *importRun) prepare(ctx context.Context) (err error) {
	if all := r.o.Configured; len(all) > 0 || r.o.CreditorReader == nil {
		r.creditors, err = Allowed(r.who, access.ImportBills, all)
	} else {
		r.creditors, err = r.o.onRecord(ctx, r.who, access.ImportBills)
	}
	if err != nil {
		return err
	}
	if r.in.Plan != "" {
		if err := r.o.knownPlan(ctx, r.in.Plan, r.creditors...); err != nil {
			return err
		}
	}
	if known := intake.Profiles(); r.in.Profile != "" &&
		!slices.ContainsFunc(known, func(p string) bool { return strings.EqualFold(p, r.in.Profile) }) {
		return dunning.Errorf(dunning.CodeInvalid, "profile %q is none of %s", r.in.Profile, strings.Join(known, ", "))
	}
	return KnownCreditor(r.in.Creditor, r.creditors)
}

// decide decides about one invoice: the same for an import and for a dry run.
func (r *importRun) decide(ctx context.Context, it intake.Item, data []byte, pdf bool) {
	e := Entry{File: it.Document.File, Line: it.Line, Number: it.Document.Number}
	for _, w := range it.Document.Warnings {
		e.note(NoteText, w)
	}
	if it.Error != nil {
		r.fail(e, it.Error)
		return
	}
	if it.DuplicateOf != 0 {
		e.Outcome, e.RepeatOf = Repeated, it.DuplicateOf
		r.emit(e)
		return
	}
	creditor, err := intake.MatchCreditor(it, r.creditors)
	if err != nil {
		r.fail(e, err)
		return
	}
	e.Creditor = creditor.ID
	d := intake.Classify(it.Document, intake.Policy{SIREN: creditor.SIREN, VAT: creditor.VAT, Today: r.o.Today()})
	forced := r.forced(it, d, &e)
	if !d.Chase && !forced {
		r.leaveOut(e, it, d)
		return
	}
	n := r.invoice(it, creditor, forced, d, &e)
	var why string
	if n.Document, why = r.document(it, data, pdf); why != "" {
		e.note(NoteNoPDF, why)
	}
	r.take(ctx, it, creditor, n, e)
}

// take records an invoice that is to be chased with the next batch; a dry run plays it.
func (r *importRun) take(ctx context.Context, it intake.Item, creditor dunning.Creditor, n dunning.NewInvoice, e Entry) {
	if creditor.OwnAddress(n.Debtor.Email) {
		e.note(NoteOwnAddress, n.Debtor.Email)
	}
	r.keepRegime(ctx, &n, &e)
	r.compareRate(it, creditor, &e)
	if r.in.DryRun {
		r.rehearse(ctx, e, n, creditor)
		return
	}
	r.pending = append(r.pending, pendingInvoice{e, n})
	if n.Document != nil {
		r.bytes += len(n.Document.Bytes)
	}
}

// invoice puts an item into the words of a case.
func (r *importRun) invoice(it intake.Item, creditor dunning.Creditor, forced bool, d intake.Decision, e *Entry) dunning.NewInvoice {
	in := intake.ToReceivable(it, creditor.ID)
	in.Invoice.Plan = r.in.Plan
	if forced {
		in.Invoice.Source += " (chased on request: " + d.Text + ")"
	}
	e.Number, e.Debtor, e.DebtorName = in.Invoice.Number, in.Debtor.Key, in.Debtor.Name
	e.Due, e.DueRule, e.Payable, e.Currency = in.Invoice.Due, in.Invoice.DueRule, in.Invoice.Payable, in.Invoice.Currency
	e.Regime, e.RegimeRule = in.Debtor.Regime, in.Regime
	for _, text := range in.Notes {
		e.note(NoteText, text)
	}
	for _, w := range in.Due {
		e.Notes = append(e.Notes, Note{Code: NoteDue, Text: w.Sentence(), Given: string(w.Code)})
	}
	return dunning.NewInvoice{Creditor: creditor.ID, Debtor: in.Debtor, Invoice: in.Invoice, Now: r.o.Now(), Author: r.who.Name}
}

func (e *Entry) note(code NoteCode, text string) {
	e.Notes = append(e.Notes, Note{Code: code, Text: text})
}

func (r *importRun) fail(e Entry, err error) {
	e.Outcome, e.Err = Failed, err
	r.emit(e)
}

// forced tells whether a person asked for the chase of an invoice that the
// rules leave out, and may ask so.
func (r *importRun) forced(it intake.Item, d intake.Decision, e *Entry) bool {
	if !slices.Contains(r.in.Chase, it.Document.Number) {
		return false
	}
	r.chased[it.Document.Number] = true
	switch {
	case d.Chase:
		return false
	case !d.Forcible(it.Document):
		e.note(NoteNotForcible, d.Text)
		return false
	}
	e.note(NoteForced, d.Text)
	return true
}

// leaveOut enters what is not chased with its reason; a credit note waits for
// the invoices of the same import.
func (r *importRun) leaveOut(e Entry, it intake.Item, d intake.Decision) {
	e.Outcome, e.Reason, e.Text = NotChased, d.Reason, d.Text
	if d.Reason == intake.ReasonCreditNote {
		r.keepCredit(e, intake.CreditOf(it.Document))
		return
	}
	r.emit(e)
}

// compareRate asks once for each creditor and rate whether the penalties that
// an invoice states should be claimed, when the configuration claims others.
func (r *importRun) compareRate(it intake.Item, creditor dunning.Creditor, e *Entry) {
	given, own, differ := creditor.OtherRate(intake.PenaltyRate(it.Document))
	key := [2]string{creditor.ID, given.String()}
	if !differ || e.Regime != dunning.B2B || r.rates[key] {
		return
	}
	r.rates[key] = true
	e.Notes = append(e.Notes, Note{Code: NoteOtherRate, Given: given.String(), Own: own.String()})
}

// keepRegime lets an assumption never overwrite what is known of a debtor.
func (r *importRun) keepRegime(ctx context.Context, n *dunning.NewInvoice, e *Entry) {
	if e.RegimeRule != intake.RegimeCautious || r.o.Invoices == nil {
		return
	}
	key := [2]string{n.Creditor, n.Debtor.Key}
	regime, asked := r.regimes[key]
	if !asked {
		if d, err := r.o.Invoices.Debtor(ctx, n.Creditor, n.Debtor.Key); err == nil {
			regime = d.Regime
		}
		r.regimes[key] = regime
	}
	if regime != "" {
		n.Debtor.Regime, e.Regime, e.RegimeRule = "", regime, RegimeOnRecord
	}
}

// flush records what is pending and tells what became of it.
func (r *importRun) flush(ctx context.Context) {
	if len(r.pending) == 0 {
		return
	}
	batch := make([]dunning.NewInvoice, len(r.pending))
	for i, p := range r.pending {
		batch[i] = p.invoice
	}
	ctx, done := outlast(ctx)
	defer done()
	for i, added := range r.o.Invoices.AddInvoices(ctx, batch) {
		e := r.pending[i].entry
		e.became(added)
		r.emit(e)
	}
	r.pending, r.bytes = r.pending[:0], 0
}

// became enters what the store answered.
func (e *Entry) became(a dunning.Added) {
	switch a.State {
	case dunning.AddCreated:
		e.Outcome, e.Status, e.NoAddress = Started, a.Case.Status(), a.Case.Held(dunning.HoldBounce)
		if step, ok := a.Case.Step(); ok {
			e.FirstStep, e.FirstAt = step.ID, step.At
		}
	case dunning.AddSame:
		e.Outcome = AlreadyIn
	case dunning.AddConflict:
		e.Outcome, e.Differences = Conflicting, a.Differences
		e.Err = dunning.Errorf(dunning.CodeConflict, "%s: invoice %s is on record with other facts, which stay", e.Place(), e.Number)
	default:
		e.notRecorded(a.Err)
	}
}

// rehearse says what would become of an invoice.
func (r *importRun) rehearse(ctx context.Context, e Entry, n dunning.NewInvoice, creditor dunning.Creditor) {
	if r.o.Invoices != nil {
		if _, err := r.o.Invoices.Invoice(ctx, n.Creditor, n.Invoice.Number); err == nil {
			e.Outcome = OnRecord
			r.emit(e)
			return
		}
	}
	e.Outcome = WouldStart
	r.starts[[2]string{n.Creditor, n.Invoice.Number}] = true
	id := cmp.Or(r.in.Plan, n.Debtor.Plan, creditor.Plan, dunning.DefaultPlan().ID)
	plans, err := r.plansOf(ctx, creditor.ID)
	if i := slices.IndexFunc(plans, func(p dunning.Plan) bool { return p.ID == id }); err == nil && i >= 0 {
		err = e.schedule(n, plans[i], creditor)
	}
	if err == nil && r.o.MayBePaid != nil {
		err = r.o.MayBePaid(ctx, creditor, n.Invoice)
	}
	if err != nil {
		e.Outcome, e.Err = Failed, fmt.Errorf("%s: %w", e.Place(), err)
	}
	r.emit(e)
}

// plansOf reads the plans of a creditor once.
func (r *importRun) plansOf(ctx context.Context, creditor string) (plans []dunning.Plan, err error) {
	if known, ok := r.plans[creditor]; ok {
		return known, nil
	}
	if plans, err = r.o.plansOf(ctx, creditor); err != nil {
		return nil, err
	}
	if r.plans == nil {
		r.plans = map[string][]dunning.Plan{}
	}
	r.plans[creditor] = plans
	return plans, nil
}

// schedule works out the first step of a case that would start.
func (e *Entry) schedule(n dunning.NewInvoice, plan dunning.Plan, creditor dunning.Creditor) error {
	zone, err := dunning.HolidayZone(n.Debtor, creditor)
	if err != nil {
		return err
	}
	rules, err := dunning.NewRules(plan, zone, creditor.ID, n.Debtor.Key)
	if err != nil {
		return err
	}
	if steps := rules.Schedule(n.Invoice.Due, rules.Today(n.Now)); len(steps) > 0 {
		e.FirstStep, e.FirstAt = steps[0].ID, steps[0].At
	}
	return nil
}
