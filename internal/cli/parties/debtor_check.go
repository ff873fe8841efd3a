package parties

import (
	"cmp"
	"errors"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/company"
	"relance/internal/desk"
	"relance/internal/dunning"
)

// debtorCheckCmd looks debtors up in the register of companies.
type debtorCheckCmd struct {
	Name     string `arg:"" optional:"" help:"The debtor's reference in your books, or his name."`
	All      bool   `help:"All debtors; those that were looked up within a week are compared without asking again."`
	Fresh    bool   `help:"With --all: ask again for all of them."`
	Creditor string `placeholder:"ID" help:"Creditor, when several know the debtor; with --all: his debtors alone."`
	By       string `placeholder:"NAME" help:"Who asks (default: $$USER)."`
}

// Run prints what the register said; it overwrites nothing.
func (c *debtorCheckCmd) Run(s *frame.Session) error {
	if c.All == (c.Name != "") {
		return frame.Usage(errors.New("name one debtor, or say --all"))
	}
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	all := []company.Check{}
	if c.All {
		err = d.Recourse().CheckDebtors(s.Ctx, d.Who, c.Creditor, c.Fresh, func(k company.Check) { all = append(all, k) })
	} else {
		var k company.Check
		k, err = c.one(s, d)
		all = append(all, k)
	}
	if err != nil {
		return err
	}
	s.Tell(d.Rooms, frame.MostPatience)
	failed := 0
	for _, k := range all {
		if k.State == company.Failed {
			failed++
			s.Complain(k.Debtor+": "+k.Error, "")
		}
	}
	if err := c.say(s, all); err != nil {
		return err
	}
	if failed > 0 {
		return frame.SomeOf(failed, len(all))
	}
	return nil
}

// one finds a debtor by his reference, else by a name that only one has.
func (c *debtorCheckCmd) one(s *frame.Session, d *frame.Counter) (company.Check, error) {
	debtor, err := d.FindDebtor(s.Ctx, d.Who, backoffice.DebtorName{Creditor: c.Creditor, Key: c.Name})
	if dunning.ErrorCode(err) == dunning.CodeNotFound {
		page, other := d.DebtorList(s.Ctx, d.Who, desk.DebtorFilter{Creditor: c.Creditor, Text: c.Name, Limit: 2})
		if other != nil || len(page.Rows) != 1 || page.More {
			return company.Check{}, cmp.Or(other, err)
		}
		debtor, err = page.Rows[0], nil
	}
	if err != nil {
		return company.Check{}, err
	}
	return d.Recourse().CheckDebtor(s.Ctx, d.Who, debtor)
}

func (c *debtorCheckCmd) say(s *frame.Session, all []company.Check) error {
	switch {
	case s.JSON && c.All:
		return s.PrintJSON(all)
	case s.JSON:
		return s.PrintJSON(all[0])
	}
	rows := make([][]string, len(all))
	for i, k := range all {
		looked := "–" // nobody could be asked, or the register did not answer
		if !k.At.IsZero() {
			looked = s.Clock(k.At)
		}
		rows[i] = []string{k.Creditor + "/" + k.Debtor, frame.Shorten(k.Name, 40), cmp.Or(k.SIREN, "–"), s.W.RegisterState(k.State), looked, frame.Shorten(registerRemark(s, k), 160)}
	}
	s.Table([]string{"CUSTOMER", "NAME", "SIREN", "STATE", "LOOKED UP", "REMARK"}, rows)
	return nil
}

// registerRemark says what was filled, what differs and what stops.
func registerRemark(s *frame.Session, k company.Check) string {
	var out []string
	for _, f := range k.Filled {
		out = append(out, s.W.RegisterFilled(f))
	}
	for _, d := range k.Differences {
		out = append(out, s.W.RegisterDifference(d))
	}
	for _, ref := range k.Held {
		out = append(out, s.W.RegisterStopped(ref.Number))
	}
	if k.Register != nil && k.Register.Old(calendar.DateOf(k.At.In(calendar.Metropole.Location()))) {
		out = append(out, s.W.RegisterEntry(k.Register.Updated))
	}
	return strings.Join(out, "; ")
}
