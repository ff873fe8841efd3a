package operation

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
)

// Contract is where a group enters its operations.
type Contract struct {
	Doc     huma.API
	Routes  []Route                                    // all rows of the API
	Problem func(ctx context.Context, err error) error // words an error of a use case
}

// Handle enters what an operation does. The row of the operation says the rest.
func Handle[I, O any](c Contract, id string, do func(ctx context.Context, who access.Actor, in *I) (*O, error)) {
	Enter(c, Find(c.Routes, id).Described(), do)
}

// Enter is Handle for an operation that is described further. The actor is the one
// that the request carries.
func Enter[I, O any](c Contract, op huma.Operation, do func(ctx context.Context, who access.Actor, in *I) (*O, error)) {
	huma.Register(c.Doc, op, func(ctx context.Context, in *I) (*O, error) {
		who, _ := access.Carried(ctx)
		out, err := do(ctx, who, in)
		if err != nil {
			return nil, c.Problem(ctx, err)
		}
		return out, nil
	})
}

// Keyed is the part of a request that names it.
type Keyed struct {
	Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" doc:"Names the request: sent again with the same key it counts once, and gets the same answer for thirty days."`
}

// Replayed tells in an answer whether it was given before.
type Replayed struct {
	Replayed string `header:"Idempotency-Replayed" doc:"true when the request was answered before: nothing was done again."`
}

// CreditorPath names a creditor in the address of a request.
type CreditorPath struct {
	Creditor string `path:"creditor" doc:"Identifier of the creditor."`
}

// Filled gives a list that is never null.
func Filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
