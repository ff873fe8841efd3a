package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/plan"
	"relance/internal/postgres/plans"
)

// TestAPlanIsTriedSavedAndFollowed is a program's way with a plan: what is wrong with
// it, what it would change, the version, and the cases that follow it.
func TestAPlanIsTriedSavedAndFollowed(t *testing.T) {
	t.Parallel()
	w := open(t)
	const at = "/creditors/atelier/plans/doux"
	wrong := strings.Replace(softRules, "+10d", "-10d", 1)
	a := w.ask("reader of atelier", http.MethodPost, at+"/rehearsal", `{"rules":`+wrong+`}`, "Idempotency-Key", "wrong")
	faults, _ := a.json["faults"].([]any)
	if a.status != 200 || len(faults) != 1 || !strings.Contains(a.text, `"path":"steps[0].at"`) || a.json["difference"] != nil {
		t.Errorf("a plan with a fault: %d %s", a.status, a.text)
	}
	if a := w.ask("admin of atelier", http.MethodPut, at, `{"rules":`+wrong+`}`, "Idempotency-Key", "no"); a.status != 422 {
		t.Errorf("a plan with a fault is saved: %d %s", a.status, a.text)
	}
	a = w.ask("admin of atelier", http.MethodPut, at, `{"rules":`+softRules+`}`, "Idempotency-Key", "save")
	if rules, _ := a.json["rules"].(map[string]any); a.status != 200 || a.json["version"] != 1.0 || a.json["used"] == nil || rules["spacing"] != "+7d" {
		t.Fatalf("%d %s", a.status, a.text)
	}
	if a := w.ask("admin of atelier", http.MethodPut, at, `{"rules":`+strings.Replace(softRules, "10", "12", 1)+`}`, "Idempotency-Key", "blind"); a.status != 409 {
		t.Errorf("who has not seen version 1 writes over it: %d %s", a.status, a.text)
	}
	a = w.ask("reader of atelier", http.MethodGet, "/creditors/atelier/plans", "")
	if !strings.Contains(a.text, `"plan":"doux","version":1,"latest":1,"waits":false,"stated":false,"steps":1`) {
		t.Errorf("the list: %s", a.text)
	}
	try := w.ask("admin of atelier", http.MethodPost, at+"/cases", `{"running":"restart","invoices":["F-1"],"dry_run":true}`, "Idempotency-Key", "try")
	d, _ := try.json["difference"].(map[string]any)
	if try.status != 200 || try.json["moved"] != 0.0 || d["cases"] != 1.0 || d["later"].(float64)+d["earlier"].(float64) != 1 {
		t.Errorf("a dry run: %d %s", try.status, try.text)
	}
	moved := w.ask("admin of atelier", http.MethodPost, at+"/cases", `{"running":"restart","invoices":["F-1"]}`, "Idempotency-Key", "move")
	if moved.status != 200 || moved.json["moved"] != 1.0 || moved.json["left"] != 0.0 {
		t.Errorf("%d %s", moved.status, moved.text)
	}
	steps := w.ask("reader of atelier", http.MethodGet, "/cases/atelier/F-1/schedule", "")
	if !strings.Contains(steps.text, `"rappel"`) {
		t.Errorf("F-1 goes on with %s", steps.text)
	}
	if a := w.ask("admin of atelier", http.MethodPost, at+"/cases", `{"running":"restart","invoices":["F-404"]}`, "Idempotency-Key", "none"); a.status != 404 {
		t.Errorf("a case that there is not: %d %s", a.status, a.text)
	}
}

func TestAPlanMayStartOnADayToCome(t *testing.T) {
	t.Parallel()
	w := open(t)
	const at = "/creditors/atelier/plans/default2"
	day := w.now.AddDate(0, 1, 0).Format("2006-01-02")
	if a := w.ask("admin of atelier", http.MethodPut, at, `{"rules":`+softRules+`,"from":"2020-01-01"}`, "Idempotency-Key", "over"); a.status != 422 || !strings.Contains(a.text, "is over") {
		t.Errorf("a day that is over: %d %s", a.status, a.text)
	}
	w.ask("admin of atelier", http.MethodPut, at, `{"rules":`+softRules+`}`, "Idempotency-Key", "now")
	a := w.ask("admin of atelier", http.MethodPut, at, `{"rules":`+strings.Replace(softRules, "10", "12", 1)+`,"running":"jump","seen":1,"from":"`+day+`"}`, "Idempotency-Key", "later")
	if a.status != 200 || a.json["from"] != day || a.json["version"] != 2.0 {
		t.Errorf("%d %s", a.status, a.text)
	}
	a = w.ask("reader of atelier", http.MethodGet, at, "")
	if next, _ := a.json["next"].(map[string]any); a.json["version"] != 1.0 || next["version"] != 2.0 || next["from"] != day || !strings.Contains(a.text, "+10d") {
		t.Errorf("%d %s", a.status, a.text)
	}
	const text = "/creditors/atelier/texts/fr.first.business"
	words := w.ask("reader of atelier", http.MethodGet, text, "")
	body, err := json.Marshal(map[string]any{"subject": words.json["subject"], "body": words.json["body"].(string) + "\n\nÀ bientôt.", "from": day})
	w.must(err)
	if a := w.ask("admin of atelier", http.MethodPut, text, string(body), "Idempotency-Key", "text"); a.status != 200 || a.json["from"] != day {
		t.Errorf("%d %s", a.status, a.text)
	}
	a = w.ask("reader of atelier", http.MethodGet, text, "")
	if next, _ := a.json["next"].(map[string]any); a.json["in_use"] != 0.0 || next["from"] != day {
		t.Errorf("%d %s", a.status, a.text)
	}
}

func TestAPlanThatWaitsTakesTwoTokens(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.db.Approvals = dunning.ApprovalsTwo
	p := dunning.DefaultPlan()
	p.ID, p.Spacing = "lent", 9
	v, err := plans.New(w.db).SavePlan(t.Context(), plan.Version{Creditor: "atelier", Plan: p, Running: dunning.Keep, Author: "alice"}, 0)
	w.must(err)
	decide := fmt.Sprintf("/creditors/atelier/plan-versions/%d", v.ID)
	if a := w.ask("admin of moulin", http.MethodPost, fmt.Sprintf("/creditors/moulin/plan-versions/%d", v.ID), `{"agree":true}`, "Idempotency-Key", "spy"); a.status != 404 {
		t.Errorf("another creditor's version: %d %s", a.status, a.text)
	}
	for i, who := range []string{"approver of atelier", "admin of atelier"} {
		a := w.ask(who, http.MethodPost, decide, `{"agree":true}`, "Idempotency-Key", "yes")
		if used := a.json["used"] != nil; a.status != 200 || used != (i == 1) {
			t.Errorf("after %d yes: %d %s", i+1, a.status, a.text)
		}
	}
	a := w.ask("reader of atelier", http.MethodGet, "/creditors/atelier/plans/lent", "")
	if rules, _ := a.json["rules"].(map[string]any); a.json["version"] != 1.0 || a.json["waits"] != false || rules["spacing"] != "+9d" {
		t.Errorf("%d %s", a.status, a.text)
	}
}
