package evidence

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/notice"
)

// DeclarationLetter is a declaration of claim as one document to post: the
// declaration, the list of exhibits with their pages, and the exhibits that can be
// printed. The list is what proves the content of the letter (Cass. com.,
// 4 février 2026, n° 24-21.337).
type DeclarationLetter struct {
	PDF       []byte
	Recipient []string // as in the window
	Country   string
	Invoices  []string
	Total     money.Cents
	Currency  string
	Blanks    int // places that a person must fill in: it cannot leave while there is one
}

// LetterOf makes the letter of a declaration. Sender and signature are those of
// the creditor; signature may be nil. CodeConflict while name and address of the
// holder are a proposal, CodeInvalid for an address that no envelope takes.
func LetterOf(d Declaration, signature []byte) (out DeclarationLetter, err error) {
	if out.Recipient, out.Country, err = window(d.Proceedings); err != nil {
		return out, err
	}
	whole, claims, err := d.collect(newArchive(io.Discard, d.Made))
	if err != nil {
		return out, err
	}
	sheet := whole.declare(d, claims)
	creditor := whole.View.Creditor
	sheet.Envelope = &letter.Envelope{
		Sender: sender(creditor), Recipient: out.Recipient, Registered: true, Place: creditor.Address.City + ", le " + d.On.French(),
	}
	sheet.Sections[len(sheet.Sections)-1].Signature = signature
	own, err := whole.pdf(sheet)
	if err != nil {
		return out, err
	}
	list, annexes, err := whole.paginated(own)
	if err != nil {
		return out, err
	}
	if out.PDF, err = letter.Append(own, append([][]byte{list}, annexes...)...); err != nil {
		return out, err
	}
	out.Currency, out.Blanks = whole.View.Case.Currency, whole.sum.Blanks
	for i, c := range claims {
		out.Invoices, out.Total = append(out.Invoices, d.Cases[i].View.Invoice.Number), out.Total+c.Total
	}
	return out, nil
}

func sender(c dunning.Creditor) []string {
	lines := append([]string{notice.SenderName(c)}, c.Address.Lines...)
	return append(lines, strings.TrimSpace(c.Address.Postcode+" "+c.Address.City))
}

// window gives the lines of the holder of the claims on the envelope. His capacity
// stands below his name where there is room.
func window(p insolvency.Proceedings) (lines []string, country string, err error) {
	if !p.Confirmed || p.Holder == "" || p.Address == "" {
		return nil, "", dunning.Errorf(dunning.CodeConflict, "to whom the claim on debtor %s is declared is not confirmed: a wrong addressee loses the claim", p.Debtor).
			WithHint("read the official notice, then confirm name and address of the mandataire judiciaire or liquidateur")
	}
	a, err := insolvency.PostalAddress(p.Address)
	if err != nil {
		return nil, "", err
	}
	to := dunning.Debtor{Name: p.Holder, Address: a}
	if p.Role != "" {
		to.Address.Lines = append([]string{title(p.Role)}, a.Lines...)
		if lines, err = letter.AddressLines(to); err == nil {
			return lines, a.Country, nil
		}
		to.Address.Lines = a.Lines
	}
	lines, err = letter.AddressLines(to)
	return lines, a.Country, err
}

// paginated gives the list of exhibits with the pages on which each stands, and
// the exhibits that can be printed, in its order. What is no PDF is kept at the
// holder's disposal, and the list says so.
func (f *file) paginated(own []byte) (list []byte, annexes [][]byte, err error) {
	before, err := letter.Pages(own)
	if err != nil {
		return nil, nil, err
	}
	counts := make([]int, len(f.pieces))
	for i, p := range f.pieces {
		if !bytes.HasPrefix(p.data, []byte("%PDF-")) {
			continue
		}
		if n, err := letter.Pages(p.data); err == nil { // one that cannot be read is kept at the holder's disposal
			counts[i], annexes = n, append(annexes, p.data)
		}
	}
	blanks := f.sum.Blanks
	for length := 1; ; {
		page := before + length
		for i, n := range counts {
			f.pieces[i].pages = "tenue à disposition"
			if n > 0 {
				f.pieces[i].pages = pagesOf(page+1, page+n)
			}
			page += n
		}
		f.sum.Blanks = blanks
		sheet, _ := f.listed()
		if list, err = f.pdf(sheet); err != nil {
			return nil, nil, err
		}
		n, err := letter.Pages(list)
		if err != nil || n <= length {
			return list, annexes, err
		}
		length = n
	}
}

func pagesOf(from, to int) string {
	if from == to {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d à %d", from, to)
}
