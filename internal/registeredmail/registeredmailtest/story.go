package registeredmailtest

import (
	"fmt"
	"strings"

	"relance/internal/registeredmail"
)

// Story is what a tracking says, a line per event and one for how it stands.
func Story(t registeredmail.Tracking) string {
	var b strings.Builder
	for _, e := range t.Events {
		date := ""
		if !e.Date.IsZero() {
			date = e.Date.String()
		}
		fmt.Fprintf(&b, "%s %s %s\n", date, e.State, e.Code)
	}
	effect := "none"
	if on := t.EffectiveOn(); !on.IsZero() {
		effect = on.String()
	}
	return b.String() + "= " + string(t.State) + ", effect " + effect
}
