package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres/portal"
	"relance/internal/postgres/twinstest"
	"relance/internal/visit"
)

// The sheet of a case has what the debtor said, on his page and by mail.
func TestTheSheetHasWhatTheDebtorSaid(t *testing.T) {
	t.Parallel()
	w := open(t)
	if seen := w.ask("reader of atelier", http.MethodGet, onF1, ""); strings.Contains(seen.text, `"heard"`) {
		t.Errorf("before he said anything: %s", seen.text)
	}
	twinstest.Give(t, w.db, "atelier", w.now) // a mail among it
	w.now = w.now.Add(time.Hour)
	pages := portal.New(w.db)
	words, err := w.db.SaveDocument(t.Context(), dunning.Document{MediaType: "text/plain", Name: "reponse.txt", Bytes: []byte("Porte rayée")})
	if err != nil {
		t.Fatal(err)
	}
	var link int64
	if err := w.db.Pool().QueryRow(t.Context(), `
		insert into portal_links (hash, creditor, debtor_id, recipient, created_at, expires_at)
		select sha256('x'), creditor, id, email, now(), now() from debtors where creditor = 'atelier' returning id`).Scan(&link); err != nil {
		t.Fatal(err)
	}
	said := visit.Ruled{
		Said:     visit.Said{Answer: visit.Answer{Kind: visit.Contest, Category: "quality", Amount: 20000, Date: calendar.Date{}}, Words: words.SHA256},
		Verdicts: []visit.Verdict{{Fact: dunning.KindDispute}}, Cases: []dunning.Ref{{Creditor: "atelier", Number: "F-1"}},
	}
	if _, _, err := pages.BeginAnswer(t.Context(), link, "k", said); err != nil {
		t.Fatal(err)
	}
	seen := w.ask("reader of atelier", http.MethodGet, onF1, "")
	list, _ := seen.json["heard"].([]any)
	if len(list) != 2 {
		t.Fatalf("%d %s", seen.status, seen.text)
	}
	for i, want := range []map[string]any{
		{"door": "mail", "kind": "reply", "suspended": true}, {"door": "page", "kind": "dispute", "suspended": true, "sha256": words.SHA256},
	} {
		got, _ := list[i].(map[string]any)
		for key, value := range want {
			if got[key] != value {
				t.Errorf("%d: %s is %v, want %v", i, key, got[key], value)
			}
		}
	}
}
