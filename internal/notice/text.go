package notice

import (
	"strings"
	"unicode/utf8"
)

// width is the longest line of the plain text part, so that mail programs
// that quote it do not break it.
const width = 72

// text lays a composition out as plain text.
func (c Composition) text() string {
	parts := []string{c.Place, strings.Join(wrapAll(c.Addressee), "\n")}
	for _, b := range c.Body {
		switch b.Kind {
		case Paragraph:
			parts = append(parts, strings.Join(wrapAll(strings.Split(b.Text, "\n")), "\n"))
		case List:
			var items []string
			for _, it := range b.Items {
				items = append(items, "- "+strings.Join(wrap(it, width-2), "\n  "))
			}
			parts = append(parts, strings.Join(items, "\n"))
		case Invoices, Interest:
			parts = append(parts, b.Table.text())
		case ClaimRows:
			parts = append(parts, sums(b.Rows))
		case PayRows:
			parts = append(parts, pairs(b.Rows))
		case OwnPage: // Code is a letter's alone
			parts = append(parts, strings.Join(wrap(b.Text, width), "\n")+"\n"+b.URL)
		}
	}
	parts = append(parts, strings.Join(wrapAll(c.Signature), "\n"))
	parts = append(parts, "-- \n"+strings.Join(wrapAll(c.Footer), "\n\n"))
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return plainSpaces(strings.Join(kept, "\n\n") + "\n")
}

func wrapAll(lines []string) []string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.Join(wrap(l, width), "\n"))
	}
	return out
}

// wrap breaks a line at ordinary spaces only.
func wrap(s string, max int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Split(s, " ") {
		switch {
		case line == "":
			line = word
		case size(line)+1+size(word) > max:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

func size(s string) int { return utf8.RuneCountInString(s) }

// text writes the table in aligned columns, or row by row as label and value
// when it has one row only or is too wide.
func (t Table) text() string {
	widths := make([]int, len(t.Head))
	all := append([][]string{t.Head}, t.Rows...)
	if t.Foot != nil {
		all = append(all, t.Foot)
	}
	total := 2 * (len(t.Head) - 1)
	for i := range t.Head {
		for _, row := range all {
			widths[i] = max(widths[i], size(row[i]))
		}
		total += widths[i]
	}
	if len(t.Rows) == 1 || total > width {
		return t.stacked()
	}
	var lines []string
	for i, row := range all {
		if i == 1 || t.Foot != nil && i == len(all)-1 {
			lines = append(lines, strings.Repeat("-", total))
		}
		var cells []string
		for j, cell := range row {
			fill := strings.Repeat(" ", widths[j]-size(cell))
			if t.Figure[j] {
				cells = append(cells, fill+cell)
			} else {
				cells = append(cells, cell+fill)
			}
		}
		lines = append(lines, strings.TrimRight(strings.Join(cells, "  "), " "))
	}
	return strings.Join(lines, "\n")
}

func (t Table) stacked() string {
	var out []string
	rows := t.Rows
	if t.Foot != nil {
		rows = append(rows[:len(rows):len(rows)], t.Foot)
	}
	for _, row := range rows {
		var pair []Row
		for i, cell := range row {
			if cell != "" {
				pair = append(pair, Row{Label: t.Head[i], Value: cell})
			}
		}
		if t.Foot != nil && len(out) == len(rows)-1 {
			pair[0] = Row{Label: row[0]}
		}
		out = append(out, pairs(pair))
	}
	return strings.Join(out, "\n\n")
}

// pairs aligns values behind their labels.
func pairs(rows []Row) string {
	w := 0
	for _, r := range rows {
		w = max(w, size(r.Label))
	}
	var lines []string
	for _, r := range rows {
		label := "  " + r.Label + strings.Repeat(" ", w-size(r.Label)) + "  "
		value := strings.Join(wrap(r.Value, width-size(label)), "\n"+strings.Repeat(" ", size(label)))
		lines = append(lines, strings.TrimRight(label+value, " "))
	}
	return strings.Join(lines, "\n")
}

// sums aligns sums to the right, a rule above the total.
func sums(rows []Row) string {
	value := 0
	for _, r := range rows {
		value = max(value, size(r.Value))
	}
	label := width - 4 - value
	var lines []string
	for _, r := range rows {
		if r.Strong {
			lines = append(lines, "  "+strings.Repeat("-", width-2))
		}
		parts := wrap(r.Label, label)
		last := parts[len(parts)-1]
		for _, p := range parts[:len(parts)-1] {
			lines = append(lines, "  "+p)
		}
		lines = append(lines, "  "+last+strings.Repeat(" ", label-size(last)+2+value-size(r.Value))+r.Value)
	}
	return strings.Join(lines, "\n")
}
