package court

import (
	"io"
	"strings"

	"relance/internal/calendar"
	"relance/internal/cli/cases"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/procedure"
	"relance/internal/recourse"
)

// Way shows the ways to go on with a claim, or notes an event of one.
type Way struct {
	cases.CaseArg
	Event string         `placeholder:"EVENT" help:"Note an event and keep its alarms: request_filed, order_made, order_served, opposition_fee, opposition_tj, letter_sent, uncontested_ask, command_served, record_sealed, published, claim_disputed, liquidation_published, observation_ended, claims_listed, contract_ended or struck_off."`
	Date  *frame.DateArg `placeholder:"D" help:"Day of the event."`
	ICS   string         `name:"ics" placeholder:"FILE.ics" help:"Write the alarms as a calendar file as well."`
}

// Run prints the conditions of each way as the record fulfils them; it
// recommends none.
func (c *Way) Run(s *frame.Session) error {
	return withCase(s, c.By, c.Name(), func(d *frame.Counter, ref dunning.Ref) error {
		if c.Event != "" {
			return c.tell(s, d, ref)
		}
		ways, err := d.Recourse().Ways(s.Ctx, d.Who, ref)
		switch {
		case err != nil:
			return err
		case s.JSON:
			return s.PrintJSON(ways)
		}
		for _, w := range ways {
			s.Say("%s (%s)", s.W.Reword(w.Name), w.ID)
			rows := make([][]string, len(w.Conditions))
			for i, k := range w.Conditions {
				is := s.W.Pick(evidence.Fulfilled(k.Is), strings.ReplaceAll(string(k.Is), "_", " "))
				rows[i] = []string{s.W.Reword(k.What), is, s.W.Reword(k.Why), s.W.Reword(k.Source), s.W.Sentence(k.Dated())}
			}
			s.Table([]string{"CONDITION", "STATE", "RECORD", "SOURCE", "RULE"}, rows)
			for _, n := range w.Notes {
				s.Say("– %s", s.W.Reword(n))
			}
		}
		rules, err := calendar.ParseLoose(ways[0].AsOf)
		if err != nil {
			return err
		}
		s.Say("facts of %s, rules as of %s; no advice", s.W.Date(s.Today()), s.W.Date(rules))
		return nil
	})
}

// tell notes an event of a procedure.
func (c *Way) tell(s *frame.Session, d *frame.Counter, ref dunning.Ref) error {
	day := s.Today()
	if c.Date != nil {
		day = c.Date.Date
	}
	alarms, err := d.Recourse().TellEvent(s.Ctx, d.Who, ref, procedure.Trigger(c.Event), day)
	if err != nil {
		return err
	}
	if c.ICS != "" {
		err := frame.NewFile(c.ICS, func(w io.Writer) error {
			_, err := w.Write(procedure.Calendar(alarms, ref.Number, s.Now()))
			return err
		})
		if err != nil {
			return err
		}
	}
	if s.JSON {
		return s.PrintJSON(append([]procedure.Alarm{}, alarms...))
	}
	rows := make([][]string, len(alarms))
	for i, a := range alarms {
		rows[i] = []string{s.W.ShortDate(a.On), s.W.ShortDate(a.End), s.W.Reword(a.What), s.W.Reword(a.Missed), s.W.Reword(a.Source)}
	}
	s.Table([]string{"REMINDER", "LAST DAY", "TO DO", "ELSE", "SOURCE"}, rows)
	return nil
}

// insolvencyDeclarationCmd writes the declaration of a creditor's claims.
type insolvencyDeclarationCmd struct {
	cases.CaseArg
	statedArgs
	Output string `short:"o" required:"" placeholder:"FILE.zip" help:"Where to write it; an existing file is not replaced."`
	Strict bool   `help:"Fail when a place is left for a person to fill in."`
}

// Run writes one declaration over all open invoices of the debtor, with its
// annexes.
func (c *insolvencyDeclarationCmd) Run(s *frame.Session) error {
	return ofDebtor(s, c.CaseArg, func(desk *recourse.Desk, who recourse.Actor, creditor, debtor string) error {
		decl, err := desk.Declaration(s.Ctx, who, creditor, debtor)
		if err != nil {
			return err
		}
		decl.Stated = c.stated()
		sum, err := writeEvidence(c.Output, c.Strict, func(w io.Writer) (evidence.Summary, error) { return evidence.WriteDeclaration(w, decl) })
		if err != nil {
			return err
		}
		s.Say("%s: %d {invoice|invoices} declared, %d {exhibit|exhibits} in %s", debtor, len(decl.Cases), sum.Pieces, c.Output)
		if by := decl.Proceedings.ClaimBy; !by.IsZero() {
			s.Say("last day to declare: %s (counted by prudence from the judgment: %s)", s.W.Date(by), s.W.Date(dunning.DeclareBy(decl.Proceedings.Judgment)))
		}
		if sum.Blanks > 0 {
			s.Say("to be filled in: %d {place|places} marked %s", sum.Blanks, evidence.Blank)
		}
		return nil
	})
}

// writeEvidence writes a file; strict refuses one that is not ready.
func writeEvidence(name string, strict bool, write func(io.Writer) (evidence.Summary, error)) (sum evidence.Summary, err error) {
	err = frame.NewFile(name, func(w io.Writer) (err error) {
		sum, err = write(w)
		return err
	})
	if err == nil && strict && sum.Blanks > 0 {
		return sum, dunning.Errorf(dunning.CodeConflict, "the file is not ready, places marked %s (%d): %s", evidence.Blank, sum.Blanks, evidence.Quoted(sum.Missing)).
			WithHint("the file was written to %s; fill the places in, or complete the record and write it anew", name)
	}
	return sum, err
}
