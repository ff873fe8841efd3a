package staff

import (
	"context"

	"relance/internal/audit"
	"relance/internal/people"
)

// LinkStore keeps one-time links.
type LinkStore interface {
	LinkUser(ctx context.Context, link people.Hash) (login string, err error)
	UseLink(ctx context.Context, by audit.Who, link people.Hash, password string) (login string, err error)
}

// Link tells whose one-time link it is, without using it.
func (s *SignIn) Link(ctx context.Context, secret string) (login string, err error) {
	return s.Links.LinkUser(ctx, people.HashOf(secret))
}

// UseLink sets the password of the link's user; the link is then used, and the
// user's sessions end.
func (s *SignIn) UseLink(ctx context.Context, v Visitor, secret, password string) (login string, err error) {
	link := people.HashOf(secret)
	if login, err = s.Links.LinkUser(ctx, link); err != nil {
		return "", err
	}
	if err := people.CheckPassword(login, password); err != nil {
		return "", err
	}
	stored, err := people.HashPassword(s.Random, password)
	if err != nil {
		return "", err
	}
	return s.Links.UseLink(ctx, v.who(login), link, stored)
}
