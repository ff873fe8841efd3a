package parties

import (
	"fmt"

	"relance/internal/backoffice/contacts"
	"relance/internal/cli/frame"
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

	meant dunning.Marks // of a line that matched nobody
}

// merging is one merge and its account.
type merging struct {
	s      *frame.Session
	cmd    *debtorImportCmd
	items  []contactItem
	counts map[contacts.Outcome]int
	mended int // cases that go on
}

// Run merges the lists. A list fills in and replaces what it states, and
// erases nothing; cases that waited for an address go on.
func (c *debtorImportCmd) Run(s *frame.Session) error {
	a, err := s.Rooms()
	if err != nil {
		return err
	}
	defer a.Close()
	m := merging{s: s, cmd: c, counts: map[contacts.Outcome]int{}}
	begun, stopped := m.run(a.Contacts())
	if stopped != nil && !begun {
		return stopped
	}
	delivery := ""
	if m.mended > 0 && !c.DryRun {
		delivery = s.Tell(a, frame.StartTelling)
	}
	if err := m.report(delivery); err != nil {
		return err
	}
	if stopped != nil {
		return stopped
	}
	if n := m.counts[contacts.Failed]; n > 0 {
		return frame.SomeOf(n, len(m.items))
	}
	return nil
}

// run merges the lists; begun tells whether it came to the first.
func (m *merging) run(merger *contacts.Merger) (begun bool, stopped error) {
	in := contacts.Merge{
		Files: m.cmd.Files, Source: m.s.Source(), Creditor: m.cmd.Creditor, Map: m.cmd.Map, DryRun: m.cmd.DryRun,
		Progress: m.s.Bars("merging"),
		List: func(list intake.ContactList) {
			if begun = true; !m.s.JSON {
				m.sayColumns(list)
			}
		},
	}
	for e, err := range merger.Merge(m.s.Ctx, m.s.Actor(m.cmd.By), in) {
		if err != nil {
			return begun || len(m.items) > 0, err
		}
		m.items = append(m.items, contactItemOf(e))
		m.counts[e.Outcome]++
		m.mended += len(e.Mended)
	}
	return true, nil
}

// matchedNobody says of a line that nobody is who it means.
const matchedNobody = "no debtor on record is meant by %s"

// contactItemOf words an entry for the account.
func contactItemOf(e contacts.Entry) contactItem {
	i := contactItem{
		File: e.File, Line: e.Line, Outcome: string(e.Outcome), Creditor: e.Creditor, Debtor: e.Debtor, Name: e.Name, Changes: e.Changes,
		Mended: e.Mended,
	}
	switch {
	case e.Outcome == contacts.Unmatched:
		i.Text, i.meant = fmt.Sprintf(matchedNobody, e.Meant), e.Meant
	case e.Own != "":
		i.Text = ownAddress(e.Own)
	case e.Refused != "":
		i.Text = fmt.Sprintf("the address %s was refused for good: give another", e.Refused)
	}
	if e.Err != nil {
		i.Error, i.Hint = e.Err.Error(), frame.HintOf(e.Err)
	}
	return i
}

func (i contactItem) place() string { return frame.Placed(i.File, i.Line) }
