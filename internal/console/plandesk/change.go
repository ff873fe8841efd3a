package plandesk

import (
	"net/http"
	"strconv"

	"relance/internal/backoffice/planning"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/dunning"
)

// change does what a button of the form asks: another step, a check, a rehearsal, a
// new version, a word on one that waits.
func (d *Door) change(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := r.ParseForm(); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "the form cannot be read")
	}
	deed := r.PostFormValue("geste")
	if deed == "accepter" || deed == "refuser" {
		return d.decide(w, r, s, deed == "accepter")
	}
	v, shown, err := d.start(r, s)
	if err != nil {
		return err
	}
	v.Form, v.Changed = read(r, shown.Plan), true
	if v.Form.rearrange(deed) {
		return v.show(w, http.StatusOK)
	}
	creditor, err := d.Plans.Creditor(r.Context(), s.Who, v.Creditor)
	if err != nil {
		return err
	}
	faults := v.Form.faults
	if len(faults) == 0 { // what cannot be read is said beside its field already
		faults = planning.Faults(v.Form.plan, creditor)
		v.Faults = v.Form.blame(faults)
	}
	if len(faults) > 0 {
		return v.show(w, http.StatusUnprocessableEntity)
	}
	v.date(v.Form.plan, page.Today(d.Now()))
	if deed == "verifier" {
		v.Confirmation = "Le plan est en ordre."
		return v.show(w, http.StatusOK)
	}
	token := tokenOf(v.Form.plan, v.Form.how, v.Form.from)
	if deed == "enregistrer" && r.PostFormValue("repete") == token {
		return d.save(w, r, s, &v)
	}
	return d.tryOut(w, r, s, &v, token)
}

func (v *planView) show(w http.ResponseWriter, status int) error {
	templates.Render(w, status, "plan", v)
	return nil
}

// tryOut rehearses the plan over all open cases.
func (d *Door) tryOut(w http.ResponseWriter, r *http.Request, s page.Frame, v *planView, token string) error {
	tried, err := d.Changes.Rehearse(r.Context(), s.Who, planning.Trial{Creditor: v.Creditor, Plan: v.Form.plan, Running: v.Form.how, From: v.Form.from})
	if dunning.ErrorCode(err) == dunning.CodeInvalid { // the plan is in order: it is the day
		v.Form.FromFault = page.Said(err)
		return v.show(w, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	v.Difference, v.Token = differenceOf(tried, v.Form.how), token
	v.Difference.From = dayOf(v.Form.from)
	return v.show(w, http.StatusOK)
}

// save keeps the plan that was rehearsed.
func (d *Door) save(w http.ResponseWriter, r *http.Request, s page.Frame, v *planView) error {
	saved, err := d.Changes.Save(r.Context(), s.Who, planning.Change{
		Trial: planning.Trial{Creditor: v.Creditor, Plan: v.Form.plan, Running: v.Form.how, From: v.Form.from}, Seen: v.Form.Seen,
	})
	switch dunning.ErrorCode(err) {
	case "":
	case dunning.CodeConflict, dunning.CodeInvalid:
		v.Error = page.Capital(page.Said(err)) + "."
		return v.show(w, http.StatusConflict)
	default:
		return err
	}
	note := "enregistre"
	switch {
	case saved.Version.Waits():
		note = "attend"
	case !saved.Version.From.IsZero():
		note = "avenir"
	}
	return d.done(w, r, s, saved, note)
}

// decide takes a person's word on a version that waits.
func (d *Door) decide(w http.ResponseWriter, r *http.Request, s page.Frame, agree bool) error {
	id, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such version")
	}
	saved, err := d.Changes.Decide(r.Context(), s.Who, r.PathValue("creditor"), id, agree)
	if code := dunning.ErrorCode(err); code == dunning.CodeConflict || code == dunning.CodeForbidden {
		v, shown, unread := d.start(r, s)
		if unread != nil {
			return unread
		}
		v.Form, v.Error = formOf(shown.Plan, shown.Latest), page.Capital(page.Said(err))+"."
		return v.show(w, http.StatusConflict)
	}
	if err != nil {
		return err
	}
	note := "premier"
	switch saved.Version.Outcome {
	case change.Agreed:
		if note = "accord"; saved.Version.Comes(d.Now()) {
			note = "avenir"
		}
	case change.Refused:
		note = "refus"
	}
	return d.done(w, r, s, saved, note)
}

// done leads to the plan as it stands; cases that keep their plan are named at once.
func (d *Door) done(w http.ResponseWriter, r *http.Request, s page.Frame, saved planning.Saved, note string) error {
	m := saved.Moving
	if len(m.Refused) == 0 && m.Left == 0 && m.Moved == 0 {
		http.Redirect(w, r, address(saved.Version.Creditor, saved.Version.Plan.ID)+"?note="+note, http.StatusSeeOther)
		return nil
	}
	v, shown, err := d.start(r, s)
	if err != nil {
		return err
	}
	v.Form, v.New = formOf(shown.Plan, shown.Latest), false
	v.Confirmation = confirmations[note] + " " + moved(m)
	for _, one := range m.Refused {
		v.Refused = append(v.Refused, refusalLine{Number: one.Ref.Number, Why: page.Capital(page.Said(one.Err)) + ".", Address: page.CaseAddress(one.Ref)})
	}
	return v.show(w, http.StatusOK)
}

// moved says how many cases follow.
func moved(m planning.Moving) string {
	text := fr.Count(m.Moved, "dossier en cours le suit", "dossiers en cours le suivent") + " maintenant."
	if m.Left > 0 {
		text += " " + fr.Count(m.Left, "autre le suivra", "autres le suivront") + " dans les minutes qui viennent."
	}
	return text
}
