package posting

import (
	"context"
	"crypto/sha256"

	"relance/internal/dunning"
	"relance/internal/visit"
)

// LinkBook keeps the links to debtors' pages.
type LinkBook interface {
	AddLink(ctx context.Context, n visit.NewLink) error
}

// page is the address of a debtor's page as messages keep it: without a token.
func (p *Post) page(c dunning.Creditor) string { return p.Config.PageAddress(c, visit.Placeholder) }

// linked puts a link of its own into a mail that is about to leave. Each attempt
// has another: of one that did not leave, nobody knows the token. What is kept
// of the mail has none.
func (m mailDeliverer) linked(ctx context.Context, message int64, recipient string, mail []byte) ([]byte, error) {
	token, err := visit.NewToken(m.random)
	if err != nil {
		return nil, err
	}
	out, found := visit.Insert(mail, token)
	if !found {
		return mail, nil
	}
	return out, m.links.AddLink(ctx, visit.NewLink{
		Hash: visit.HashOf(token), Message: message, Recipient: recipient, Trial: m.redirect != "", Sent: sha256.Sum256(out),
	})
}
