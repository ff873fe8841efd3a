package postgres_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"relance/internal/dunning"
	"relance/internal/inbox"
)

// letter is a mail of a day in June 2026.
func letter(id, from, subject, header, text string) []byte {
	return []byte("Message-ID: <" + id + ">\nDate: Mon, 1 Jun 2026 10:12:00 +0200\nFrom: " + from + "\nTo: compta@example.fr\nSubject: " + subject +
		"\n" + header + "Content-Type: text/plain; charset=utf-8\n\n" + text + "\n")
}

// answerMail is a reply to a message of ours.
func answerMail(id string, message int64, text string) []byte {
	return letter(id, "Jeanne Martin <j.martin@client.example.com>", "Re: Facture", fmt.Sprintf("In-Reply-To: <relance.%d@example.fr>\n", message), text)
}

// failure is a report of a mail server about a message of ours.
func failure(id string, message int64, action, status, words string) []byte {
	return []byte(fmt.Sprintf("Return-Path: <>\nMessage-ID: <%s>\nFrom: MAILER-DAEMON@mx.example.net\nTo: compta@example.fr\nSubject: Report\nDate: Mon, 1 Jun 2026 10:12:00 +0200\n"+
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nReport.\n--x\nContent-Type: message/delivery-status\n\n"+
		"Final-Recipient: rfc822; compta@example.com\nAction: %s\nStatus: %s\nDiagnostic-Code: smtp; %s\n\n--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: <relance.%d@example.fr>\n\n--x--\n",
		id, action, status, words, message))
}

func (b *bundle) takeMail(raw []byte) inbox.Taken {
	b.t.Helper()
	out, err := b.TakeMail(b.ctx(), inbox.Arrival{Raw: raw, Reading: inbox.Read(raw, inbox.Options{}), Door: "test"})
	b.must(err)
	return out
}

func TestAReplyHoldsEveryOpenCaseOfItsDebtor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.add(invoice("F-1")), b.add(invoice("F-2"))
	sent := b.send(one, monday)
	other := invoice("F-3")
	other.Debtor = dunning.Debtor{Key: "C-8", Name: "Autre SARL", Email: "autre@example.com"}
	three := b.add(other)
	got := b.takeMail(answerMail("a@client.example.com", sent.Message.ID, "Bonjour, nous avons payé hier."))
	if got.Class != inbox.Reply || got.Tie != inbox.TiedByMessage || got.Deed != inbox.Hold || len(got.Cases) != 2 {
		t.Fatalf("have %+v", got)
	}
	for _, ref := range []dunning.Ref{one, two} {
		if c := b.loaded(ref); !c.Held(dunning.HoldReply) {
			t.Errorf("case %s is not held", ref.Number)
		}
		if n := b.count("outbox o join cases c on c.id = o.case_id where o.kind = 'signal' and o.payload->>'kind' = 'reply' and c.number = $1", ref.Number); n != 1 {
			t.Errorf("case %s: %d signals", ref.Number, n)
		}
	}
	if b.loaded(three).Held(dunning.HoldReply) {
		t.Error("another debtor's case is held")
	}
	if n := b.count("tasks where code = 'read_reply' and done_at is null"); n != 2 {
		t.Errorf("%d tasks, want 2", n)
	}
	b.proved(one, two, three)
}

func TestAMailCountsOnceByWhateverDoor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	sent := b.send(ref, monday)
	raw := answerMail("a@client.example.com", sent.Message.ID, "Payé hier.")
	copies := [][]byte{raw, append([]byte("Received: from mx.example.net by mail.example.fr; Mon, 1 Jun 2026 10:12:04 +0200\n"), raw...), append([]byte("X-Spam-Score: 0\n"), raw...)}
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() {
			if _, err := b.TakeMail(b.ctx(), inbox.Arrival{Raw: copies[i%3], Reading: inbox.Read(copies[i%3], inbox.Options{}), Door: "test"}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := b.count("mails"); n != 1 {
		t.Errorf("%d mails on record, want 1", n)
	}
	if n := b.count("events where kind = 'reply'"); n != 1 {
		t.Errorf("%d replies recorded, want 1", n)
	}
}

func TestNobodyWhoAnsweredBeforeTheHandOverIsChased(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one := b.add(invoice("F-1"))
	first := b.send(one, monday)
	two := b.add(invoice("F-2"))
	later := monday.AddDate(0, 0, 14)
	reserved := b.granted(two, "worker", later)
	b.render(reserved.Message.ID, "text")
	b.takeMail(answerMail("a@client.example.com", first.Message.ID, "Je conteste."))
	if b.handOver(reserved.Message.ID, "worker", later) {
		t.Error("the message left although the debtor had answered")
	}
}

// A reply and a hand-over that meet end in one of two ways: the message had
// left before the reply was on record, or it does not leave.
func TestAReplyAndAHandOverNeverMissEachOther(t *testing.T) {
	t.Parallel()
	b := setup(t)
	left := map[int]int{}
	n := 20 // of each order; RELANCE_MAIL_SCHEDULES asks for more
	if all, err := strconv.Atoi(os.Getenv("RELANCE_MAIL_SCHEDULES")); err == nil && all >= 3 {
		n = all / 3
	}
	for i := range 3 * n {
		bill := invoice(number(i))
		bill.Debtor = dunning.Debtor{Key: fmt.Sprint("D-", i), Name: "Papeterie Lenoir SAS", Email: fmt.Sprintf("d%d@example.com", i)}
		ref := b.add(bill)
		reserved := b.granted(ref, "worker", monday)
		b.render(reserved.Message.ID, "text")
		raw := letter(fmt.Sprint(i, "@client.example.com"), bill.Debtor.Email, "Re: "+bill.Invoice.Number, "", "Payé.")
		ok := false
		deeds := []func(){func() { b.takeMail(raw) }, func() { ok, _ = b.HandOver(b.ctx(), reserved.Message.ID, "worker", monday) }}
		switch order := i % 3; order {
		case 0, 1: // the reply first, the hand-over first
			deeds[order]()
			deeds[1-order]()
		default: // both at once
			var group sync.WaitGroup
			for _, deed := range deeds {
				group.Go(deed)
			}
			group.Wait()
		}
		state := "abandoned"
		if ok {
			left[i%3]++
			state = "handing_over"
		}
		if !b.loaded(ref).Held(dunning.HoldReply) || b.count("messages where id = $1 and state = $2", reserved.Message.ID, state) != 1 {
			t.Fatalf("case %s, order %d: held %v, left %v", ref.Number, i%3, b.loaded(ref).Holds, ok)
		}
	}
	if left[0] != 0 || left[1] != n {
		t.Errorf("of %d each, %d left after the reply and %d before it", n, left[0], left[1])
	}
	t.Logf("of %d at the same moment, %d left before the reply", n, left[2])
}

func TestWhatReportsOfMailServersDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, action, status, words string
		deed                        inbox.Deed
		held                        bool
	}{
		{"an unknown user stops e-mails", "failed", "5.1.1", "550 5.1.1 User unknown", inbox.StopMail, true},
		{"a refusal of the sender asks a person", "failed", "5.7.1", "554 5.7.1 blocked using zen.spamhaus.org", inbox.Ask, false},
		{"a full mailbox is noted", "failed", "5.2.2", "552 5.2.2 mailbox full", inbox.Keep, false},
		{"a delay is noted", "delayed", "4.4.1", "connection timed out", inbox.Keep, false},
		{"a delivery is noted", "delivered", "2.0.0", "250 ok", inbox.Keep, false},
		{"what timed out asks a person", "failed", "4.4.7", "delivery time expired", inbox.Ask, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref := b.add(invoice("F-1"))
			sent := b.send(ref, monday)
			got := b.takeMail(failure("r@mx.example.net", sent.Message.ID, c.action, c.status, c.words))
			if got.Deed != c.deed || b.loaded(ref).Held(dunning.HoldBounce) != c.held || b.loaded(ref).Held(dunning.HoldReply) {
				t.Errorf("have %+v, holds %v", got, b.loaded(ref).Holds)
			}
			if n := b.count("debtors where bounced"); n == 1 != c.held {
				t.Errorf("%d addresses are marked", n)
			}
			if n := b.count("tasks where code = 'read_mail'"); n == 1 != (c.deed == inbox.Ask) {
				t.Errorf("%d tasks to read a mail", n)
			}
			b.proved(ref)
		})
	}
}

func TestAMailboxThatIsFullTwiceStopsEMails(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	sent := b.send(ref, monday)
	b.takeMail(failure("1@mx.example.net", sent.Message.ID, "failed", "5.2.2", "552 5.2.2 mailbox full"))
	if got := b.takeMail(failure("2@mx.example.net", sent.Message.ID, "failed", "5.2.2", "552 5.2.2 mailbox full, again")); got.Deed != inbox.StopMail {
		t.Errorf("have %+v", got)
	}
}

func TestAReportAboutAnAddressThatWasMendedMarksNotTheNewOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	sent := b.send(ref, monday)
	if _, err := b.Pool().Exec(b.ctx(), `update debtors set email = 'nouveau@example.com'`); err != nil {
		t.Fatal(err)
	}
	b.takeMail(failure("r@mx.example.net", sent.Message.ID, "failed", "5.1.1", "550 5.1.1 User unknown"))
	if n := b.count("debtors where bounced"); n != 0 {
		t.Error("the new address is marked as dead")
	}
	if c := b.loaded(ref); c.Held(dunning.HoldBounce) {
		t.Error("the case waits for an address that it has")
	}
}

func TestAReportAboutNoMailOfOursDoesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	got := b.takeMail([]byte(strings.ReplaceAll(string(failure("r@mx.example.net", 99, "failed", "5.1.1", "550 5.1.1 User unknown")), "compta@example.com", "nobody@example.org")))
	if got.Deed != inbox.Keep || b.loaded(ref).Held(dunning.HoldBounce) {
		t.Errorf("have %+v", got)
	}
}

func TestAMailThatSpeaksOfAMessageProvesThatItLeft(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]func(int64) []byte{
		"a reply": func(m int64) []byte { return answerMail("a@client.example.com", m, "Bien reçu.") },
		"a failure": func(m int64) []byte {
			return failure("r@mx.example.net", m, "failed", "5.1.1", "550 5.1.1 User unknown")
		},
	} {
		b := setup(t)
		ref := b.add(invoice("F-1"))
		reserved := b.granted(ref, "worker", monday)
		b.render(reserved.Message.ID, "text")
		b.handOver(reserved.Message.ID, "worker", monday)
		b.finish(ref, reserved.Message.ID, dunning.SendUnknown, monday)
		b.takeMail(raw(reserved.Message.ID))
		if n := b.count("messages where state = 'accepted'"); n != 1 {
			t.Errorf("%s: the message is not settled", name)
		}
		if c := b.loaded(ref); c.Attention != nil && c.Attention.Code == dunning.ReasonOutcomeUnknown {
			t.Errorf("%s: the case still asks whether its notice left", name)
		}
		b.proved(ref)
	}
}

func TestWhoseAMailIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(invoice("F-2026-014"))
	for _, c := range []struct {
		name string
		raw  []byte
		tie  inbox.Tie
		deed inbox.Deed
	}{
		{"a number in the text, from a bookkeeper", letter("1@x.example", "durand@cabinet.example.com", "Règlement", "", "Votre facture F 2026/014 a été payée hier."), inbox.TiedByReference, inbox.Hold},
		{"a known address", letter("2@x.example", "Compta@Example.com", "Question", "", "Pouvez-vous m'appeler ?"), inbox.TiedByAddress, inbox.Hold},
		{"spam under a debtor's address is read by a person", letter("3@x.example", "compta@example.com", "viagra", "X-Spam-Flag: YES\n", "casino"), inbox.TiedByAddress, inbox.Hold},
		{"an absence", letter("4@x.example", "compta@example.com", "Absence du bureau", "Auto-Submitted: auto-replied\n", "De retour le 15 juin."), inbox.TiedByAddress, inbox.Keep},
		{"nobody knows", letter("5@x.example", "inconnu@example.org", "Bonjour", "", "Qui êtes-vous ?"), inbox.Untied, inbox.Assign},
		{"a newsletter", letter("6@x.example", "news@example.org", "Offres", "List-Id: <news.example.org>\n", "Nos offres."), inbox.Untied, inbox.Keep},
	} {
		if got := b.takeMail(c.raw); got.Tie != c.tie || got.Deed != c.deed {
			t.Errorf("%s: have %+v", c.name, got)
		}
	}
	open, err := b.Mails(b.ctx(), inbox.Filter{Open: true})
	b.must(err)
	if len(open) != 4 {
		t.Errorf("%d mails wait for a person, want 4", len(open))
	}
}

func TestAPersonAssignsAMailAndIsDoneWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	got := b.takeMail(letter("5@x.example", "inconnu@example.org", "Bonjour", "", "C'est payé."))
	assigned, err := b.AssignMail(b.ctx(), got.ID, "atelier", "C-7", "claire")
	b.must(err)
	if assigned.Deed != inbox.Hold || !slices.Equal(assigned.Cases, []dunning.Ref{ref}) || !b.loaded(ref).Held(dunning.HoldReply) {
		t.Fatalf("have %+v", assigned)
	}
	_, err = b.AssignMail(b.ctx(), got.ID, "atelier", "C-7", "claire")
	wantCode(t, err, dunning.CodeConflict)
	second := b.takeMail(letter("6@x.example", "inconnu@example.org", "Re: Bonjour", "In-Reply-To: <5@x.example>\n", "Encore une chose."))
	if second.Tie != inbox.TiedByThread || second.Deed != inbox.Hold {
		t.Errorf("the next mail of the thread: %+v", second)
	}
	released, err := b.FinishMail(b.ctx(), got.ID, "claire")
	b.must(err)
	if len(released) != 0 || !b.loaded(ref).Held(dunning.HoldReply) {
		t.Error("the case goes on although another reply is unread")
	}
	released, err = b.FinishMail(b.ctx(), second.ID, "claire")
	b.must(err)
	if !slices.Equal(released, []dunning.Ref{ref}) || b.loaded(ref).Held(dunning.HoldReply) {
		t.Errorf("released %v", released)
	}
	if n := b.count("tasks where code = 'read_reply' and done_at is null"); n != 0 {
		t.Error("the task is still open")
	}
	b.proved(ref)
}

func TestACopyOfOurOwnMailIsNotKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	sent := b.send(b.add(invoice("F-1")), monday)
	got := b.takeMail(letter(fmt.Sprintf("relance.%d@example.fr", sent.Message.ID), "compta@example.fr", "Facture", "", "Texte."))
	if !got.Own || b.count("mails") != 0 {
		t.Errorf("have %+v", got)
	}
}

func TestTheCursorOfAMailboxMovesWithTheMailAndNeverBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	raw := letter("c@client.example.com", "inconnu@example.org", "Bonjour", "", "Bonjour.")
	at := inbox.Cursor{Mailbox: "compta@imap.example.net", Folder: "INBOX", Validity: 7, Last: 12}
	_, err := b.TakeMail(b.ctx(), inbox.Arrival{Raw: raw, Reading: inbox.Read(raw, inbox.Options{}), Door: "imap", Cursor: &at})
	b.must(err)
	behind := at
	behind.Last = 3
	b.must(b.MoveMailCursor(b.ctx(), behind))
	got, err := b.MailCursor(b.ctx(), at.Mailbox, at.Folder)
	b.must(err)
	if got.Last != 12 || got.Validity != 7 {
		t.Errorf("have %+v", got)
	}
	behind.Validity = 8 // the server numbers anew
	b.must(b.MoveMailCursor(b.ctx(), behind))
	if got, err = b.MailCursor(b.ctx(), at.Mailbox, at.Folder); err != nil || got.Last != 3 || got.Validity != 8 {
		t.Errorf("have %+v, %v", got, err)
	}
}
