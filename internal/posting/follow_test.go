package posting

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/activities"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/postgres"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
	"relance/internal/registeredmail/maileva"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// postOffice is an installation with one case that is due for its formal notice.
type postOffice struct {
	*Post
	*mailevatest.Server
	Store *postgres.Store // the Post's own

	t   *testing.T
	ref dunning.Ref
	now time.Time

	plan func(*dunning.Plan) // changes that of the cases opened next
	copy *dunning.Document   // PDF of the invoices opened next
}

// monday is when the letters of these tests are handed over.
var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func openPost(t *testing.T, carrier string, at time.Time, s mailevatest.Scenario) *postOffice {
	t.Helper()
	srv, err := mailevatest.Start(mailevatest.Options{Now: at, Scenario: func(string) mailevatest.Scenario { return slices.Clone(s) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	cfg := config.Default()
	cfg.Dir, cfg.Letters.Carrier = t.TempDir(), carrier
	cfg.Secrets.Maileva = config.MailevaSecrets{
		ClientID: mailevatest.Client, ClientSecret: mailevatest.Secret, Username: mailevatest.User, Password: mailevatest.Password,
		WebhookPassword: "la poste rappelle",
	}
	p := &postOffice{
		Server: srv, t: t, now: at, Store: postgrestest.New(t),
	}
	p.Post = New(cfg, sending.NewRoom(p.Store), slog.New(slog.DiscardHandler), func() time.Time { return p.now })
	p.Carriers.StandIns.Maileva = func(o *maileva.Options) {
		o.Hosts = maileva.Hosts{API: srv.URL, Token: srv.TokenURL()}
		o.Clock, o.Pause, o.Timeout = srv.Now, time.Millisecond, 5*time.Second
		o.HTTP = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	}
	p.Store.Now = func() time.Time { return p.now }
	p.open("F-1")
	if step, _ := p.view().Case.Step(); step.At.After(p.now) {
		p.now = step.At
		p.AdvanceTo(p.now)
	}
	return p
}

// open imports an invoice of a consumer, due long ago.
func (p *postOffice) open(number string) {
	p.t.Helper()
	plan := dunning.DefaultPlan()
	plan.Spread = 0
	plan.Steps = []dunning.Step{
		{ID: "notice", At: 5, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 15},
		{ID: "handover", At: 80, Channel: dunning.Handover},
	}
	if p.plan != nil {
		p.plan(&plan)
	}
	p.must(p.Store.SaveCreditor(p.t.Context(), seller(), []dunning.Plan{plan}))
	debtor := buyer()
	debtor.Regime = dunning.B2C
	due := calendar.DateOf(p.now).AddDays(-40)
	added, err := p.Store.AddInvoice(p.t.Context(), dunning.NewInvoice{
		Creditor: seller().ID, Debtor: debtor, Now: p.now, Document: p.copy, Invoice: dunning.Invoice{
			Number: number, Issued: due.AddDays(-30), Due: due, DueRule: dunning.DueStated, Currency: "EUR", Total: 120000, Payable: 120000, Source: "test",
		},
	})
	p.must(err)
	p.ref = added.Ref
}

func (p *postOffice) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%v (%s)", err, dunning.ErrorHint(err))
	}
}

// reserve takes the step and draws the letter.
func (p *postOffice) reserve() activities.Parcel {
	p.t.Helper()
	ctx := p.t.Context()
	c, err := p.Store.LoadCase(ctx, p.ref)
	p.must(err)
	reserved, err := sending.New(p.Store).Reserve(ctx, dunning.ReserveRequest{Ref: p.ref, Step: "notice", Known: c.Version, Now: p.now, Owner: "worker"})
	p.must(err)
	if reserved.State != dunning.ReserveGranted {
		p.t.Fatalf("the claim is %s: %+v", reserved.State, reserved.Events)
	}
	reserved.Ref = p.ref
	composer, err := p.Composer()
	p.must(err)
	rendered, err := composer.Compose(ctx, reserved, p.now)
	p.must(err)
	rendered, err = sending.New(p.Store).SaveRendered(ctx, reserved.Message.ID, rendered)
	p.must(err)
	return activities.Parcel{Reserved: reserved, Rendered: rendered}
}

// deliver hands the letter to its carrier; what came of it is not recorded.
func (p *postOffice) deliver(parcel activities.Parcel) activities.Delivery {
	p.t.Helper()
	d, err := p.Deliverer()
	p.must(err)
	out, err := d.Deliver(p.t.Context(), parcel, func(ctx context.Context) error {
		ok, err := sending.New(p.Store).HandOver(ctx, parcel.Reserved.Message.ID, "worker", p.now)
		if !ok && !errors.Is(err, postage.ErrLettersOfYear) {
			p.t.Errorf("the letter may not leave: %v", err)
		}
		return err
	})
	p.must(err)
	return out
}

// send hands the letter over and records that.
func (p *postOffice) send() activities.Delivery {
	p.t.Helper()
	parcel := p.reserve()
	d := p.deliver(parcel)
	_, err := sending.New(p.Store).Finish(p.t.Context(), dunning.Finished{
		Message: parcel.Reserved.Message.ID, Outcome: d.Outcome, Reply: d.Reply, At: p.now, Ref: p.ref,
	})
	p.must(err)
	return d
}

// days lets days pass; letters that are due are looked at four times a day.
func (p *postOffice) days(n int) {
	p.t.Helper()
	for range 4 * n {
		p.now = p.now.Add(6 * time.Hour)
		p.AdvanceTo(p.now)
		p.must(p.Track(p.t.Context(), p.now))
	}
}

func (p *postOffice) view() dunning.CaseView {
	p.t.Helper()
	v, err := lookup.New(p.Store).Case(p.t.Context(), p.ref)
	p.must(err)
	return v
}

// reported is what the case's timeline says of the letter.
func (p *postOffice) reported() (out []string) {
	p.t.Helper()
	for _, e := range p.view().Timeline {
		if e.Kind == dunning.KindLetterStatus {
			out = append(out, strings.TrimSpace(e.Status+" "+e.Date.String()))
		}
	}
	return out
}

func (p *postOffice) letter() postage.TrackedLetter {
	p.t.Helper()
	letters, err := sending.New(p.Store).Letters(p.t.Context(), p.ref)
	p.must(err)
	return letters[len(letters)-1]
}

// tasks are the codes that are open.
func (p *postOffice) tasks() (out []string) {
	for _, k := range p.view().Tasks {
		if k.DoneAt.IsZero() && k.Code != dunning.TaskMissingDocument {
			out = append(out, string(k.Code))
		}
	}
	return out
}

func TestAFormalNoticeIsFollowedToItsLegalEnd(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		scenario mailevatest.Scenario
		reported []string
		received string // the formal notice
		tasks    []string
		proofs   []string
	}{
		"delivered": {mailevatest.Delivered(), []string{"posted 2026-03-03", "delivered 2026-03-05"}, "2026-03-05", nil,
			[]string{"deposit", "acknowledgement", "history"}},
		"refused at the door": {mailevatest.Refused(), []string{"posted 2026-03-03", "refused 2026-03-05"}, "2026-03-05", nil,
			[]string{"deposit", "return", "history"}},
		"unclaimed: from the first presentation": {mailevatest.Unclaimed(),
			[]string{"posted 2026-03-03", "presented 2026-03-05", "unclaimed 2026-03-05"}, "2026-03-05", nil, []string{"deposit", "return", "history"}},
		"returned: nobody of that name": {mailevatest.UnknownAddressee(), []string{"posted 2026-03-03", "returned 2026-03-05"}, "",
			[]string{"correct_address"}, []string{"deposit", "return", "history"}},
		"rejected by Maileva": {mailevatest.Rejected(), []string{"failed 2026-03-02"}, "", []string{"look_at_failure"}, []string{"history"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t, config.MailevaCarrier, monday, row.scenario)
			if d := p.send(); d.Outcome != dunning.SendAccepted {
				t.Fatalf("the hand-over ended %+v", d)
			}
			p.days(25)
			if diff := cmp.Diff(row.reported, p.reported()); diff != "" {
				t.Errorf("the timeline (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(row.tasks, p.tasks()); diff != "" {
				t.Errorf("open tasks:\n%s", diff)
			}
			v := p.view()
			var events []dunning.Event
			for _, r := range v.Timeline {
				events = append(events, r.Event)
			}
			received := ""
			if d := dunning.NoticeReceived(v.Case, events); !d.IsZero() {
				received = d.String()
			}
			if received != row.received {
				t.Errorf("the notice counts as received on %q, want %q", received, row.received)
			}
			p.proves(row.proofs)
			p.ended()
		})
	}
}

// proves compares the kinds of proof and reads each.
func (p *postOffice) proves(want []string) {
	p.t.Helper()
	kinds := map[string]bool{}
	for _, proof := range p.letter().Proofs {
		kinds[proof.Kind] = true
		d, err := p.Store.Document(p.t.Context(), proof.Document)
		if err != nil || len(d.Bytes) == 0 || !strings.HasPrefix(d.Name, "lettre-") {
			p.t.Errorf("proof %s reads %q, %v", proof.Kind, d.Name, err)
		}
	}
	for _, k := range want {
		if !kinds[k] {
			p.t.Errorf("no proof of %s among %v", k, kinds)
		}
	}
}

// ended checks that nobody asks about the letter any more.
func (p *postOffice) ended() {
	p.t.Helper()
	asked := len(p.Journal())
	p.days(3)
	if l := p.letter(); !l.Next.IsZero() || len(p.Journal()) != asked {
		p.t.Errorf("the letter is %s and still asked about: %d requests, next %s", l.State, len(p.Journal())-asked, l.Next)
	}
}

func TestNotificationsMayBeLostDoubledAndForged(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.MailevaCarrier, monday, mailevatest.Delivered())
	at := p.now
	mux := http.NewServeMux()
	p.hooks(mux)
	door := httptest.NewServer(mux)
	defer door.Close()
	p.Config.Letters.Maileva.Callback = door.URL + "/webhooks/maileva"
	p.must(p.chores(t.Context()))
	if len(p.Subscriptions()) == 0 {
		t.Fatal("Maileva was not told to call")
	}
	p.send()

	p.Advance(25 * time.Hour) // posted: these notifications are lost
	_, err := p.Notify(t.Context(), func([]*faulty.Notification) []*faulty.Notification { return nil })
	p.must(err)
	if reported := p.reported(); len(reported) != 0 {
		t.Errorf("told %v before anybody looked", reported)
	}
	p.Advance(3 * 24 * time.Hour) // delivered: these come twice, in the wrong order
	_, err = p.Notify(t.Context(), func(due []*faulty.Notification) []*faulty.Notification {
		both := append(slices.Clone(due), due...)
		slices.Reverse(both)
		return both
	})
	p.must(err)
	posted, delivered := calendar.DateOf(at.Add(24*time.Hour).In(calendar.Metropole.Location())), calendar.DateOf(at.Add(72*time.Hour).In(calendar.Metropole.Location()))
	if diff := cmp.Diff([]string{"posted " + posted.String(), "delivered " + delivered.String()}, p.reported()); diff != "" {
		t.Errorf("the timeline (-want +got):\n%s", diff)
	}
	if l := p.letter(); l.State != "delivered" || l.Number == "" || p.view().Messages[0].Tracking != l.Number {
		t.Errorf("the letter is %s, number %q", l.State, l.Number)
	}
	answer, err := http.Post(door.URL+"/webhooks/maileva", "application/json", strings.NewReader("{}")) // a stranger
	p.must(err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger gets %d, want 401", answer.StatusCode)
	}
}

func TestALetterWhoseDebtIsSettledIsStoppedOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		carrier  string
		reported []string
		letters  int
	}{
		"in the folder: not posted":             {config.FolderCarrier, []string{"cancelled"}, 0},
		"with Maileva: it cannot be taken back": {config.MailevaCarrier, []string{"not_recalled", "posted 2026-03-03", "delivered 2026-03-05"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t, row.carrier, monday, mailevatest.Delivered())
			p.send()
			_, err := p.Store.Record(t.Context(), dunning.Recording{Ref: p.ref, Notify: true, Event: dunning.NewPaid(120000, calendar.DateOf(monday)).With(dunning.Stamp{At: monday.Add(time.Hour), Source: "bank", ID: "b1"})})
			p.must(err)
			p.must(p.Track(t.Context(), monday.Add(time.Minute)))
			p.days(8)
			var reported []string
			for _, s := range p.reported() {
				reported = append(reported, strings.TrimSuffix(s, " "+calendar.Date{}.String()))
			}
			if diff := cmp.Diff(row.reported, reported); diff != "" {
				t.Errorf("the timeline (-want +got):\n%s", diff)
			}
			if n := len(p.Letters()); n != row.letters {
				t.Errorf("%d letters were printed, want %d", n, row.letters)
			}
			if c := p.view().Case; c.Attention != nil {
				t.Errorf("a settled case waits for a person: %+v", c.Attention)
			}
		})
	}
}

func TestTheCarrierSettlesWhatACrashLeftUnknown(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		disturb func(faulty.Request) faulty.Fault
		sent    bool
	}{
		"died after Maileva had it":  {nil, true},
		"died before the submission": {faulty.Times(50, "POST", "/submit", faulty.RefuseLong), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t, config.MailevaCarrier, monday, mailevatest.Delivered())
			p.Disturb(row.disturb)
			p.deliver(p.reserve()) // and nothing is recorded
			p.Disturb(nil)
			n, err := sending.New(p.Store).ExpireHandOvers(t.Context(), p.now.Add(time.Hour))
			if n != 1 || err != nil {
				t.Fatalf("%d hand-overs are lost, %v", n, err)
			}
			if p.view().Case.Attention == nil {
				t.Fatal("nobody is asked meanwhile")
			}
			p.now = p.now.Add(2 * time.Hour)
			p.must(p.Track(t.Context(), p.now))
			if c := p.view().Case; c.Attention != nil || (c.Done == 1) != row.sent {
				t.Errorf("%d steps are done, attention %+v", c.Done, c.Attention)
			}
			if !row.sent {
				p.send()
			}
			if n, drafts := len(p.Letters()), p.Drafts(); n != 1 || drafts != 0 {
				t.Errorf("%d letters and %d drafts at Maileva, want one letter", n, drafts)
			}
		})
	}
}

func TestTheYearlyLimitStopsBeforeTheHandOver(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.MailevaCarrier, monday, mailevatest.Delivered())
	p.Store.RegisteredPerYear = 1
	if d := p.send(); d.Outcome != dunning.SendAccepted {
		t.Fatalf("the first letter ended %+v", d)
	}
	p.open("F-2")
	if d := p.send(); d.Outcome != dunning.SendRefused || d.Reply != "letters.max_per_year" {
		t.Errorf("the second letter ended %+v", d)
	}
	if n := len(p.Letters()); n != 1 {
		t.Errorf("%d letters, want 1", n)
	}
	if tasks := p.tasks(); !slices.Contains(tasks, string(dunning.TaskFailed)) {
		t.Errorf("nobody is asked: %v", tasks)
	}
}

func TestAPersonsWordOnALetterReachesFolderCasesAndRecord(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.FolderCarrier, monday, nil)
	p.Store.Now = func() time.Time { return p.now }
	p.send()
	say := func(status dunning.LetterState, date, number string) error {
		d, err := calendar.ParseDate(date)
		p.must(err)
		_, err = p.MarkLetter(t.Context(), postage.LetterFact{Ref: p.ref, Step: "notice", Status: status, Date: d, Number: number, Author: "claire"})
		return err
	}
	if err := say("delivered", "2026-03-04", ""); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a letter that was not posted is delivered: %v", err)
	}
	if diff := cmp.Diff([]string{"post_letter"}, p.tasks()); diff != "" {
		t.Error(diff)
	}
	p.must(say("posted", "2026-03-03", "1A 047 877 2024 3"))
	p.must(say("presented", "2026-03-04", ""))
	p.must(say("unclaimed", "2026-03-19", ""))
	p.must(say("unclaimed", "2026-03-19", ""))
	p.days(2)
	if diff := cmp.Diff([]string{"posted 2026-03-03", "presented 2026-03-04", "unclaimed 2026-03-04"}, p.reported()); diff != "" {
		t.Errorf("the timeline (-want +got):\n%s", diff)
	}
	l := p.letter()
	if l.State != "unclaimed" || l.Number != "1A04787720243" || !l.Next.IsZero() || len(p.tasks()) != 0 {
		t.Errorf("the letter is %+v, tasks %v", l, p.tasks())
	}
	if e := p.view().Timeline; e[len(e)-1].Author != "claire" {
		t.Errorf("by %q", e[len(e)-1].Author)
	}
}
