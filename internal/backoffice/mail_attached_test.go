package backoffice_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/mailbox"
)

// stubborn fails at the attachments of some mails for ever.
type stubborn struct {
	bad  string
	seen []string
}

func (s *stubborn) TakeAttached(_ context.Context, _ access.Actor, file string, _ []byte) error {
	s.seen = append(s.seen, file)
	if file == s.bad {
		return errors.New("a fault that stays")
	}
	return nil
}

func withFile(name, number string) []byte {
	return fmt.Appendf(nil, "From: compta@example.com\r\nSubject: Re: facture %s\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain\r\n\r\nVoir la facture %s.\r\n--b\r\nContent-Type: application/xml; name=%s\r\nContent-Disposition: attachment; filename=%s\r\n\r\n<x/>\r\n--b--\r\n",
		number, name, number, name, name)
}

// A mail counts before anybody looks at its attachments: a fault there keeps
// neither the mail nor the ones behind it, is tried again, and is at last read
// by a person.
func TestAFaultOfAnAttachmentKeepsNoMailWaiting(t *testing.T) {
	t.Parallel()
	h := open(t)
	now := monday
	h.store.Now = func() time.Time { return now }
	looker := &stubborn{bad: "bad.xml"}
	mails := mailbox.New(h.store)
	h.Mailbox, h.MailReader, h.Looks, h.Attached = mails, mails, mails, looker
	ref := h.bill("atelier", "F-77", 120000)
	for _, name := range []string{"bad.xml", "good.xml"} {
		taken, err := h.TakeMail(t.Context(), access.Own("inbox"), inbox.Incoming{Raw: withFile(name, "F-77"), Door: "folder"})
		h.must(err)
		if taken.Deed != inbox.Hold || len(taken.Cases) != 1 {
			t.Errorf("the mail with %s is %+v", name, taken)
		}
	}
	if len(looker.seen) != 0 {
		t.Errorf("attachments were looked at before the mail was kept: %v", looker.seen)
	}
	if n, err := h.LookAtAttachments(t.Context(), access.Own("inbox")); err == nil || n != 1 {
		t.Errorf("looked at %d, error %v", n, err)
	}
	if n, err := h.LookAtAttachments(t.Context(), access.Own("inbox")); err != nil || n != 0 {
		t.Errorf("looked again at once: %d, %v", n, err)
	}
	for range 20 {
		now = now.Add(2 * time.Hour)
		_, _ = h.LookAtAttachments(t.Context(), access.Own("inbox")) // it fails, and ends
	}
	if n := len(looker.seen); n != 9 || !slices.Contains(looker.seen, "good.xml") {
		t.Errorf("looked %d times: %v", n, looker.seen)
	}
	tasks, err := lookup.New(h.store).OpenTasks(t.Context(), dunning.TaskReadMail, "mail-1")
	h.must(err)
	if len(tasks) != 1 || tasks[0].Ref != ref {
		t.Errorf("the tasks are %+v", tasks)
	}
}
