package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"

	"relance/internal/approval"
	"relance/internal/calendar"
	"relance/internal/calendar/calendartest"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/posting"
	"relance/internal/registeredmail"
	"relance/internal/smtp/smtptest"
	"relance/workflows"
)

// path is one way through the life of a case, whose history is replayed by
// the tests of package workflows.
type path struct {
	name  string // of the history's file
	live  func(s *story)
	mails int // what the mail server received
	end   dunning.Outcome
}

// story is a house with one case.
type story struct {
	*house
	n, debtor string
}

// Where a story begins is said, so that it is the same on whatever day the
// tests run.
func TestPathsThroughTheLifeOfACase(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.work()
	plain := calendartest.Day{Date: calendartest.Plain(h.today())}
	for i, p := range paths {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			s := &story{house: h.within(t), n: "F-" + p.name, debtor: fmt.Sprintf("C-%d", i)}
			s.keep(p.name, s.live(p, plain))
		})
	}
}

// The stories with most dates of their own, begun on the days on which dates
// go wrong.
func TestPathsThatBeginOnAwkwardDays(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.work()
	for i, day := range calendartest.Awkward(h.today()) {
		for _, name := range []string{"instalments-missed", "part-payments"} {
			t.Run(name+" from "+day.Name, func(t *testing.T) {
				t.Parallel()
				s := &story{house: h.within(t), n: fmt.Sprintf("F-%d-%s", i, name), debtor: fmt.Sprintf("C-%d-%s", i, name)}
				s.live(paths[slices.IndexFunc(paths, func(p path) bool { return p.name == name })], day)
			})
		}
	}
}

// live plays a path from the night before a day and gives its history.
func (s *story) live(p path, day calendartest.Day) *historypb.History {
	s.t.Helper()
	s.begin(day)
	defer s.explainFailure(s.n)
	p.live(s)
	c := s.rest(s.n)
	s.idleUnlessClosed(s.n)
	if c.Outcome != p.end || (p.end != "") != closed(c) {
		s.t.Errorf("ended %s/%s, want %q", c.State, c.Outcome, p.end)
	}
	if got := s.mails(s.debtor); got != p.mails {
		s.t.Errorf("%d mails, want %d", got, p.mails)
	}
	s.agree(s.n)
	history := s.history(s.n)
	s.mustNotTell(history)
	return history
}

// begin takes the story's invoice in, due 20 days after a day, and moves its
// case to the small hours of that day, before anything is due.
func (s *story) begin(day calendartest.Day) {
	s.t.Helper()
	n := s.newInvoice(s.n, s.debtor, day.Date.Sub(s.today())+20, 120000)
	n.Debtor.Zone = string(day.Zone)
	s.add(n)
	d := day.Date
	s.skipTo(time.Date(d.Year, d.Month, d.Day, 1, 30, 0, 0, calendar.Metropole.Location()), s.n)
}

var paths = []path{
	{name: "paid-early", mails: 0, end: dunning.Paid, live: func(s *story) { s.pay(s.n); s.closes(s.n, dunning.Paid) }},
	{name: "paid-between-reminders", mails: 3, end: dunning.Paid, live: func(s *story) { s.reach(2); s.settled() }},
	{name: "part-payments", mails: 5, end: dunning.Paid, live: func(s *story) {
		s.reach(2)
		s.fact(dunning.NewPaid(20000, calendar.Date{}))
		s.reach(3)
		s.settled()
	}},
	{name: "dispute-resolved", mails: 4, end: dunning.Paid, live: func(s *story) {
		s.reach(2)
		s.fact(dunning.NewDispute(0, "quality"))
		s.skip(40*24*time.Hour, s.n)
		s.fact(dunning.NewResolveDispute())
		s.reach(3)
		s.settled()
	}},
	{name: "dispute-open", mails: 2, live: func(s *story) {
		s.reach(2)
		s.fact(dunning.NewDispute(0, "price"))
		s.skip(90*24*time.Hour, s.n)
	}},
	{name: "dispute-of-a-part", mails: 3, live: func(s *story) {
		s.reach(2)
		s.fact(dunning.NewDispute(20000, "price"))
		s.reach(3)
	}},
	{name: "address-refused-mended", mails: 2, live: func(s *story) {
		s.mail.Script(mailOf(s.debtor), smtptest.Step{}, smtptest.Step{At: smtptest.Rcpt, Code: 550, Enhanced: "5.1.1"})
		s.reach(1)
		s.skipToNext(s.n)
		s.until(s.n, "waits for an address", attention)
		s.mended(mailOf(s.debtor))
		s.reach(2)
	}},
	{name: "refused-retried", mails: 1, live: func(s *story) {
		s.mail.Script(mailOf(s.debtor), smtptest.Step{At: smtptest.Dot, Code: 554, Enhanced: "5.6.0"})
		s.skipToNext(s.n)
		s.until(s.n, "needs attention", attention)
		s.fact(dunning.NewRetry())
		s.reach(1)
	}},
	{name: "refused-skipped", mails: 1, live: func(s *story) {
		s.mail.Script(mailOf(s.debtor), smtptest.Step{At: smtptest.Dot, Code: 554, Enhanced: "5.6.0"})
		s.skipToNext(s.n)
		s.until(s.n, "needs attention", attention)
		s.fact(dunning.NewSkip(""))
		s.reach(2)
	}},
	{name: "promise-broken", mails: 3, live: func(s *story) {
		s.reach(2)
		s.fact(dunning.NewPromise(0, s.today().AddDays(10)))
		s.lapses(dunning.HoldPromise)
		s.reach(3)
	}},
	{name: "promise-kept", mails: 3, end: dunning.Paid, live: func(s *story) {
		s.reach(2)
		s.fact(dunning.NewPromise(0, s.today().AddDays(10)))
		s.skip(7*24*time.Hour, s.n)
		s.settled()
	}},
	{name: "instalments-missed", mails: 4, live: func(s *story) {
		s.reach(2)
		s.fact(dunning.NewInstalments([]dunning.Instalment{
			{Date: s.today().AddDays(7), Amount: 60000}, {Date: s.today().AddDays(37), Amount: 60000},
		}))
		s.skip(5*24*time.Hour, s.n)
		s.fact(dunning.NewPaid(60000, calendar.Date{}))
		s.lapses(dunning.HoldInstalments)
		s.reach(3)
	}},
	{name: "rescheduled", mails: 2, live: func(s *story) {
		s.reach(1)
		s.fact(dunning.NewReschedule(s.load(s.n).Due.AddDays(30)))
		s.reach(2)
	}},
	{name: "reply-overdue", mails: 2, live: func(s *story) {
		s.reach(2)
		s.fact(dunning.NewReply())
		s.lapses(dunning.HoldReply)
		s.skip(60*24*time.Hour, s.n)
	}},
	{name: "insolvent", mails: 2, end: dunning.Insolvent, live: func(s *story) {
		s.reach(2)
		s.fact(dunning.NewInsolvency(s.today()))
		s.skip(60*24*time.Hour, s.n)
		s.fact(dunning.NewClose(dunning.Insolvent))
	}},
	{name: "closed-by-hand", mails: 1, end: dunning.WrittenOff, live: func(s *story) {
		s.reach(1)
		s.fact(dunning.NewClose(dunning.WrittenOff))
	}},
	{name: "held-and-released", mails: 1, live: func(s *story) {
		s.fact(dunning.NewHold(calendar.Date{}))
		s.skip(60*24*time.Hour, s.n)
		s.fact(dunning.NewRelease(""))
		s.reach(2) // the courtesy mail has lost its sense
	}},
	{name: "credited", mails: 1, end: dunning.Credited, live: func(s *story) {
		s.reach(1)
		s.fact(dunning.NewCredited(120000, calendar.Date{}).With(dunning.Stamp{ID: "AV-" + s.n}))
	}},
	{name: "paid-while-the-server-is-away", mails: 0, end: dunning.Paid, live: func(s *story) {
		s.mail.Always(mailOf(s.debtor), smtptest.Step{At: smtptest.Rcpt, Code: 451, Enhanced: "4.3.0"})
		s.skipToNextBusy()
		s.fact(dunning.NewPaid(120000, calendar.Date{}))
		s.closes(s.n, dunning.Paid)
	}},
	{name: "taken-at-the-third-try", mails: 1, live: func(s *story) {
		s.mail.Script(mailOf(s.debtor), smtptest.Step{At: smtptest.Rcpt, Code: 451, Enhanced: "4.3.0"},
			smtptest.Step{At: smtptest.Dot, Code: 452, Enhanced: "4.3.1"})
		s.reach(1)
	}},
	{name: "told-by-updates", mails: 2, end: dunning.Paid, live: func(s *story) {
		s.reach(1)
		s.update(workflows.MessageDispute, `{"category":"price"}`)
		s.update(workflows.MessageResolveDispute, `{}`)
		s.update(workflows.MessagePaid, `{"amount":"1200.00","date":"`+s.today().String()+`","id":"VIR-`+s.n+`","source":"bank"}`)
	}},
	{name: "unreadable-signal", mails: 1, live: func(s *story) {
		s.idle(s.n)
		s.signal(s.n, workflows.MessagePaid, `{"ammount":"1200.00"}`)
		s.signal(s.n, workflows.MessageDispute, `"quality"`)
		s.until(s.n, "has noted both", func(c dunning.Case) bool { return c.Version >= 3 })
		s.reach(1)
	}},
	{name: "fact-kept-until-recorded", mails: 2, end: dunning.Paid, live: (*story).missing},
	{name: "approval-letter-handed-over", mails: 4, end: dunning.HandedOverOutcome, live: (*story).letter},
	{name: "approval-rejected", mails: 4, live: func(s *story) {
		s.reach(4)
		s.skipToNext(s.n)
		s.until(s.n, "asks for approval", func(c dunning.Case) bool { return c.Asked != "" })
		s.fact(dunning.NewReject(""))
		s.skip(60*24*time.Hour, s.n)
	}},
}

// reach lets time pass until so many steps have left, or lost their sense.
func (s *story) reach(n int) {
	s.t.Helper()
	for c := s.rest(s.n); c.Done < n; c = s.rest(s.n) {
		if d := s.skipToNext(s.n); d.At.IsZero() {
			s.t.Fatalf("after %d steps the case waits for a message (%s)", c.Done, d.Reason)
		}
	}
	s.idle(s.n)
}

// fact tells something and waits until the workflow has taken it over.
func (s *story) fact(e dunning.Event) {
	s.t.Helper()
	s.tell(s.n, e)
	s.rest(s.n)
	s.idleUnlessClosed(s.n)
}

// settled pays what is open and waits for the thanks.
func (s *story) settled() {
	s.t.Helper()
	s.pay(s.n)
	s.skipToNext(s.n)
	s.closes(s.n, dunning.Paid)
}

// lapses lets a hold come to its end, and whatever is due before.
func (s *story) lapses(k dunning.HoldKind) {
	s.t.Helper()
	for c := s.rest(s.n); c.Held(k); c = s.rest(s.n) {
		if d := s.skipToNext(s.n); d.At.IsZero() {
			s.t.Fatalf("the case is held (%s) and waits for a message (%s)", k, d.Reason)
		}
	}
	s.idle(s.n)
}

// mended gives the debtor another address, as `relance debtor set` does.
func (s *story) mended(mail string) {
	s.t.Helper()
	refs, err := s.store.UpdateDebtor(s.t.Context(), s.creditor(), s.debtor, change.Debtor{Email: &mail, At: s.now()})
	if s.must(err); len(refs) != 1 {
		s.t.Errorf("the new address releases %v", refs)
	}
}

// skipToNextBusy is skipToNext for a send that does not end: time stands still
// while an activity is under way, so the skip ends a moment before it.
func (s *story) skipToNextBusy() {
	s.t.Helper()
	at := dunning.Next(s.load(s.n), s.now()).At
	s.skipTo(at.Add(-time.Second), s.n)
	s.patiently("the notice of "+s.n+" is tried", func() error {
		if n := query[int](s.house, "select count(*) from messages m join debtors d on d.id = m.debtor_id where d.key = $1 and m.reply <> ''", s.debtor); n == 0 {
			return errNotYet
		}
		return nil
	})
}

// idleUnlessClosed waits until the workflow has nothing under way.
func (h *house) idleUnlessClosed(number string) {
	h.t.Helper()
	if !closed(h.load(number)) {
		h.idle(number)
	}
}

// update sends an update and expects it to be taken.
func (s *story) update(name, payload string) workflows.Reply {
	s.t.Helper()
	reply, err := s.tryUpdate(name, payload)
	if err != nil {
		s.t.Fatalf("update %s %s: %v", name, payload, err)
	}
	return reply
}

func (s *story) tryUpdate(name, payload string) (reply workflows.Reply, err error) {
	s.t.Helper()
	handle, err := s.temporal.UpdateWorkflow(s.t.Context(), updateOptions(s.id(s.n), name, json.RawMessage(payload)))
	if err != nil {
		return reply, err
	}
	return reply, handle.Get(s.t.Context(), &reply)
}

// missing tells of a payment by signal while the case is not in SQL, as after a
// restore: it can neither be recorded nor refused, and is kept.
func (s *story) missing() {
	s.reach(1)
	rename := func(from, to string) {
		s.t.Helper()
		_, err := s.store.Pool().Exec(s.t.Context(), "update cases set number = $2 where number = $1", from, to)
		s.must(err)
	}
	rename(s.n, s.n+"-away")
	s.signal(s.n, workflows.MessagePaid, `{"amount":"1200.00"}`)
	s.patiently("the payment was refused twice, and waits", func() error {
		if s.first(s.n, enumspb.EVENT_TYPE_MARKER_RECORDED) == 0 {
			return errNotYet
		}
		return nil
	})
	rename(s.n+"-away", s.n)
	s.skip(2*time.Minute, s.n)
	s.until(s.n, "has the payment on record", func(c dunning.Case) bool { return c.Balance == 0 })
	s.skipToNext(s.n)
	s.closes(s.n, dunning.Paid)
}

// letter is the whole plan: four mails, an approval, a registered letter in
// the folder, the hand-over.
func (s *story) letter() {
	s.reach(4)
	s.skipToNextButOne()
	before := count(s.history(s.n))
	s.skipToNext(s.n)
	s.until(s.n, "asks for approval", func(c dunning.Case) bool { return c.Asked == "formal_notice" })
	s.idle(s.n) // a person takes his time: an answer at once would spare events
	s.agreeToLetter()
	s.until(s.n, "has sent its letter", func(c dunning.Case) bool { return c.State == dunning.FormalState })
	s.idle(s.n)
	after := count(s.history(s.n))
	// A step by e-mail costs 12 events and 3 actions (TestFiveMailsPaymentThanks).
	events, actions := after.events-before.events-12, after.actions-before.actions-3
	s.t.Logf("a registered letter with its approval adds %d events and %d actions to what an e-mail costs", events, actions)
	if events > 12 || actions > 4 {
		s.t.Errorf("that is more than 12 events or 4 actions")
	}
	s.checkLetter()
	if d := dunning.Next(s.load(s.n), s.now()); d.Reason != dunning.ReasonAwaitPosting {
		s.t.Errorf("nobody is waited for to post the letter: %+v", d)
	}
	s.fact(dunning.NewLetterStatus("posted", s.today(), "1A 000 000 000 0").With(dunning.Stamp{Step: "formal_notice"}))
	s.until(s.n, "knows that its letter was posted", func(c dunning.Case) bool { return c.Posting == "" })
	deadline := s.load(s.n).NotBefore
	if day := calendar.DateOf(deadline); day.Sub(s.today()) < 15 {
		s.t.Errorf("the hand-over waits until %s, less than the printed deadline of 15 days", day)
	}
	s.skipToNext(s.n)
	s.until(s.n, "is handed over", func(c dunning.Case) bool { return c.State == dunning.HandedOver })
	s.fact(dunning.NewClose(dunning.HandedOverOutcome))
}

// agreeToLetter says yes to the letter that was shown.
func (s *story) agreeToLetter() {
	s.t.Helper()
	_, err := s.app.Post.Approve(s.t.Context(), approval.Agreement{Ref: s.ref(s.n), Author: "claire"})
	s.must(err)
	s.rest(s.n)
	s.idleUnlessClosed(s.n)
}

// skipToNextButOne stops a minute before the next action.
func (s *story) skipToNextButOne() {
	s.t.Helper()
	s.skipTo(dunning.Next(s.load(s.n), s.now()).At.Add(-time.Minute), s.n)
	s.idle(s.n)
}

// checkLetter looks at what lies in the carrier's folder and on record.
func (s *story) checkLetter() {
	s.t.Helper()
	id := query[int64](s.house, `
		select m.id from messages m join debtors d on d.id = m.debtor_id where d.key = $1 and m.channel = 'registered_letter'`, s.debtor)
	dir := filepath.Join(s.cfg.Letters.Folder, posting.LetterID(id))
	pdf, err := os.ReadFile(filepath.Join(dir, "lettre.pdf"))
	s.must(err)
	sheet, err := os.ReadFile(filepath.Join(dir, "ordre.json"))
	s.must(err)
	var order registeredmail.Order
	s.must(json.Unmarshal(sheet, &order))
	kept := query[string](s.house, "select encode(document, 'hex') from messages where id = $1", id)
	if sum := registeredmail.Hash(pdf); order.SHA256 != sum || kept != sum {
		s.t.Errorf("the letter has the hash %s, its order says %s, the record %s", sum, order.SHA256, kept)
	}
	want := registeredmail.Order{
		ID: posting.LetterID(id), Registered: true, SHA256: order.SHA256, Reference: s.n,
		Sender:    registeredmail.Address{Lines: []string{"Maison Lambert SARL", "3 rue Haute", "69003 Lyon"}},
		Recipient: registeredmail.Address{Lines: []string{"Société Perrin " + s.debtor, "8 RUE BASSE", "69006 LYON"}},
	}
	if diff := cmp.Diff(want, order); diff != "" {
		s.t.Errorf("order sheet (-want +got):\n%s", diff)
	}
	if tasks := s.openTasks(s.n); !slices.Contains(tasks, dunning.TaskPostLetter) {
		s.t.Errorf("nobody is asked to post the letter: %v", tasks)
	}
}

var errNotYet = errors.New("not yet")

func updateOptions(id, name string, payload json.RawMessage) client.UpdateWorkflowOptions {
	return client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: name, Args: []any{payload}, WaitForStage: client.WorkflowUpdateStageCompleted,
	}
}

func startOptions(id string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{ID: id, TaskQueue: workflows.TaskQueueDunning}
}
