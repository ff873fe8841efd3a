package inbox_test

import (
	"fmt"
	"strings"
	"testing"

	"relance/internal/inbox"
)

// bombs are mails made to break a reader.
func bombs() map[string]string {
	nested, enclosed := "", "Subject: last\n\nthe end\n"
	for i := range 200 {
		nested += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
		enclosed = "Content-Type: message/rfc822\n\n" + enclosed
	}
	return map[string]string{
		"nothing":                     "",
		"blank lines":                 "\n\n\n",
		"no header":                   "Nous réglerons lundi.",
		"parts within parts":          nested + "\nthe end\n",
		"mails within mails":          enclosed,
		"ten thousand parts":          "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 10000),
		"ten thousand fields":         strings.Repeat("X-Field: value\n", 10000) + "\nNous réglerons lundi.\n",
		"a field of a megabyte":       "Subject: " + strings.Repeat("é ", 500000) + "\n\ntext\n",
		"a field folded for ever":     "Subject: x\n" + strings.Repeat(" folded\n", 100000) + "\ntext\n",
		"a line of ten megabytes":     "Subject: x\n\n" + strings.Repeat("a", 10<<20),
		"only quotation":              "Subject: Re: x\n\n" + strings.Repeat("> ", 100000) + "\n",
		"attributions without end":    "Subject: Re: x\n\n" + strings.Repeat("Le 17/03/2026 à 09:00, Atelier a écrit :\n", 5000),
		"labels without end":          "Subject: Re: x\n\ntext\n\n" + strings.Repeat("De : a\nDate : b\nObjet : c\n", 5000),
		"signatures without end":      "Subject: Re: x\n\n" + strings.Repeat("text\n-- \n", 20000),
		"addresses without end":       "From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n" + strings.Repeat("<a@b.example>: user unknown\n", 20000),
		"tags without end":            "Content-Type: text/html\n\n" + strings.Repeat("<div><blockquote type=cite>", 50000) + "text",
		"a tag that never closes":     "Content-Type: text/html\n\n<a href=\"" + strings.Repeat("x", 1<<20),
		"base64 that is none":         "Content-Transfer-Encoding: base64\n\n" + strings.Repeat("é!", 1000),
		"quoted-printable cut short":  "Content-Transfer-Encoding: quoted-printable\n\ntext=",
		"a boundary of nothing":       "Content-Type: multipart/mixed; boundary=\"\"\n\ntext\n",
		"a boundary like another":     "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\ntext\n--a--\n",
		"an unknown character set":    "Content-Type: text/plain; charset=x-martian\n\nNous r\xe9glerons lundi.\n",
		"half a character":            "Subject: =?utf-8?Q?=C3?=\n =?utf-8?Q?=A9?=\n\ntext \xc3",
		"utf-16 of an odd length":     "Content-Type: text/plain; charset=utf-16\n\n\x00a\x00b\x00",
		"utf-7 without end":           "Content-Type: text/plain; charset=utf-7\n\n+AOk",
		"a report of a thousand":      "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n" + strings.Repeat("Final-Recipient: rfc822; a@b.example\nAction: failed\n\n", 1000),
		"nul bytes":                   "Subject: a\x00b\n\nNous\x00 réglerons lundi.\n",
		"carriage returns only":       "Subject: Re: x\r\rNous réglerons lundi.\r",
		"a year that cannot be":       "Date: Mon, 30 Jun 9999 15:33:50 +0600\n\nNous réglerons lundi.\n",
		"figures that overflow":       "Date: Tue, 17 Mar 2026 10:12:00 +0100\n\nPayé 99999999999999999999 € le 99/99/9999, en 999999999 fois.\n",
		"sentences without end":       "Date: Tue, 17 Mar 2026 10:12:00 +0100\n\n" + strings.Repeat("Nous réglerons lundi. ", 10000),
		"one sentence without an end": "Date: Tue, 17 Mar 2026 10:12:00 +0100\n\n" + strings.Repeat("nous réglerons, mais pas lundi, ", 10000),
	}
}

func TestNoMailBreaksTheReaderOrIsLost(t *testing.T) {
	t.Parallel()
	for name, raw := range bombs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := inbox.Read([]byte(raw), inbox.Options{})
			if !knownClass(r.Class) {
				t.Errorf("class %q", r.Class)
			}
			if len(r.FailedRecipients) > 50 || len(r.Intents) > 20 || len(r.Warnings) > 25 || len(r.Text) > 1<<20 {
				t.Errorf("unbounded: %d recipients, %d intents, %d warnings, %d bytes of text", len(r.FailedRecipients), len(r.Intents), len(r.Warnings), len(r.Text))
			}
		})
	}
}

func TestWhatIsReadOfABrokenMailIsStillRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"no header", "ten thousand fields", "an unknown character set", "carriage returns only", "a year that cannot be", "nul bytes"} {
		r := inbox.Read([]byte(bombs()[name]), inbox.Options{})
		if r.Class != inbox.Reply || !strings.Contains(r.ReplyText, "réglerons lundi") {
			t.Errorf("%s: have %s %q", name, r.Class, r.ReplyText)
		}
	}
}
