package console_test

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/people"
	"relance/internal/postgres/sending"
	"relance/internal/posting"
	"relance/internal/web/browsertest"
)

// pdfViewer is the browser's own page around a PDF.
const pdfViewer = "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/"

// person is somebody with a browser before the console.
type person struct {
	t       *testing.T
	v       *visit
	ctx     context.Context
	script  bool
	folder  string // what was saved
	mu      sync.Mutex
	reports []string // of the policy, and of requests elsewhere
}

func (v *visit) person(t *testing.T, script bool) *person {
	t.Helper()
	p := &person{t: t, v: v, ctx: browsertest.Open(t), script: script, folder: t.TempDir()}
	v.must(chromedp.Listen(p.ctx, func(e any) {
		switch e := e.(type) {
		case *log.EventEntryAdded:
			if strings.Contains(e.Entry.Text, "Content Security Policy") {
				p.report(e.Entry.Text)
			}
		case *network.EventRequestWillBeSent:
			if at := e.Request.URL; !strings.HasPrefix(at, v.server.URL) && !strings.HasPrefix(at, "data:") && !strings.HasPrefix(at, pdfViewer) && at != "about:blank" {
				p.report("a request to " + at)
			}
		}
	}))
	p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, first := cdp.Call(ctx, target, log.Enable, cdp.Empty{})
		_, second := cdp.Call(ctx, target, network.Enable, network.EnableParams{})
		_, third := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !script})
		_, fourth := cdp.Call(ctx, target, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: p.folder})
		return errors.Join(first, second, third, fourth)
	}))
	return p
}

func (p *person) report(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reports = append(p.reports, text)
}

func (p *person) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
		defer cancel()
		at, _ := chromedp.Run(ctx, chromedp.Location())
		text, _ := chromedp.Run(ctx, chromedp.Text(`main`))
		p.t.Fatalf("at %s: %v\n%s", at, err, text)
	}
}

// sees waits until the page says a text.
func (p *person) sees(text string) {
	p.t.Helper()
	p.do(chromedp.WaitReady(`//main//*[contains(normalize-space(.), "` + text + `")]`))
}

func (p *person) goes(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.v.server.URL + path))
}

// presses a button or follows a link by its words.
func (p *person) presses(text string) {
	p.t.Helper()
	p.do(chromedp.Click(`(//main//*[self::a or self::button or self::summary][contains(normalize-space(.), "` + text + `")])[1]`))
}

// key presses a key anywhere on the page; where script is off, the button that does
// the same.
func (p *person) key(key, button string) {
	p.t.Helper()
	if p.script {
		p.do(chromedp.KeyEvent(key))
		return
	}
	p.presses(button)
}

// aDay is a morning of the clerks of atelier: a mail to read, two letters to approve, a
// call to make, three lines that the bank file will bring, and a reminder that did not
// leave.
func aDay(v *visit) {
	ctx := v.t.Context()
	mails := dunning.DefaultPlan()
	mails.Steps = []dunning.Step{{ID: "first", At: 3, Channel: dunning.Email, Level: dunning.First}}
	seller := dunning.Creditor{
		ID: "atelier", Name: "Maison atelier", LegalForm: "SARL", SIREN: "732829320", Address: dunning.Address{Lines: []string{"12 rue des Lilas"}, Postcode: "69003", City: "Lyon"},
		Email: "atelier@example.com", IBAN: "FR7630006000011234567890189", Signatory: "Claire Brunel", Capacity: "Gérante",
	}
	add := func(plan dunning.Plan, number, key, name string, payable money.Cents, due calendar.Date) dunning.Ref {
		v.must(v.db.SaveCreditor(ctx, seller, []dunning.Plan{plan}))
		added, err := v.db.AddInvoice(ctx, dunning.NewInvoice{
			Creditor: "atelier", Now: v.db.Now(), Author: "test",
			Debtor: dunning.Debtor{Key: key, Name: name, Email: "compta@example.org", Address: dunning.Address{Lines: []string{"1 place du Marché"}, Postcode: "44000", City: "Nantes"}},
			Invoice: dunning.Invoice{
				Number: number, Issued: due.AddDays(-30), Due: due, DueRule: dunning.DueStated, Currency: "EUR", Total: payable, Payable: payable, Source: "test",
			},
		})
		v.must(err)
		return added.Ref
	}
	letters := dunning.DefaultPlan()
	letters.Spread, letters.Steps = 0, []dunning.Step{{ID: "formal", At: 5, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 15, Approval: dunning.ApprovalRequired}}
	old, young := calendar.NewDate(2026, 1, 20), calendar.NewDate(2026, 3, 2)
	first, second := add(letters, "F-101", "C-M", "Menuiserie Vasseur", 80_000, old), add(letters, "F-102", "C-H", "Hôtel du Port", 90_000, old)
	for number, cents := range map[string]money.Cents{"F-201": 31_000, "F-202": 42_000, "F-203": 53_000} {
		add(mails, number, "C-"+number, "Client "+number, cents, young)
	}
	call := add(mails, "F-301", "C-B", "Boulangerie du Parc", 64_000, old)
	v.must(v.db.OpenTask(ctx, dunning.Task{Ref: call, Code: dunning.TaskCall, Step: "call"}))
	_, err := v.db.Record(ctx, dunning.Recording{Ref: call, Event: dunning.NewWithheld("first", dunning.ReasonStaleBankData).With(dunning.Stamp{At: v.db.Now().AddDate(0, 0, -1)})})
	v.must(err)
	_, err = v.office.Tell(ctx, access.Shell("root"), backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: dunning.NewReply()})
	v.must(err)
	cfg := config.Default()
	cfg.Dir = v.t.TempDir()
	post := posting.New(cfg, sending.NewRoom(v.db), slog.New(slog.DiscardHandler), v.db.Now)
	v.office.Post = post
	for _, ref := range []dunning.Ref{first, second} {
		_, err := posting.CaseRecorder{Post: post}.Record(ctx, dunning.Recording{Ref: ref, Event: dunning.NewAsked("formal", "").With(dunning.Stamp{At: v.db.Now(), Reason: dunning.ReasonApprovalRequired})})
		v.must(err)
	}
}

const threeLines = "Date;Libellé;Montant\n10/03/2026;VIR SANS REFERENCE A;310,00\n10/03/2026;VIR SANS REFERENCE B;420,00\n10/03/2026;VIR SANS REFERENCE C;530,00\n"

// TestAWholeDayInTheBrowser plays a day from signing in to a list that is empty: with
// keys, and once more with script switched off. The browser asks nobody else, and has
// no complaint about the policy.
func TestAWholeDayInTheBrowser(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	for name, script := range map[string]bool{"with keys": true, "without script": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := open(t)
			aDay(v)
			n := people.NewUser{Login: "claire", Name: "Claire", Grant: people.Grant{Creditor: "atelier", Role: "approver"}}
			_, err := v.people.AddUser(t.Context(), audit.Who{Name: "root", Door: "cli"}, n, people.HashOf("link"))
			v.must(err)
			p := v.person(t, script)
			p.signsIn()
			p.readsAReply()
			p.matchesThreeLines()
			p.approvesTwoLetters()
			p.notesACall()
			p.asksWhyNothingLeft()
			p.findsByHalfAName()
			p.goes("/")
			p.sees("Rien à faire")
			p.savesTheAgedBalance()
			p.mu.Lock()
			defer p.mu.Unlock()
			if len(p.reports) > 0 {
				t.Errorf("the browser reports %q", p.reports)
			}
		})
	}
}

func (p *person) signsIn() {
	p.t.Helper()
	p.goes("/acces?cle=" + url.QueryEscape("link"))
	p.do(chromedp.SendKeys(`#password`, password))
	p.presses("Enregistrer et entrer")
	p.sees("choses à faire")
}

func (p *person) readsAReply() {
	p.t.Helper()
	p.sees("Réponses à lire")
	p.presses("Lire")
	p.sees("Que faire")
	p.key(kb.Enter, "C’est lu")
	p.sees("choses à faire")
}

func (p *person) matchesThreeLines() {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "releve.csv")
	p.v.must(os.WriteFile(file, []byte(threeLines), 0o600))
	p.goes("/banque")
	p.do(chromedp.SetUploadFiles(`#fichier`, []string{file}))
	p.presses("Lire le fichier")
	p.sees("Lignes lues")
	p.presses("Continuer")
	for i, number := range []string{"F-201", "F-202", "F-203"} {
		p.sees([]string{"Ligne 1 sur 3", "Ligne 1 sur 2", "Ligne 1 sur 1"}[i])
		p.key([]string{kb.Enter, "1", kb.Enter}[i], "Accepter")
		p.sees("pour " + number)
	}
	p.sees("Tout est rapproché")
	p.key("u", "Annuler") // the last one was a mistake, and is taken back
	p.sees("Propositions")
	p.key("1", "Accepter")
	p.sees("Tout est rapproché")
}

func (p *person) approvesTwoLetters() {
	p.t.Helper()
	p.goes("/")
	p.sees("Lettres à approuver")
	p.presses("Relire et approuver")
	for _, then := range []string{"Hôtel du Port", "Aucune lettre n’attend"} {
		p.sees("Votre décision")
		p.key(kb.Enter, "Approuver")
		p.sees(then)
	}
}

func (p *person) notesACall() {
	p.t.Helper()
	p.goes("/")
	p.presses("Noter l’appel")
	p.sees("Que dire")
	p.presses("Il promet de payer")
	p.do(chromedp.SendKeys(`#date`, "20/03/2026"))
	if p.script {
		p.sees("Ce que cela changera") // while it is typed
	} else {
		p.presses("Voir l’effet")
	}
	p.sees("Suspend")
	p.presses("Enregistrer")
	p.sees("Aujourd’hui")
}

func (p *person) asksWhyNothingLeft() {
	p.t.Helper()
	p.sees("N’est pas parti hier")
	p.goes("/dossiers/atelier/F-301")
	p.sees("Rien n’est parti")
	p.sees("relevé")
	p.sees("Promesse de paiement")
}

func (p *person) findsByHalfAName() {
	p.t.Helper()
	p.goes("/")
	if p.script {
		p.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error { // pressed, without the letter that follows
			_, err := cdp.Call(ctx, target, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Key: "/"})
			return err
		}), chromedp.WaitReady(`#chercher:focus`))
	}
	p.do(chromedp.SendKeys(`#chercher`, "vasseu\r"))
	p.sees("Menuiserie Vasseur")
	p.presses("F-101")
	p.sees("800,00")
}

func (p *person) savesTheAgedBalance() {
	p.t.Helper()
	p.goes("/tableau")
	p.presses("CSV")
	file := filepath.Join(p.folder, "balance-agee-2026-03-10.csv")
	p.waits(func() bool {
		body, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(body), "Menuiserie Vasseur")
	})
}

// waits looks whether something has happened, for as long as a step may last.
func (p *person) waits(done func() bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			files, _ := os.ReadDir(p.folder)
			p.t.Fatalf("it does not happen; the folder holds %v", files)
		case <-tick.C:
		}
	}
}
