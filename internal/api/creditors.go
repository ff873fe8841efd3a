package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/change"
	"relance/internal/dunning"
)

// Creditor is a business that sends invoices and chases them.
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
	return Address{Lines: operation.Filled(a.Lines), Postcode: a.Postcode, City: a.City, Country: a.Country}
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
	handle(d, doc, "list-creditor-changes", func(ctx context.Context, who access.Actor, in *CreditorPath) (*changeList, error) {
		list, err := d.Office.CreditorChanges(ctx, who, in.Creditor)
		out := &changeList{}
		out.Body.Changes = make([]CreditorChange, len(list))
		for i, c := range list {
			out.Body.Changes[i] = changeOf(c)
		}
		return out, err
	})
	handle(d, doc, "decide-creditor-change", func(ctx context.Context, who access.Actor, in *changeDecision) (*changed, error) {
		c, err := d.Office.DecideChange(ctx, who, in.ID, in.Body.Agree)
		return &changed{Body: changeOf(c)}, err
	})
}

// CreditorChange is a change of a creditor that waits for two people.
type CreditorChange struct {
	ID      int64      `json:"id"`
	Before  Particular `json:"before" doc:"In use until two people agree."`
	After   Particular `json:"after"`
	Asked   time.Time  `json:"asked"`
	FirstBy string     `json:"first_by,omitempty" doc:"Who agreed first."`
	Outcome string     `json:"outcome,omitempty" doc:"agreed or refused; absent while it waits."`
}

// Particular holds the fields of a creditor that only two people together change.
type Particular struct {
	Name     string `json:"name"`
	IBAN     string `json:"iban"`
	Accounts string `json:"accounts,omitempty" doc:"Further accounts that its invoices may name, with commas between."`
	Means    string `json:"payment_methods,omitempty" doc:"Other means of payment than a transfer."`
	Plan     string `json:"plan"`
}

func changeOf(c change.Creditor) CreditorChange {
	return CreditorChange{ID: c.ID, Before: Particular(c.Before), After: Particular(c.After), Asked: c.Asked, FirstBy: c.FirstBy, Outcome: c.Outcome}
}

type changeList struct {
	Body struct {
		Changes []CreditorChange `json:"changes"`
	}
}

type changeDecision struct {
	CreditorPath
	ID int64 `path:"id" minimum:"1" doc:"Number of the change."`
	Keyed
	Body struct {
		Agree bool `json:"agree" doc:"false refuses it; one person may."`
	}
}

type changed struct {
	Replayed
	Body CreditorChange
}
