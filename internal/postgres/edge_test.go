package postgres_test

import (
	"context"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/postgres"
)

func TestThanksNeverKeepACaseOpen(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		prepare func(*bundle)
		now     time.Time
	}{
		"paused":         {func(b *bundle) { b.must(b.Pause(b.ctx(), true, "ops")) }, monday.Add(time.Hour)},
		"at night":       {func(*bundle) {}, monday.Add(14 * time.Hour)},
		"without e-mail": {func(b *bundle) { b.clearEmail() }, monday.Add(time.Hour)},
		"sending is off": {func(*bundle) {}, monday.Add(time.Hour)},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref := b.add(invoice("F-1"))
			b.send(ref, monday)
			b.record(ref, paid(120000, "2026-06-01"))
			row.prepare(b)
			out := b.reserve(ref, "worker", row.now)
			if out.State == dunning.ReserveGranted {
				b.must(b.Withhold(b.ctx(), out.Message.ID, dunning.ReasonMailOff, row.now))
			}
			d := dunning.Next(b.loaded(ref), row.now)
			if d.Action == dunning.Thank {
				t.Errorf("the case asks for the thanks again and again: %+v", d)
			}
			if d.Action != dunning.Close && (d.Action != dunning.Wait || d.At.IsZero()) {
				t.Errorf("then the case wants %s, want to close, or to thank later", d.Action)
			}
			b.proved(ref)
		})
	}
}

func (b *bundle) clearEmail() {
	b.t.Helper()
	none := ""
	_, err := b.UpdateDebtor(b.ctx(), "atelier", "C-7", change.Debtor{Email: &none})
	b.must(err)
}

func TestReservationWithoutAnAddressAsksForOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.clearEmail()
	if out := b.reserve(ref, "worker", monday); reasons(out.Events)[0] != "bounce: no_usable_address" {
		t.Errorf("the claim gives %v, want bounce", reasons(out.Events))
	}
	p := quietPlan()
	p.Steps = []dunning.Step{{ID: "letter", At: 5, Channel: dunning.Letter, Level: dunning.First}}
	b.save(testCreditor(), p)
	n := invoice("F-2")
	n.Debtor.Key = "C-8"
	letter := b.add(n)
	if out := b.reserve(letter, "worker", monday); reasons(out.Events)[0] != "attention: no_usable_address" {
		t.Errorf("the claim of a letter gives %v, want attention", reasons(out.Events))
	}
	address := dunning.Address{Lines: []string{"1 rue Basse"}, City: "Lyon", Postcode: "69001"}
	mended, err := b.UpdateDebtor(b.ctx(), "atelier", "C-8", change.Debtor{Address: &address, At: monday})
	b.must(err)
	if len(mended) != 1 {
		t.Errorf("%d cases go on with the address, want 1", len(mended))
	}
	b.send(letter, monday)
	_, err = b.UpdateDebtor(b.ctx(), "atelier", "C-404", change.Debtor{Address: &address})
	wantCode(t, err, dunning.CodeNotFound)
	_, err = b.UpdateDebtor(b.ctx(), "atelier", "C-8", change.Debtor{})
	wantCode(t, err, dunning.CodeInvalid)
	b.proved(ref, letter)
}

func TestContactRecordedOnACaseTrustsTheAddressAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	b.record(ref, dunning.NewBounce().With(dunning.Stamp{At: monday}))
	if d, err := b.Debtor(b.ctx(), "atelier", "C-7"); err != nil || !d.Bounced {
		t.Errorf("after a bounce the debtor is %+v (%v)", d, err)
	}
	b.record(ref, dunning.NewContact().With(dunning.Stamp{At: monday}))
	if d, err := b.Debtor(b.ctx(), "atelier", "C-7"); err != nil || d.Bounced {
		t.Errorf("after a contact the debtor is %+v (%v)", d, err)
	}
	b.send(ref, monday)
	b.proved(ref)
}

func TestRefusalThatArrivesLate(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	b.handOver(out.Message.ID, "worker", monday)
	b.reserve(ref, "worker", monday)
	b.finish(ref, out.Message.ID, dunning.SendRefused, monday)
	c := b.loaded(ref)
	if c.Attention != nil || !c.Held(dunning.HoldBounce) || c.Done != 0 {
		t.Errorf("the case is %+v, want no question and a bounce hold", c)
	}
	b.proved(ref)
}

func TestChangedContactStopsAMessageUnderWay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	email := "autre@example.com"
	_, err := b.UpdateDebtor(b.ctx(), "atelier", "C-7", change.Debtor{Email: &email})
	b.must(err)
	if b.handOver(out.Message.ID, "worker", monday) {
		t.Error("the message leaves for the old address")
	}
	if _, err := b.SaveRendered(b.ctx(), b.granted(ref, "worker", monday).Message.ID, mail(0, "new")); err != nil {
		t.Error(err)
	}
}

func TestCreditNoteBelongsToOneInvoice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second := b.add(invoice("F-1")), b.add(invoice("F-2"))
	credit := dunning.NewCredited(1000, calendar.Date{}).With(dunning.Stamp{ID: "AV-1", At: monday})
	b.record(first, credit)
	_, err := b.Record(b.ctx(), dunning.Recording{Ref: second, Event: credit, Notify: true})
	wantCode(t, err, dunning.CodeConflict)
	if !strings.Contains(err.Error(), "F-1") {
		t.Errorf("%q does not name the invoice that has it", err)
	}
}

func TestDocumentsAreKeptOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d, err := b.SaveDocument(b.ctx(), dunning.Document{MediaType: "text/plain", Name: "a.txt", Bytes: []byte("a")})
	b.must(err)
	_, err = b.SaveDocument(b.ctx(), dunning.Document{MediaType: "text/plain", Name: "b.txt", Bytes: []byte("a")})
	b.must(err)
	got, err := b.Document(b.ctx(), d.SHA256)
	b.must(err)
	if got.Name != "a.txt" || string(got.Bytes) != "a" {
		t.Errorf("kept %+v, want the first name", got)
	}
	_, err = b.Document(b.ctx(), strings.Repeat("0", 64))
	wantCode(t, err, dunning.CodeNotFound)
	_, err = b.Document(b.ctx(), "zz")
	wantCode(t, err, dunning.CodeInvalid)
}

func TestFaultsOfTheServerHaveCodes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	config := b.Pool().Config().ConnConfig
	address := func(user, password, database string, port uint16) string {
		u := url.URL{
			Scheme: "postgres", User: url.UserPassword(user, password), Path: database,
			Host: net.JoinHostPort(config.Host, itoa(port)),
		}
		return u.String()
	}
	rows := map[string]string{
		"nobody listens":   address(config.User, config.Password, config.Database, 1),
		"no such database": address(config.User, config.Password, "no_such_database", config.Port),
	}
	for name, url := range rows {
		_, err := postgres.Open(b.ctx(), url)
		wantCode(t, err, dunning.CodeUnavailable)
		if dunning.ErrorHint(err) == "" {
			t.Errorf("%s: no hint", name)
		}
	}
	_, err := b.Pool().Exec(b.ctx(), "drop table settings")
	b.must(err)
	_, err = b.Paused(b.ctx())
	wantCode(t, err, dunning.CodeUnavailable)
	if hint := dunning.ErrorHint(err); !strings.HasSuffix(hint, "bring its tables up to date: migrate") {
		t.Errorf("a missing table hints %q", hint)
	}
	ended, cancel := context.WithCancel(b.ctx())
	cancel()
	wantCode(t, b.Ping(ended), dunning.CodeUnavailable)
}

func itoa(n uint16) string { return strconv.Itoa(int(n)) }
