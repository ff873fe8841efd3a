// Package twinstest gives creditors whose things bear the same numbers one of each
// thing that an answer could give away, marked with a word of their own: what one of
// them is told never holds the word of another.
package twinstest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"relance/internal/inbox"
	"relance/internal/postgres"
	"relance/internal/postgres/mailbox"
)

// Possession is what a creditor has, by the numbers under which it may be asked for.
type Possession struct {
	Creditor                                        string
	Message, Shared, Task, Change, Mail, Hook, Line int64  // Shared is a message whose bytes every creditor has alike
	Call                                            int64  // a second task
	Document                                        string // SHA-256 of the message's bytes
}

// Mark is the word that stands in everything of a creditor.
func Mark(creditor string) string { return "Geheim-" + creditor }

// Statement is a bank file with one line that names nobody, to be taken in for a
// creditor.
func Statement(mark string) string {
	return fmt.Sprintf(":20:STARTUMS\n:25:FR7630006000011234567890189\n:28C:1/1\n:60F:C260305EUR1000,00\n"+
		":61:2603060306C77,00NTRFNONREF//B1\n:86:VIREMENT %s\n:62F:C260306EUR1077,00\n-\n", mark)
}

// Give gives a creditor, whose one debtor has an invoice F-1, a message, a task, a
// mail with a proposal, a webhook, proceedings and a change that waits for two
// people. Line is left to the door that takes Statement in.
func Give(t testing.TB, db *postgres.Store, creditor string, now time.Time) Possession {
	t.Helper()
	mark := Mark(creditor)
	p := Possession{Creditor: creditor}
	one := func(into any, sql string, args ...any) {
		t.Helper()
		if err := db.Pool().QueryRow(t.Context(), sql, args...).Scan(into); err != nil {
			t.Fatal(err)
		}
	}
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := db.Pool().Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	message := func(subject string, bytes []byte) (id int64, sha string) {
		sum := sha256.Sum256(bytes)
		exec(`insert into documents (sha256, media_type, name, bytes, created_at) values ($1, 'message/rfc822', $2, $3, $4) on conflict do nothing`, sum[:], subject+".eml", bytes, now)
		one(&id, `
			insert into messages (creditor, debtor_id, debtor_revision, channel, level, state, subject, document, day, owner, attempts, lease_until, created_at, updated_at)
			select $1, d.id, d.revision, 'email', 'first', 'accepted', $2, $3, '2026-03-09', 'test', 1, $4, $4, $4 from debtors d where d.creditor = $1
			returning id`, creditor, subject, sum[:], now)
		return id, hex.EncodeToString(sum[:])
	}
	p.Message, p.Document = message(mark, []byte("From: "+mark))
	p.Shared, _ = message("Rappel", []byte("Subject: Rappel\r\n\r\nDe tous.\r\n"))
	one(&p.Task, `insert into tasks (case_id, code, step, detail, created_at) select id, 'call', '', $2, $3 from cases where creditor = $1 and number = 'F-1' returning id`,
		creditor, mark, now)
	one(&p.Call, `insert into tasks (case_id, code, step, detail, created_at) select id, 'call', 'second', $2, $3 from cases where creditor = $1 and number = 'F-1' returning id`,
		creditor, mark, now)
	p.Mail = takeMail(t, db, creditor, []byte("Message-ID: <"+creditor+"@client.example.org>\r\nDate: Mon, 9 Mar 2026 10:12:00 +0100\r\nFrom: client@example.org\r\nSubject: "+mark+
		"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour, nous réglerons la facture F-2 le 20 mars. "+mark+"\r\n"))
	one(&p.Hook, `insert into webhooks (url, creditor, events, secret, created_by, created_at) values ($1, $2, '{}', 'whsec_AAAA', 'test', $3) returning id`,
		"https://erp.example.com/"+mark, creditor, now)
	exec(`insert into proceedings (debtor_id, provisional, judgment, claim_by, holder, source, updated_at)
		select id, false, '2026-02-20', '2026-04-20', $2, 'person', $3 from debtors where creditor = $1`, creditor, mark, now)
	one(&p.Change, `insert into creditor_changes (creditor, before, after, asked_at) values ($1, '{}', jsonb_build_object('name', $2::text), $3) returning id`, creditor, mark, now)
	return p
}

// takeMail keeps a mail of a creditor's debtor, whom every creditor knows by the same
// address.
func takeMail(t testing.TB, db *postgres.Store, creditor string, raw []byte) int64 {
	t.Helper()
	r := inbox.Read(raw, inbox.Options{})
	r.From = ""
	taken, err := mailbox.New(db).TakeMail(t.Context(), inbox.Arrival{Raw: raw, Reading: r, Door: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`update mails set creditor = $2, debtor_id = (select id from debtors where creditor = $2), tied_by = 'person', deed = 'hold' where id = $1`,
		`insert into mail_cases (mail_id, case_id) select $1, id from cases where creditor = $2 on conflict do nothing`,
		`delete from mail_cases where mail_id = $1 and case_id in (select id from cases where creditor <> $2)`,
	} {
		if _, err := db.Pool().Exec(t.Context(), sql, taken.ID, creditor); err != nil {
			t.Fatal(err)
		}
	}
	return taken.ID
}
