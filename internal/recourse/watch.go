package recourse

import (
	"context"
	"slices"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/identifier"
	"relance/internal/insolvency"
)

// Gazette reads the official notices.
type Gazette interface {
	// National gives every notice of insolvency proceedings published since a day.
	National(ctx context.Context, since calendar.Date) ([]insolvency.Record, error)
	// Of gives the notices about some companies.
	Of(ctx context.Context, sirens []string) ([]insolvency.Record, error)
}

// NoticeStore keeps notices and lets them act.
type NoticeStore interface {
	TakeNotices(ctx context.Context, records []insolvency.Record) (insolvency.Taken, error)
	NoteLooks(ctx context.Context, sirens []string) (released int, err error)
	NoteWatch(ctx context.Context, state insolvency.WatchState) error
}

// WatchReader tells who is watched and how the watch stands.
type WatchReader interface {
	WatchState(ctx context.Context) (insolvency.WatchState, error)
	Watched(ctx context.Context) ([]insolvency.Watched, error)
	NoticesOf(ctx context.Context, siren string) ([]insolvency.Notice, error)
}

// Days of the watch.
const (
	overlap    = 10             // days that are read again, so that corrections are seen
	firstLook  = 70             // days that the first file covers: the two months to declare, and more
	roundEvery = 20 * time.Hour // least time between two readings of the national file
	lookEvery  = 20 * time.Hour // least time between two looks at one company
	mostLooks  = 1000           // most companies looked up in one round
)

// WatchRound reads the national file of collective notices and lets those act
// that name a debtor. It does nothing when the last file is younger than a day,
// unless it is forced. What went wrong is kept with the watch's state.
func (d *Desk) WatchRound(ctx context.Context, force bool) (insolvency.Taken, error) {
	state, err := d.WatchReader.WatchState(ctx)
	if err != nil {
		return insolvency.Taken{}, err
	}
	if !force && !state.LookedAt.IsZero() && d.Now().Sub(state.LookedAt) < roundEvery {
		return insolvency.Taken{}, nil
	}
	taken, err := d.readNational(ctx, &state)
	if err != nil {
		state.Fault, state.FaultAt = err.Error(), d.Now()
	}
	if noted := d.NoticeStore.NoteWatch(ctx, state); err == nil {
		err = noted
	}
	return taken, err
}

// readNational reads a file to its end. Only then does the watch count as
// awake, and the next file begins ten days before this one.
func (d *Desk) readNational(ctx context.Context, state *insolvency.WatchState) (taken insolvency.Taken, err error) {
	today := d.Today()
	since := today.AddDays(-firstLook)
	if !state.LookedAt.IsZero() {
		since = calendar.DateOf(state.LookedAt.In(calendar.Metropole.Location())).AddDays(-overlap)
	}
	records, err := d.Gazette.National(ctx, since)
	if err != nil {
		return taken, err
	}
	if taken, err = d.NoticeStore.TakeNotices(ctx, records); err != nil {
		return taken, err
	}
	newest := state.Newest
	for _, r := range records {
		if r.Published.After(newest) {
			newest = r.Published
		}
	}
	state.LookedAt, state.Newest, state.Since, state.Notices, state.Fault = d.Now(), newest, since, len(records), ""
	if insolvency.Silent(newest, today) {
		state.Fault, state.FaultAt = "aucune annonce de procédure collective en France depuis trois jours ouvrés\u00a0: le BODACC est muet", d.Now()
	}
	return taken, nil
}

// LookUp looks companies up that were not looked up for a day: those whose
// formal step comes soon or waits for it first, then those that never were. It
// gives the number of cases that go on.
func (d *Desk) LookUp(ctx context.Context) (released int, err error) {
	watched, err := d.WatchReader.Watched(ctx)
	if err != nil {
		return 0, err
	}
	due := slices.DeleteFunc(watched, func(w insolvency.Watched) bool { return d.Now().Sub(w.Looked) < lookEvery && !w.Looked.IsZero() })
	slices.SortStableFunc(due, func(a, b insolvency.Watched) int {
		if a.Formal != b.Formal {
			if a.Formal {
				return -1
			}
			return 1
		}
		return a.Looked.Compare(b.Looked)
	})
	sirens := make([]string, 0, len(due))
	for _, w := range due[:min(mostLooks, len(due))] {
		sirens = append(sirens, w.SIREN)
	}
	if len(sirens) == 0 {
		return 0, nil
	}
	_, released, err = d.look(ctx, sirens)
	return released, err
}

// look looks some companies up and lets what was published act.
func (d *Desk) look(ctx context.Context, sirens []string) (taken insolvency.Taken, released int, err error) {
	records, err := d.Gazette.Of(ctx, sirens)
	if err != nil {
		return taken, 0, err
	}
	if taken, err = d.NoticeStore.TakeNotices(ctx, records); err != nil {
		return taken, 0, err
	}
	released, err = d.NoticeStore.NoteLooks(ctx, sirens)
	return taken, released, err
}

// Checked is what was published about one company.
type Checked struct {
	SIREN   string              `json:"siren"`
	Notices []insolvency.Notice `json:"notices"`
	Taken   insolvency.Taken    `json:"taken"`
	At      time.Time           `json:"at"`
}

// CheckSIREN looks one company up now. What names a debtor acts as in the watch.
func (d *Desk) CheckSIREN(ctx context.Context, who Actor, siren string) (out Checked, err error) {
	if err := access.May(who, access.RecordLaw, ""); err != nil {
		return out, err
	}
	id, err := identifier.ParseSIREN(siren)
	if err != nil {
		return out, dunning.Errorf(dunning.CodeInvalid, "%q is no SIREN: %w", siren, err).WithHint("write the nine figures of the company")
	}
	out = Checked{SIREN: id.String(), At: d.Now(), Notices: []insolvency.Notice{}}
	records, err := d.Gazette.Of(ctx, []string{out.SIREN})
	if err != nil {
		return out, err
	}
	for _, r := range records {
		out.Notices = append(out.Notices, r.Notice)
	}
	if out.Taken, err = d.NoticeStore.TakeNotices(ctx, records); err != nil {
		return out, err
	}
	_, err = d.NoticeStore.NoteLooks(ctx, []string{out.SIREN})
	return out, err
}

// ImportNotices takes in a file of notices, as the service's export gives it.
func (d *Desk) ImportNotices(ctx context.Context, who Actor, data []byte) (insolvency.Taken, error) {
	if err := access.May(who, access.RecordLaw, ""); err != nil {
		return insolvency.Taken{}, err
	}
	records, err := insolvency.ReadRecords(data)
	if err != nil {
		return insolvency.Taken{}, dunning.Errorf(dunning.CodeInvalid, "%w", err)
	}
	return d.NoticeStore.TakeNotices(ctx, records)
}

// WatchStatus is how the watch stands, with the debtors in proceedings.
type WatchStatus struct {
	insolvency.WatchState
	Stale       bool                     `json:"stale"` // the last reading is too old: formal steps wait
	On          bool                     `json:"on"`    // the configuration switches the watch on
	Proceedings []insolvency.Proceedings `json:"proceedings"`
}

// WatchStatus tells how the watch stands.
func (d *Desk) WatchStatus(ctx context.Context, who Actor) (out WatchStatus, err error) {
	ids, all := who.Creditors()
	if !all && len(ids) == 0 {
		return out, access.May(who, access.SeeCases, "")
	}
	if all {
		ids = nil
	}
	if out.WatchState, err = d.WatchReader.WatchState(ctx); err != nil {
		return out, err
	}
	out.On, out.Stale = d.WatchMaxAge > 0, out.WatchState.Stale(d.Now(), d.WatchMaxAge+nationalGrace)
	out.Proceedings, err = d.Claims.Proceedings(ctx, ids)
	return out, err
}

// nationalGrace is how much older than a look at one debtor the national file
// may be.
const nationalGrace = 24 * time.Hour

// WatchedCompanies lists whom the watch looks for.
func (d *Desk) WatchedCompanies(ctx context.Context, who Actor) ([]insolvency.Watched, error) {
	if err := access.May(who, access.SeeCases, ""); err != nil {
		return nil, err
	}
	return d.WatchReader.Watched(ctx)
}

// ProceedingsStore keeps the insolvency proceedings of debtors.
type ProceedingsStore interface {
	Proceedings(ctx context.Context, creditors []string) ([]insolvency.Proceedings, error)
	ProceedingsOf(ctx context.Context, creditor, debtor string) (insolvency.Proceedings, error)
	ConfirmProceedings(ctx context.Context, p insolvency.Proceedings) error
}

// Confirm records what a person says of a debtor's proceedings. From then on
// name and address of the holder are no proposal any more, and no notice changes
// them.
func (d *Desk) Confirm(ctx context.Context, who Actor, p insolvency.Proceedings) (insolvency.Proceedings, error) {
	if err := access.May(who, access.RecordLaw, p.Creditor); err != nil {
		return p, err
	}
	if p.DeclaredOn.After(d.Today()) {
		return p, dunning.Errorf(dunning.CodeInvalid, "the date %s lies in the future", p.DeclaredOn)
	}
	if !p.Published.IsZero() && p.ClaimBy.IsZero() {
		abroad, err := d.abroad(ctx, who, p.Creditor)
		if err != nil {
			return p, err
		}
		p.ClaimBy = p.Published.AddMonths(insolvency.ClaimMonths(abroad))
	}
	p.ConfirmedBy = who.Name
	return backoffice.Once(ctx, d.Keys, backoffice.Deed{Who: who, Name: "confirm proceedings", Asks: p}, func(deed context.Context) (insolvency.Proceedings, error) {
		if err := d.Claims.ConfirmProceedings(deed, p); err != nil {
			return p, err
		}
		return d.Claims.ProceedingsOf(ctx, p.Creditor, p.Debtor)
	})
}

// abroad tells whether a creditor has four months to declare.
func (d *Desk) abroad(ctx context.Context, who Actor, creditor string) (bool, error) {
	all, err := d.Office.Creditors(ctx, who)
	i := slices.IndexFunc(all, func(c dunning.Creditor) bool { return c.ID == creditor })
	return i >= 0 && all[i].Abroad, err
}

// ProceedingsOf gives the proceedings of one debtor.
func (d *Desk) ProceedingsOf(ctx context.Context, who Actor, creditor, debtor string) (insolvency.Proceedings, error) {
	if err := access.May(who, access.SeeCases, creditor); err != nil {
		return insolvency.Proceedings{}, err
	}
	return d.Claims.ProceedingsOf(ctx, creditor, debtor)
}
