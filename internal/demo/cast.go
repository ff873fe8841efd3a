package demo

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/money"
)

// demoInvoice is one invoice of the demo: who owes it, when it falls due
// (days from the day of the demo) and what happens to it (days from due).
type demoInvoice struct {
	number string
	debtor string
	due    int
	amount money.Cents
	acts   []demoAct
}

// demoAct is something that is told to a case on a day.
type demoAct struct {
	day   int
	event dunning.Event
	say   string
}

func demoCreditor() dunning.Creditor {
	return dunning.Creditor{
		ID: "atelier-brunel", Name: "Atelier Brunel SARL", LegalForm: "SARL au capital de 10 000 €", SIREN: "732829320",
		RCS: "RCS Lyon 732 829 320", Address: dunning.Address{Lines: []string{"12 rue des Lilas"}, Postcode: "69003", City: "Lyon"},
		Email: "compta@atelier-brunel.example.fr", Phone: "04 00 00 00 00", IBAN: "FR7630006000011234567890189", BIC: "AGRIFRPP",
		Signatory: "Claire Brunel", Capacity: "Gérante",
	}
}

func demoDebtor(key, name, mail, city, postcode string) dunning.Debtor {
	return dunning.Debtor{
		Key: key, Name: name, Regime: dunning.B2B, Language: "fr", Email: mail,
		Address: dunning.Address{Lines: []string{"1 place du Marché"}, Postcode: postcode, City: city},
	}
}

func demoDebtors() map[string]dunning.Debtor {
	out := map[string]dunning.Debtor{}
	for _, d := range []dunning.Debtor{
		demoDebtor("C-PAYEUR", "Boulangerie du Parc SAS", "compta@boulangerie.example.com", "Lyon", "69006"),
		demoDebtor("C-RESOLU", "Menuiserie Vasseur SARL", "compta@menuiserie.example.com", "Dijon", "21000"),
		demoDebtor("C-LITIGE", "Garage des Alpes SAS", "compta@garage.example.com", "Annecy", "74000"),
		demoDebtor("C-PARTIEL", "Hôtel du Port SA", "compta@hotel.example.com", "Brest", "29200"),
		demoDebtor("C-REFUS", "Imprimerie Lenoir SARL", "refuse@imprimerie.example.com", "Lille", "59000"),
		demoDebtor("C-TROIS", "Transports Morel SAS", "fournisseurs@transports.example.com", "Strasbourg", "67000"),
	} {
		out[d.Key] = d
	}
	return out
}

// demoInvoices tell one story each.
func demoInvoices() []demoInvoice {
	paid := func(a money.Cents) dunning.Event {
		return dunning.NewPaid(a, calendar.Date{}).With(dunning.Stamp{Source: "bank", Reason: dunning.ReasonFact})
	}
	return []demoInvoice{
		{"F-2026-101", "C-PAYEUR", 12, 120000, []demoAct{{9, paid(120000), "pays in full between two reminders"}}},
		{"F-2026-102", "C-RESOLU", 12, 86450, []demoAct{
			{7, dunning.NewDispute(0, "delivery").With(dunning.Stamp{Reason: dunning.ReasonFact}), "disputes the delivery"},
			{20, dunning.NewResolveDispute().With(dunning.Stamp{Reason: dunning.ReasonFact}), "the dispute is resolved: the chase resumes"},
			{38, paid(86450), "pays"},
		}},
		{"F-2026-103", "C-LITIGE", 12, 45000, []demoAct{
			{8, dunning.NewDispute(0, "price").With(dunning.Stamp{Reason: dunning.ReasonFact}), "disputes the price"},
		}},
		{"F-2026-104", "C-PARTIEL", 12, 500000, []demoAct{{10, paid(200000), "pays a part"}}},
		{"F-2026-105", "C-REFUS", 12, 64000, nil},
		{"F-2026-106", "C-TROIS", 12, 30000, []demoAct{{18, paid(30000), "pays"}}},
		{"F-2026-107", "C-TROIS", 12, 41500, []demoAct{{18, paid(41500), "pays"}}},
		{"F-2026-108", "C-TROIS", 12, 12990, []demoAct{{18, paid(12990), "pays"}}},
	}
}

// demoConfig sends live, but only to the catcher on this machine.
func demoConfig(host string, port int, letters string) config.Config {
	cfg := config.Default()
	cfg.Creditors = []dunning.Creditor{demoCreditor()}
	cfg.Plans = config.Default().Plans
	cfg.Mail = config.Mail{Mode: config.Live, SMTP: config.SMTP{Host: host, Port: port, TLS: "none"}}
	cfg.Letters = config.Letters{Carrier: config.MailevaCarrier, Folder: letters, Copies: true, Maileva: config.Maileva{Price: 690}}
	cfg.Listen = "127.0.0.1:0"
	cfg.Log = "error"
	return cfg
}

// demoPDF draws the invoice that is attached to the notices.
func demoPDF(inv dunning.Invoice, c dunning.Creditor, d dunning.Debtor) ([]byte, error) {
	pdf := fpdf.New("P", "mm", "A4", "")
	tr := pdf.UnicodeTranslatorFromDescriptor("")
	pdf.SetCreationDate(inv.Issued.UTC())
	pdf.SetModificationDate(inv.Issued.UTC())
	pdf.AddPage()
	pdf.SetFont("Helvetica", "B", 16)
	pdf.CellFormat(0, 12, tr("FACTURE "+inv.Number), "", 1, "", false, 0, "")
	pdf.SetFont("Helvetica", "", 11)
	total := money.FrenchPlain(money.EUR(inv.Total))
	for _, line := range []string{
		c.Name, c.LegalForm + " – " + c.RCS, "", "Client : " + d.Name, d.Address.Postcode + " " + d.Address.City, "",
		"Date : " + inv.Issued.French(), "Échéance : " + inv.Due.French(), "Objet : " + inv.Object, "", "Total TTC : " + total,
		"", "Pénalités de retard : taux de la BCE majoré de 10 points ; indemnité forfaitaire de 40 €.", "IBAN : " + c.IBAN,
	} {
		pdf.CellFormat(0, 7, tr(line), "", 1, "", false, 0, "")
	}
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("drawing invoice %s: %w", inv.Number, err)
	}
	return b.Bytes(), nil
}

// record makes the invoice as of the day of the demo.
func (d demoInvoice) record(today calendar.Date) dunning.Invoice {
	due := today.AddDays(d.due)
	return dunning.Invoice{
		Creditor: demoCreditor().ID, Number: d.number, Debtor: d.debtor, Issued: due.AddDays(-30), Due: due,
		DueRule: dunning.DueStated, Currency: "EUR", Total: d.amount, Payable: d.amount, Object: "travaux de menuiserie",
		Source: "demo", FileName: d.number + ".pdf",
	}
}

// at is the instant of an act: half past ten in Paris, inside every window.
func (d demoInvoice) at(today calendar.Date, act demoAct) time.Time {
	day := today.AddDays(d.due + act.day).NextBusinessDay(calendar.Metropole)
	return time.Date(day.Year, day.Month, day.Day, 10, 30, 0, 0, calendar.Metropole.Location()).UTC()
}
