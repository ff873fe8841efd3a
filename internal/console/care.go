package console

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/people"
)

// Caring is how people share the work on cases.
type Caring interface {
	Of(ctx context.Context, who access.Actor, ref dunning.Ref) (people.Care, error)
	Assign(ctx context.Context, who access.Actor, ref dunning.Ref, login string) error
	Note(ctx context.Context, who access.Actor, ref dunning.Ref, text string) error
}

// careView says who is in charge of a case, and who may be.
type careView struct {
	Text   string        // who is in charge
	Take   string        // the person's own login, when he may take it over
	Owners []page.Choice // people who can be put in charge; empty for whoever may not do that
}

func careOf(who access.Actor, creditor string, c people.Care) careView {
	v := careView{Text: inCharge(c.Owner)}
	if access.May(who, access.WorkOnTasks, creditor) != nil {
		return v
	}
	v.Owners = page.OwnerChoices(c, c.Owner)
	if me := strings.ToLower(who.Name); me != c.Owner && slices.Contains(c.Colleagues, me) {
		v.Take = me
	}
	return v
}

func inCharge(login string) string {
	if login == "" {
		return "Personne en particulier n’en est chargé."
	}
	return "En charge\u00a0: " + login + "."
}

// noteLines are notes as lines of what happened, oldest first.
func noteLines(notes []people.Note, on calendar.Date) (out []eventLine) {
	for _, n := range notes {
		out = append(out, eventLine{
			at: n.At, When: page.When(n.At, on), Exact: page.Exact(n.At), Text: "Note", Words: n.Text, Author: n.Author, Kind: "person",
		})
	}
	return out
}

// withNotes puts notes between the events, the newest first.
func withNotes(events []eventLine, notes []people.Note, on calendar.Date, shown string) []eventLine {
	if len(notes) == 0 || shown != "" && shown != "personnes" {
		return events
	}
	out := append(slices.Clone(events), noteLines(notes, on)...)
	slices.SortStableFunc(out, func(a, b eventLine) int { return b.at.Compare(a.at) })
	return out
}

// assign puts somebody in charge of a case.
func (d *Door) assign(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.caring(w, r, s, func(ctx context.Context, ref dunning.Ref) error {
		return d.Care.Assign(ctx, s.Who, ref, r.PostFormValue("qui"))
	})
}

// note keeps what a person writes about a case.
func (d *Door) note(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.caring(w, r, s, func(ctx context.Context, ref dunning.Ref) error {
		return d.Care.Note(ctx, s.Who, ref, r.PostFormValue("texte"))
	})
}

// caring does something with the case that an address names, and shows it.
func (d *Door) caring(w http.ResponseWriter, r *http.Request, s page.Frame, do func(context.Context, dunning.Ref) error) error {
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: r.PathValue("creditor"), Number: r.PathValue("number")})
	if err == nil {
		err = do(r.Context(), ref)
	}
	if err != nil {
		return err
	}
	back := page.CaseAddress(ref) + "?note=1"
	if from := r.PostFormValue("suite"); from != "" {
		back = page.OwnPath(from)
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}
