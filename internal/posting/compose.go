package posting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/activities"
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
	signatures, err := Signatures(p.Config)
	return Composer{p, templates, signatures, rates}, err
}

// Compose draws the page once; the kept bytes are what is posted. A letter
// that is no longer the one that was agreed to is asked about again.
func (l Composer) Compose(ctx context.Context, c dunning.Reserved, now time.Time) (dunning.Rendered, error) {
	n, err := dunning.WithClaims(c.Notice, l.rates)
	if err != nil {
		return dunning.Rendered{}, err
	}
	if err := askForRate(ctx, l.Store, c, n); err != nil {
		return dunning.Rendered{}, err
	}
	c.Notice = n
	r, err := l.render(n, c)
	if err != nil {
		return r, err
	}
	if err := l.stillAgreed(ctx, c, r, now); err != nil {
		return r, err
	}
	if o := orderOf(activities.Parcel{Claim: c, Rendered: r}, "projet"); o.Check() == nil {
		p, err := l.weigh(ctx, o, n.Date)
		if err != nil {
			return r, err
		}
		r.Cost = p.estimate
	}
	return r, nil
}

// render draws a notice with its claims.
func (l Composer) render(n dunning.Notice, c dunning.Reserved) (dunning.Rendered, error) {
	recipient, err := letter.AddressLines(n.Debtor)
	if err != nil {
		return dunning.Rendered{}, err
	}
	pdf, err := l.draw(n, c.Attachments)
	if err != nil {
		return dunning.Rendered{}, fmt.Errorf("drawing the letter: %w", err)
	}
	words, err := l.templates.Compose(n)
	if err != nil {
		return dunning.Rendered{}, err
	}
	return dunning.Rendered{
		MessageID: LetterID(c.Message.ID), Subject: words.Subject, Recipient: strings.Join(recipient, "\n"),
		MediaType: "application/pdf", Bytes: pdf,
	}, nil
}

// draw lays out the letter with the copies of its invoices behind it. When a
// copy cannot be joined or none is wanted, the letter offers one instead of
// announcing it.
func (l Composer) draw(n dunning.Notice, copies []dunning.Document) ([]byte, error) {
	pdf, annexes, err := l.pages(n, copies)
	if err != nil {
		return nil, err
	}
	if joined, err := letter.Append(pdf, annexes...); err == nil {
		return joined, nil
	}
	return l.offering(n)
}

// pages lays out the letter's own pages, and gives what goes behind them.
func (l Composer) pages(n dunning.Notice, copies []dunning.Document) (own []byte, annexes [][]byte, err error) {
	if !l.Config.Letters.Copies {
		own, err = l.offering(n)
		return own, nil, err
	}
	for _, d := range copies {
		annexes = append(annexes, d.Bytes)
	}
	own, err = letter.Render(n, l.sheet(n))
	return own, annexes, err
}

// offering lays out the letter alone: copies are sent on request.
func (l Composer) offering(n dunning.Notice) ([]byte, error) {
	n.Items = slices.Clone(n.Items)
	for i := range n.Items {
		n.Items[i].Invoice.Document = ""
	}
	return letter.Render(n, l.sheet(n))
}
