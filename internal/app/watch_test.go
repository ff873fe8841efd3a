package app

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/bodacc"
	"relance/internal/bodacc/bodacctest"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/postgres"
	"relance/internal/postgres/gazette"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
	"relance/internal/recourse"
)

const (
	openingNature = "Jugement d'ouverture d'une procédure de redressement judiciaire"
	unknownNature = "Jugement d’un genre nouveau"
)

// year is a watch over a store with a clock of its own.
type year struct {
	t       *testing.T
	store   *postgres.Store
	service *bodacctest.Service
	desk    *recourse.Desk
	now     time.Time
}

func newYear(t *testing.T) *year {
	t.Helper()
	y := &year{t: t, store: postgrestest.New(t), service: bodacctest.New(t), now: time.Date(2026, 1, 5, 7, 0, 0, 0, time.UTC)}
	y.store.Now = func() time.Time { return y.now }
	y.store.WatchMaxAge = 24 * time.Hour
	y.desk = &recourse.Desk{
		Now: y.store.Now, NoticeStore: gazette.New(y.store), WatchReader: gazette.New(y.store), Claims: gazette.New(y.store), WatchMaxAge: 24 * time.Hour,
		Gazette: &bodacc.Client{URL: y.service.URL, HTTP: http.DefaultClient, Sleep: func(context.Context, time.Duration) error { return nil }},
	}
	plan := dunning.DefaultPlan()
	plan.Spread = 0
	for _, id := range []string{"atelier", "moulin"} {
		y.must(y.store.SaveCreditor(t.Context(), dunning.Creditor{ID: id, Name: id, Email: id + "@example.fr", Abroad: id == "moulin"}, []dunning.Plan{plan}))
	}
	return y
}

func (y *year) must(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatal(err)
	}
}

// bill adds an invoice of a creditor to a company, issued on a day.
func (y *year) bill(creditor, number, siren, issued string) dunning.Ref {
	y.t.Helper()
	on, err := calendar.ParseDate(issued)
	y.must(err)
	added, err := y.store.AddInvoice(y.t.Context(), dunning.NewInvoice{
		Creditor: creditor, Now: y.now, Debtor: dunning.Debtor{Key: "C-" + siren, Name: "Client " + siren, SIREN: siren, Email: "compta@example.com"},
		Invoice: dunning.Invoice{Number: number, Issued: on, Due: on.AddDays(30), DueRule: dunning.DueStated, Currency: "EUR", Total: 50000, Payable: 50000},
	})
	y.must(err)
	return added.Ref
}

func (y *year) frozen(ref dunning.Ref) bool {
	y.t.Helper()
	c, err := y.store.LoadCase(y.t.Context(), ref)
	y.must(err)
	return c.Held(dunning.HoldInsolvency)
}

// siren makes a company number with a right check digit.
func siren(n int) string {
	base := fmt.Sprintf("9%07d", n)
	sum := 0
	for i, r := range base {
		d := int(r - '0')
		if i%2 == 1 {
			d = d*2%10 + d*2/10
		}
		sum += d
	}
	return fmt.Sprint(base, (10-sum%10)%10)
}

func TestTheClaimIsCountedFromThePublicationOfTheOpening(t *testing.T) {
	t.Parallel()
	y := newYear(t)
	company := siren(1)
	home, abroad := y.bill("atelier", "A-1", company, "2025-12-01"), y.bill("moulin", "M-1", company, "2025-12-01")
	late := y.bill("atelier", "A-2", company, "2026-03-20")
	y.now = time.Date(2026, 3, 13, 7, 0, 0, 0, time.UTC)
	y.service.Publish(bodacctest.Notice{ID: "A202600501", Kind: "annonce", Family: "collective", Published: "2026-03-12", SIREN: company,
		Nature: openingNature, Judgment: "2026-03-02", Text: "désignant mandataire judiciaire SELARL Exemple 1 rue A 75001 Paris."})
	got, err := y.desk.CheckSIREN(t.Context(), access.Shell("claire"), company)
	y.must(err)
	if len(got.Taken.Frozen) != 2 {
		t.Errorf("frozen are %v", got.Taken.Frozen)
	}
	for ref, want := range map[dunning.Ref]string{home: "2026-05-12", abroad: "2026-07-12"} {
		v, err := lookup.New(y.store).Case(t.Context(), ref)
		y.must(err)
		if v.Case.Judgment().String() != "2026-03-02" {
			t.Errorf("%s: judgment of %s", ref.Number, v.Case.Judgment())
		}
		for _, k := range v.Tasks {
			if k.Code == dunning.TaskInsolvency && k.Detail != want {
				t.Errorf("%s: to declare by %s, want %s", ref.Number, k.Detail, want)
			}
		}
	}
	if y.frozen(late) {
		t.Error("an invoice that was issued after the judgment is frozen")
	}
	// A correction keeps the earlier day.
	y.service.Publish(bodacctest.Notice{ID: "A202600559", Kind: "rectificatif", Family: "collective", Published: "2026-03-19", SIREN: company,
		Nature: openingNature, Judgment: "2026-03-02", Previous: "A/20260050/1", Text: "désignant mandataire judiciaire SELARL Autre 2 rue B 75002 Paris."})
	_, err = y.desk.CheckSIREN(t.Context(), access.Shell("claire"), company)
	y.must(err)
	p, err := gazette.New(y.store).ProceedingsOf(t.Context(), "atelier", "C-"+company)
	y.must(err)
	if p.ClaimBy.String() != "2026-05-12" || p.Holder != "SELARL Autre" || p.Confirmed {
		t.Errorf("have %+v", p)
	}
	p.Holder, p.Confirmed = "SELARL Exemple", true
	if p, err = y.desk.Confirm(t.Context(), access.Shell("claire"), p); err != nil || !p.Confirmed {
		t.Fatalf("have %+v, %v", p, err)
	}
	if again := y.bill("moulin", "M-3", company, "2026-01-15"); !y.frozen(again) {
		t.Error("an older invoice that is imported later is chased")
	}
}

func TestAConversionProposesTheNewHolderUntilAPersonHasConfirmed(t *testing.T) {
	t.Parallel()
	y := newYear(t)
	company := siren(1)
	ref := y.bill("atelier", "A-1", company, "2025-12-01")
	y.now = time.Date(2026, 5, 13, 7, 0, 0, 0, time.UTC)
	notice := func(id, day, nature, text string) {
		t.Helper()
		y.service.Publish(bodacctest.Notice{ID: id, Kind: "annonce", Family: "collective", Published: day, SIREN: company, Nature: nature, Judgment: "2026-03-02", Text: text})
		_, err := y.desk.CheckSIREN(t.Context(), access.Shell("claire"), company)
		y.must(err)
	}
	proposed := func() string {
		t.Helper()
		p, err := gazette.New(y.store).ProceedingsOf(t.Context(), "atelier", "C-"+company)
		y.must(err)
		return fmt.Sprint(p.Procedure, "|", p.Role, "|", p.Holder, "|", p.ClaimBy)
	}
	const turned = "Jugement de conversion en liquidation judiciaire"
	notice("A202600501", "2026-03-12", openingNature, "désignant mandataire judiciaire SELARL Exemple 1 rue A 75001 Paris.")
	read, err := gazette.New(y.store).ProceedingsOf(t.Context(), "atelier", "C-"+company)
	y.must(err)
	read.Confirmed, read.Seen = true, read.Mark()
	notice("A202600701", "2026-05-12", turned, "désignant liquidateur SELARL Autre 2 rue B 75002 Paris.")
	if got := proposed(); got != "liquidation|liquidateur|SELARL Autre|2026-05-12" || !y.frozen(ref) {
		t.Errorf("proposed is %s, frozen %v", got, y.frozen(ref))
	}
	p, err := gazette.New(y.store).ProceedingsOf(t.Context(), "atelier", "C-"+company)
	y.must(err)
	if _, err = y.desk.Confirm(t.Context(), access.Shell("claire"), read); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("the holder before the conversion is confirmed: %v", err)
	}
	if got := proposed(); got != "liquidation|liquidateur|SELARL Autre|2026-05-12" {
		t.Errorf("after a stale confirmation it is %s", got)
	}
	p.Confirmed, p.Seen = true, p.Mark()
	_, err = y.desk.Confirm(t.Context(), access.Shell("claire"), p)
	y.must(err)
	notice("A202600702", "2026-05-12", turned, "désignant liquidateur SELARL Tierce 3 rue C 75003 Paris.")
	if got := proposed(); got != "liquidation|liquidateur|SELARL Autre|2026-05-12" {
		t.Errorf("after a person has confirmed it is %s", got)
	}
}

func TestAJudgmentThatCannotBeReadFreezesProvisionallyAndAsks(t *testing.T) {
	t.Parallel()
	y := newYear(t)
	ref := y.bill("atelier", "A-1", siren(1), "2025-12-01")
	y.now = time.Date(2026, 3, 13, 7, 0, 0, 0, time.UTC)
	y.service.Publish(bodacctest.Notice{ID: "A202600501", Kind: "annonce", Family: "collective", Published: "2026-03-12", SIREN: siren(1)})
	_, err := y.desk.CheckSIREN(t.Context(), access.Shell("claire"), siren(1))
	y.must(err)
	v, err := lookup.New(y.store).Case(t.Context(), ref)
	y.must(err)
	asked := false
	for _, k := range v.Tasks {
		asked = asked || k.Code == dunning.TaskReadNotice && k.Detail == string(insolvency.Unreadable)
	}
	if !y.frozen(ref) || !asked || !v.Case.Judgment().IsZero() {
		t.Errorf("frozen %v, asked %v, interest stops at %s", y.frozen(ref), asked, v.Case.Judgment())
	}
}

func TestAPersonsWordAboutOneCaseIsOneAboutTheDebtor(t *testing.T) {
	t.Parallel()
	y := newYear(t)
	one, two, other := y.bill("atelier", "A-1", siren(1), "2025-12-01"), y.bill("moulin", "M-1", siren(1), "2025-12-01"), y.bill("atelier", "A-9", siren(2), "2025-12-01")
	judgment, err := calendar.ParseDate("2026-01-02")
	y.must(err)
	_, err = y.store.Record(t.Context(), dunning.Recording{Ref: one, Event: dunning.NewInsolvency(judgment).With(dunning.Stamp{Author: "claire"}), Notify: true})
	y.must(err)
	if !y.frozen(two) || y.frozen(other) {
		t.Errorf("the debtor's other case is frozen: %v; another debtor's: %v", y.frozen(two), y.frozen(other))
	}
	if again := y.bill("atelier", "A-3", siren(1), "2025-11-01"); !y.frozen(again) {
		t.Error("an older invoice that is imported later is chased")
	}
}

func TestASilentGazetteIsAnAlarmAndHoldsFormalStepsAlone(t *testing.T) {
	t.Parallel()
	y := newYear(t)
	ref := y.bill("atelier", "A-1", siren(1), "2025-10-01")
	y.service.Publish(bodacctest.Notice{ID: "A1", Kind: "annonce", Family: "collective", Published: "2025-12-20", SIREN: siren(7), Nature: openingNature, Judgment: "2025-12-10"})
	_, err := y.desk.WatchRound(t.Context(), true)
	y.must(err)
	_, err = y.desk.LookUp(t.Context())
	y.must(err)
	st, err := y.desk.WatchStatus(t.Context(), access.Shell("claire"))
	y.must(err)
	if !st.Stale || st.Fault == "" {
		t.Errorf("a gazette that was silent for two weeks counts as read: %+v", st.WatchState)
	}
	for range 8 {
		c, err := y.store.LoadCase(t.Context(), ref)
		y.must(err)
		step, _ := c.Step()
		if at := step.At; at.After(y.now) {
			y.now = at
		}
		d := dunning.Next(c, y.now)
		if d.Action != dunning.Send && d.Action != dunning.Ask {
			y.now = d.At
			continue
		}
		if d.Action == dunning.Ask {
			_, err = y.store.Record(t.Context(), dunning.Recording{Ref: ref, Event: dunning.NewApprove(step.ID).With(dunning.Stamp{At: y.now, Author: "claire"}), Notify: true})
			y.must(err)
			continue
		}
		out, err := sending.New(y.store).Reserve(t.Context(), dunning.ReserveRequest{Ref: ref, Step: d.Step, Known: c.Version, Now: y.now, Owner: "w"})
		y.must(err)
		if step.Formal() {
			if out.State == dunning.ReserveGranted || out.Events[len(out.Events)-1].Hold != dunning.HoldWatch {
				t.Errorf("the formal notice is %s: %v", out.State, out.Events)
			}
			break
		}
		if out.State != dunning.ReserveGranted {
			t.Fatalf("a friendly reminder is %s: %v", out.State, out.Events)
		}
		_, err = y.store.Record(t.Context(), dunning.Recording{Ref: ref, Event: dunning.NewSkip(step.ID).With(dunning.Stamp{At: y.now, Author: "claire"}), Notify: true})
		y.must(err)
	}
	// The gazette appears again: the step goes on after a look at the debtor.
	y.service.Publish(bodacctest.Notice{ID: "A2", Kind: "annonce", Family: "collective", Published: calendar.DateOf(y.now).String(), SIREN: siren(7), Nature: openingNature, Judgment: "2025-12-10"})
	_, err = y.desk.WatchRound(t.Context(), true)
	y.must(err)
	released, err := y.desk.LookUp(t.Context())
	y.must(err)
	if c, err := y.store.LoadCase(t.Context(), ref); err != nil || released != 1 || c.Held(dunning.HoldWatch) {
		t.Errorf("%d cases go on; %v, %v", released, c.Holds, err)
	}
}
