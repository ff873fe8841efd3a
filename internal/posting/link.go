package posting

import (
	"context"
	"crypto/rand"
	"crypto/sha256"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/visit"
)

// LinkStore keeps the links to debtors' pages.
type LinkStore interface {
	AddLink(ctx context.Context, n visit.NewLink) error
}

// page is the address of a debtor's page as messages keep it: without a token.
func (p *Post) page(c dunning.Creditor) string { return p.Config.PageAddress(c, visit.Placeholder) }

// invited is a notice that leads to the debtor's page by an address and a code, as
// letters keep it: without the code.
func invited(cfg config.Config, n dunning.Notice) dunning.Notice {
	if cfg.PageAddress(n.Creditor, "") != "" {
		n.Portal, n.Code = visit.Entrance(cfg.Portal.Address), visit.CodePlace
	}
	return n
}

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

// coded prints a code of its own in a letter that is about to leave, as linked
// does with a mail. Keep remembers it, once the letter is sure to be handed over.
func (p *Post) coded(message int64, pdf []byte) (out []byte, keep func(context.Context) error, err error) {
	none := func(context.Context) error { return nil }
	token, printed, err := visit.NewLetterCode(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	out, found := letter.PutCode(pdf, visit.CodePlace, printed)
	if !found {
		return pdf, none, nil
	}
	return out, func(ctx context.Context) error {
		return p.Links.AddLink(ctx, visit.NewLink{Hash: visit.HashOf(token), Message: message, Letter: true, Sent: sha256.Sum256(out)})
	}, nil
}
