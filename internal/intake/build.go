package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/currency"

	"relance/internal/calendar"
	"relance/internal/einvoice"
	"relance/internal/identifier"
	"relance/internal/money"
)

// builder makes items out of named values; CSV and JSON share it.
type builder struct {
	file     string
	format   einvoice.Format
	mark     byte // decimal mark of the file, 0 when unknown
	computed bool // the file has no amount due: it is worked out
}

// draft is an item in the making. Faults make it unusable, warnings do not.
type draft struct {
	builder
	item   Item
	values map[string]string
	faults []string
	code   Code
}

// build makes the item of one line. Every fault of the line is reported, not
// only the first.
func (b builder) build(line int, values map[string]string) Item {
	d := draft{builder: b, values: values, code: Invalid}
	d.item.Line = line
	d.item.Document = newDocument(b.file, b.format)
	d.readTexts()
	d.readDates()
	d.readCurrency()
	d.readType()
	d.readAmounts()
	d.readParties()
	d.readStatus()
	d.readExtra()
	if len(d.faults) > 0 {
		message := strings.Join(d.faults, "\u202f; ")
		d.item.Error = &Error{File: b.file, Line: line, Code: d.code, Message: message}
		d.item.Document.Error = message
	}
	return d.item
}

func (d *draft) fault(format string, args ...any) {
	d.faults = append(d.faults, fmt.Sprintf(french(format), args...))
}

func (d *draft) warn(format string, args ...any) {
	doc := &d.item.Document
	doc.Warnings = append(doc.Warnings, fmt.Sprintf(french(format), args...))
}

func (d *draft) readTexts() {
	doc, v := &d.item.Document, d.values
	switch doc.Number = v["number"]; doc.Number {
	case "":
		d.fault("numéro de facture absent : remplissez la colonne number")
	case "/": // what Odoo prints for a draft
		d.code = NotIssued
		d.fault("facture sans numéro définitif : c’est un brouillon, à ne pas importer")
	}
	if r, ok := unseen(doc.Number); ok {
		d.fault("numéro de facture « %s » : il contient le caractère invisible U+%04X, retapez-le", shorten(visible(doc.Number)), r)
	}
	doc.OrderRef, doc.PaymentRef, doc.BuyerRef = v["order_ref"], v["payment_ref"], v["buyer_ref"]
	doc.MeansCode, doc.Terms, doc.BIC = meansCode(v["means_code"]), v["terms"], v["bic"]
	doc.Payee, doc.Frame, doc.Mandate = v["payee"], v["frame"], v["mandate"]
	for number := range strings.SplitSeq(v["preceding"], "\n") {
		if number != "" {
			doc.Preceding = append(doc.Preceding, einvoice.Preceding{Number: number})
		}
	}
	if doc.IBAN = v["iban"]; doc.IBAN != "" {
		if iban, err := identifier.ParseIBAN(doc.IBAN); err != nil {
			d.warn("iban : %s", inFrench(err))
		} else {
			doc.IBAN = iban.String()
		}
	}
}

// inFrench is the French text of an identifier's refusal.
func inFrench(err error) string {
	var e *identifier.Error
	if errors.As(err, &e) {
		return e.French()
	}
	return err.Error()
}

func (d *draft) readDates() {
	doc := &d.item.Document
	doc.IssueDate = d.date("issue_date")
	if due := d.date("due_date"); !due.IsZero() {
		doc.DueDate, doc.DueDateRule = due, einvoice.DueStated
	}
	if d.values["issue_date"] == "" {
		d.fault("date de facture absente : remplissez la colonne issue_date")
	}
	if !doc.DueDate.IsZero() && doc.DueDate.Before(doc.IssueDate) {
		d.warn("échéance %s antérieure à la date de facture %s", doc.DueDate, doc.IssueDate)
	}
}

func (d *draft) date(field string) calendar.Date {
	s := d.values[field]
	if s == "" {
		return calendar.Date{}
	}
	day, err := parseDay(s)
	if err != nil {
		d.fault("%s : date impossible « %s », attendu jj/mm/aaaa ou aaaa-mm-jj", field, shorten(s))
	}
	return day
}

func (d *draft) readCurrency() {
	code := strings.ToUpper(d.values["currency"])
	switch code {
	case "", "€", "EURO", "EUROS":
		code = "EUR"
	case "£":
		code = "GBP"
	case "$":
		d.fault("currency : « $ » désigne plusieurs monnaies, écrivez USD ou CAD")
	}
	if _, err := currency.ParseISO(code); err != nil && code != "$" {
		d.fault("currency : devise « %s » inconnue, attendu un code ISO 4217 comme EUR", shorten(code))
	}
	d.item.Document.Currency = code
}

// documentTypes are the words that lists use for the kind of a document.
var documentTypes = map[string]string{
	"": "380", "facture": "380", "invoice": "380", "facture standard": "380", "out invoice": "380", "customer invoice": "380", "facture client": "380",
	"avoir": "381", "facture avoir": "381", "note de credit": "381", "credit note": "381", "out refund": "381", "customer credit note": "381",
	"acompte": "386", "facture d acompte": "386", "facture acompte": "386",
	"facture rectificative": "384", "facture de remplacement": "384", "pro forma": "325", "proforma": "325", "facture proforma": "325",
}

func (d *draft) readType() {
	written := d.values["type_code"]
	code, known := documentTypes[normalise(written)]
	if len(written) == 2 || len(written) == 3 {
		if strings.Trim(written, "0123456789") == "" {
			code, known = written, true
		}
	}
	if !known {
		code = "380"
		d.warn("type_code : « %s » inconnu, lu comme une facture", shorten(written))
	}
	d.item.Document.TypeCode = code
}

func (d *draft) readAmounts() {
	doc := &d.item.Document
	doc.Total, doc.Prepaid, doc.Payable = d.amount("total"), d.amount("prepaid"), d.amount("payable")
	doc.Net, doc.VAT = d.amount("net"), d.amount("vat")
	if doc.Payable == nil && d.values["payable"] == "" && doc.Total != nil {
		left := *doc.Total
		if doc.Prepaid != nil {
			left -= *doc.Prepaid
		}
		doc.Payable = &left
		if !d.computed {
			d.warn("payable : reste dû vide, lu %s (total moins déjà réglé)", left)
		}
	}
	switch {
	case doc.Payable == nil && d.values["payable"]+d.values["total"] == "":
		d.fault("montant absent : remplissez total ou payable")
	case doc.Payable != nil && *doc.Payable < 0 && !slices.Contains(creditNotes, doc.TypeCode):
		d.fault("montant négatif (%s) : indiquez 381 dans type_code si c’est un avoir, sinon corrigez le montant", doc.Payable)
	}
}

func (d *draft) amount(field string) *money.Cents {
	s := d.values[field]
	if s == "" {
		return nil
	}
	sum, rounded, err := parseAmount(s, d.mark)
	switch {
	case errors.Is(err, errAmbiguous):
		d.fault("%s : montant ambigu « %s » (milliers ou décimales ?), écrivez-le avec deux décimales", field, shorten(s))
		return nil
	case err != nil:
		d.fault("%s : montant illisible « %s », attendu 1234.56 ou 1234,56", field, shorten(s))
		return nil
	case rounded:
		d.warn("%s : montant %s arrondi à %s", field, shorten(s), sum)
	}
	return &sum
}

// readStatus refuses what was never issued and settles what is paid. Some
// software keeps the two apart: whether it was issued, and whether it is paid.
func (d *draft) readStatus() {
	d.readOneStatus(d.values["state"])
	d.readOneStatus(d.values["status"])
}

func (d *draft) readOneStatus(written string) {
	doc := &d.item.Document
	switch normalise(written) {
	case "brouillon", "draft", "annulee", "annule", "abandonnee", "cancelled", "canceled", "cancel", "brouillon a valider":
		d.code = NotIssued
		d.fault("statut « %s » : facture non émise ou annulée, à ne pas importer", shorten(written))
	case "partiellement payee", "partiellement paye", "partially paid", "partial", "partiel", "paiement partiel",
		"partiellement reglee", "partiellement regle", "reglee partiellement", "payee partiellement":
		if d.values["payable"]+d.values["prepaid"] == "" {
			d.fault("statut « %s » : remplissez payable (le reste dû) ou prepaid (le déjà réglé), sinon le total serait réclamé", shorten(written))
		}
	case "payee", "paye", "paid", "reglee", "regle", "soldee", "encaissee", "in payment", "en paiement", "en cours de paiement",
		"reversed", "extournee", "extourne":
		if doc.Payable != nil && *doc.Payable > 0 {
			if d.values["payable"] != "" {
				d.warn("statut « %s », mais il reste %s à payer", shorten(written), doc.Payable)
				return
			}
			var nothing money.Cents
			doc.Payable = &nothing
		}
	}
}

// meansCodes are the words that lists use for the means of payment, as
// UNTDID 4461 codes.
var meansCodes = map[string]string{
	"virement": "30", "virement bancaire": "30", "virement sepa": "58", "cheque": "20", "prelevement": "49", "prelevement sepa": "59", "prelevement bancaire": "49",
	"carte": "48", "carte bancaire": "48", "cb": "48", "especes": "10", "espece": "10",
}

func meansCode(s string) string {
	if code, ok := meansCodes[normalise(s)]; ok {
		return code
	}
	return s
}

var regimes = map[string]string{
	"b2b": "b2b", "professionnel": "b2b", "entreprise": "b2b", "societe": "b2b",
	"b2c": "b2c", "particulier": "b2c", "consommateur": "b2c",
	"public": "public", "b2g": "public", "secteur public": "public", "administration": "public",
	"non professional": "non_professional", "association": "non_professional", "non professionnel": "non_professional",
}

func (d *draft) readExtra() {
	v := d.values
	d.item.Extra = Extra{Creditor: v["creditor"], Customer: v["customer_ref"], Attachment: v["attachment"], Language: strings.ToLower(v["language"])}
	if words := normalise(v["regime"]); words != "" {
		regime, ok := regimes[words]
		if !ok {
			d.fault("regime : « %s » inconnu, attendu b2b, b2c, public ou non_professional", shorten(v["regime"]))
		}
		d.item.Extra.Regime = regime
	}
}
