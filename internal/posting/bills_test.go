package posting

import (
	"bytes"
	"testing"

	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/claim"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/notice"
)

// A formal notice that says that the bills of its costs are joined has them
// behind it; one whose bills cannot be joined, or that goes without copies,
// offers them.
func TestTheBillsThatALetterAnnouncesAreBehindIt(t *testing.T) {
	t.Parallel()
	pdf := thickPDF(t, 2)
	for name, tt := range map[string]struct {
		bills  [][]byte // of the costs; nil is none on record
		copies bool
		joined int // bills behind the letter
	}{
		"every bill":                {[][]byte{pdf, pdf}, true, 2},
		"one bill is missing":       {[][]byte{pdf, nil}, true, 0},
		"one bill is a photograph":  {[][]byte{pdf, []byte("\xff\xd8\xff\xe0 JFIF")}, true, 0},
		"letters go without copies": {[][]byte{pdf}, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t, config.FolderCarrier, monday, nil)
			p.Config.Letters.Copies = tt.copies
			p.copy = &dunning.Document{MediaType: "application/pdf", Name: "F-2.pdf", Bytes: thickPDF(t, 4)}
			p.open("F-2")
			business := dunning.B2B
			_, err := p.Store.UpdateDebtor(t.Context(), seller().ID, buyer().Key, change.Debtor{Regime: &business})
			p.must(err)
			for i, b := range tt.bills {
				p.spend(6000+int64(i), b)
			}
			parcel := p.reserve()

			l, err := p.Composer()
			p.must(err)
			n, err := claim.InNotice(parcel.Reserved.Notice, l.rates)
			p.must(err)
			own, annexes, err := l.pages(t.Context(), n, parcel.Reserved.Attachments)
			p.must(err)
			said := withoutBills(n)
			if tt.joined > 0 {
				said = n
			}
			if !tt.copies {
				said.Items[0].Invoice.Document = ""
			}
			words, err := l.templates.Compose(said)
			p.must(err)
			if words.View.Proofs != (tt.joined > 0) || n.Items[0].Claim.Costs == 0 || len(notice.Bills(said)) != tt.joined {
				t.Errorf("the letter announces bills: %t, of %+v", words.View.Proofs, n.Items[0].Claim.Outlays)
			}
			want, err := letter.Render(said, l.sheet(said))
			p.must(err)
			if !bytes.Equal(own, want) {
				t.Error("the letter's own pages say something else about the bills")
			}
			copies := 0
			if tt.copies {
				copies = 1
			}
			if len(annexes) != copies+tt.joined {
				t.Errorf("%d annexes, want %d copies and %d bills", len(annexes), copies, tt.joined)
			}
			page, err := letter.Pages(own)
			p.must(err)
			if got, err := letter.Pages(parcel.Rendered.Bytes); err != nil || got != page+4*copies+2*tt.joined {
				t.Errorf("%d pages leave (%v), %d of them the letter's own", got, err, page)
			}
			behind := dunning.Enclosures{Copies: parcel.Reserved.Attachments}
			for _, sha := range notice.Bills(n) {
				d, err := p.Store.Document(t.Context(), sha)
				p.must(err)
				behind.Bills = append(behind.Bills, d)
			}
			shown, err := Press{p.Config, l.templates, l.signatures}.Letter(n, behind)
			p.must(err)
			if got, err := letter.Pages(shown); err != nil || got != page+4*copies+2*tt.joined || copies+tt.joined == 0 && !bytes.Equal(shown, own) {
				t.Errorf("the preview has %d pages (%v), unlike the letter that leaves", got, err)
			}
		})
	}
}

// spend records what a bailiff cost, with the bill when there is one.
func (p *postOffice) spend(cents int64, bill []byte) {
	p.t.Helper()
	e := dunning.NewCost(money.Cents(cents), calendar.DateOf(p.now).AddDays(-2)).With(dunning.Stamp{At: p.now})
	if bill != nil {
		d, err := p.Store.SaveDocument(p.t.Context(), dunning.Document{MediaType: "application/octet-stream", Name: "bill", Bytes: bill})
		p.must(err)
		e.Document = d.SHA256
	}
	_, err := p.Store.Record(p.t.Context(), dunning.Recording{Ref: p.ref, Event: e})
	p.must(err)
}
