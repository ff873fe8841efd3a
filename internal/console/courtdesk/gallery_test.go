package courtdesk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/collected"
	"relance/internal/company"
	"relance/internal/console/pagetest"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/lifecycle"
	"relance/internal/postage"
	"relance/internal/procedure"
	"relance/internal/recourse"
	"relance/internal/status"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	pagetest.Exercise(t, templates, states(t))
}

func states(t *testing.T) map[string]pagetest.State {
	t.Helper()
	today, at := pagetest.GalleryDay, pagetest.Claire("/procedures")
	proceedings := insolvency.Proceedings{
		Creditor: "brunel", Debtor: "C-1", Name: pagetest.Hostile, SIREN: "732829320", Judgment: today.AddDays(-20), Published: today.AddDays(-9), ClaimBy: today.AddDays(50),
		Procedure: insolvency.Reorganisation, Court: "Tribunal de commerce de Lyon", Role: "mandataire judiciaire", Holder: "SELARL Exemple", Address: "1 rue A, 75001 Paris",
		Notice: "A202601507",
	}
	declared, late, open := proceedings, proceedings, proceedings
	declared.DeclaredOn, declared.Confirmed = today.AddDays(-2), true
	late.ClaimBy, late.Holder = today.AddDays(-3), ""
	open.Provisional, open.Judgment = true, calendar.Date{}
	watch := recourse.WatchStatus{On: true, Proceedings: []insolvency.Proceedings{proceedings, declared, late, open}}
	watch.LookedAt, watch.Newest, watch.Watched, watch.Unwatched = pagetest.GalleryNow, today, 214, 12
	blind := recourse.WatchStatus{On: true, Stale: true}
	blind.Fault, blind.FaultAt = "the BODACC answers 503", pagetest.GalleryNow
	refused := proceedingsOf(at, proceedings, today)
	refused.Error = "« demain » ne se lit pas comme une date."
	confirmed := proceedings
	confirmed.Confirmed = true
	drawn := insolvency.Letter{Creditor: "brunel", Debtor: "C-1", Document: strings.Repeat("ab", 32), Recipient: []string{"SELARL Exemple", "Mandataire judiciaire", "1 RUE A", "75001 PARIS"},
		Invoices: []string{"F-2026-014", pagetest.Hostile}, Total: 124_000, Currency: "EUR", Carrier: "maileva", Pages: 7, Estimate: 900, ShownBy: "Claire"}
	lettered := func(change func(*insolvency.Letter)) proceedingsView {
		l := drawn
		change(&l)
		v := proceedingsOf(at, confirmed, today)
		v.Letter = letterOf(at, confirmed, []insolvency.Letter{l}, today)
		return v
	}
	toDraw := proceedingsOf(at, confirmed, today)
	toDraw.Letter = letterOf(at, confirmed, nil, today)
	debtor := dunning.Debtor{Creditor: "brunel", Key: "C-1", Name: pagetest.Hostile, SIREN: "732829320"}
	known := company.OnRecord{LookedAt: pagetest.GalleryNow, Record: company.Record{
		SIREN: "732829320", Source: company.Recherche, Found: true, Name: "PAPETERIE LENOIR", Form: "5710", Seat: "73282932000074", Ceased: true, CeasedOn: today,
		Address: dunning.Address{Lines: []string{"12 AVENUE DU PORT"}, Postcode: "69003", City: "LYON"}, Officers: []string{"JEANNE MOREL, Présidente de SAS"}, Updated: today,
	}, Differences: []company.Difference{{Field: company.FieldName, Ours: pagetest.Hostile, Theirs: "PAPETERIE LENOIR"}, {Field: company.FieldState, Theirs: today.String()}}}
	masked := company.OnRecord{LookedAt: pagetest.GalleryNow, Record: company.Record{SIREN: "732829320", Found: true, Masked: true}, Fault: "429", TriedAt: pagetest.GalleryNow}
	view := dunning.CaseView{Case: dunning.Case{Creditor: "brunel", Number: "F-2026-014", Debtor: "C-1"}, Debtor: debtor}
	facts := procedure.Facts{On: today, Principal: 120_000, Interest: 4_321, Fee: 4_000, Currency: "EUR", Due: today.AddDays(-90), Regime: dunning.B2B, Debtor: pagetest.Hostile, Creditor: "SARL", Disputed: true}
	alarms, err := procedure.Alarms(procedure.OrderMade, today)
	if err != nil {
		t.Fatal(err)
	}
	statuses := []recourse.StatusOnRecord{{Known: lifecycle.Known{Origin: lifecycle.Debtor, Status: status.Status{Code: status.InDispute, StatusAt: "2026-06-02T10:10:00", Reasons: []string{"QTE_ERR"}}},
		Verdict: lifecycle.Acted, Why: pagetest.Hostile, Received: time.Time{}}}
	everyStatus := everyStatus()
	wrong := waysOf(at, view, procedure.Ways(facts), nil, nil, today)
	wrong.Error = "Le jour de l’événement manque ou est à venir."
	report := collected.Written{Ref: dunning.Ref{Creditor: "brunel", Number: "F-2026-014"}, Currency: "EUR", At: pagetest.GalleryNow, Proposal: collected.Proposal{
		Payment: 7, Part: 1, Date: today.AddDays(-2), Received: 124_321, Accessory: 4_321, Shares: []collected.Share{{Rate: 2000, Amount: 100_000}, {Rate: 550, Amount: 20_000}},
	}}
	hostile := report
	hostile.Ref.Number, hostile.Accessory = pagetest.Hostile, 0
	unreported := []collected.Unreported{{Ref: report.Ref, Left: collected.Left{Payment: 8, Date: today, Amount: 50_000, Why: collected.NoBreakdown}},
		{Ref: hostile.Ref, Left: collected.Left{Payment: 9, Date: today, Amount: -50_000, Why: collected.NotReported}}}
	money := collectedOf(at, []collected.Written{report, hostile}, unreported, []collected.Written{report}, []string{"moulin"})
	money.platform(lifecycle.FlowState{Platform: "pa.example.com", LookedAt: pagetest.GalleryNow, Waiting: 3, Refused: 1,
		Troubles: []lifecycle.FlowNote{{ID: pagetest.Hostile, Outcome: lifecycle.FlowRefused, Fault: pagetest.Hostile}}}, true, false)
	platform := func(state lifecycle.FlowState, silent, may bool) collectedView {
		v := collectedOf(at, nil, nil, nil, nil)
		v.platform(state, true, silent)
		v.MayRead = may
		return v
	}
	noMoney := collectedOf(at, nil, nil, nil, nil)
	noMoney.Error = "Le créancier moulin n’a pas de SIREN."
	return map[string]pagetest.State{
		"encaissements":       {Page: "collected", View: money},
		"encaissements-aucun": {Page: "collected", View: noMoney},
		"plateforme-lue":      {Page: "collected", View: platform(lifecycle.FlowState{Platform: "pa.example.com", LookedAt: pagetest.GalleryNow}, false, true)},
		"plateforme-jamais":   {Page: "collected", View: platform(lifecycle.FlowState{Platform: "pa.example.com"}, true, true)},
		"plateforme-muette":   {Page: "collected", View: platform(lifecycle.FlowState{Platform: strings.Repeat("plateforme-au-nom-long.", 8) + "example.com", LookedAt: pagetest.GalleryNow.AddDate(0, 0, -4), Fault: pagetest.Hostile, FaultAt: pagetest.GalleryNow}, true, true)},
		"plateforme-lecteur": {Page: "collected", View: platform(lifecycle.FlowState{Platform: "pa.example.com", LookedAt: pagetest.GalleryNow, Waiting: 1_204, Refused: 2,
			Troubles: []lifecycle.FlowNote{{ID: "flux-1", Outcome: lifecycle.FlowRefused, Fault: "ce n’est pas un fichier XML\u00a0: un message de cycle de vie est attendu (CDAR)"}, {ID: pagetest.Hostile, Outcome: lifecycle.FlowRefused, Fault: pagetest.Hostile}}}, false, false)},
		"procedures":                  {Page: "proceedings", View: listOf(at, watch, today)},
		"procedures-aveugle":          {Page: "proceedings", View: listOf(at, blind, today)},
		"procedures-eteinte":          {Page: "proceedings", View: listOf(at, recourse.WatchStatus{}, today)},
		"procedure":                   {Page: "proceeding", View: proceedingsOf(at, proceedings, today)},
		"procedure-declaree":          {Page: "proceeding", View: proceedingsOf(at, declared, today)},
		"procedure-refus":             {Page: "proceeding", View: refused},
		"procedure-lettre-a-preparer": {Page: "proceeding", View: toDraw},
		"procedure-lettre-montree":    {Page: "proceeding", View: lettered(func(*insolvency.Letter) {})},
		"procedure-lettre-retenue":    {Page: "proceeding", View: lettered(func(l *insolvency.Letter) { l.Fault = pagetest.Hostile })},
		"procedure-lettre-remise": {Page: "proceeding", View: lettered(func(l *insolvency.Letter) {
			l.ApprovedBy, l.Message, l.State, l.Post = "Paul", 3, dunning.MessageAccepted, &postage.TrackedLetter{State: dunning.LetterPosted, Number: "1A00000000001"}
		})},
		"procedure-lettre-douteuse": {Page: "proceeding", View: lettered(func(l *insolvency.Letter) { l.ApprovedBy, l.Message, l.State = "Paul", 3, dunning.MessageUnknown })},
		"procedure-lettre-refusee": {Page: "proceeding", View: lettered(func(l *insolvency.Letter) {
			l.ApprovedBy, l.Message, l.State, l.Reply = "Paul", 3, dunning.MessageRefused, "letter_budget"
		})},
		"registre":          {Page: "register", View: registerOf(at, debtor, known, true, true)},
		"registre-masque":   {Page: "register", View: registerOf(at, debtor, masked, true, true)},
		"registre-eteint":   {Page: "register", View: registerOf(at, debtor, company.OnRecord{}, false, false)},
		"voies":             {Page: "ways", View: waysOf(at, view, procedure.Ways(facts), statuses, alarms, today)},
		"voies-statuts":     {Page: "ways", View: waysOf(at, view, procedure.Ways(facts), everyStatus, nil, today)},
		"voies-sans-statut": {Page: "ways", View: waysOf(pagetest.Claire("/procedures"), view, procedure.Ways(facts), nil, nil, today)},
		"voies-refus":       {Page: "ways", View: wrong},
	}
}

// everyStatus is a history of a case with every code, verdict and origin, long reasons
// and hostile words.
func everyStatus() (out []recourse.StatusOnRecord) {
	verdicts := []lifecycle.Verdict{lifecycle.Acted, lifecycle.Noted, lifecycle.Asks, lifecycle.Foreign, lifecycle.Before, lifecycle.Ignored, lifecycle.Refused}
	origins := []lifecycle.Origin{lifecycle.Debtor, lifecycle.Platform, lifecycle.Creditor, lifecycle.Unproven, lifecycle.Mailed, lifecycle.Nobody}
	for i, code := range []status.Code{status.Deposited, status.Approved, status.PartlyApproved, status.InDispute, status.Suspended, status.Completed, status.Refused, status.Rejected, status.Cancelled, status.NotFactored, "999"} {
		k := lifecycle.Known{Origin: origins[i%len(origins)], Status: status.Status{Code: code, StatusAt: fmt.Sprintf("2026-06-%02dT10:10:00", i+1)}}
		if i%2 == 1 {
			k.Reasons = []string{"QTE_ERR", "LIVR_INCOMP", strings.Repeat("MOTIF_INCONNU_", 6), pagetest.Hostile}
		}
		verdict, why := lifecycle.Judge(k)
		if i%3 == 0 {
			verdict = verdicts[i%len(verdicts)]
		}
		out = append(out, recourse.StatusOnRecord{Known: k, Verdict: verdict, Why: why})
	}
	return out
}

// The form that a person sends without touching it confirms the holder and
// leaves the last day to declare as it is.
func TestAnUntouchedFormKeepsTheLastDayToDeclare(t *testing.T) {
	t.Parallel()
	now := insolvency.Proceedings{Creditor: "brunel", Debtor: "C-1", Holder: "SELARL Exemple", Published: calendar.NewDate(2026, 3, 12), ClaimBy: calendar.NewDate(2026, 5, 12)}
	p, err := confirmed(posted("destinataire=SELARL+Exemple&publication=12%2F03%2F2026"), now)
	if err != nil || !p.Confirmed || !p.Published.IsZero() || !p.ClaimBy.IsZero() {
		t.Errorf("got %+v, %v", p, err)
	}
	if _, err := confirmed(posted("publication=demain"), now); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("a date that is none: %v", err)
	}
}

func posted(form string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/procedures/brunel/C-1", strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// Each thing that the papers of a way ask of a person has a field on the page, and what
// is written there reaches the papers.
func TestWhatThePapersAskHasAField(t *testing.T) {
	t.Parallel()
	for _, way := range procedure.WayIDs() {
		q, named := url.Values{"voie": {way}, "other": {"x"}}, map[string]bool{}
		for _, f := range asksOf(way) {
			if named[f.Name] || f.Label == "" {
				t.Errorf("%s: field %q stands twice or has no label", way, f.Name)
			}
			named[f.Name] = true
			q.Set(f.Name, " dit ")
		}
		got := answersIn(q)
		for _, a := range procedure.Answers(way) {
			if got[a.Key] != "dit" {
				t.Errorf("%s: %s has no field, or its answer is lost", way, a.Key)
			}
		}
		if len(got) != len(procedure.Answers(way)) || procedure.CheckAnswers(way, got) != nil {
			t.Errorf("%s: the papers are told %v", way, got)
		}
	}
}
