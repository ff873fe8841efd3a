package cli

import (
	"fmt"
	"strings"
	"time"

	"relance/internal/calendar"
)

// whatBecame is the text beside a file that was not taken in as a whole.
func whatBecame(name string, faults, remarks []item, now time.Time) string {
	var b strings.Builder
	day := calendar.DateOf(now.In(calendar.Metropole.Location()))
	verdict := "rien à relancer"
	if len(faults) > 0 {
		verdict = "refusé, au moins en partie"
	}
	fmt.Fprintf(&b, "%s, le %s\u00a0: %s\n\n", name, day.FrenchShort(), verdict)
	for _, f := range append(append([]item{}, faults...), remarks...) {
		if f.Error == "" {
			fmt.Fprintf(&b, "- %s\u00a0: %s\n", oneLine(f.Number), oneLine(f.Text))
			continue
		}
		fmt.Fprintf(&b, "- %s\n", oneLine(f.Error))
		for _, d := range f.Differences {
			fmt.Fprintf(&b, "  %s\u00a0: au dossier «\u00a0%s\u00a0», dans le fichier «\u00a0%s\u00a0»\n", d.Field, oneLine(d.Recorded), oneLine(d.Given))
		}
		if f.Hint != "" {
			fmt.Fprintf(&b, "  à faire\u00a0: %s\n", oneLine(f.Hint))
		}
	}
	if len(faults) > 0 {
		b.WriteString("\nCorrigez le fichier et déposez-le de nouveau\u00a0: ce qui est déjà au dossier n’est pas repris.\n")
	}
	return b.String()
}
