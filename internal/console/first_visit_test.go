package console_test

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/config"
	"relance/internal/console/office"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/posting"
	"relance/internal/smtp"
	"relance/internal/smtp/smtptest"
	"relance/internal/spreadsheet"
)

// firstFile sets an installation up by a real configuration file, and sends by the mail
// server that it names. Where the program would begin anew it stores the creditors.
type firstFile struct {
	v     *visit
	path  string
	begun int
}

func (f *firstFile) config() (config.Config, error) {
	if _, err := os.Stat(f.path); errors.Is(err, os.ErrNotExist) {
		return config.Default(), nil
	}
	return config.LoadToSend(f.path, func(string) string { return "" })
}

func (f *firstFile) Installed(context.Context, access.Actor) (in office.Installation, err error) {
	cfg, err := f.config()
	m := cfg.Mail
	in = office.Installation{
		File: filepath.Base(f.path), Mode: string(m.Mode), RedirectTo: m.RedirectTo, Host: m.SMTP.Host, TLS: m.SMTP.TLS, Username: m.SMTP.Username, Port: m.SMTP.Port,
		Since: strconv.Itoa(f.begun),
	}
	if len(cfg.Creditors) > 0 {
		in.Creditor = cfg.Creditors[0]
	}
	return in, err
}

func (f *firstFile) Install(ctx context.Context, who access.Actor, in office.Installation) ([]dunning.Fault, error) {
	err := config.Install(f.path, func(string) string { return "" }, config.Installation{
		Creditor: in.Creditor, Mode: config.Mode(in.Mode), RedirectTo: in.RedirectTo, Password: in.Password,
		SMTP: config.SMTP{Host: in.Host, Port: in.Port, TLS: in.TLS, Username: in.Username},
	})
	var faults config.Faults
	if errors.As(err, &faults) {
		return faults, nil
	}
	if err != nil {
		return nil, err
	}
	return f.Reread(ctx, who)
}

func (f *firstFile) Reread(ctx context.Context, _ access.Actor) ([]dunning.Fault, error) {
	cfg, err := f.config()
	for _, c := range cfg.Creditors {
		err = errors.Join(err, f.v.db.SaveCreditor(ctx, c, []dunning.Plan{dunning.DefaultPlan()}))
	}
	f.begun++
	return nil, err
}

func (f *firstFile) TestMail(ctx context.Context, _ access.Actor, to string) error {
	cfg, err := f.config()
	if err != nil {
		return err
	}
	sender, err := posting.Sender(cfg)
	if err != nil {
		return err
	}
	defer sender.Close()
	from := cfg.Creditors[0].Email
	body, err := smtp.Compose(smtp.Mail{
		From: smtp.Address{Mail: from}, To: smtp.Address{Mail: to}, Subject: "Essai", Date: f.v.db.Now(), Language: "fr", MessageID: "essai@example.com", Text: "Bonjour.\n",
	})
	if err != nil {
		return err
	}
	out, err := sender.Send(ctx, smtp.Envelope{From: from, To: to, Bytes: body}, func(context.Context) error { return nil })
	if err == nil && out.Verdict != smtp.Accepted {
		err = dunning.Errorf(dunning.CodeUnavailable, "the mail server did not take the mail")
	}
	return err
}

// TestAFirstVisitInTheBrowser goes from the one-time link to a list of today, by an
// installation that nobody has set up: with script, and once more without.
func TestAFirstVisitInTheBrowser(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it opens a browser")
	}
	for name, script := range map[string]bool{"with script": true, "without script": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := unused(t)
			file := &firstFile{v: v, path: filepath.Join(t.TempDir(), config.FileName)}
			v.door.Office.Setup = file
			server := smtptest.Start(t, smtptest.Options{})
			n := people.NewUser{Login: "jeanne@example.com", Name: "Jeanne", Grant: people.Grant{Creditor: people.Everyone, Role: "admin"}}
			_, err := v.people.AddUser(t.Context(), audit.Who{Name: "root", Door: "cli"}, n, people.HashOf("link"))
			v.must(err)
			p := v.person(t, script)
			p.goes("/acces?cle=" + url.QueryEscape("link"))
			p.do(chromedp.SendKeys(`#password`, password))
			p.presses("Enregistrer et entrer")
			p.namesTheBusiness()
			p.namesTheServer(server)
			p.importsTheFirstInvoices()
			p.choosesWhatLeaves()
			p.presses("Aller à Aujourd’hui")
			p.sees("Rien à faire")
			cfg, err := file.config()
			if v.must(err); cfg.Mail.Mode != config.Live || cfg.Creditors[0].SIREN != "732829320" || cfg.Mail.RedirectTo != "" {
				t.Errorf("the file says %s, %s", cfg.Mail.Mode, cfg.Creditors[0].SIREN)
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			if len(p.reports) > 0 {
				t.Errorf("the browser reports %q", p.reports)
			}
		})
	}
}

// fills a field, in the place of what stands in it.
func (p *person) fills(field, text string) {
	p.t.Helper()
	p.do(chromedp.SetValue(field, text))
}

// goesOn waits for the program to have begun anew.
func (p *person) goesOn() {
	p.t.Helper()
	if !p.script {
		p.presses("Continuer")
	}
	p.sees("C’est enregistré, et déjà en usage")
}

func (p *person) namesTheBusiness() {
	p.t.Helper()
	p.sees("1. Votre entreprise")
	for _, f := range [][2]string{
		{`#nom`, "Le Fournil"}, {`#siren`, "732 829 321"}, {`#iban`, "FR76 3000 6000 0112 3456 7890 189"}, {`#adresse`, "3 rue du Four"}, {`#postal`, "01000"}, {`#ville`, "Bourg-en-Bresse"},
		{`#email`, "fournil@example.com"}, {`#signataire`, "Jeanne Roux"},
	} {
		p.fills(f[0], f[1])
	}
	p.do(chromedp.Click(`#entreprise button`))
	p.sees("Rien n’a été changé")
	p.do(chromedp.WaitVisible(`#siren + #faute-siren`)) // beside its field, and nothing typed is lost
	p.fills(`#siren`, "732 829 320")
	p.do(chromedp.Click(`#entreprise button`))
	p.goesOn()
}

func (p *person) namesTheServer(server *smtptest.Server) {
	p.t.Helper()
	p.fills(`#serveur`, server.Host)
	p.fills(`#port`, strconv.Itoa(server.Port))
	p.do(chromedp.SetValue(`#chiffrement`, "none"), chromedp.Click(`#messagerie button`))
	p.goesOn()
	p.fills(`#essai`, "jeanne@example.com")
	p.presses("Essayer")
	p.sees("essai est parti")
	if got := server.To("jeanne@example.com"); len(got) != 1 {
		p.t.Errorf("%d test mails arrived", len(got))
	}
}

// importsTheFirstInvoices drops the workbook before the list that was meant.
func (p *person) importsTheFirstInvoices() {
	p.t.Helper()
	p.presses("Essayer un import")
	var workbook bytes.Buffer
	p.v.must(spreadsheet.XLSX(&workbook, spreadsheet.Table{Name: "Factures", Head: []string{"Numéro", "Total"}, Rows: func(func([]any, error) bool) {}}))
	p.drops("factures.csv", workbook.Bytes()) // whatever its name
	p.sees("Ce fichier est un classeur Excel")
	p.drops("liste.csv", []byte("Numéro;Date;Échéance;Client;E-mail;Total TTC\nF-1;01/03/2026;31/03/2026;Menuiserie Vasseur;compta@example.org;1 200,00\n"))
	p.sees("Nouvelles, à prendre")
	p.sees("Menuiserie Vasseur")
	p.presses("Prendre")
	p.sees("C’est pris")
	p.presses("Continuer la mise en route")
}

func (p *person) drops(name string, data []byte) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), name)
	p.v.must(os.WriteFile(file, data, 0o600))
	p.do(chromedp.SetUploadFiles(`#fichier`, []string{file}))
	p.presses("Essayer")
}

func (p *person) choosesWhatLeaves() {
	p.t.Helper()
	for _, m := range []struct{ mode, means string }{{"redirect", "part à une adresse à vous"}, {"live", "partent aux clients"}} {
		p.sees("rien ne part. Vous pouvez tout regarder")
		p.sees(m.means)
		p.do(chromedp.Click(`#mode input[value=` + m.mode + `]`))
		if m.mode == "redirect" {
			p.fills(`#vers`, "jeanne@example.com")
		}
		p.do(chromedp.Click(`#mode button`))
		p.goesOn()
	}
	p.sees("Tout est réglé")
}
