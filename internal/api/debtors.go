package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Debtor is a customer who owes.
type Debtor struct {
	Creditor string  `json:"creditor"`
	Key      string  `json:"key" doc:"The creditor's own customer reference."`
	Name     string  `json:"name"`
	Regime   string  `json:"regime" enum:"b2b,b2c,public,non_professional" doc:"What law applies to late payment."`
	Language string  `json:"language" enum:"fr,en"`
	SIREN    string  `json:"siren,omitempty"`
	VAT      string  `json:"vat,omitempty"`
	Email    string  `json:"email,omitempty"`
	Bounced  bool    `json:"bounced" doc:"The address was refused for good."`
	Address  Address `json:"address"`
	Zone     string  `json:"zone,omitempty" doc:"Zone of holidays; absent follows the postcode."`
	Plan     string  `json:"plan,omitempty" doc:"Absent is the creditor's."`
	Version  int64   `json:"version,omitempty" doc:"Grows with each change of what stands above; send it as If-Match."`
}

// Contact is an e-mail address that a debtor has or had.
type Contact struct {
	Email  string `json:"email"`
	Role   string `json:"role"`
	Usable bool   `json:"usable" doc:"false once a server refused it for good."`
}

func debtorOf(d dunning.Debtor) Debtor {
	return Debtor{
		Creditor: d.Creditor, Key: d.Key, Name: d.Name, Regime: string(d.Regime), Language: d.Language, SIREN: d.SIREN, VAT: d.VAT,
		Email: d.Email, Bounced: d.Bounced, Address: addressOf(d.Address), Zone: d.Zone, Plan: d.Plan, Version: d.Version,
	}
}

// DebtorPath names a debtor in the address of a request.
type DebtorPath struct {
	Creditor string `path:"creditor" doc:"Identifier of the creditor."`
	Debtor   string `path:"key" doc:"The creditor's own customer reference, percent-encoded."`
}

func (p DebtorPath) name() backoffice.DebtorName {
	return backoffice.DebtorName{Creditor: p.Creditor, Key: p.Debtor}
}

type debtorListRequest struct {
	Creditor string `query:"creditor" doc:"Only this creditor's."`
	Text     string `query:"text" maxLength:"200" doc:"Part of the name or of the reference."`
	Paged
}

type debtorList struct {
	Link string `header:"Link" doc:"rel=next, when there are more."`
	Body struct {
		Debtors    []Debtor `json:"debtors" doc:"In the order in which they became known."`
		NextCursor string   `json:"next_cursor,omitempty" doc:"Absent on the last page."`
	}
}

type debtorSheet struct {
	ETag string `header:"ETag" doc:"The version of the debtor."`
	Body struct {
		Debtor
		Contacts []Contact `json:"contacts" doc:"Every address that he has or had, the newest first."`
	}
}

// Correction is what a person corrects about a debtor; what is absent stays.
type Correction struct {
	Name     *string  `json:"name,omitempty" maxLength:"200"`
	Regime   *string  `json:"regime,omitempty" enum:"b2b,b2c,public,non_professional"`
	Language *string  `json:"language,omitempty" enum:"fr,en"`
	Email    *string  `json:"email,omitempty" maxLength:"254" doc:"A new address counts as usable."`
	Address  *Address `json:"address,omitempty"`
	Zone     *string  `json:"zone,omitempty" maxLength:"50"`
	Plan     *string  `json:"plan,omitempty" maxLength:"50" doc:"For cases that start later."`
}

func (c Correction) change() change.Debtor {
	out := change.Debtor{Name: c.Name, Language: c.Language, Email: c.Email, Zone: c.Zone, Plan: c.Plan}
	if c.Regime != nil {
		r := dunning.Regime(*c.Regime)
		out.Regime = &r
	}
	if a := c.Address; a != nil {
		out.Address = &dunning.Address{Lines: a.Lines, Postcode: a.Postcode, City: a.City, Country: a.Country}
	}
	return out
}

type correctionRequest struct {
	DebtorPath
	Keyed
	Versioned
	Body Correction
}

type corrected struct {
	ETag string `header:"ETag" doc:"The version of the debtor after the correction."`
	Replayed
	Body struct {
		Debtor Debtor   `json:"debtor"`
		Cases  []string `json:"cases" doc:"Invoices whose cases waited for an address and go on."`
	}
}

// DebtorPayment is money that names no invoice.
type DebtorPayment struct {
	Amount   money.Cents   `json:"amount"`
	Date     calendar.Date `json:"date,omitzero" doc:"Value date; absent is today."`
	ID       string        `json:"id,omitempty" maxLength:"200" doc:"The source's own identifier; the same one twice counts once."`
	Source   string        `json:"source,omitempty" maxLength:"50" doc:"api when left out."`
	Invoices []string      `json:"invoices,omitempty" maxItems:"200" doc:"Invoices that the debtor named, in his order."`
	DryRun   bool          `json:"dry_run,omitempty" doc:"Work it out, record nothing."`
}

type debtorPaymentRequest struct {
	DebtorPath
	Keyed
	Body DebtorPayment
}

// Share is the part of a payment that goes to one invoice.
type Share struct {
	Invoice string        `json:"invoice"`
	Due     calendar.Date `json:"due"`
	Open    money.Cents   `json:"open" doc:"Before the payment."`
	Amount  money.Cents   `json:"amount"`
	Rule    string        `json:"rule" doc:"Why it goes there (C. civ. 1342-10)."`
}

type spread struct {
	Replayed
	Body struct {
		Amount   money.Cents   `json:"amount"`
		Date     calendar.Date `json:"date"`
		Currency string        `json:"currency,omitempty"`
		Shares   []Share       `json:"shares" doc:"Empty when the payment was on record already."`
	}
}

func (d *Door) debtors(doc huma.API) {
	handle(d, doc, "list-debtors", d.listDebtors)
	handle(d, doc, "get-debtor", func(ctx context.Context, who access.Actor, in *DebtorPath) (*debtorSheet, error) {
		found, err := d.Office.FindDebtor(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		contacts, err := d.Office.Contacts(ctx, who, found)
		out := &debtorSheet{ETag: etag(found.Version)}
		out.Body.Debtor, out.Body.Contacts = debtorOf(found), make([]Contact, len(contacts))
		for i, c := range contacts {
			out.Body.Contacts[i] = Contact{Email: c.Email, Role: c.Role, Usable: c.Usable}
		}
		return out, err
	})
	handleOp(d, doc, versioned("correct-debtor"), d.correctDebtor)
	handle(d, doc, "pay-debtor", d.payDebtor)
}

func (d *Door) listDebtors(ctx context.Context, who access.Actor, in *debtorListRequest) (*debtorList, error) {
	filter := filterSum("debtors", in.Creditor, in.Text)
	f := desk.DebtorFilter{Creditor: in.Creditor, Text: in.Text, Limit: in.Limit}
	if err := readCursor(in.Cursor, filter, &f.After); err != nil {
		return nil, err
	}
	page, err := d.Office.DebtorList(ctx, who, f)
	if err != nil {
		return nil, err
	}
	out := &debtorList{}
	out.Body.Debtors = make([]Debtor, len(page.Rows))
	for i, row := range page.Rows {
		out.Body.Debtors[i] = debtorOf(row)
	}
	if page.More {
		out.Body.NextCursor = writeCursor(page.Rows[len(page.Rows)-1].ID, filter)
		out.Link = nextLink("/debtors", out.Body.NextCursor)
	}
	return out, nil
}

func (d *Door) correctDebtor(ctx context.Context, who access.Actor, in *correctionRequest) (*corrected, error) {
	found, err := d.Office.FindDebtor(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	now, mended, err := d.Office.CorrectDebtor(in.seeing(ctx), who, found, in.Body.change())
	if err != nil {
		return nil, err
	}
	about(ctx, "", map[string]string{"fields": in.Body.fields()})
	out := &corrected{ETag: etag(now.Version)}
	out.Body.Debtor, out.Body.Cases = debtorOf(now), make([]string, len(mended))
	for i, ref := range mended {
		out.Body.Cases[i] = ref.Number
	}
	return out, nil
}

// fields names what a correction touches, without the values: they are personal.
func (c Correction) fields() string {
	var out []string
	for name, set := range map[string]bool{
		"name": c.Name != nil, "regime": c.Regime != nil, "language": c.Language != nil, "email": c.Email != nil,
		"address": c.Address != nil, "zone": c.Zone != nil, "plan": c.Plan != nil,
	} {
		if set {
			out = append(out, name)
		}
	}
	return sorted(out)
}

func (d *Door) payDebtor(ctx context.Context, who access.Actor, in *debtorPaymentRequest) (*spread, error) {
	found, err := d.Office.FindDebtor(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	p := in.Body
	if p.Source == "" {
		p.Source = sourceAPI
	}
	if p.ID == "" && !p.DryRun { // what is sent twice counts once, also without an identifier
		p.ID = factKey(ctx, in.Key)
	}
	done, err := d.Office.PayDebtor(ctx, who, backoffice.Received{
		Creditor: found.Creditor, Debtor: found.Key, Source: p.Source, ID: p.ID, Date: p.Date, Amount: p.Amount, Designated: p.Invoices, DryRun: p.DryRun,
	})
	if err != nil {
		return nil, err
	}
	out := &spread{Replayed: replayedBy(done.Duplicate)}
	out.Body.Amount, out.Body.Date, out.Body.Currency, out.Body.Shares = done.Amount, done.Date, done.Currency, make([]Share, len(done.Parts))
	for i, s := range done.Parts {
		out.Body.Shares[i] = Share{Invoice: s.Invoice, Due: s.Due, Open: s.Open, Amount: s.Amount, Rule: string(s.Rule)}
	}
	return out, nil
}
