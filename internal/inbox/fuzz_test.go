package inbox_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"relance/internal/inbox"
)

// FuzzRead looks for bytes that make the reader panic, lose the mail or give
// texts that cannot be stored.
func FuzzRead(f *testing.F) {
	for _, seed := range bombs() {
		if len(seed) < 8<<10 { // large seeds make the engine crawl; the bombs have a test
			f.Add([]byte(seed))
		}
	}
	for _, c := range reports[:4] {
		f.Add([]byte("From: " + c.from + "\nSubject: " + c.subject + "\n\n" + c.text))
	}
	f.Add([]byte("Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\ntext\n--x\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n--x--\n"))
	f.Add([]byte("Subject: =?utf-8?B?w6k=?= =?utf-8?Q?=C3=A9?=\nFrom: =?x?q?a?= <a@b>\nContent-Type: text/html; charset=utf-7\n\n<p>+AOk-<blockquote type=cite>x"))
	f.Add([]byte("Date: Tue, 17 Mar 2026 10:12:00 +0100\n\nNous réglerons 1 200,50 € le 31/03 pour la F-2026-014.\nLe 15 mars 2026 à 10:00, X <a@b.example> a écrit :\n> mise en demeure\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := inbox.Read(raw, inbox.Options{})
		if !knownClass(r.Class) {
			t.Errorf("class %q", r.Class)
		}
		data, err := json.Marshal(r)
		if err != nil || !utf8.Valid(data) {
			t.Errorf("cannot be written as JSON: %v", err)
		}
		for _, s := range []string{r.Subject, r.ReplyText, r.Text, r.From, r.StatusCode} {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				t.Errorf("a text that cannot be stored: %q", s)
			}
		}
		for _, in := range r.Intents {
			if in.Amount != nil && *in.Amount <= 0 || in.Sentence == "" {
				t.Errorf("a proposal without evidence: %+v", in)
			}
		}
	})
}

// FuzzSplit looks for mailboxes of which a mail is lost: what stands in them
// comes out, but for guards and what is beyond the limit.
func FuzzSplit(f *testing.F) {
	f.Add([]byte("From a@b.example Tue Mar 17 10:12:00 2026\nSubject: x\n\n>From y\n\nFrom c@d.example Tue Mar 17 10:12:00 2026\n\nz\n"))
	f.Fuzz(func(t *testing.T, box []byte) {
		total := 0
		err := inbox.Split("box", bytes.NewReader(box), func(raw []byte, _ bool) error {
			total += len(raw)
			return nil
		})
		if guards := bytes.Count(box, []byte(">From ")); err != nil || total < len(box)-guards || total > len(box) {
			t.Errorf("%v: %d of %d bytes", err, total, len(box))
		}
	})
}

func knownClass(c inbox.Class) bool {
	for _, k := range inbox.Classes() {
		if c == k {
			return true
		}
	}
	return false
}
