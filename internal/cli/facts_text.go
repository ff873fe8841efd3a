package cli

import (
	"fmt"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// inFrench writes an amount as the bookkeeper reads it.
func inFrench(c money.Cents, currency string) string {
	return money.French(money.Amount{Cents: c, Currency: currency})
}

// clock writes an instant in the time of metropolitan France.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(calendar.Metropole.Location()).Format("2006-01-02 15:04")
}

// nextText says in one line what a case does next, when and why.
func nextText(n nextView, c dunning.Case) string {
	var b strings.Builder
	switch {
	case n.Action == dunning.End:
		return "nothing: " + n.Text
	case n.Action != dunning.Wait:
		b.WriteString("now")
	case n.At.IsZero():
		b.WriteString("waits")
	default:
		b.WriteString(clock(n.At))
	}
	if step, ok := c.Step(); ok && n.Step == step.ID {
		fmt.Fprintf(&b, "  %s (%s)", step.ID, fr.Channel(step.Channel))
	} else if n.Step != "" {
		fmt.Fprintf(&b, "  %s", n.Step)
	}
	fmt.Fprintf(&b, "  %s", n.Text)
	return b.String()
}
