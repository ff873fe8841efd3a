package invoices

import (
	"fmt"
	"strings"
	"time"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/intake"
	"relance/internal/money"
	"relance/internal/words"
)

// outcome is what became of a file or a line.
type outcome = backoffice.ImportOutcome

// outcomes are counted in this order.
var outcomes = []struct {
	outcome
	text string
}{
	{backoffice.Started, "%d started"}, {backoffice.WouldStart, "%d would start"}, {backoffice.Credited, "%d set against their invoice"},
	{backoffice.WouldCredit, "%d would be set against their invoice"}, {backoffice.AlreadyIn, "%d already there"},
	{backoffice.OnRecord, "%d on record, not compared"}, {backoffice.Repeated, "%d repeated in the file"},
	{backoffice.Attached, "%d PDF attached to a line"}, {backoffice.NotChased, "%d not to be chased"},
	{backoffice.Conflicting, "%d in conflict with the record"}, {backoffice.Failed, "%d failed"},
}

// item is one entry of the account.
type item struct {
	File        string               `json:"file"`
	Line        int                  `json:"line,omitempty"`
	Number      string               `json:"number,omitempty"`
	Creditor    string               `json:"creditor,omitempty"`
	Debtor      string               `json:"debtor,omitempty"`
	DebtorName  string               `json:"debtor_name,omitempty"`
	Outcome     outcome              `json:"outcome"`
	Reason      string               `json:"reason,omitempty"`  // why it is not chased
	Against     string               `json:"against,omitempty"` // the invoice that a credit note reduces
	Text        string               `json:"text,omitempty"`
	Due         calendar.Date        `json:"due,omitzero"`
	DueRule     dunning.DueRule      `json:"due_rule,omitempty"`
	Payable     money.Cents          `json:"payable,omitempty"`
	Currency    string               `json:"currency,omitempty"`
	Regime      string               `json:"regime,omitempty"`
	RegimeRule  string               `json:"regime_rule,omitempty"`
	Status      string               `json:"status,omitempty"`
	FirstStep   string               `json:"first_step,omitempty"`
	FirstAt     time.Time            `json:"first_at,omitzero"`
	Differences []dunning.Difference `json:"differences,omitempty"`
	Warnings    []string             `json:"warnings,omitempty"`
	Error       string               `json:"error,omitempty"`
	Hint        string               `json:"hint,omitempty"`

	due []dueWarning // of Warnings: those about due dates
}

// dueWarning is a warning about a due date, by its kind.
type dueWarning struct{ kind, text string }

// place is the file and line of an entry.
func (i item) place() string { return frame.Placed(i.File, i.Line) }

// report prints the account.
func (im *importing) report() error {
	for _, i := range im.items {
		im.complain(i)
	}
	if im.s.JSON {
		return im.printAccount()
	}
	im.table()
	im.others()
	im.summary()
	return nil
}

// printAccount prints the account for programs, item by item: it may be long.
func (im *importing) printAccount() error {
	summary := map[string]int{}
	for _, o := range outcomes {
		if n := im.counts[o.outcome]; n > 0 {
			summary[string(o.outcome)] = n
		}
	}
	list := frame.NewJSONList(im.s)
	list.Indent = "    "
	fmt.Fprintf(im.s.Stdout, "{\n  \"dry_run\": %t,\n  \"items\": ", im.cmd.DryRun)
	if err := list.Open(); err != nil {
		return err
	}
	for _, i := range im.items {
		if err := list.Add(i); err != nil {
			return err
		}
	}
	if err := list.Close(); err != nil {
		return err
	}
	counted, err := frame.Marshal(summary, "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(im.s.Stdout, ",\n  \"summary\": %s,\n  \"temporal\": %q\n}\n", counted, im.temporal)
	return err
}

// complain names a failure or a conflict on stderr, field by field.
func (im *importing) complain(i *item) {
	if i.Error == "" {
		return
	}
	s := im.s
	text := s.W.Reword(i.Error)
	for _, d := range i.Differences {
		text += "\n" + s.W.Sprintf("       %s: on record %q, given %q", s.W.Field(d.Field), s.W.FieldValue(d.Field, d.Recorded), s.W.FieldValue(d.Field, d.Given))
	}
	frame.PrintFault(s.Stderr, s.W, text, s.W.Reword(i.Hint))
}

// table lists the cases that start.
func (im *importing) table() {
	var rows [][]string
	left := 0
	for _, i := range im.items {
		if i.Outcome != backoffice.Started && i.Outcome != backoffice.WouldStart {
			continue
		}
		if len(rows) == frame.MostRows {
			left++
			continue
		}
		regime := im.s.W.Regime(dunning.Regime(i.Regime))
		if i.RegimeRule == string(intake.RegimeCautious) {
			regime += im.s.W.Text(" (assumed)")
		}
		rows = append(rows, []string{
			i.Number, i.Creditor, frame.Shorten(frame.OneLine(i.DebtorName), 30), im.s.W.ShortDate(i.Due), im.s.W.DueRuleShort(i.DueRule),
			im.s.Amount(i.Payable, i.Currency), regime, i.FirstStep, im.s.Clock(i.FirstAt),
		})
	}
	if len(rows) > 0 {
		im.s.Figures([]string{"INVOICE", "CREDITOR", "DEBTOR", "DUE", "BY", "OPEN", "REGIME", "FIRST STEP", "AT"}, rows, 5)
	}
	if left > 0 {
		im.s.Say("… and %d more: relance list", left)
	}
}

// others names every entry that is neither started nor an error, with its
// reason, and then what was remarked about the invoices. Many that say the same
// get one line.
func (im *importing) others() {
	lists := map[backoffice.ImportOutcome][]words.Remark{}
	for at, i := range im.items {
		lists[i.Outcome] = append(lists[i.Outcome], i.remark(at, i.Text, ""))
	}
	for _, outcome := range accountedFor {
		for _, kind := range words.Gather(lists[outcome]) {
			im.sayKind(together[outcome], kind)
		}
	}
	for _, line := range im.warnings() {
		im.s.Print(line)
	}
}

// accountedFor are the outcomes of which each entry is told, or many alike together.
var accountedFor = []backoffice.ImportOutcome{
	backoffice.Remark, backoffice.Attached, backoffice.NotChased, backoffice.Repeated, backoffice.Credited, backoffice.WouldCredit,
	backoffice.AlreadyIn, backoffice.OnRecord,
}

// together words outcomes that many entries share.
var together = map[backoffice.ImportOutcome]string{
	backoffice.NotChased: "%d invoices (%s) not chased: %s", backoffice.Repeated: "%d invoices (%s) repeated: %s",
	backoffice.AlreadyIn: "%d invoices (%s) already there", backoffice.OnRecord: "%d invoices (%s) on record",
}

// sayKind prints entries that say the same: in one line by a format, when there
// is one and they are many.
func (im *importing) sayKind(format string, kind words.Remarks) {
	switch {
	case format == "" || !kind.Same() || !kind.Many():
		for _, r := range kind {
			i := im.items[r.At]
			im.s.Print(i.place() + im.s.W.Colon() + im.whatOf(i))
		}
	case kind[0].Text == "":
		im.s.Say(format, kind.Things(), first(im.s, kind, im.named))
	default:
		im.s.Say(format, kind.Things(), first(im.s, kind, im.named), im.s.W.Reword(kind[0].Text))
	}
}

// whatOf says what became of an entry that neither started nor failed.
func (im *importing) whatOf(i *item) string {
	w, text := im.s.W, frame.OneLine(im.s.W.Reword(i.Text))
	switch i.Outcome {
	case backoffice.NotChased:
		return w.Sprintf("%s not chased: %s", i.Number, text)
	case backoffice.Credited, backoffice.WouldCredit:
		return i.Number + w.Colon() + text
	case backoffice.Repeated:
		return w.Sprintf("%s repeated: %s", i.Number, text)
	case backoffice.AlreadyIn:
		return w.Sprintf("%s already there", i.Number) + text
	case backoffice.OnRecord:
		return w.Sprintf("%s on record", i.Number) + text
	}
	return text
}

// queued is what became of a large import besides told and later: Temporal
// takes the cases one after the other.
const queued = "queued"

// summary counts the outcomes.
func (im *importing) summary() {
	var parts []string
	for _, o := range outcomes {
		if n := im.counts[o.outcome]; n > 0 {
			parts = append(parts, im.s.W.Sprintf(o.text, n))
		}
	}
	im.s.Say("%s", strings.Join(parts, ", "))
	switch {
	case im.cmd.DryRun && im.office.Invoices == nil:
		im.s.Say("dry run without database: what is on record is not known")
	case im.cmd.DryRun:
		im.s.Say("dry run: nothing was recorded")
	case im.temporal == frame.Later:
		im.s.Say("recorded; the cases start when Temporal is back")
	case im.temporal == queued:
		im.s.Say("recorded; the cases start one after the other while a worker runs")
	case im.counts[backoffice.Started]+im.counts[backoffice.Failed]+im.counts[backoffice.Conflicting] == 0 && im.counts[backoffice.AlreadyIn] > 0:
		im.s.Say("nothing new: everything is on record already")
	}
}
