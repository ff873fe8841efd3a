package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"
	"pgregory.net/rapid"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/einvoice"
	"relance/internal/interest"
	"relance/internal/money"
	"relance/internal/notice"
	"relance/internal/smtp/smtptest"
)

// testSession is a session that prints into a buffer.
func testSession(out io.Writer) *session {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	env := Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: io.Discard, Getenv: func(string) string { return "" }, Now: func() time.Time { return now }}
	return &session{Env: env, ctx: context.Background(), w: fr}
}

func TestCardNamesWhatABookkeeperLooksFor(t *testing.T) {
	t.Parallel()
	half := money.Cents(60000)
	tests := map[string]struct {
		change func(*einvoice.Document)
		want   string
	}{
		"a credit note":     {func(d *einvoice.Document) { d.TypeCode = "381" }, "Avoir F-1"},
		"an advance":        {func(d *einvoice.Document) { d.TypeCode = "386" }, "Facture d’acompte F-1"},
		"an unknown type":   {func(d *einvoice.Document) { d.TypeCode = "875" }, "Document de type 875, F-1"},
		"a direct debit":    {func(d *einvoice.Document) { d.MeansCode = "59" }, "prélèvement"},
		"a card":            {func(d *einvoice.Document) { d.MeansCode = "48" }, "carte bancaire"},
		"no amount":         {func(d *einvoice.Document) { d.Payable = nil }, "montant à payer non indiqué"},
		"no due date":       {func(d *einvoice.Document) { d.DueDate = calendar.Date{} }, "Échéance    inconnue"},
		"no number":         {func(d *einvoice.Document) { d.Number = "" }, "Facture sans numéro"},
		"nothing to chase":  {func(d *einvoice.Document) { *d.Payable = 0 }, "Relance     non\u00a0: "},
		"a line of a list":  {func(d *einvoice.Document) { d.Format = einvoice.CSV }, "(CSV, ligne 7)"},
		"steering sequence": {func(d *einvoice.Document) { d.Seller.Name = "A\x1b[2JB\nC" }, "A [2JB C"},
		"instalments": {func(d *einvoice.Document) {
			d.Instalments = []einvoice.Instalment{{DueDate: calendar.NewDate(2026, 3, 2), Amount: &half}, {DueDate: calendar.NewDate(2026, 4, 2), Amount: &half}}
		}, "02/04/2026\u00a0: 600,00\u00a0€"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sum := money.Cents(120000)
			doc := einvoice.Document{
				File: "f.xml", Format: einvoice.UBL, Number: "F-1", TypeCode: "380", Currency: "EUR", Payable: &sum, Total: &half,
				IssueDate: calendar.NewDate(2026, 2, 1), DueDate: calendar.NewDate(2026, 3, 2), DueDateRule: einvoice.DueStated,
			}
			tt.change(&doc)
			var out bytes.Buffer
			if err := testSession(&out).card(inspected{Document: doc, Line: 7}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("no %q in\n%s", tt.want, out.String())
			}
			if strings.ContainsRune(out.String(), '\x1b') {
				t.Error("a file steers the terminal")
			}
		})
	}
}

func TestPeriodText(t *testing.T) {
	t.Parallel()
	first, last := calendar.NewDate(2026, 3, 1), calendar.NewDate(2026, 3, 31)
	for want, st := range map[string]bank.Statement{
		"":                            {},
		"au 31/03/2026":               {To: last},
		"depuis le 01/03/2026":        {From: first},
		"du 01/03/2026 au 31/03/2026": {From: first, To: last},
	} {
		if got := (&session{w: fr}).periodText(st); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// The worker's promises hold in the simulator whatever is told when: it ends,
// it never sends to somebody who owes nothing, and no step twice.
func TestNoStoryOfTheSimulatorBreaksAPromise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rules, err := dunning.NewRules(dunning.DefaultPlan(), calendar.Metropole, "", "")
		if err != nil {
			t.Fatal(err)
		}
		on := calendar.NewDate(2026, 2, 1)
		cmd := &simulateCmd{
			Due: dateArg{calendar.NewDate(2026, 3, 2)}, On: dateArg{on}, Amount: 120000,
			Approve: rapid.Bool().Draw(t, "approve"), DebtorEmail: rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "email"),
		}
		day := on
		for range rapid.IntRange(0, 6).Draw(t, "facts") {
			day = day.AddDays(rapid.IntRange(0, 40).Draw(t, "days"))
			var f factArg
			text := rapid.SampledFrom([]string{
				"paid:300", "paid", "paid:-100", "credited:200", "dispute", "dispute:10", "resolve_dispute", "promise:" + day.AddDays(9).String(),
				"hold", "hold:" + day.AddDays(20).String(), "release", "reply", "release:reply", "bounce", "contact", "approve", "reject", "skip",
				"insolvency:" + day.String(), "reschedule:" + day.AddDays(30).String(), "close:settled",
			}).Draw(t, "fact")
			if err := f.UnmarshalText([]byte(day.String() + "=" + text)); err != nil {
				t.Fatal(err)
			}
			cmd.Event = append(cmd.Event, f)
		}
		p := newPlay(rules, cmd, cmd.Event, interest.Builtin())
		err = p.run(p.dayStart(on.AddDays(900)))
		if dunning.ErrorCode(err) == dunning.CodeInternal {
			t.Fatal(err)
		}
		sent := map[string]bool{}
		for _, r := range p.rows {
			if r.What != dunning.KindSent {
				continue
			}
			if sent[r.Step] || r.Balance <= 0 {
				t.Fatalf("%s is sent twice, or for nothing: %+v", r.Step, p.rows)
			}
			sent[r.Step] = true
		}
	})
}

func TestPreviewMailReadsBack(t *testing.T) {
	t.Parallel()
	n := notice.Sample(dunning.Final, dunning.B2B, "fr")
	words := notice.Rendered{Subject: "Dernier rappel\u00a0: é", Text: "Bonjour,\nà payer\u00a0: 10\u00a0€", HTML: "<p>à payer</p>", QRPNG: bytes.Repeat([]byte{1, 2, 3}, 200)}
	data, err := previewMail(n, words)
	if err != nil {
		t.Fatal(err)
	}
	r, err := mail.CreateReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err := r.Header.Subject(); err != nil || subject != words.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	if at, err := r.Header.Date(); err != nil || calendar.DateOf(at) != n.Date {
		t.Errorf("date %s, %v; want %s", at, err, n.Date)
	}
	want := []string{words.Text, words.HTML, string(words.QRPNG)}
	for _, w := range want {
		part, err := r.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(part.Body)
		if text := strings.ReplaceAll(string(got), "\r\n", "\n"); err != nil || text != w {
			t.Errorf("got %q, %v; want %q", text, err, w)
		}
	}
}

func TestMailCheckLogsIn(t *testing.T) {
	t.Parallel()
	srv := smtptest.Start(t, smtptest.Options{})
	up := checkup{s: testSession(io.Discard)}
	cfg := config.Config{Mail: config.Mail{Mode: config.Live, SMTP: config.SMTP{Host: srv.Host, Port: srv.Port, TLS: "none"}}}
	up.mail(cfg)
	up.mail(config.Config{Mail: config.Mail{Mode: config.Live}})
	if len(up.list) != 2 || !up.list[0].OK || up.list[1].OK || up.list[1].Fix != "set mail.smtp.host" {
		t.Errorf("got %+v", up.list)
	}
}

func TestWritableFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writable(filepath.Join(dir, "not", "yet")); err != nil {
		t.Errorf("a folder that can be made: %v", err)
	}
	if err := writable(file); err == nil {
		t.Error("a file passes for a folder")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("the check leaves %d entries, %v", len(left), err)
	}
}
