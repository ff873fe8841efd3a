package parties

import (
	"cmp"
	"strings"

	"relance/internal/backoffice"
	debtors "relance/internal/backoffice/merging"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/merge"
)

// debtorMergeCmd merges two debtors on record who are one.
type debtorMergeCmd struct {
	Keep     string            `arg:"" help:"Reference of the debtor who goes on."`
	Other    string            `arg:"" help:"Reference of the one who is given up: his invoices, mails and links become the other's."`
	Creditor string            `placeholder:"ID" help:"Creditor, when several know the reference."`
	Take     map[string]string `placeholder:"FIELD=SIDE" help:"Whose value of a field survives, keep or other: name, address, email, siren, vat, regime, language, contact, plan, zone, pay_days; repeat it for each field. By default that of the first, and where he has none that of the other."`
	Confirm  []string          `placeholder:"CODE" help:"Answer to a question of the preview, by its code; repeat it for each."`
	DryRun   bool              `help:"Say what would change, change nothing."`
	Undo     bool              `help:"Undo the merging: the cases that it moved go back to OTHER."`
	By       string            `placeholder:"NAME" help:"Who says so (default: $$USER)."`
}

// Run merges the two, shows what that would do, or undoes it.
func (c *debtorMergeCmd) Run(s *frame.Session) error {
	k, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer k.Close()
	kept, err := k.FindDebtor(s.Ctx, k.Who, backoffice.DebtorName{Creditor: c.Creditor, Key: c.Keep})
	if err != nil {
		return err
	}
	desk, order := k.Rooms.Merging(), c.order(kept.Creditor)
	switch {
	case c.Undo:
		return c.undo(s, k, desk, order)
	case c.DryRun:
		out, err := desk.Preview(s.Ctx, k.Who, order)
		if err != nil {
			return err
		}
		return c.say(s, merge.Done{Outcome: out}, "")
	}
	done, err := desk.Merge(s.Ctx, k.Who, order)
	if err != nil {
		return err
	}
	return c.say(s, done, s.Tell(k.Rooms, frame.MostPatience))
}

// order is what was typed.
func (c *debtorMergeCmd) order(creditor string) merge.Order {
	o := merge.Order{Creditor: creditor, Keep: c.Keep, Other: c.Other, Take: merge.Take{}}
	for field, side := range c.Take {
		o.Take[merge.Field(field)] = merge.Side(side)
	}
	for _, code := range c.Confirm {
		o.Confirm = append(o.Confirm, merge.DoubtCode(code))
	}
	return o
}

// undo parts two who were merged.
func (c *debtorMergeCmd) undo(s *frame.Session, k *frame.Counter, desk *debtors.Desk, o merge.Order) error {
	r, err := desk.Part(s.Ctx, k.Who, o.Creditor, o.Keep, o.Other)
	if err != nil {
		return err
	}
	delivery := s.Tell(k.Rooms, frame.MostPatience)
	if s.JSON {
		return s.PrintJSON(map[string]any{"merging": r, "temporal": delivery})
	}
	s.Say("the merging is undone; cases that go back to %s: %d", r.Other, r.Cases)
	s.Say("what %s took over of name and address stays; correct it where it is wrong", r.Keep)
	return nil
}

// say prints what the merging does, or did.
func (c *debtorMergeCmd) say(s *frame.Session, done merge.Done, delivery string) error {
	out := done.Outcome
	if s.JSON {
		return s.PrintJSON(struct {
			merge.Outcome
			DryRun   bool   `json:"dry_run"`
			ID       int64  `json:"id,omitempty"`
			Moved    int    `json:"moved"`
			Temporal string `json:"temporal,omitempty"`
		}{out, c.DryRun, done.ID, done.Moved, delivery})
	}
	sayFields(s, out)
	sayMoves(s, out)
	for _, r := range out.Refusals {
		s.Say("refused   %s", s.W.Error(r.Err, nil))
	}
	for _, d := range out.Doubts {
		if !d.Answered {
			s.Say("question  %s (%s)", s.W.Error(d.Err, nil), answerOf(d))
		}
	}
	if c.DryRun {
		s.Say("dry run: nothing was changed")
		return nil
	}
	s.Say("%s is merged into %s; cases moved: %d", out.Other.Key, out.Keep.Key, done.Moved)
	if delivery == frame.Later {
		s.Say("recorded; the cases hear of it when Temporal is back")
	}
	return nil
}

// answerOf is how a question is answered on the command line.
func answerOf(d merge.Doubt) string {
	if d.Field != "" {
		return "--take " + string(d.Field) + "=keep|other"
	}
	return "--confirm " + string(d.Code)
}

// sayFields prints what both have on record, where it differs.
func sayFields(s *frame.Session, out merge.Outcome) {
	s.Say("%s  %s (%s)", out.Keep.Key, frame.OneLine(out.Keep.Name), out.Keep.Creditor)
	s.Say("%s  %s (%s)", out.Other.Key, frame.OneLine(out.Other.Name), out.Other.Creditor)
	var rows [][]string
	for _, r := range out.Rows {
		if r.Differs || r.Changes() {
			rows = append(rows, []string{s.W.MergeField(r.Field), cmp.Or(frame.OneLine(r.Keep), "–"), cmp.Or(frame.OneLine(r.Other), "–"), cmp.Or(frame.OneLine(r.After), "–")})
		}
	}
	if len(rows) > 0 {
		s.Table([]string{"FIELD", "KEPT", "OTHER", "AFTERWARDS"}, rows)
	}
	for _, f := range out.Facts {
		s.Say("holds     %s", s.W.MergeFact(f))
	}
}

// sayMoves prints which cases move, and what they do next.
func sayMoves(s *frame.Session, out merge.Outcome) {
	var rows [][]string
	for _, m := range out.Moves {
		now, then := nextText(s, m.Before), nextText(s, m.After)
		rows = append(rows, []string{m.Ref.Number, s.W.Amount(m.Balance.Cents, m.Balance.Currency), now, then})
	}
	if len(rows) > 0 {
		s.Table([]string{"INVOICE", "OPEN", "NEXT NOW", "NEXT THEN"}, rows)
	}
	var sums []string
	for _, a := range out.Open {
		sums = append(sums, s.W.Amount(a.Cents, a.Currency))
	}
	s.Say("moves     open: %s; closed cases: %d", cmp.Or(strings.Join(sums, " + "), "–"), out.Closed)
}

// nextText says what a case does next.
func nextText(s *frame.Session, d dunning.Decision) string {
	text := s.W.Reason(d.Reason)
	if d.Step != "" {
		text = d.Step + ": " + text
	}
	if !d.At.IsZero() {
		text = s.Clock(d.At) + " " + text
	}
	return text
}
