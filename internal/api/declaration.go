package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
	"relance/internal/money"
	"relance/internal/postage"
)

// DeclarationLetter is a declaration of claim as a registered letter.
type DeclarationLetter struct {
	Document  string        `json:"document" doc:"SHA-256 of the PDF, in hex: a yes is to these bytes."`
	State     string        `json:"state" enum:"shown,first_of_two,approved,handed_over,unknown,not_sent"`
	Recipient []string      `json:"recipient" doc:"As in the envelope's window."`
	Invoices  []string      `json:"invoices"`
	Total     money.Cents   `json:"total" doc:"Declared, on the eve of the judgment."`
	Currency  string        `json:"currency"`
	ClaimBy   calendar.Date `json:"claim_by,omitzero" doc:"Last day to declare."`
	Carrier   string        `json:"carrier"`
	Pages     int           `json:"pages"`
	Estimate  money.Cents   `json:"estimate,omitzero" doc:"What it will cost, in euros; absent when nobody knows."`
	Fault     string        `json:"fault,omitempty" doc:"What keeps it from leaving, or kept it."`
	ShownBy   string        `json:"shown_by"`
	ShownAt   time.Time     `json:"shown_at"`

	FirstYes   string    `json:"first_yes,omitempty" doc:"Who agreed first, where two people must."`
	ApprovedBy string    `json:"approved_by,omitempty"`
	ApprovedAt time.Time `json:"approved_at,omitzero"`
	Letter     string    `json:"letter,omitempty" doc:"Where the letter is, once its carrier has it."`
	Tracking   string    `json:"tracking,omitempty"`
	Proofs     []string  `json:"proofs,omitempty" doc:"Kinds of the proofs that are kept."`
}

func declarationOf(l insolvency.Letter) DeclarationLetter {
	out := DeclarationLetter{
		Document: l.Document, State: string(l.Standing()), Recipient: l.Recipient, Invoices: l.Invoices, Total: l.Total, Currency: l.Currency, ClaimBy: l.ClaimBy,
		Carrier: l.Carrier, Pages: l.Pages, Estimate: l.Estimate, Fault: l.Fault, ShownBy: l.ShownBy, ShownAt: l.ShownAt,
		FirstYes: l.FirstYes, ApprovedBy: l.ApprovedBy, ApprovedAt: l.ApprovedAt,
	}
	if l.Standing() == insolvency.NotSent {
		out.Fault = l.Reply
	}
	if l.Post != nil {
		out.Letter, out.Tracking = string(l.Post.State), l.Post.Number
		for _, p := range l.Post.Proofs {
			out.Proofs = append(out.Proofs, p.Kind)
		}
	}
	return out
}

type declarationList struct {
	Body struct {
		Declarations []DeclarationLetter `json:"declarations" doc:"The last one last."`
	}
}

type declarationSheet struct {
	Replayed
	Body DeclarationLetter
}

// DeclarationStatements are what only the creditor can say of his claim.
type DeclarationStatements struct {
	Nature    string `json:"nature" minLength:"1" maxLength:"300" doc:"chirographaire, or the privilege or security with its date."`
	Pending   string `json:"pending" minLength:"1" maxLength:"300" doc:"Court before which the claim is disputed, or néant."`
	Signatory string `json:"signatory,omitempty" maxLength:"200" doc:"Who signs, with the capacity; absent: the creditor's signatory."`
	Power     bool   `json:"power,omitempty" doc:"A special power is attached: the signatory is neither representative nor delegate."`
}

type drawRequest struct {
	DebtorPath
	Keyed
	Body DeclarationStatements
}

type agreeRequest struct {
	DebtorPath
	Keyed
	Body struct {
		Document string `json:"document,omitempty" maxLength:"64" doc:"The very letter that is agreed to; absent: the one that was drawn last."`
	}
}

type markRequest struct {
	DebtorPath
	Keyed
	Body struct {
		Status   string        `json:"status" enum:"posted,presented,delivered,refused,unclaimed,returned,failed"`
		Date     calendar.Date `json:"date" doc:"On the receipt. The day of posting is the day of the declaration."`
		Tracking string        `json:"tracking,omitempty" maxLength:"40"`
	}
}

type settleDeclarationRequest struct {
	DebtorPath
	Keyed
	Body struct {
		Sent bool `json:"sent"`
	}
}

func (d *Door) declarations(doc huma.API) {
	handle(d, doc, "list-declarations", d.listDeclarations)
	handle(d, doc, "draw-declaration", func(ctx context.Context, who access.Actor, in *drawRequest) (*declarationSheet, error) {
		b := in.Body
		return d.declaration(ctx, who, in.DebtorPath, func(creditor, debtor string) (insolvency.Letter, error) {
			return d.Court.DrawDeclaration(ctx, who, creditor, debtor, evidence.Statements{Nature: b.Nature, Pending: b.Pending, Signatory: b.Signatory, Power: b.Power})
		})
	})
	handleOp(d, doc, fileOperation("get-declaration-letter", "application/pdf"), func(ctx context.Context, who access.Actor, in *DebtorPath) (*file, error) {
		found, err := d.Office.FindDebtor(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		page, err := d.Court.DeclarationPage(ctx, who, found.Creditor, found.Key)
		if err != nil {
			return nil, err
		}
		return fileOf(page), nil
	})
	handle(d, doc, "approve-declaration", func(ctx context.Context, who access.Actor, in *agreeRequest) (*declarationSheet, error) {
		return d.declaration(ctx, who, in.DebtorPath, func(creditor, debtor string) (insolvency.Letter, error) {
			return d.Court.ApproveDeclaration(ctx, who, creditor, debtor, in.Body.Document)
		})
	})
	handle(d, doc, "mark-declaration", func(ctx context.Context, who access.Actor, in *markRequest) (*declarationSheet, error) {
		b := in.Body
		return d.declaration(ctx, who, in.DebtorPath, func(creditor, debtor string) (insolvency.Letter, error) {
			return d.Court.MarkDeclaration(ctx, who, creditor, debtor, postage.LetterFact{Status: dunning.LetterState(b.Status), Date: b.Date, Number: b.Tracking})
		})
	})
	handle(d, doc, "settle-declaration", func(ctx context.Context, who access.Actor, in *settleDeclarationRequest) (*declarationSheet, error) {
		return d.declaration(ctx, who, in.DebtorPath, func(creditor, debtor string) (insolvency.Letter, error) {
			return d.Court.SettleDeclaration(ctx, who, creditor, debtor, in.Body.Sent)
		})
	})
}

func (d *Door) listDeclarations(ctx context.Context, who access.Actor, in *DebtorPath) (*declarationList, error) {
	found, err := d.Office.FindDebtor(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	all, err := d.Court.DeclarationLetters(ctx, who, found.Creditor, found.Key)
	out := &declarationList{}
	out.Body.Declarations = make([]DeclarationLetter, len(all))
	for i, l := range all {
		out.Body.Declarations[i] = declarationOf(l)
	}
	return out, err
}

// declaration does something about the declaration of a debtor, and shows it.
func (d *Door) declaration(ctx context.Context, who access.Actor, in DebtorPath, do func(creditor, debtor string) (insolvency.Letter, error)) (*declarationSheet, error) {
	found, err := d.Office.FindDebtor(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	l, err := do(found.Creditor, found.Key)
	if err != nil {
		return nil, err
	}
	about(ctx, "", map[string]string{"document": l.Document, "state": string(l.Standing())})
	return &declarationSheet{Body: declarationOf(l)}, nil
}
