package cli

import (
	"strings"
	"time"

	"relance/internal/config"
	"relance/internal/dunning"
)

// debtorCmd groups what concerns a debtor.
type debtorCmd struct {
	Set    debtorSetCmd    `cmd:"" help:"Correct a debtor; a mended address lets his cases go on."`
	Import debtorImportCmd `cmd:"" help:"Merge a CSV list of contacts into the debtors on record."`
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
	Regime      *string  `placeholder:"REGIME" help:"b2b, b2c, public or non_professional."`
	Lang        *string  `placeholder:"LANG" help:"fr or en."`
	Plan        *string  `placeholder:"PLAN" help:"Plan of cases that start later."`
	lreFlags
	By string `placeholder:"NAME" help:"Who says so (default: $$USER)."`
}

// Run records the change; cases that waited for an address go on.
func (c *debtorSetCmd) Run(s *session) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	d, err := a.FindDebtor(s.ctx, c.Creditor, c.Key)
	if err != nil {
		return err
	}
	change, err := c.change(d, a.Config)
	if err != nil {
		return err
	}
	if change.Electronic, err = c.electronic(d.Electronic, s.today()); err != nil {
		return err
	}
	change.Author = s.author(c.By)
	mended, err := a.Store.UpdateDebtor(s.ctx, d.Creditor, d.Key, change)
	if err != nil {
		return err
	}
	told := s.tell(a, 10*time.Second)
	if d, err = a.Store.Debtor(s.ctx, d.Creditor, d.Key); err != nil {
		return err
	}
	if s.json {
		return s.printJSON(map[string]any{"debtor": d, "cases_mended": refs(mended), "temporal": told})
	}
	s.sayDebtor(d)
	for _, ref := range mended {
		s.say("%s goes on", ref.Number)
	}
	if told == later && len(mended) > 0 {
		s.say("recorded; the case hears of it when Temporal is back")
	}
	return nil
}

func refs(in []dunning.Ref) []dunning.Ref { return append([]dunning.Ref{}, in...) }

// change checks what is to be set.
func (c *debtorSetCmd) change(d dunning.Debtor, cfg config.Config) (out dunning.DebtorChange, err error) {
	out = dunning.DebtorChange{Name: c.Name, Language: c.Lang, Email: c.Email, Plan: c.Plan, Address: c.address(d.Address)}
	if c.Regime != nil {
		regime := dunning.Regime(*c.Regime)
		out.Regime = &regime
	}
	bad := func(what, value, hint string) error {
		return dunning.Errorf(dunning.CodeInvalid, "%s %q cannot be used", what, value).WithHint("%s", hint)
	}
	switch {
	case c.Name != nil && strings.TrimSpace(*c.Name) == "":
		return out, bad("name", *c.Name, "write the exact name of the debtor")
	case c.Email != nil && *c.Email != "" && !mailable(*c.Email):
		return out, bad("e-mail address", *c.Email, "write one address, as compta@client.example.fr")
	case out.Regime != nil && !known(dunning.Regimes(), *out.Regime):
		return out, bad("regime", *c.Regime, "use b2b, b2c, public or non_professional")
	case c.Lang != nil && *c.Lang != "fr" && *c.Lang != "en":
		return out, bad("language", *c.Lang, "use fr or en")
	case c.Country != nil && len(*c.Country) != 2:
		return out, bad("country", *c.Country, "write two letters, as FR")
	case c.Plan != nil && !planned(cfg, *c.Plan):
		return out, unknownPlan(cfg, *c.Plan)
	}
	return out, nil
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

// mailable tells whether a text can be an e-mail address.
func mailable(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(strings.Trim(domain, "."), ".") && !strings.ContainsAny(s, " \t\r\n,;<>") &&
		!strings.Contains(domain, "@")
}

func known[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// debtorShowCmd shows a debtor.
type debtorShowCmd struct{ debtorArg }

// Run prints what is on record.
func (c *debtorShowCmd) Run(s *session) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	d, err := a.FindDebtor(s.ctx, c.Creditor, c.Key)
	if err != nil {
		return err
	}
	contacts, err := a.Store.Contacts(s.ctx, d.Creditor, d.Key)
	if err != nil {
		return err
	}
	if s.json {
		out := make([]map[string]any, len(contacts))
		for i, k := range contacts {
			out[i] = map[string]any{"role": k.Role, "email": k.Email, "usable": k.Usable}
		}
		return s.printJSON(map[string]any{"debtor": d, "contacts": out})
	}
	s.sayDebtor(d)
	for _, k := range contacts {
		s.say("contact   %s%s", k.Email, map[bool]string{false: " (refused for good)"}[k.Usable])
	}
	return nil
}

// sayDebtor prints a debtor.
func (s *session) sayDebtor(d dunning.Debtor) {
	s.say("%s  %s (%s)", d.Key, oneLine(d.Name), d.Creditor)
	email := d.Email
	switch {
	case email == "":
		email = "none: reminders by e-mail wait for one"
	case d.Bounced:
		email += " (refused for good)"
	}
	s.say("e-mail    %s", email)
	address := append(append([]string{}, d.Address.Lines...), strings.TrimSpace(d.Address.Postcode+" "+d.Address.City), d.Address.Country)
	s.say("address   %s", oneLine(strings.Trim(strings.Join(address, ", "), ", ")))
	s.say("regime    %s (%s)", d.Regime, fr.Regime(d.Regime))
	s.say("language  %s", d.Language)
	if d.Plan != "" {
		s.say("plan      %s", d.Plan)
	}
	s.say("LRE       %s", electronicText(d))
}

// planned tells whether the configuration has a plan.
func planned(cfg config.Config, id string) bool {
	_, ok := cfg.Plans[id]
	return ok || id == ""
}

func unknownPlan(cfg config.Config, id string) error {
	var ids []string
	for _, p := range cfg.PlansOf() {
		ids = append(ids, p.ID)
	}
	return dunning.Errorf(dunning.CodeNotFound, "no plan %q", id).
		WithHint("use one of %s, or write it under plans in %s", strings.Join(ids, ", "), config.FileName)
}
