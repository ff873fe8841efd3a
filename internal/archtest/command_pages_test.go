package archtest

import (
	"go/ast"
	"os"
	"strings"
	"testing"

	"relance/internal/console"
)

// pageOf says where the console does what a command does: a row of its list of routes,
// with the name of the form behind a blank; or why it does not.
var pageOf = map[string]string{
	"pause": "POST /reglages/envois", "resume": "POST /reglages/envois",
	"user-add": "POST /utilisateurs", "user-link": "POST /utilisateurs/{login}", "user-role": "POST /utilisateurs/{login}", "user-disable": "POST /utilisateurs/{login}",
	"user-enable": "POST /utilisateurs/{login}", "user-sessions": "POST /utilisateurs/{login}", "user-totp": "POST /compte/authentificateur",
	"text-set":    "POST /textes/{creditor}/{text}",
	"plan-apply":  "POST /plans/{creditor}/{plan}",
	"plan-move":   "POST /dossiers/lot",
	"task-snooze": "POST /taches/{id}/plus-tard", "task-assign": "POST /taches/{id}/plus-tard",
	"creditor-agree": "POST /reglages/changements/{id}", "creditor-refuse": "POST /reglages/changements/{id}",
	"token-add": "no: a token is for a program, and whoever runs programs has a shell", "token-revoke": "no: as token-add",
	"webhook-add": "POST /programmes", "webhook-rotate": "POST /programmes/{id}", "webhook-disable": "POST /programmes/{id}", "webhook-enable": "POST /programmes/{id}",
	"webhook-deliveries": "GET /programmes/{id}", "webhook-replay": "POST /programmes/{id}", "audit-verify": "POST /journal", "audit-export": "GET /journal/export.csv",
	"start": "POST /import", "reconcile": "POST /banque", "match": "POST /banque/{id}/rapprocher", "unmatch": "POST /banque/{id}/annuler",
	"casefile": "GET /dossiers/{creditor}/{number}/preuves.zip", "paid": noted + " paiement", "credit": noted + " avoir", "dispute": noted + " litige", "resolve": noted + " litige-clos",
	"promise": noted + " promesse", "instalments": noted + " echeancier", "hold": noted + " suspension", "release": noted + " reprise", "reschedule": noted + " echeance",
	"received": noted + " reception", "reply": noted + " reponse", "waive": noted + " renonciation", "claim": noted + " reclame", "cost": noted + " frais",
	"limitation": noted + " prescription", "close": noted + " cloture", "reopen": "POST /dossiers/{creditor}/{number}/rouvrir", "retry": noted + " reessai", "skip": noted + " passer",
	"approve": "POST /lettres/{creditor}/{number}", "reject": "POST /lettres/{creditor}/{number}", "notice-settle": "POST /messages/{id}/issue",
	"letter-shown": "GET /lettres/{creditor}/{number}/lettre.pdf", "letter-posted": noted + " lettre-postee", "letter-status": noted + " lettre-devenue", "letter-otp": "POST /lettres/code",
	"debtor-set": "POST /debiteurs/{creditor}/{key}", "debtor-check": "POST /debiteurs/{creditor}/{key}/registre",
	"debtor-merge":    "POST /debiteurs/{creditor}/{key}/fusion",
	"debtor-import":   "POST /import/coordonnees",
	"portal-revoke":   "POST /dossiers/{creditor}/{number}/page-client",
	"insolvency-note": noted + " procedure", "insolvency-watch": "GET /procedures", "insolvency-confirm": "POST /procedures/{creditor}/{key}",
	"insolvency-declaration": "GET /procedures/{creditor}/{key}/declaration.zip", "insolvency-import": "no: for machines without access to the notices",
	"insolvency-letter": declaration + "lettre", "insolvency-approve": declaration + "accord", "insolvency-posted": declaration + "poste", "insolvency-settle": declaration + "issue",
	"way": "POST /dossiers/{creditor}/{number}/voies", "status-propose": "POST /banque/encaissements", "status-fetch": "POST /banque/encaissements/plateforme", "status-import": "no: platforms and mailboxes bring them; a folder of files is the operator's",
	"inbox-take": "no: the mailbox brings them", "inbox-assign": "POST /courrier/{id}/rattacher", "inbox-answer": "POST /courrier/{id}/repondre", "inbox-accept": "POST /courrier/{id}/noter", "inbox-done": "POST /courrier/{id}/lu",
}

const (
	noted       = "POST /dossiers/{creditor}/{number}/noter/{form}"
	declaration = "POST /procedures/{creditor}/{key}/"
)

// TestTheConsoleDoesWhatTheCommandLineDoes takes every command that changes something
// and looks for the page that does the same; a command without one says why.
func TestTheConsoleDoesWhatTheCommandLineDoes(t *testing.T) {
	t.Parallel()
	rows := map[string]bool{}
	for _, r := range new(console.Door).Routes() {
		rows[r.Method+" "+r.Pattern] = true
	}
	forms, err := os.ReadFile("../console/forms.go")
	if err != nil {
		t.Fatal(err)
	}
	commands := map[string]bool{}
	_, files := sourceOf(t, "../cli")
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && spec.Names[0].Name == "keptDeeds" {
				for _, e := range spec.Values[0].(*ast.CompositeLit).Elts { //nolint:forcetypeassert // a map literal
					name, _ := literal(e.(*ast.KeyValueExpr).Key) //nolint:forcetypeassert // likewise
					commands[name] = true
				}
			}
			return true
		})
	}
	if len(commands) < 50 {
		t.Fatalf("%d commands were found", len(commands))
	}
	for name := range commands {
		row, form, _ := strings.Cut(strings.TrimPrefix(pageOf[name], "POST "), " ")
		row = strings.TrimSuffix("POST "+row, " ")
		switch {
		case pageOf[name] == "":
			t.Errorf("no page does what %s does, and nobody says why", name)
		case strings.HasPrefix(pageOf[name], "no: "):
		case strings.HasPrefix(pageOf[name], "GET "):
			if !rows[pageOf[name]] {
				t.Errorf("%s: there is no row %s", name, pageOf[name])
			}
		case !rows[row]:
			t.Errorf("%s: there is no row %s", name, row)
		case form != "" && !strings.Contains(string(forms), `name: "`+form+`"`):
			t.Errorf("%s: there is no form %s", name, form)
		}
	}
	for name := range pageOf {
		if !commands[name] {
			t.Errorf("%s is no command that changes something", name)
		}
	}
}
