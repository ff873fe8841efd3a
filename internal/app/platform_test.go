package app

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/flowservice"
	"relance/internal/flowservice/flowtest"
	"relance/internal/insolvency"
	"relance/internal/lifecycle"
	"relance/internal/postgres"
	"relance/internal/postgres/flows"
	"relance/internal/postgres/gazette"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/postgrestest"
	"relance/internal/recourse"
)

// platformTown is a store with a platform beside it and a clock of its own.
type platformTown struct {
	t       *testing.T
	store   *postgres.Store
	service *flowtest.Service
	desk    *recourse.Desk
	now     time.Time
}

const (
	sellerSIREN = "404833048"
	buyerSIREN  = "732829320"
)

func newPlatformTown(t *testing.T) *platformTown {
	t.Helper()
	p := &platformTown{t: t, store: postgrestest.New(t), service: flowtest.New(t), now: time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)}
	p.store.Now = func() time.Time { return p.now }
	rooms := flows.New(p.store)
	p.desk = &recourse.Desk{
		Now: p.store.Now, Statuses: p.store, Flows: rooms, FlowLog: rooms, PlatformName: "pa.example.com",
		Platform: &flowservice.Client{
			URL: p.service.URL + "/flow", TokenURL: p.service.URL + "/token", ClientID: flowtest.ClientID, Secret: flowtest.Secret, HTTP: http.DefaultClient,
			Sleep: func(context.Context, time.Duration) error { return nil },
		},
	}
	plan := dunning.DefaultPlan()
	plan.Spread = 0
	if err := p.store.SaveCreditor(t.Context(), dunning.Creditor{ID: "atelier", Name: "Atelier", SIREN: sellerSIREN, Email: "a@example.fr"}, []dunning.Plan{plan}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *platformTown) bill(number string) dunning.Ref {
	p.t.Helper()
	issued := calendar.Date{Year: 2026, Month: time.August, Day: 1}
	added, err := p.store.AddInvoice(p.t.Context(), dunning.NewInvoice{
		Creditor: "atelier", Now: p.now, Debtor: dunning.Debtor{Key: "C-1", Name: "Client", SIREN: buyerSIREN, Email: "compta@example.com"},
		Invoice: dunning.Invoice{Number: number, Issued: issued, Due: issued.AddDays(30), DueRule: dunning.DueStated, Currency: "EUR", Total: 50000, Payable: 50000},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return added.Ref
}

// says is a lifecycle message in which the buyer says something of an invoice.
func says(number, code, at string) []byte {
	return flowtest.Said{Invoice: number, Code: code, At: at, Issued: "20260801", Buyer: buyerSIREN, Seller: sellerSIREN}.Message()
}

func (p *platformTown) fetch() (recourse.FlowRound, error) {
	p.t.Helper()
	return p.desk.FetchStatuses(p.t.Context(), access.Own("platform"))
}

// brings fails the test unless a reading brings so many new and so many read
// messages.
func (p *platformTown) brings(fresh, read int) recourse.FlowRound {
	p.t.Helper()
	got, err := p.fetch()
	if err != nil || got.Fresh != fresh || got.Read != read {
		p.t.Fatalf("%d new, %d read, %v: want %d and %d; troubles %v", got.Fresh, got.Read, err, fresh, read, got.Troubles)
	}
	return got
}

func (p *platformTown) caseOf(ref dunning.Ref) dunning.Case {
	p.t.Helper()
	c, err := p.store.LoadCase(p.t.Context(), ref)
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func TestAStatusOfThePlatformCountsOnce(t *testing.T) {
	t.Parallel()
	p := newPlatformTown(t)
	ref := p.bill("F-1")
	p.service.Keep(flowtest.Flow{ID: "f-1", Updated: "2026-09-30T08:00:00Z", Bytes: says("F-1", "207", "20260930080000")})
	if got := p.brings(1, 1); len(got.Statuses) != 1 || got.Statuses[0].Verdict != lifecycle.Acted || got.Fault != "" {
		t.Fatalf("got %+v", got)
	}
	first := p.caseOf(ref)
	if !first.Held(dunning.HoldDispute) {
		t.Fatalf("holds %v", first.Holds)
	}
	for range 3 {
		p.now = p.now.Add(time.Hour)
		p.brings(0, 0)
	}
	// The platform lists the same message again with a later instant, and as another one.
	p.service.Keep(flowtest.Flow{ID: "f-1", Updated: p.now.Format(time.RFC3339), Bytes: says("F-1", "207", "20260930080000")},
		flowtest.Flow{ID: "f-2", Updated: p.now.Format(time.RFC3339), Bytes: says("F-1", "207", "20260930080000")})
	if got := p.brings(1, 1); got.Statuses[0].Verdict != lifecycle.Before {
		t.Errorf("another copy: %+v", got.Statuses)
	}
	if now := p.caseOf(ref); now.Version != first.Version {
		t.Errorf("the case went from version %d to %d", first.Version, now.Version)
	}
	// The same as a file.
	if taken, err := p.desk.TakeStatuses(t.Context(), access.Shell("claire"), "f.xml", says("F-1", "207", "20260930080000"), "cli"); err != nil || taken[0].Verdict != lifecycle.Before {
		t.Errorf("as a file: %+v, %v", taken, err)
	}
	if sent := p.service.Sent(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

func TestALongListIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	for _, cursors := range []bool{false, true} {
		p := newPlatformTown(t)
		p.service.Cursors, p.service.Limit = cursors, 7
		p.bill("F-1")
		for i := range 40 { // several of one instant
			at := time.Date(2026, 9, 30, 8, i/3, 0, 0, time.UTC)
			p.service.Keep(flowtest.Flow{ID: fmt.Sprint("f-", i), Updated: at.Format(time.RFC3339), Bytes: says("F-1", "204", fmt.Sprintf("202609300800%02d", i))})
		}
		p.brings(40, 40)
		p.now = p.now.Add(time.Hour)
		p.service.Keep(flowtest.Flow{ID: "late", Updated: "2026-10-01T11:30:00Z", Bytes: says("F-1", "205", "20261001080000")})
		p.brings(1, 1)
	}
}

// TestAReadingThatIsInterruptedLosesNothing lets every call of the platform fail in
// turn, and the program stop after each page.
func TestAReadingThatIsInterruptedLosesNothing(t *testing.T) {
	t.Parallel()
	p := newPlatformTown(t)
	p.service.Limit = 3
	ref := p.bill("F-1")
	for i := range 8 {
		at := time.Date(2026, 9, 30, 8, i, 0, 0, time.UTC)
		p.service.Keep(flowtest.Flow{ID: fmt.Sprint("f-", i), Updated: at.Format(time.RFC3339), Bytes: says("F-1", "204", fmt.Sprintf("2026093008%02d00", i))})
	}
	p.service.Keep(flowtest.Flow{ID: "dispute", Updated: "2026-09-30T08:08:00Z", Bytes: says("F-1", "207", "20260930090000")})
	broken := []string{"500", "500", "500", "500", "500"}
	for round := range 4 {
		p.service.Fail("search", make([]string, round%2)...) // a page at times, then nothing
		p.service.Fail("search", broken...)
		if got, err := p.fetch(); dunning.ErrorCode(err) != dunning.CodeUnavailable || got.Fault == "" || !got.LookedAt.IsZero() {
			t.Fatalf("round %d: %v, %+v", round, err, got.FlowState)
		}
	}
	for range 3 { // the list is read, the messages are not given
		p.service.Fail("flow", broken...)
		p.service.Fail("flow", broken...)
		p.service.Fail("flow", broken...)
		if _, err := p.fetch(); dunning.ErrorCode(err) != dunning.CodeUnavailable {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.desk.FetchStatuses(ctx, access.Own("platform")); err == nil {
		t.Fatal("a reading that was stopped succeeds")
	}
	got, err := p.fetch()
	if err != nil || got.Read != 9 || got.Waiting != 0 || got.Refused != 0 || got.Fault != "" {
		t.Fatalf("%v, %+v", err, got.FlowState)
	}
	if !p.caseOf(ref).Held(dunning.HoldDispute) {
		t.Error("the dispute was lost")
	}
}

func TestAMessageThatCannotBeReadStopsNoOther(t *testing.T) {
	t.Parallel()
	p := newPlatformTown(t)
	ref := p.bill("F-1")
	p.service.Keep(
		flowtest.Flow{ID: "gone", Updated: "2026-09-30T08:00:00Z"},
		flowtest.Flow{ID: "bill", Updated: "2026-09-30T08:01:00Z", Bytes: []byte("<Invoice/>")},
		flowtest.Flow{ID: "rejected", Updated: "2026-09-30T08:02:00Z", Ack: "Error", Bytes: says("F-1", "210", "20260930080200")},
		flowtest.Flow{ID: "pending", Updated: "2026-09-30T08:03:00Z", Ack: "Pending", Bytes: says("F-1", "210", "20260930080300")},
		flowtest.Flow{ID: "ubl", Updated: "2026-09-30T08:04:00Z", Syntax: "UBL", Bytes: says("F-1", "210", "20260930080400")},
		flowtest.Flow{ID: "good", Updated: "2026-09-30T08:05:00Z", Bytes: says("F-1", "207", "20260930080500")},
	)
	got := p.brings(5, 1)
	if got.Waiting != 2 || got.Refused != 2 || len(got.Troubles) != 3 || p.caseOf(ref).Held(dunning.HoldRefused) || !p.caseOf(ref).Held(dunning.HoldDispute) {
		t.Fatalf("%+v", got.FlowState)
	}
	for range 5 {
		p.now = p.now.Add(time.Hour)
		p.brings(0, 0)
	}
	p.service.Keep(flowtest.Flow{ID: "pending", Updated: "2026-09-30T08:03:00Z", Bytes: says("F-1", "210", "20260930080300")})
	if got := p.brings(0, 1); got.Waiting != 0 || got.Refused != 3 || !p.caseOf(ref).Held(dunning.HoldRefused) {
		t.Errorf("after the platform's checks: %+v, holds %v", got.FlowState, p.caseOf(ref).Holds)
	}
}

func TestAPlatformThatIsSilentForADayIsAskedAbout(t *testing.T) {
	t.Parallel()
	p := newPlatformTown(t)
	ref := p.bill("F-1")
	asked := func() bool {
		open, err := lookup.New(p.store).OpenTasks(t.Context(), dunning.TaskPlatformSilent, "")
		if err != nil || len(open) > 1 {
			t.Fatalf("tasks %v, %v", open, err)
		}
		return len(open) == 1 && open[0].Ref == ref
	}
	for hour := range 30 {
		p.service.Fail("search", "403")
		if _, err := p.fetch(); err == nil {
			t.Fatal("a refusal is no answer")
		}
		if asked() != (hour > 24) {
			t.Fatalf("after %d hours a person was asked: %v", hour, asked())
		}
		p.now = p.now.Add(time.Hour)
	}
	p.brings(0, 0)
	if asked() {
		t.Error("the question stays after the platform answers")
	}
}

// TestNobodyIsAskedAboutAPlatformThatIsSwitchedOff starts a worker without the
// platform that was silent, and without the watch.
func TestNobodyIsAskedAboutAPlatformThatIsSwitchedOff(t *testing.T) {
	t.Parallel()
	p := newPlatformTown(t)
	p.bill("F-1")
	p.now = p.now.Add(-48 * time.Hour)
	p.brings(0, 0)
	p.now = p.now.Add(48 * time.Hour)
	p.service.Fail("search", "403")
	if _, err := p.fetch(); err == nil {
		t.Fatal("a refusal is no answer")
	}
	rooms := gazette.New(p.store)
	if err := rooms.NoteWatch(t.Context(), insolvency.WatchState{Fault: "muet"}); err != nil {
		t.Fatal(err)
	}
	open := func() (n int) {
		for _, code := range []dunning.TaskCode{dunning.TaskPlatformSilent, dunning.TaskWatchSilent} {
			list, err := lookup.New(p.store).OpenTasks(t.Context(), code, "")
			if err != nil {
				t.Fatal(err)
			}
			n += len(list)
		}
		return n
	}
	if open() != 2 {
		t.Fatalf("%d questions, want one about the platform and one about the gazette", open())
	}
	a := &App{Config: config.Default(), store: p.store}
	for _, row := range []struct {
		watch bool
		left  int
	}{{true, 1}, {false, 0}} {
		a.Config.Insolvency.Watch = row.watch
		if err := a.endAlarms(t.Context()); err != nil || open() != row.left {
			t.Errorf("with the watch on: %v, %d questions stay, %v", row.watch, open(), err)
		}
	}
}

// TestWhoWorksForOneCreditorHasThePlatformReadForAll shows him his own statuses alone.
func TestWhoWorksForOneCreditorHasThePlatformReadForAll(t *testing.T) {
	t.Parallel()
	p := newPlatformTown(t)
	ref := p.bill("F-1")
	p.service.Keep(flowtest.Flow{ID: "f-1", Updated: "2026-09-30T08:00:00Z", Bytes: says("F-1", "207", "20260930080000")})
	actor := func(creditor string, role access.Role) access.Actor {
		return access.Actor{Name: creditor, Roles: map[string]access.Role{creditor: role}, Door: access.API, Proof: access.Token}
	}
	if _, err := p.desk.FetchStatuses(t.Context(), actor("atelier", access.Reader)); dunning.ErrorCode(err) != dunning.CodeForbidden || p.caseOf(ref).Held(dunning.HoldDispute) {
		t.Errorf("a reader: %v", err)
	}
	got, err := p.desk.FetchStatuses(t.Context(), actor("moulin", access.Clerk))
	if err != nil || got.Read != 1 || len(got.Statuses) != 0 || !p.caseOf(ref).Held(dunning.HoldDispute) {
		t.Errorf("a clerk of another creditor: %+v, %v, holds %v", got, err, p.caseOf(ref).Holds)
	}
	p.service.Keep(flowtest.Flow{ID: "f-2", Updated: "2026-09-30T09:00:00Z", Bytes: says("F-1", "205", "20260930090000")})
	if got, err = p.desk.FetchStatuses(t.Context(), actor("atelier", access.Clerk)); err != nil || len(got.Statuses) != 1 || got.Statuses[0].Case != ref {
		t.Errorf("a clerk of the creditor: %+v, %v", got, err)
	}
}

func TestTwoReadingsAtOnceCountEachMessageOnce(t *testing.T) {
	t.Parallel()
	p := newPlatformTown(t)
	ref := p.bill("F-1")
	for i := range 6 {
		p.service.Keep(flowtest.Flow{ID: fmt.Sprint("f-", i), Updated: fmt.Sprintf("2026-09-30T08:0%d:00Z", i), Bytes: says("F-1", "204", fmt.Sprintf("2026093008%02d00", i))})
	}
	p.service.Keep(flowtest.Flow{ID: "dispute", Updated: "2026-09-30T09:00:00Z", Bytes: says("F-1", "207", "20260930090000")})
	done := make(chan error, 3)
	for range 3 {
		go func() {
			_, err := p.desk.FetchStatuses(t.Context(), access.Own("platform"))
			done <- err
		}()
	}
	for range 3 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	all, err := p.store.StatusesOf(t.Context(), ref)
	if err != nil || len(all) != 7 {
		t.Errorf("%d statuses on record, %v", len(all), err)
	}
	holds := 0
	events, err := p.store.Events(t.Context(), ref, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Kind == dunning.KindHold && strings.HasPrefix(e.ID, "status-") {
			holds++
		}
	}
	if holds != 1 {
		t.Errorf("%d holds by one dispute", holds)
	}
}
