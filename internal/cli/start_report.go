package cli

import (
	"fmt"
	"strings"
	"time"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/intake"
	"relance/internal/money"
)

// outcome is what became of a file or a line.
type outcome = backoffice.ImportOutcome

// outcomes are counted in this order.
var outcomes = []struct {
	outcome
	text string
}{
	{backoffice.Started, "started"}, {backoffice.WouldStart, "would start"}, {backoffice.Credited, "set against their invoice"},
	{backoffice.WouldCredit, "would be set against their invoice"}, {backoffice.AlreadyIn, "already there"},
	{backoffice.OnRecord, "on record, not compared"}, {backoffice.Repeated, "repeated in the file"},
	{backoffice.Attached, "PDF attached to a line"}, {backoffice.NotChased, "not to be chased"},
	{backoffice.Conflicting, "in conflict with the record"}, {backoffice.Failed, "failed"},
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
func (i item) place() string {
	if i.Line == 0 {
		return i.File
	}
	return fmt.Sprintf("%s:%d", i.File, i.Line)
}

// report prints the account.
func (im *importing) report() error {
	for _, i := range im.items {
		im.complain(i)
	}
	if im.s.json {
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
	list := jsonList{s: im.s, indent: "    "}
	fmt.Fprintf(im.s.Stdout, "{\n  \"dry_run\": %t,\n  \"items\": ", im.cmd.DryRun)
	if err := list.open(); err != nil {
		return err
	}
	for _, i := range im.items {
		if err := list.add(i); err != nil {
			return err
		}
	}
	if err := list.close(); err != nil {
		return err
	}
	counted, err := marshal(summary, "  ")
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
func (im *importing) table() {
	var rows [][]string
	left := 0
	for _, i := range im.items {
		if i.Outcome != backoffice.Started && i.Outcome != backoffice.WouldStart {
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
// reason, and then what was remarked about the invoices.
func (im *importing) others() {
	for _, i := range im.items {
		switch i.Outcome {
		case backoffice.NotChased, backoffice.Repeated, backoffice.Attached, backoffice.Remark, backoffice.AlreadyIn, backoffice.OnRecord,
			backoffice.Credited, backoffice.WouldCredit:
			im.s.say("%s: %s%s", i.place(), prefix(i), oneLine(i.Text))
		}
	}
	for _, kind := range im.warnings() {
		for _, line := range gathered(kind) {
			im.s.say("%s", line)
		}
	}
}

func prefix(i *item) string {
	switch i.Outcome {
	case backoffice.NotChased:
		return i.Number + " not chased: "
	case backoffice.Credited, backoffice.WouldCredit:
		return i.Number + ": "
	case backoffice.Repeated:
		return i.Number + " repeated: "
	case backoffice.AlreadyIn:
		return i.Number + " already there"
	case backoffice.OnRecord:
		return i.Number + " on record"
	}
	return ""
}

// queued is what became of a large import besides told and later: Temporal
// takes the cases one after the other.
const queued = "queued"

// summary counts the outcomes.
func (im *importing) summary() {
	var parts []string
	for _, o := range outcomes {
		if n := im.counts[o.outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o.text))
		}
	}
	im.s.say("%s", strings.Join(parts, ", "))
	switch {
	case im.cmd.DryRun && im.office.Invoices == nil:
		im.s.say("dry run without database: what is on record is not known")
	case im.cmd.DryRun:
		im.s.say("dry run: nothing was recorded")
	case im.temporal == later:
		im.s.say("recorded; the cases start when Temporal is back")
	case im.temporal == queued:
		im.s.say("recorded; the cases start one after the other while a worker runs")
	case im.counts[backoffice.Started]+im.counts[backoffice.Failed]+im.counts[backoffice.Conflicting] == 0 && im.counts[backoffice.AlreadyIn] > 0:
		im.s.say("nothing new: everything is on record already")
	}
}
