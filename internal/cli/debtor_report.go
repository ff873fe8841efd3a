package cli

import (
	"strings"

	"relance/internal/backoffice"
	"relance/internal/intake"
)

// sayColumns shows what the columns of a list were taken for.
func (m *merging) sayColumns(list intake.ContactList) {
	var read, ignored []string
	for _, c := range list.Columns {
		if c.Field == "" {
			ignored = append(ignored, c.Header)
			continue
		}
		read = append(read, c.Header+" → "+c.Field)
	}
	m.s.say("%s: columns %s%s", list.File, oneLine(strings.Join(read, ", ")), prefixed(m.s.w.Text("; ignored: "), oneLine(joinParts(ignored...))))
	for _, w := range list.Warnings {
		m.s.say("%s: %s", list.File, m.s.w.Reword(w))
	}
}

// report prints what changed, what did not, and who was not found.
func (m *merging) report(told string) error {
	for _, i := range m.items {
		if i.Error != "" {
			m.s.complain(i.Error, i.Hint)
		}
	}
	summary := map[backoffice.ContactOutcome]int{}
	for _, outcome := range []backoffice.ContactOutcome{
		backoffice.ContactChanged, backoffice.ContactSame, backoffice.ContactUnmatched, backoffice.ContactFailed,
	} {
		summary[outcome] = m.counts[outcome]
	}
	if m.s.json {
		return m.s.printJSON(map[string]any{
			"dry_run": m.cmd.DryRun, "summary": summary, "items": append([]contactItem{}, m.items...), "temporal": told,
		})
	}
	for _, i := range m.items {
		m.sayContact(i)
	}
	m.s.say("%d changed, %d unchanged, %d matched nobody, %d failed", summary[backoffice.ContactChanged],
		summary[backoffice.ContactSame], summary[backoffice.ContactUnmatched], summary[backoffice.ContactFailed])
	switch {
	case m.cmd.DryRun:
		m.s.say("dry run: nothing was changed")
	case told == later:
		m.s.say("recorded; the cases hear of it when Temporal is back")
	}
	return nil
}

func (m *merging) sayContact(i contactItem) {
	for _, d := range i.Changes {
		if d.Recorded == "" {
			m.s.say("%s: %s %s: %s %q", i.place(), i.Debtor, oneLine(i.Name), d.Field, d.Given)
		} else {
			m.s.say("%s: %s %s: %s %q, was %q", i.place(), i.Debtor, oneLine(i.Name), d.Field, d.Given, d.Recorded)
		}
	}
	for _, ref := range i.Mended {
		m.s.say("%s: %s goes on", i.place(), ref.Number)
	}
	if i.Text != "" {
		m.s.say("%s: %s", i.place(), oneLine(m.s.w.Reword(i.Text)))
	}
}
