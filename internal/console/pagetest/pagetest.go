// Package pagetest looks at pages of the console in every state, as HTML and in a
// browser, for the tests of each group of pages.
package pagetest

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

var gallery = flag.String("gallery", "", "write every page in every state into this folder")

// Hostile is a debtor whose name tries to be more than a name.
const Hostile = `<img src=x onerror=alert(1)> & "Fils" =cmd|' /C calc'!A0`

// When the gallery is.
var (
	GalleryNow = time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)
	GalleryDay = calendar.NewDate(2026, 11, 27)
	Yesterday  = time.Date(2026, 11, 26, 15, 12, 0, 0, time.UTC)
)

// Claire is the frame of a person at a page.
func Claire(at string) page.Frame {
	s := page.Frame{
		Who: access.Actor{Name: "claire@example.fr", Roles: access.Everywhere(access.Admin)}, Path: at,
		Creditors: []page.Choice{{Value: "brunel", Label: "Atelier Brunel"}}, Chosen: "brunel", Known: map[string]string{"brunel": "Atelier Brunel"},
	}
	s.Nav = page.Navigation(s.Who, at, desk.Counts{Jobs: 11, Cases: 214, Lines: 3, Letters: 2}, func(string) bool { return true })
	return s
}

// State is a page with what it shows.
type State struct {
	Page string // name of its template
	View any
}

// Job is a task about an invoice of the gallery.
func Job(id int64, code dunning.TaskCode, name, number string, balance money.Cents, due calendar.Date) desk.Job {
	return desk.Job{
		Task: dunning.Task{ID: id, Ref: dunning.Ref{Creditor: "brunel", Number: number}, Code: code, Created: Yesterday, Step: "formal"},
		Name: name, Debtor: "C-1", Balance: balance, Currency: "EUR", Due: due,
	}
}

// GalleryLines are three bank lines: one with a proposal, one with three, one with none.
func GalleryLines() []reconcile.BankLine {
	line := func(id int64, cents money.Cents, who, text string, options ...reconcile.Proposal) reconcile.BankLine {
		return reconcile.BankLine{
			ID: id, Creditor: "brunel", State: reconcile.LineSuggested, Decided: Yesterday,
			Entry: bank.Entry{Amount: cents, Currency: "EUR", Counterparty: who, CounterpartyIBAN: "FR7630006000011234567890441", Remittance: text, ValueDate: GalleryDay.AddDays(-1)},
			Decision: reconcile.Decision{
				Suggestions: options, Reasons: []reconcile.Reason{{Text: "aucune facture ouverte de ce montant"}},
			},
		}
	}
	why := func(texts ...string) (out []reconcile.Reason) {
		for _, t := range texts {
			out = append(out, reconcile.Reason{Text: t})
		}
		return out
	}
	return []reconcile.BankLine{
		line(7, 40_050, "GARAGE DES ALPES", "VIR GARAGE DES ALPES", reconcile.Proposal{
			Allocations: []reconcile.Allocation{{Invoice: "F-2026-015", Amount: 40_050}}, Reasons: why("le nom du payeur est celui du client"),
		}),
		line(8, 75_500, "SARL TRANSPORTS MOREL", "VIR SEPA RECU SARL TRANSPORTS MOREL REF 106/107 NOVEMBRE",
			reconcile.Proposal{
				Allocations: []reconcile.Allocation{{Invoice: "F-2026-106", Amount: 30_000, Accessory: 4_000}, {Invoice: "F-2026-107", Amount: 41_500}},
				Reasons:     why("le libellé cite 106 et 107", "le nom du payeur est celui du client", "300,00 + 415,00 + 40,00 = 755,00 €"),
			},
			reconcile.Proposal{
				Allocations: []reconcile.Allocation{{Invoice: "F-2026-106", Amount: 30_000}, {Invoice: "F-2026-107", Amount: 41_500}}, Unallocated: 4_000,
				Reasons: why("le libellé cite 106 et 107"),
			},
			reconcile.Proposal{Allocations: []reconcile.Allocation{{Invoice: "F-2026-112", Amount: 75_500}}, Reasons: why("le nom du payeur est celui du client")},
		),
		line(9, 12_000, "", Hostile),
	}
}

// GallerySheet is a case with three reminders behind it.
func GallerySheet() backoffice.CaseSheet {
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 27, 12, 0, time.UTC)
	}
	steps := []dunning.ScheduledStep{
		{ID: "courtesy", Level: dunning.Courtesy, Channel: dunning.Email, At: at(10, 9, 7), Sent: at(10, 9, 7)},
		{ID: "first", Level: dunning.First, Channel: dunning.Email, At: at(10, 20, 7), Sent: at(10, 20, 7)},
		{ID: "final", Level: dunning.Final, Channel: dunning.Email, At: at(11, 16, 8), Sent: at(11, 16, 8)},
		{ID: "formal", Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Approval: dunning.ApprovalRequired, At: at(11, 30, 8)},
	}
	event := func(when time.Time, kind dunning.Kind, step string, more ...func(*dunning.Event)) dunning.Record {
		e := dunning.Event{Kind: kind, Step: step, At: when}
		for _, f := range more {
			f(&e)
		}
		return dunning.Record{Event: e, RecordedAt: when}
	}
	sheet := backoffice.CaseSheet{CaseView: dunning.CaseView{
		Case: dunning.Case{
			Creditor: "brunel", Number: "F-2026-014", Debtor: "C-14", Currency: "EUR", State: dunning.Reminding, Balance: 120_000, Due: calendar.NewDate(2026, 10, 15), Version: 7,
			Steps: steps, Done: 3, Asked: "formal",
		},
		Debtor:   dunning.Debtor{Creditor: "brunel", Key: "C-14", Name: "Menuiserie Vasseur SAS", Email: "compta@vasseur.example.com", Address: dunning.Address{Lines: []string{"4 rue des Tilleuls"}, Postcode: "69003", City: "Lyon", Country: "FR"}},
		Creditor: dunning.Creditor{ID: "brunel", Name: "Atelier Brunel"},
		Invoice:  dunning.Invoice{Number: "F-2026-014", Issued: calendar.NewDate(2026, 9, 15), Due: calendar.NewDate(2026, 10, 15), Object: "Agencement de la salle d’accueil", OrderRef: "BC-77"},
		Tasks:    []dunning.Task{{ID: 3, Code: dunning.TaskApprove}},
		Messages: []dunning.Message{{ID: 12, Creditor: "brunel", Channel: dunning.Email, Level: dunning.Final, State: dunning.MessageAccepted, Recipient: "compta@vasseur.example.com", Document: strings.Repeat("ab", 32), Subject: "Dernière relance", SentAt: at(11, 16, 8), Reply: "250 2.0.0 OK"}},
		Timeline: []dunning.Record{
			event(at(10, 1, 7), dunning.KindOpened, ""), event(at(10, 9, 7), dunning.KindSent, "courtesy"), event(at(10, 20, 7), dunning.KindSent, "first"),
			event(at(11, 4, 10), dunning.KindPaid, "", func(e *dunning.Event) { e.Amount, e.Author = 30_000, "claire@example.fr" }),
			event(at(11, 9, 8), dunning.KindWithheld, "final", func(e *dunning.Event) { e.Reason = dunning.ReasonStaleBankData }),
			event(at(11, 16, 8), dunning.KindSent, "final", func(e *dunning.Event) { e.Message = 12 }),
			event(at(11, 26, 8), dunning.KindAsked, "formal", func(e *dunning.Event) { e.Reason = dunning.ReasonApprovalRequired }),
		},
	}}
	sheet.Claim = dunning.Claim{Principal: 120_000, Interest: 1_753, Fee: 4_000, Total: 125_753, Rate: "12.40", Days: 43, Articles: []string{"C. com. L441-10", "C. com. D441-5"},
		Periods: []dunning.ClaimPeriod{{From: calendar.NewDate(2026, 10, 16), To: GalleryDay, Days: 43, Base: 120_000, Rate: "12.40", Amount: 1_753}}}
	sheet.Draft = &dunning.ShownDraft{Shown: Yesterday, Step: "formal", Draft: dunning.Draft{
		Level: dunning.FormalNotice, Channel: dunning.RegisteredLetter, Principal: 120_000, Interest: 1_794, Fee: 4_000, Total: 125_794, Deadline: calendar.NewDate(2026, 12, 15),
		Pages: 3, Sheets: 3, Estimate: 690, Carrier: "maileva", Document: strings.Repeat("cd", 32),
	}}
	return sheet
}

// Exercise renders every state of a group of pages and looks that each is whole and
// harmless, that no template is without a state, and that people of all abilities can
// use it; with -gallery the pages are written for people to look at.
func Exercise(t *testing.T, templates page.Templates, states map[string]State) {
	t.Helper()
	if *gallery != "" {
		writeAssets(t, *gallery)
	}
	shown := map[string]bool{}
	t.Run("everybody", func(t *testing.T) { t.Parallel(); accessible(t, templates, states) })
	for name, s := range states {
		shown[s.Page] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			html := pageOf(t, templates, s)
			for _, bad := range []string{"<img src=x", "ZgotmplZ", "<no value>", "style=", "onclick=", "http://", "https://", "<script>"} {
				if strings.Contains(html, bad) {
					t.Errorf("the page holds %s", bad)
				}
			}
			for _, must := range []string{`<html lang="fr">`, `<h1`, `name="viewport"`} {
				if strings.Count(html, must) != 1 {
					t.Errorf("%s stands %d times", must, strings.Count(html, must))
				}
			}
			for _, word := range English(html) {
				t.Errorf("the page speaks English, or says a code: %s", word)
			}
			if *gallery != "" {
				if err := os.WriteFile(filepath.Join(*gallery, name+".html"), []byte(strings.ReplaceAll(html, "/style/", "style/")), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	for name := range templates {
		if !shown[name] {
			t.Errorf("no state of the gallery shows %s", name)
		}
	}
}

// pageOf renders a state whole.
func pageOf(t testing.TB, templates page.Templates, s State) string {
	t.Helper()
	w := httptest.NewRecorder()
	templates.Render(w, 200, s.Page, s.View)
	html := w.Body.String()
	if w.Code != 200 || !strings.HasSuffix(strings.TrimSpace(html), "</html>") {
		t.Fatalf("not whole: %.300s", html)
	}
	return html
}

func writeAssets(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "style"), 0o755); err != nil {
		t.Fatal(err)
	}
	for at, raw := range page.Assets.All() {
		body := strings.ReplaceAll(string(raw), "url(/style/", "url(")
		if err := os.WriteFile(filepath.Join(dir, strings.TrimPrefix(at, "/")), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
