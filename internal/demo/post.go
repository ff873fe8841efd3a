package demo

import (
	"context"
	"fmt"
	"time"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/posting"
	"relance/internal/registeredmail/maileva"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/words"
)

// demoPost is a Maileva on this machine, in whose time letters are printed,
// posted and signed for: nothing of it is real but the client that speaks to
// it.
func demoPost(now time.Time) (*mailevatest.Server, error) {
	srv, err := mailevatest.Start(mailevatest.Options{Now: now})
	if err != nil {
		return nil, fmt.Errorf("starting the stand-in for Maileva: %w", err)
	}
	return srv, nil
}

// demoPostSecrets open the stand-in.
func demoPostSecrets() config.MailevaSecrets {
	return config.MailevaSecrets{
		ClientID: mailevatest.Client, ClientSecret: mailevatest.Secret, Username: mailevatest.User, Password: mailevatest.Password,
	}
}

// standInFor leads the client to the stand-in.
func standInFor(srv *mailevatest.Server) func(*maileva.Options) {
	return func(o *maileva.Options) {
		o.Hosts, o.Clock = maileva.Hosts{API: srv.URL, Token: srv.TokenURL()}, srv.Now
	}
}

// looks are the ages at which the demo asks where a letter is: when the
// deposit, and when the acknowledgement of receipt can be proved.
func looks() []time.Duration { return []time.Duration{49 * time.Hour, 97 * time.Hour} }

// letters lists the letters of the demo's cases.
func (p *player) letters(ctx context.Context) (out []postage.TrackedLetter, err error) {
	for _, d := range demoInvoices() {
		letters, err := p.office.Shown.Letters(ctx, dunning.Ref{Creditor: demoCreditor().ID, Number: d.number})
		if err != nil {
			return nil, err
		}
		out = append(out, letters...)
	}
	return out, nil
}

// nextLook is when a letter is looked at next; zero when none is under way.
func (p *player) nextLook(ctx context.Context) (at time.Time, err error) {
	letters, err := p.letters(ctx)
	for _, l := range letters {
		for _, age := range looks() {
			if look := l.Sent.Add(age); look.After(p.now()) && (at.IsZero() || look.Before(at)) {
				at = look
			}
		}
	}
	return at, err
}

// follow asks about the letters by case time and tells what is new; it says
// whether there was anything.
func (p *player) follow(ctx context.Context) (news bool, err error) {
	if err := p.app.Post.Track(ctx, p.now()); err != nil {
		return false, err
	}
	letters, err := p.letters(ctx)
	if err != nil {
		return false, err
	}
	for _, l := range letters {
		for _, e := range posting.Statuses(l) {
			news = p.once(l, string(e.State), "letter %s of %s, number %s", words.In(words.French).Letter(e.State), e.Date, l.Number) || news
		}
		for _, proof := range l.Proofs {
			p.once(l, proof.Document, "proof of the letter kept: %s, sha256 %.12s", proof.Kind, proof.Document)
		}
	}
	return news, nil
}

// once says something about a letter the first time.
func (p *player) once(l postage.TrackedLetter, key, format string, args ...any) bool {
	key = fmt.Sprintf("%d/%s", l.Message, key)
	if p.reported[key] {
		return false
	}
	p.reported[key] = true
	for _, part := range l.Parts {
		p.say("%s  %s %s", p.day(p.now()), part.Ref.Number, fmt.Sprintf(format, args...))
	}
	return true
}
