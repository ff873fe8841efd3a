package inbox_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"relance/internal/inbox"
)

const corpus = "../../../shared/corpus"

// key is one line of the answer key, by column.
type key map[string]string

func (k key) list(column string) []string {
	return strings.FieldsFunc(k[column], func(r rune) bool { return r == ' ' || r == ';' })
}

// corpusKey reads the answer key; the test is skipped where there is none.
func corpusKey(t *testing.T) []key {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(corpus, "EXPECTED_inbox.tsv"))
	if err != nil {
		t.Skipf("no corpus here: %v", err)
	}
	lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
	names := strings.Split(lines[0], "\t")
	var out []key
	for _, l := range lines[1:] {
		k := key{}
		for i, v := range strings.Split(l, "\t") {
			k[names[i]] = v
		}
		out = append(out, k)
	}
	return out
}

func corpusMail(t *testing.T, name string) inbox.Reading {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(corpus, "inbox", name))
	if err != nil {
		t.Fatal(err)
	}
	return inbox.Read(raw, inbox.Options{})
}

// disagreements are the mails of the development half on which reading and
// key differ, with the reason found by looking at the mail.
var disagreements = map[string]string{
	"bounceparser__quota-4.eml class":                    "the server's words are \"max message size exceeded\": the mail was too large, no mailbox was full",
	"sisimai__lhost-sendmail-13.eml class":               "the transcript says \"maildir over quota\"; the key took \"insufficient permission\", which follows from it",
	"flufl__simple_01.eml status":                        "the code stands in another report, which is the mail that this one returns",
	"sisimai__lhost-notes-03.eml status":                 "the key took the version of a mail server, 4.6.1, for a status",
	"sisimai__lhost-notes-03.eml recipient":              "the key took the sender of the returned mail; the report names kijitora@example.com",
	"sisimai__rfc3464-28.eml recipient":                  "two mails in one file: the second one names the second recipient",
	"crisp__email_tricky_18_inline_reply.eml first line": "the line that introduces a quotation is not the writer's; his first answer stands below it",
}

// tally counts hits of one figure.
type tally struct{ right, all int }

func (c *tally) add(ok bool) {
	c.all++
	if ok {
		c.right++
	}
}

func (c tally) percent() float64 {
	if c.all == 0 {
		return 100
	}
	return 100 * float64(c.right) / float64(c.all)
}

func (c tally) String() string { return fmt.Sprintf("%d of %d, %.1f %%", c.right, c.all, c.percent()) }

func classRight(k key, r inbox.Reading) bool {
	if k["class"] == "broken" {
		return !r.Class.Bounce()
	}
	if string(r.Class) == k["class"] {
		return true
	}
	for _, also := range k.list("also_ok") {
		if also == string(r.Class) || also == "bounce_*" && r.Class.Bounce() {
			return true
		}
	}
	return false
}

func among(got string, lists ...[]string) bool {
	for _, l := range lists {
		if slices.ContainsFunc(l, func(s string) bool { return strings.EqualFold(s, got) }) {
			return true
		}
	}
	return false
}

func TestTheCorpusIsReadAsItsKeySays(t *testing.T) {
	t.Parallel()
	figures := map[string]*tally{"class": {}, "status": {}, "recipient": {}, "original": {}, "first line": {}, "auto": {}}
	lost := []string{}
	for _, k := range corpusKey(t) {
		name := k["file"]
		r := corpusMail(t, name)
		note := func(what string, ok bool, want, got string) {
			figures[what].add(ok)
			reason, known := disagreements[name+" "+what]
			switch {
			case !ok && !known:
				t.Errorf("%s of %s: want %s, have %s by %v", what, name, want, got, r.Rules)
			case ok && known:
				t.Errorf("%s of %s agrees with the key now: take it off the list", what, name)
			case !ok:
				t.Logf("%s of %s: want %s, have %s: %s", what, name, want, got, reason)
			}
		}
		note("class", classRight(k, r), k["class"], string(r.Class))
		if k["class"] == "reply" && (r.Class.Automatic() || r.Class == inbox.Spam) {
			lost = append(lost, name)
		}
		if k["class"] == "broken" {
			continue
		}
		if s := k["status_code"]; s != "" {
			note("status", among(r.StatusCode, []string{s}, k.list("status_also")), s, r.StatusCode)
		}
		if k["failed_recipient"] != "" {
			ok := len(r.FailedRecipients) > 0
			for _, got := range r.FailedRecipients {
				ok = ok && among(got, k.list("failed_recipient"), k.list("failed_also"))
			}
			for _, want := range k.list("failed_recipient") {
				ok = ok && (among(want, r.FailedRecipients) || k["failed_also"] != "")
			}
			note("recipient", ok, k["failed_recipient"], strings.Join(r.FailedRecipients, ";"))
		}
		if id := k["original_message_id"]; id != "" {
			note("original", among(r.OriginalMessageID, []string{id}, k.list("message_id_also")), id, r.OriginalMessageID)
		}
		if line := k["reply_text_first_line"]; line != "" {
			got, _, _ := strings.Cut(r.ReplyText, "\n")
			note("first line", strings.Join(strings.Fields(got), " ") == strings.Join(strings.Fields(line), " "), line, got)
		}
		note("auto", r.IsAuto == (k["is_auto"] == "yes"), k["is_auto"], fmt.Sprint(r.IsAuto))
	}
	for what, least := range map[string]float64{"class": 97, "status": 95, "recipient": 95, "original": 95, "first line": 92, "auto": 97} {
		t.Logf("%s: %s", what, figures[what])
		if figures[what].percent() < least {
			t.Errorf("%s: %s, want %.0f %% at least", what, figures[what], least)
		}
	}
	if len(lost) > 0 {
		t.Errorf("genuine replies taken for automatic or spam: %v", lost)
	}
}

// TestIntentsOfTheFrenchMailsOfTheCorpus measures proposals: a wrong one costs
// more than one that is missing.
func TestIntentsOfTheFrenchMailsOfTheCorpus(t *testing.T) {
	t.Parallel()
	var precision, recall, dates, amounts, contacts, invoices, backs tally
	for _, k := range corpusKey(t) {
		want := strings.FieldsFunc(k["intent"], func(r rune) bool { return r == '+' })
		if len(want) == 0 {
			continue
		}
		r := corpusMail(t, k["file"])
		allowed := slices.Clone(want)
		for _, also := range k.list("also_ok") {
			allowed = append(allowed, strings.TrimPrefix(also, "intent:"))
		}
		var got []string
		var date, amount, contact string
		var numbers []string
		for _, in := range r.Intents {
			got = append(got, string(in.Kind))
			date, contact = first(date, in.Date.String()), first(contact, in.Contact)
			if in.Amount != nil && amount == "" {
				amount = in.Amount.String()
			}
			numbers = append(numbers, in.Invoices...)
			if in.Kind != inbox.Unclear {
				precision.add(slices.Contains(allowed, string(in.Kind)))
			}
		}
		for _, w := range want {
			if slices.Contains([]string{"ooo", "ack", "challenge"}, w) {
				if k["date"] != "" {
					backs.add(among(r.BackOn.String(), []string{k["date"]}, k.list("date_also")))
				}
				continue
			}
			recall.add(slices.Contains(got, w))
		}
		if k["date"] != "" && !slices.Contains(want, "ooo") {
			dates.add(among(date, []string{k["date"]}, k.list("date_also")))
		} else if date != "" {
			dates.add(false)
		}
		if k["amount"] != "" || amount != "" {
			amounts.add(amount == k["amount"])
		}
		if k["contact"] != "" && !slices.Contains(want, "ooo") {
			contacts.add(contact == k["contact"])
		}
		if k["invoices"] != "" {
			invoices.add(slices.Equal(numbers, k.list("invoices")))
		}
	}
	for what, f := range map[string]tally{"precision": precision, "dates": dates, "amounts": amounts, "back on": backs} {
		if f.percent() < 95 {
			t.Errorf("%s: %s, want 95 %% at least", what, f)
		}
	}
	t.Logf("precision %s; recall %s; dates %s; amounts %s; contacts %s; invoices %s; back on %s", precision, recall, dates, amounts, contacts, invoices, backs)
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}
