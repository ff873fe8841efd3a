package parties

import (
	"strings"

	"relance/internal/backoffice/contacts"
	"relance/internal/cli/frame"
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
	m.s.Say("%s: columns %s%s", list.File, frame.OneLine(strings.Join(read, ", ")), frame.Prefixed(m.s.W.Text("; ignored: "), frame.OneLine(frame.JoinParts(ignored...))))
	for _, w := range list.Warnings {
		m.s.Say("%s: %s", list.File, m.s.W.Reword(w))
	}
}

// report prints what changed, what did not, and who was not found.
func (m *merging) report(delivery string) error {
	for _, i := range m.items {
		if i.Error != "" {
			m.s.Complain(i.Error, i.Hint)
		}
	}
	summary := map[contacts.Outcome]int{}
	for _, outcome := range []contacts.Outcome{
		contacts.Changed, contacts.Same, contacts.Unmatched, contacts.Failed,
	} {
		summary[outcome] = m.counts[outcome]
	}
	if m.s.JSON {
		return m.s.PrintJSON(map[string]any{
			"dry_run": m.cmd.DryRun, "summary": summary, "items": append([]contactItem{}, m.items...), "temporal": delivery,
		})
	}
	for _, i := range m.items {
		m.sayContact(i)
	}
	m.s.Say("%d changed, %d unchanged, %d matched nobody, %d failed", summary[contacts.Changed],
		summary[contacts.Same], summary[contacts.Unmatched], summary[contacts.Failed])
	switch {
	case m.cmd.DryRun:
		m.s.Say("dry run: nothing was changed")
	case delivery == frame.Later:
		m.s.Say("recorded; the cases hear of it when Temporal is back")
	}
	return nil
}

func (m *merging) sayContact(i contactItem) {
	for _, d := range i.Changes {
		field, given := m.s.W.Field(d.Field), m.s.W.FieldValue(d.Field, d.Given)
		if d.Recorded == "" {
			m.s.Say("%s: %s %s: %s %q", i.place(), i.Debtor, frame.OneLine(i.Name), field, given)
		} else {
			m.s.Say("%s: %s %s: %s %q, was %q", i.place(), i.Debtor, frame.OneLine(i.Name), field, given, m.s.W.FieldValue(d.Field, d.Recorded))
		}
	}
	for _, ref := range i.Mended {
		m.s.Say("%s: %s goes on", i.place(), ref.Number)
	}
	if len(i.meant) > 0 {
		m.s.Say("%s: %s", i.place(), frame.OneLine(m.s.W.Sprintf(matchedNobody, i.meant)))
	} else if i.Text != "" {
		m.s.Say("%s: %s", i.place(), frame.OneLine(m.s.W.Reword(i.Text)))
	}
}
