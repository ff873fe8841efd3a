package notice

import (
	"fmt"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// demand is what a notice asks for, after its figures were held against each
// other and against the regime.
type demand struct {
	main     []dunning.NoticeItem // the invoices that the notice is about
	besides  []dunning.NoticeItem // due as well, at a milder step of their own: asked for apart, their principal only
	upcoming []dunning.NoticeItem // not due yet in a notice that reminds: named, not asked for
	claim    dunning.Claim        // over main
	asked    money.Cents          // to pay now for main
	extra    money.Cents          // to pay now for besides
	fees     int                  // invoices of main that bear the fixed fee
}

// demandOf checks a notice and works out what it asks for. The errors carry
// dunning.CodeInvalid and say which figure is wrong.
func demandOf(n dunning.Notice) (demand, error) {
	d := demand{}
	if err := checkNotice(n); err != nil {
		return d, err
	}
	for _, it := range n.Items {
		if err := checkItem(n, it); err != nil {
			return d, err
		}
		switch {
		case n.Level.Rank() > dunning.Courtesy.Rank() && !it.Invoice.Due.Before(n.Date):
			d.upcoming = append(d.upcoming, it)
		case it.Below(n.Level):
			d.besides = append(d.besides, it)
			d.extra += it.Claim.Principal
		default:
			d.main = append(d.main, it)
		}
	}
	if err := d.sum(n); err != nil {
		return d, err
	}
	d.asked = d.claim.Principal
	if n.Level.Rank() >= dunning.Final.Rank() && n.Regime() != dunning.Public {
		d.asked = d.claim.Total
	}
	return d, d.check(n)
}

// sum adds up the claims of the main items and compares the sum of all items
// with the notice's totals.
func (d *demand) sum(n dunning.Notice) error {
	all, err := sumClaims(n.Items)
	if err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "totals of the notice: %w", err)
	}
	t := n.Totals
	if all.Principal != t.Principal || all.Interest != t.Interest || all.Fee != t.Fee || all.Costs != t.Costs || all.Total != t.Total {
		return dunning.Errorf(dunning.CodeInvalid,
			"totals of the notice: principal %s, interest %s, fee %s, costs %s, total %s, but its invoices add up to %s, %s, %s, %s, %s",
			t.Principal, t.Interest, t.Fee, t.Costs, t.Total, all.Principal, all.Interest, all.Fee, all.Costs, all.Total)
	}
	d.claim = t
	if len(d.upcoming)+len(d.besides) > 0 {
		if d.claim, err = sumClaims(d.main); err != nil {
			return dunning.Errorf(dunning.CodeInvalid, "totals of the notice: %w", err)
		}
		d.claim.On, d.claim.Rate, d.claim.RateBasis, d.claim.RateBasisEnglish = t.On, t.Rate, t.RateBasis, t.RateBasisEnglish
		d.claim.Until, d.claim.Articles = t.Until, t.Articles
	}
	for _, it := range d.main {
		if it.Claim.Fee > 0 {
			d.fees++
		}
	}
	return nil
}

func sumClaims(items []dunning.NoticeItem) (dunning.Claim, error) {
	var c dunning.Claim
	var err error
	for _, it := range items {
		for _, p := range []struct {
			to *money.Cents
			n  money.Cents
		}{{&c.Principal, it.Claim.Principal}, {&c.Interest, it.Claim.Interest}, {&c.Fee, it.Claim.Fee},
			{&c.Costs, it.Claim.Costs}, {&c.Total, it.Claim.Total}, {&c.Daily, it.Claim.Daily}} {
			if *p.to, err = p.to.Add(p.n); err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

// check refuses what the regime or the level forbids to ask.
func (d *demand) check(n dunning.Notice) error {
	c := d.claim
	switch {
	case n.Level == dunning.Thanks:
		return nil
	case len(d.main) == 0:
		return dunning.Errorf(dunning.CodeInvalid, "no invoice of this %s notice is past its due date", n.Level).
			WithHint("only a courtesy message goes out before the due date")
	case c.Principal <= 0:
		return dunning.Errorf(dunning.CodeInvalid, "nothing is left to ask for: the principal is %s", c.Principal).
			WithHint("send the thanks instead; interest and fee alone are claimed by hand")
	case n.Level == dunning.PartReceipt && acknowledged(d.main) <= 0:
		return dunning.Errorf(dunning.CodeInvalid, "a receipt without a payment")
	case n.Regime().Consumer() && (c.Fee != 0 || c.Costs != 0):
		return dunning.Errorf(dunning.CodeInvalid, "a debtor who is no professional owes neither fee nor costs (C. conso. L121-21, CPC exéc. L111-8), but the claim holds %s and %s", c.Fee, c.Costs)
	case n.Regime().Consumer() && c.Interest != 0 && n.Level != dunning.FormalNotice:
		return dunning.Errorf(dunning.CodeInvalid, "interest of %s is claimed from a debtor who is no professional; it runs from the formal notice only (C. civ. 1231-6)", c.Interest)
	}
	return nil
}

// acknowledged is the sum that a receipt answers.
func acknowledged(items []dunning.NoticeItem) (sum money.Cents) {
	for _, it := range items {
		sum += it.Receipt
	}
	return sum
}

// checkNotice checks all that does not depend on a single invoice.
func checkNotice(n dunning.Notice) error {
	top := 0
	for _, it := range n.Items {
		top = max(top, it.Level.Rank())
	}
	missing := missingField(n)
	needsDeadline := n.Level.Rank() >= dunning.Second.Rank()
	switch {
	case n.Level.Rank() == 0 && !answers(n.Level):
		return dunning.Errorf(dunning.CodeInvalid, "level %q has no notice", n.Level)
	case len(n.Items) == 0:
		return dunning.Errorf(dunning.CodeInvalid, "a notice without an invoice")
	case !answers(n.Level) && n.Level.Rank() != top:
		return dunning.Errorf(dunning.CodeInvalid, "the notice speaks in the tone %q, which is not the highest level of its invoices", n.Level)
	case missing != "":
		return dunning.Errorf(dunning.CodeInvalid, "%s is missing, and a notice must show it", dunning.Phrase(missing)).
			WithHint("complete the creditor's entry in the configuration, or the debtor's file")
	case needsDeadline && n.Deadline.IsZero():
		return dunning.Errorf(dunning.CodeInvalid, "a %s notice needs the last day to pay", n.Level).
			WithHint("give the plan's step a deadline, as in deadline: 8d")
	case !n.Deadline.IsZero() && n.Deadline.Before(n.Date):
		return dunning.Errorf(dunning.CodeInvalid, "the last day to pay, %s, lies before the notice of %s", n.Deadline, n.Date)
	}
	if err := money.CheckCurrency(n.Currency); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "currency of the notice: %w", err)
	}
	return nil
}

// CheckCreditor names what a creditor's entry lacks that every notice must
// show (law: identity, address, SIREN, e-mail for answers, IBAN); none is nil.
func CheckCreditor(c dunning.Creditor) []string {
	var missing []string
	for _, f := range []struct {
		absent bool
		name   string
	}{
		{clean(c.Name) == "", "name"},
		{len(cleanAll(c.Address.Lines)) == 0 || clean(c.Address.City) == "", "address"},
		{clean(c.SIREN) == "", "siren"},
		{clean(c.ReplyAddress()) == "", "email"},
		{clean(c.IBAN) == "", "iban"},
	} {
		if f.absent {
			missing = append(missing, f.name)
		}
	}
	return missing
}

// creditorFields names in a sentence what CheckCreditor names by its key.
var creditorFields = map[string]string{
	"name": "the creditor's name", "address": "the creditor's postal address", "siren": "the creditor's SIREN", "email": "the creditor's e-mail address",
	"iban": "the creditor's IBAN",
}

// CreditorField names in a sentence what CheckCreditor names by its key.
func CreditorField(key string) dunning.Phrase { return dunning.Phrase(creditorFields[key]) }

// missingField names the first obligatory field that is empty, or "".
func missingField(n dunning.Notice) string {
	for _, name := range CheckCreditor(n.Creditor) {
		if name != "iban" { // an invoice may bring its own
			return creditorFields[name]
		}
	}
	paper := n.Channel == dunning.Letter || n.Channel == dunning.RegisteredLetter
	switch {
	case clean(n.Debtor.Name) == "":
		return "the debtor's name"
	case n.Date.IsZero():
		return "the date"
	case paper && !n.Debtor.Address.Usable():
		return "the debtor's postal address"
	case n.Level == dunning.FormalNotice && clean(n.Creditor.Signatory) == "":
		return "the creditor's signatory"
	}
	return ""
}

// checkItem holds one invoice's figures against each other.
func checkItem(n dunning.Notice, it dunning.NoticeItem) error {
	inv, c := it.Invoice, it.Claim
	bad := func(format string, args ...any) error {
		return dunning.Errorf(dunning.CodeInvalid, "invoice %s: %s", clean(inv.Number), fmt.Sprintf(format, args...))
	}
	switch {
	case clean(inv.Number) == "":
		return bad("the number is missing")
	case inv.Issued == (calendar.Date{}) || inv.Due == (calendar.Date{}):
		return bad("date of issue or due date is missing")
	case inv.Currency != n.Currency:
		return bad("its currency is %s, the notice's is %s", inv.Currency, n.Currency)
	case n.Level == dunning.Thanks:
		if len(receipts(it.Received)) == 0 {
			return bad("thanks without a payment received")
		}
		return nil
	case inv.Payable-it.Paid-it.CreditedSum()-it.Disputed != c.Principal:
		return bad("%s due, %s received, %s credited and %s disputed do not leave the principal of %s",
			inv.Payable, it.Paid, it.CreditedSum(), it.Disputed, c.Principal)
	case c.Principal+c.Interest+c.Fee+c.Costs != c.Total:
		return bad("the total of %s is not the sum of %s, %s, %s and %s", c.Total, c.Principal, c.Interest, c.Fee, c.Costs)
	case it.Awaited.Amount < 0 || it.Awaited.Amount > max(c.Principal, 0):
		return bad("%s is asked for next, of a principal of %s", it.Awaited.Amount, c.Principal)
	case it.Below(n.Level) && c.Interest+c.Fee+c.Costs != 0:
		return bad("it stands at the step %s, and a message of the level %s asks for its principal alone, not for %s besides", it.Level, n.Level, c.Interest+c.Fee+c.Costs)
	case c.Interest < 0 || c.Fee < 0 || c.Costs < 0:
		return bad("a negative interest, fee or cost")
	}
	return nil
}
