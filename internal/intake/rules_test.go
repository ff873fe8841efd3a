package intake

import (
	"strings"
	"testing"

	"relance/internal/calendar"
	"relance/internal/einvoice"
	"relance/internal/money"
)

func TestDueDate(t *testing.T) {
	t.Parallel()
	issued, stated := calendar.NewDate(2026, 3, 2), calendar.NewDate(2026, 5, 5)
	rows := map[string]struct {
		issued, stated  calendar.Date
		terms, customer string
		want            calendar.Date
		rule            einvoice.DueRule
	}{
		"stated wins":                      {issued, stated, "60 jours", "60 jours", stated, einvoice.DueStated},
		"stated without an issue date":     {calendar.Date{}, stated, "", "", stated, einvoice.DueStated},
		"terms in words":                   {issued, calendar.Date{}, "60 jours", "", issued.AddDays(60), einvoice.DueTerms},
		"words nobody understands":         {issued, calendar.Date{}, "bientôt", "60 jours", issued.AddDays(60), einvoice.DueCustomer},
		"words that lead before the issue": {issued, calendar.Date{}, "payable le 1er mars 2026", "", issued.AddDays(30), einvoice.DueDefault},
		"nothing said":                     {issued, calendar.Date{}, "", "", issued.AddDays(30), einvoice.DueDefault},
		"neither due date nor issue date":  {calendar.Date{}, calendar.Date{}, "60 jours", "", calendar.Date{}, ""},
	}
	for name, row := range rows {
		got, rule := dueDate(einvoice.Document{IssueDate: row.issued, DueDate: row.stated, Terms: row.terms}, row.customer)
		if got != row.want || rule != row.rule {
			t.Errorf("%s: got %v by %q, want %v by %q", name, got, rule, row.want, row.rule)
		}
	}
}

func TestClassify(t *testing.T) {
	t.Parallel()
	sum := func(c money.Cents) *money.Cents { return &c }
	ours := Policy{SIREN: "732 829 320"}
	rows := map[string]struct {
		change func(*einvoice.Document)
		policy Policy
		want   Reason
		says   string
	}{
		"plain invoice":                      {func(*einvoice.Document) {}, ours, ReasonOpen, "à recouvrer"},
		"corrected invoice":                  {func(d *einvoice.Document) { d.TypeCode = "384" }, ours, ReasonOpen, ""},
		"credit note":                        {func(d *einvoice.Document) { d.TypeCode = "381" }, ours, ReasonCreditNote, "avoir"},
		"self-billed credit note":            {func(d *einvoice.Document) { d.TypeCode = "261" }, ours, ReasonCreditNote, ""},
		"factored credit note":               {func(d *einvoice.Document) { d.TypeCode = "396" }, ours, ReasonCreditNote, ""},
		"pro forma":                          {func(d *einvoice.Document) { d.TypeCode = "325" }, ours, ReasonProForma, ""},
		"paid by its frame":                  {func(d *einvoice.Document) { d.Frame = "S2" }, ours, ReasonPaid, "déjà payée"},
		"nothing left to pay":                {func(d *einvoice.Document) { d.Payable = sum(0) }, ours, ReasonPaid, ""},
		"invoice of nothing":                 {func(d *einvoice.Document) { d.Payable, d.Total = sum(0), sum(0) }, ours, ReasonZero, ""},
		"negative":                           {func(d *einvoice.Document) { d.Payable = sum(-1) }, ours, ReasonNegative, ""},
		"SEPA direct debit":                  {func(d *einvoice.Document) { d.MeansCode = "59" }, ours, ReasonDirectDebit, "prélev"},
		"direct debit":                       {func(d *einvoice.Document) { d.MeansCode = "49" }, ours, ReasonDirectDebit, ""},
		"card":                               {func(d *einvoice.Document) { d.MeansCode = "48" }, ours, ReasonCard, ""},
		"cheque":                             {func(d *einvoice.Document) { d.MeansCode = "20" }, ours, ReasonOpen, ""},
		"other payee":                        {func(d *einvoice.Document) { d.Payee = "Affacturage Demo SA" }, ours, ReasonFactored, "Affacturage Demo SA"},
		"payee is the seller":                {func(d *einvoice.Document) { d.Payee = "ATELIER BRUNEL SARL" }, ours, ReasonOpen, ""},
		"factored invoice":                   {func(d *einvoice.Document) { d.TypeCode = "393" }, ours, ReasonFactored, ""},
		"subrogation note":                   {func(d *einvoice.Document) { d.Notes = []einvoice.Note{{Code: "ACC", Text: "cédée"}} }, ours, ReasonFactored, ""},
		"self-billed, we are the seller":     {func(d *einvoice.Document) { d.TypeCode = "389" }, ours, ReasonOpen, ""},
		"self-billed, seller unknown":        {func(d *einvoice.Document) { d.TypeCode = "389" }, Policy{}, ReasonSelfBilled, "SIREN"},
		"self-billed in the wrong direction": {func(d *einvoice.Document) { d.TypeCode, d.Seller.SIREN = "389", "404833048" }, ours, ReasonPurchase, "Atelier Brunel"},
		"purchase invoice":                   {func(d *einvoice.Document) { d.Seller.SIREN = "404833048" }, ours, ReasonPurchase, ""},
		"seller known by SIRET":              {func(d *einvoice.Document) { d.Seller.SIREN = "73282932000074" }, ours, ReasonOpen, ""},
		"seller known by VAT number":         {func(d *einvoice.Document) { d.Seller.SIREN = "" }, Policy{VAT: "FR 44 732829320"}, ReasonOpen, ""},
		"payable in another currency":        {func(d *einvoice.Document) { d.PayableIn = "USD" }, ours, ReasonForeignCurrency, "USD"},
		"foreign currency":                   {func(d *einvoice.Document) { d.Currency = "USD" }, ours, ReasonForeignCurrency, "USD"},
		"foreign currency with a plan":       {func(d *einvoice.Document) { d.Currency = "USD" }, Policy{Currencies: []string{"EUR", "USD"}}, ReasonOpen, ""},
		"no amount":                          {func(d *einvoice.Document) { d.Payable = nil }, ours, ReasonIncomplete, "le net à payer"},
		"nothing at all":                     {func(d *einvoice.Document) { *d = einvoice.Document{} }, Policy{}, ReasonIncomplete, "le numéro, le net à payer, la devise"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := openInvoice()
			row.change(&d)
			got := Classify(d, row.policy)
			if got.Reason != row.want || got.Chase != (row.want == ReasonOpen) || !strings.Contains(got.Text, french(row.says)) || got.Text == "" || strings.Contains(got.Text, "%s") {
				t.Errorf("got %+v, want %s", got, row.want)
			}
		})
	}
}

// openInvoice is an invoice that nothing speaks against chasing.
func openInvoice() einvoice.Document {
	total, payable := money.Cents(12000), money.Cents(12000)
	return einvoice.Document{
		TypeCode: "380", Number: "F-1", IssueDate: calendar.NewDate(2026, 3, 2), Currency: "EUR", Total: &total, Payable: &payable, MeansCode: "30",
		Seller: einvoice.Seller{Name: "Atelier Brunel SARL", SIREN: "732829320", VAT: "FR44732829320"}, Buyer: einvoice.Buyer{Name: "Caron"},
	}
}

func TestDecimalMarkIsOneForTheFile(t *testing.T) {
	t.Parallel()
	text := "number;issue_date;buyer_name;total\nA;2026-03-02;Caron;1.234\nB;2026-03-02;Caron;12,50\n"
	res := Read("f.csv", []byte(text), Options{})
	if got := res.Items[0].Document.Total; got == nil || *got != 123400 {
		t.Errorf("1.234 in a file with decimal commas: %v, %v", got, res.Items[0].Error)
	}
	alone := only(t, Read("f.csv", []byte(strings.Join(strings.SplitAfter(text, "\n")[:2], "")), Options{}))
	if alone.Error == nil || !strings.Contains(alone.Error.Error(), "ambigu") {
		t.Errorf("1.234 alone: %v", alone.Error)
	}
}

func TestEveryDocumentedNameIsAField(t *testing.T) {
	t.Parallel()
	documented := strings.Fields(`number type_code issue_date due_date currency total prepaid payable net vat
		seller_name seller_siren seller_vat buyer_name buyer_siren buyer_vat buyer_email buyer_phone buyer_contact
		buyer_address buyer_address2 buyer_postcode buyer_city buyer_country order_ref payment_ref buyer_ref means_code
		iban bic terms preceding status state creditor customer_ref language regime attachment payee frame mandate subject paid_on
		received pay_days`)
	for _, name := range documented {
		if c := mapColumns([]string{name}, nil, nil); c[0].Field != name {
			t.Errorf("%s is read as %q", name, c[0].Field)
		}
	}
	if len(documented) != len(fieldNames) {
		t.Errorf("%d documented, %d known", len(documented), len(fieldNames))
	}
	for _, p := range profiles {
		for _, f := range p.fields {
			if generic.aliases[f] == nil {
				t.Errorf("profile %s names the unknown field %s", p.name, f)
			}
		}
	}
}
