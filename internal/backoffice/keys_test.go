package backoffice_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/backoffice"
	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/postgres"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/banking"
	"relance/internal/postgres/mailbox"
	"relance/internal/postgres/sending"
	"relance/internal/postgres/webhooks"
	"relance/internal/reconcile"
	"relance/internal/webhook"
)

// office is a back office with every use case, whose clock moves on with each look:
// a deed that is done a second time leaves another instant.
type office struct {
	*hall
	hooks *backoffice.Webhooks
	ref   dunning.Ref
	line  int64 // of the bank, that waits
	mail  int64 // a reply that proposes a promise
	doubt int64 // a message of unknown outcome
}

type pen struct{}

func (pen) ComposeAnswer(_ context.Context, d answer.Reply) (dunning.Rendered, error) {
	return dunning.Rendered{MessageID: d.MessageID, Subject: d.Subject, Recipient: d.To, MediaType: "message/rfc822", Bytes: []byte(d.MessageID + d.Text)}, nil
}

// noise is a source of secrets.
type noise struct{ n byte }

func (r *noise) Read(p []byte) (int, error) {
	for i := range p {
		r.n++
		p[i] = r.n
	}
	return len(p), nil
}

func openDesk(t *testing.T) *office {
	t.Helper()
	h := open(t)
	s, mails, banks := h.store, mailbox.New(h.store), banking.New(h.store)
	h.Mailbox, h.MailReader, h.Replies, h.Scribe, h.Answers = mails, mails, mails, pen{}, true
	h.BankStore, h.BankReader, h.OpenLineReader = banks, banks, banks
	h.SwitchStore, h.Changes, h.Requests, h.Keys = sending.NewRoom(s), s, s, s
	hooks := webhooks.New(s)
	d := &office{hall: h, hooks: &backoffice.Webhooks{Store: hooks, Reader: hooks, Audit: accounts.New(s), Random: &noise{}, Keys: s}}
	d.ref = h.bill("atelier", "F-1", 120000)
	d.unknown()
	d.reply()
	d.bankLine(banks)
	now := monday.Add(2 * time.Hour)
	s.Now = func() time.Time { now = now.Add(time.Second); return now }
	return d
}

// unknown leaves a message whose worker died while it was handed over.
func (d *office) unknown() {
	d.t.Helper()
	ctx, room := d.t.Context(), sending.NewRoom(d.store)
	ref := d.bill("atelier", "F-2", 50000)
	c, err := d.store.LoadCase(ctx, ref)
	d.must(err)
	ask := dunning.ReserveRequest{Ref: ref, Step: dunning.Next(c, monday).Step, Known: c.Version, Now: monday, Owner: "worker"}
	out, err := room.Reserve(ctx, ask)
	d.must(err)
	if d.doubt = out.Message.ID; d.doubt == 0 {
		d.t.Fatalf("nothing is to be sent: %+v", out)
	}
	_, err = room.SaveRendered(ctx, d.doubt, dunning.Rendered{
		MessageID: "relance.1@example.fr", Subject: "Facture", Recipient: "compta@example.com", MediaType: "message/rfc822", Bytes: []byte("text"),
	})
	d.must(err)
	if ok, err := room.HandOver(ctx, d.doubt, "worker", monday); err != nil || !ok {
		d.t.Fatal(ok, err)
	}
	ask.Now = monday.Add(time.Hour)
	_, err = room.Reserve(ctx, ask)
	d.must(err)
}

func (d *office) reply() {
	d.t.Helper()
	raw := "Message-ID: <a@client.example.com>\r\nFrom: Jeanne Martin <compta@example.com>\r\nTo: atelier@example.fr\r\nSubject: Facture F-1\r\n" +
		"Date: Mon, 1 Jun 2026 10:12:00 +0200\r\n\r\nBonjour, nous paierons la facture F-1 le 15/06/2026.\r\n"
	got, err := mailbox.New(d.store).TakeMail(d.t.Context(), inbox.Arrival{Raw: []byte(raw), Reading: inbox.Read([]byte(raw), inbox.Options{}), Door: "test"})
	d.must(err)
	d.mail = got.ID
}

func (d *office) bankLine(banks *banking.Store) {
	d.t.Helper()
	im, err := banks.BeginBankImport(d.t.Context(), reconcile.BankRead{Creditor: "atelier", Author: "claire", At: monday})
	d.must(err)
	day := calendar.Date{Year: 2026, Month: 5, Day: 29}
	out, err := im.Take(d.t.Context(), reconcile.BankLot{Account: "FR7630006000011234567890189", Kind: bank.KindStatement, Format: bank.Camt, Entries: []bank.Entry{{
		ID: "1", Fingerprint: "aa-1", BookingDate: day, ValueDate: day, Amount: 30000, Currency: "EUR", Status: bank.Booked, Remittance: "VIREMENT",
	}}})
	d.must(err)
	if d.line = out[0].Line; d.line == 0 {
		d.t.Fatalf("the line is %+v", out[0])
	}
}

// record is all that deeds may change, with its instants.
func (d *office) record() string {
	d.t.Helper()
	var all []string
	for _, table := range []string{
		"events", "matches", "bank_lines", "payments", "tasks", "messages", "debtors", "settings", "creditor_changes", "creditors", "mails", "cases", "outbox",
		"webhooks", "webhook_deliveries", "audit", "requests", "request_keys", "documents",
	} {
		var rows string
		d.must(d.store.Pool().QueryRow(d.t.Context(), `select coalesce(string_agg(r::text, e'\n' order by r::text), '') from `+table+` r`).Scan(&rows))
		all = append(all, table+":\n"+rows)
	}
	return strings.Join(all, "\n")
}

// chief may do everything.
var chief = access.Actor{Name: "claire", Roles: map[string]access.Role{"": access.Admin}, Door: access.Console, Proof: access.Session}

// deed is a use case that changes something: as it is asked for, and with another
// content.
type deed struct {
	before      func(d *office, who access.Actor) error // what must have happened
	ask         func(ctx context.Context, d *office, who access.Actor) (any, error)
	other       func(ctx context.Context, d *office, who access.Actor) (any, error) // nil: there is nothing else to ask for
	shownSecret bool                                                                // it is shown once
}

func fact(e dunning.Event) func(context.Context, *office, access.Actor) (any, error) {
	return func(ctx context.Context, d *office, who access.Actor) (any, error) {
		out, err := d.Tell(ctx, who, backoffice.Fact{Ref: d.ref, Event: e})
		return out.Case, err
	}
}

func on(id func(*office) int64, do func(d *office, ctx context.Context, who access.Actor, id int64) (any, error), shift int64) func(context.Context, *office, access.Actor) (any, error) {
	return func(ctx context.Context, d *office, who access.Actor) (any, error) {
		return do(d, ctx, who, id(d)+shift)
	}
}

func theLine(d *office) int64 { return d.line }

func deeds() map[string]deed {
	someday := calendar.Date{Year: 2026, Month: 6, Day: 20}
	matched := func(d *office, who access.Actor) error {
		_, err := d.Match(d.t.Context(), who, d.line, []reconcile.MatchPart{{Invoice: "F-1"}})
		return err
	}
	match := func(to string) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) {
			return d.Match(ctx, who, d.line, []reconcile.MatchPart{{Invoice: to}})
		}
	}
	settle := func(sent bool) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) {
			return d.SettleMessage(ctx, who, d.doubt, sent)
		}
	}
	settleCase := func(sent bool) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) {
			out, err := d.Tell(ctx, who, backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F-2"}, Event: dunning.NewSettle(sent)})
			return out.Case, err
		}
	}
	turn := func(on bool) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) { return nil, d.Pause(ctx, who, on) }
	}
	restored := func(on bool) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) {
			return nil, d.Restored(ctx, who, on)
		}
	}
	mail := func(text string) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) {
			out, err := d.AnswerMail(ctx, who, backoffice.Answer{Mail: d.mail, Text: text})
			return out.Message, err
		}
	}
	accept := func(on calendar.Date) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) {
			return d.AcceptProposal(ctx, who, backoffice.Acceptance{Mail: d.mail, Proposal: "promise", Date: on})
		}
	}
	correct := func(email string) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) {
			now, refs, err := d.CorrectDebtor(ctx, who, dunning.Debtor{Creditor: "atelier", Key: "C-7"}, change.Debtor{Email: &email})
			return []any{now, refs}, err
		}
	}
	pay := func(id string) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) {
			return d.PayDebtor(ctx, who, backoffice.Received{Creditor: "atelier", Debtor: "C-7", Source: "manual", ID: id, Amount: 10000})
		}
	}
	hook := func(address string) func(context.Context, *office, access.Actor) (any, error) {
		return func(ctx context.Context, d *office, who access.Actor) (any, error) {
			_, secret, err := d.hooks.Add(ctx, who, webhook.Endpoint{URL: address, Creditor: "atelier"})
			return secret, err
		}
	}
	hooked := func(d *office, who access.Actor) error {
		_, _, err := d.hooks.Add(d.t.Context(), who, webhook.Endpoint{URL: "https://erp.example.com/", Creditor: "atelier"})
		return err
	}
	first := func(*office) int64 { return 1 }
	return map[string]deed{
		"a fact":             {ask: fact(dunning.NewPaid(50000, someday.AddDays(-20))), other: fact(dunning.NewPaid(50001, someday.AddDays(-20)))},
		"the end of a hold":  {before: held, ask: fact(dunning.NewRelease(dunning.HoldManual)), other: fact(dunning.NewRelease(dunning.HoldReply))},
		"a settled message":  {ask: settle(true), other: settle(false)},
		"a settled case":     {ask: settleCase(true), other: settleCase(false)},
		"a match":            {ask: match("F-1"), other: match("F-2")},
		"a match undone":     {before: matched, ask: on(theLine, (*office).unmatch, 0)},
		"a line ignored":     {ask: on(theLine, (*office).ignore, 0)},
		"a task":             {ask: on(first, (*office).task, 0), other: on(first, (*office).task, 1)},
		"a pause":            {ask: turn(true), other: turn(false)},
		"a restore":          {ask: restored(true), other: restored(false)},
		"a closed case":      {before: closed, ask: reopening},
		"a debtor":           {ask: correct("neu@example.com"), other: correct("autre@example.com")},
		"a debtor's payment": {ask: pay(""), other: pay("2")},
		"a proposal":         {ask: accept(someday), other: accept(someday.AddDays(1))},
		"an answer":          {ask: mail("Merci."), other: mail("Merci bien.")},
		"a mail dealt with":  {ask: finishing},
		"a webhook":          {ask: hook("https://erp.example.com/"), other: hook("https://erp2.example.com/"), shownSecret: true},
		"another secret":     {before: hooked, ask: on(first, (*office).rotate, 0), other: on(first, (*office).rotate, 1), shownSecret: true},
		"a webhook off":      {before: hooked, ask: on(first, (*office).off, 0), other: on(first, (*office).off, 1)},
		"deliveries again":   {before: hooked, ask: on(first, (*office).replay, 0), other: on(first, (*office).replay, 1)},
	}
}

func held(d *office, who access.Actor) error {
	_, err := d.Tell(d.t.Context(), who, backoffice.Fact{Ref: d.ref, Event: dunning.NewHold(calendar.Date{})})
	return err
}

func closed(d *office, who access.Actor) error {
	_, err := d.Tell(d.t.Context(), who, backoffice.Fact{Ref: d.ref, Event: dunning.NewClose(dunning.Settled)})
	return err
}

func (d *office) unmatch(ctx context.Context, who access.Actor, id int64) (any, error) {
	return d.Unmatch(ctx, who, id)
}

func (d *office) ignore(ctx context.Context, who access.Actor, id int64) (any, error) {
	return d.IgnoreLine(ctx, who, id)
}

func (d *office) task(ctx context.Context, who access.Actor, id int64) (any, error) {
	return nil, d.FinishTask(ctx, who, id)
}

func (d *office) rotate(ctx context.Context, who access.Actor, id int64) (any, error) {
	return d.hooks.Rotate(ctx, who, id)
}

func (d *office) off(ctx context.Context, who access.Actor, id int64) (any, error) {
	return d.hooks.SetDisabled(ctx, who, id, true)
}

func (d *office) replay(ctx context.Context, who access.Actor, id int64) (any, error) {
	return d.hooks.Replay(ctx, who, id, 0)
}

// The same key with another content is refused.
func TestARequestThatIsSentTwiceCountsOnceAndGetsTheSameAnswer(t *testing.T) {
	t.Parallel()
	for name, row := range deeds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := openDesk(t)
			who := chief
			if row.before != nil {
				d.must(row.before(d, who))
			}
			ctx := access.Named(t.Context(), "form-1")
			untouched := d.record()
			first, err := row.ask(ctx, d, who)
			d.must(err)
			once := d.record()
			if once == untouched {
				t.Fatal("it changes nothing")
			}
			again, err := row.ask(ctx, d, who)
			switch {
			case row.shownSecret && dunning.ErrorCode(err) != dunning.CodeConflict:
				t.Errorf("a secret is shown twice: %v, %v", again, err)
			case !row.shownSecret && (err != nil || asJSON(t, again) != asJSON(t, first)):
				t.Errorf("sent twice it is answered otherwise (%v): %s", err, cmp.Diff(asJSON(t, first), asJSON(t, again)))
			}
			if twice := d.record(); twice != once {
				t.Errorf("sent twice it counts twice: %s", cmp.Diff(strings.Split(once, "\n"), strings.Split(twice, "\n")))
			}
			if row.shownSecret && strings.Count(once, fmt.Sprint(first)) > 1 {
				t.Error("the secret stands in the answers that are kept")
			}
			if row.other == nil {
				return
			}
			if _, err := row.other(ctx, d, who); dunning.ErrorCode(err) != dunning.CodeConflict {
				t.Errorf("the key with another content: got %v, want a conflict", err)
			}
			if d.record() != once {
				t.Error("the key with another content: it is recorded all the same")
			}
		})
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func reopening(ctx context.Context, d *office, who access.Actor) (any, error) {
	return d.Reopen(ctx, who, d.ref, 0)
}

func finishing(ctx context.Context, d *office, who access.Actor) (any, error) {
	return d.FinishMail(ctx, who, d.mail)
}

func TestTwoOfTheSameRequestAtOnceCountOnce(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	who := chief
	ctx := access.Named(t.Context(), "form-1")
	const senders = 4
	faults := make(chan error, senders)
	for range senders {
		go func() {
			_, err := d.Match(ctx, who, d.line, []reconcile.MatchPart{{Invoice: "F-1", Amount: 10000}})
			faults <- err
		}()
	}
	done := 0
	for range senders {
		switch err := <-faults; {
		case err == nil:
			done++
		case dunning.ErrorCode(err) != dunning.CodeConflict:
			t.Error(err)
		}
	}
	c, err := d.store.LoadCase(t.Context(), d.ref)
	d.must(err)
	if done == 0 || c.Balance != 110000 {
		t.Errorf("%d were answered, %s are open: want 1100.00, one payment of 100.00", done, c.Balance)
	}
}

// A program that dies between the deed and its answer has recorded the key: the
// deed is not done again, and who asks is told so.
func TestADeedWhoseAnswerWasLostIsNotDoneAgain(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	who := chief
	ctx := access.Named(t.Context(), "form-1")
	d.Keys = deaf{d.store}
	_, err := d.Match(ctx, who, d.line, []reconcile.MatchPart{{Invoice: "F-1", Amount: 10000}})
	d.must(err)
	d.Keys = d.store
	once := d.record()
	if _, err = d.Match(ctx, who, d.line, []reconcile.MatchPart{{Invoice: "F-1", Amount: 10000}}); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("got %v, want a conflict", err)
	}
	if d.record() != once {
		t.Error("it is done again")
	}
}

// deaf is a store whose program dies before it keeps an answer.
type deaf struct{ *postgres.Store }

func (deaf) KeepAnswer(context.Context, access.Request, []byte) error { return nil }

// A deed that fails leaves its key free: what was wrong is mended and sent again.
func TestADeedThatFailedMayBeAskedForAgainWithItsKey(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	who := chief
	ctx := access.Named(t.Context(), "form-1")
	if _, err := d.Match(ctx, who, d.line, []reconcile.MatchPart{{Invoice: "F-9"}}); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Fatalf("an unknown invoice: %v", err)
	}
	_, err := d.Match(ctx, who, d.line, []reconcile.MatchPart{{Invoice: "F-1"}})
	d.must(err)
}
