package app

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/console"
	"relance/internal/console/page"
	"relance/internal/postgres/twinstest"
)

// visit is a request for one row of the console's list of routes, as a person of a
// creditor sends it.
type visit struct {
	path  string
	form  url.Values
	file  string
	read  string // page from whose form the key and the version are taken
	want  int    // what a person with the right, and no more than it, is answered
	whole bool   // it takes the right for all creditors
	list  bool   // of all creditors: another's person gets his own
	self  bool   // one's own account: there is no other creditor to try
	trial bool   // nothing was done, so nothing is in the audit
	head  []string
}

// values makes a form.
func values(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

// visits has one request for each row; as tells apart what several people send.
func visits(p twinstest.Possession, as string) map[string]visit {
	n := func(id int64) string { return strconv.FormatInt(id, 10) }
	f1, debtor := "/dossiers/"+p.Creditor+"/F-1", "/debiteurs/"+p.Creditor+"/C-1"
	letter, message := "/lettres/"+p.Creditor+"/F-1", f1+"/messages/"+n(p.Message)
	task, line, mail, hook := "/taches/"+n(p.Task), "/banque/"+n(p.Line), "/courrier/"+n(p.Mail), "/programmes/"+n(p.Hook)
	court := "/procedures/" + p.Creditor + "/C-1"
	out := map[string]visit{
		"POST /creancier":                                     {path: "/creancier", form: values("creancier", p.Creditor), want: 303},
		"GET /{$}":                                            {path: "/", want: 200, list: true},
		"GET /direct":                                         {path: "/direct?creancier=" + p.Creditor + "&facture=F-1", want: 200, head: []string{"Last-Event-ID", "older"}},
		"GET /taches":                                         {path: "/taches?quoi=appels", want: 200, list: true},
		"GET /taches/{id}":                                    {path: task, want: 200},
		"GET /taches/remises":                                 {path: "/taches/remises", want: 200, list: true},
		"GET /taches/{id}/plus-tard":                          {path: "/taches/" + n(p.Call) + "/plus-tard", want: 200},
		"POST /taches/{id}/plus-tard":                         {path: "/taches/" + n(p.Call) + "/plus-tard", form: values("jour", "12/03/2026", "pourquoi", "absent"), want: 303},
		"POST /taches/{id}/faite":                             {path: task + "/faite", form: values("suite", "/"), want: 303},
		"POST /taches/{id}/lue":                               {path: task + "/lue", form: values("cle", as, "version", "0"), want: 409}, // no answer waits
		"POST /messages/{id}/issue":                           {path: "/messages/" + n(p.Message) + "/issue", form: values("parti", "oui"), want: 303},
		"GET /dossiers":                                       {path: "/dossiers?q=client", want: 200, list: true},
		"POST /dossiers/vues":                                 {path: "/dossiers/vues", form: values("nom", as, "filtre", "retard=late"), want: 303, list: true},
		"POST /dossiers/vues/partagees":                       {path: "/dossiers/vues/partagees", form: values("nom", as, "filtre", "retard=late", "creancier", p.Creditor), want: 403}, // a reader sees them, and may not share
		"POST /dossiers/colonnes":                             {path: "/dossiers/colonnes", form: values("colonne", "niveau"), want: 303, list: true},
		"POST /dossiers/lot":                                  {path: "/dossiers/lot", form: values("geste", "suspendre", "accord", "oui", "dossier", p.Creditor+"/F-1@1"), want: 200, list: true},
		"GET /dossiers/{creditor}/{number}":                   {path: f1, want: 200},
		"GET /dossiers/{creditor}/{number}/noter/{form}":      {path: f1 + "/noter/paiement", want: 200},
		"POST /dossiers/{creditor}/{number}/noter/{form}":     {path: f1 + "/noter/paiement", read: f1 + "/noter/paiement", form: values("montant", "1,00", "date", "09/03/2026"), want: 403}, // a reader comes to the form, and may not send it
		"GET /dossiers/{creditor}/{number}/apercu":            {path: f1 + "/apercu?niveau=first", want: 200},
		"GET /dossiers/{creditor}/{number}/apercu/cadre":      {path: f1 + "/apercu/cadre?niveau=first", want: 200},
		"GET /dossiers/{creditor}/{number}/apercu.pdf":        {path: f1 + "/apercu.pdf?niveau=formal_notice", want: 200},
		"GET /dossiers/{creditor}/{number}/messages/{id}":     {path: message, want: 200},
		"GET " + message0 + "/cadre":                          {path: message + "/cadre", want: 200},
		"GET " + message0 + "/brut":                           {path: message + "/brut", want: 200},
		"GET /dossiers/{creditor}/{number}/preuves.zip":       {path: f1 + "/preuves.zip", want: 200},
		"GET /lettres":                                        {path: "/lettres", want: 200, list: true},
		"GET /lettres/{creditor}/{number}":                    {path: letter, want: 200},
		"GET /lettres/{creditor}/{number}/lettre.pdf":         {path: letter + "/lettre.pdf", want: 404}, // none waits
		"GET /lettres/{creditor}/{number}/page/{page}":        {path: letter + "/page/1", want: 404},
		"POST /lettres/code":                                  {path: "/lettres/code", form: values("code", "123456"), want: 422, whole: true, list: true},
		"POST /dossiers/{creditor}/{number}/charge":           {path: f1 + "/charge", form: values("qui", ""), want: 303},
		"POST /dossiers/{creditor}/{number}/note":             {path: f1 + "/note", form: values("texte", "Vu avec "+as), want: 303},
		"GET /dossiers/{creditor}/{number}/page-client":       {path: f1 + "/page-client", want: 200},
		"POST /dossiers/{creditor}/{number}/page-client":      {path: f1 + "/page-client", form: values("lien", "0"), want: 404},
		"GET /dossiers/{creditor}/{number}/page-client/{sha}": {path: f1 + "/page-client/" + strings.Repeat("a", 64), want: 404},
		"GET /debiteurs/{creditor}/{key}/paiement":            {path: debtor + "/paiement", want: 200},
		"POST /debiteurs/{creditor}/{key}/paiement":           {path: debtor + "/paiement", form: values("geste", "enregistrer", "montant", "1,00", "cle", as), want: 303},
		"POST /dossiers/{creditor}/{number}/rouvrir":          {path: f1 + "/rouvrir", want: 409}, // it is not closed
		"GET /lettres/{creditor}/{number}/texte":              {path: letter + "/texte", want: 404},
		"POST /lettres/{creditor}/{number}":                   {path: letter, form: values("geste", "accepter", "etape", "x"), want: 409},
		"GET /dossiers/export.csv":                            {path: "/dossiers/export.csv", want: 200, list: true},
		"GET /dossiers/export.xlsx":                           {path: "/dossiers/export.xlsx", want: 200, list: true},
		"GET /recherche":                                      {path: "/recherche?q=client", want: 303, list: true},
		"GET /debiteurs":                                      {path: "/debiteurs?q=client", want: 200, list: true},
		"GET /debiteurs/{creditor}/{key}":                     {path: debtor, want: 200},
		"POST /debiteurs/{creditor}/{key}":                    {path: debtor, form: values("geste", "corriger", "nom", "Client commun", "email", strings.ReplaceAll(as, " ", ".")+"@example.org", "adresse", "4 rue B", "postal", "69003", "ville", "Lyon", "pays", "fr", "regime", "b2b"), want: 303},
		"GET /debiteurs/{creditor}/{key}/releve.csv":          {path: debtor + "/releve.csv", want: 200},
		"GET /debiteurs/{creditor}/{key}/releve.xlsx":         {path: debtor + "/releve.xlsx", want: 200},
		"GET /debiteurs/{creditor}/{key}/releve.pdf":          {path: debtor + "/releve.pdf", want: 200},
		"GET /banque":                                         {path: "/banque", want: 200, list: true},
		"POST /banque":                                        {path: "/banque", file: twinstest.Statement(as), want: 200, list: true},
		"GET /banque/fichiers":                                {path: "/banque/fichiers", want: 200, list: true},
		"GET /banque/{id}":                                    {path: line, want: 200},
		"POST /banque/{id}/rapprocher":                        {path: line + "/rapprocher", form: values("facture", "F-1", "montant-F-1", "7,00"), want: 303},
		"POST /banque/{id}/ecarter":                           {path: line + "/ecarter", want: 303},
		"POST /banque/{id}/annuler":                           {path: line + "/annuler", want: 303},
		"GET /courrier":                                       {path: "/courrier?tous=1", want: 200, list: true},
		"GET /courrier/{id}":                                  {path: mail, want: 200},
		"GET /courrier/{id}/brut":                             {path: mail + "/brut", want: 200},
		"GET /courrier/{id}/pieces/{n}":                       {path: mail + "/pieces/1", want: 404}, // it has none
		"POST /courrier/{id}/rattacher":                       {path: mail + "/rattacher", form: values("creancier", p.Creditor, "client", "C-1"), want: 422},
		"POST /courrier/{id}/noter":                           {path: mail + "/noter", form: values("proposition", "promise"), want: 303},
		"POST /courrier/{id}/repondre":                        {path: mail + "/repondre", form: values("texte", "Bien reçu, "+as, "cle", as), want: 303},
		"POST /courrier/{id}/lu":                              {path: mail + "/lu", want: 303},
		"GET /tableau":                                        {path: "/tableau", want: 200, list: true},
		"GET /tableau/liste":                                  {path: "/tableau/liste?chiffre=encours", want: 200, list: true},
		"GET /tableau/liste.csv":                              {path: "/tableau/liste.csv?chiffre=encours", want: 200, list: true},
		"GET /tableau/liste.xlsx":                             {path: "/tableau/liste.xlsx?chiffre=encours", want: 200, list: true},
		"GET /tableau/balance.csv":                            {path: "/tableau/balance.csv", want: 200, list: true},
		"GET /tableau/balance.xlsx":                           {path: "/tableau/balance.xlsx", want: 200, list: true},
		"GET /banque/encaissements":                           {path: "/banque/encaissements", want: 200, list: true},
		"POST /banque/encaissements":                          {path: "/banque/encaissements", want: 303, list: true},
		"POST /banque/encaissements/plateforme":               {path: "/banque/encaissements/plateforme", want: 422, list: true}, // none is set up
		"GET /banque/encaissements/212.zip":                   {path: "/banque/encaissements/212.zip?creancier=" + p.Creditor + "&jour=2026-03-02", want: 404},
		"GET /procedures":                                     {path: "/procedures", want: 200, list: true},
		"GET /procedures/{creditor}/{key}":                    {path: court, want: 200},
		"POST /procedures/{creditor}/{key}":                   {path: court, form: values("destinataire", "SELARL Exemple", "adresse", "1 rue A, 75001 Paris", "publication", "02/03/2026"), want: 409}, // it does not say which proceedings were shown
		"GET /procedures/{creditor}/{key}/declaration.zip":    {path: court + "/declaration.zip", want: 409},                                                                                            // no invoice from before the judgment is frozen
		"GET /procedures/{creditor}/{key}/lettre.pdf":         {path: court + "/lettre.pdf", want: 404},
		"POST /procedures/{creditor}/{key}/lettre":            {path: court + "/lettre", form: values("nature", "chirographaire", "juridiction", "néant"), want: 422},
		"POST /procedures/{creditor}/{key}/accord":            {path: court + "/accord", form: values("document", ""), want: 404},
		"POST /procedures/{creditor}/{key}/poste":             {path: court + "/poste", form: values("suite", "posted", "jour", "02/03/2026"), want: 404},
		"POST /procedures/{creditor}/{key}/issue":             {path: court + "/issue", form: values("partie", "oui"), want: 404},
		"GET /debiteurs/{creditor}/{key}/fusion":              {path: debtor + "/fusion", want: 200},
		"POST /debiteurs/{creditor}/{key}/fusion":             {path: debtor + "/fusion", form: values("avec", strings.TrimPrefix(debtor, "/debiteurs/"+p.Creditor+"/"), "cle", as), want: 422}, // with himself
		"GET /debiteurs/{creditor}/{key}/registre":            {path: debtor + "/registre", want: 200},
		"POST /debiteurs/{creditor}/{key}/registre":           {path: debtor + "/registre", want: 422}, // no register is set up
		"GET /dossiers/{creditor}/{number}/voies":             {path: f1 + "/voies", want: 200},
		"POST /dossiers/{creditor}/{number}/voies":            {path: f1 + "/voies", form: values("evenement", "order_made", "jour", "02/03/2026"), want: 200},
		"GET /dossiers/{creditor}/{number}/demande.zip":       {path: f1 + "/demande.zip?voie=injonction&tribunal=tribunal", want: 200},
	}
	for name, v := range officeVisits(p, as, hook) {
		out[name] = v
	}
	return out
}

const message0 = "/dossiers/{creditor}/{number}/messages/{id}"

// officeVisits are those of plans, imports, settings and accounts.
func officeVisits(p twinstest.Possession, as, hook string) map[string]visit {
	user := "/utilisateurs/" + loginOf("reader of atelier")
	csv := "number;issue_date;due_date;total;buyer_name;buyer_email\nN-" + strings.ReplaceAll(as, " ", "-") + ";2026-02-01;2026-03-01;120.00;Client neuf;neuf@example.org\n"
	text := "/textes/" + p.Creditor + "/fr.first.business"
	own := visit{want: 303, self: true}
	at := func(path string, want int, pairs ...string) visit {
		v := own
		v.path, v.want, v.form = path, want, values(pairs...)
		return v
	}
	return map[string]visit{
		"GET /plans":                                {path: "/plans?repetition=1", want: 200, list: true},
		"GET /plans/{creditor}/{plan}":              {path: "/plans/" + p.Creditor + "/default", want: 200},
		"POST /plans/{creditor}/{plan}":             {path: "/plans/" + p.Creditor + "/default", form: values(), want: 422},
		"GET /textes":                               {path: "/textes", want: 200, list: true},
		"GET /textes/{creditor}/{text}":             {path: text, want: 200},
		"POST /textes/{creditor}/{text}":            {path: text, form: values("geste", "verifier"), want: 422},
		"GET /textes/{creditor}/{text}/cadre":       {path: text + "/cadre", want: 200},
		"POST /textes/{creditor}/{text}/cadre":      {path: text + "/cadre", form: values("objet", "Rappel", "texte", "x"), want: 200, trial: true},
		"POST /textes/{creditor}/{text}/lettre.pdf": {path: text + "/lettre.pdf", form: values("objet", "Rappel", "texte", "x"), want: 422},
		"GET /installation":                         {path: "/installation", want: 200, list: true, whole: true},
		"POST /installation":                        {path: "/installation", form: values("geste", "mode", "mode", "nothing"), want: 422, whole: true, list: true},
		"GET /import":                               {path: "/import", want: 200, list: true},
		"POST /import":                              {path: "/import", file: csv, want: 200, list: true, trial: true},
		"GET /import/coordonnees":                   {path: "/import/coordonnees", want: 200, list: true},
		"POST /import/coordonnees":                  {path: "/import/coordonnees", file: "customer_ref;email\nC-1;neuf@example.org\n", want: 200, list: true, trial: true},
		"GET /reglages":                             {path: "/reglages", want: 200, list: true},
		"POST /reglages/envois":                     {path: "/reglages/envois", form: values("geste", "reprendre"), want: 303, list: true, whole: true},
		"GET /reglages/changements":                 {path: "/reglages/changements", want: 200, list: true},
		"POST /reglages/changements/{id}":           {path: "/reglages/changements/" + strconv.FormatInt(p.Change, 10), form: values("geste", "accepter"), want: 303},
		"GET /programmes":                           {path: "/programmes", want: 200, list: true},
		"POST /programmes":                          {path: "/programmes", form: values("adresse", "https://erp.example.com/"+url.PathEscape(as), "pour", p.Creditor), want: 200},
		"GET /programmes/{id}":                      {path: hook, want: 200},
		"POST /programmes/{id}":                     {path: hook, form: values("geste", "couper"), want: 303},
		"GET /utilisateurs":                         {path: "/utilisateurs", want: 200, list: true, whole: true},
		"POST /utilisateurs":                        {path: "/utilisateurs", form: values("login", "new."+strings.ReplaceAll(as, " ", "")+"@example.fr", "nom", "N", "role", "reader", "pour", "atelier"), want: 200, list: true, whole: true},
		"GET /utilisateurs/{login}":                 {path: user, want: 200, list: true, whole: true},
		"POST /utilisateurs/{login}":                {path: user, form: values("geste", "lien"), want: 200, list: true, whole: true},
		"GET /journal":                              {path: "/journal", want: 200, list: true, whole: true},
		"POST /journal":                             {path: "/journal", form: values(), want: 200, list: true, whole: true},
		"GET /journal/export.csv":                   {path: "/journal/export.csv", want: 200, list: true, whole: true},
		"GET /journal/export.xlsx":                  {path: "/journal/export.xlsx", want: 200, list: true, whole: true},
		"POST /sortie":                              at("/sortie", 303),
		"GET /compte":                               at("/compte", 200),
		"GET /compte/confirmer":                     at("/compte/confirmer", 200),
		"POST /compte/confirmer":                    at("/compte/confirmer", 403, "password", "wrong"),
		"POST /compte/confirmer/cle":                at("/compte/confirmer/cle", 403, "reponse", "{}"),
		"POST /compte/matin":                        at("/compte/matin", 404, "adresse", "claire@example.com"), // the console has no address
		"POST /compte/session":                      at("/compte/session", 303, "session", "0"),
		"POST /compte/mot-de-passe":                 at("/compte/mot-de-passe", 303, "password", "cheval agrafe pile correct"),
		"POST /compte/authentificateur":             at("/compte/authentificateur", 200),
		"POST /compte/authentificateur/code":        at("/compte/authentificateur/code", 422, "code", "000000"),
		"POST /compte/authentificateur/retirer":     at("/compte/authentificateur/retirer", 404),
		"POST /compte/codes":                        at("/compte/codes", 404),
		"POST /compte/cle/debut":                    at("/compte/cle/debut", 404),
		"POST /compte/cle":                          at("/compte/cle", 422, "reponse", "{}"),
		"POST /compte/cle/{id}/retirer":             at("/compte/cle/0/retirer", 404),
		"POST /compte/annuaire":                     at("/compte/annuaire", 404),
		"POST /compte/annuaire/quitter":             at("/compte/annuaire/quitter", 404),
	}
}

// strangers has one request for each row that nobody needs to be signed in for.
func strangers() map[string]visit {
	return map[string]visit{
		"GET /connexion":            {path: "/connexion", want: 200},
		"POST /connexion":           {path: "/connexion", form: values("login", "nobody@example.fr", "password", "wrong"), want: 403},
		"GET /connexion/code":       {path: "/connexion/code", want: 303},
		"POST /connexion/code":      {path: "/connexion/code", form: values("code", "000000"), want: 403},
		"POST /connexion/cle/debut": {path: "/connexion/cle/debut", want: 404},
		"POST /connexion/cle":       {path: "/connexion/cle", form: values("reponse", "{}"), want: 403},
		"POST /connexion/annuaire":  {path: "/connexion/annuaire", want: 404},
		"GET /connexion/retour":     {path: "/connexion/retour?state=x&code=y", want: 403},
		"GET /acces":                {path: "/acces?cle=x", want: 404},
		"POST /acces":               {path: "/acces", form: values("cle", "x", "password", "cheval agrafe pile correct"), want: 404},
	}
}

// TestEveryPageAnswersByRoleAndCreditorAsItsRowSays is the matrix of the console: each
// row of its list of routes, tried by nobody, by each role of a creditor and by whoever
// has all, for a thing of his creditor's and for the same thing of another one. A row
// without a request fails: nobody has said who may.
func TestEveryPageAnswersByRoleAndCreditorAsItsRowSays(t *testing.T) {
	t.Parallel()
	w := openStaff(t)
	before := w.belongings("moulin")
	tried := map[string]bool{}
	for _, row := range new(console.Door).Routes() {
		name := row.Method + " " + row.Pattern
		if tried[name] {
			t.Errorf("%s stands twice in the list", name)
		}
		tried[name] = true
		if row.Public() {
			w.stranger(row, name)
			continue
		}
		w.tryRow(row, name)
	}
	for name := range visits(w.own, "") {
		if !tried[name] {
			t.Errorf("%s is in no row of the list of routes", name)
		}
	}
	if after := w.belongings("moulin"); after != before {
		t.Error("people of one creditor have changed what belongs to another")
	}
	if _, err := w.people.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

// stranger tries a row that needs no session.
func (w *staffed) stranger(row page.Route, name string) {
	w.t.Helper()
	v, there := strangers()[name]
	if !there {
		w.t.Errorf("%s has no request of a stranger", name)
		return
	}
	if a := w.ask("", row.Method, v.path, v.form, v.file); a.status != v.want || strings.Contains(a.body, "Geheim") {
		w.t.Errorf("%s by nobody: %d %s, want %d", name, a.status, a.header.Get("Location"), v.want)
	}
}

// tryRow tries a row by everybody.
func (w *staffed) tryRow(row page.Route, name string) {
	w.t.Helper()
	right, known := access.RightFor(row.Deed)
	v, there := visits(w.own, "nobody")[name]
	if !known || !there {
		w.t.Errorf("%s: there is no right %q, or no request", name, row.Deed)
		return
	}
	if a := w.ask("", row.Method, v.path, v.form, v.file); !asksToSignIn(a) {
		w.t.Errorf("%s by nobody: %d %q, want the page to sign in", name, a.status, a.header.Get("Location"))
	}
	for _, role := range access.Roles() {
		who := string(role) + " of atelier"
		may := role.Includes(right.Least) && !v.whole
		w.tryOwn(row, name, who, may, role == right.Least && !v.whole)
		if !v.self {
			w.tryForeign(row, name, who, may)
		}
	}
	if v.whole {
		w.tryOwn(row, name, "admin of all", true, true)
	}
}

// tryOwn tries a row for a thing of the person's own creditor; first is whoever has
// the right and no more than it.
func (w *staffed) tryOwn(row page.Route, name, who string, may, first bool) {
	w.t.Helper()
	w.enter(who)
	v := visits(w.own, who)[name]
	if v.read != "" {
		v.form = w.filled(who, v.read, v.form)
	}
	last := w.lastEntry()
	a := w.ask(who, row.Method, v.path, v.form, v.file, v.head...)
	entries := w.audited(last)
	if v.self {
		delete(w.sessions, who) // it may have ended
	}
	switch {
	case !may && a.status != http.StatusForbidden:
		w.t.Errorf("%s as %s: %d, want 403", name, who, a.status)
	case may && (first && a.status != v.want || a.status == http.StatusUnauthorized || a.status == http.StatusForbidden && v.want != http.StatusForbidden || a.status >= 500):
		w.t.Errorf("%s as %s: %d %s, want %d", name, who, a.status, excerpt(a.body), v.want)
	}
	if who != "admin of all" && strings.Contains(a.body, twinstest.Mark("moulin")) {
		w.t.Errorf("%s as %s gives the other creditor away", name, who)
	}
	w.checkAudit(row, name, who, v, a, entries)
}

// filled adds the key and the version of a page's form.
func (w *staffed) filled(who, from string, form url.Values) url.Values {
	w.t.Helper()
	_, html, _ := strings.Cut(w.ask(who, http.MethodGet, from, nil, "").body, "<form")
	for _, field := range []string{"cle", "version"} {
		_, rest, _ := strings.Cut(html, `name="`+field+`" value="`)
		value, _, _ := strings.Cut(rest, `"`)
		form.Set(field, value)
	}
	return form
}

// checkAudit holds that a deed is on record once, where its row says, a refused
// attempt too, and that nothing leaves as a file without an entry.
func (w *staffed) checkAudit(row page.Route, name, who string, v visit, a said, entries []audit.Entry) {
	w.t.Helper()
	done, refused := a.status < 400 && !v.trial, a.status == http.StatusForbidden && !v.self
	want := 0
	if refused || done && (row.Kept == audit.KeptByDoor || row.Kept == audit.KeptByUse) {
		want = 1
	}
	if v.self && row.Kept == audit.KeptByUse { // also the attempt may be on record
		want = len(entries)
	}
	if len(entries) != want {
		w.t.Errorf("%s as %s (%d): the audit holds %+v, want %d entries", name, who, a.status, entries, want)
		return
	}
	for _, e := range entries {
		if e.Who.Name != loginOf(who) || e.Who.Door != "console" || refused != (e.Refused != "") && !v.self || row.Kept == audit.KeptByDoor && done && (e.Deed != row.Audited || e.Who.Address == "") {
			w.t.Errorf("%s as %s leaves %+v", name, who, e)
		}
	}
	if saved := strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment"); saved && row.Kept != audit.KeptByDoor && row.Kept != audit.KeptByUse {
		w.t.Errorf("%s gives a file out, and its row keeps nothing", name)
	}
}

// tryForeign tries a row for a thing of another creditor.
func (w *staffed) tryForeign(row page.Route, name, who string, may bool) {
	w.t.Helper()
	w.enter(who)
	v := visits(w.his, who+"-foreign")[name]
	a := w.ask(who, row.Method, v.path, v.form, v.file, v.head...)
	if strings.Contains(a.body, twinstest.Mark("moulin")) || strings.Contains(a.body, "777") && strings.Contains(a.body, ",91") {
		w.t.Errorf("%s as %s gives the other creditor away: %s", name, who, excerpt(a.body))
	}
	if !v.list && a.status != http.StatusNotFound && (may || a.status != http.StatusForbidden) {
		w.t.Errorf("%s as %s, of another creditor: %d %s, want 404", name, who, a.status, excerpt(a.body))
	}
}

// excerpt is the heart of a page, for a message.
func excerpt(html string) string {
	if _, main, ok := strings.Cut(html, "<main"); ok {
		html = main
	}
	return strings.Join(strings.Fields(html[:min(len(html), 900)]), " ")
}

// asksToSignIn tells whether a stranger is sent to sign in, or, where he sent a form,
// shown what he typed with the way to do so.
func asksToSignIn(a said) bool {
	if a.status == http.StatusUnauthorized {
		return strings.Contains(a.body, `href="/connexion"`)
	}
	return a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/connexion")
}
