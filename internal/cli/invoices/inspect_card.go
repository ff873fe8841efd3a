package invoices

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/einvoice"
	"relance/internal/identifier"
	"relance/internal/intake"
)

// card prints an invoice as a bookkeeper reads it.
func card(s *frame.Session, item inspected) error {
	d := item.Document
	var b strings.Builder
	title := s.W.DocumentType(d.TypeCode) + " " + cmp.Or(frame.OneLine(d.Number), s.W.Text("without number"))
	if !d.IssueDate.IsZero() {
		title = s.W.Sprintf("%s dated %s", title, d.IssueDate)
	}
	fmt.Fprintf(&b, "  %s  (%s)\n", title, formatName(s, d, item.Line))
	field := s.Fields(&b)
	field("Seller", frame.JoinParts(d.Seller.Name, frame.Prefixed("SIREN ", d.Seller.SIREN), frame.Prefixed(s.W.Text("VAT "), d.Seller.VAT)))
	field("Buyer", buyerLines(s, d.Buyer)...)
	field("To pay", amounts(s, d))
	field("Due", dueText(s, d))
	field("Payment", paymentLines(s, d)...)
	field("Order", d.OrderRef)
	field("About", preceding(s, d))
	field("Terms", d.Terms)
	field("Penalties", d.NoteText("PMD"))
	field("Fixed fee", d.NoteText("PMT"))
	field("Discount", d.NoteText("AAB"))
	field("Subrogation", d.NoteText("ACC"))
	field("Payee", d.Payee)
	field("Chased", chasedText(s, d, s.Today()))
	for _, w := range d.Warnings {
		field("Attention", s.W.Reword(w))
	}
	b.WriteByte('\n')
	_, err := io.WriteString(s.Stdout, b.String())
	return err
}

// fileHead names a file and, of a CSV file, what its columns were taken for.
func fileHead(s *frame.Session, name string, columns []intake.Column) error {
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
	field := s.Fields(&b)
	field("Columns", strings.Join(read, ", "))
	field("Ignored", frame.JoinParts(ignored...))
	_, err := io.WriteString(s.Stdout, b.String())
	return err
}

func buyerLines(s *frame.Session, b einvoice.Buyer) []string {
	town := strings.TrimSpace(b.Address.Postcode + " " + b.Address.City)
	return []string{
		frame.JoinParts(b.Name, frame.Prefixed("SIREN ", b.SIREN), frame.Prefixed(s.W.Text("VAT "), b.VAT)),
		frame.JoinParts(append(append([]string{}, b.Address.Lines...), town, b.Address.Country)...),
		b.Email,
	}
}

// amounts is what is left to pay, and how the seller got there.
func amounts(s *frame.Session, d einvoice.Document) string {
	if d.Payable == nil {
		return s.W.Text("amount to pay not stated")
	}
	text := s.Amount(*d.Payable, d.Currency)
	var parts []string
	if d.Total != nil {
		parts = append(parts, s.W.Sprintf("total with VAT %s", s.Amount(*d.Total, d.Currency)))
	}
	if d.Prepaid != nil && *d.Prepaid != 0 {
		parts = append(parts, s.W.Sprintf("paid already %s", s.Amount(*d.Prepaid, d.Currency)))
	}
	if len(parts) > 0 {
		text += "  (" + strings.Join(parts, ", ") + ")"
	}
	return text
}

// preceding names the invoices that a credit note or correction is about.
func preceding(s *frame.Session, d einvoice.Document) string {
	var out []string
	for _, p := range d.Preceding {
		text := p.Number
		if !p.IssueDate.IsZero() {
			text = s.W.Sprintf("%s dated %s", text, p.IssueDate)
		}
		out = append(out, text)
	}
	return frame.JoinParts(out...)
}

func dueText(s *frame.Session, d einvoice.Document) string {
	if d.DueDate.IsZero() {
		return s.W.Text("unknown")
	}
	text := fmt.Sprintf("%s  (%s)", s.W.ShortDate(d.DueDate), s.W.DocumentDueRule(d.DueDateRule))
	for i, in := range d.Instalments {
		if i == 0 {
			text += "\n"
		}
		text += s.W.ShortDate(in.DueDate)
		if in.Amount != nil {
			text += s.W.Colon() + s.Amount(*in.Amount, d.Currency)
		}
		text += "\n"
	}
	return text
}

func paymentLines(s *frame.Session, d einvoice.Document) []string {
	var out []string
	for _, m := range d.AllMeans() {
		iban := m.IBAN
		if parsed, err := identifier.ParseIBAN(iban); err == nil {
			iban = parsed.Formatted()
		}
		out = append(out, frame.JoinParts(s.W.Means(m.Code), frame.Prefixed("IBAN ", iban), frame.Prefixed("BIC ", m.BIC)))
	}
	return append(out, frame.Prefixed(s.W.Text("reference "), d.PaymentRef))
}

// chasedText says whether the invoice could be chased, as far as the file alone
// tells on a day.
func chasedText(s *frame.Session, d einvoice.Document, today calendar.Date) string {
	dec := intake.Classify(d, intake.Policy{Today: today})
	if dec.Chase {
		return s.W.Text("yes")
	}
	return s.W.Text("no") + s.W.Colon() + s.W.Reword(dec.Text)
}
