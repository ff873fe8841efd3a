package posting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/activities"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/letter"
	"relance/internal/notice"
)

// Composer draws letters with the templates and rates of one moment.
type Composer struct {
	*Post
	templates  *notice.Templates
	signatures map[string][]byte // pictures, by creditor
	rates      *interest.Rates
}

// Templates names the wordings that it writes by.
func (l Composer) Templates() string { return l.templates.Digest() }

// Composer loads templates and rates.
func (p *Post) Composer() (Composer, error) {
	templates, err := Templates(p.Config)
	if err != nil {
		return Composer{}, err
	}
	rates, err := p.Config.RateTable()
	if err != nil {
		return Composer{}, err
	}
	signatures, err := signaturesOf(p.Config)
	return Composer{p, templates, signatures, rates}, err
}

// Compose draws the page once; the kept bytes are what is posted. A letter
// that is no longer the one that was agreed to is asked about again.
func (l Composer) Compose(ctx context.Context, c dunning.Reserved, now time.Time) (dunning.Rendered, error) {
	n, err := claim.InNotice(c.Notice, l.rates)
	if err != nil {
		return dunning.Rendered{}, err
	}
	if err := askForRate(ctx, l.Store, c, n); err != nil {
		return dunning.Rendered{}, err
	}
	if n, err = l.asShown(ctx, c.Ref, invited(l.Config, n)); err != nil {
		return dunning.Rendered{}, err
	}
	c.Notice = n
	r, err := l.render(ctx, n, c)
	if err != nil {
		return r, err
	}
	if err := l.stillAgreed(ctx, c, r, now); err != nil {
		return r, err
	}
	if o := orderOf(activities.Parcel{Reserved: c, Rendered: r}, "projet"); o.Check() == nil {
		p, err := l.weigh(o, n.Date)
		if err != nil {
			return r, err
		}
		r.Cost = p.estimate
	}
	return r, nil
}

// render draws a notice with its claims.
func (l Composer) render(ctx context.Context, n dunning.Notice, c dunning.Reserved) (dunning.Rendered, error) {
	recipient, err := letter.AddressLines(n.Debtor)
	if err != nil {
		return dunning.Rendered{}, err
	}
	pdf, err := l.draw(ctx, n, c.Attachments)
	if err != nil {
		return dunning.Rendered{}, fmt.Errorf("drawing the letter: %w", err)
	}
	words, err := l.templates.Compose(n)
	if err != nil {
		return dunning.Rendered{}, err
	}
	tellPassedOver(l.Log, c, words.PassedOver)
	return dunning.Rendered{
		MessageID: LetterID(c.Message.ID), Subject: words.Subject, Recipient: strings.Join(recipient, "\n"),
		MediaType: "application/pdf", Bytes: pdf, Wording: words.Wording, PassedOver: words.PassedOver,
	}, nil
}

// draw lays out the letter with the copies of its invoices and the bills of
// costs behind it. When a copy cannot be joined or none is wanted, the letter
// offers them instead of announcing them.
func (l Composer) draw(ctx context.Context, n dunning.Notice, copies []dunning.Document) ([]byte, error) {
	pdf, annexes, err := l.pages(ctx, n, copies)
	if err != nil {
		return nil, err
	}
	return bind(n, l.sheet(n), pdf, annexes)
}

// bind puts what goes behind a letter there; a letter that cannot hold it
// offers it instead.
func bind(n dunning.Notice, o letter.Options, own []byte, annexes [][]byte) ([]byte, error) {
	if joined, err := letter.Append(own, annexes...); err == nil {
		return joined, nil
	}
	return offering(n, o)
}

// pages lays out the letter's own pages, and gives what goes behind them.
func (l Composer) pages(ctx context.Context, n dunning.Notice, copies []dunning.Document) (own []byte, annexes [][]byte, err error) {
	var bills []dunning.Document
	for _, sha := range notice.Bills(n) {
		d, err := l.Store.Document(ctx, sha)
		if err != nil {
			return nil, nil, fmt.Errorf("reading the bill of a cost: %w", err)
		}
		bills = append(bills, d)
	}
	return pages(n, l.sheet(n), l.Config.Letters.Copies, dunning.Enclosures{Copies: copies, Bills: bills})
}

// pages lays out a letter and gives what goes behind it: nothing when no copies
// are wanted, no bills when one of them is no PDF, as a photograph is not.
func pages(n dunning.Notice, o letter.Options, wanted bool, e dunning.Enclosures) (own []byte, annexes [][]byte, err error) {
	if !wanted {
		own, err = offering(n, o)
		return own, nil, err
	}
	for _, d := range e.Copies {
		annexes = append(annexes, d.Bytes)
	}
	unjoinable := func(d dunning.Document) bool { _, err := letter.Pages(d.Bytes); return err != nil }
	if slices.ContainsFunc(e.Bills, unjoinable) || len(e.Bills) == 0 {
		n, e.Bills = withoutBills(n), nil
	}
	for _, d := range e.Bills {
		annexes = append(annexes, d.Bytes)
	}
	own, err = letter.Render(n, o)
	return own, annexes, err
}

// withoutBills is a notice that offers the bills of its costs on request.
func withoutBills(n dunning.Notice) dunning.Notice {
	n.Items = slices.Clone(n.Items)
	for i := range n.Items {
		n.Items[i].Claim.Outlays = slices.Clone(n.Items[i].Claim.Outlays)
		for j := range n.Items[i].Claim.Outlays {
			n.Items[i].Claim.Outlays[j].Document = ""
		}
	}
	return n
}

// offering lays out the letter alone: copies and bills are sent on request.
func offering(n dunning.Notice, o letter.Options) ([]byte, error) {
	n = withoutBills(n)
	for i := range n.Items {
		n.Items[i].Invoice.Document = ""
	}
	return letter.Render(n, o)
}
