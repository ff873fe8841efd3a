package cli

import (
	"fmt"
	"strings"

	"relance/internal/app"
	"relance/internal/dunning"
	"relance/internal/intake"
)

// debtorImportCmd merges a list of contacts into the debtors on record.
type debtorImportCmd struct {
	Files    []string          `arg:"" name:"file" help:"CSV lists of contacts: customer_ref, siren, vat or buyer_name, and email, address, postcode, city, country, regime, language or lre; - is the standard input."`
	Creditor string            `placeholder:"ID" help:"Creditor whose debtors are meant, when there are several."`
	Map      map[string]string `placeholder:"FIELD=COLUMN" help:"Column of a field, by its header or as #3; repeat it for each field."`
	DryRun   bool              `help:"Say what would change, change nothing."`
	By       string            `placeholder:"NAME" help:"Who says so (default: $$USER)."`
}

// What became of a line of contacts.
const (
	contactChanged   = "changed"
	contactSame      = "unchanged"
	contactUnmatched = "unmatched"
	contactFailed    = "failed"
)

// contactItem is what became of one line.
type contactItem struct {
	File     string               `json:"file"`
	Line     int                  `json:"line,omitempty"`
	Outcome  string               `json:"outcome"`
	Creditor string               `json:"creditor,omitempty"`
	Debtor   string               `json:"debtor,omitempty"`
	Name     string               `json:"name,omitempty"`
	Changes  []dunning.Difference `json:"changes,omitempty"`
	Mended   []dunning.Ref        `json:"cases_mended,omitempty"` // cases that go on
	Text     string               `json:"text,omitempty"`
	Error    string               `json:"error,omitempty"`
	Hint     string               `json:"hint,omitempty"`
}

// merger merges contacts and keeps account.
type merger struct {
	s     *session
	cmd   *debtorImportCmd
	app   *app.App
	ids   []string                  // creditors that are meant
	books map[string]*debtorBook    // by creditor, filled when needed
	lines map[[2]string]contactItem // the line that changed a debtor
	items []contactItem
}

// Run merges the lists. A list fills in and replaces what it states, and
// erases nothing; cases that waited for an address go on.
func (c *debtorImportCmd) Run(s *session) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	m := merger{s: s, cmd: c, app: a, books: map[string]*debtorBook{}, lines: map[[2]string]contactItem{}}
	if err := m.findCreditors(); err != nil {
		return err
	}
	for _, f := range c.Files {
		m.file(f)
	}
	told := ""
	if m.mended() > 0 && !c.DryRun {
		told = s.tell(a, startTelling)
	}
	if err := m.report(told); err != nil {
		return err
	}
	if s.ctx.Err() != nil {
		return dunning.Errorf(dunning.CodeUnavailable, "stopped before the end").WithHint("start again: what is merged already does not change again")
	}
	if n := m.count(contactFailed); n > 0 {
		return someFailed{n, len(m.items)}
	}
	return nil
}

func (m *merger) findCreditors() error {
	all, err := m.app.Store.Creditors(m.s.ctx)
	if err != nil {
		return err
	}
	for _, cr := range all {
		m.ids = append(m.ids, cr.ID)
	}
	if m.cmd.Creditor == "" {
		return nil
	}
	if !known(m.ids, m.cmd.Creditor) {
		return dunning.Errorf(dunning.CodeNotFound, "no creditor %q", m.cmd.Creditor).WithHint("use one of %s", strings.Join(m.ids, ", "))
	}
	m.ids = []string{m.cmd.Creditor}
	return nil
}

// file merges one list.
func (m *merger) file(name string) {
	data, err := m.s.readFile(name, mostBytes)
	if err != nil {
		m.items = append(m.items, contactItem{File: name, Outcome: contactFailed, Error: err.Error()})
		return
	}
	list := intake.ReadContacts(name, data, m.cmd.Map)
	if list.Error != nil {
		m.items = append(m.items, contactItem{File: name, Outcome: contactFailed, Error: list.Error.Error()})
		return
	}
	if !m.s.json {
		m.sayColumns(list)
	}
	step := m.s.progress(len(list.Contacts), "merging")
	for _, c := range list.Contacts {
		if m.s.ctx.Err() != nil {
			break
		}
		i := contactItem{File: name, Line: c.Line, Name: c.Name}
		m.merge(c, &i)
		m.items = append(m.items, i)
		step(true)
	}
	step(false)
}

// merge merges one line.
func (m *merger) merge(c intake.Contact, i *contactItem) {
	if c.Error != nil {
		i.fail(c.Error)
		return
	}
	d, found, err := m.find(c)
	switch {
	case err != nil:
		i.fail(fmt.Errorf("%s: %w", i.place(), err))
		return
	case !found:
		i.Outcome, i.Text = contactUnmatched, "no debtor on record is meant by "+named(c)
		return
	}
	i.Creditor, i.Debtor, i.Name, i.Outcome = d.Creditor, d.Key, d.Name, contactSame
	change, differences := changeOf(c, d)
	if c.Email != "" && strings.EqualFold(c.Email, d.Email) && d.Bounced {
		i.Text = "the address " + d.Email + " was refused for good: give another"
	}
	if len(differences) == 0 {
		return
	}
	if e := change.Electronic; e != nil {
		if err := e.Check(m.s.today()); err != nil {
			i.fail(fmt.Errorf("%s: %w", i.place(), err))
			return
		}
	}
	key := [2]string{d.Creditor, d.Key}
	if before, again := m.lines[key]; again {
		i.fail(dunning.Errorf(dunning.CodeConflict, "%s: debtor %s is changed by %s already, to something else", i.place(), d.Key, before.place()).
			WithHint("keep one line for each customer"))
		return
	}
	i.Outcome, i.Changes = contactChanged, differences
	if !m.cmd.DryRun {
		change.Author = m.s.author(m.cmd.By)
		if i.Mended, err = m.app.Store.UpdateDebtor(m.s.ctx, d.Creditor, d.Key, change); err != nil {
			i.fail(fmt.Errorf("%s: %w", i.place(), err))
			return
		}
		m.forget(d)
	}
	m.lines[key] = *i
}

func (i *contactItem) fail(err error) {
	i.Outcome, i.Error, i.Hint, i.Changes = contactFailed, err.Error(), hintOf(err), nil
}

func (i contactItem) place() string { return item{File: i.File, Line: i.Line}.place() }

// named says who a line means, as it says it.
func named(c intake.Contact) string {
	var parts []string
	for _, p := range []string{prefixed("reference ", c.Customer), prefixed("SIREN ", c.SIREN), prefixed("VAT ", c.VAT), prefixed("name ", c.Name)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// changeOf is what a line changes about a debtor: only what it states, and
// only where that is something else.
func changeOf(c intake.Contact, d dunning.Debtor) (out dunning.DebtorChange, differences []dunning.Difference) {
	note := func(field, before, after string) bool {
		if after == "" || before == after {
			return false
		}
		differences = append(differences, dunning.Difference{Field: field, Recorded: before, Given: after})
		return true
	}
	if !strings.EqualFold(c.Email, d.Email) && note("email", d.Email, c.Email) {
		out.Email = &c.Email
	}
	if note("regime", string(d.Regime), string(c.Regime)) {
		out.Regime = &c.Regime
	}
	if note("language", d.Language, c.Language) {
		out.Language = &c.Language
	}
	address := d.Address
	moved := false
	if note("address", strings.Join(d.Address.Lines, ", "), strings.Join(c.Address.Lines, ", ")) {
		address.Lines, moved = c.Address.Lines, true
	}
	for _, part := range []struct {
		field    string
		to       *string
		from, as string
	}{
		{"postcode", &address.Postcode, d.Address.Postcode, c.Address.Postcode}, {"city", &address.City, d.Address.City, c.Address.City},
		{"country", &address.Country, d.Address.Country, c.Address.Country},
	} {
		if note(part.field, part.from, part.as) {
			*part.to, moved = part.as, true
		}
	}
	if moved {
		out.Address = &address
	}
	if e := c.Electronic; e != nil && note("lre", saidOfLRE(d.Electronic), saidOfLRE(*e)) {
		out.Electronic = e
	}
	return out, differences
}
