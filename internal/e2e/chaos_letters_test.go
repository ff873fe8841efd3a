//go:build chaos

package e2e

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"relance/internal/approval"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/postgres/sending"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// letterChaos is a house whose formal notices go through Maileva while worker
// processes are killed and Maileva misbehaves.
type letterChaos struct {
	*chaos
	fake    *mailevatest.Server
	workers []mortal
	tally   struct{ kills, paid int }
}

// Whatever is killed and dropped: each letter is printed once, and every case
// knows what became of its letter.
func TestChaosLetters(t *testing.T) { //nolint:paralleltest // it keeps the machine busy
	n := number(t, "RELANCE_CHAOS_LETTERS", 24)
	seed := uint64(number(t, "RELANCE_CHAOS_SEED", int(time.Now().UnixNano()%1_000_000)))
	t.Logf("%d cases, seed %d (RELANCE_CHAOS_SEED)", n, seed)
	c := newLetterChaos(t, seed)
	c.numbers = c.due(n)
	defer func() { c.explainFailure(c.broken...) }()
	c.workers = make([]mortal, 2)
	for i := range c.workers {
		c.restartAt(i)
	}
	at := c.earliest(c.numbers)
	c.skipTo(at.Add(time.Second), c.numbers...)
	c.fake.AdvanceTo(c.now())
	c.misbehaveFor(time.Duration(number(t, "RELANCE_CHAOS_LETTER_SECONDS", 30))*time.Second, seed)
	c.calmDown()
	c.letTimePass()
	c.checkLetters()
	unknown := query[int](c.house, `select count(*) from events where kind = 'unknown'`)
	t.Logf("%d letters at Maileva, %d requests, %d drafts left behind, %d workers killed, %d hand-overs of unknown outcome, %d cases paid meanwhile",
		len(c.fake.Letters()), len(c.fake.Journal()), c.fake.Drafts(), c.tally.kills, unknown, c.tally.paid)
	if c.tally.kills < 5 {
		t.Errorf("only %d workers were killed: this proves little", c.tally.kills)
	}
}

func newLetterChaos(t *testing.T, seed uint64) *letterChaos {
	t.Helper()
	outcomes := []func() mailevatest.Scenario{
		mailevatest.Delivered, mailevatest.Collected, mailevatest.Refused, mailevatest.Unclaimed, mailevatest.UnknownAddressee, mailevatest.Rejected,
	}
	fake, err := mailevatest.Start(mailevatest.Options{Now: time.Now(), TokenLife: time.Hour, Scenario: func(id string) mailevatest.Scenario {
		return outcomes[int(id[len(id)-1])%len(outcomes)]()
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fake.Close)
	house := newHouse(t, func(cfg *config.Config) {
		plan := cfg.Plans["default"]
		plan.Steps = []dunning.Step{
			{ID: "notice", At: 5, Channel: dunning.RegisteredLetter, Level: dunning.FormalNotice, Approval: dunning.ApprovalRequired, Deadline: 15},
			{ID: "handover", At: 200, Channel: dunning.Handover},
		}
		cfg.Plans["default"] = plan
		cfg.Letters.Carrier = "maileva"
		cfg.Letters.Maileva.Price = 650
		cfg.Secrets.Maileva = config.MailevaSecrets{
			ClientID: mailevatest.Client, ClientSecret: mailevatest.Secret, Username: mailevatest.User, Password: mailevatest.Password,
		}
	})
	house.app.Post.Carriers.StandIns.Maileva = towards(fake.URL, fake.TokenURL())
	return &letterChaos{chaos: &chaos{house: house, dice: rand.New(rand.NewPCG(seed, 7))}, fake: fake}
}

// due takes invoices in that are overdue, each of a debtor of its own.
func (c *letterChaos) due(n int) (numbers []string) {
	c.t.Helper()
	for i := range n {
		number := fmt.Sprintf("L-%d", i)
		c.invoice(number, fmt.Sprintf("D-%d", i), -40, 120000)
		numbers = append(numbers, number)
	}
	return numbers
}

// misbehaveFor lets Maileva fail and kills workers, while people approve and
// debtors pay.
func (c *letterChaos) misbehaveFor(d time.Duration, seed uint64) {
	c.t.Helper()
	often := faulty.Chaos(seed, 0.15, faulty.DropBefore, faulty.DropAfter, faulty.ErrorBefore, faulty.ErrorAfter,
		faulty.GatewayGone, faulty.Refuse, faulty.Garbage, faulty.Stale)
	slow := faulty.Chaos(seed+1, 0.01, faulty.HangBefore, faulty.HangAfter, faulty.Late)
	c.fake.Disturb(func(r faulty.Request) faulty.Fault {
		if f := slow(r); f != faulty.None {
			return f
		}
		return often(r)
	})
	defer c.hurry()()
	for began := time.Now(); time.Since(began) < d; {
		time.Sleep(time.Duration(100+c.dice.IntN(900)) * time.Millisecond) // a random moment is the point
		c.person(4)
		switch c.dice.IntN(4) {
		case 0, 1:
			c.restartAt(c.dice.IntN(len(c.workers)))
			c.tally.kills++
		case 2:
			if number := c.numbers[c.dice.IntN(len(c.numbers))]; c.dice.IntN(3) == 0 && !closed(c.load(number)) {
				c.record(number, c.stamped(dunning.NewPaid(c.load(number).Balance, c.today()).With(dunning.Stamp{ID: "pay-" + number, Source: "api"})))
				c.tally.paid++
			}
		case 3:
			c.must(c.app.Post.Track(c.t.Context(), c.now().Add(2*time.Hour)))
		}
	}
	c.fake.Disturb(nil)
}

// person approves what waits for it, and has another try at what failed before
// it left; one case in so many at a time.
func (c *letterChaos) person(of int) {
	c.t.Helper()
	for _, number := range c.numbers {
		one := c.load(number)
		switch {
		case closed(one) || c.dice.IntN(of) != 0:
		case one.Asked != "" && one.Approved == "":
			_, err := c.app.Post.Approve(c.t.Context(), approval.Agreement{Ref: c.ref(number), Author: "claire"})
			if code := dunning.ErrorCode(err); err != nil && code != dunning.CodeConflict {
				c.t.Fatalf("approving %s: %v", number, err)
			}
		case one.Attention != nil && one.Attention.Code == dunning.ReasonFailed && one.Done == 0:
			c.record(number, c.stamped(dunning.NewRetry()))
		}
	}
}

// hurry lets activities begin their next attempt at once: what they wait is
// real time.
func (c *letterChaos) hurry() (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second):
			}
			for _, number := range c.numbers {
				c.nudgeOne(number)
			}
		}
	})
	return sync.OnceFunc(func() { close(done); wg.Wait() })
}

// underWay lists the messages that have not come to rest. What was reserved for
// a case that was paid meanwhile stays so: nobody will send it.
const underWay = `
	select coalesce(string_agg(distinct c.number || ' ' || m.id || ' ' || m.state || ' ' || coalesce(l.state, '-'), ', '), '')
	from messages m join notices n on n.message_id = m.id join cases c on c.id = n.case_id left join letters l on l.message_id = m.id
	where m.state in ('handing_over', 'unknown') or m.state in ('reserved', 'rendered') and c.closed_at is null`

// calmDown waits until no letter is under way between us and Maileva.
func (c *letterChaos) calmDown() {
	c.t.Helper()
	defer c.hurry()()
	for i := range c.workers {
		c.kill(i) // the last time
	}
	dead := query[time.Time](c.house, `select coalesce(max(handed_at), 'epoch') from messages`)
	for i := range c.workers {
		c.restartAt(i)
	}
	c.patiently("no letter is under way", func() error {
		c.forgetTheKilled(dead)
		c.person(1)
		if err := c.app.Post.Track(c.t.Context(), c.now().Add(2*time.Hour)); err != nil {
			return err
		}
		if under := query[string](c.house, underWay); under != "" {
			return fmt.Errorf("%s", under)
		}
		for _, number := range c.numbers {
			one := c.load(number)
			if d := dunning.Next(one, c.now()); d.Action != dunning.Wait && d.Action != dunning.End || d.Reason == dunning.ReasonAwaitApproval {
				return fmt.Errorf("%s wants to %s %s (%s)", number, d.Action, d.Step, d.Reason)
			}
		}
		return nil
	})
	for _, number := range c.numbers {
		c.rest(number)
	}
}

// forgetTheKilled ends what is kept for workers that were killed: for a quarter
// of an hour of real time nobody else asks about their letters, nobody may say
// that what they began did not leave, a hand-over whose case has moved on stays
// as it is, and a look that failed is not taken again for two hours. Dead is the
// instant of the last hand-over that a killed worker began.
func (c *letterChaos) forgetTheKilled(dead time.Time) {
	c.t.Helper()
	_, err := sending.New(c.store).ExpireHandOvers(c.t.Context(), dead.Add(time.Microsecond))
	c.must(err)
	for _, sql := range []string{
		`update letters set looked_at_until = null where looked_at_until is not null`,
		`update letters l set next_check_at = checked_at from messages m where m.id = l.message_id and m.state = 'unknown' and l.checked_at is not null`,
		`update messages set attempt_until = null where state = 'unknown' and attempt_until is not null`,
	} {
		_, err := c.store.Pool().Exec(c.t.Context(), sql)
		c.must(err)
	}
}

// letTimePass plays the weeks in which letters are printed, carried, fetched
// or sent back, with the looks that the worker would take.
func (c *letterChaos) letTimePass() {
	c.t.Helper()
	at := c.now()
	for range 30 {
		at = at.Add(24 * time.Hour)
		c.fake.AdvanceTo(at)
		c.must(c.app.Post.Track(c.t.Context(), at))
	}
}

// checkLetters compares what Maileva printed with what is on record.
func (c *letterChaos) checkLetters() {
	c.t.Helper()
	printed := map[string]int{}
	for _, l := range c.fake.Letters() {
		printed[l.CustomID]++
	}
	ends := map[string]int{}
	for _, number := range c.numbers {
		letters, err := sending.New(c.store).Letters(c.t.Context(), c.ref(number))
		c.must(err)
		ends[c.end(number, letters, printed)]++
		for _, l := range letters {
			delete(printed, l.Reference)
		}
	}
	for id := range printed {
		c.t.Errorf("Maileva printed %s, which is not on record", id)
	}
	c.agree(c.numbers...)
	c.t.Logf("the letters ended: %v", ends)
}

// end checks one case and names how it ended: at most one letter that left,
// printed once, with its end told to the case.
func (c *letterChaos) end(number string, letters []postage.TrackedLetter, printed map[string]int) string {
	c.t.Helper()
	var left []postage.TrackedLetter
	for _, l := range letters {
		state := query[string](c.house, `select state from messages where id = $1`, l.Message)
		switch {
		case state == string(dunning.MessageAccepted) && printed[l.Reference] == 1:
			left = append(left, l)
		case printed[l.Reference] != 0:
			c.fault(number, "%s: %s is %s on record, and Maileva printed it %d times", number, l.Reference, state, printed[l.Reference])
		case state == string(dunning.MessageAccepted):
			c.fault(number, "%s: %s left by the record, and Maileva has none", number, l.Reference)
		}
	}
	one := c.view(number)
	switch {
	case len(left) > 1:
		c.fault(number, "%s: %d letters left", number, len(left))
		return "twice"
	case len(left) == 0 && closed(one.Case):
		return "paid before it left"
	case len(left) == 0:
		c.fault(number, "%s: no letter left, and it stands at %+v", number, one.Case)
		return "lost"
	}
	l := left[0]
	if !l.State.Final() {
		c.fault(number, "%s: its letter is still %s", number, l.State)
	}
	if !closed(one.Case) && !slices.ContainsFunc(one.Timeline, func(r dunning.Record) bool {
		return r.Kind == dunning.KindLetterStatus && r.Message == l.Message && (r.Status == string(l.State) ||
			l.State == dunning.LetterFailed && r.Status == string(dunning.LetterCancelled)) // the debt was paid: nobody wants another
	}) {
		c.fault(number, "%s: its letter is %s, and the case was not told", number, l.State)
	}
	if slices.Contains(c.openTasks(number), dunning.TaskSettleNotice) {
		c.fault(number, "%s: somebody is still asked whether it left", number)
	}
	return string(l.State)
}
