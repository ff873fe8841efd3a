package office

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/webhook"
)

// Hooks looks after the programs that are told what happens to cases.
type Hooks interface {
	List(ctx context.Context, who access.Actor) ([]webhook.Endpoint, error)
	Add(ctx context.Context, who access.Actor, e webhook.Endpoint) (id int64, secret string, err error)
	Rotate(ctx context.Context, who access.Actor, id int64) (secret string, err error)
	SetDisabled(ctx context.Context, who access.Actor, id int64, off bool) (webhook.Endpoint, error)
}

// Deliveries shows what programs were told, and tells them again.
type Deliveries interface {
	Deliveries(ctx context.Context, who access.Actor, id int64, failed bool, limit int) ([]webhook.Delivery, error)
	Replay(ctx context.Context, who access.Actor, id, delivery int64) (int64, error)
}

// hooksView is the page of the programs that are told.
type hooksView struct {
	page.Frame
	Rows      []hookRow
	Types     []page.Choice
	Creditors []page.Choice
	URL       string // as typed
	Secret    string // shown once
	SecretFor string
	Error     string
}

type hookRow struct {
	URL, Text, State, Tone, Address string
}

func (d *Door) hooks(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.showHooks(w, r, s, http.StatusOK, hooksView{})
}

func (d *Door) showHooks(w http.ResponseWriter, r *http.Request, s page.Frame, status int, v hooksView) error {
	if access.MayForOne(s.Who, access.Operate) != nil {
		return access.May(s.Who, access.Operate, "")
	}
	all, err := d.Hooks.List(r.Context(), s.Who)
	if err != nil {
		return err
	}
	v.fill(s, all)
	templates.Render(w, status, "hooks", v)
	return nil
}

func (v *hooksView) fill(s page.Frame, all []webhook.Endpoint) {
	v.Frame = s.Titled("Programmes")
	for _, e := range all {
		v.Rows = append(v.Rows, hookOf(e))
	}
	for _, t := range webhook.Types() {
		v.Types = append(v.Types, page.Choice{Value: t, Label: page.Capital(typeWord(t))})
	}
	v.Creditors = append(v.Creditors, page.Choice{Label: "Tous les créanciers"})
	for _, c := range s.Creditors {
		v.Creditors = append(v.Creditors, page.Choice{Value: c.Value, Label: c.Label})
	}
}

func hookOf(e webhook.Endpoint) hookRow {
	row := hookRow{URL: e.URL, State: "prévenu", Tone: "green", Address: hookAddress(e.ID)}
	if !e.Disabled.IsZero() {
		row.State, row.Tone = "coupé", "red"
	}
	parts := []string{"tous les événements"}
	if len(e.Events) > 0 {
		var types []string
		for _, t := range e.Events {
			types = append(types, typeWord(t))
		}
		parts[0] = strings.Join(types, ", ")
	}
	if e.Creditor != "" {
		parts = append(parts, "créancier "+e.Creditor)
	}
	if e.Waiting > 0 {
		parts = append(parts, fr.Count(e.Waiting, "message attend", "messages attendent"))
	}
	row.Text = strings.Join(append(parts, "par "+e.By), " · ")
	return row
}

// typeWords name what programs are told of.
var typeWords = map[string]string{
	"case.opened": "dossier ouvert", "notice.sent": "relance envoyée", "notice.refused": "relance refusée", "payment.recorded": "paiement noté", "dispute.opened": "litige ouvert",
	"dispute.resolved": "litige clos", "reply.received": "réponse reçue", "promise.made": "promesse faite", "promise.broken": "promesse manquée", "instalments.agreed": "échéancier convenu",
	"approval.wanted": "accord demandé", "case.closed": "dossier clos", "attention.wanted": "attention demandée", "letter.status": "suivi d’une lettre",
}

func typeWord(t string) string {
	if w := typeWords[t]; w != "" {
		return w
	}
	return t
}

func hookAddress(id int64) string { return "/programmes/" + strconv.FormatInt(id, 10) }

// addHook tells another program: its secret is shown once.
func (d *Door) addHook(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if err := r.ParseForm(); err != nil {
		return dunning.Errorf(dunning.CodeInvalid, "ce formulaire ne se lit pas")
	}
	e := webhook.Endpoint{URL: strings.TrimSpace(r.PostFormValue("adresse")), Creditor: r.PostFormValue("pour"), Events: r.PostForm["evenement"]}
	_, secret, err := d.Hooks.Add(r.Context(), s.Who, e)
	if c := dunning.ErrorCode(err); c == dunning.CodeInvalid || c == dunning.CodeConflict {
		return d.showHooks(w, r, s, http.StatusUnprocessableEntity, hooksView{URL: e.URL, Error: page.Capital(page.Said(err)) + "."})
	}
	if err != nil {
		return err
	}
	return d.showHooks(w, r, s, http.StatusOK, hooksView{Secret: secret, SecretFor: e.URL})
}

// hookView is the page of one program, with what it was told.
type hookView struct {
	page.Frame
	Hook         hookRow
	Off          bool
	Why          string
	Rows         []deliveryRow
	Failed       bool // only those that failed are shown
	Confirmation string
}

type deliveryRow struct {
	ID                                     int64
	Code                                   string // code of the type, as programs know it
	When, Type, Invoice, Case, State, Tone string
	Fault                                  string
}

// mostDeliveries is how many the page shows, the newest first.
const mostDeliveries = 100

func (d *Door) hookPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	e, err := d.hook(r, s)
	if err != nil {
		return err
	}
	failed := r.URL.Query().Get("rates") != ""
	deliveries, err := d.Deliveries.Deliveries(r.Context(), s.Who, e.ID, failed, mostDeliveries)
	if err != nil {
		return err
	}
	v := hookView{Frame: s.Titled("Programme"), Hook: hookOf(e), Off: !e.Disabled.IsZero(), Why: e.Why, Failed: failed}
	if n := r.URL.Query().Get("rejoues"); n != "" {
		count, _ := strconv.Atoi(n)
		v.Confirmation = page.Capital(fr.Count(count, "message repart", "messages repartent")) + "."
	}
	for _, m := range deliveries {
		v.Rows = append(v.Rows, deliveryOf(m))
	}
	templates.Render(w, http.StatusOK, "hook", v)
	return nil
}

func deliveryOf(m webhook.Delivery) deliveryRow {
	row := deliveryRow{
		ID: m.ID, When: page.Moment(m.Created), Type: page.Capital(typeWord(m.Type)), Code: m.Type, Invoice: m.Invoice, State: "attend", Tone: "amber", Fault: m.Fault,
		Case: page.CaseAddress(dunning.Ref{Creditor: m.Creditor, Number: m.Invoice}),
	}
	switch {
	case !m.Delivered.IsZero():
		row.State, row.Tone, row.Fault = "reçu", "green", ""
	case !m.GaveUp.IsZero():
		row.State, row.Tone = "abandonné", "red"
	}
	if m.Status != 0 {
		row.State += ", réponse " + strconv.Itoa(m.Status)
	}
	return row
}

// hook finds the program that an address names among those of the person.
func (d *Door) hook(r *http.Request, s page.Frame) (webhook.Endpoint, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return webhook.Endpoint{}, dunning.Errorf(dunning.CodeNotFound, "no such webhook")
	}
	all, err := d.Hooks.List(r.Context(), s.Who)
	if err != nil {
		return webhook.Endpoint{}, err
	}
	for _, e := range all {
		if e.ID == id {
			return e, nil
		}
	}
	return webhook.Endpoint{}, dunning.Errorf(dunning.CodeNotFound, "no webhook %d", id)
}

// changeHook gives a program another secret, cuts it off or lets it in again, or tells
// it again.
func (d *Door) changeHook(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	e, err := d.hook(r, s)
	if err != nil {
		return err
	}
	to := hookAddress(e.ID)
	switch r.PostFormValue("geste") {
	case "secret":
		secret, err := d.Hooks.Rotate(r.Context(), s.Who, e.ID)
		if err != nil {
			return err
		}
		return d.showHooks(w, r, s, http.StatusOK, hooksView{Secret: secret, SecretFor: e.URL})
	case "couper", "rouvrir":
		_, err = d.Hooks.SetDisabled(r.Context(), s.Who, e.ID, r.PostFormValue("geste") == "couper")
	case "rejouer":
		delivery, _ := strconv.ParseInt(r.PostFormValue("message"), 10, 64) // 0 is all that were given up
		var n int64
		n, err = d.Deliveries.Replay(r.Context(), s.Who, e.ID, delivery)
		to += "?rejoues=" + strconv.FormatInt(n, 10)
	default:
		return dunning.Errorf(dunning.CodeInvalid, "aucun geste n’est demandé")
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
