package notice

import (
	"slices"
	"strings"
	"unicode/utf8"

	"relance/internal/dunning"
	"relance/internal/identifier"
	"relance/internal/money"
)

// Payment says how to pay the invoices that share an account.
type Payment struct {
	Holder    string // exact account-holder name: banks compare it with the account
	IBAN      string // in groups of four
	BIC       string // "" when unknown
	Reference string // to write on the transfer; at most 140 characters
	Amount    string // with its currency; "" when no one sum is asked for at one time
	QRPayload string // EPC069-12 text; "" when no QR code can be made

	iban identifier.IBAN
	bic  identifier.BIC
}

// HowToPay says how to pay what a notice asks for, account by account.
func HowToPay(n dunning.Notice) ([]Payment, error) {
	d, err := demandOf(n)
	if err != nil {
		return nil, err
	}
	return viewer{n: n, d: d, w: wordsFor(n.Debtor.Language)}.payments()
}

// account is what is to be paid to one IBAN.
type account struct {
	payment Payment
	asked   money.Cents
	refs    []string
	dates   []dunning.Awaited // of a receipt
}

// split tells whether parts of the sum are asked for at different times, some
// of them as agreed: then their sum is asked for at none.
func (a *account) split() bool {
	agreed := slices.ContainsFunc(a.dates, func(d dunning.Awaited) bool { return d.Agreed })
	return agreed && slices.ContainsFunc(a.dates, func(d dunning.Awaited) bool { return !sameDate(d, a.dates[0]) })
}

// payments groups the main items by account, in their order. It fails when an
// account number is wrong: nobody must be asked to pay to nowhere.
func (b viewer) payments() ([]Payment, error) {
	accounts, order := map[identifier.IBAN]*account{}, []identifier.IBAN{}
	for _, it := range slices.Concat(b.d.main, b.d.besides) {
		if b.n.Level == dunning.PartReceipt && it.Claim.Principal <= 0 {
			continue // settled by the payment that left something on another
		}
		p, err := b.accountOf(it)
		if err != nil {
			return nil, err
		}
		a := accounts[p.iban]
		if a == nil {
			a = &account{payment: p}
			accounts[p.iban], order = a, append(order, p.iban)
		}
		asked := it.Claim.Principal
		if b.d.asked != b.d.claim.Principal {
			asked = it.Claim.Total // of what is asked for besides, the principal
		}
		if b.n.Level == dunning.PartReceipt && it.Awaited.Amount > 0 {
			asked, a.dates = it.Awaited.Amount, append(a.dates, it.Awaited)
		}
		a.asked, a.refs = a.asked+asked, append(a.refs, clean(it.Invoice.Reference()))
	}
	out := make([]Payment, 0, len(order))
	for _, iban := range order {
		a := accounts[iban]
		p := a.payment
		p.Reference = b.reference(a.refs)
		if a.split() {
			out = append(out, p)
			continue
		}
		p.Amount = b.sum(a.asked)
		p.QRPayload = epcPayload(p, money.Amount{Cents: a.asked, Currency: b.n.Currency})
		out = append(out, p)
	}
	return out, nil
}

// accountOf is the account printed on the invoice, else the creditor's. A BIC
// that is no BIC is left out: within the EEA the IBAN suffices.
func (b viewer) accountOf(it dunning.NoticeItem) (Payment, error) {
	number, bic := b.n.Creditor.IBAN, b.n.Creditor.BIC
	if it.Invoice.IBAN != "" {
		number, bic = it.Invoice.IBAN, it.Invoice.BIC
	}
	iban, err := identifier.ParseIBAN(number)
	if err != nil {
		return Payment{}, dunning.Errorf(dunning.CodeInvalid, "account to pay invoice %s to: %w", clean(it.Invoice.Number), err)
	}
	p := Payment{Holder: clean(b.n.Creditor.Name), IBAN: iban.Formatted(), iban: iban}
	if code, err := identifier.ParseBIC(bic); err == nil {
		p.BIC, p.bic = code.String(), code
	}
	return p, nil
}

// reference joins the references of several invoices; when they do not fit on
// a transfer, the customer's reference says who pays.
func (b viewer) reference(refs []string) string {
	if all := strings.Join(refs, " "); utf8.RuneCountInString(all) <= maxRemittance {
		return all
	}
	if ref := clean(b.n.Debtor.Reference()); ref != "" {
		return b.w.customer + ref
	}
	return b.w.customer + clean(b.n.Debtor.Name)
}

// rows writes the payment as label and value.
func (p Payment) rows(w *words) []Row {
	rows := []Row{{Label: w.holder, Value: p.Holder}, {Label: "IBAN", Value: p.IBAN}}
	if p.BIC != "" {
		rows = append(rows, Row{Label: "BIC", Value: p.BIC})
	}
	rows = append(rows, Row{Label: w.reference, Value: p.Reference})
	if p.Amount != "" {
		rows = append(rows, Row{Label: w.toPay, Value: p.Amount, Strong: true})
	}
	return rows
}

// onlyQR is the payload of the notice's QR code: of its one payment, or "".
func onlyQR(ps []Payment) string {
	if len(ps) != 1 {
		return ""
	}
	return ps[0].QRPayload
}
