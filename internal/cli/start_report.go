package cli

import (
	"fmt"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/intake"
	"relance/internal/money"
)

// outcome is what became of a file or a line.
type outcome string

// The outcomes, in the order of the summary.
const (
	started     outcome = "started"
	wouldStart  outcome = "would_start"  // of a dry run
	same        outcome = "same"         // on record already, with the same facts
	onRecord    outcome = "on_record"    // of a dry run: on record, not compared
	repeated    outcome = "repeated"     // twice in one file
	attachedTo  outcome = "attached"     // a PDF that belongs to a line
	credited    outcome = "credited"     // a credit note, set against its invoice
	wouldCredit outcome = "would_credit" // of a dry run
	notChased   outcome = "not_chased"
	conflicting outcome = "conflict" // on record with other facts, which stay
	failed      outcome = "failed"
	remark      outcome = "remark" // about the file as a whole
)

var outcomes = []struct {
	outcome
	text string
}{
	{started, "started"}, {wouldStart, "would start"}, {credited, "set against their invoice"},
	{wouldCredit, "would be set against their invoice"}, {same, "already there"}, {onRecord, "on record, not compared"},
	{repeated, "repeated in the file"}, {attachedTo, "PDF attached to a line"}, {notChased, "not to be chased"},
	{conflicting, "in conflict with the record"}, {failed, "failed"},
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
	Document    string               `json:"document,omitempty"` // name of the PDF
	FirstStep   string               `json:"first_step,omitempty"`
	FirstAt     time.Time            `json:"first_at,omitzero"`
	Differences []dunning.Difference `json:"differences,omitempty"`
	Warnings    []string             `json:"warnings,omitempty"`
	Error       string               `json:"error,omitempty"`
	Hint        string               `json:"hint,omitempty"`

	later bool // it failed for a reason that passes: try again
}

// describe enters what was read.
func (i *item) describe(r intake.Receivable, note string) {
	i.Number, i.Debtor, i.DebtorName = r.Invoice.Number, r.Debtor.Key, r.Debtor.Name
	i.Due, i.DueRule, i.Payable, i.Currency = r.Invoice.Due, r.Invoice.DueRule, r.Invoice.Payable, r.Invoice.Currency
	i.Regime, i.RegimeRule = string(r.Debtor.Regime), string(r.Regime)
	i.Warnings = append(i.Warnings[:len(i.Warnings):len(i.Warnings)], r.Notes...)
	if note != "" {
		i.Warnings = append(i.Warnings, note)
	}
}

// became enters what the store answered.
func (i *item) became(a dunning.Added) {
	switch a.State {
	case dunning.AddCreated:
		i.Outcome, i.Status = started, a.Case.Status()
		if step, ok := a.Case.Step(); ok {
			i.FirstStep, i.FirstAt = step.ID, step.At
		}
		if a.Case.Held(dunning.HoldBounce) {
			i.Text = "waits for a usable address: relance debtor set " + i.Debtor + " --email …"
		}
	case dunning.AddSame:
		i.Outcome = same
	case dunning.AddConflict:
		i.Outcome, i.Differences = conflicting, a.Differences
		i.Error = i.place() + ": invoice " + i.Number + " is on record with other facts, which stay"
		i.Hint = "record what changed: relance paid, credit or reschedule; or give a new invoice its own number"
	default:
		i.Outcome, i.Hint, i.later = failed, hintOf(a.Err), mayPass(a.Err)
		i.Error = fmt.Sprintf("%s: %v", i.place(), a.Err)
	}
}

// place is the file and line of an entry.
func (i item) place() string {
	if i.Line == 0 {
		return i.File
	}
	return fmt.Sprintf("%s:%d", i.File, i.Line)
}

func (im *importer) count(o outcome) (n int) {
	for _, i := range im.items {
		if i.Outcome == o {
			n++
		}
	}
	return n
}

// report prints the account.
func (im *importer) report() error {
	for _, i := range im.items {
		im.complain(i)
	}
	if im.s.json {
		summary := map[string]int{}
		for _, o := range outcomes {
			if n := im.count(o.outcome); n > 0 {
				summary[string(o.outcome)] = n
			}
		}
		return im.s.printJSON(map[string]any{
			"dry_run": im.cmd.DryRun, "summary": summary, "items": append([]item{}, im.items...), "temporal": im.temporal,
		})
	}
	im.table()
	im.others()
	im.summary()
	return nil
}

// complain names a failure or a conflict on stderr, field by field.
func (im *importer) complain(i item) {
	if i.Error == "" {
		return
	}
	w := im.s.Stderr
	fmt.Fprintf(w, "error: %s\n", oneLine(i.Error))
	for _, d := range i.Differences {
		fmt.Fprintf(w, "       %s: on record %q, given %q\n", d.Field, d.Recorded, d.Given)
	}
	printHint(w, i.Hint)
}

// mostRows is how many started cases are listed; relance list shows the rest.
const mostRows = 25

// table lists the cases that start.
func (im *importer) table() {
	var rows [][]string
	left := 0
	for _, i := range im.items {
		if i.Outcome != started && i.Outcome != wouldStart {
			continue
		}
		if len(rows) == mostRows {
			left++
			continue
		}
		regime := i.Regime
		if i.RegimeRule == string(intake.RegimeCautious) {
			regime += " (assumed)"
		}
		rows = append(rows, []string{
			i.Number, i.Creditor, shorten(oneLine(i.DebtorName), 30), i.Due.String(), string(i.DueRule),
			inFrench(i.Payable, i.Currency), regime, i.FirstStep, clock(i.FirstAt),
		})
	}
	if len(rows) > 0 {
		im.s.figures([]string{"INVOICE", "CREDITOR", "DEBTOR", "DUE", "BY", "OPEN", "REGIME", "FIRST STEP", "AT"}, rows, 5)
	}
	if left > 0 {
		im.s.say("… and %d more: relance list", left)
	}
}

// others names every entry that is neither started nor an error, with its
// reason, and what was remarked about the rest.
func (im *importer) others() {
	for _, i := range im.items {
		switch i.Outcome {
		case notChased, repeated, attachedTo, remark, same, onRecord, credited, wouldCredit:
			im.s.say("%s: %s%s", i.place(), prefix(i), oneLine(i.Text))
		case started:
			if i.Text != "" {
				im.s.say("%s: %s %s", i.place(), i.Number, oneLine(i.Text))
			}
		}
		for _, w := range i.Warnings {
			im.s.say("%s: %s: %s", i.place(), i.Number, oneLine(w))
		}
	}
}

func prefix(i item) string {
	switch i.Outcome {
	case notChased:
		return i.Number + " not chased: "
	case credited, wouldCredit:
		return i.Number + ": "
	case repeated:
		return i.Number + " repeated: "
	case same:
		return i.Number + " already there"
	case onRecord:
		return i.Number + " on record"
	}
	return ""
}

// queued is what became of a large import besides told and later: Temporal
// takes the cases one after the other.
const queued = "queued"

// summary counts the outcomes.
func (im *importer) summary() {
	var parts []string
	for _, o := range outcomes {
		if n := im.count(o.outcome); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o.text))
		}
	}
	im.s.say("%s", strings.Join(parts, ", "))
	switch {
	case im.cmd.DryRun && im.app == nil:
		im.s.say("dry run without database: what is on record is not known")
	case im.cmd.DryRun:
		im.s.say("dry run: nothing was recorded")
	case im.temporal == later:
		im.s.say("recorded; the cases start when Temporal is back")
	case im.temporal == queued:
		im.s.say("recorded; the cases start one after the other while a worker runs")
	case im.count(started)+im.count(failed)+im.count(conflicting) == 0 && im.count(same) > 0:
		im.s.say("nothing new: everything is on record already")
	}
}
