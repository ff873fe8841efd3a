package parties

import (
	"cmp"
	"strconv"

	"relance/internal/change"
	"relance/internal/cli/frame"
)

// Creditor looks after changes of creditors that wait for two people.
type Creditor struct {
	Changes creditorChangesCmd `cmd:"" help:"List changes of name, account and plan that wait for two people."`
	Agree   creditorAgreeCmd   `cmd:"" help:"Agree to a change; it takes two people who are signed in."`
	Refuse  creditorRefuseCmd  `cmd:"" help:"Refuse a change; what is on record stays."`
}

// creditorChangesCmd lists the changes that wait.
type creditorChangesCmd struct {
	Creditor string `placeholder:"ID" help:"Only this creditor's."`
}

// Run prints them, the oldest first.
func (c *creditorChangesCmd) Run(s *frame.Session) error {
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	list, err := d.CreditorChanges(s.Ctx, d.Who, c.Creditor)
	if err != nil {
		return err
	}
	if s.JSON {
		if list == nil {
			list = []change.Creditor{}
		}
		return s.PrintJSON(list)
	}
	rows := make([][]string, len(list))
	for i, ch := range list {
		rows[i] = []string{strconv.FormatInt(ch.ID, 10), ch.Creditor, changeText(ch), s.DayOf(ch.Asked), cmp.Or(ch.FirstBy, s.W.Sprintf("nobody yet"))}
	}
	s.Table([]string{"CHANGE", "CREDITOR", "WHAT", "ASKED", "FIRST YES"}, rows)
	return nil
}

// changeText says what changes.
func changeText(c change.Creditor) (out string) {
	for _, part := range []struct{ name, before, after string }{
		{"name", c.Before.Name, c.After.Name}, {"IBAN", c.Before.IBAN, c.After.IBAN},
		{"accounts", c.Before.Accounts, c.After.Accounts}, {"payment methods", c.Before.Means, c.After.Means}, {"plan", c.Before.Plan, c.After.Plan},
	} {
		if part.before != part.after {
			if out != "" {
				out += "; "
			}
			out += part.name + " " + cmp.Or(part.before, "none") + " → " + cmp.Or(part.after, "none")
		}
	}
	return out
}

// creditorAgreeCmd agrees to a change.
type creditorAgreeCmd struct {
	Change int64 `arg:"" help:"Number of the change."`
}

// Run is refused: a shell identifies nobody. The attempt is in the audit.
func (c *creditorAgreeCmd) Run(s *frame.Session) error { return decideChange(s, c.Change, true) }

// creditorRefuseCmd refuses a change.
type creditorRefuseCmd struct {
	Change int64 `arg:"" help:"Number of the change."`
}

// Run is refused as well: who refuses is to be known.
func (c *creditorRefuseCmd) Run(s *frame.Session) error { return decideChange(s, c.Change, false) }

func decideChange(s *frame.Session, id int64, agree bool) error {
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	ch, err := d.DecideChange(s.Ctx, d.Who, id, agree)
	if err != nil {
		return err
	}
	s.Say("change %d of creditor %s: %s", ch.ID, ch.Creditor, cmp.Or(ch.Outcome, s.W.Sprintf("first yes of two")))
	return nil
}
