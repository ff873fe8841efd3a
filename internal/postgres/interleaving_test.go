package postgres_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/money"
)

var interleavings = flag.Int("interleavings", 200, "how many random interleavings of claims, facts and crashes to try")

// TestRandomInterleavings lets workers that crash anywhere, people and banks
// work on the same debtor at once, and then asks three things: was anything
// delivered twice, does every body follow from its events, is every log whole.
func TestRandomInterleavings(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := dunning.Plan{
		ID: "default", Spacing: 2, CatchUp: dunning.KeepGaps, Grouping: dunning.ByDebtor, ReplyDays: 1, GraceDays: 1,
	}
	for i, level := range []dunning.Level{dunning.First, dunning.Second, dunning.Final, dunning.FormalNotice} {
		p.Steps = append(p.Steps, dunning.Step{
			ID: string(level), At: dunning.Days(5 + 5*i), Channel: dunning.Email, Level: level,
		})
	}
	b.save(testCreditor(), p)
	rounds := make(chan int)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for i := range rounds {
				newRound(b, i).play()
			}
		})
	}
	for i := range *interleavings {
		rounds <- i
	}
	close(rounds)
	wg.Wait()

	if n := b.count(`(select n.case_id, n.step from notices n join messages m on m.id = n.message_id
		where m.state = 'accepted' and n.state = 'held' group by 1, 2 having count(*) > 1) twice`); n != 0 {
		t.Errorf("%d steps have two accepted messages", n)
	}
	if n := b.count(`(select case_id, data->>'step' from events where kind = 'sent' group by 1, 2 having count(*) > 1) twice`); n != 0 {
		t.Errorf("%d steps were counted as sent twice", n)
	}
	t.Logf("%d rounds: %d messages, %d accepted, %d abandoned, %d unknown; %d events", *interleavings,
		b.count("messages"), b.count("messages where state = 'accepted'"), b.count("messages where state = 'abandoned'"),
		b.count("messages where state = 'unknown'"), b.count("events"))
	if b.count("messages where state = 'accepted'") < *interleavings {
		t.Error("hardly anything was sent: the test tests nothing")
	}
}

// round is one debtor with three invoices and everybody at work on them.
type round struct {
	*bundle
	name string
	refs []dunning.Ref

	mu        sync.Mutex
	now       time.Time
	delivered map[int64]bool // what the pretended server really took
	seed      uint64
}

func newRound(b *bundle, i int) *round {
	r := &round{bundle: b, name: fmt.Sprintf("R%04d", i), now: monday, delivered: map[int64]bool{}, seed: uint64(i)}
	for j := range 3 {
		n := invoice(fmt.Sprintf("%s-%d", r.name, j))
		n.Debtor.Key = r.name
		n.Invoice.Due = day("2026-05-20").AddDays(j)
		r.refs = append(r.refs, b.add(n))
	}
	return r
}

func (r *round) play() {
	var wg sync.WaitGroup
	for i := range 3 {
		rnd := rand.New(rand.NewPCG(r.seed, uint64(i)))
		wg.Go(func() {
			for op := range 8 {
				r.work(rnd, fmt.Sprintf("%s/%d/%d", r.name, i, op))
			}
		})
	}
	rnd := rand.New(rand.NewPCG(r.seed, 99))
	wg.Go(func() {
		for op := range 8 {
			r.fact(rnd, op)
		}
	})
	wg.Wait()
	r.check()
}

// work is one activity of a workflow: it does what the case wants, and crashes
// now and then. A crashed activity tries again with the same owner.
func (r *round) work(rnd *rand.Rand, owner string) {
	ref := r.refs[rnd.IntN(len(r.refs))]
	for range 3 {
		c, err := r.LoadCase(context.Background(), ref)
		r.ok(err)
		d := dunning.Next(c, r.clock())
		if d.Action == dunning.Wait && !d.At.IsZero() {
			d = dunning.Next(c, r.advance(d.At))
		}
		switch d.Action {
		case dunning.Send, dunning.Thank:
			if r.send(rnd, ref, c.Version, d.Step, owner) {
				return
			}
		case dunning.Wait, dunning.End:
			r.settle(c)
			return
		default:
			kind := map[dunning.Action]dunning.Kind{
				dunning.Skip: dunning.KindSkipped, dunning.Lapse: dunning.KindLapsed, dunning.Close: dunning.KindClosed,
			}[d.Action]
			_, err := r.Record(context.Background(), dunning.Recording{Ref: ref, Known: c.Version, Strict: true, Event: dunning.Event{
				ID: owner, Kind: kind, At: r.clock(), Reason: d.Reason, Step: d.Step, Hold: d.Hold, Outcome: d.Outcome,
			}})
			r.ok(err)
			return
		}
	}
}

// send is one attempt; false when it crashed and must be tried again.
func (r *round) send(rnd *rand.Rand, ref dunning.Ref, known int64, step, owner string) (done bool) {
	ctx, now := context.Background(), r.clock()
	out, err := r.Reserve(ctx, dunning.ReserveRequest{Ref: ref, Step: step, Known: known, Now: now, Owner: owner})
	r.ok(err)
	if out.State != dunning.ReserveGranted {
		return out.State == dunning.ReserveMoved
	}
	if rnd.IntN(8) == 0 {
		return false
	}
	id := out.Message.ID
	if _, err = r.SaveRendered(ctx, id, mail(id, r.name+step)); dunning.ErrorCode(err) == dunning.CodeUnavailable {
		return false
	}
	r.ok(err)
	if rnd.IntN(8) == 0 {
		return false
	}
	ok, err := r.HandOver(ctx, id, owner, now)
	r.ok(err)
	if !ok {
		return false
	}
	outcome := []dunning.SendOutcome{
		dunning.SendAccepted, dunning.SendAccepted, dunning.SendAccepted, dunning.SendRetry, dunning.SendUnknown, dunning.SendRefused,
	}[rnd.IntN(6)]
	took := outcome == dunning.SendAccepted || outcome == dunning.SendUnknown && rnd.IntN(2) == 0
	r.mu.Lock()
	if took && r.delivered[id] {
		r.t.Errorf("message %d was delivered twice", id)
	}
	r.delivered[id] = took
	r.mu.Unlock()
	if rnd.IntN(6) == 0 {
		return false // the server's answer is lost with the worker
	}
	_, err = r.Finish(ctx, dunning.Finished{Message: id, Outcome: outcome, Reply: "x", At: now, Ref: ref, Known: known})
	r.ok(err)
	return outcome != dunning.SendRetry
}

// settle answers, as somebody who really knows, for a send that nobody saw end.
func (r *round) settle(c dunning.Case) {
	if c.Attention == nil {
		return
	}
	if c.Attention.Code != dunning.ReasonOutcomeUnknown {
		_, err := r.Record(context.Background(), dunning.Recording{Ref: c.Ref(), Known: c.Version, Strict: true, Event: dunning.NewRetry().With(dunning.Stamp{ID: fmt.Sprint("retry ", c.Version), At: r.clock()})})
		r.ok(err)
		return
	}
	var id int64
	err := r.Pool().QueryRow(context.Background(), `
		select coalesce(max(m.id), 0) from messages m join notices n on n.message_id = m.id join cases c on c.id = n.case_id
		where c.number = $1 and m.state = 'unknown' and n.state = 'held'`, c.Number).Scan(&id)
	r.ok(err)
	if id == 0 {
		return
	}
	r.mu.Lock()
	sent := r.delivered[id]
	r.mu.Unlock()
	r.exec(fmt.Sprintf("update messages set attempt_until = null where id = %d", id)) // whoever crashed does not wake up
	if err := r.Settle(context.Background(), id, sent, "claire", true); dunning.ErrorCode(err) != dunning.CodeConflict {
		r.ok(err)
	}
}

// fact records something that a person, a bank or a debtor tells.
func (r *round) fact(rnd *rand.Rand, op int) {
	e := []dunning.Event{
		{Kind: dunning.KindPaid, Amount: money.Cents(10000 + rnd.IntN(50000)), Date: day("2026-06-01"), Source: dunning.SourceManual},
		{Kind: dunning.KindPaid, Amount: 120000, Date: day("2026-06-01"), Source: dunning.SourceBank},
		{Kind: dunning.KindDispute, Amount: 10000},
		{Kind: dunning.KindResolveDispute},
		{Kind: dunning.KindReply},
		{Kind: dunning.KindRelease, Hold: dunning.HoldReply},
		{Kind: dunning.KindHold},
		{Kind: dunning.KindRelease},
		{Kind: dunning.KindCredited, Amount: 5000},
	}[rnd.IntN(9)]
	e.ID, e.At = fmt.Sprintf("%s/fact/%d", r.name, op), r.clock()
	rec := dunning.Recording{Ref: r.refs[rnd.IntN(len(r.refs))], Event: e, Notify: true}
	for range 2 { // everything is told twice
		_, err := r.Record(context.Background(), rec)
		if code := dunning.ErrorCode(err); code != dunning.CodeConflict && code != dunning.CodeInvalid {
			r.ok(err)
		}
	}
}

// check looks at the pretended server's record and at the logs.
func (r *round) check() {
	var ids []int64
	for id, took := range r.delivered {
		if took {
			ids = append(ids, id)
		}
	}
	var twice int
	err := r.Pool().QueryRow(context.Background(), `
		select count(*) from (select case_id, step from notices where message_id = any($1) group by 1, 2 having count(*) > 1) x`,
		ids).Scan(&twice)
	r.ok(err)
	if twice > 0 {
		r.t.Errorf("round %s: %d steps really left twice", r.name, twice)
	}
	for _, ref := range r.refs {
		if err := r.VerifyChain(context.Background(), ref); err != nil {
			r.t.Errorf("round %s: %v", r.name, err)
		}
	}
}

func (r *round) ok(err error) {
	if err != nil {
		r.t.Errorf("round %s: %v", r.name, err)
	}
}

func (r *round) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *round) advance(to time.Time) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if to.After(r.now) {
		r.now = to
	}
	return r.now
}
