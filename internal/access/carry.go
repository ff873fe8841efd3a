package access

import (
	"context"

	"relance/internal/dunning"
)

type carried struct{}

// Carry lets a request bring along who asks, with the roles that he had when he
// was recognised: the store looks at them once more in the transaction of the
// deed. Only who is identified is looked at again; nobody knows who a shell is.
func Carry(ctx context.Context, who Actor) context.Context {
	return context.WithValue(ctx, carried{}, who)
}

// Carried gives who asks; false when a request brings nobody who is identified.
func Carried(ctx context.Context) (Actor, bool) {
	who, ok := ctx.Value(carried{}).(Actor)
	return who, ok && who.Identified()
}

// Still tells whether an actor may do what he might when he was recognised: each
// of his roles, or a wider one, is his now as well. CodeForbidden says that one
// was taken away meanwhile.
func Still(who Actor, now map[string]Role) error {
	today := Actor{Roles: now}
	for creditor, role := range who.Roles {
		if !today.Role(creditor).Includes(role) {
			return dunning.Errorf(dunning.CodeForbidden, "the rights of %s were changed meanwhile: nothing was recorded", who.Name).
				WithHint("ask again: what you may do now decides")
		}
	}
	return nil
}
