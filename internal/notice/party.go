package notice

import (
	"slices"
	"strings"
	"unicode"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

func creditorParty(c dunning.Creditor) Party {
	p := Party{
		Name: clean(c.Name), LegalForm: glue(clean(c.LegalForm)), Lines: addressLines(c.Address),
		SIREN: glue(groups(c.SIREN, 3)), RCS: dateSpace(clean(c.RCS)), VAT: glue(clean(c.VAT)), Phone: glue(clean(c.Phone)),
		Email: clean(c.ReplyAddress()), Privacy: clean(c.Privacy), Means: clean(c.OtherMeans),
		Signatory: clean(c.Signatory), Capacity: clean(c.Capacity),
	}
	if p.Privacy == "" {
		p.Privacy = p.Email
	}
	if c.SoleTrader() {
		p.LegalForm = ""
		if words := strings.Fields(p.Name); len(words) == 0 || words[0] != "EI" && words[len(words)-1] != "EI" {
			p.Name += " EI"
		}
	}
	p.Address = strings.Join(p.Lines, ", ")
	return p
}

func debtorParty(d dunning.Debtor) Party {
	p := Party{Name: clean(d.Name), Lines: addressLines(d.Address), SIREN: groups(d.SIREN, 3),
		VAT: clean(d.VAT), Email: clean(d.Email), Key: clean(d.Reference()), Contact: clean(d.Contact), LRE: d.Electronic.Accepted}
	p.Address = strings.Join(p.Lines, ", ")
	return p
}

// companies are legal forms that stand in the register of companies.
var companies = []string{"sarl", "eurl", "sas", "sasu", "sa", "snc", "sci", "scs", "sca", "selarl", "selas", "selasu"}

// Registered tells whether a creditor is a company, by its legal form or name:
// its correspondence must then bear « RCS » with the registry's town (C. com.
// R123-237).
func Registered(c dunning.Creditor) bool {
	form := strings.ToLower(clean(c.LegalForm))
	if strings.HasPrefix(form, "société") {
		return true
	}
	words := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	}
	company := func(w string) bool { return slices.Contains(companies, strings.ToLower(w)) }
	if slices.ContainsFunc(words(form), company) {
		return true
	}
	return slices.ContainsFunc(words(clean(c.Name)), func(w string) bool { return w == strings.ToUpper(w) && company(w) })
}

// addressLines writes a postal address below the name; the country only when
// it is not France.
func addressLines(a dunning.Address) []string {
	lines := cleanAll(a.Lines)
	if town := clean(clean(a.Postcode) + " " + clean(a.City)); town != "" {
		lines = append(lines, town)
	}
	if c := strings.ToUpper(clean(a.Country)); c != "" && c != "FR" {
		lines = append(lines, c)
	}
	return lines
}

// amountOf is what the invoice asked for, with VAT.
func amountOf(i dunning.Invoice) money.Cents { return max(i.Total, i.Payable) }

// receivedOn is what reduced the invoice so far, deposits that it deducted
// itself included.
func receivedOn(it dunning.NoticeItem) money.Cents {
	return amountOf(it.Invoice) - it.Invoice.Payable + it.Paid
}

// receipts are the payments that the creditor has kept: one that went back is
// left out with its return, the latest of the same amount if there is one.
func receipts(in []dunning.Received) (kept []dunning.Received) {
	for _, r := range in {
		r.Amount, r.Accessory = r.All(), 0
		if r.Amount >= 0 {
			kept = append(kept, r)
			continue
		}
		back := -r.Amount
		for i := len(kept) - 1; i >= 0; i-- {
			if kept[i].Amount == back {
				kept, back = slices.Delete(kept, i, i+1), 0
				break
			}
		}
		for back > 0 && len(kept) > 0 {
			last := &kept[len(kept)-1]
			used := min(back, last.Amount)
			if last.Amount, back = last.Amount-used, back-used; last.Amount == 0 {
				kept = kept[:len(kept)-1]
			}
		}
	}
	return kept
}

// claimDay is the day at which the sums of a claim stand: the last one whose
// rate is known, when interest had to stop there.
func claimDay(n dunning.Notice, c dunning.Claim) calendar.Date {
	if !c.Until.IsZero() {
		return c.Until
	}
	if c.On.IsZero() {
		return n.Date
	}
	return c.On
}

// SenderName is the name that a creditor's correspondence bears, with « EI »
// for a sole trader (C. com. R526-27).
func SenderName(c dunning.Creditor) string { return creditorParty(c).Name }
