package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/inbox"
)

// Each class of mails is kept for its time from when a person was done with it,
// and what stays of one that is deleted tells nothing but that it came. A mail
// that waits, and one of a case that is open, are kept however old they are.
func TestMailsAreKeptByTheirClass(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now := monday
	b.Now = func() time.Time { return now }
	ref := b.add(invoice("F-1"))
	sent := b.send(ref, monday)
	other := invoice("F-2")
	other.Debtor = dunning.Debtor{Key: "C-8", Name: "Autre SARL", Email: "autre@example.com"}
	open := b.add(other)
	stranger := "Paul Tiers <paul@tiers.example.com>"
	absence := letter("absence@client.example.com", "Jeanne Martin <j.martin@client.example.com>", "Absence du bureau",
		fmt.Sprintf("In-Reply-To: <relance.%d@example.fr>\nAuto-Submitted: auto-replied\n", sent.Message.ID), "Je suis absente pour raisons de santé.")
	mails := map[string][]byte{
		"case":       answerMail("case@client.example.com", sent.Message.ID, "Nous contestons."),
		"automatic":  absence,
		"unassigned": letter("stranger@tiers.example.com", stranger, "Bonjour", "", "Qui êtes-vous ?"),
		"unrelated":  letter("list@tiers.example.com", stranger, "Nos offres", "List-Id: <l.example.com>\nList-Unsubscribe: <mailto:a@example.com>\nPrecedence: bulk\n", "Achetez."),
		"waits":      letter("waits@tiers.example.com", stranger, "Encore", "", "Je n'ai rien commandé."),
		"open case":  letter("open@client.example.com", "autre@example.com", "Re: F-2", "", "Nous verrons."),
	}
	ids := map[string]int64{}
	for name, raw := range mails {
		ids[name] = b.takeMail(raw).ID
	}
	for _, name := range []string{"case", "unassigned", "open case"} {
		_, err := b.FinishMail(b.ctx(), ids[name], "claire")
		b.must(err)
	}
	_, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Notify: true, Event: dunning.NewClose(dunning.WrittenOff).With(dunning.Stamp{Reason: dunning.ReasonByPerson})})
	b.must(err)
	list, err := b.Mails(b.ctx(), inbox.Filter{})
	b.must(err)
	for _, m := range list {
		for name, want := range map[string]inbox.Keeping{"case": "case", "automatic": "automatic", "unassigned": "unassigned", "unrelated": "unrelated", "waits": "unassigned", "open case": "case"} {
			if m.ID == ids[name] && m.Keeping() != want {
				t.Errorf("%s is %s", name, m.Keeping())
			}
		}
	}
	day := 24 * time.Hour
	kept := inbox.Kept{Unrelated: 30 * day, Unassigned: 90 * day, Automatic: 365 * day, Case: 2190 * day}
	left := map[string]bool{"case": true, "automatic": true, "unassigned": true, "unrelated": true, "waits": true, "open case": true}
	for _, c := range []struct {
		days int
		gone string
	}{{29, ""}, {31, "unrelated"}, {89, ""}, {91, "unassigned"}, {364, ""}, {366, "automatic"}, {2189, ""}, {2191, "case"}, {9000, ""}} {
		now = monday.Add(time.Duration(c.days) * day)
		n, err := b.ForgetMails(b.ctx(), kept)
		b.must(err)
		if (n == 1) != (c.gone != "") || n > 1 {
			t.Errorf("after %d days %d mails are deleted, want %q", c.days, n, c.gone)
		}
		delete(left, c.gone)
		for name, id := range ids {
			if held := b.count("mails m join documents d on d.sha256 = m.document where m.id = $1 and m.forgotten_at is null and length(d.bytes) > 0", id); held == 1 != left[name] {
				t.Errorf("after %d days: %s is kept: %v", c.days, name, held == 1)
			}
		}
	}
	if n := b.count("mails where forgotten_at is not null and (subject || sender || sender_name || message_id || reading::text) <> '{}'"); n != 0 {
		t.Errorf("%d deleted mails still tell something", n)
	}
	if got := b.takeMail(mails["unassigned"]); !got.Duplicate {
		t.Errorf("a deleted mail that comes again is %+v", got)
	}
	if n, err := b.ForgetMails(b.ctx(), inbox.Kept{}); n != 0 || err != nil {
		t.Errorf("without periods %d mails are deleted (%v)", n, err)
	}
	b.proved(ref, open)
}
