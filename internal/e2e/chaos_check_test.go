//go:build chaos

package e2e

import (
	"bytes"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/dunning"
)

// check looks whether the promises were kept, from the record and from what
// the mail server really received.
func (c *chaos) check() {
	c.t.Helper()
	handed := c.handOvers()
	for _, h := range handed {
		c.wasDue(h)
	}
	c.onceEach(handed)
	states := map[string]int{}
	for _, n := range c.numbers {
		states[c.ending(n)]++
	}
	c.agree(c.numbers...)
	c.t.Logf("%d mails received, %d hand-overs of notices; cases: %v", len(c.mail.Messages()), len(handed), states)
	if len(handed) < len(c.numbers)/2 {
		c.t.Errorf("only %d notices left: this proves little", len(handed))
	}
}

// handOver is a case in a message that began to leave.
type handOver struct {
	Message   int64
	MessageID string
	Channel   string
	Number    string
	Step      string
	Version   int64 // of the case at that moment
	DecidedAt time.Time
}

func (c *chaos) handOvers() []handOver {
	c.t.Helper()
	rows, err := c.store.Pool().Query(c.t.Context(), `
		select h.message_id as message, m.message_id, m.channel, c.number, h.step, h.version, h.decided_at
		from handed h join messages m on m.id = h.message_id join cases c on c.id = h.case_id order by h.message_id, c.id`)
	c.must(err)
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[handOver])
	c.must(err)
	return out
}

// wasDue replays what was on record when a notice began to leave: the case
// must have wanted that very notice, nothing else.
func (c *chaos) wasDue(h handOver) {
	c.t.Helper()
	var at dunning.Case
	c.must(c.store.Pool().QueryRow(c.t.Context(), `select origin from cases where number = $1`, h.Number).Scan(&at))
	for _, r := range c.view(h.Number).Timeline {
		if r.Seq <= h.Version {
			at, _ = dunning.Apply(at, r.Event)
		}
	}
	d := dunning.Next(at, h.DecidedAt)
	if at.Version != h.Version || d.Step != h.Step || (d.Action != dunning.Send && d.Action != dunning.Thank) {
		c.fault(h.Number, "%s of %s left in message %d although the record said %s %s (%s)",
			h.Step, h.Number, h.Message, d.Action, d.Step, d.Reason)
	}
}

var messageIDLine = regexp.MustCompile(`(?mi)^Message-ID: <([^>]+)>`)

// onceEach counts what the mail server received: each mail is on record, and
// no step of a case is in two of them.
func (c *chaos) onceEach(handed []handOver) {
	c.t.Helper()
	got := map[string]int{}
	for _, m := range c.mail.Messages() {
		head, _, _ := bytes.Cut(m.Bytes, []byte("\r\n\r\n"))
		id := messageIDLine.FindSubmatch(head)
		if id == nil {
			c.t.Fatalf("a mail without Message-ID:\n%s", head)
		}
		got[string(id[1])]++
	}
	steps, known := map[string]map[string]bool{}, map[string]bool{}
	for _, h := range handed {
		known[h.MessageID] = true
		if got[h.MessageID] > 1 {
			c.fault(h.Number, "the mail server has message %d %d times", h.Message, got[h.MessageID])
		}
		if got[h.MessageID] == 0 {
			continue
		}
		key := h.Number + " " + h.Step
		if steps[key] == nil {
			steps[key] = map[string]bool{}
		}
		if steps[key][h.MessageID] = true; len(steps[key]) > 1 {
			c.fault(h.Number, "%s was sent in %d mails", key, len(steps[key]))
		}
	}
	for id := range got {
		if !known[id] {
			c.t.Errorf("the mail server has a mail that was never handed over: %s", id)
		}
	}
}

// ending names how a case stands, and complains when it is lost: open, with
// nothing to wait for and nobody asked.
func (c *chaos) ending(number string) string {
	c.t.Helper()
	v := c.view(number)
	d := dunning.Next(v.Case, c.now())
	asked := len(c.openTasks(number)) > 0
	switch {
	case closed(v.Case):
		return "closed " + string(v.Case.Outcome)
	case v.Case.Attention != nil:
		if !asked {
			c.fault(number, "%s needs attention (%s) and nobody is asked", number, v.Case.Attention.Code)
		}
		return "needs_attention"
	case len(v.Case.Holds) > 0:
		return "held"
	case !d.At.IsZero():
		return "waits for its date"
	case asked:
		return "waits for a person"
	}
	c.fault(number, "%s is lost: %s %s (%s)", number, d.Action, d.Step, d.Reason)
	return "lost"
}

func (c *chaos) fault(number, format string, args ...any) {
	c.t.Helper()
	c.broken = append(c.broken, number)
	c.t.Errorf(strings.TrimSpace(format), args...)
}
