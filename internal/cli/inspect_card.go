package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"relance/internal/calendar"
	"relance/internal/einvoice"
	"relance/internal/identifier"
	"relance/internal/intake"
)

// cardWidth is how wide the texts beside the labels of a card get.
const cardWidth = 84

// card prints an invoice as a bookkeeper reads it.
func (s *session) card(item inspected) error {
	d := item.Document
	var b strings.Builder
	title := s.w.DocumentType(d.TypeCode) + " " + cmp.Or(oneLine(d.Number), s.w.Text("without number"))
	if !d.IssueDate.IsZero() {
		title = s.w.Sprintf("%s dated %s", title, d.IssueDate)
	}
	fmt.Fprintf(&b, "  %s  (%s)\n", title, s.formatName(d, item.Line))
	field := s.fields(&b)
	field("Seller", joinParts(d.Seller.Name, prefixed("SIREN ", d.Seller.SIREN), prefixed(s.w.Text("VAT "), d.Seller.VAT)))
	field("Buyer", s.buyerLines(d.Buyer)...)
	field("To pay", s.amounts(d))
	field("Due", s.dueText(d))
	field("Payment", s.paymentLines(d)...)
	field("Order", d.OrderRef)
	field("About", s.preceding(d))
	field("Terms", d.Terms)
	field("Penalties", d.NoteText("PMD"))
	field("Fixed fee", d.NoteText("PMT"))
	field("Discount", d.NoteText("AAB"))
	field("Subrogation", d.NoteText("ACC"))
	field("Payee", d.Payee)
	field("Chased", s.chasedText(d, s.today()))
	for _, w := range d.Warnings {
		field("Attention", s.w.Reword(w))
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
	field := s.fields(&b)
	field("Columns", strings.Join(read, ", "))
	field("Ignored", joinParts(ignored...))
	_, err := io.WriteString(s.Stdout, b.String())
	return err
}

// fields gives what writes the fields of a card, their labels in the language.
func (s *session) fields(b *strings.Builder) func(label string, lines ...string) {
	return func(label string, lines ...string) { writeField(b, s.w.Text(label), lines...) }
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

func (s *session) buyerLines(b einvoice.Buyer) []string {
	town := strings.TrimSpace(b.Address.Postcode + " " + b.Address.City)
	return []string{
		joinParts(b.Name, prefixed("SIREN ", b.SIREN), prefixed(s.w.Text("VAT "), b.VAT)),
		joinParts(append(append([]string{}, b.Address.Lines...), town, b.Address.Country)...),
		b.Email,
	}
}

// amounts is what is left to pay, and how the seller got there.
func (s *session) amounts(d einvoice.Document) string {
	if d.Payable == nil {
		return s.w.Text("amount to pay not stated")
	}
	text := s.amount(*d.Payable, d.Currency)
	var parts []string
	if d.Total != nil {
		parts = append(parts, s.w.Sprintf("total with VAT %s", s.amount(*d.Total, d.Currency)))
	}
	if d.Prepaid != nil && *d.Prepaid != 0 {
		parts = append(parts, s.w.Sprintf("paid already %s", s.amount(*d.Prepaid, d.Currency)))
	}
	if len(parts) > 0 {
		text += "  (" + strings.Join(parts, ", ") + ")"
	}
	return text
}

// preceding names the invoices that a credit note or correction is about.
func (s *session) preceding(d einvoice.Document) string {
	var out []string
	for _, p := range d.Preceding {
		text := p.Number
		if !p.IssueDate.IsZero() {
			text = s.w.Sprintf("%s dated %s", text, p.IssueDate)
		}
		out = append(out, text)
	}
	return joinParts(out...)
}

func (s *session) dueText(d einvoice.Document) string {
	if d.DueDate.IsZero() {
		return s.w.Text("unknown")
	}
	text := fmt.Sprintf("%s  (%s)", s.w.ShortDate(d.DueDate), s.w.DocumentDueRule(d.DueDateRule))
	for i, in := range d.Instalments {
		if i == 0 {
			text += "\n"
		}
		text += s.w.ShortDate(in.DueDate)
		if in.Amount != nil {
			text += s.w.Colon() + s.amount(*in.Amount, d.Currency)
		}
		text += "\n"
	}
	return text
}

func (s *session) paymentLines(d einvoice.Document) []string {
	var out []string
	for _, m := range d.AllMeans() {
		iban := m.IBAN
		if parsed, err := identifier.ParseIBAN(iban); err == nil {
			iban = parsed.Formatted()
		}
		out = append(out, joinParts(s.w.Means(m.Code), prefixed("IBAN ", iban), prefixed("BIC ", m.BIC)))
	}
	return append(out, prefixed(s.w.Text("reference "), d.PaymentRef))
}

// chasedText says whether the invoice could be chased, as far as the file alone
// tells on a day.
func (s *session) chasedText(d einvoice.Document, today calendar.Date) string {
	dec := intake.Classify(d, intake.Policy{Today: today})
	if dec.Chase {
		return s.w.Text("yes")
	}
	return s.w.Text("no") + s.w.Colon() + s.w.Reword(dec.Text)
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
