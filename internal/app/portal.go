package app

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"relance/internal/backoffice/debtorpages"
	"relance/internal/config"
	"relance/internal/patience"
	"relance/internal/payment/stripe"
	"relance/internal/portal"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/lookup"
	pages "relance/internal/postgres/portal"
	"relance/internal/posting"
	"relance/internal/smtp"
)

// pageBytes is what a form of a debtor's page may bring: three files and words.
const pageBytes = 17 << 20

// DebtorPages gives the use cases of debtors' own pages.
func (a *App) DebtorPages() (*debtorpages.Portal, error) {
	office, err := a.Office()
	if err != nil {
		return nil, err
	}
	s := pages.New(a.store)
	use := &debtorpages.Portal{
		Office: office, Links: s, Ending: s, Cases: lookup.New(a.store), Keep: s, Said: s, Files: s, Mails: s, Codes: s, Tasks: a.store, Random: rand.Reader,
	}
	if c := a.Config; c.Portal.Stripe != "" && c.Secrets.Stripe.Key != "" {
		use.Cards = &debtorpages.Cards{
			Creditor: c.Portal.Stripe, Provider: stripe.New(c.Secrets.Stripe.Key, c.Secrets.Stripe.Webhook), Keep: s, Read: s, Payouts: s,
		}
	}
	return use, nil
}

// debtorPages serves them on the public listener, where the configuration gives
// them an address.
func (a *App) debtorPages(mux *http.ServeMux) error {
	if a.Config.Portal.Address == "" {
		return nil
	}
	use, err := a.DebtorPages()
	if err != nil {
		return err
	}
	door := &portal.Door{
		Pages: use, Ears: use, Keys: use, Cards: use, Site: a.Config.Portal.Address, Notes: accounts.New(a.store), Now: a.store.Now, Random: rand.Reader, Secure: behindTLS(a.Config.Public),
		Failed: func(_ context.Context, id string, err error) {
			a.Log.Error("a request for a debtor's page failed", "request", id, "error", err)
		},
	}
	mux.Handle(portal.Prefix, door.Handler())
	if use.Cards != nil {
		mux.Handle("POST /webhooks/stripe", http.MaxBytesHandler(door.CardNotice(), hookBytes))
	}
	return nil
}

// sendPageMails sends acknowledgements, links and codes until the context ends.
func (a *App) sendPageMails(ctx context.Context) error {
	if a.Config.Portal.Address == "" {
		return nil
	}
	s := pages.New(a.store)
	post := &posting.PagePost{Post: a.Post, Letters: s, Secrets: s, Archive: a.store}
	if a.Config.Mail.Mode != config.Off {
		sender, err := posting.Sender(a.Config)
		if err != nil {
			return err
		}
		defer sender.Close()
		post.Send = func(ctx context.Context, e smtp.Envelope) (smtp.Outcome, error) { return sender.Send(ctx, e, nil) }
	}
	return post.Run(ctx)
}

// cardLook is how often card payments are looked for whose sum is no longer what
// is open.
const cardLook = 10 * time.Second

// watchCards ends sessions of card payments when the balance changes, until the
// context ends.
func (a *App) watchCards(ctx context.Context) error {
	use, err := a.DebtorPages()
	if err != nil || use.Cards == nil {
		return err
	}
	for ctx.Err() == nil {
		if err := use.ExpireCards(ctx); err != nil && ctx.Err() == nil {
			a.Log.Warn("card payments cannot be ended", "error", err)
		}
		patience.Pause(ctx, cardLook)
	}
	return nil
}

// followCards asks for card payments of which no notification came.
func (a *App) followCards(ctx context.Context, now time.Time) (int, error) {
	use, err := a.DebtorPages()
	if err != nil || use.Cards == nil {
		return 0, err
	}
	return use.FollowCards(ctx, now)
}

// finishAnswers tells cases what a crash kept from them.
func (a *App) finishAnswers(ctx context.Context, now time.Time) (int, error) {
	use, err := a.DebtorPages()
	if err != nil {
		return 0, err
	}
	return use.FinishAnswers(ctx, now)
}
