package bodacc

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relance/internal/bodacc/bodacctest"
	"relance/internal/calendar"
	"relance/internal/dunning"
)

const company = "732829320"

// client asks a service and notes how long it waited.
func client(s *bodacctest.Service) (*Client, *[]time.Duration) {
	var waits []time.Duration
	return &Client{URL: s.URL, Agent: "relance/test", HTTP: http.DefaultClient, Sleep: func(_ context.Context, d time.Duration) error {
		waits = append(waits, d)
		return nil
	}}, &waits
}

func opening(n int) bodacctest.Notice {
	return bodacctest.Notice{ID: fmt.Sprint("A2026", n), Kind: "annonce", Family: "collective", Published: "2026-03-12", SIREN: company,
		Nature: "Jugement d'ouverture de liquidation judiciaire", Judgment: "2026-03-02"}
}

func TestTheNationalFileIsReadSinceADay(t *testing.T) {
	t.Parallel()
	s := bodacctest.New(t)
	old, sale, hidden := opening(1), opening(2), opening(3)
	old.Published, sale.Family, hidden.InPersons = "2026-02-01", "vente", true
	s.Publish(old, sale, hidden, opening(4))
	c, _ := client(s)
	got, err := c.National(t.Context(), calendar.Date{Year: 2026, Month: 3, Day: 1})
	if err != nil || len(got) != 2 {
		t.Fatalf("have %d notices, %v", len(got), err)
	}
	for _, r := range got {
		if r.SIREN != company || len(r.Raw) == 0 {
			t.Errorf("%s names %q", r.ID, r.SIREN)
		}
	}
}

func TestCompaniesAreLookedUpPageByPage(t *testing.T) {
	t.Parallel()
	s := bodacctest.New(t)
	for n := range 230 {
		s.Publish(opening(n))
	}
	c, _ := client(s)
	got, err := c.Of(t.Context(), []string{company, "404833048"})
	if err != nil || len(got) != 230 || len(s.Asked) != 6 {
		t.Errorf("have %d notices in %d calls, %v", len(got), len(s.Asked), err)
	}
}

// TestACompanyIsFoundInBothFields: seven collective notices of a hundred hold
// their company's number among the persons alone.
func TestACompanyIsFoundInBothFields(t *testing.T) {
	t.Parallel()
	s := bodacctest.New(t)
	hidden, other := opening(1), opening(2)
	hidden.InPersons = true
	other.InPersons, other.SIREN = true, "320829732" // the same groups of figures in another order
	s.Publish(hidden, other, opening(3))
	c, _ := client(s)
	sirens := []string{company}
	for n := range 45 { // more than one question each
		sirens = append(sirens, fmt.Sprintf("9%08d", n))
	}
	got, err := c.Of(t.Context(), sirens)
	if err != nil || len(got) != 2 || got[0].ID != "A20263" || got[1].ID != "A20261" {
		t.Errorf("have %d notices, %v", len(got), err)
	}
	if len(s.Asked) != 4 {
		t.Errorf("asked %d questions", len(s.Asked))
	}
}

func TestAnAnswerThatIsNoneIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		failures []string
		waits    string
		code     dunning.Code
	}{
		"a refusal that says how long":  {[]string{"429 7"}, "[7s]", ""},
		"one that asks too much":        {[]string{"429 86400"}, "[5m0s]", ""},
		"a refusal without a word":      {[]string{"429", "429"}, "[1s 2s]", ""},
		"a fault of the service":        {[]string{"503"}, "[1s]", ""},
		"a page instead of an answer":   {[]string{"html"}, "[1s]", ""},
		"an answer that is cut":         {[]string{"cut"}, "[1s]", ""},
		"a service that is down":        {[]string{"500", "500", "500", "500", "500"}, "[1s 2s 4s 8s]", dunning.CodeUnavailable},
		"a question that it refuses":    {[]string{"400"}, "[]", dunning.CodeRejected},
		"cut again and again, then not": {[]string{"cut", "html", "429 1", "502"}, "[1s 2s 1s 4s]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := bodacctest.New(t)
			s.Publish(opening(1))
			s.Fail(row.failures...)
			c, waits := client(s)
			got, err := c.National(t.Context(), calendar.Date{Year: 2026, Month: 3, Day: 1})
			if dunning.ErrorCode(err) != row.code || row.code == "" && len(got) != 1 {
				t.Errorf("have %d notices, %v", len(got), err)
			}
			if w := fmt.Sprint(*waits); w != row.waits {
				t.Errorf("waited %s, want %s", w, row.waits)
			}
		})
	}
}

func TestWhoWaitsGivesUpWithTheContext(t *testing.T) {
	t.Parallel()
	s := bodacctest.New(t)
	s.Fail("503")
	c, _ := client(s)
	c.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
	if _, err := c.Of(t.Context(), []string{company}); err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Errorf("got %v", err)
	}
}
