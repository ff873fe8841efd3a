package texts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/audit"
	"relance/internal/backoffice"
	"relance/internal/backoffice/texts"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/notice"
	"relance/internal/postgres"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
	"relance/internal/postgres/wordings"
	"relance/internal/posting"
	"relance/internal/wording"
)

// monday is a business day in summer at 10:00 in Paris.
var monday = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

// room is the desk over a store of its own, with a creditor and an open case.
type room struct {
	*texts.Desk
	t     *testing.T
	store *postgres.Store
	notes []audit.Entry
}

// Note keeps an entry of the audit.
func (r *room) Note(_ context.Context, e audit.Entry) error {
	r.notes = append(r.notes, e)
	return nil
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("%v (%s)", err, dunning.ErrorHint(err))
	}
}

func open(t *testing.T) *room {
	t.Helper()
	s := postgrestest.New(t)
	s.Now = func() time.Time { return monday }
	kept := wordings.New(s)
	press, err := posting.NewPress(config.Default())
	if err != nil {
		t.Fatal(err)
	}
	templates, err := notice.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	office := &backoffice.Office{
		Now: s.Now, Rates: interest.Builtin(), CreditorReader: s, Finder: sending.NewRoom(s), CaseReader: sending.NewRoom(s), Log: s, Archive: s, Portfolio: sending.NewRoom(s), Texts: kept,
	}
	r := &room{t: t, store: s}
	r.Desk = &texts.Desk{Creditors: s, Texts: kept, Keeper: kept, Samples: kept, Office: office, Press: press, Templates: templates, Audit: r, Now: s.Now}
	c := notice.Sample(dunning.First, dunning.B2B, "fr").Creditor
	c.ID = "atelier"
	r.must(s.SaveCreditor(t.Context(), c, []dunning.Plan{}))
	due := calendar.NewDate(2026, 5, 20)
	_, err = s.AddInvoice(t.Context(), dunning.NewInvoice{
		Creditor: "atelier", Debtor: dunning.Debtor{Key: "C-1", Name: "Papeterie <img src=x onerror=alert(1)>", Email: "compta@example.com", Regime: dunning.B2B, Language: "fr",
			Address: dunning.Address{Lines: []string{"1 place du Marché"}, Postcode: "44000", City: "Nantes"}}, Now: monday, Author: "claire",
		Invoice: dunning.Invoice{Number: "F-1", Issued: due.AddDays(-30), Due: due, DueRule: dunning.DueStated, Currency: "EUR", Total: 120000, Payable: 120000, Source: "test"},
	})
	r.must(err)
	return r
}

func person(role access.Role, name string) access.Actor {
	return access.Actor{Name: name, Roles: map[string]access.Role{"atelier": role}, Door: access.Console, Proof: access.Session}
}

// change is the program's text with a sentence of its own behind its greeting.
func (r *room) change(id, sentence string, seen int) texts.Change {
	r.t.Helper()
	k, err := wording.ParseKey(id)
	r.must(err)
	w, err := r.Templates.Starter(k)
	r.must(err)
	return texts.Change{Creditor: "atelier", Key: k, Subject: w.Subject, Body: strings.Replace(w.Body, "{{salutation}}", "{{salutation}}\n\n"+sentence, 1), Seen: seen}
}

func (r *room) show(id string) texts.Shown {
	r.t.Helper()
	k, err := wording.ParseKey(id)
	r.must(err)
	s, err := r.Show(r.t.Context(), person(access.Reader, "rene"), "atelier", k)
	r.must(err)
	return s
}

func TestASavedTextIsInUseUntilItIsTakenOut(t *testing.T) {
	t.Parallel()
	r := open(t)
	const id = "fr.first.business"
	alice := person(access.Admin, "alice")
	before := r.show(id)
	if before.InUse != nil || before.Seen() != 0 || !strings.Contains(before.Begin.Body, "{{salutation}}") || len(before.Names) < 40 || len(before.Cases) != 1 {
		t.Fatalf("before: %+v", before)
	}
	v, err := r.Save(t.Context(), alice, r.change(id, "Texte un.", 0))
	r.must(err)
	if v.Version != 1 || v.Author != "alice" || v.Used != monday {
		t.Errorf("saved %+v", v)
	}
	if _, err := r.Save(t.Context(), alice, r.change(id, "Texte deux.", 0)); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("over a version that was never seen: %v", err)
	}
	if _, err := r.Save(t.Context(), alice, r.change(id, "Texte un.", 1)); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("the same again: %v", err)
	}
	if s := r.show(id); s.InUse == nil || !strings.Contains(s.Begin.Body, "Texte un.") {
		t.Errorf("in use %+v", s.InUse)
	}
	_, err = r.Save(t.Context(), alice, texts.Change{Creditor: "atelier", Key: before.Key, Seen: 1})
	r.must(err)
	after := r.show(id)
	if after.InUse != nil || after.Seen() != 2 || len(after.Versions) != 2 || after.Begin.Body != before.Begin.Body {
		t.Errorf("after: %+v", after)
	}
	if first, ok := after.Find(1); !ok || !strings.Contains(first.Body, "Texte un.") {
		t.Error("the first version is gone")
	}
	if n := len(r.notes); n != 2 || r.notes[0].Deed != "text.save" || r.notes[0].Object != "atelier/"+id || r.notes[1].After["withdrawn"] != "yes" {
		t.Errorf("the audit says %+v", r.notes)
	}
}

func TestAFormalNoticeIsWordedAnewByTwoPeople(t *testing.T) {
	t.Parallel()
	r := open(t)
	r.store.Approvals = dunning.ApprovalsTwo
	const id = "fr.formal_notice.business"
	alice := person(access.Admin, "alice")
	v, err := r.Save(t.Context(), alice, r.change(id, "Texte un.", 0))
	r.must(err)
	if s := r.show(id); s.InUse != nil || s.Waiting() == nil {
		t.Fatalf("nobody has agreed, and it is in use: %+v", s.InUse)
	}
	if _, err := r.Decide(t.Context(), person(access.Clerk, "claude"), "atelier", v.ID, true); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a clerk agrees: %v", err)
	}
	for i, name := range []string{"alice", "alice", "paul"} {
		_, err := r.Decide(t.Context(), person(access.Approver, name), "atelier", v.ID, true)
		if code := dunning.ErrorCode(err); (i == 1) != (code == dunning.CodeForbidden) {
			t.Errorf("%s agrees: %v", name, err)
		}
		if got := r.show(id).InUse != nil; got != (i == 2) {
			t.Errorf("after %s: in use %t", name, got)
		}
	}
	other, err := r.Save(t.Context(), alice, r.change("fr.first.business", "Texte un.", 0))
	r.must(err)
	if other.Waits() {
		t.Error("a first reminder waits for two people")
	}
}

func TestATextIsTriedOnARealCase(t *testing.T) {
	t.Parallel()
	r := open(t)
	rene := person(access.Reader, "rene")
	trial := texts.Trial{Change: r.change("fr.formal_notice.business", "Texte un.", 0), Number: "F-1", Letter: true}
	tried, err := r.Preview(t.Context(), rene, trial)
	r.must(err)
	if tried.Mail.PassedOver != "" || tried.Mail.Wording != "fr.formal_notice.business@1" || !strings.Contains(tried.Mail.Text, "Texte un.") || !strings.Contains(tried.Mail.Text, "F-1") {
		t.Errorf("%q, passed over: %s\n%s", tried.Mail.Wording, tried.Mail.PassedOver, tried.Mail.Text)
	}
	if strings.Contains(tried.Mail.HTML, "<img src=x") || !strings.HasPrefix(string(tried.Letter), "%PDF-") {
		t.Error("the debtor's name is a tag, or there is no letter")
	}
	trial.Body = strings.ReplaceAll(trial.Body, "{{décompte}}", "")
	if tried, err = r.Preview(t.Context(), rene, trial); err != nil || tried.Mail.PassedOver == "" || !strings.Contains(tried.Mail.PassedOver, "fee is missing") {
		t.Errorf("a text that loses a mention: %q, %v", tried.Mail.PassedOver, err)
	}
	trial.Number = ""
	if tried, err = r.Preview(t.Context(), rene, trial); err != nil || tried.Notice.Creditor.ID != "atelier" {
		t.Errorf("invented: %v", err)
	}
	trial = texts.Trial{Change: r.change("fr.first.consumer", "Texte un.", 0), Number: "F-1"}
	if _, err = r.Preview(t.Context(), rene, trial); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("a consumer's text for a business: %v", err)
	}
}

func TestWhoMayNotChangeAText(t *testing.T) {
	t.Parallel()
	r := open(t)
	good := r.change("fr.final.business", "Texte un.", 0)
	lawless, unknown, typo := good, good, good
	lawless.Body = strings.ReplaceAll(good.Body, "L441-10", "")
	unknown.Key.Level = "zero"
	typo.Body += "{{fin}}"
	odd := good
	odd.Body = strings.Replace(good.Body, "Texte un.", "Texte \U0001F600", 1)
	for name, row := range map[string]struct {
		who  access.Actor
		in   texts.Change
		code dunning.Code
	}{
		"an approver":                     {person(access.Approver, "paul"), good, dunning.CodeForbidden},
		"an admin of another creditor":    {access.Actor{Name: "x", Roles: map[string]access.Role{"moulin": access.Admin}, Proof: access.Session}, good, dunning.CodeNotFound},
		"a text that loses its article":   {person(access.Admin, "alice"), lawless, dunning.CodeInvalid},
		"a slip of the pen":               {person(access.Admin, "alice"), typo, dunning.CodeInvalid},
		"a level that has no text":        {person(access.Admin, "alice"), unknown, dunning.CodeInvalid},
		"a sign that no letter can print": {person(access.Admin, "alice"), odd, dunning.CodeInvalid},
	} {
		if _, err := r.Save(t.Context(), row.who, row.in); dunning.ErrorCode(err) != row.code {
			t.Errorf("%s: %v, want %s", name, err, row.code)
		}
	}
	if len(r.notes) != 1 || r.notes[0].Refused == "" || r.notes[0].Who.Name != "paul" {
		t.Errorf("the audit keeps the refusal: %+v", r.notes)
	}
}

func TestTheListNamesEveryTextOnceWithWhatIsInUse(t *testing.T) {
	t.Parallel()
	r := open(t)
	alice := person(access.Admin, "alice")
	for _, id := range []string{"fr.first.business", "fr.first.business.court", "fr.thanks.all"} {
		_, err := r.Save(t.Context(), alice, r.change(id, "Texte.", 0))
		r.must(err)
	}
	list, err := r.List(t.Context(), alice, []string{"atelier"})
	r.must(err)
	seen, inUse := map[string]bool{}, 0
	for _, one := range list {
		if seen[one.Key.String()] {
			t.Errorf("%s stands twice", one.Key)
		}
		seen[one.Key.String()] = true
		if one.InUse != nil {
			inUse++
		}
	}
	if len(list) != 2*7*3+2 || inUse != 3 || !seen["fr.first.business.court"] || !seen["fr.thanks.all"] || !seen["en.thanks.public"] {
		t.Errorf("%d texts, %d in use", len(list), inUse)
	}
	if _, err := r.List(t.Context(), alice, []string{"moulin"}); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("another creditor's: %v", err)
	}
}
