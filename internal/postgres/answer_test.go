package postgres_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"relance/internal/answer"
	"relance/internal/dunning"
	"relance/internal/inbox"
)

// written is an answer to a mail.
func written(mail int64, key string) answer.Written {
	id := fmt.Sprintf("relance.r%d.%s@example.fr", mail, key)
	return answer.Written{Mail: mail, Author: "claire", Key: key, Rendered: dunning.Rendered{
		MessageID: id, Subject: "Re: Facture", Recipient: "j.martin@client.example.com", MediaType: "message/rfc822", Bytes: []byte("Message-ID: <" + id + ">\r\n\r\nBonjour\r\n"),
	}}
}

func (b *bundle) write(w answer.Written) answer.Kept {
	b.t.Helper()
	out, err := b.WriteAnswer(b.ctx(), w)
	b.must(err)
	return out
}

func (b *bundle) leased(owner string) (answer.Outgoing, bool) {
	b.t.Helper()
	out, found, err := b.LeaseAnswer(b.ctx(), owner)
	b.must(err)
	return out, found
}

func (b *bundle) answerState(id int64) dunning.MessageState {
	b.t.Helper()
	m, err := b.Message(b.ctx(), id)
	b.must(err)
	return m.State
}

// answered is a bundle in which a debtor has answered the notice of a case.
func answered(t *testing.T) (*bundle, dunning.Ref, inbox.Taken) {
	t.Helper()
	b := setup(t)
	ref := b.add(invoice("F-1"))
	sent := b.send(ref, monday)
	return b, ref, b.takeMail(replied(sent.Message.ID))
}

func replied(message int64) []byte {
	return answerMail("a@client.example.com", message, "Je paie vendredi.")
}

func TestAnAnswerLeavesOnceAndItsAnswerComesBackToTheSameCases(t *testing.T) {
	t.Parallel()
	b, ref, mail := answered(t)
	w := written(mail.ID, "k1")
	w.Done = true
	kept := b.write(w)
	if again := b.write(w); !again.Again || again.Message.ID != kept.Message.ID {
		t.Errorf("the request again: %+v", again)
	}
	if b.loaded(ref).Held(dunning.HoldReply) || !slices.Contains(kept.Released, ref) {
		t.Errorf("released %v, held by %v", kept.Released, b.loaded(ref).Holds)
	}
	out, found := b.leased("one")
	if !found || out.Message.Recipient != "j.martin@client.example.com" || out.From != "compta@example.fr" || out.Message.Answers != mail.ID || out.Message.Author != "claire" {
		t.Fatalf("found %v: %+v", found, out)
	}
	if _, found := b.leased("two"); found {
		t.Error("a second worker takes it too")
	}
	for owner, want := range map[string]bool{"two": false, "one": true} {
		if ok, err := b.HandOverAnswer(b.ctx(), out.Message.ID, owner); err != nil || ok != want {
			t.Errorf("the hand-over of %s: %v, %v", owner, ok, err)
		}
	}
	b.must(b.FinishAnswer(b.ctx(), dunning.Finished{Message: out.Message.ID, Outcome: dunning.SendAccepted, Reply: "250 ok", At: monday}))
	if _, found := b.leased("one"); found || b.answerState(out.Message.ID) != dunning.MessageAccepted {
		t.Errorf("it leaves again (%v), and is %s", found, b.answerState(out.Message.ID))
	}
	back := b.takeMail(letter("c@client.example.com", "other@elsewhere.example.net", "Re: Facture", "In-Reply-To: <"+kept.Message.MessageID+">\n", "Merci."))
	if back.Tie != inbox.TiedByMessage || !b.loaded(ref).Held(dunning.HoldReply) {
		t.Errorf("what came back: %+v", back)
	}
	if own := b.takeMail(w.Rendered.Bytes); !own.Own {
		t.Errorf("the copy of our answer: %+v", own)
	}
}

func TestAnAnswerOfUnknownOutcomeIsAskedAboutAndNeverRepeated(t *testing.T) {
	t.Parallel()
	b, _, mail := answered(t)
	w := written(mail.ID, "k1")
	w.Done = true
	id := b.write(w).Message.ID
	b.leased("one")
	if ok, err := b.HandOverAnswer(b.ctx(), id, "one"); !ok || err != nil {
		t.Fatal(ok, err)
	}
	n, err := b.ExpireHandOvers(b.ctx(), time.Now().Add(time.Hour))
	if err != nil || n != 1 || b.answerState(id) != dunning.MessageUnknown {
		t.Fatalf("%d lost, %v, %s", n, err, b.answerState(id))
	}
	if _, found := b.leased("two"); found {
		t.Error("it is sent again")
	}
	if b.count("tasks where code = 'answer_not_sent' and done_at is null") != 1 || b.count("mails where id = $1 and done_at is null", mail.ID) != 1 {
		t.Error("nobody is asked")
	}
	b.must(b.Settle(b.ctx(), id, true, "claire", true))
	if b.count("tasks where code = 'answer_not_sent' and done_at is null") != 0 || b.answerState(id) != dunning.MessageAccepted {
		t.Errorf("settled, it is %s", b.answerState(id))
	}
	if _, err := b.FinishMail(b.ctx(), mail.ID, "claire"); err != nil {
		t.Errorf("finishing the mail a second time: %v", err)
	}
}

func TestAnAnswerWaitsForSwitchesAndIsGivenUpAfterADay(t *testing.T) {
	t.Parallel()
	b, _, mail := answered(t)
	id := b.write(written(mail.ID, "k1")).Message.ID
	b.must(b.Pause(b.ctx(), true, "ops"))
	if _, found := b.leased("one"); found {
		t.Error("it leaves while all is paused")
	}
	b.must(b.Pause(b.ctx(), false, "ops"))
	if _, found := b.leased("one"); !found {
		t.Error("it does not leave")
	}
	b.must(b.FinishAnswer(b.ctx(), dunning.Finished{Message: id, Outcome: dunning.SendRetry, Reply: "450 busy", At: monday}))
	if _, found := b.leased("one"); found {
		t.Error("it is tried again at once")
	}
	now := b.Now()
	b.Now = func() time.Time { return now.Add(2 * time.Minute) }
	if out, found := b.leased("one"); !found || out.Attempts != 2 {
		t.Errorf("tried again: %v, attempt %d", found, out.Attempts)
	}
	b.must(b.FinishAnswer(b.ctx(), dunning.Finished{Message: id, Outcome: dunning.SendRetry, Reply: "450 busy", At: monday}))
	b.Now = func() time.Time { return now.Add(25 * time.Hour) }
	if _, found := b.leased("one"); found || b.answerState(id) != dunning.MessageAbandoned || b.count("tasks where code = 'answer_not_sent'") != 1 {
		t.Errorf("after a day: %v, %s", found, b.answerState(id))
	}
}

func TestARefusedAnswerMarksOnlyTheAddressThatItWentTo(t *testing.T) {
	t.Parallel()
	b, ref, mail := answered(t)
	id := b.write(written(mail.ID, "k1")).Message.ID
	b.leased("one")
	b.must(b.FinishAnswer(b.ctx(), dunning.Finished{Message: id, Outcome: dunning.SendRefused, Address: true, Reply: "550 5.1.1", At: monday}))
	if b.count("debtors where bounced") != 0 || b.loaded(ref).Held(dunning.HoldBounce) || b.answerState(id) != dunning.MessageRefused {
		t.Errorf("it is %s; held by %v", b.answerState(id), b.loaded(ref).Holds)
	}
	if b.count("tasks where code = 'answer_not_sent'") != 1 {
		t.Error("nobody is asked")
	}
}

func TestAnAnswerThatIsWithheldNeverLeaves(t *testing.T) {
	t.Parallel()
	b, _, mail := answered(t)
	w := written(mail.ID, "k1")
	w.Withheld = true
	b.write(w)
	if _, found := b.leased("one"); found {
		t.Error("it leaves")
	}
	_, err := b.WriteAnswer(b.ctx(), written(99, "k"))
	wantCode(t, err, dunning.CodeNotFound)
	stranger := b.takeMail(letter("s@stranger.example.org", "s@stranger.example.org", "Bonjour", "", "Qui êtes-vous ?"))
	_, err = b.WriteAnswer(b.ctx(), written(stranger.ID, "k"))
	wantCode(t, err, dunning.CodeConflict)
}

func TestWorkersShareTheAnswers(t *testing.T) {
	t.Parallel()
	b, _, mail := answered(t)
	for i := range 12 {
		b.write(written(mail.ID, fmt.Sprint("k", i)))
	}
	var group sync.WaitGroup
	var mutex sync.Mutex
	seen := map[int64]int{}
	for w := range 4 {
		group.Go(func() {
			for range 12 {
				out, found, err := b.LeaseAnswer(b.ctx(), fmt.Sprint("worker", w))
				if err != nil {
					t.Error(err)
				}
				if !found {
					continue
				}
				mutex.Lock()
				seen[out.Message.ID]++
				mutex.Unlock()
			}
		})
	}
	group.Wait()
	for id, n := range seen {
		if n != 1 {
			t.Errorf("message %d was taken %d times", id, n)
		}
	}
	if len(seen) != 12 {
		t.Errorf("%d were taken, want 12", len(seen))
	}
}
