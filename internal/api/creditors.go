package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
)

// Creditor is who sends invoices.
type Creditor struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	SIREN string `json:"siren,omitempty"`
}

type creditorList struct {
	Body struct {
		Creditors []Creditor `json:"creditors" doc:"Those of the token, by identifier."`
	}
}

func (d *Door) creditors(doc huma.API) {
	huma.Register(doc, operation(http.MethodGet, "/creditors", "list-creditors", "creditors", "List the creditors of the token", access.SeeCases),
		func(ctx context.Context, _ *struct{}) (*creditorList, error) {
			all, err := d.Creditors.Creditors(ctx, actor(ctx))
			if err != nil {
				return nil, d.problemOf(ctx, err)
			}
			out := &creditorList{}
			out.Body.Creditors = make([]Creditor, len(all))
			for i, c := range all {
				out.Body.Creditors[i] = Creditor{ID: c.ID, Name: c.Name, SIREN: c.SIREN}
			}
			return out, nil
		})
}
