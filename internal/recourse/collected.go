package recourse

import (
	"context"
	"slices"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/collected"
	"relance/internal/dunning"
)

// CollectionStore keeps the reports of money received.
type CollectionStore interface {
	Propose(ctx context.Context, seller dunning.Creditor, dated collected.Dated, author string, keep bool) ([]collected.Written, []collected.Unreported, error)
	Reports(ctx context.Context, creditor string, since calendar.Date) ([]collected.Written, error)
	Report(ctx context.Context, id int64) (collected.Written, error)
}

// Collect works out which reports of money received are missing: one for each
// payment and invoice. Keep records them; they then count as reported, and the
// same money is not proposed again. A person sends the messages: nothing is sent
// from here. Left is money that is not reported, with the reason; off are the
// creditors without collected_from. An empty creditor means all of the actor's.
func (d *Desk) Collect(ctx context.Context, who Actor, creditor string, keep bool) (reports []collected.Written, left []collected.Unreported, off []string, err error) {
	sellers, err := d.sellers(ctx, who, creditor, keep)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, s := range sellers {
		switch {
		case s.CollectedFrom.IsZero():
			off = append(off, s.ID)
			continue
		case s.SIREN == "":
			return nil, nil, nil, dunning.Errorf(dunning.CodeConflict, "creditor %s has no company number: no status can be stated in his name", s.ID).
				WithHint("add siren to the creditor in the configuration")
		}
		written, missing, err := d.Collections.Propose(ctx, s, d.ReceiptDate, who.Name, keep)
		if err != nil {
			return nil, nil, nil, err
		}
		reports, left = append(reports, written...), append(left, missing...)
	}
	return reports, left, off, nil
}

// Collected gives the reports that were written since a day; zero means all.
func (d *Desk) Collected(ctx context.Context, who Actor, creditor string, since calendar.Date) (out []collected.Written, err error) {
	sellers, err := d.sellers(ctx, who, creditor, false)
	if err != nil {
		return nil, err
	}
	for _, s := range sellers {
		list, err := d.Collections.Reports(ctx, s.ID, since)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// CollectedOn gives the reports that were written on a day.
func (d *Desk) CollectedOn(ctx context.Context, who Actor, creditor string, day calendar.Date) ([]collected.Written, error) {
	all, err := d.Collected(ctx, who, creditor, day.AddDays(-1)) // the store's days are those of UTC
	return slices.DeleteFunc(all, func(w collected.Written) bool { return writtenOn(w) != day }), err
}

// writtenOn is the civil day on which a report was written.
func writtenOn(w collected.Written) calendar.Date {
	return calendar.DateOf(w.At.In(calendar.Metropole.Location()))
}

// CollectedOne gives one report with its message.
func (d *Desk) CollectedOne(ctx context.Context, who Actor, id int64) (collected.Written, error) {
	w, err := d.Collections.Report(ctx, id)
	if err != nil {
		return w, err
	}
	if err := access.May(who, access.SeeBank, w.Ref.Creditor); err != nil {
		if dunning.ErrorCode(err) == dunning.CodeNotFound { // in the words of one that does not exist
			err = collected.Unknown(id)
		}
		return collected.Written{}, err
	}
	return w, nil
}

// sellers gives the creditors whose money the actor may see, or report.
func (d *Desk) sellers(ctx context.Context, who Actor, creditor string, report bool) (out []dunning.Creditor, err error) {
	deed := access.SeeBank
	if report {
		deed = access.RecordMoney
	}
	if creditor != "" || report {
		if err := access.May(who, deed, creditor); err != nil && creditor != "" {
			return nil, err
		}
	}
	all, err := d.Office.Creditors(ctx, who)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if (creditor == "" || c.ID == creditor) && access.May(who, deed, c.ID) == nil {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		if err := access.May(who, deed, creditor); err != nil {
			return nil, err
		}
		if creditor != "" {
			return nil, dunning.Errorf(dunning.CodeNotFound, "no creditor %q", creditor)
		}
	}
	return out, nil
}
