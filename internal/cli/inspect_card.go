package cli

import (
	"fmt"
	"io"
	"strings"

	"relance/internal/calendar"
	"relance/internal/einvoice"
	"relance/internal/identifier"
	"relance/internal/intake"
	"relance/internal/money"
)

// cardWidth is how wide the texts beside the labels of a card get.
const cardWidth = 84

// card prints an invoice as a bookkeeper reads it.
func (s *session) card(item inspected) error {
	d := item.Document
	var b strings.Builder
	title := fmt.Sprintf("  %s %s", fr.DocumentType(d.TypeCode), oneLine(orDash(d.Number)))
	if !d.IssueDate.IsZero() {
		title += " du " + d.IssueDate.FrenchShort()
	}
	fmt.Fprintf(&b, "%s  (%s)\n", title, formatName(d, item.Line))
	field := func(label string, lines ...string) { writeField(&b, label, lines...) }
	field("Vendeur", joinParts(d.Seller.Name, prefixed("SIREN ", d.Seller.SIREN), prefixed("TVA ", d.Seller.VAT)))
	field("Acheteur", buyerLines(d.Buyer)...)
	field("À payer", amounts(d))
	field("Échéance", dueText(d))
	field("Paiement", paymentLines(d)...)
	field("Commande", d.OrderRef)
	field("Concerne", preceding(d))
	field("Conditions", d.Terms)
	field("Pénalités", d.NoteText("PMD"))
	field("Indemnité", d.NoteText("PMT"))
	field("Escompte", d.NoteText("AAB"))
	field("Subrogation", d.NoteText("ACC"))
	field("Encaisseur", d.Payee)
	field("Relance", relanceText(d, s.today()))
	for _, w := range d.Warnings {
		field("Attention", w)
	}
	b.WriteByte('\n')
	_, err := io.WriteString(s.Stdout, b.String())
	return err
}

// fileHead names a file and, of a CSV file, what its columns were taken for.
func (s *session) fileHead(name string, columns []intake.Column) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", name)
	var read, ignored []string
	for _, c := range columns {
		if c.Field == "" {
			ignored = append(ignored, c.Header)
			continue
		}
		read = append(read, c.Header+" → "+c.Field)
	}
	writeField(&b, "Colonnes", strings.Join(read, ", "))
	writeField(&b, "Ignorées", joinParts(ignored...))
	_, err := io.WriteString(s.Stdout, b.String())
	return err
}

// writeField prints a label and its lines; a label without text is left out.
func writeField(b *strings.Builder, label string, lines ...string) {
	for _, l := range lines {
		for _, part := range wrap(l, cardWidth) {
			fmt.Fprintf(b, "    %-11s %s\n", label, oneLine(part))
			label = ""
		}
	}
}

// wrap breaks a text at blanks; line ends of the text stay.
func wrap(text string, width int) []string {
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		now := ""
		for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' }) {
			switch {
			case now == "":
				now = word
			case len([]rune(now))+1+len([]rune(word)) > width:
				out, now = append(out, now), word
			default:
				now += " " + word
			}
		}
		if now != "" {
			out = append(out, now)
		}
	}
	return out
}

func buyerLines(b einvoice.Buyer) []string {
	town := strings.TrimSpace(b.Address.Postcode + " " + b.Address.City)
	return []string{
		joinParts(b.Name, prefixed("SIREN ", b.SIREN), prefixed("TVA ", b.VAT)),
		joinParts(append(append([]string{}, b.Address.Lines...), town, b.Address.Country)...),
		b.Email,
	}
}

// amounts is what is left to pay, and how the seller got there.
func amounts(d einvoice.Document) string {
	if d.Payable == nil {
		return "montant à payer non indiqué"
	}
	text := amountText(*d.Payable, d.Currency)
	var parts []string
	if d.Total != nil {
		parts = append(parts, "total TTC "+amountText(*d.Total, d.Currency))
	}
	if d.Prepaid != nil && *d.Prepaid != 0 {
		parts = append(parts, "déjà payé "+amountText(*d.Prepaid, d.Currency))
	}
	if len(parts) > 0 {
		text += "  (" + strings.Join(parts, ", ") + ")"
	}
	return text
}

// preceding names the invoices that a credit note or correction is about.
func preceding(d einvoice.Document) string {
	var out []string
	for _, p := range d.Preceding {
		text := p.Number
		if !p.IssueDate.IsZero() {
			text += " du " + p.IssueDate.FrenchShort()
		}
		out = append(out, text)
	}
	return joinParts(out...)
}

func amountText(c money.Cents, currency string) string {
	return money.French(money.Amount{Cents: c, Currency: currency})
}

func dueText(d einvoice.Document) string {
	if d.DueDate.IsZero() {
		return "inconnue"
	}
	text := fmt.Sprintf("%s  (%s)", d.DueDate.FrenchShort(), fr.DocumentDueRule(d.DueDateRule))
	for i, in := range d.Instalments {
		if i == 0 {
			text += "\n"
		}
		text += in.DueDate.FrenchShort()
		if in.Amount != nil {
			text += "\u00a0: " + amountText(*in.Amount, d.Currency)
		}
		text += "\n"
	}
	return text
}

func paymentLines(d einvoice.Document) []string {
	var out []string
	for _, m := range d.AllMeans() {
		iban := m.IBAN
		if parsed, err := identifier.ParseIBAN(iban); err == nil {
			iban = parsed.Formatted()
		}
		out = append(out, joinParts(fr.Means(m.Code), prefixed("IBAN ", iban), prefixed("BIC ", m.BIC)))
	}
	return append(out, prefixed("référence ", d.PaymentRef))
}

// relanceText says whether the invoice could be chased, as far as the file
// alone tells on a day.
func relanceText(d einvoice.Document, today calendar.Date) string {
	dec := intake.Classify(d, intake.Policy{Today: today})
	if dec.Chase {
		return "oui"
	}
	return "non\u00a0: " + dec.Text
}

func prefixed(prefix, value string) string {
	if value == "" {
		return ""
	}
	return prefix + value
}

// joinParts joins what is not empty by commas, in one line.
func joinParts(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(oneLine(p)); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

func orDash(s string) string {
	if s == "" {
		return "sans numéro"
	}
	return s
}
