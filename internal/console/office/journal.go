package office

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/spreadsheet"
)

// journalView is the page of what people and programs did besides facts.
type journalView struct {
	page.Frame
	Rows              []journalLine
	Person, Deed, Day string // as asked for
	Deeds             []page.Choice
	Older, Newer      string // addresses of the pages beside this one
	Exports           []page.Action
	Whole             string // what the check of the chain says
}

type journalLine struct{ When, Exact, Who, Door, What, Object, Change, Refused string }

// mostJournal is how many entries a page shows.
const mostJournal = 100

func (d *Door) journal(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.showJournal(w, r, s, "")
}

// verifyJournal goes through the whole chain, and says what it found.
func (d *Door) verifyJournal(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	head, err := d.Audit.VerifyAudit(r.Context(), s.Who)
	whole := "La chaîne est intacte\u00a0: " + page.Thousands(int(head.Seq)) + " entrées, rien n’a été changé ni ôté."
	switch dunning.ErrorCode(err) {
	case "":
	case dunning.CodeConflict:
		whole = "La chaîne est rompue\u00a0: " + page.Said(err) + "."
	default:
		return err
	}
	return d.showJournal(w, r, s, whole)
}

func (d *Door) showJournal(w http.ResponseWriter, r *http.Request, s page.Frame, whole string) error {
	q := r.URL.Query()
	v := journalView{Frame: s.Titled("Journal"), Person: q.Get("qui"), Deed: q.Get("quoi"), Day: q.Get("jour"), Whole: whole}
	search := searchOf(v)
	search.Limit = mostJournal
	search.Before, _ = strconv.ParseInt(q.Get("avant"), 10, 64) // a place that is none begins at the newest
	search.After, _ = strconv.ParseInt(q.Get("apres"), 10, 64)
	entries, more, err := d.Audit.Journal(r.Context(), s.Who, search)
	if err != nil {
		return err
	}
	for _, e := range entries {
		v.Rows = append(v.Rows, journalOf(e))
	}
	v.places(q, search, entries, more)
	v.Deeds = deedChoices(v.Deed)
	for _, kind := range []page.Action{{Address: "csv", Label: "CSV"}, {Address: "xlsx", Label: "XLSX"}} {
		v.Exports = append(v.Exports, page.Action{Address: "/journal/export." + kind.Address + "?" + q.Encode(), Label: kind.Label})
	}
	templates.Render(w, http.StatusOK, "journal", v)
	return nil
}

// places are the addresses of the pages before and after this one.
func (v *journalView) places(q url.Values, search audit.Search, entries []audit.Entry, more bool) {
	if len(entries) == 0 {
		return
	}
	at := func(field string, seq int64) string {
		out := url.Values{}
		for _, name := range []string{"qui", "quoi", "jour"} {
			if q.Get(name) != "" {
				out.Set(name, q.Get(name))
			}
		}
		out.Set(field, strconv.FormatInt(seq, 10))
		return "/journal?" + out.Encode()
	}
	back := search.After > 0
	if back || more {
		v.Older = at("avant", entries[len(entries)-1].Seq)
	}
	if back && more || search.Before > 0 {
		v.Newer = at("apres", entries[0].Seq)
	}
}

// searchOf is what the page was asked for.
func searchOf(v journalView) audit.Search {
	q := audit.Search{Text: strings.TrimSpace(v.Person), Deed: v.Deed}
	if day, err := calendar.ParseLoose(v.Day); err == nil && v.Day != "" {
		q.From = calendar.Metropole.Midnight(day)
		q.To = q.From.AddDate(0, 0, 1)
	}
	return q
}

// deedChoices are the deeds that the journal knows, by their words.
func deedChoices(chosen string) []page.Choice {
	out := make([]page.Choice, 0, len(deedWords)+1)
	for deed, word := range deedWords {
		out = append(out, page.Choice{Value: deed, Label: page.Capital(word), Chosen: chosen == deed})
	}
	slices.SortFunc(out, func(a, b page.Choice) int { return strings.Compare(a.Label+a.Value, b.Label+b.Value) })
	return slices.Insert(out, 0, page.Choice{Value: "", Label: "Tout", Chosen: chosen == ""})
}

// exported gives all that the page's filters keep, in its order.
func (d *Door) exported(r *http.Request, s page.Frame, v journalView) (out []audit.Entry, err error) {
	q := searchOf(v)
	err = d.Audit.Audit(r.Context(), s.Who, 0, func(e audit.Entry) error {
		kept := strings.Contains(strings.ToLower(e.Who.Name+" "+e.Object), strings.ToLower(q.Text)) && (q.Deed == "" || e.Deed == q.Deed) &&
			(q.From.IsZero() || !e.At.Before(q.From) && e.At.Before(q.To))
		if kept {
			out = append(out, e)
		}
		return nil
	})
	return out, err
}

// deedWords name what is in the journal.
var deedWords = map[string]string{
	"setup.change": "installation changée", "user.add": "utilisateur ajouté", "user.role": "rôle changé", "user.disable": "utilisateur désactivé", "user.link": "lien d’accès créé",
	"user.password": "mot de passe choisi", "session.open": "connexion", "session.end": "déconnexion", "token.add": "clé de programme créée",
	"token.revoke": "clé de programme retirée", "webhook.add": "programme prévenu", "webhook.rotate": "secret de programme changé", "webhook.disable": "programme coupé ou rouvert",
	"webhook.replay": "messages renvoyés à un programme", "webhook.deliveries": "messages d’un programme vus", "creditor.change": "changement de créancier",
	"finish-task": "tâche terminée", "get-message-content": "message sorti", "get-evidence": "dossier de preuves sorti", "get-approval-letter": "lettre à approuver vue",
	"correct-debtor": "client corrigé", "take-bank-file": "relevé pris", "match-line": "ligne rapprochée", "ignore-line": "ligne écartée", "unmatch-line": "rapprochement annulé",
	"get-mail-content": "message reçu sorti", "get-mail-file": "pièce d’un message sortie", "assign-mail": "message rattaché", "accept-proposal": "proposition acceptée", "answer-mail": "réponse envoyée",
	"finish-mail": "message lu", "confirm-proceedings": "procédure confirmée", "get-declaration": "déclaration sortie", "get-declaration-letter": "lettre de déclaration sortie",
	"draw-declaration": "déclaration préparée", "approve-declaration": "déclaration acceptée", "mark-declaration": "suite de la déclaration notée", "settle-declaration": "issue de la déclaration dite", "check-register": "registre consulté",
	"tell-procedure-event": "événement de procédure noté", "get-way-file": "dossier d’une voie sorti", "start-invoices": "factures prises", "merge-contacts": "coordonnées prises", "morning.set": "message du matin choisi ou arrêté", "share-view": "vue partagée ou retirée", "pause": "envois suspendus ou repris", "add-webhook": "programme prévenu",
	"rotate-webhook": "secret de programme changé", "get-invoice-file": "facture sortie", "get-letter-proof": "preuve d’une lettre sortie",
	"export": "export", "audit.export": "journal lu", "audit.verify": "journal vérifié", "case.see": "dossier vu", "case.owner": "dossier confié", "case.note": "note ajoutée", "task.later": "tâche remise à un autre jour", "end-link": "lien d’un client coupé", "get-answer-file": "pièce d’un client sortie",
}

// fieldWords name what a deed changes.
var fieldWords = map[string]string{
	"role": "rôle", "creditor": "créancier", "owner": "en charge", "name": "nom", "email": "adresse e-mail", "url": "adresse", "events": "événements", "disabled": "coupé",
	"address": "adresse postale", "expires": "valable jusqu’au", "second": "second facteur", "session": "session", "password": "mot de passe", "iban": "IBAN", "bic": "BIC",
}

func fieldWord(key string) string {
	if w := fieldWords[key]; w != "" {
		return w
	}
	return key
}

// valueWord words a value that is a code.
func valueWord(key, value string) string {
	if key == "role" {
		return fr.Role(value)
	}
	return value
}

func deedWord(deed string) string {
	if w := deedWords[deed]; w != "" {
		return w
	}
	return deed
}

func journalOf(e audit.Entry) journalLine {
	line := journalLine{When: page.Moment(e.At), Exact: e.At.Format("2006-01-02T15:04:05Z"), Who: e.Who.Name, Door: e.Who.Door, What: page.Capital(deedWord(e.Deed)), Object: e.Object, Refused: fr.Reword(e.Refused)}
	var keys, changes []string
	for k := range e.After {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		text := fieldWord(k) + "\u00a0: " + valueWord(k, e.After[k])
		if was := e.Before[k]; was != "" {
			text += " (était " + valueWord(k, was) + ")"
		}
		changes = append(changes, text)
	}
	line.Change = strings.Join(changes, ", ")
	return line
}

// exportJournal writes what is asked for as a table.
func (d *Door) exportJournal(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	q := r.URL.Query()
	entries, err := d.exported(r, s, journalView{Person: q.Get("qui"), Deed: q.Get("quoi"), Day: q.Get("jour")})
	if err != nil {
		return err
	}
	var rows [][]any
	for _, e := range entries {
		l := journalOf(e)
		rows = append(rows, []any{int(e.Seq), l.When, l.Who, l.Door, e.Who.Address, l.What, l.Object, l.Change, l.Refused})
	}
	t := spreadsheet.Table{Name: "Journal", Head: []string{"Numéro", "Quand", "Qui", "Porte", "Adresse", "Quoi", "Sur quoi", "Changement", "Refusé"}, Rows: page.RowsOf(rows)}
	return page.Export(w, r, "journal", "", t)
}
