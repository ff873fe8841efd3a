package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/dunning"
	"relance/internal/people"
)

// actorKey holds the actor of a request in its context.
type actorKey struct{}

// actor is who asks; the middleware has put him there.
func actor(ctx context.Context) access.Actor {
	a, _ := ctx.Value(actorKey{}).(access.Actor)
	return a
}

// common sets what every answer carries.
func (d *Door) common(ctx huma.Context, next func(huma.Context)) {
	ctx.SetHeader("Cache-Control", "no-store")
	ctx.SetHeader("X-Content-Type-Options", "nosniff")
	next(ctx)
}

// signIn finds the actor of the token. Cookies count for nothing here. An
// unknown, a revoked and an expired token are answered alike.
func (d *Door) signIn(doc huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		token, ok := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
		if !ok || !people.TokenIsWhole(token) {
			ctx.SetHeader("WWW-Authenticate", "Bearer")
			write(doc, ctx, problem(http.StatusUnauthorized, dunning.CodeForbidden, "there is no token, or it is mistyped"))
			return
		}
		found, err := d.Accounts.Token(ctx.Context(), people.HashOf(token))
		switch {
		case dunning.ErrorCode(err) == dunning.CodeNotFound:
			ctx.SetHeader("WWW-Authenticate", "Bearer")
			write(doc, ctx, problem(http.StatusUnauthorized, dunning.CodeForbidden, "the token is unknown, revoked or too old"))
			return
		case err != nil:
			write(doc, ctx, d.problemOf(ctx.Context(), err))
			return
		}
		next(huma.WithValue(ctx, actorKey{}, actorOf(found)))
	}
}

// actorOf is the actor that a token stands for.
func actorOf(t people.Token) access.Actor {
	creditor := t.Grant.Creditor
	if creditor == people.Everyone {
		creditor = ""
	}
	return access.Actor{
		Name: t.Name, Roles: map[string]access.Role{creditor: access.Role(t.Grant.Role)}, Door: access.API, Proof: access.Token,
	}
}

// refused keeps a refused attempt in the audit; that it could not be kept is no
// reason to answer otherwise.
func (d *Door) refused(ctx context.Context, deed access.Deed, object string, err error) {
	if dunning.ErrorCode(err) != dunning.CodeForbidden {
		return
	}
	who := actor(ctx)
	e := audit.Entry{Who: audit.Who{Name: who.Name, Door: string(who.Door)}, Deed: string(deed), Object: object, Refused: err.Error()}
	if err := d.Accounts.Note(ctx, e); err != nil && d.Failed != nil {
		d.Failed(ctx, "audit", err)
	}
}
