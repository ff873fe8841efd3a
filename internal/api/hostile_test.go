package api_test

import (
	"net/http"
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// TestAHostileNameIsTextToProgramsAndInNoWebhook has a debtor whose name would be markup,
// a formula or a line of a head, if anybody took it for one.
func TestAHostileNameIsTextToProgramsAndInNoWebhook(t *testing.T) {
	t.Parallel()
	for kind, name := range map[string]string{
		"markup":  `<img src=x onerror=alert(1)>"'&`,
		"formula": `=cmd|' /C calc'!A0`,
		"control": "Caron\r\nX-Evil: 1\x1b[31m\u202e",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			const who = "admin of atelier"
			added, err := w.db.AddInvoice(t.Context(), dunning.NewInvoice{
				Creditor: "atelier", Now: w.now, Author: "test", Debtor: dunning.Debtor{Key: "C-evil", Name: name, Email: "client@example.org", Regime: dunning.B2B},
				Invoice: dunning.Invoice{
					Number: "F-evil", DueRule: dunning.DueStated, Source: "test", Issued: calendar.NewDate(2026, 2, 1), Due: calendar.NewDate(2026, 3, 3), Currency: "EUR",
					Total: 120_000, Payable: 120_000,
				},
			})
			w.must(err)
			debtor, err := w.db.Debtor(t.Context(), "atelier", "C-evil")
			w.must(err)
			if a := w.ask(who, http.MethodPost, "/webhooks", `{"url":"https://erp.example.com/hooks"}`, "Idempotency-Key", "add"); a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.text)
			}
			if a := w.ask(who, http.MethodPost, "/cases/atelier/F-evil/facts", `{"kind":"paid","amount":"100.00","date":"2026-03-09"}`, "Idempotency-Key", "pay"); a.status != http.StatusOK {
				t.Fatalf("%d %s", a.status, a.text)
			}
			var bodies string
			w.must(w.db.Pool().QueryRow(t.Context(), `select coalesce(string_agg(body, ' '), '') from webhook_deliveries`).Scan(&bodies))
			if !strings.Contains(bodies, added.Ref.Number) {
				t.Fatalf("nothing is told: %q", bodies)
			}
			for _, part := range []string{"img", "onerror", "cmd", "Caron", "Evil", "client@example.org"} {
				if strings.Contains(bodies, part) {
					t.Errorf("a webhook tells %q: %s", part, bodies)
				}
			}
			seen := 0
			for _, path := range []string{"/cases", "/cases/atelier/F-evil", "/cases/atelier/F-evil/timeline", "/debtors?creditor=atelier", "/debtors/atelier/C-evil", "/tasks?finished=true"} {
				a := w.ask(who, http.MethodGet, path, "")
				if kind := a.header.Get("Content-Type"); a.status != http.StatusOK || !strings.HasPrefix(kind, "application/json") || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("X-Evil") != "" {
					t.Errorf("%s: %d, %s", path, a.status, kind)
				}
				if strings.ContainsAny(strings.TrimSuffix(a.text, "\n"), "\r\n\x1b") {
					t.Errorf("%s: a control character stands in the answer as it is: %q", path, a.text)
				}
				if holds(a.json, debtor.Name) {
					seen++
				}
			}
			if seen < 3 {
				t.Errorf("the name is in %d answers as it is on record: %q", seen, debtor.Name)
			}
		})
	}
}

// holds tells whether a text stands somewhere in an answer, whole.
func holds(v any, text string) bool {
	switch v := v.(type) {
	case string:
		return v == text
	case []any:
		for _, one := range v {
			if holds(one, text) {
				return true
			}
		}
	case map[string]any:
		for _, one := range v {
			if holds(one, text) {
				return true
			}
		}
	}
	return false
}
