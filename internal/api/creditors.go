package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/dunning"
)

// Creditor is who sends invoices.
type Creditor struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	SIREN   string  `json:"siren,omitempty"`
	VAT     string  `json:"vat,omitempty"`
	Email   string  `json:"email,omitempty"`
	Address Address `json:"address"`
	IBAN    string  `json:"iban,omitempty" doc:"Where debtors pay to."`
	BIC     string  `json:"bic,omitempty"`
	Plan    string  `json:"plan,omitempty" doc:"Of its cases, unless a debtor or an invoice has another one; absent is default."`
}

// Address is a postal address as on an envelope.
type Address struct {
	Lines    []string `json:"lines" maxItems:"6" doc:"Below the name: person or service, building, street."`
	Postcode string   `json:"postcode,omitempty" maxLength:"20"`
	City     string   `json:"city,omitempty" maxLength:"100"`
	Country  string   `json:"country,omitempty" pattern:"^[A-Z]{2}$" doc:"ISO 3166-1 alpha-2; absent is FR."`
}

func addressOf(a dunning.Address) Address {
	return Address{Lines: filled(a.Lines), Postcode: a.Postcode, City: a.City, Country: a.Country}
}

// filled gives a list that is never null.
func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func creditorOf(c dunning.Creditor) Creditor {
	return Creditor{
		ID: c.ID, Name: c.Name, SIREN: c.SIREN, VAT: c.VAT, Email: c.Email, Address: addressOf(c.Address), IBAN: c.IBAN, BIC: c.BIC, Plan: c.Plan,
	}
}

type creditorList struct {
	Body struct {
		Creditors []Creditor `json:"creditors" doc:"Those of the token, by identifier."`
	}
}

type oneCreditor struct{ Body Creditor }

// CreditorPath names a creditor in the address of a request.
type CreditorPath struct {
	Creditor string `path:"creditor" doc:"Identifier of the creditor."`
}

func (d *Door) creditors(doc huma.API) {
	handle(d, doc, "list-creditors", func(ctx context.Context, who access.Actor, _ *struct{}) (*creditorList, error) {
		all, err := d.Office.Creditors(ctx, who)
		if err != nil {
			return nil, err
		}
		out := &creditorList{}
		out.Body.Creditors = make([]Creditor, len(all))
		for i, c := range all {
			out.Body.Creditors[i] = creditorOf(c)
		}
		return out, nil
	})
	handle(d, doc, "get-creditor", func(ctx context.Context, who access.Actor, in *CreditorPath) (*oneCreditor, error) {
		all, err := d.Office.Creditors(ctx, who)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			if c.ID == in.Creditor {
				return &oneCreditor{creditorOf(c)}, nil
			}
		}
		return nil, dunning.Errorf(dunning.CodeNotFound, "no creditor %q", in.Creditor)
	})
}
