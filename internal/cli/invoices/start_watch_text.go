package invoices

import (
	"strings"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/words"
)

// whatBecame is the text beside a file that was not taken in as a whole.
func whatBecame(s *frame.Session, name string, faults, remarks []item) string {
	day := calendar.DateOf(s.Now().In(calendar.Metropole.Location()))
	verdict := "nothing to chase"
	if len(faults) > 0 {
		verdict = "refused, at least in part"
	}
	lines := []string{s.W.Sprintf("%s, on %s: %s\n", name, day, s.W.Text(verdict))}
	for _, f := range faults {
		if f.Error == "" {
			remarks = append(remarks, f)
			continue
		}
		lines = append(lines, "- "+frame.OneLine(s.W.Reword(f.Error)))
		for _, d := range f.Differences {
			lines = append(lines, s.W.Sprintf("  %s: on record %q, in the file %q", s.W.Field(d.Field),
				frame.OneLine(s.W.FieldValue(d.Field, d.Recorded)), frame.OneLine(s.W.FieldValue(d.Field, d.Given))))
		}
		if f.Hint != "" {
			lines = append(lines, s.W.Sprintf("  to be done: %s", frame.OneLine(s.W.Reword(f.Hint))))
		}
	}
	for _, line := range alike(s, remarks) {
		lines = append(lines, "- "+line)
	}
	if len(faults) > 0 {
		lines = append(lines, s.W.Text("\nCorrect the file and put it down again: what is on record is not taken in twice."))
	}
	return strings.Join(lines, "\n") + "\n"
}

// alike words remarks about invoices, those that say the same in one line.
func alike(s *frame.Session, remarks []item) (lines []string) {
	var list []words.Remark
	for i := range remarks {
		list = append(list, remarks[i].remark(i, remarks[i].Text, ""))
	}
	named := func(r words.Remark) string { return frame.OneLine(frame.FirstOf(r.About, remarks[r.At].place())) }
	alone := func(r words.Remark) string {
		return frame.OneLine(r.About) + s.W.Colon() + s.W.Reword(r.Text)
	}
	for _, kind := range words.Gather(list) {
		lines = append(lines, gathered(s, kind, named, alone)...)
	}
	return lines
}
