package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"relance/internal/access"
	"relance/internal/api"
	"relance/internal/audit"
	"relance/internal/postgres/twinstest"
)

// sample is a request of one operation as one creditor's program would send it.
type sample struct {
	path, body string
	header     []string
	want       int  // what a program with the right is answered, the first time
	list       bool // of all creditors: another's program gets its own list
}

// possess gives a creditor one of everything, and a bank line.
func (w *world) possess(creditor string) twinstest.Possession {
	w.t.Helper()
	p := twinstest.Give(w.t, w.db, creditor, w.now)
	a := w.ask("clerk of "+creditor, http.MethodPost, "/bank-files?creditor="+creditor, twinstest.Statement(twinstest.Mark(creditor)),
		"Content-Type", "application/octet-stream", "Idempotency-Key", "bank-of-"+creditor)
	if a.status != 200 {
		w.t.Fatalf("%d %s", a.status, a.text)
	}
	p.Line = int64(a.json["entries"].([]any)[0].(map[string]any)["line"].(float64))
	return p
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

const invoiceJSON = `{"number":"F-%s","issue_date":"2026-02-01","due_date":"2026-03-01","total":"120.00","buyer":{"name":"Client neuf","email":"neuf@example.org"}}`

const softRules = `{"steps":[{"id":"rappel","at":"+10d","channel":"email","level":"first"}]}`

// samples has one request for each row of the list of routes.
func samples(p twinstest.Possession, as string) map[string]sample {
	f1 := "/cases/" + p.Creditor + "/F-1"
	debtor := "/debtors/" + p.Creditor + "/C-" + p.Creditor
	line, message := "/bank-lines/"+strconv.FormatInt(p.Line, 10), "/messages/"+strconv.FormatInt(p.Message, 10)
	mail, hook := "/inbox/"+strconv.FormatInt(p.Mail, 10), "/webhooks/"+strconv.FormatInt(p.Hook, 10)
	plan := "/creditors/" + p.Creditor + "/plans/default"
	text := "/creditors/" + p.Creditor + "/texts/fr.first.business"
	file := []string{"Content-Type", "application/octet-stream"}
	return map[string]sample{
		"list-creditor-changes":  {path: "/creditors/" + p.Creditor + "/changes", want: 200},
		"decide-creditor-change": {path: "/creditors/" + p.Creditor + "/changes/" + strconv.FormatInt(p.Change, 10), body: `{"agree":true}`, want: 200},

		"list-plans":         {path: "/creditors/" + p.Creditor + "/plans", want: 200},
		"get-plan":           {path: plan, want: 200},
		"list-plan-versions": {path: plan + "/versions", want: 200},
		"rehearse-plan":      {path: plan + "/rehearsal", body: `{"rules":` + softRules + `}`, want: 200},
		"set-plan":           {path: "/creditors/" + p.Creditor + "/plans/doux-" + as, body: `{"rules":` + softRules + `}`, want: 200},
		"move-cases":         {path: plan + "/cases", body: `{"running":"jump","of":"doux"}`, want: 200},
		"decide-plan":        {path: "/creditors/" + p.Creditor + "/plan-versions/99", body: `{"agree":true}`, want: 404},

		"list-texts":         {path: "/creditors/" + p.Creditor + "/texts", want: 200},
		"get-text":           {path: text, want: 200},
		"list-text-versions": {path: text + "/versions", want: 200},
		"set-text":           {path: text, body: `{"subject":"","body":""}`, want: 409},
		"preview-text":       {path: text + "/preview", body: `{"subject":"Rappel","body":"x"}`, want: 200},
		"decide-text":        {path: "/creditors/" + p.Creditor + "/text-versions/1", body: `{"agree":true}`, want: 404},

		"list-creditors":         {path: "/creditors", want: 200, list: true},
		"get-creditor":           {path: "/creditors/" + p.Creditor, want: 200},
		"list-debtors":           {path: "/debtors", want: 200, list: true},
		"get-debtor":             {path: debtor, want: 200},
		"correct-debtor":         {path: debtor, body: `{"email":"` + as + `@example.org"}`, want: 200},
		"list-doubles":           {path: debtor + "/doubles", want: 200},
		"preview-merging":        {path: debtor + "/merging?other=C-" + p.Creditor, want: 200},
		"merge-debtors":          {path: debtor + "/merging", body: `{"other":"C-` + p.Creditor + `"}`, want: 422}, // with himself
		"undo-merging":           {path: debtor + "/merging/undo", body: `{"other":"C-` + p.Creditor + `"}`, want: 409},
		"pay-debtor":             {path: debtor + "/payments", body: `{"amount":"1.00","date":"2026-03-09"}`, want: 200},
		"get-register":           {path: debtor + "/register", want: 200},
		"check-register":         {path: debtor + "/register", want: 200},
		"get-insolvency":         {path: "/insolvency", want: 200, list: true},
		"get-proceedings":        {path: debtor + "/proceedings", want: 200},
		"confirm-proceedings":    {path: debtor + "/proceedings", body: `{"holder":"SELARL Exemple","address":"1 rue A, 75001 Paris","published":"2026-03-02"}`, want: 200},
		"get-declaration":        {path: debtor + "/declaration", want: 409}, // no invoice from before the judgment is frozen
		"list-declarations":      {path: debtor + "/declaration/letters", want: 200},
		"draw-declaration":       {path: debtor + "/declaration/letters", body: `{"nature":"chirographaire","pending":"néant"}`, want: 409},
		"get-declaration-letter": {path: debtor + "/declaration/letter", want: 404},
		"approve-declaration":    {path: debtor + "/declaration/approval", body: `{}`, want: 404},
		"mark-declaration":       {path: debtor + "/declaration/post", body: `{"status":"posted","date":"2026-03-02"}`, want: 404},
		"settle-declaration":     {path: debtor + "/declaration/settlement", body: `{"sent":true}`, want: 404},
		"list-statuses":          {path: f1 + "/statuses", want: 200},
		"list-collections":       {path: "/collections?creditor=" + p.Creditor, want: 200},
		"propose-collections":    {path: "/collections", body: `{"creditor":"` + p.Creditor + `"}`, want: 200},
		"get-collection":         {path: "/collections/1", want: 404},
		"get-platform":           {path: "/platform", want: 200, list: true},
		"fetch-statuses":         {path: "/platform/reading", want: 409, list: true}, // none is set up
		"list-ways":              {path: f1 + "/ways", want: 200},
		"get-way-file":           {path: f1 + "/ways/injonction?court=tribunal", want: 200},
		"tell-procedure-event":   {path: f1 + "/procedure-events", body: `{"event":"order_made","date":"2026-03-02"}`, want: 200},
		"start-invoices":         {path: "/invoices?creditor=" + p.Creditor, body: fmt.Sprintf(invoiceJSON, as), want: 200},
		"get-invoice":            {path: "/invoices/" + p.Creditor + "/F-1", want: 200},
		"get-invoice-file":       {path: "/invoices/" + p.Creditor + "/F-1/file", want: 404},
		"list-cases":             {path: "/cases", want: 200, list: true},
		"get-case":               {path: f1, want: 200},
		"list-page-links":        {path: f1 + "/links", want: 200},
		"list-page-answers":      {path: f1 + "/answers", want: 200},
		"get-timeline":           {path: f1 + "/timeline", want: 200},
		"get-schedule":           {path: f1 + "/schedule", want: 200},
		"get-claim":              {path: f1 + "/claim?on=2026-06-30", want: 200},
		"list-payments":          {path: f1 + "/payments", want: 200},
		"get-evidence":           {path: f1 + "/evidence", want: 200},
		"record-fact":            {path: f1 + "/facts", body: `{"kind":"reply"}`, want: 200},
		"reopen-case":            {path: f1 + "/reopen", want: 409},
		"get-approval":           {path: f1 + "/approval", want: 200},
		"get-approval-letter":    {path: f1 + "/approval/letter", want: 404},
		"approve":                {path: f1 + "/approval", body: `{}`, want: 409},
		"list-messages":          {path: f1 + "/messages", want: 200},
		"get-message":            {path: message, want: 200},
		"get-message-content":    {path: message + "/content", want: 200},
		"settle-message":         {path: message + "/settlement", body: `{"sent":true}`, want: 200},
		"list-letters":           {path: f1 + "/letters", want: 200},
		"get-letter-proof":       {path: f1 + "/letters/" + p.Document, want: 404},
		"get-letter-spend":       {path: "/letters/spend", want: 200, list: true},
		"take-bank-file":         {path: "/bank-files?creditor=" + p.Creditor, body: twinstest.Statement(as), header: file, want: 200},
		"list-bank-lines":        {path: "/bank-lines?creditor=" + p.Creditor, want: 200},
		"get-bank-line":          {path: line, want: 200},
		"match-line":             {path: line + "/match", body: `{"allocations":[{"invoice":"F-1","amount":"7.00"}]}`, want: 200},
		"unmatch-line":           {path: line + "/unmatch", want: 200},
		"ignore-line":            {path: line + "/ignore", want: 200},
		"list-mails":             {path: "/inbox?all=true", want: 200, list: true},
		"get-mail":               {path: mail, want: 200},
		"get-mail-content":       {path: mail + "/content", want: 200},
		"assign-mail":            {path: mail + "/assignment", body: `{"creditor":"` + p.Creditor + `","debtor":"C-` + p.Creditor + `"}`, want: 409},
		"accept-proposal":        {path: mail + "/acceptance", body: `{"proposal":"promise","done":true}`, want: 200},
		"begin-answer":           {path: mail + "/draft", want: 200},
		"answer-mail":            {path: mail + "/answer", body: `{"text":"Bien reçu, ` + as + `"}`, want: 200},
		"finish-mail":            {path: mail + "/done", want: 200},
		"get-figures":            {path: "/figures?creditor=" + p.Creditor, want: 200},
		"list-webhooks":          {path: "/webhooks", want: 200, list: true},
		"add-webhook":            {path: "/webhooks", body: `{"url":"https://erp.example.com/` + as + `","creditor":"` + p.Creditor + `"}`, want: 200},
		"rotate-webhook":         {path: hook + "/secret", want: 200},
		"list-deliveries":        {path: hook + "/deliveries", want: 200},
		"disable-webhook":        {path: hook + "/disable", want: 200},
		"enable-webhook":         {path: hook + "/enable", want: 200},
		"replay-webhook":         {path: hook + "/replay", body: `{}`, want: 200},
		"list-tasks":             {path: "/tasks", want: 200, list: true},
		"snooze-task":            {path: "/tasks/" + strconv.FormatInt(p.Task, 10) + "/snooze", body: `{"until":"2026-03-12","why":"absent"}`, want: 200},
		"assign-task":            {path: "/tasks/" + strconv.FormatInt(p.Task, 10) + "/assignment", body: `{"person":""}`, want: 200},
		"finish-task":            {path: "/tasks/" + strconv.FormatInt(p.Task, 10) + "/done", want: 200},
	}
}

func (w *world) try(who string, r api.Route, s sample, key string) answer {
	w.t.Helper()
	header := s.header
	if r.Writes() {
		header = append(slices.Clone(header), "Idempotency-Key", key)
	}
	return w.ask(who, r.Method, s.path, s.body, header...)
}

// TestEveryRouteAnswersByRoleAndCreditorAsItsRowSays is the matrix: each row of the
// list of routes, tried with each role, for a creditor of the token's and for
// another one. A row without a sample fails.
func TestEveryRouteAnswersByRoleAndCreditorAsItsRowSays(t *testing.T) {
	t.Parallel()
	w := open(t)
	own, other := w.possess("atelier"), w.possess("moulin")
	for _, r := range api.Routes() {
		right, known := access.RightFor(r.Deed)
		if !known {
			t.Errorf("%s: the deed %q has no right", r.ID, r.Deed)
		}
		for _, role := range access.Roles() {
			who := string(role) + " of atelier"
			s, there := samples(own, string(role))[r.ID]
			if !there {
				t.Fatalf("%s has no sample: nobody has said who may", r.ID)
			}
			may := role.Includes(right.Least)
			a := w.try(who, r, s, string(role)+"-"+r.ID)
			switch first := role == right.Least; {
			case !may && (a.status != http.StatusForbidden || a.json["code"] != "forbidden"):
				t.Errorf("%s as %s: %d %s, want 403", r.ID, role, a.status, a.text)
			case may && (first && a.status != s.want || a.status == 401 || a.status == 403 || a.status >= 500):
				t.Errorf("%s as %s: %d %s, want %d", r.ID, role, a.status, a.text, s.want)
			}
			foreign := samples(other, string(role))[r.ID]
			b := w.try(who, r, foreign, string(role)+"-foreign-"+r.ID)
			if strings.Contains(b.text, twinstest.Mark(other.Creditor)) || strings.Contains(b.text, "Maison moulin") || strings.Contains(b.text, "Client de moulin") || strings.Contains(b.text, `"creditor":"moulin"`) {
				t.Errorf("%s as %s gives away the other creditor: %s", r.ID, role, b.text)
			}
			if !foreign.list && b.status != http.StatusNotFound && (may || b.status != http.StatusForbidden) {
				t.Errorf("%s as %s, of another creditor: %d %s, want 404", r.ID, role, b.status, b.text)
			}
		}
	}
	// What belongs to the other one is as it was.
	a := w.ask("admin of moulin", http.MethodGet, "/cases/moulin/F-1", "")
	if a.json["balance"] != "1200.00" || len(a.json["payments"].([]any)) != 0 {
		t.Errorf("another creditor's program has changed a case: %s", a.text)
	}
}

// TestNothingOfAnotherCreditorIsFoundUnderAnyName walks all that a program can name
// besides creditor and number: numbers of rows, hashes of documents, cursors and
// texts to search for.
func TestNothingOfAnotherCreditorIsFoundUnderAnyName(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.possess("atelier")
	other := w.possess("moulin")
	spy := "admin of atelier"
	paths := []string{
		"/cases/atelier/F-1/letters/" + other.Document, "/cases?text=" + twinstest.Mark(other.Creditor), "/debtors?text=moulin", "/tasks?finished=true",
		"/cases/atelier/" + url.PathEscape("moulin/F-1"), "/letters/spend?year=2026", "/bank-lines",
	}
	for i := range int64(12) {
		n := strconv.FormatInt(i+1, 10)
		paths = append(paths, "/bank-lines/"+n, "/messages/"+n, "/messages/"+n+"/content", "/webhooks/"+n+"/deliveries", "/inbox/"+n, "/inbox/"+n+"/content", "/inbox/"+n+"/draft")
	}
	for _, list := range []string{"/cases", "/debtors", "/tasks", "/bank-lines?creditor=moulin"} {
		join := "?"
		if strings.Contains(list, "?") {
			join = "&"
		}
		page := w.ask("admin of all", http.MethodGet, list+join+"limit=1", "")
		if cursor, _ := page.json["next_cursor"].(string); cursor != "" {
			paths = append(paths, strings.Split(list, "?")[0]+"?cursor="+cursor)
		}
	}
	for _, path := range paths {
		a := w.ask(spy, http.MethodGet, path, "")
		if strings.Contains(a.text, twinstest.Mark(other.Creditor)) || strings.Contains(a.text, "de moulin") || strings.Contains(a.text, "Maison moulin") || strings.Contains(a.text, `"creditor":"moulin"`) {
			t.Errorf("%s gives away %s", path, a.text)
		}
	}
}

// TestEachDeedIsOnRecordOnceWhereItsRowSays walks the list of routes: a fact stands
// in its case, what else changes something or takes documents out has exactly one
// entry in the audit, and so has a refused attempt.
func TestEachDeedIsOnRecordOnceWhereItsRowSays(t *testing.T) {
	t.Parallel()
	w := open(t)
	p := w.possess("atelier")
	for _, r := range api.Routes() {
		s := samples(p, "once")[r.ID]
		before := w.audited()
		a := w.try("admin of atelier", r, s, "once-"+r.ID)
		again := a
		if r.Writes() {
			again = w.try("admin of atelier", r, s, "once-"+r.ID)
		}
		want := 0
		if (r.Kept == audit.KeptByDoor || r.Kept == audit.KeptByUse) && a.status < 300 {
			want = 1
		}
		if got := w.audited()[len(before):]; len(got) != want || want == 1 && (r.Kept == audit.KeptByDoor && got[0].Deed != r.ID || got[0].Who.Name != "admin of atelier" || got[0].Who.Door != "api") {
			t.Errorf("%s (%d): the audit holds %+v, want %d entries", r.ID, a.status, got, want)
		}
		if r.Writes() && a.status < 300 && (again.text != a.text || again.header.Get("Idempotency-Replayed") != "true") {
			t.Errorf("%s, sent again, is answered %d %s, at first %s", r.ID, again.status, again.text, a.text)
		}
		if right, _ := access.RightFor(r.Deed); right.Least == access.Reader {
			continue
		}
		before = w.audited()
		w.try("reader of atelier", r, s, "refused-"+r.ID)
		if got := w.audited()[len(before):]; len(got) != 1 || got[0].Refused == "" {
			t.Errorf("%s: a refused attempt leaves %+v", r.ID, got)
		}
	}
	if _, err := w.people.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

func (w *world) audited() (out []audit.Entry) {
	w.t.Helper()
	w.must(w.people.Audit(w.t.Context(), 0, func(e audit.Entry) error { out = append(out, e); return nil }))
	return out
}

func TestAKeyIsForOneRequest(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.token("another program", grantOf("atelier", "clerk"))
	const pay = `{"kind":"paid","amount":"100.00","date":"2026-03-09"}`
	first := w.pay("clerk of atelier", "k", pay)
	for name, row := range map[string]struct {
		who, body, balance string
		status             int
	}{
		"the same request":                 {"clerk of atelier", pay, "1100.00", 200},
		"another amount":                   {"clerk of atelier", strings.Replace(pay, "100", "200", 1), "", 422},
		"the same bytes but for one blank": {"clerk of atelier", pay + " ", "", 422},
	} {
		if a := w.pay(row.who, "k", row.body); a.status != row.status || row.balance != "" && a.text != first.text {
			t.Errorf("%s: %d %s", name, a.status, a.text)
		}
	}
	if a := w.pay("another program", "k", `{"kind":"paid","amount":"50.00","date":"2026-03-08"}`); a.status != 200 || a.json["balance"] != "1050.00" {
		t.Errorf("the same key of another program: %d %s", a.status, a.text)
	}
	if a := w.ask("clerk of atelier", http.MethodPost, "/cases/atelier/F-2/facts", pay, "Idempotency-Key", "k"); a.status != 422 {
		t.Errorf("the same key for another invoice: %d %s", a.status, a.text)
	}
	// What was refused may be sent again, mended.
	if a := w.pay("clerk of atelier", "m", `{"kind":"paid","amount":"1.00","date":"2027-01-01"}`); a.status != 422 {
		t.Errorf("a day to come: %d %s", a.status, a.text)
	}
	if a := w.pay("clerk of atelier", "m", `{"kind":"paid","amount":"1.00","date":"2026-03-01"}`); a.status != 200 || a.header.Get("Idempotency-Replayed") != "" {
		t.Errorf("the mended request: %d %s", a.status, a.text)
	}
}
