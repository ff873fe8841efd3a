package parties

import (
	"fmt"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/change"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// Debtor groups what concerns a debtor.
type Debtor struct {
	Set    debtorSetCmd    `cmd:"" help:"Correct a debtor; a mended address lets his cases go on."`
	Import debtorImportCmd `cmd:"" help:"Merge a CSV list of contacts into the debtors on record."`
	Merge  debtorMergeCmd  `cmd:"" help:"Merge two debtors on record who are one, or see what that would do."`
	Check  debtorCheckCmd  `cmd:"" help:"Look debtors up in the register of companies: blanks are filled, differences are shown."`
	Show   debtorShowCmd   `cmd:"" help:"Show a debtor and the addresses he had."`
}

// debtorArg names a debtor.
type debtorArg struct {
	Key      string `arg:"" help:"The debtor's reference in your books; relance show NUMBER tells it."`
	Creditor string `placeholder:"ID" help:"Creditor, when several know the reference."`
}

// debtorSetCmd corrects what is on record; what is not named stays.
type debtorSetCmd struct {
	debtorArg
	Email       *string  `placeholder:"ADDRESS" help:"E-mail address for notices."`
	Name        *string  `placeholder:"NAME" help:"Exact name."`
	AddressLine []string `sep:"none" placeholder:"LINE" help:"Line of the postal address below the name; repeat it for each line."`
	Postcode    *string  `placeholder:"CODE" help:"Postcode."`
	City        *string  `placeholder:"TOWN" help:"Town."`
	Country     *string  `placeholder:"XX" help:"Country, two letters."`
	SIREN       *string  `name:"siren" placeholder:"SIREN" help:"Company number, nine figures; what his platform says of invoices counts then."`
	Regime      *string  `placeholder:"REGIME" help:"b2b, b2c, public or non_professional."`
	Language    *string  `placeholder:"LANG" help:"Language of notices: fr or en; --lang after debtor set says it, too."`
	Plan        *string  `placeholder:"PLAN" help:"Plan of cases that start later."`
	PayDays     *int     `placeholder:"N" help:"Payment period of a public buyer: 30, 50 (hospitals) or 60 (public undertakings) days; 0 for not known."`
	lreFlags
	By string `placeholder:"NAME" help:"Who says so (default: $$USER)."`
}

// Run records the change; cases that waited for an address go on.
func (c *debtorSetCmd) Run(s *frame.Session) error {
	if c.Language == nil && s.Lang != "" {
		c.Language = &s.Lang
	}
	k, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer k.Close()
	d, err := k.FindDebtor(s.Ctx, k.Who, backoffice.DebtorName{Creditor: c.Creditor, Key: c.Key})
	if err != nil {
		return err
	}
	change := c.change(d)
	if change.Electronic, err = c.electronic(d.Electronic); err != nil {
		return err
	}
	own := false
	if c.Email != nil {
		if own, err = k.OwnAddress(s.Ctx, k.Who, d.Creditor, *c.Email); err != nil {
			return err
		}
	}
	d, mended, err := k.CorrectDebtor(s.Ctx, k.Who, d, change)
	if err != nil {
		return err
	}
	delivery := s.Tell(k.Rooms, frame.MostPatience)
	if s.JSON {
		out := map[string]any{"debtor": d, "cases_mended": append([]dunning.Ref{}, mended...), "temporal": delivery}
		if own {
			out["warnings"] = []string{ownAddress(d.Email)}
		}
		return s.PrintJSON(out)
	}
	sayCorrected(s, d, own, mended, delivery)
	return nil
}

// sayCorrected says how a debtor stands now, and which cases go on.
func sayCorrected(s *frame.Session, d dunning.Debtor, own bool, mended []dunning.Ref, delivery string) {
	sayDebtor(s, d)
	if own {
		s.Say("warning   %s", s.W.Reword(ownAddress(d.Email)))
	}
	for _, ref := range mended {
		s.Say("%s goes on", ref.Number)
	}
	if delivery == frame.Later && len(mended) > 0 {
		s.Say("recorded; the case hears of it when Temporal is back")
	}
}

// ownAddress warns of an address that is not the debtor's.
func ownAddress(email string) string {
	return fmt.Sprintf("the address %s is the creditor's own: notices would not reach the debtor", email)
}

// change is what is to be set.
func (c *debtorSetCmd) change(d dunning.Debtor) change.Debtor {
	return change.Debtor{
		Name: c.Name, Language: c.Language, Email: c.Email, Plan: c.Plan, Address: c.address(d.Address), Regime: (*dunning.Regime)(c.Regime), PayDays: c.PayDays, SIREN: c.siren(),
	}
}

// siren is the company number without blanks; nil when none was named.
func (c *debtorSetCmd) siren() *string {
	if c.SIREN == nil {
		return nil
	}
	n := strings.Join(strings.Fields(*c.SIREN), "")
	return &n
}

// address changes the parts that were named; nil when none was.
func (c *debtorSetCmd) address(now dunning.Address) *dunning.Address {
	if c.AddressLine == nil && c.Postcode == nil && c.City == nil && c.Country == nil {
		return nil
	}
	if c.AddressLine != nil {
		now.Lines = c.AddressLine
	}
	for _, part := range []struct {
		given *string
		to    *string
	}{{c.Postcode, &now.Postcode}, {c.City, &now.City}, {c.Country, &now.Country}} {
		if part.given != nil {
			*part.to = strings.TrimSpace(*part.given)
		}
	}
	now.Country = strings.ToUpper(now.Country)
	return &now
}

// debtorShowCmd shows a debtor.
type debtorShowCmd struct{ debtorArg }

// Run prints what is on record.
func (c *debtorShowCmd) Run(s *frame.Session) error {
	k, err := s.Desk("")
	if err != nil {
		return err
	}
	defer k.Close()
	d, err := k.FindDebtor(s.Ctx, k.Who, backoffice.DebtorName{Creditor: c.Creditor, Key: c.Key})
	if err != nil {
		return err
	}
	contacts, err := k.Contacts(s.Ctx, k.Who, d)
	if err != nil {
		return err
	}
	doubles, err := k.Rooms.Merging().Doubles(s.Ctx, k.Who, d)
	if err != nil {
		return err
	}
	if s.JSON {
		out := make([]map[string]any, len(contacts))
		for i, k := range contacts {
			out[i] = map[string]any{"role": k.Role, "email": k.Email, "usable": k.Usable}
		}
		return s.PrintJSON(map[string]any{"debtor": d, "contacts": out, "doubles": doubles})
	}
	sayDebtor(s, d)
	for _, k := range contacts {
		s.Say("contact   %s%s", k.Email, map[bool]string{false: s.W.Text(" (refused for good)")}[k.Usable])
	}
	for _, x := range doubles {
		s.Say("double?   %s  %s (%s)", x.Debtor.Key, frame.OneLine(x.Debtor.Name), s.W.MergeSign(x.Signs[0]))
	}
	return nil
}

// sayDebtor prints a debtor.
func sayDebtor(s *frame.Session, d dunning.Debtor) {
	s.Say("%s  %s (%s)", d.Key, frame.OneLine(d.Name), d.Creditor)
	email := d.Email
	switch {
	case email == "":
		email = s.W.Text("none: reminders by e-mail wait for one")
	case d.Bounced:
		email += s.W.Text(" (refused for good)")
	}
	s.Say("e-mail    %s", email)
	address := append(append([]string{}, d.Address.Lines...), strings.TrimSpace(d.Address.Postcode+" "+d.Address.City), d.Address.Country)
	s.Say("address   %s", frame.OneLine(strings.Trim(strings.Join(address, ", "), ", ")))
	s.Say("regime    %s", s.W.Regime(d.Regime))
	if d.Regime == dunning.Public {
		period := s.W.Sprintf("not known: relance debtor set %s --pay-days 30, 50 or 60", d.Key)
		if d.PayDays != 0 {
			period = s.W.Sprintf("%d days", d.PayDays)
		}
		s.Say("period    %s", period)
	}
	s.Say("language  %s", s.W.LanguageName(d.Language))
	if d.Plan != "" {
		s.Say("plan      %s", d.Plan)
	}
	s.Say("LRE       %s", ElectronicText(s, d))
}
