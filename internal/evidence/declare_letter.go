package evidence

import (
	"bytes"
	"fmt"
	"io"
	"slices"
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
	Blanks    int      // places that a person must fill in: it cannot leave while there is one
	Missing   []string // what they are, in French
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
	sheet.Sections = toHolder(sheet.Sections, d.Proceedings, out.Recipient)
	sheet.Sections[len(sheet.Sections)-1].Signature = signature
	if out.PDF, err = whole.bound(sheet); err != nil {
		return out, err
	}
	out.Currency, out.Blanks, out.Missing = whole.View.Case.Currency, whole.sum.Blanks, whole.sum.Missing
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

// toHolder leaves the addressee out of the text, since he stands in the window;
// his capacity is told where the window has no room for it.
func toHolder(sections []letter.Section, p insolvency.Proceedings, window []string) []letter.Section {
	if p.Role == "" || slices.Contains(window, title(p.Role)) {
		return sections[1:]
	}
	sections[0].Blocks = []notice.Block{paragraph("À l’attention du " + p.Role + ", en cette qualité")}
	return sections
}

// bound is the letter as one document whose pages are numbered through: the
// declaration, the list of exhibits with the pages on which each stands, and the
// exhibits that can be printed, each page with the number of its exhibit. What is
// no PDF is kept at the holder's disposal, and the list says so.
func (f *file) bound(declaration letter.Sheet) ([]byte, error) {
	before, err := f.length(declaration)
	if err != nil {
		return nil, err
	}
	counts, annexes, printed := f.printable()
	list, length := letter.Sheet{}, 1
	for n := 0; n != length; {
		length = max(length, n)
		f.place(counts, before+length)
		list, _ = f.listed()
		if n, err = f.length(list); err != nil {
			return nil, err
		}
		n = max(n, length)
	}
	declaration.Of = before + length + printed
	list.Before, list.Of = before, declaration.Of
	own, err := f.pdf(declaration)
	if err != nil {
		return nil, err
	}
	listed, err := f.pdf(list)
	if err != nil {
		return nil, err
	}
	whole, err := letter.Append(own, append([][]byte{listed}, annexes...)...)
	if err != nil || printed == 0 {
		return whole, err
	}
	return letter.Stamp(whole, f.marks(counts, before+length, declaration.Of))
}

// length is how many pages a document of our own takes.
func (f *file) length(s letter.Sheet) (int, error) {
	data, err := letter.RenderSheet(f.dated(s))
	if err != nil {
		return 0, err
	}
	return letter.Pages(data)
}

// printable counts the pages of each exhibit, 0 for one that cannot be printed,
// and gives those that can.
func (f *file) printable() (counts []int, annexes [][]byte, sum int) {
	counts = make([]int, len(f.pieces))
	for i, p := range f.pieces {
		if !bytes.HasPrefix(p.data, []byte("%PDF-")) {
			continue
		}
		if n, err := letter.Pages(p.data); err == nil { // one that cannot be read is kept at the holder's disposal
			counts[i], annexes, sum = n, append(annexes, p.data), sum+n
		}
	}
	return counts, annexes, sum
}

// place notes on which pages each exhibit stands, behind so many others.
func (f *file) place(counts []int, before int) {
	for i, n := range counts {
		f.pieces[i].pages = "tenue à disposition"
		if n > 0 {
			f.pieces[i].pages = pagesOf(before+1, before+n)
		}
		before += n
	}
}

// marks are what is printed on each page of the whole: nothing on those that
// number themselves, exhibit and page on the others.
func (f *file) marks(counts []int, before, total int) []string {
	out := make([]string, before, total)
	for i, n := range counts {
		for range n {
			out = append(out, fmt.Sprintf("Pièce n°\u00a0%d – page\u00a0%d sur %d", f.pieces[i].number, len(out)+1, total))
		}
	}
	return out
}

func pagesOf(from, to int) string {
	if from == to {
		return fmt.Sprint(from)
	}
	return fmt.Sprintf("%d à %d", from, to)
}
