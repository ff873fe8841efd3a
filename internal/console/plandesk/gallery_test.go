package plandesk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice/planning"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/console/page"
	"relance/internal/console/pagetest"
	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/rehearsal"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, states())
}

func states() map[string]pagetest.State {
	at, usual := pagetest.Claire("/plans"), dunning.DefaultPlan()
	saved := usual
	saved.ID, saved.Version = "doux", 3
	group := creditorPlansOf(at, page.Choice{Value: "brunel", Label: "Atelier Brunel"}, []plan.Choice{{Plan: usual, Stated: true}, {Plan: saved, Latest: 4}})
	coming := []plan.Choice{{Plan: numbered(saved, 1), Latest: 1, Waits: true, Unused: true}, {Plan: numbered(saved, 1), Latest: 1, Unused: true, Next: &plan.Coming{Version: 1, From: pagetest.GalleryDay.AddDays(40)}}}
	group.Plans = append(group.Plans, creditorPlansOf(at, page.Choice{Value: "brunel"}, coming).Plans...)
	list := listView{Frame: at.Titled("Plans et textes"), Groups: []creditorPlans{group}}
	played := list
	played.Cases, played.Days, played.Held = "214", "30", "L’envoi est coupé"
	played.Story = []storyLine{{Label: "Premières relances, e-mail", Count: "40", Debtors: "31"}}

	versions := []plan.Version{
		{ID: 9, Creditor: "brunel", Plan: numbered(saved, 4), Running: dunning.Jump, Author: pagetest.Hostile, At: pagetest.GalleryNow, Consent: change.Consent{FirstBy: "paul@example.fr", FirstAt: pagetest.GalleryNow}},
		{ID: 8, Creditor: "brunel", Plan: saved, Running: dunning.Keep, Author: "claire@example.fr", At: pagetest.Yesterday, Used: pagetest.Yesterday},
		{ID: 7, Creditor: "brunel", Plan: numbered(saved, 2), Author: "paul@example.fr", At: pagetest.Yesterday, Consent: change.Consent{Outcome: change.Refused, By: "lea@example.fr", Settled: pagetest.Yesterday}},
	}
	one := shownOf(at, planning.Shown{Choice: plan.Choice{Plan: saved, Latest: 4}, Versions: versions[1:]})
	waits := shownOf(at, planning.Shown{Choice: plan.Choice{Plan: saved, Latest: 4}, Versions: versions})
	later := versions[1]
	later.ID, later.Plan, later.Author, later.Running = 10, numbered(saved, 5), pagetest.Hostile, dunning.Jump
	later.Start = change.Start{From: calendar.NewDate(2027, 1, 1), Starts: pagetest.GalleryNow.AddDate(2, 0, 0)}
	replaced := later
	replaced.ID, replaced.Plan, replaced.Used = 11, numbered(saved, 6), replaced.Settled
	replaced.Outcome, replaced.By, replaced.Settled = change.Replaced, pagetest.Hostile, pagetest.Yesterday
	comes := shownOf(at, planning.Shown{Choice: plan.Choice{Plan: saved, Latest: 5, Next: &plan.Coming{Version: 5, From: later.From}}, Versions: append([]plan.Version{later, replaced}, versions[1:]...)})
	comes.Form.From, comes.Form.FromFault = pagetest.Hostile, "ce jour ne se lit pas"
	stated := shownOf(at, planning.Shown{Choice: plan.Choice{Plan: usual, Stated: true}})
	fresh := shownOf(at, planning.Shown{Choice: plan.Choice{Plan: usual}})
	fresh.New, fresh.Versions = true, nil

	bad := saved
	bad.Steps = slices.Clone(saved.Steps)
	bad.Steps[0].At, bad.Steps[3].Deadline, bad.Window = 3, 0, "lundi"
	wrong := one
	wrong.Form = formOf(bad, 4)
	wrong.Faults = append(wrong.Form.blame(planning.Faults(bad, dunning.Creditor{})), pagetest.Hostile)

	moves := []rehearsal.Move{{
		Creditor: "brunel", Number: "F-2026-014", Debtor: "C-1", AtOnce: true, Before: &rehearsal.Next{At: pagetest.GalleryNow.AddDate(0, 0, 9), Level: dunning.Second},
		After: &rehearsal.Next{At: pagetest.GalleryNow, Level: dunning.Final},
	}, {Creditor: "brunel", Number: "F-2026-015", Debtor: "C-2", Before: &rehearsal.Next{At: pagetest.GalleryNow, Level: dunning.First}}}
	tried := planning.Tried{Refused: 2, Withheld: dunning.ReasonMailOff, Names: map[rehearsal.Party]string{{Creditor: "brunel", Debtor: "C-1"}: pagetest.Hostile}, Difference: rehearsal.Difference{
		Cases: 214, Same: 150, Earlier: 40, Later: 20, More: 3, Fewer: 1, AtOnce: 12, Moves: moves,
		Messages: []rehearsal.Tally{{Level: dunning.First, Channel: dunning.Email, Before: 40, After: 52}, {Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Before: 8, After: 11}},
	}}
	different, kept := one, one
	different.Difference, different.Token = differenceOf(tried, dunning.Jump), "ab12"
	different.Difference.From = "1er janvier 2027"
	kept.Difference = differenceOf(planning.Tried{Difference: rehearsal.Difference{Cases: 1, Same: 1}}, dunning.Keep)
	done := one
	done.Confirmation = confirmations["enregistre"] + " " + moved(planning.Moving{Moved: 500, Left: 12})
	done.Refused = []refusalLine{{Number: pagetest.Hostile, Why: "Une relance est en train de partir.", Address: "/dossiers/brunel/F-1"}}
	return map[string]pagetest.State{
		"plans": {Page: "plans", View: list}, "plans-repetition": {Page: "plans", View: played}, "plans-aucun": {Page: "plans", View: listView{Frame: at.Titled("Plans et textes")}},
		"plan": {Page: "plan", View: one}, "plan-attend": {Page: "plan", View: waits}, "plan-avenir": {Page: "plan", View: comes}, "plan-fichier": {Page: "plan", View: stated}, "plan-nouveau": {Page: "plan", View: fresh},
		"plan-fautes": {Page: "plan", View: wrong}, "plan-repete": {Page: "plan", View: different}, "plan-repete-garde": {Page: "plan", View: kept}, "plan-enregistre": {Page: "plan", View: done},
	}
}

func numbered(p dunning.Plan, n int) dunning.Plan {
	p.Version = n
	return p
}

// shownOf is the page of a plan as it opens.
func shownOf(s page.Frame, shown planning.Shown) planView {
	v := planView{
		Frame: s.Titled("Plan " + shown.Plan.ID), Name: "Atelier Brunel", Creditor: "brunel", Plan: planOf(shown.Plan), Stated: shown.Stated, File: "relance.yaml",
		May: !shown.Stated && access.May(s.Who, access.ChangePlans, "brunel") == nil, Levels: levelChoices(), Channels: channelChoices(),
	}
	v.Plan.Address, v.Plan.Beside = address("brunel", shown.Plan.ID), standing(shown.Choice)
	v.past(s, shown, pagetest.GalleryNow)
	v.Form = formOf(shown.Plan, shown.Latest)
	v.date(shown.Plan, pagetest.GalleryDay)
	return v
}

// posted is the form of a plan with one button pressed.
func posted(p dunning.Plan, deed string, change func(url.Values)) *http.Request {
	f, v := formOf(p, 2), url.Values{}
	for _, s := range f.Steps {
		agree := "non"
		if s.Approval {
			agree = "oui"
		}
		for name, value := range map[string]string{"id": s.ID, "jours": s.At, "voie": s.Channel, "niveau": s.Level, "accord": agree, "delai": s.Deadline} {
			v.Add(name, value)
		}
	}
	for _, r := range f.Rules {
		v.Set(r.Name, r.Value)
	}
	v.Set("vue", "2")
	v.Set("geste", deed)
	if change != nil {
		change(v)
	}
	r := httptest.NewRequest(http.MethodPost, "/plans/brunel/default", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if err := r.ParseForm(); err != nil {
		panic(err)
	}
	return r
}

func TestAFormThatNobodyTouchedIsThePlanItself(t *testing.T) {
	t.Parallel()
	plan := dunning.DefaultPlan()
	plan.Minimum, plan.Thanks, plan.AgreeDays = 1_550, dunning.ThankFull, 9 // the last two are not in the form
	f := read(posted(plan, "verifier", nil), plan)
	if !f.plan.Same(plan) || len(f.faults) != 0 || f.Seen != 2 || f.how != dunning.Keep {
		t.Errorf("read %+v with %v, want the plan as it was", f.plan, f.faults)
	}
}

func TestButtonsAddRemoveAndMoveSteps(t *testing.T) {
	t.Parallel()
	for deed, want := range map[string]string{
		"ajouter":      "courtesy first second final formal_notice handover etape-7",
		"retirer-2":    "courtesy second final formal_notice handover",
		"monter-3":     "courtesy second first final formal_notice handover",
		"descendre-1":  "first courtesy second final formal_notice handover",
		"monter-1":     "",
		"descendre-6":  "",
		"retirer-99":   "",
		"retirer-x":    "",
		"verifier":     "",
		"enregistrer":  "",
		"descendre--1": "",
	} {
		plan := dunning.DefaultPlan()
		f := read(posted(plan, deed, nil), plan)
		did := f.rearrange(deed)
		var ids []string
		for i, s := range f.Steps {
			ids = append(ids, s.ID)
			if s.Number != i+1 || s.First != (i == 0) || s.Last != (i == len(f.Steps)-1) {
				t.Errorf("%s: step %s is counted wrongly: %+v", deed, s.ID, s)
			}
		}
		if got := strings.Join(ids, " "); did != (want != "") || did && got != want {
			t.Errorf("%s: %v, %s; want %s", deed, did, got, want)
		}
	}
}

func TestAFaultStandsBesideWhatIsWrong(t *testing.T) {
	t.Parallel()
	plan := dunning.DefaultPlan()
	r := posted(plan, "verifier", func(v url.Values) {
		v["jours"][1] = "bientôt"
		v["delai"][2] = "huit"
		v.Set("minimum", "dix")
	})
	f := read(r, plan)
	if len(f.Steps[1].Faults) != 1 || len(f.Steps[2].Faults) != 1 || f.Rules[3].Fault == "" || f.Steps[1].At != "bientôt" {
		t.Errorf("what cannot be read is not said, or not kept: %+v", f)
	}
	wrong := plan
	wrong.Steps = slices.Clone(plan.Steps)
	wrong.Steps[1].At, wrong.Spacing = -3, 400
	f = read(posted(wrong, "verifier", nil), plan)
	whole := f.blame(planning.Faults(f.plan, dunning.Creditor{Signatory: "Claire Brunel"}))
	if len(whole) != 0 || len(f.Steps[1].Faults) == 0 || !strings.Contains(strings.Join(f.Steps[1].Faults, " "), "comptez") || f.Rules[1].Fault == "" {
		t.Errorf("whole plan: %v, steps: %+v, rules: %+v", whole, f.Steps[1], f.Rules[1])
	}
}

func TestFaultsAreSaidInTheWordsOfTheForm(t *testing.T) {
	t.Parallel()
	wrong := dunning.DefaultPlan()
	wrong.Steps = slices.Clone(wrong.Steps)
	wrong.Steps[0].At, wrong.Steps[1].At, wrong.Steps[2].Level, wrong.Steps[3].Deadline, wrong.Steps[4].Channel, wrong.Window = 3, -4, dunning.Courtesy, 0, dunning.Email, "lundi"
	f := formOf(wrong, 1)
	said := strings.Join(f.blame(planning.Faults(wrong, dunning.Creditor{})), "\n")
	for _, s := range f.Steps {
		said += "\n" + strings.Join(s.Faults, "\n")
	}
	for _, r := range f.Rules {
		said += "\n" + r.Fault
	}
	for _, code := range []string{"mon-fri", "deadline", "signatory", "registered_letter", "formal_notice", "courtesy", "+3d", "5d"} {
		if strings.Contains(said, code) {
			t.Errorf("the form says %q:\n%s", code, said)
		}
	}
	for _, word := range []string{"lun-ven", "15 jours pour payer", "lettre recommandée", "Mise en route", "comme -5"} {
		if !strings.Contains(said, word) {
			t.Errorf("the form does not say %q:\n%s", word, said)
		}
	}
}

func TestAnotherPlanHasAnotherToken(t *testing.T) {
	t.Parallel()
	plan, same, other := dunning.DefaultPlan(), dunning.DefaultPlan(), dunning.DefaultPlan()
	other.Steps[1].At++
	now, day := calendar.Date{}, calendar.NewDate(2027, 1, 1)
	first := tokenOf(plan, dunning.Keep, now)
	if first != tokenOf(same, dunning.Keep, now) || first == tokenOf(plan, dunning.Jump, now) || first == tokenOf(other, dunning.Keep, now) || first == tokenOf(plan, dunning.Keep, day) {
		t.Error("what is saved is not held to what was rehearsed")
	}
}
