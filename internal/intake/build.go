package intake

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/currency"

	"relance/internal/calendar"
	"relance/internal/einvoice"
	"relance/internal/identifier"
	"relance/internal/money"
	"relance/internal/publicbuyer"
	"relance/internal/tabular"
)

// builder makes items out of named values; CSV and JSON share it.
type builder struct {
	file     string
	format   einvoice.Format
	mark     byte              // decimal mark of the file, 0 when unknown
	order    tabular.Order     // whether the day or the month comes first in a date, as the file proves
	computed bool              // the file has no amount due: it is worked out
	heads    map[string]string // the file's own name of the column of a field; none in JSON
}

// named is how the file itself calls a field.
func (b builder) named(field string) string {
	if head := b.heads[field]; head != "" {
		return head
	}
	return field
}

// incoming is an item in the making. Faults make it unusable, warnings do not.
type incoming struct {
	builder
	item   Item
	values map[string]string
	faults []string
	code   Code
	unitOf string // the currency that stands beside an amount
}

// build makes the item of one line. Every fault of the line is reported, not
// only the first.
func (b builder) build(line int, values map[string]string) Item {
	d := incoming{builder: b, values: values, code: Invalid}
	d.item.Line = line
	d.item.Document = newDocument(b.file, b.format)
	d.paidColumn()
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

// maxNumber is how long a number or a reference may be: Temporal's identities
// hold 255 bytes, and nobody writes longer ones.
const maxNumber = 200

func (d *incoming) fault(format string, args ...any) {
	d.faults = append(d.faults, fmt.Sprintf(french(format), args...))
}

func (d *incoming) warn(format string, args ...any) {
	doc := &d.item.Document
	doc.Warnings = append(doc.Warnings, fmt.Sprintf(french(format), args...))
}

func (d *incoming) readTexts() {
	doc, v := &d.item.Document, d.values
	switch doc.Number = strings.TrimPrefix(v["number"], "'"); doc.Number { // a spreadsheet's mark of a text
	case "":
		d.fault("numéro de facture absent : remplissez la colonne %s", d.named("number"))
	case "/": // what Odoo prints for a draft
		d.code = NotIssued
		d.fault("facture sans numéro définitif : c’est un brouillon, à ne pas importer")
	}
	if n := utf8.RuneCountInString(doc.Number); n > maxNumber {
		d.fault("numéro de facture de %d caractères (« %s ») : %d au plus", n, shorten(doc.Number), maxNumber)
	}
	if n := utf8.RuneCountInString(v["customer_ref"]); n > maxNumber {
		d.fault("customer_ref de %d caractères : %d au plus", n, maxNumber)
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

// inFrench gives the French text of the error of an identifier.
func inFrench(err error) string {
	var e *identifier.Error
	if errors.As(err, &e) {
		return e.French()
	}
	return err.Error()
}

func (d *incoming) readDates() {
	doc := &d.item.Document
	doc.IssueDate = d.date("issue_date")
	if due := d.date("due_date"); !due.IsZero() {
		doc.DueDate, doc.DueDateRule = due, einvoice.DueStated
	}
	if d.values["issue_date"] == "" {
		d.fault("date de facture absente : remplissez la colonne %s", d.named("issue_date"))
	}
	if !doc.DueDate.IsZero() && doc.DueDate.Before(doc.IssueDate) {
		d.warn("échéance %s antérieure à la date de facture %s", doc.DueDate, doc.IssueDate)
	}
}

func (d *incoming) date(field string) calendar.Date {
	s := d.values[field]
	if s == "" {
		return calendar.Date{}
	}
	day, err := parseDayIn(s, d.order)
	switch {
	case err == nil:
	case d.order == tabular.Mixed:
		d.fault("%s : « %s » se lit de deux façons, et le fichier prouve les deux : écrivez aaaa-mm-jj", d.named(field), shorten(s))
	default:
		d.fault("%s : date impossible « %s », attendu jj/mm/aaaa ou aaaa-mm-jj", d.named(field), shorten(s))
	}
	return day
}

func (d *incoming) readCurrency() {
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

func (d *incoming) readAmounts() {
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

func (d *incoming) amount(field string) *money.Cents {
	s := d.values[field]
	if s == "" {
		return nil
	}
	a, err := tabular.ParseAmount(s, d.mark)
	counts := field == "total" || field == "payable" || field == "prepaid"
	switch {
	case errors.Is(err, tabular.ErrAmbiguous), err == nil && a.Thousandth() && counts:
		d.fault("%s : montant ambigu « %s » (milliers ou décimales ?), écrivez-le avec deux décimales", d.named(field), shorten(s))
		return nil
	case err != nil:
		d.fault("%s : montant illisible « %s », attendu 1234.56 ou 1234,56", d.named(field), shorten(s))
		return nil
	case a.Sum > maxAmount || a.Sum < -maxAmount:
		d.fault("%s : montant %s au-delà de %s, vérifiez-le", d.named(field), shorten(s), maxAmount)
		return nil
	case a.Rounded():
		d.warn("%s : montant %s arrondi à %s", d.named(field), shorten(s), a.Sum)
	}
	d.unit(field, a.Currency)
	return &a.Sum
}

// maxAmount is more than any invoice: ten billion.
const maxAmount money.Cents = 10_000_000_000_00

// unit compares what stands beside an amount with the currency of the line.
func (d *incoming) unit(field, unit string) {
	doc := &d.item.Document
	switch {
	case unit == "" || unit == doc.Currency:
	case d.values["currency"] != "":
		d.fault("%s : montant en %s, mais la devise est %s", d.named(field), unit, doc.Currency)
	case unit == "$":
		d.fault("%s : « $ » désigne plusieurs monnaies, écrivez USD ou CAD", d.named(field))
	case d.unitOf != "" && d.unitOf != unit:
		d.fault("%s : montant en %s, un autre de la ligne en %s", d.named(field), unit, d.unitOf)
	default:
		doc.Currency = unit
	}
	if unit != "" {
		d.unitOf = unit
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

func (d *incoming) readExtra() {
	v := d.values
	d.item.Extra = Extra{Creditor: v["creditor"], Customer: v["customer_ref"], Attachment: v["attachment"], Language: strings.ToLower(v["language"])}
	if d.item.Extra.Received = d.date("received"); !d.item.Extra.Received.IsZero() && d.item.Extra.Received.Before(d.item.Document.IssueDate) {
		d.fault("received : reçue le %s, avant sa date (%s)", d.item.Extra.Received, d.item.Document.IssueDate)
	}
	if days := strings.TrimSuffix(normalise(v["pay_days"]), " jours"); days != "" {
		n, err := strconv.Atoi(days)
		if err != nil || !slices.Contains(publicbuyer.PayPeriods(), n) {
			d.fault("pay_days : « %s » inconnu, attendu 30, 50 ou 60", shorten(v["pay_days"]))
		}
		d.item.Extra.PayDays = n
	}
	if words := normalise(v["regime"]); words != "" {
		regime, ok := regimes[words]
		if !ok {
			d.fault("regime : « %s » inconnu, attendu b2b, b2c, public ou non_professional", shorten(v["regime"]))
		}
		d.item.Extra.Regime = regime
	}
}
