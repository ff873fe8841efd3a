package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/company"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
)

// Proceedings are the insolvency proceedings of a debtor.
type Proceedings struct {
	Creditor    string        `json:"creditor"`
	Debtor      string        `json:"debtor" doc:"The creditor's own customer reference."`
	Name        string        `json:"name"`
	SIREN       string        `json:"siren,omitempty"`
	Provisional bool          `json:"provisional" doc:"A notice that may be an opening: a person reads it."`
	Judgment    calendar.Date `json:"judgment,omitzero"`
	Published   calendar.Date `json:"published,omitzero" doc:"Of the opening; the period to declare runs from it."`
	ClaimBy     calendar.Date `json:"claim_by,omitzero" doc:"Last day to declare."`
	Procedure   string        `json:"procedure,omitempty" doc:"sauvegarde, redressement, liquidation …"`
	Court       string        `json:"court,omitempty"`
	Role        string        `json:"role,omitempty" doc:"mandataire judiciaire or liquidateur."`
	Holder      string        `json:"holder,omitempty" doc:"To whom the claim is declared: a proposal until it is confirmed."`
	Address     string        `json:"address,omitempty"`
	Notice      string        `json:"notice,omitempty" doc:"Of the official gazette; absent when a person told."`
	Confirmed   bool          `json:"confirmed"`
	DeclaredOn  calendar.Date `json:"declared_on,omitzero"`
}

func proceedingsOf(p insolvency.Proceedings) Proceedings {
	return Proceedings{
		Creditor: p.Creditor, Debtor: p.Debtor, Name: p.Name, SIREN: p.SIREN, Provisional: p.Provisional, Judgment: p.Judgment, Published: p.Published,
		ClaimBy: p.ClaimBy, Procedure: string(p.Procedure), Court: p.Court, Role: p.Role, Holder: p.Holder, Address: p.Address, Notice: p.Notice,
		Confirmed: p.Confirmed, DeclaredOn: p.DeclaredOn,
	}
}

type insolvencySheet struct {
	Body struct {
		On          bool          `json:"on" doc:"The watch over the official notices is switched on."`
		Stale       bool          `json:"stale" doc:"It is blind: formal steps wait."`
		LookedAt    time.Time     `json:"looked_at,omitzero" doc:"When the last national file was read."`
		Newest      calendar.Date `json:"newest,omitzero" doc:"Publication of the newest notice in it."`
		Fault       string        `json:"fault,omitempty" doc:"Why the last attempt failed, in French."`
		Watched     int           `json:"watched" doc:"Companies."`
		Unwatched   int           `json:"unwatched" doc:"Business customers with open cases and without company number."`
		Proceedings []Proceedings `json:"proceedings" doc:"The most urgent declaration first."`
	}
}

type proceedingsSheet struct {
	Body Proceedings
}

// Confirmation is what a person says of proceedings; what is absent stays.
type Confirmation struct {
	Role       string        `json:"role,omitempty" enum:"mandataire judiciaire,liquidateur"`
	Holder     string        `json:"holder,omitempty" maxLength:"200" doc:"To whom the claim is declared. No notice changes it from then on."`
	Address    string        `json:"address,omitempty" maxLength:"300"`
	Court      string        `json:"court,omitempty" maxLength:"200"`
	Procedure  string        `json:"procedure,omitempty" enum:"sauvegarde,redressement,liquidation"`
	Published  calendar.Date `json:"published,omitzero"`
	DeclaredOn calendar.Date `json:"declared_on,omitzero"`
}

type confirmationRequest struct {
	DebtorPath
	Keyed
	Body Confirmation
}

type confirmedProceedings struct {
	Replayed
	Body Proceedings
}

// RegisterDifference is something that the register tells differently.
type RegisterDifference struct {
	Field  string `json:"field" doc:"name, address, seat, state, regime or absent."`
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
}

func differencesOf(all []company.Difference) []RegisterDifference {
	out := make([]RegisterDifference, len(all))
	for i, d := range all {
		out[i] = RegisterDifference{string(d.Field), d.Ours, d.Theirs}
	}
	return out
}

type registerSheet struct {
	Body struct {
		On          bool                 `json:"on" doc:"A register is asked."`
		LookedAt    time.Time            `json:"looked_at,omitzero" doc:"Absent when nobody has looked with success."`
		Source      string               `json:"source,omitempty"`
		Found       bool                 `json:"found" doc:"false: absent, or not to be shown."`
		Name        string               `json:"name,omitempty"`
		LegalForm   string               `json:"legal_form,omitempty" doc:"INSEE's code."`
		Ceased      bool                 `json:"ceased"`
		CeasedOn    calendar.Date        `json:"ceased_on,omitzero"`
		Seat        string               `json:"seat,omitempty" doc:"SIRET."`
		Address     *Address             `json:"address,omitempty"`
		Fault       string               `json:"fault,omitempty" doc:"Of the last attempt, when it failed."`
		Differences []RegisterDifference `json:"differences" doc:"A person compares; nothing is overwritten."`
	}
}

type registerCheck struct {
	DebtorPath
	Keyed
}

type registerChecked struct {
	Replayed
	Body struct {
		State       string               `json:"state" enum:"same,filled,differs,stopped,absent"`
		Filled      []string             `json:"filled" doc:"Blanks that the register filled."`
		Differences []RegisterDifference `json:"differences"`
		Stops       []string             `json:"stops" doc:"ceased, seat_closed or moved: formal steps stop."`
		Cases       []string             `json:"cases" doc:"Invoices whose formal steps stop by this look."`
	}
}

func (d *Door) court(doc huma.API) {
	handle(d, doc, "get-insolvency", d.getInsolvency)
	handle(d, doc, "get-proceedings", func(ctx context.Context, who access.Actor, in *DebtorPath) (*proceedingsSheet, error) {
		p, err := d.proceedings(ctx, who, *in)
		return &proceedingsSheet{proceedingsOf(p)}, err
	})
	handle(d, doc, "confirm-proceedings", d.confirmProceedings)
	declaration := fileOperation("get-declaration", zipType)
	declaration.Errors = append(declaration.Errors, http.StatusConflict) // the judgment's day is not known, or nothing is to be declared
	handleOp(d, doc, declaration, d.getDeclaration)
	d.declarations(doc)
	handle(d, doc, "get-register", d.getRegister)
	handle(d, doc, "check-register", d.checkRegister)
	handle(d, doc, "list-statuses", d.listStatuses)
	d.collections(doc)
	handle(d, doc, "list-ways", d.listWays)
	handleOp(d, doc, fileOperation("get-way-file", zipType), d.getWayFile)
	handle(d, doc, "tell-procedure-event", d.tellProcedureEvent)
}

func (d *Door) getInsolvency(ctx context.Context, who access.Actor, _ *struct{}) (*insolvencySheet, error) {
	st, err := d.Court.WatchStatus(ctx, who)
	if err != nil {
		return nil, err
	}
	out := &insolvencySheet{}
	out.Body.On, out.Body.Stale, out.Body.LookedAt, out.Body.Newest, out.Body.Fault = st.On, st.Stale, st.LookedAt, st.Newest, st.Fault
	out.Body.Watched, out.Body.Unwatched, out.Body.Proceedings = st.Watched, st.Unwatched, make([]Proceedings, len(st.Proceedings))
	for i, p := range st.Proceedings {
		out.Body.Proceedings[i] = proceedingsOf(p)
	}
	return out, nil
}

func (d *Door) proceedings(ctx context.Context, who access.Actor, in DebtorPath) (insolvency.Proceedings, error) {
	found, err := d.Office.FindDebtor(ctx, who, in.name())
	if err != nil {
		return insolvency.Proceedings{}, err
	}
	return d.Court.ProceedingsOf(ctx, who, found.Creditor, found.Key)
}

func (d *Door) confirmProceedings(ctx context.Context, who access.Actor, in *confirmationRequest) (*confirmedProceedings, error) {
	now, err := d.proceedings(ctx, who, in.DebtorPath)
	if err != nil {
		return nil, err
	}
	b := in.Body
	about(ctx, "", map[string]string{"notice": now.Notice})
	p, err := d.Court.Confirm(ctx, who, insolvency.Proceedings{
		Creditor: now.Creditor, Debtor: now.Debtor, Role: b.Role, Holder: b.Holder, Address: b.Address, Court: b.Court,
		Procedure: insolvency.Procedure(b.Procedure), Published: b.Published, DeclaredOn: b.DeclaredOn, Confirmed: b.Holder != "",
	})
	return &confirmedProceedings{Body: proceedingsOf(p)}, err
}

func (d *Door) getDeclaration(ctx context.Context, who access.Actor, in *DebtorPath) (*file, error) {
	found, err := d.Office.FindDebtor(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	decl, err := d.Court.Declaration(ctx, who, found.Creditor, found.Key)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := evidence.WriteDeclaration(&b, decl); err != nil {
		return nil, err
	}
	return fileOf(dunning.Document{MediaType: zipType, Name: "declaration-" + found.Key + ".zip", Bytes: b.Bytes()}), nil
}

func (d *Door) getRegister(ctx context.Context, who access.Actor, in *DebtorPath) (*registerSheet, error) {
	found, err := d.Office.FindDebtor(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	known, _, err := d.Court.RegisterOf(ctx, who, found)
	if err != nil {
		return nil, err
	}
	out, r := &registerSheet{}, known.Record
	b := &out.Body
	b.On, b.LookedAt, b.Source, b.Found, b.Name, b.LegalForm, b.Ceased = d.Court.RegisterOn(), known.LookedAt, string(r.Source), r.Found, r.Name, r.Form, r.Ceased
	b.CeasedOn, b.Seat, b.Fault, b.Differences = r.CeasedOn, r.Seat, known.Fault, differencesOf(known.Differences)
	if r.Address.Usable() {
		at := addressOf(r.Address)
		b.Address = &at
	}
	return out, nil
}

func (d *Door) checkRegister(ctx context.Context, who access.Actor, in *registerCheck) (*registerChecked, error) {
	found, err := d.Office.FindDebtor(ctx, who, in.name())
	if err != nil {
		return nil, err
	}
	c, err := d.Court.CheckDebtor(ctx, who, found)
	if err != nil {
		return nil, err
	}
	about(ctx, "", map[string]string{"state": string(c.State)})
	out := &registerChecked{}
	b := &out.Body
	b.State, b.Differences = string(c.State), differencesOf(c.Differences)
	b.Filled, b.Stops, b.Cases = make([]string, len(c.Filled)), make([]string, len(c.Stops)), make([]string, len(c.Held))
	for i, f := range c.Filled {
		b.Filled[i] = string(f)
	}
	for i, h := range c.Stops {
		b.Stops[i] = string(h)
	}
	for i, ref := range c.Held {
		b.Cases[i] = ref.Number
	}
	return out, nil
}
