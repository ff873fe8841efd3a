package bankdesk

import (
	"net/http"
	"strings"

	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/reconcile"
)

// lineView is a bank line with what it may stand for.
type lineView struct {
	ID                              int64
	Place, Date, Amount, Rest       string
	Counterparty, Account, Creditor string
	Label                           []segment
	Learns                          string
	Why                             []string // what was found, when there is no proposal
	Proposals                       []proposal
	Search                          string
	Found                           []foundInvoice
	Open                            bool
	Stands                          []string // payments that the line is matched to
	Seen                            int64    // version of the line, so that an older page is refused
	Skip                            string   // address of the next line
	State                           string
}

// segment is a piece of a label; Mark sets what matched apart.
type segment struct {
	Text string
	Mark bool
}

// proposal is one answer, with its reasons and what it would do.
type proposal struct {
	Number  int
	Title   string
	Reasons []reasonLine
	Effect  string
	First   bool
}

type reasonLine struct {
	Text    string
	Against bool
}

type foundInvoice struct{ Number, Name, Due, Amount string }

// LineTitle names a line by who paid.
func LineTitle(l reconcile.BankLine) string {
	switch {
	case l.Entry.Remittance != "" && l.Entry.Counterparty == "":
		return page.Excerpt(l.Entry.Remittance, 60)
	case l.Entry.Counterparty != "":
		return page.Excerpt(l.Entry.Counterparty, 60)
	}
	return page.Excerpt(l.Entry.Label, 60)
}

// InvoiceList names the invoices of an answer within a sentence.
func InvoiceList(as []reconcile.Allocation) string {
	var names []string
	for _, a := range as {
		names = append(names, a.Invoice)
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " et " + names[n-1]
	}
	return strings.Join(names, "")
}

// lineOf words a line with its proposals.
func (d *Door) lineOf(r *http.Request, s page.Frame, l reconcile.BankLine) (*lineView, error) {
	v := &lineView{
		ID: l.ID, Date: fr.Date(l.Day()), Amount: fr.Amount(l.Entry.Amount, l.Entry.Currency), Counterparty: l.Entry.Counterparty,
		Account: page.Mask(l.Entry.CounterpartyIBAN), Creditor: s.CreditorName(l.Creditor), Seen: l.Version,
		Search: strings.TrimSpace(r.URL.Query().Get("cherche")),
	}
	if l.Rest != 0 {
		v.Rest = fr.Amount(l.Rest, l.Entry.Currency)
	}
	v.stands(l)
	options := l.Proposals()
	if l.State == reconcile.LineMatched && len(l.Decision.Suggestions) == 0 { // what was found is what stands
		options = nil
	}
	var numbers []string
	for _, p := range options {
		for _, a := range p.Allocations {
			numbers = append(numbers, a.Invoice)
		}
	}
	open, err := d.Around.Invoices(r.Context(), s.Who, l.Creditor, numbers)
	if err != nil {
		return nil, err
	}
	byNumber := map[string]desk.Hit{}
	for _, h := range open {
		byNumber[h.Key] = h
	}
	for i, p := range options {
		v.Proposals = append(v.Proposals, proposalOf(i, p, l, byNumber))
	}
	if len(options) == 0 {
		for _, why := range l.Decision.Reasons {
			v.Why = append(v.Why, page.Capital(why.Text))
		}
	}
	v.Label = marked(labelOf(l), numbers, byNumber)
	v.Learns = learnsOf(l.Entry.CounterpartyIBAN, options, byNumber)
	return v, d.findInvoices(r, s, l, v)
}

// stands says what people and the import made of a line.
func (v *lineView) stands(l reconcile.BankLine) {
	for _, m := range l.Matches {
		text := m.Invoice + "\u00a0: " + fr.Amount(m.Amount, l.Entry.Currency)
		if m.Accessory != 0 {
			text += ", et " + fr.Amount(m.Accessory, l.Entry.Currency) + " de pénalités et d’indemnité"
		}
		v.Stands = append(v.Stands, text)
	}
	if l.State == reconcile.LineIgnored {
		v.State = "Mise de côté par " + l.Author + "."
	}
}

// learnsOf says whose account the program will know after a choice; empty when it
// learns nothing.
func learnsOf(iban string, options []reconcile.Proposal, byNumber map[string]desk.Hit) string {
	if len(options) == 0 || len(iban) <= 4 || len(options[0].Allocations) == 0 {
		return ""
	}
	h, ok := byNumber[options[0].Allocations[0].Invoice]
	if !ok {
		return ""
	}
	return "Après votre choix, le compte …" + iban[len(iban)-4:] + " sera reconnu comme celui de " + h.Name + "."
}

func labelOf(l reconcile.BankLine) string {
	if l.Entry.Remittance != "" {
		return l.Entry.Remittance
	}
	return l.Entry.Label
}

func proposalOf(i int, p reconcile.Proposal, l reconcile.BankLine, open map[string]desk.Hit) proposal {
	out := proposal{Number: i + 1, Title: InvoiceList(p.Allocations), First: i == 0}
	accessory := false
	for _, a := range p.Allocations {
		accessory = accessory || a.Accessory != 0
	}
	if accessory {
		out.Title += ", avec pénalités et indemnité"
	}
	for _, why := range p.Reasons {
		out.Reasons = append(out.Reasons, reasonLine{Text: why.Text})
	}
	if p.Unallocated != 0 {
		out.Reasons = append(out.Reasons, reasonLine{fr.Amount(p.Unallocated, l.Entry.Currency) + " resteraient sans emploi", true})
	}
	var settled, partly []string
	for _, a := range p.Allocations {
		h, ok := open[a.Invoice]
		switch {
		case !ok:
		case a.Amount >= h.Amount:
			settled = append(settled, a.Invoice)
		default:
			partly = append(partly, a.Invoice+" (il restera "+fr.Amount(h.Amount-a.Amount, h.Currency)+")")
		}
	}
	if len(settled) > 0 {
		out.Effect = "Solde " + join(settled) + ". Les relances s’arrêtent."
	}
	if len(partly) > 0 {
		out.Effect += " Paie une part de " + join(partly) + "."
	}
	return out
}

func join(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " et " + names[n-1]
	}
	return strings.Join(names, "")
}

// marked sets apart in a label what names an invoice or its debtor.
func marked(label string, numbers []string, open map[string]desk.Hit) []segment {
	if upper := strings.ToUpper(label); upper != strings.ToUpper(strings.ToLower(label)) || len(upper) != len(label) {
		return []segment{{Text: label}} // letters whose case changes their length: better no mark than a wrong one
	}
	hits := make([]bool, len(label))
	for _, n := range numbers {
		mark(label, n, hits)
		digits := strings.FieldsFunc(n, func(r rune) bool { return r < '0' || r > '9' })
		if len(digits) > 0 {
			mark(label, digits[len(digits)-1], hits)
		}
		for _, word := range strings.Fields(open[n].Name) {
			if len(word) > 3 {
				mark(label, word, hits)
			}
		}
	}
	var out []segment
	for i := 0; i < len(label); {
		j := i
		for j < len(label) && hits[j] == hits[i] {
			j++
		}
		out = append(out, segment{label[i:j], hits[i]})
		i = j
	}
	return out
}

// mark notes where a word of three letters at least stands in a label.
func mark(label, word string, hits []bool) {
	if len(word) < 3 {
		return
	}
	for from := 0; ; {
		i := strings.Index(strings.ToUpper(label[from:]), strings.ToUpper(word))
		if i < 0 || from+i+len(word) > len(label) {
			return
		}
		for j := from + i; j < from+i+len(word); j++ {
			hits[j] = true
		}
		from += i + len(word)
	}
}

// findInvoices looks for what a person searches the line's invoice by.
func (d *Door) findInvoices(r *http.Request, s page.Frame, l reconcile.BankLine, v *lineView) error {
	if v.Search == "" {
		return nil
	}
	found, err := d.CaseLists.List(r.Context(), s.Who, desk.Selection{Scope: desk.Scope{Creditor: l.Creditor}, Text: v.Search, Limit: 20})
	if err != nil {
		return err
	}
	on := page.Today(d.Now())
	for _, row := range found.Rows {
		v.Found = append(v.Found, foundInvoice{row.Case.Number, row.DebtorName, page.ShortDay(row.Case.Due, on), fr.Amount(row.Case.Balance, row.Case.Currency)})
	}
	return nil
}
