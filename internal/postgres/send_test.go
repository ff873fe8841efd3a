package postgres_test

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
)

// reserve asks for the step that the case wants now.
func (b *bundle) reserve(ref dunning.Ref, owner string, now time.Time) dunning.Reserved {
	b.t.Helper()
	c := b.loaded(ref)
	d := dunning.Next(c, now)
	out, err := b.Reserve(b.ctx(), dunning.ReserveRequest{Ref: ref, Step: d.Step, Known: c.Version, Now: now, Owner: owner})
	b.must(err)
	return out
}

// granted claims and insists.
func (b *bundle) granted(ref dunning.Ref, owner string, now time.Time) dunning.Reserved {
	b.t.Helper()
	out := b.reserve(ref, owner, now)
	if out.State != dunning.ReserveGranted {
		b.t.Fatalf("claim of %s is %s with %v, want it granted", ref.Number, out.State, reasons(out.Events))
	}
	return out
}

func (b *bundle) render(message int64, text string) {
	b.t.Helper()
	_, err := b.SaveRendered(b.ctx(), message, mail(message, text))
	b.must(err)
}

func mail(message int64, text string) dunning.Rendered {
	return dunning.Rendered{
		MessageID: fmt.Sprintf("relance.%d@example.fr", message), Subject: "Facture", Recipient: "compta@example.com",
		MediaType: "message/rfc822", Bytes: []byte(text),
	}
}

func (b *bundle) handOver(message int64, owner string, now time.Time) bool {
	b.t.Helper()
	ok, err := b.HandOver(b.ctx(), message, owner, now)
	b.must(err)
	return ok
}

func (b *bundle) finish(ref dunning.Ref, message int64, outcome dunning.SendOutcome, now time.Time) []dunning.Event {
	b.t.Helper()
	events, err := b.Finish(b.ctx(), dunning.Finished{
		Message: message, Outcome: outcome, Address: outcome == dunning.SendRefused, Reply: "250 2.0.0 ok", At: now, Ref: ref,
	})
	b.must(err)
	return events
}

// send takes the case's step all the way.
func (b *bundle) send(ref dunning.Ref, now time.Time) dunning.Reserved {
	b.t.Helper()
	out := b.granted(ref, "worker", now)
	b.render(out.Message.ID, "text")
	if !b.handOver(out.Message.ID, "worker", now) {
		b.t.Fatalf("the message for %s must not leave", ref.Number)
	}
	b.finish(ref, out.Message.ID, dunning.SendAccepted, now)
	return out
}

func reasons(events []dunning.Event) (out []string) {
	for _, e := range events {
		out = append(out, string(e.Kind)+": "+string(e.Reason))
	}
	return out
}

func last(events []dunning.Event) dunning.Event { return events[len(events)-1] }

func TestSendCountsTheStep(t *testing.T) {
	t.Parallel()
	b := setup(t)
	n := invoice("F-1")
	n.Document = &dunning.Document{MediaType: "application/pdf", Name: "F-1.pdf", Bytes: []byte("%PDF-1.7")}
	ref := b.add(n)
	b.record(ref, paid(20000, "2026-05-20"))
	out := b.send(ref, monday)

	item := out.Notice.Items[0]
	if item.Paid != 20000 || item.DaysLate != 20 || item.Level != dunning.First || len(item.Received) != 1 {
		t.Errorf("the notice says %+v, want 200.00 paid, 20 days late, the first level", item)
	}
	if len(out.Attachments) != 1 || out.Attachments[0].Name != "F-1.pdf" {
		t.Errorf("attached is %v, want the invoice", out.Attachments)
	}
	c := b.loaded(ref)
	if c.State != dunning.Reminding || c.Done != 1 || !c.Steps[0].Sent.Equal(monday) {
		t.Errorf("the case is %s with %d steps done, sent at %s", c.State, c.Done, c.Steps[0].Sent)
	}
	m, err := b.Message(b.ctx(), out.Message.ID)
	b.must(err)
	if m.State != dunning.MessageAccepted || m.Day != day("2026-06-01") || !m.SentAt.Equal(monday) || m.Reply == "" {
		t.Errorf("the message is %+v", m)
	}
	doc, err := b.Document(b.ctx(), m.Document)
	b.must(err)
	if string(doc.Bytes) != "text" || doc.MediaType != "message/rfc822" {
		t.Errorf("the bytes on record are %+v", doc)
	}
	b.proved(ref)
}

func TestNextNoticeNamesTheEarlierOneAndItsThread(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	first := b.send(ref, monday)
	second := b.granted(ref, "worker", b.loaded(ref).Steps[1].At)
	if diff := cmp.Diff([]dunning.Earlier{{Level: dunning.First, Channel: dunning.Email, Date: day("2026-06-01")}},
		second.Notice.Items[0].Earlier); diff != "" {
		t.Errorf("earlier notices (-want +got):\n%s", diff)
	}
	if want := []string{fmt.Sprintf("relance.%d@example.fr", first.Message.ID)}; !slices.Equal(second.Thread, want) {
		t.Errorf("thread %v, want %v", second.Thread, want)
	}
	if second.Notice.Deadline.IsZero() || !second.Notice.Deadline.After(second.Notice.Date) {
		t.Errorf("the second notice prints the deadline %q, want a date after it", second.Notice.Deadline)
	}
}

func TestPaymentBeforeHandOverStopsTheSend(t *testing.T) {
	t.Parallel()
	rows := map[string]dunning.Event{
		"paid in full": paid(120000, "2026-06-01"),
		"paid in part": paid(10000, "2026-06-01"), // the text would name the wrong sum
		"disputed":     {Kind: dunning.KindDispute, ID: "D", At: monday},
		"answered":     {Kind: dunning.KindReply, ID: "R", At: monday},
		"suspended":    {Kind: dunning.KindHold, ID: "H", At: monday},
	}
	b := setup(t)
	for name, fact := range rows {
		n := invoice("F " + name)
		n.Debtor.Key = name
		ref := b.add(n)
		out := b.granted(ref, "worker", monday)
		b.render(out.Message.ID, "text")
		b.record(ref, fact)
		if b.handOver(out.Message.ID, "worker", monday) {
			t.Errorf("%s: the notice leaves all the same", name)
		}
		again, err := b.Reserve(b.ctx(), dunning.ReserveRequest{Ref: ref, Step: "first", Known: 1, Now: monday, Owner: "worker"})
		b.must(err)
		if again.State != dunning.ReserveMoved || last(again.Events).Kind != fact.Kind {
			t.Errorf("%s: the next claim is %s with %v, want the fact", name, again.State, kinds(again.Events))
		}
		b.proved(ref)
	}
	if n := b.count("messages where state = 'abandoned'"); n != len(rows) {
		t.Errorf("%d messages abandoned, want %d", n, len(rows))
	}
}

func TestPaymentAfterHandOverCountsAfterTheSend(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	if !b.handOver(out.Message.ID, "worker", monday) {
		t.Fatal("nothing changed, and yet the notice must not leave")
	}
	b.record(ref, paid(120000, "2026-06-01"))
	events := b.finish(ref, out.Message.ID, dunning.SendAccepted, monday)
	want := []dunning.Kind{dunning.KindOpened, dunning.KindPaid, dunning.KindSent}
	if !slices.Equal(kinds(events), want) {
		t.Errorf("recorded %v, want %v", kinds(events), want)
	}
	if c := b.loaded(ref); c.Balance != 0 || c.Done != 1 {
		t.Errorf("the case has %s open and %d steps done, want 0.00 and 1", c.Balance, c.Done)
	}
	b.proved(ref)
}

func TestTwoWorkersAtOnceMakeOneMessage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var refs []dunning.Ref
	for i := range 6 {
		refs = append(refs, b.add(invoice(number(i))))
	}
	var wg sync.WaitGroup
	answers := make([]dunning.Reserved, len(refs))
	for i, ref := range refs {
		wg.Go(func() {
			answers[i], _ = b.Reserve(b.ctx(), dunning.ReserveRequest{
				Ref: ref, Step: "first", Known: 1, Now: monday, Owner: "worker " + ref.Number,
			})
		})
	}
	wg.Wait()
	states := map[dunning.ReserveState]int{}
	for _, a := range answers {
		states[a.State]++
		if a.State == dunning.ReserveGranted && len(a.Notice.Items) != len(refs) {
			t.Errorf("the message names %d invoices, want all %d", len(a.Notice.Items), len(refs))
		}
	}
	if states[dunning.ReserveGranted] != 1 || states[dunning.ReserveBusy] != len(refs)-1 {
		t.Errorf("answers %v, want one claimed and the others busy", states)
	}
	if n := b.count("messages"); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
}

func TestSiblingAdoptsTheOutcomeWithItsOwnLevel(t *testing.T) {
	t.Parallel()
	b := setup(t)
	old := b.add(invoice("F-old"))
	b.send(old, monday)
	at := b.loaded(old).Steps[1].At // the second reminder
	n := invoice("F-new")
	n.Now, n.Invoice.Due = at, day("2026-06-01")
	young := b.add(n)

	out := b.send(young, at)
	if out.Notice.Level != dunning.Second || len(out.Notice.Items) != 2 || out.Notice.Deadline.IsZero() {
		t.Errorf("the message is %s over %d invoices until %s, want the tone of the higher level over both",
			out.Notice.Level, len(out.Notice.Items), out.Notice.Deadline)
	}
	adopted, err := b.Reserve(b.ctx(), dunning.ReserveRequest{Ref: old, Step: "second", Known: 2, Now: at, Owner: "other"})
	b.must(err)
	e := last(adopted.Events)
	if adopted.State != dunning.ReserveMoved || e.Kind != dunning.KindSent || e.Step != "second" || e.Reason != dunning.ReasonGroupedWith {
		t.Errorf("the sibling is told %s %v, want sent: grouped_with_other", adopted.State, reasons(adopted.Events))
	}
	if n := b.count("messages"); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
	b.proved(old, young)
}

func TestByInvoiceSendsOneMessageEach(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := quietPlan()
	p.Grouping = dunning.ByInvoice
	b.save(testCreditor(), p)
	first, second := b.add(invoice("F-1")), b.add(invoice("F-2"))
	for _, ref := range []dunning.Ref{first, second} {
		if out := b.send(ref, monday); len(out.Notice.Items) != 1 {
			t.Errorf("%s shares its message", ref.Number)
		}
	}
	b.proved(first, second)
}

func TestOtherCurrencyIsNotMixedIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	n := invoice("F-2")
	n.Invoice.Currency = "CHF"
	b.add(n)
	if out := b.granted(ref, "worker", monday); len(out.Notice.Items) != 1 {
		t.Errorf("%d invoices in one message, want euros alone", len(out.Notice.Items))
	}
}

func TestCrashAfterHandOverIsNeverResent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref, other := b.add(invoice("F-1")), b.add(invoice("F-2"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	if !b.handOver(out.Message.ID, "worker", monday) {
		t.Fatal("must leave")
	}
	if a := b.reserve(other, "other", monday); a.State != dunning.ReserveBusy {
		t.Errorf("while it is handed over, the sibling is told %s, want busy", a.State)
	}
	// The worker dies here. Its next attempt finds what it left.
	again := b.reserve(ref, "worker", monday.Add(time.Hour))
	if again.State != dunning.ReserveMoved || last(again.Events).Kind != dunning.KindUnknown {
		t.Fatalf("the next attempt is told %s %v, want unknown", again.State, reasons(again.Events))
	}
	for _, r := range []dunning.Ref{ref, other} {
		c := b.loaded(r)
		if c.Attention == nil || c.Attention.Code != dunning.ReasonOutcomeUnknown {
			t.Errorf("case %s does not wait for a person", r.Number)
		}
		a, err := b.Reserve(b.ctx(), dunning.ReserveRequest{Ref: r, Step: "first", Known: c.Version, Now: monday.AddDate(0, 0, 3), Owner: "x"})
		b.must(err)
		if a.State != dunning.ReserveMoved {
			t.Errorf("later claim of %s is %s, want moved", r.Number, a.State)
		}
	}
	if b.handOver(out.Message.ID, "worker", monday) {
		t.Error("an unknown message leaves a second time")
	}
	retry := dunning.Recording{Ref: ref, Event: dunning.NewRetry().With(dunning.Stamp{ID: "r"})}
	_, err := b.Record(b.ctx(), retry)
	wantCode(t, err, dunning.CodeConflict)
	retry.Known, retry.Strict = 1, true // decided before: the case has moved, and that is no fault
	stale, err := b.Record(b.ctx(), retry)
	b.must(err)
	if len(stale.Events) == 0 || slices.Contains(kinds(stale.Events), dunning.KindRetry) {
		t.Errorf("a decision of an old version is told %v", kinds(stale.Events))
	}
	b.proved(ref, other)
}

func TestPersonSettlesAnUnknownSend(t *testing.T) {
	t.Parallel()
	for _, sent := range []bool{true, false} {
		t.Run(fmt.Sprintf("sent is %t", sent), func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref, other := b.add(invoice("F-1")), b.add(invoice("F-2"))
			out := b.granted(ref, "worker", monday)
			b.render(out.Message.ID, "text")
			b.handOver(out.Message.ID, "worker", monday)
			b.finish(ref, out.Message.ID, dunning.SendUnknown, monday)
			if n := b.count("tasks where code = 'settle_notice' and done_at is null"); n != 2 {
				t.Errorf("%d tasks, want one for each case", n)
			}
			if sent {
				b.must(b.Settle(b.ctx(), out.Message.ID, true, "claire", true))
			} else { // the other way in: by the case
				b.record(other, dunning.NewSettle(false).With(dunning.Stamp{Author: "claire"}))
			}
			for _, r := range []dunning.Ref{ref, other} {
				c := b.loaded(r)
				if c.Attention != nil || (c.Done == 1) != sent {
					t.Errorf("case %s has %d steps done and waits for %v", r.Number, c.Done, c.Attention)
				}
			}
			if n := b.count("outbox where kind = 'signal'"); n != 2 {
				t.Errorf("%d signals, want one for each workflow", n)
			}
			if n := b.count("tasks where code = 'settle_notice' and done_at is null"); n != 0 {
				t.Errorf("%d tasks are left, want none", n)
			}
			b.must(b.Settle(b.ctx(), out.Message.ID, sent, "claire", true)) // again: nothing
			wantCode(t, b.Settle(b.ctx(), out.Message.ID, !sent, "claire", true), dunning.CodeConflict)
			if !sent {
				b.send(ref, monday) // free again
			}
			b.proved(ref, other)
		})
	}
}

func TestSettleIsEchoedByTheWorkflow(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	b.handOver(out.Message.ID, "worker", monday)
	b.finish(ref, out.Message.ID, dunning.SendUnknown, monday)
	b.must(b.Settle(b.ctx(), out.Message.ID, true, "claire", true))
	var recorded dunning.Event
	b.must(b.Pool().QueryRow(b.ctx(), `select payload from outbox where kind = 'signal'`).Scan(&recorded))
	recorded.Seq = 0
	echo, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Known: 2, Event: recorded})
	b.must(err)
	if !echo.Duplicate || !slices.Equal(kinds(echo.Events), []dunning.Kind{dunning.KindSettle}) {
		t.Errorf("the echo gives %v, duplicate %t; want the settle as a duplicate", kinds(echo.Events), echo.Duplicate)
	}
}

func TestOutcomeThatArrivesLateResolvesTheUnknown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	b.handOver(out.Message.ID, "worker", monday)
	b.reserve(ref, "worker", monday) // a second attempt, while the first one still runs
	b.finish(ref, out.Message.ID, dunning.SendAccepted, monday)
	b.finish(ref, out.Message.ID, dunning.SendAccepted, monday)
	if c := b.loaded(ref); c.Done != 1 || c.Attention != nil || c.Version != 3 {
		t.Errorf("the case has %d steps done at version %d, want 1 at 3", c.Done, c.Version)
	}
	m, err := b.Message(b.ctx(), out.Message.ID)
	b.must(err)
	if m.State != dunning.MessageAccepted {
		t.Errorf("the message is %s, want accepted", m.State)
	}
	b.proved(ref)
}

func TestLostHandOversExpire(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	b.handOver(out.Message.ID, "worker", monday)
	for _, row := range []struct {
		before time.Time
		want   int
	}{{time.Now().Add(-time.Hour), 0}, {time.Now().Add(time.Hour), 1}, {time.Now().Add(time.Hour), 0}} {
		if n, err := b.ExpireHandOvers(b.ctx(), row.before); n != row.want || err != nil {
			t.Errorf("expired %d (%v), want %d", n, err, row.want)
		}
	}
	if c := b.loaded(ref); c.Attention == nil {
		t.Error("nobody is asked")
	}
}

func TestRenderedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "first")
	kept, err := b.SaveRendered(b.ctx(), out.Message.ID, mail(out.Message.ID, "second"))
	b.must(err)
	if string(kept.Bytes) != "first" || kept.MediaType != "message/rfc822" {
		t.Errorf("the second rendering gives %q, want the first", kept.Bytes)
	}
	// A server that asks for patience: the same bytes are offered again.
	b.finish(ref, out.Message.ID, dunning.SendRetry, monday)
	again := b.granted(ref, "worker", monday.Add(time.Hour))
	if again.Message.ID != out.Message.ID || !bytes.Equal(again.Rendered, []byte("first")) {
		t.Errorf("the next attempt gets message %d with %q, want %d with the first bytes", again.Message.ID, again.Rendered, out.Message.ID)
	}
	// The next day the date in it would be wrong.
	next := b.granted(ref, "worker", monday.AddDate(0, 0, 1))
	if next.Message.ID == out.Message.ID || next.Rendered != nil {
		t.Error("a message of yesterday is offered today")
	}
	_, err = b.SaveRendered(b.ctx(), 404, mail(404, "x"))
	wantCode(t, err, dunning.CodeNotFound)
}

func TestMessageOfADeadOwnerIsTakenOver(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now := time.Now()
	b.Now = func() time.Time { return now }
	ref, other := b.add(invoice("F-1")), b.add(invoice("F-2"))
	out := b.granted(ref, "dead", monday)
	b.render(out.Message.ID, "text")
	if a := b.reserve(other, "alive", monday); a.State != dunning.ReserveBusy {
		t.Errorf("claim is %s at once, want busy", a.State)
	}
	now = now.Add(3 * time.Minute)
	if a := b.granted(other, "alive", monday); a.Message.ID != out.Message.ID {
		t.Errorf("the message is %d, want %d taken over", a.Message.ID, out.Message.ID)
	}
	if b.handOver(out.Message.ID, "dead", monday) {
		t.Error("the former owner hands over as well")
	}
	if !b.handOver(out.Message.ID, "alive", monday) {
		t.Error("the new owner may not hand over")
	}
}

func TestRefusedAddressHoldsTheCases(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref, other := b.add(invoice("F-1")), b.add(invoice("F-2"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	b.finish(ref, out.Message.ID, dunning.SendRefused, monday) // at RCPT, before the hand-over
	for _, r := range []dunning.Ref{ref, other} {
		if c := b.loaded(r); !c.Held(dunning.HoldBounce) || c.Done != 0 {
			t.Errorf("case %s is not held for its address", r.Number)
		}
	}
	third := b.add(invoice("F-3"))
	if c := b.loaded(third); !c.Held(dunning.HoldBounce) {
		t.Error("a new case writes to the address that was refused")
	}
	contacts, err := b.Contacts(b.ctx(), "atelier", "C-7")
	b.must(err)
	if len(contacts) != 1 || contacts[0].Usable {
		t.Errorf("contacts %+v, want one that does not work", contacts)
	}
	email := "neuve@example.com"
	if _, err := b.UpdateDebtor(b.ctx(), "atelier", "C-7", change.Debtor{Email: &email, At: monday}); err != nil {
		t.Fatal(err)
	}
	if out := b.send(ref, monday); len(out.Notice.Items) != 3 || out.Notice.Debtor.Email != email {
		t.Errorf("then %d invoices go to %s, want all three to the new address", len(out.Notice.Items), out.Notice.Debtor.Email)
	}
	b.proved(ref, other, third)
}

func TestRefusalOfTheContentIsForAPerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	b.handOver(out.Message.ID, "worker", monday)
	_, err := b.Finish(b.ctx(), dunning.Finished{Message: out.Message.ID, Outcome: dunning.SendRefused, Reply: "554 5.7.1", At: monday, Ref: ref})
	b.must(err)
	if c := b.loaded(ref); c.Attention == nil || c.Attention.Code != dunning.ReasonRefused || c.Held(dunning.HoldBounce) {
		t.Errorf("the case is %+v, want attention: refused", c)
	}
	b.record(ref, dunning.NewRetry().With(dunning.Stamp{ID: "r", At: monday}))
	b.send(ref, monday)
	b.proved(ref)
}

func TestThanksCloseTheCase(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		outcome dunning.SendOutcome
		why     dunning.Reason
	}{
		"accepted": {dunning.SendAccepted, dunning.ReasonPaidInFull},
		"refused":  {dunning.SendRefused, dunning.ReasonRefused},
		"unknown":  {dunning.SendUnknown, dunning.ReasonOutcomeUnknown},
	}
	b := setup(t)
	for name, row := range rows {
		n := invoice("F " + name)
		n.Debtor.Key = name
		ref := b.add(n)
		b.send(ref, monday)
		b.record(ref, paid(120000, "2026-06-02"))
		out := b.granted(ref, "worker", monday.Add(time.Hour))
		if out.Notice.Level != dunning.Thanks || len(out.Notice.Items[0].Received) != 1 {
			t.Errorf("%s: the notice is %s for %v, want thanks for the payment", name, out.Notice.Level, out.Notice.Items[0].Received)
		}
		b.render(out.Message.ID, "merci")
		b.handOver(out.Message.ID, "worker", monday.Add(time.Hour))
		events := b.finish(ref, out.Message.ID, row.outcome, monday.Add(time.Hour))
		if c := b.loaded(ref); c.State != dunning.Closed || c.Outcome != dunning.Paid {
			t.Errorf("%s: the case is %s (%s), want closed (paid)", name, c.State, c.Outcome)
		}
		if e := events[len(events)-2]; e.Kind != dunning.KindThanked || e.Reason != row.why {
			t.Errorf("%s: recorded %v, want thanked: %s before the end", name, reasons(events), row.why)
		}
		b.proved(ref)
	}
}

func TestMailOffWithholdsAndLetsGoOnLater(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref, other := b.add(invoice("F-1")), b.add(invoice("F-2"))
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	b.must(b.Withhold(b.ctx(), out.Message.ID, dunning.ReasonMailOff, monday))
	for _, r := range []dunning.Ref{ref, other} {
		if d := dunning.Next(b.loaded(r), monday); d.Action != dunning.Wait || d.Reason != dunning.ReasonMailOff {
			t.Errorf("case %s wants %s: %s, want to wait: mail_off", r.Number, d.Action, d.Reason)
		}
	}
	n, err := b.ReleaseSwitch(b.ctx(), dunning.ReasonMailOff)
	b.must(err)
	if n != 2 || b.count("outbox where kind = 'signal'") != 2 {
		t.Errorf("%d cases released, want 2 and their workflows told", n)
	}
	if n, err = b.ReleaseSwitch(b.ctx(), dunning.ReasonMailOff); n != 0 || err != nil {
		t.Errorf("the second release finds %d (%v), want none", n, err)
	}
	later := b.loaded(ref).Steps[0].At
	b.send(ref, later)
	b.proved(ref, other)
}

func TestLetterNeedsNoSendingHourAndNoCap(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := quietPlan()
	p.Steps = []dunning.Step{
		{ID: "letter", At: 5, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 15},
	}
	b.save(testCreditor(), p)
	n := invoice("F-1")
	n.Debtor.Email = ""
	n.Debtor.Address = dunning.Address{Lines: []string{"1 rue Basse"}, Postcode: "69001", City: "Lyon"}
	ref := b.add(n)
	night := monday.Add(14 * time.Hour)
	b.send(ref, night)
	c := b.loaded(ref)
	if c.State != dunning.FormalState {
		t.Errorf("the case is %s, want formal_notice", c.State)
	}
	if n := b.count("tasks where code = 'post_letter'"); n != 1 {
		t.Errorf("%d tasks to post it, want one: the carrier gave no number", n)
	}
	b.record(ref, dunning.NewLetterStatus("posted", calendar.Date{}, "1A 000 000 0001").With(dunning.Stamp{Step: "letter", At: night}))
	view, err := b.Case(b.ctx(), ref)
	b.must(err)
	if view.Messages[0].Tracking != "1A 000 000 0001" {
		t.Errorf("the tracking number is %q", view.Messages[0].Tracking)
	}
	b.proved(ref)
}
