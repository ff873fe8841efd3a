package office

import (
	"net/http"
	"slices"
	"strings"

	"relance/internal/audit"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/spreadsheet"
)

// journalView is the page of what people and programs did besides facts.
type journalView struct {
	page.Frame
	Rows              []journalLine
	Person, Deed, Day string // as asked for
	Deeds             []page.Choice
	Cut               bool
	Exports           []page.Action
	Whole             string // what the check of the chain says
}

type journalLine struct{ When, Exact, Who, Door, What, Object, Change, Refused string }

// mostJournal is how many entries the page shows, the newest first.
const mostJournal = 200

func (d *Door) journal(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	q := r.URL.Query()
	v := journalView{Frame: s.Titled("Journal"), Person: q.Get("qui"), Deed: q.Get("quoi"), Day: q.Get("jour")}
	entries, deeds, err := d.entries(r, s, v)
	if err != nil {
		return err
	}
	if len(entries) > mostJournal {
		entries, v.Cut = entries[len(entries)-mostJournal:], true
	}
	slices.Reverse(entries)
	for _, e := range entries {
		v.Rows = append(v.Rows, journalOf(e))
	}
	v.Deeds = []page.Choice{{Value: "", Label: "Tout", Chosen: v.Deed == ""}}
	for _, deed := range deeds {
		v.Deeds = append(v.Deeds, page.Choice{Value: deed, Label: deedWord(deed), Chosen: v.Deed == deed})
	}
	for _, kind := range []page.Action{{Address: "csv", Label: "CSV"}, {Address: "xlsx", Label: "XLSX"}} {
		v.Exports = append(v.Exports, page.Action{Address: "/journal/export." + kind.Address + "?" + q.Encode(), Label: kind.Label})
	}
	if q.Get("verifier") != "" {
		head, err := d.Audit.VerifyAudit(r.Context(), s.Who)
		if v.Whole = "La chaîne est intacte\u00a0: " + page.Thousands(int(head.Seq)) + " entrées, rien n’a été changé ni ôté."; err != nil {
			v.Whole = "La chaîne est rompue\u00a0: " + page.Said(err) + "."
		}
	}
	templates.Render(w, http.StatusOK, "journal", v)
	return nil
}

// entries reads what is asked for, and which deeds there are.
func (d *Door) entries(r *http.Request, s page.Frame, v journalView) (out []audit.Entry, deeds []string, err error) {
	day, wrong := calendar.ParseLoose(v.Day)
	err = d.Audit.Audit(r.Context(), s.Who, 0, func(e audit.Entry) error {
		if !slices.Contains(deeds, e.Deed) {
			deeds = append(deeds, e.Deed)
		}
		switch {
		case v.Person != "" && !strings.Contains(strings.ToLower(e.Who.Name+" "+e.Object), strings.ToLower(v.Person)),
			v.Deed != "" && e.Deed != v.Deed, v.Day != "" && wrong == nil && page.Today(e.At) != day:
			return nil
		}
		out = append(out, e)
		return nil
	})
	slices.Sort(deeds)
	return out, deeds, err
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
	"tell-procedure-event": "événement de procédure noté", "get-way-file": "dossier d’une voie sorti", "start-invoices": "factures prises", "pause": "envois suspendus ou repris", "add-webhook": "programme prévenu",
	"rotate-webhook": "secret de programme changé", "get-invoice-file": "facture sortie", "get-letter-proof": "preuve d’une lettre sortie",
	"export": "export", "audit.export": "journal lu", "audit.verify": "journal vérifié", "case.see": "dossier vu", "case.owner": "dossier confié", "case.note": "note ajoutée", "end-link": "lien d’un client coupé", "get-answer-file": "pièce d’un client sortie",
}

func deedWord(deed string) string {
	if w := deedWords[deed]; w != "" {
		return w
	}
	return deed
}

func journalOf(e audit.Entry) journalLine {
	line := journalLine{When: fr.Instant(e.At), Exact: e.At.Format("2006-01-02T15:04:05Z"), Who: e.Who.Name, Door: e.Who.Door, What: page.Capital(deedWord(e.Deed)), Object: e.Object, Refused: e.Refused}
	var keys, changes []string
	for k := range e.After {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		text := k + "\u00a0: " + e.After[k]
		if was := e.Before[k]; was != "" {
			text += " (était " + was + ")"
		}
		changes = append(changes, text)
	}
	line.Change = strings.Join(changes, ", ")
	return line
}

// exportJournal writes what is asked for as a table.
func (d *Door) exportJournal(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	q := r.URL.Query()
	entries, _, err := d.entries(r, s, journalView{Person: q.Get("qui"), Deed: q.Get("quoi"), Day: q.Get("jour")})
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
