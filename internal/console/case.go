package console

import (
	"net/http"
	"slices"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/limitation"
)

// caseView is the page of a case: how much, where it stands, what comes next,
// and what happened.
type caseView struct {
	shell
	Debtor, Invoice, Issued, Due, Late string
	Currency                           string
	Total                              string // that may be asked today
	Lines                              []amountLine
	NoClaim                            string
	Status                             string
	Holds                              []holdLine
	Next                               string
	Limit                              string // last day to act
	Closed                             bool
	Forms                              []formLink
	Tasks                              []taskRow
	Timeline                           []eventLine
	Told                               bool // a fact has just been recorded
}

// amountLine is one part of a sum.
type amountLine struct{ Label, Amount string }

// holdLine is something that suspends the case.
type holdLine struct{ Text, Until string }

// formLink leads to a form.
type formLink struct{ Address, Label string }

// eventLine is one line of what happened.
type eventLine struct {
	When, Text, Reason, Author string
	Kind                       string // sent, held, money or other: how it is marked
}

func (d *Door) casePage(w http.ResponseWriter, r *http.Request, s shell) error {
	sheet, err := d.sheet(r, s)
	if err != nil {
		return err
	}
	v := d.caseOf(s, sheet)
	v.Told = r.URL.Query().Get("note") == "1"
	render(w, http.StatusOK, "case", v)
	return nil
}

// sheet reads the case that an address names.
func (d *Door) sheet(r *http.Request, s shell) (backoffice.CaseSheet, error) {
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: r.PathValue("creditor"), Number: r.PathValue("number")})
	if err != nil {
		return backoffice.CaseSheet{}, err
	}
	return d.Cases.Sheet(r.Context(), s.Who, ref)
}

func (d *Door) caseOf(s shell, sheet backoffice.CaseSheet) caseView {
	c, now := sheet.Case, d.Now()
	v := caseView{
		shell: s.titled(sheet.Debtor.Name + ", facture " + c.Number), Debtor: sheet.Debtor.Name, Invoice: c.Number,
		Issued: fr.Date(sheet.Invoice.Issued), Due: fr.Date(c.Due), Late: late(c.Due, today(now)), Currency: c.Currency,
		Status: capital(fr.Status(c)), Next: nextText(c, now), Closed: c.State == dunning.Closed,
		Forms: formLinks(s.Who, c), Timeline: timelineOf(sheet.Timeline, c.Currency),
	}
	v.claim(sheet)
	v.limit(sheet.Limit)
	for _, h := range c.Holds {
		line := holdLine{Text: capital(fr.Hold(h.Kind))}
		if !h.Until.IsZero() {
			line.Until = "jusqu’au " + fr.Date(calendar.DateOf(h.Until.In(calendar.Metropole.Location())))
		}
		v.Holds = append(v.Holds, line)
	}
	for _, t := range sheet.Tasks {
		if t.DoneAt.IsZero() {
			v.Tasks = append(v.Tasks, taskRow{ID: t.ID, Detail: capital(fr.Task(t.Code)), Asked: fr.Instant(t.Created)})
		}
	}
	return v
}

// claim fills in how much may be asked, with its parts.
func (v *caseView) claim(sheet backoffice.CaseSheet) {
	if sheet.NoClaim != nil {
		v.Total, v.NoClaim = amount(sheet.Case.Balance, v.Currency), "Les pénalités ne peuvent pas être calculées aujourd’hui."
		return
	}
	c := sheet.Claim
	v.Total = amount(c.Total, v.Currency)
	v.Lines = append(v.Lines, amountLine{"Principal", amount(c.Principal, v.Currency)})
	if c.Interest > 0 {
		label := "Pénalités de retard"
		if c.Rate != "" {
			label += ", " + fr.Percent(c.Rate) + ", " + fr.Count(c.Days, "jour", "jours")
		}
		v.Lines = append(v.Lines, amountLine{label, amount(c.Interest, v.Currency)})
	}
	if c.Fee > 0 {
		v.Lines = append(v.Lines, amountLine{"Indemnité forfaitaire", amount(c.Fee, v.Currency)})
	}
	if c.Costs > 0 {
		v.Lines = append(v.Lines, amountLine{"Frais justifiés", amount(c.Costs, v.Currency)})
	}
}

// limit says until when a court can be seised.
func (v *caseView) limit(r *limitation.Result) {
	if r != nil && !v.Closed {
		v.Limit = fr.Date(r.Expiry)
	}
}

// timelineOf words what happened, the newest first.
func timelineOf(events []dunning.Record, currency string) []eventLine {
	out := make([]eventLine, len(events))
	for i, e := range events {
		out[i] = eventLine{When: fr.Instant(e.At), Text: capital(fr.Describe(e.Event, currency)), Author: e.Author, Kind: mark(e.Kind)}
		if e.Reason != "" {
			out[i].Reason = fr.Reason(e.Reason)
		}
	}
	slices.Reverse(out)
	return out
}

// mark groups the kinds of events by how the timeline marks them.
func mark(k dunning.Kind) string {
	switch k {
	case dunning.KindSent, dunning.KindThanked:
		return "sent"
	case dunning.KindSkipped, dunning.KindDeferred, dunning.KindWithheld, dunning.KindRefused, dunning.KindUnknown, dunning.KindAttention:
		return "held"
	case dunning.KindPaid, dunning.KindCredited:
		return "money"
	}
	return "other"
}

// formLinks are the forms that fit the case and the rights of the person.
func formLinks(who access.Actor, c dunning.Case) []formLink {
	var out []formLink
	for _, f := range forms {
		if f.fits(c) && access.May(who, f.deed, c.Creditor) == nil {
			out = append(out, formLink{caseAddress(c.Ref()) + "/noter/" + f.name, f.label})
		}
	}
	return out
}
