package cli

import (
	"strings"

	"relance/internal/calendar"
)

// whatBecame is the text beside a file that was not taken in as a whole.
func (s *session) whatBecame(name string, faults, remarks []item) string {
	day := calendar.DateOf(s.Now().In(calendar.Metropole.Location()))
	verdict := "nothing to chase"
	if len(faults) > 0 {
		verdict = "refused, at least in part"
	}
	lines := []string{s.w.Sprintf("%s, on %s: %s\n", name, day, s.w.Text(verdict))}
	for _, f := range faults {
		if f.Error == "" {
			remarks = append(remarks, f)
			continue
		}
		lines = append(lines, "- "+oneLine(s.w.Reword(f.Error)))
		for _, d := range f.Differences {
			lines = append(lines, s.w.Sprintf("  %s: on record %q, in the file %q", d.Field, oneLine(d.Recorded), oneLine(d.Given)))
		}
		if f.Hint != "" {
			lines = append(lines, s.w.Sprintf("  to be done: %s", oneLine(s.w.Reword(f.Hint))))
		}
	}
	for _, line := range s.alike(remarks) {
		lines = append(lines, "- "+line)
	}
	if len(faults) > 0 {
		lines = append(lines, s.w.Text("\nCorrect the file and put it down again: what is on record is not taken in twice."))
	}
	return strings.Join(lines, "\n") + "\n"
}

// alike words remarks about invoices, those that say the same in one line.
func (s *session) alike(remarks []item) (lines []string) {
	var g gatherer
	for i := range remarks {
		g.add(warning{item: &remarks[i], text: oneLine(remarks[i].Text), mark: s.w.Colon()})
	}
	for _, kind := range g.kinds {
		if gathers(kind) {
			lines = append(lines, s.gathered(kind)...)
			continue
		}
		for _, w := range kind {
			lines = append(lines, oneLine(w.Number)+s.w.Colon()+s.w.Reword(w.text))
		}
	}
	return lines
}
