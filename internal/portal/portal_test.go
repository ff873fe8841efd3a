package portal_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/visit"
)

// The mail brings a link of its own that works; what is kept of the mail, and of
// the link, does not.
func TestTheTokenIsInTheMailThatLeavesAndNowhereElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.linkOf(w.send(w.add("F-1", "C-7")))
	w.want(w.get(link), http.StatusOK, "F-1", "1\u202f200,00\u00a0€")
	token := strings.TrimPrefix(link, "/p/")
	for _, table := range []string{"documents", "messages", "portal_links", "portal_mails", "events", "outbox"} {
		column := "t::text"
		if table == "documents" {
			column = "convert_from(bytes, 'LATIN1')"
		}
		if n := w.count(table+" t where "+column+" like '%' || $1 || '%'", token); n != 0 {
			t.Errorf("%s holds the token", table)
		}
	}
	if n := w.count("documents where convert_from(bytes, 'LATIN1') like '%/p/' || $1 || '%'", visit.Placeholder); n == 0 {
		t.Error("the mail is not kept with the place of its link")
	}
	w.want(w.get("/p/"+visit.Placeholder), http.StatusNotFound)
}

func TestThePageShowsWhatIsOwedAndHowToPay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	link := w.linkOf(w.send(ref))
	page := w.get(link)
	w.want(page, http.StatusOK, "Atelier Brunel SARL", "Menuiserie Vasseur SAS", "À régler", "1\u202f200,00\u00a0€", `data-copy="FR7630006000011234567890189"`,
		"data:image/png;base64,", "12\u00a0mai\u00a02026", "04 00 00 00 12", "c…@example.com", `lang="fr"`)
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	zip.Write([]byte(page.body)) // a buffer
	zip.Close()                  // likewise
	if b.Len() > 40<<10 {
		t.Errorf("the page has %d bytes compressed", b.Len())
	}
	t.Logf("the page has %d bytes, %d compressed", len(page.body), b.Len())
	for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"} {
		if got := page.header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if csp := page.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("the policy is %q", csp)
	}
	if len(w.cookies) != 0 {
		t.Errorf("the page set cookies: %v", w.cookies)
	}
	file := w.get(link + "/facture/F-1")
	if file.status != http.StatusOK || file.body != "%PDF-1.7 an invoiceF-1" || !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file is %d %q %v", file.status, file.body, file.header)
	}

	_, err := w.store.Record(t.Context(), dunning.Recording{Ref: ref, Event: dunning.NewPaid(20000, date("2026-05-29")), Notify: true})
	w.must(err)
	w.want(w.get(link), http.StatusOK, "1\u202f000,00\u00a0€", "déjà reçu\u00a0: 200,00\u00a0€")
	_, err = w.store.Record(t.Context(), dunning.Recording{Ref: ref, Event: dunning.NewPaid(100000, date("2026-05-30")), Notify: true})
	w.must(err)
	paid := w.get(link)
	w.want(paid, http.StatusOK, "Merci", "payée le 30\u00a0mai\u00a02026")
	if strings.Contains(paid.body, "/dire/") || strings.Contains(paid.body, "FR76") {
		t.Error("a paid page still asks for something")
	}
}

func TestThePageIsInTheDebtorsLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.linkOf(w.send(w.add("F-1", "C-7", func(n *dunning.NewInvoice) { n.Debtor.Language = "en" })))
	w.want(w.get(link), http.StatusOK, `lang="en"`, "To pay", "€1,200.00")
	w.want(w.get(link+"/dire/contester"), http.StatusOK, "I contest the invoice")
}

// Names and words of strangers are text and nothing else.
func TestWhatOthersTypedIsText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	evil := `<img src=x onerror=alert(1)>"'`
	link := w.linkOf(w.send(w.add("F-<b>1", "C-7", func(n *dunning.NewInvoice) { n.Debtor.Name = evil })))
	w.say(link, "contester", url.Values{"facture": {"F-<b>1"}, "motif": {"quality"}, "texte": {evil + "\u202e\x00"}})
	for _, path := range []string{"", "/dire/contester", "/donnees", "/recu?quoi=contester"} {
		if a := w.get(link + path); a.status != http.StatusOK || strings.Contains(a.body, "<img src=x") || strings.Contains(a.body, "<b>1") {
			t.Errorf("%s: %d, or an element of the debtor's", path, a.status)
		}
	}
	if body := string(w.sendMails().Bytes); strings.Contains(body, "\u202e") || strings.Contains(body, "\x00") {
		t.Error("what steers a screen reached a mail")
	}
}

var href = regexp.MustCompile(`(?:href|src)="(/[^"]*)"`)

// A filter follows every link of a mail and of the pages behind it, with GET and
// HEAD, fifty times: nothing changes. Afterwards the debtor's way still works.
func TestAScannersWalkChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.linkOf(w.send(w.add("F-1", "C-7")))
	before := w.dump("audit", "audit_head")
	seen := map[string]bool{}
	queue := []string{link, link + "/compte?code=1", link + "/recu?quoi=paye&suspend=1", link + "/dire/paye?confirmer=1&cle=x&facture=F-1", link + "/renvoyer"}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		for range 50 {
			w.do(http.MethodHead, path, nil)
			for _, m := range href.FindAllStringSubmatch(w.get(path).body, -1) {
				queue = append(queue, htmlUnescape(m[1]))
			}
		}
	}
	if len(seen) < 12 {
		t.Errorf("only %d addresses were found", len(seen))
	}
	if n := w.count("audit where deed = 'get-invoice-file' and door = 'portal'"); n != 1 || w.count("audit") != 1 {
		t.Errorf("fifty readings of a file leave %d entries in the audit, want one an hour", n)
	}
	if after := w.dump("audit", "audit_head"); !maps.Equal(before, after) {
		t.Errorf("the walk changed something:\n%v\n%v", before, after)
	}
	w.want(w.say(link, "paye", url.Values{"facture": {"F-1"}, "date": {"2026-05-28"}, "ref": {"VIR 4711"}}), http.StatusSeeOther)
}

// Each thing that can be said is shown on a second page that changes nothing,
// and counts at once when that is confirmed; the same page twice counts once.
func TestWhatADebtorSaysSuspendsAtOnceAndBecomesWork(t *testing.T) {
	t.Parallel()
	for slug, c := range map[string]struct {
		form   url.Values
		hold   dunning.HoldKind
		task   dunning.TaskCode
		amount int64
	}{
		"paye":           {url.Values{"date": {"2026-05-28"}, "montant": {"1 200,00"}, "ref": {"VIR 4711"}}, dunning.HoldReply, dunning.TaskReply, 0},
		"promesse":       {url.Values{"date": {"2026-06-12"}}, dunning.HoldPromise, dunning.TaskReadAnswer, 0},
		"contester":      {url.Values{"motif": {"delivery"}, "texte": {"Deux cartons manquent."}, "montant": {"300"}}, dunning.HoldDispute, dunning.TaskDispute, 30000},
		"plusieurs-fois": {url.Values{"texte": {"Trois fois 400 €"}}, dunning.HoldReply, dunning.TaskReply, 0},
		"document":       {url.Values{"texte": {"Le bon de livraison"}}, dunning.HoldReply, dunning.TaskReply, 0},
		"pas-moi":        {url.Values{"contact": {"Service comptable, nouvelle adresse"}}, dunning.HoldReply, dunning.TaskReply, 0},
	} {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ref := w.add("F-1", "C-7")
			link := w.linkOf(w.send(ref))
			c.form.Set("facture", "F-1")
			w.want(w.get(link+"/dire/"+slug), http.StatusOK, "Continuer")
			before := w.dump()
			second := w.do(http.MethodPost, link+"/dire/"+slug, c.form)
			w.want(second, http.StatusOK, "Confirmer", "Vérifiez")
			if !maps.Equal(before, w.dump()) {
				t.Error("the second page changed something before it was confirmed")
			}
			for range 2 { // a double click
				done := w.do(http.MethodPost, link+"/dire/"+slug, hiddenOf(second))
				w.want(done, http.StatusSeeOther)
				w.want(w.get(done.header.Get("Location")), http.StatusOK, "C’est noté, merci")
			}
			got, err := w.store.LoadCase(t.Context(), ref)
			w.must(err)
			i := -1
			for j, h := range got.Holds {
				if h.Kind == c.hold {
					i = j
				}
			}
			if i < 0 || len(got.Holds) != 1 || int64(got.Holds[i].Amount) != c.amount {
				t.Errorf("the holds are %+v, want one %s", got.Holds, c.hold)
			}
			if n := w.count("tasks where code = $1 and done_at is null", string(c.task)); n != 1 {
				t.Errorf("%d tasks %s", n, c.task)
			}
			if n := w.count("portal_answers"); n != 1 {
				t.Errorf("%d answers are on record", n)
			}
			mail := w.sendMails()
			if mail.To != "c-7@example.com" || !strings.Contains(textOf(t, mail.Bytes), "reçu") {
				t.Errorf("the acknowledgement went to %s:\n%s", mail.To, textOf(t, mail.Bytes))
			}
			said, err := w.use.AnswersOn(t.Context(), access.Shell("claire"), ref)
			w.must(err)
			if len(said) != 1 || !said[0].Suspended || said[0].Mailed.IsZero() || !strings.Contains(said[0].Text, "F-1") {
				t.Errorf("the case shows %+v", said)
			}
		})
	}
}

func TestAFormThatDoesNotFitComesBackWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add("F-1", "C-7")
	link := w.linkOf(w.send(w.add("F-2", "C-7")))
	w.add("F-3", "C-8")
	before := w.dump()
	for name, c := range map[string]struct {
		slug string
		form url.Values
		says string
	}{
		"no invoice":             {"paye", url.Values{"date": {"2026-05-28"}}, "au moins une facture"},
		"an invoice of another":  {"paye", url.Values{"facture": {"F-3"}, "date": {"2026-05-28"}}, "au moins une facture"},
		"paid tomorrow":          {"paye", url.Values{"facture": {"F-1"}, "date": {"2026-06-02"}}, "est à venir"},
		"promised yesterday":     {"promesse", url.Values{"facture": {"F-1"}, "date": {"2026-05-31"}}, "est passée"},
		"promised for next year": {"promesse", url.Values{"facture": {"F-1"}, "date": {"2027-06-01"}}, "trop lointaine"},
		"contested for nothing":  {"contester", url.Values{"facture": {"F-1"}, "motif": {"price"}}, "quelques mots"},
		"contested of nothing":   {"contester", url.Values{"facture": {"F-1"}, "texte": {"non"}}, "un motif"},
		"too much":               {"contester", url.Values{"facture": {"F-1"}, "motif": {"price"}, "texte": {"non"}, "montant": {"1200,01"}}, "dépasse"},
		"a part of two":          {"contester", url.Values{"facture": {"F-1", "F-2"}, "motif": {"price"}, "texte": {"non"}, "montant": {"10"}}, "une seule facture"},
		"no figure":              {"contester", url.Values{"facture": {"F-1"}, "motif": {"price"}, "texte": {"resté là"}, "montant": {"dix"}}, "resté là"},
	} {
		a := w.do(http.MethodPost, link+"/dire/"+c.slug, c.form)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, c.says) {
			t.Errorf("%s: %d, and the page does not say %q:\n%s", name, a.status, c.says, a.body)
		}
		c.form.Set("cle", "forged")
		if a := w.do(http.MethodPost, link+"/dire/"+c.slug, c.form); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: confirmed without the second page: %d", name, a.status)
		}
	}
	if !maps.Equal(before, w.dump()) {
		t.Error("a form that was refused changed something")
	}
}

// Unknown, malformed, foreign, revoked, expired and never sent: one answer.
func TestDeadLinksHaveOneAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	revoked := w.linkOf(w.send(w.add("F-1", "C-7")))
	w.must(w.use.Revoke(t.Context(), access.Shell("claire"), 1, "leaked"))
	closed := w.add("F-2", "C-8")
	over := w.linkOf(w.send(closed))
	living := w.linkOf(w.send(w.add("F-3", "C-9")))
	_, err := w.store.Record(t.Context(), dunning.Recording{Ref: closed, Notify: true,
		Event: dunning.NewClose(dunning.WrittenOff).With(dunning.Stamp{Reason: dunning.ReasonByPerson})})
	w.must(err)
	w.want(w.get(over), http.StatusOK)
	w.now = w.now.Add(61 * 24 * time.Hour)
	var first answer
	for i, path := range []string{revoked, over, "/p/AAAAAAAAAAAAAAAAAAAAAAAAAAA", "/p/x", living[:len(living)-1], "/p/" + strings.Repeat("a", 5000)} {
		a := w.get(path)
		a.body = strings.ReplaceAll(a.body, path, "")
		if i == 0 {
			first = a
		}
		if a.status != http.StatusNotFound || a.body != first.body {
			t.Errorf("%.40s: %d\n%s", path, a.status, a.body)
		}
	}
	for _, path := range []string{"/facture/F-2", "/dire/paye", "/donnees", "/compte", "/recu?quoi=paye"} {
		if a := w.get(over + path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	w.want(w.get(living), http.StatusOK)
	for _, path := range []string{"/facture/F-1", "/facture/F-9", "/facture/..%2F..%2Fetc"} {
		if a := w.get(living + path); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	w.now = w.now.Add(visit.Life)
	w.want(w.get(living), http.StatusNotFound)
}

// Thirty different links that lead nowhere make an address wait; the same one
// again and again does not.
func TestGuessingMakesOneWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.linkOf(w.send(w.add("F-1", "C-7")))
	for range 100 {
		w.want(w.get("/p/AAAAAAAAAAAAAAAAAAAAAAAAAAA"), http.StatusNotFound)
	}
	for i := range 29 {
		w.want(w.get(fmt.Sprintf("/p/AAAAAAAAAAAAAAAAAAAAAAAAA%02d", i)), http.StatusNotFound)
	}
	w.want(w.get(link), http.StatusTooManyRequests)
	if n := w.count("audit where deed = 'open-page' and refused <> ''"); n != 1 {
		t.Errorf("whoever guesses leaves %d entries in the audit, want one", n)
	}
	w.now = w.now.Add(2 * time.Hour)
	w.want(w.get(link), http.StatusOK)
}

func TestALinkIsSentAgainToItsAddressOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.linkOf(w.send(w.add("F-1", "C-7")))
	w.now = w.now.Add(visit.Life + time.Hour)
	w.want(w.get(old), http.StatusNotFound, "M’envoyer un nouveau lien")
	known, unknown := w.do(http.MethodPost, old+"/renvoyer", url.Values{}), w.do(http.MethodPost, "/p/AAAAAAAAAAAAAAAAAAAAAAAAAAA/renvoyer", url.Values{})
	w.want(known, http.StatusOK)
	if known.body != unknown.body || known.status != unknown.status {
		t.Error("the answer tells whether there is such a link")
	}
	mail := w.sendMails()
	if mail.To != "c-7@example.com" {
		t.Errorf("the link went to %s", mail.To)
	}
	fresh := w.linkOf(mail)
	w.want(w.get(fresh), http.StatusOK, "F-1")
	if n := w.count("documents where convert_from(bytes, 'LATIN1') like '%' || $1 || '%'", strings.TrimPrefix(fresh, "/p/")); n != 0 {
		t.Error("the mail is kept with its token")
	}
	for range 20 {
		w.do(http.MethodPost, old+"/renvoyer", url.Values{})
	}
	if n := w.count("portal_mails where kind = 'link' and state = 'waiting'"); n > 1 {
		t.Errorf("%d mails wait after twenty requests", n)
	}
}

var codeIn = regexp.MustCompile(`(?m)^    (\d{6})\s*$`)

// The code goes to the address on record, opens the whole account for half an
// hour, and is worth nothing after five wrong tries.
func TestMoreThanTheMessagesInvoicesTakesACode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.linkOf(w.send(w.add("F-1", "C-7")))
	w.add("F-2", "C-7", func(n *dunning.NewInvoice) { n.Invoice.Due = date("2026-07-01") })
	w.want(w.get(link+"/compte"), http.StatusOK, "M’envoyer le code")
	if a := w.get(link + "/facture/F-2"); a.status != http.StatusNotFound {
		t.Errorf("an invoice of another message: %d", a.status)
	}
	ask := func() string {
		w.want(w.do(http.MethodPost, link+"/compte", url.Values{"envoyer": {"1"}}), http.StatusSeeOther)
		mail := w.sendMails()
		if mail.To != "c-7@example.com" {
			t.Errorf("the code went to %s", mail.To)
		}
		code := codeIn.FindStringSubmatch(textOf(t, mail.Bytes))
		if code == nil {
			t.Fatalf("no code:\n%s", textOf(t, mail.Bytes))
		}
		return code[1]
	}
	code := ask()
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	for range visit.CodeTries {
		w.want(w.do(http.MethodPost, link+"/compte", url.Values{"code": {wrong}}), http.StatusForbidden)
	}
	w.want(w.do(http.MethodPost, link+"/compte", url.Values{"code": {code}}), http.StatusForbidden)
	code = ask()
	w.want(w.do(http.MethodPost, link+"/compte", url.Values{"code": {code[:3] + " " + code[3:]}}), http.StatusSeeOther)
	w.want(w.get(link+"/compte"), http.StatusOK, "F-1", "F-2")
	w.want(w.get(link+"/facture/F-2"), http.StatusOK)
	w.want(w.do(http.MethodPost, link+"/compte", url.Values{"code": {code}}), http.StatusForbidden) // used
	if wrong, right, file := w.count("audit where deed = 'open-account' and refused <> ''"), w.count("audit where deed = 'open-account' and refused = '' and actor like 'link %'"),
		w.count("audit where deed = 'get-invoice-file' and object = 'atelier/F-2' and creditor = 'atelier'"); wrong != visit.CodeTries+2 || right != 1 || file != 1 {
		t.Errorf("the audit holds %d wrong codes, %d right ones and %d files", wrong, right, file)
	}
	w.now = w.now.Add(visit.SessionLife + time.Minute)
	w.want(w.get(link+"/compte"), http.StatusOK, "M’envoyer le code")
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.linkOf(w.send(w.add("F-1", "C-7")))
	r := httptest.NewRequest(http.MethodPost, link+"/dire/paye", strings.NewReader("facture=F-1&date=2026-05-28&cle=k"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := w.serve(r); a.status != http.StatusForbidden {
		t.Errorf("status %d", a.status)
	}
	if n := w.count("portal_answers"); n != 0 {
		t.Errorf("%d answers are on record", n)
	}
}

// What a crash kept from the cases is told to them later, once.
func TestAnAnswerThatACrashHeldUpIsDelivered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	w.say(w.linkOf(w.send(ref)), "contester", url.Values{"facture": {"F-1"}, "motif": {"price"}, "texte": {"Le prix"}})
	_, err := w.store.Pool().Exec(t.Context(), `update portal_answers set told_at = null`)
	w.must(err)
	w.now = w.now.Add(time.Hour)
	for _, want := range []int{1, 0} {
		if n, err := w.use.FinishAnswers(t.Context(), w.now); n != want || err != nil {
			t.Errorf("%d answers, want %d (%v)", n, want, err)
		}
	}
	if n := w.count("events where kind = 'dispute'"); n != 1 {
		t.Errorf("%d disputes", n)
	}
}

// What nothing needs any more goes: codes and sessions a day after they are over,
// mails that brought links and codes after a month, files that no answer used
// after a week. Links, answers, acknowledgements and the files of answers stay.
func TestWhatNothingNeedsIsPruned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	link := w.linkOf(w.send(ref))
	w.want(w.do(http.MethodPost, link+"/compte", url.Values{"envoyer": {"1"}}), http.StatusSeeOther)
	code := codeIn.FindStringSubmatch(textOf(t, w.sendMails().Bytes))
	w.want(w.do(http.MethodPost, link+"/compte", url.Values{"code": {code[1]}}), http.StatusSeeOther)
	w.want(w.do(http.MethodPost, link+"/renvoyer", url.Values{}), http.StatusOK)
	w.sendMails()
	w.want(w.say(link, "contester", url.Values{"facture": {"F-1"}, "motif": {"price"}, "texte": {"Le prix"}}), http.StatusSeeOther)
	w.sendMails()
	bill, err := w.use.Bring(t.Context(), strings.TrimPrefix(link, "/p/"), append(slices.Clone(pdf), "F-1"...)) // the invoice's own file
	w.must(err)
	_, err = w.use.Bring(t.Context(), strings.TrimPrefix(link, "/p/"), append(slices.Clone(pdf), " never confirmed"...))
	w.must(err)
	documents := w.count("documents")
	for _, c := range []struct {
		after time.Duration
		left  string // codes, sessions, mails, files
		gone  int
	}{
		{time.Hour, "1 1 3 2", 0}, {25 * time.Hour, "0 0 3 2", 0}, {visit.UnusedKept + time.Hour, "0 0 3 0", 1}, {visit.MailsKept + time.Hour, "0 0 1 0", 1},
	} {
		w.now = monday.Add(c.after)
		_, err := w.pages.Prune(t.Context())
		w.must(err)
		left := fmt.Sprint(w.count("portal_codes"), w.count("portal_sessions"), w.count("portal_mails"), w.count("portal_files"))
		if left != c.left || documents-w.count("documents") != c.gone {
			t.Errorf("after %s: %s are left, want %s; %d documents are gone, want %d", c.after, left, c.left, documents-w.count("documents"), c.gone)
		}
	}
	if n := w.count("portal_mails where kind = 'answer'"); n != 1 {
		t.Errorf("%d acknowledgements are left", n)
	}
	if n := w.count("documents where encode(sha256, 'hex') = $1 and length(bytes) > 0", bill); n != 1 {
		t.Error("the file of the invoice is gone")
	}
	if n := w.count("portal_links where revoked_at is null"); n != 2 {
		t.Errorf("%d links are left", n)
	}
	w.want(w.get(link), http.StatusOK)
}

// Nobody can hold the chase for ever: a reply suspends twice in sixty days, and
// what is said beyond that is read by a person while the chase goes on. A link
// speaks ten times a day, and no more.
func TestNobodyHoldsTheChaseForEver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ref := w.add("F-1", "C-7")
	link := w.linkOf(w.send(ref))
	form := url.Values{"facture": {"F-1"}, "texte": {"Le bon de livraison"}}
	for i := range visit.PerDay {
		w.want(w.say(link, "document", maps.Clone(form)), http.StatusSeeOther)
		c, err := w.store.LoadCase(t.Context(), ref)
		w.must(err)
		if held := c.Held(dunning.HoldReply); held != (i < 2) {
			t.Errorf("answer %d: held %v", i+1, held)
		}
		if n := w.count("tasks where code = 'read_answer'"); n != max(0, i-1) {
			t.Errorf("answer %d: %d tasks to read one that suspends nothing", i+1, n)
		}
		if c.Held(dunning.HoldReply) {
			_, err = w.store.Record(t.Context(), dunning.Recording{Ref: ref, Event: dunning.NewRelease(dunning.HoldReply).With(dunning.Stamp{Reason: dunning.ReasonByPerson}), Notify: true})
			w.must(err)
		}
	}
	second := w.do(http.MethodPost, link+"/dire/document", form)
	w.want(second, http.StatusOK)
	w.want(w.do(http.MethodPost, link+"/dire/document", hiddenOf(second)), http.StatusTooManyRequests, "Trop de demandes")
	if n := w.count("portal_answers"); n != visit.PerDay {
		t.Errorf("%d answers are on record", n)
	}
	w.now = w.now.Add(25 * time.Hour)
	w.want(w.do(http.MethodPost, link+"/dire/document", hiddenOf(second)), http.StatusSeeOther)
}
