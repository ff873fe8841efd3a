package postgres_test

import (
	"testing"
	"time"

	"relance/internal/dunning"
)

const postbox = "compta@imap.example.fr"

func (b *bundle) mailboxRead() int {
	b.t.Helper()
	n, err := b.MailboxRead(b.ctx(), postbox)
	b.must(err)
	return n
}

// listener is a creditor who chases nobody while his mailbox was not read for a day.
func (b *bundle) listener() {
	c := testCreditor()
	c.InboxMaxAge = 24
	b.save(c, quietPlan())
}

func TestAMailboxThatIsReadAgainLetsWaitingCasesGoOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.listener()
	ref := b.add(invoice("F-1"))
	if out := b.reserve(ref, "worker", monday); out.State != dunning.ReserveMoved || !b.loaded(ref).Held(dunning.HoldInbox) {
		t.Fatalf("the claim is %s, held by %v", out.State, b.loaded(ref).Holds)
	}
	if n := b.mailboxRead(); n != 1 || b.loaded(ref).Held(dunning.HoldInbox) {
		t.Fatalf("%d cases go on, held by %v", n, b.loaded(ref).Holds)
	}
	if n := b.count("outbox where kind = 'signal' and payload->>'kind' = 'release'"); n != 1 {
		t.Errorf("%d signals, want 1", n)
	}
	if n := b.mailboxRead(); n != 0 {
		t.Errorf("%d cases go on a second time", n)
	}
	b.granted(ref, "worker", b.loaded(ref).Steps[0].At)
	b.proved(ref)
}

func TestAMailboxThatFallsSilentBeforeTheHandOverKeepsTheMailBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.listener()
	b.mailboxRead()
	ref := b.add(invoice("F-1"))
	reserved := b.granted(ref, "worker", monday)
	b.render(reserved.Message.ID, "text")
	now := b.Now()
	b.Now = func() time.Time { return now.Add(25 * time.Hour) }
	if b.handOver(reserved.Message.ID, "worker", monday) {
		t.Fatal("the mail left though nobody had read the mailbox for a day")
	}
	if out := b.reserve(ref, "worker", monday); reasons(out.Events)[0] != "hold: stale_inbox" {
		t.Errorf("then %v", reasons(out.Events))
	}
}

func TestAServerThatRefusesOurMailsIsOneAlarmAndNoHold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := invoice("F-1"), invoice("F-2")
	two.Debtor = dunning.Debtor{Key: "C-8", Name: "Autre SARL", Email: "autre@example.com"}
	for i, n := range []dunning.NewInvoice{one, two} {
		ref := b.add(n)
		sent := b.send(ref, monday)
		b.takeMail(failure(n.Invoice.Number+"@mx.example.net", sent.Message.ID, "failed", "5.7.1", "550 5.7.1 Message blocked: SPF check failed"))
		if c := b.loaded(ref); len(c.Holds) != 0 {
			t.Errorf("case %d is held by %v", i, c.Holds)
		}
	}
	if n := b.count("tasks where code = 'sender_refused' and done_at is null"); n != 1 {
		t.Errorf("%d alarms, want 1", n)
	}
	if n := b.count("tasks where code = 'read_mail' and done_at is null"); n != 2 {
		t.Errorf("%d tasks about the notices, want 2", n)
	}
}
