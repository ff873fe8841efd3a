package posting

import (
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
)

func TestDiffersNamesWhatCarrierAndPostTellDifferently(t *testing.T) {
	t.Parallel()
	tracked := func(s dunning.LetterState, day string) registeredmail.Tracking {
		on, err := registeredmail.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		return registeredmail.Tracking{State: s, Number: "1A04787720231", Events: []registeredmail.Event{{State: s, Date: on}}}
	}
	const delivered, returned, unclaimed, posted, failed = dunning.LetterDelivered, dunning.LetterReturned,
		dunning.LetterUnclaimed, dunning.LetterPosted, dunning.LetterFailed
	other := tracked(delivered, "2026-03-05")
	other.Number = "1A04787720244"
	for name, row := range map[string]struct {
		carrier, post registeredmail.Tracking
		want          string // part of the sentence
	}{
		"alike":                      {tracked(delivered, "2026-03-05"), tracked(delivered, "2026-03-05"), ""},
		"post is ahead":              {tracked(posted, "2026-03-02"), tracked(delivered, "2026-03-05"), ""},
		"unclaimed came back":        {tracked(unclaimed, "2026-03-20"), tracked(returned, "2026-03-21"), ""},
		"another day":                {tracked(delivered, "2026-03-05"), tracked(delivered, "2026-03-06"), "05/03/2026 selon le prestataire"},
		"delivered, or not":          {tracked(delivered, "2026-03-05"), tracked(returned, "2026-03-06"), "remis contre signature"},
		"back, or not":               {tracked(returned, "2026-03-05"), tracked(delivered, "2026-03-06"), "retourné"},
		"never sent, yet on its way": {tracked(failed, "2026-03-01"), tracked(posted, "2026-03-02"), "non envoyé"},
		"another letter":             {tracked(delivered, "2026-03-05"), other, "numéros de suivi différents"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := differs(row.carrier, row.post)
			if (got == "") != (row.want == "") || !strings.Contains(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}
