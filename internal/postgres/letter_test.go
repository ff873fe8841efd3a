package postgres_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postage"
)

// paper is a store where the first step is a registered letter, ready to be
// handed over.
func paper(t *testing.T) (b *bundle, ref dunning.Ref, message int64) {
	t.Helper()
	b = setup(t)
	p := quietPlan()
	p.Steps = []dunning.Step{
		{ID: "notice", At: 5, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 15},
		{ID: "handover", At: 60, Channel: dunning.Handover},
	}
	b.save(testCreditor(), p)
	n := invoice("F-1")
	n.Debtor.Address = dunning.Address{Lines: []string{"1 rue Basse"}, Postcode: "69001", City: "Lyon"}
	ref = b.add(n)
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "letter")
	b.must(b.NameOrder(b.ctx(), out.Message.ID, "lettre-1"))
	return b, ref, out.Message.ID
}

func order(message int64, sending string) postage.Sending {
	return postage.Sending{
		Message: message, Carrier: "maileva", Reference: "lettre-1", Sending: sending, Fingerprint: "f" + sending, Host: "api.example.com",
	}
}

func TestOfTwoSendingsOfALetterTheFirstStands(t *testing.T) {
	t.Parallel()
	b, _, id := paper(t)
	if _, found, err := b.KnownSending(b.ctx(), "maileva", "lettre-1"); found || err != nil {
		t.Errorf("a sending is known before: %v", err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	kept := map[string]int{}
	for _, sending := range []string{"s1", "s2", "s3", "s4"} {
		wg.Go(func() {
			k, err := b.RememberSending(b.ctx(), order(id, sending))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			kept[k.Sending+k.Fingerprint]++
		})
	}
	wg.Wait()
	if len(kept) != 1 {
		t.Errorf("kept %v, want one sending for all four", kept)
	}
	known, found, err := b.KnownSending(b.ctx(), "maileva", "lettre-1")
	if err != nil || !found || kept[known.Sending+known.Fingerprint] != 4 || known.Host != "api.example.com" || known.Message != id {
		t.Errorf("known: %+v %t %v", known, found, err)
	}
	other := order(id, "s5")
	other.Carrier = "folder"
	_, err = b.RememberSending(b.ctx(), other)
	wantCode(t, err, dunning.CodeConflict)
	_, err = b.RememberSending(b.ctx(), postage.Sending{Message: 404, Carrier: "folder", Reference: "lettre-404"})
	wantCode(t, err, dunning.CodeNotFound)
}

func TestALetterIsDueForALookUntilItsEnd(t *testing.T) {
	t.Parallel()
	b, ref, id := paper(t)
	sending, err := b.RememberSending(b.ctx(), order(id, "s1"))
	b.must(err)
	later := time.Now().Add(2 * time.Hour)
	due := func(at time.Time) []postage.TrackedLetter {
		t.Helper()
		out, err := b.LeaseLetters(b.ctx(), at, 10)
		b.must(err)
		return out
	}
	if got := due(later); len(got) != 0 {
		t.Errorf("%d letters to look at before the hand-over, want none", len(got))
	}
	b.handOver(id, "worker", monday)
	b.finish(ref, id, dunning.SendAccepted, monday)
	if n := b.count("tasks where code = 'post_letter'"); n != 0 {
		t.Errorf("%d tasks to post a letter that a carrier posts", n)
	}
	if got := due(time.Now()); len(got) != 0 {
		t.Errorf("a letter of this minute is looked at already")
	}
	got := due(later)
	if len(got) != 1 || len(got[0].Parts) != 1 || !got[0].Wanted() || !got[0].Sent.Equal(monday) || got[0].Reference != sending.Reference {
		t.Fatalf("due: %+v", got)
	}

	letter := postage.TrackedLetter{
		Message: id, State: "delivered", Number: "1A123", Cost: 670, Checked: later,
		Events: []postage.LetterEvent{{State: "posted", Date: day("2026-06-02"), Code: "LP01"}, {State: "delivered", Date: day("2026-06-04")}},
	}
	b.must(b.SaveLetterState(b.ctx(), letter))
	deposit := postage.LetterProof{Kind: "deposit", Date: day("2026-06-02")}
	for range 2 {
		b.must(b.SaveProof(b.ctx(), id, deposit, dunning.Document{MediaType: "application/pdf", Name: "depot.pdf", Bytes: []byte("%PDF-depot")}))
	}
	if got := due(later.AddDate(1, 0, 0)); len(got) != 0 {
		t.Errorf("a letter that came to its end is still looked at: %+v", got)
	}
	shown, err := b.Letters(b.ctx(), ref)
	b.must(err)
	want := letter
	want.Carrier, want.Reference, want.Sent, want.Outcome = "maileva", "lettre-1", monday, dunning.MessageAccepted
	want.Channel = dunning.RegisteredLetter
	if diff := cmp.Diff([]postage.TrackedLetter{want}, shown,
		cmpopts.IgnoreFields(postage.TrackedLetter{}, "Parts", "Proofs", "Checked")); diff != "" {
		t.Error(diff)
	}
	if p := shown[0].Proofs; len(p) != 1 || p[0].Kind != "deposit" || p[0].Date != day("2026-06-02") {
		t.Fatalf("proofs %+v, want one deposit", p)
	}
	if d, err := b.Document(b.ctx(), shown[0].Proofs[0].Document); err != nil || string(d.Bytes) != "%PDF-depot" {
		t.Errorf("the proof reads %q, %v", d.Bytes, err)
	}
	spend, err := b.LettersInYear(b.ctx(), 2026)
	b.must(err)
	if diff := cmp.Diff([]postage.Spend{{Creditor: "atelier", Year: 2026, Letters: 1, Registered: 1, Spent: 670}}, spend); diff != "" {
		t.Error(diff)
	}
	if next, err := b.LettersInYear(b.ctx(), 2027); len(next) != 1 || next[0].Registered != 0 || err != nil {
		t.Errorf("letters next year: %+v, %v", next, err)
	}
}

func TestALetterThatWasNeverOrderedHasNotLeft(t *testing.T) {
	t.Parallel()
	settle := func(b *bundle, want int) {
		t.Helper()
		if n, err := b.SettleUnordered(b.ctx()); n != want || err != nil {
			t.Errorf("%d letters are settled, want %d: %v", n, want, err)
		}
	}
	b, ref, id := paper(t)
	b.handOver(id, "worker", monday)
	settle(b, 0) // under way
	b.finish(ref, id, dunning.SendUnknown, monday)
	settle(b, 1)
	settle(b, 0)
	if c := b.loaded(ref); c.Attention != nil || c.Done != 0 || b.count("tasks where code = 'settle_notice' and done_at is null") != 0 {
		t.Errorf("a person is still asked: %+v", c.Attention)
	}
	_, err := b.RememberSending(b.ctx(), order(id, "s1")) // the worker was not dead but slow
	wantCode(t, err, dunning.CodeConflict)

	b, ref, id = paper(t)
	_, err = b.RememberSending(b.ctx(), order(id, "s1"))
	b.must(err)
	b.handOver(id, "worker", monday)
	b.finish(ref, id, dunning.SendUnknown, monday)
	settle(b, 0) // its carrier is asked
}

func TestALetterThatNobodyWantsAnyMoreIsDueAtOnce(t *testing.T) {
	t.Parallel()
	b, ref, id := paper(t)
	_, err := b.RememberSending(b.ctx(), order(id, "s1"))
	b.must(err)
	b.handOver(id, "worker", monday)
	b.finish(ref, id, dunning.SendAccepted, monday)
	for _, part := range []int64{50000, 70000} {
		if got, err := b.LeaseLetters(b.ctx(), time.Now(), 10); len(got) != 0 || err != nil {
			t.Errorf("due while something is open: %+v %v", got, err)
		}
		b.record(ref, paid(money.Cents(part), "2026-06-01"))
	}
	got, err := b.LeaseLetters(b.ctx(), time.Now(), 10)
	b.must(err)
	if len(got) != 1 || got[0].Wanted() {
		t.Fatalf("due: %+v, want the letter that nobody wants", got)
	}
	got[0].Recalled, got[0].Next = time.Now(), time.Now().Add(time.Hour)
	b.must(b.SaveLetterState(b.ctx(), got[0]))
	if got, err := b.LeaseLetters(b.ctx(), time.Now(), 10); len(got) != 0 || err != nil {
		t.Errorf("it is recalled again and again: %+v %v", got, err)
	}
}

func TestTheNextNoticeKnowsWhenTheFormalNoticeWasReceived(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := quietPlan()
	p.Steps = []dunning.Step{
		{ID: "notice", At: 5, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 8},
		{ID: "again", At: 30, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Deadline: 8},
	}
	b.save(testCreditor(), p)
	n := invoice("F-1")
	n.Debtor.Address = dunning.Address{Lines: []string{"1 rue Basse"}, Postcode: "69001", City: "Lyon"}
	ref := b.add(n)
	b.send(ref, monday)
	b.record(ref, dunning.NewLetterStatus("refused", day("2026-06-04"), "").With(dunning.Stamp{Step: "notice", At: monday}))
	next, _ := b.loaded(ref).Step()
	out := b.granted(ref, "worker", next.At)
	if got := out.Notice.Items[0].NoticeReceived; got != day("2026-06-04") {
		t.Errorf("the second letter takes the first as received on %s, want 2026-06-04", got)
	}
	b.record(ref, dunning.NewClose(dunning.Settled).With(dunning.Stamp{At: monday}))
	ref, err := b.Reopen(b.ctx(), ref, dunning.Reopening{Reason: dunning.ReasonByPerson, At: monday})
	b.must(err)
	v, err := b.Case(b.ctx(), ref)
	b.must(err)
	if v.Case.Cycle != 1 || v.NoticeReceived != day("2026-06-04") {
		t.Errorf("a view of cycle %d takes the notice as received on %s, want 2026-06-04 after a new cycle as well", v.Case.Cycle, v.NoticeReceived)
	}
}

func TestOneAttemptAtALetterTakesThePlaceOfAnother(t *testing.T) {
	t.Parallel()
	b, _, id := paper(t)
	first := postage.Sending{Message: id, Carrier: "ar24", Reference: "lettre-1", Fingerprint: "f", Host: "app.example.com", Attempt: "09:00 a"}
	if k, err := b.RememberSending(b.ctx(), first); err != nil || k != first {
		t.Fatalf("%+v, %v", k, err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	won := 0
	for _, attempt := range []string{"09:20 b", "09:20 c", "09:20 d"} {
		wg.Go(func() {
			mine := first
			mine.Attempt = attempt
			k, err := b.SwapSending(b.ctx(), first, mine)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if k == mine {
				won++
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Errorf("%d of three attempts believe that they may go on, want one", won)
	}
	now, _, err := b.KnownSending(b.ctx(), "ar24", "lettre-1")
	if err != nil {
		t.Fatal(err)
	}
	sent := now
	sent.Sending, sent.Attempt = "4711", ""
	if k, err := b.SwapSending(b.ctx(), now, sent); err != nil || k != sent {
		t.Errorf("%+v, %v", k, err)
	}
	if k, err := b.SwapSending(b.ctx(), now, first); err != nil || k != sent {
		t.Errorf("an attempt that is over changed the record: %+v, %v", k, err)
	}
	first.Reference = "lettre-404"
	_, err = b.SwapSending(b.ctx(), first, sent)
	wantCode(t, err, dunning.CodeNotFound)

	strangers, err := b.StrangeSendings(b.ctx(), "ar24", "app.example.com", []string{"4710", "4711", "4712"})
	if diff := cmp.Diff([]string{"4710", "4712"}, strangers, cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if all, err := b.StrangeSendings(b.ctx(), "ar24", "sandbox.example.com", []string{"4711"}); err != nil || len(all) != 1 {
		t.Errorf("of another host: %v, %v", all, err)
	}
}

func TestAConsentIsKeptWithWhoRecordedIt(t *testing.T) {
	t.Parallel()
	b, ref, _ := paper(t)
	c, err := b.LoadCase(b.ctx(), ref)
	if err != nil {
		t.Fatal(err)
	}
	given := dunning.ElectronicLetters{Accepted: true, ConsentOn: calendar.Date{Year: 2026, Month: 1, Day: 5}, Manner: "devis signé"}
	_, err = b.UpdateDebtor(b.ctx(), ref.Creditor, c.Debtor, change.Debtor{Electronic: &given, Author: "claire"})
	if err != nil {
		t.Fatal(err)
	}
	b.add(invoice("F-2")) // an import says nothing about it, and changes nothing
	d, err := b.Debtor(b.ctx(), ref.Creditor, c.Debtor)
	if err != nil {
		t.Fatal(err)
	}
	if d.Electronic.Recorded.IsZero() || d.Electronic.Author != "claire" {
		t.Errorf("recorded by %q on %s", d.Electronic.Author, d.Electronic.Recorded)
	}
	d.Electronic.Author, d.Electronic.Recorded = "", time.Time{}
	if d.Electronic != given {
		t.Errorf("kept %+v, want %+v", d.Electronic, given)
	}
	half := dunning.ElectronicLetters{Accepted: true, Manner: "devis"}
	if _, err := b.UpdateDebtor(b.ctx(), ref.Creditor, c.Debtor, change.Debtor{Electronic: &half}); err == nil {
		t.Error("a manner without a day was kept")
	}
}

// Of several workers each asks carriers about letters of its own; one that died
// in between keeps a letter for a quarter of an hour.
func TestALetterIsAskedAboutByOneWorkerAtATime(t *testing.T) {
	t.Parallel()
	b, ref, id := paper(t)
	clock := time.Now()
	b.Now = func() time.Time { return clock }
	_, err := b.RememberSending(b.ctx(), order(id, "s1"))
	b.must(err)
	b.handOver(id, "worker", monday)
	b.finish(ref, id, dunning.SendAccepted, monday)
	due := clock.Add(2 * time.Hour)
	lease := func(want int) {
		t.Helper()
		if got, err := b.LeaseLetters(b.ctx(), due, 10); len(got) != want || err != nil {
			t.Errorf("%d letters are handed out (%v), want %d", len(got), err, want)
		}
	}
	lease(1)
	lease(0)
	clock = clock.Add(16 * time.Minute)
	lease(1)
	b.must(b.SaveLetterState(b.ctx(), postage.TrackedLetter{Message: id, State: "accepted", Next: due}))
	lease(1)
	b.record(ref, paid(120000, "2026-06-01"))
	lease(0) // nobody wants it any more, and somebody is about to recall it
}

// A letter that another worker is just being handed does not hold up the others:
// it is passed over, not waited for.
func TestALetterThatIsBeingHandedOutHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	b := post(t, 0)
	var ids []int64
	for _, number := range []string{"F-1", "F-2"} {
		ref, id := b.drawn(number)
		b.must(b.NameOrder(b.ctx(), id, "lettre-"+number))
		o := order(id, "s-"+number)
		o.Reference = "lettre-" + number
		_, err := b.RememberSending(b.ctx(), o)
		b.must(err)
		b.handOver(id, "worker", monday)
		b.finish(ref, id, dunning.SendAccepted, monday)
		ids = append(ids, id)
	}
	lock, err := b.Pool().Begin(b.ctx())
	b.must(err)
	defer func() { _ = lock.Rollback(context.Background()) }()
	_, err = lock.Exec(b.ctx(), "select 1 from letters where message_id = $1 for update", ids[0])
	b.must(err)
	ctx, cancel := context.WithTimeout(b.ctx(), time.Minute)
	defer cancel()
	got, err := b.LeaseLetters(ctx, monday.Add(2*time.Hour), 10)
	if err != nil || len(got) != 1 || got[0].Message != ids[1] {
		t.Errorf("%d letters are handed out (%v), want the other one at once", len(got), err)
	}
}

func TestTheOrdersNameTellsTheMessage(t *testing.T) {
	t.Parallel()
	b, _, id := paper(t)
	b.must(b.NameOrder(b.ctx(), id, "lettre-1-9f3c2a"))
	b.must(b.NameOrder(b.ctx(), id, "whatever a carrier wants"))
	wantCode(t, b.NameOrder(b.ctx(), 404, "lettre-404"), dunning.CodeNotFound)
	s := order(0, "s1")
	s.Reference = "whatever a carrier wants"
	if k, err := b.RememberSending(b.ctx(), s); err != nil || k.Message != id {
		t.Errorf("the order is of message %d (%v), want %d", k.Message, err, id)
	}
	_, other := b.redrawnOther()
	wantCode(t, b.NameOrder(b.ctx(), other, "whatever a carrier wants"), dunning.CodeConflict)
}

// redrawnOther draws the letter of a second debtor.
func (b *bundle) redrawnOther() (dunning.Ref, int64) {
	b.t.Helper()
	n := invoice("F-2")
	n.Debtor.Key, n.Debtor.Address = "D-2", dunning.Address{Lines: []string{"2 rue Basse"}, Postcode: "69001", City: "Lyon"}
	ref := b.add(n)
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "letter")
	return ref, out.Message.ID
}
