package visit

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

var now = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

func owing(holds ...dunning.HoldKind) dunning.Case {
	c := dunning.Case{Balance: 120000, State: dunning.Reminding}
	for _, k := range holds {
		c.Holds = append(c.Holds, dunning.Hold{Kind: k})
	}
	return c
}

// suspended are earlier answers of a kind that suspended, so many days ago each.
func suspended(k Kind, days ...int) (out []Past) {
	for _, d := range days {
		out = append(out, Past{Kind: k, At: now.AddDate(0, 0, -d), Suspended: true})
	}
	return out
}

// What suspends does so at once, and nobody can hold the chase for ever.
func TestJudgeSuspendsWithinLimits(t *testing.T) {
	t.Parallel()
	noticed := owing()
	noticed.Steps = []dunning.ScheduledStep{{Level: dunning.FormalNotice, Sent: now}}
	paid := owing()
	paid.Balance = 0
	over := owing()
	over.State = dunning.Closed
	idle := suspended(Paid, 1, 2, 3)
	for i := range idle {
		idle[i].Suspended = false
	}
	for name, c := range map[string]struct {
		kind Kind
		c    dunning.Case
		past []Past
		want Verdict
	}{
		"a first dispute":                   {Contest, owing(), nil, Verdict{Fact: dunning.KindDispute}},
		"a dispute during one":              {Contest, owing(dunning.HoldDispute), nil, Verdict{Reason: InDispute}},
		"a second dispute":                  {Contest, owing(), suspended(Contest, 300), Verdict{Fact: dunning.KindDispute}},
		"a third dispute, however late":     {Contest, owing(), suspended(Contest, 400, 300), Verdict{Reason: Often}},
		"a dispute after a formal notice":   {Contest, noticed, nil, Verdict{Fact: dunning.KindDispute}},
		"a first promise":                   {Promise, owing(), nil, Verdict{Fact: dunning.KindPromise}},
		"a second promise":                  {Promise, owing(), suspended(Promise, 300), Verdict{Reason: PromisedOnce}},
		"a promise during instalments":      {Promise, owing(dunning.HoldInstalments), nil, Verdict{Reason: PromisedOnce}},
		"a promise after a formal notice":   {Promise, noticed, nil, Verdict{Reason: FormalNotice}},
		"already paid":                      {Paid, owing(), suspended(Contest, 1, 2), Verdict{Fact: dunning.KindReply}},
		"a third answer within two months":  {NotMe, owing(), append(suspended(Paid, 50), suspended(Document, 10)...), Verdict{Reason: Often}},
		"two answers, one of them long ago": {NotMe, owing(), append(suspended(Paid, 61), suspended(Document, 10)...), Verdict{Fact: dunning.KindReply}},
		"answers that suspended nothing":    {Instalments, owing(), idle, Verdict{Fact: dunning.KindReply}},
		"nothing is owed":                   {Contest, paid, nil, Verdict{Reason: Settled}},
		"the case is over":                  {Paid, over, nil, Verdict{Reason: Settled}},
	} {
		if got := Judge(Answer{Kind: c.kind}, c.c, c.past, now); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestPromisesAreCountedInBusinessDays(t *testing.T) {
	t.Parallel()
	friday := calendar.NewDate(2026, 12, 18)
	for days, want := range map[int]string{1: "2026-12-21", 5: "2026-12-28", 0: "2027-01-12"} {
		if got := LastPromise(friday, days, calendar.Metropole); got.String() != want {
			t.Errorf("%d days: %s, want %s", days, got, want)
		}
	}
}

// What a debtor types cannot steer a screen, grow without end, or break a line
// where there is one.
func TestCleanKeepsWordsAndNothingElse(t *testing.T) {
	t.Parallel()
	long := ""
	for range 3000 {
		long += "é"
	}
	a := Answer{Reference: "VIR\r\nBcc: x@example.com\x00", Contact: "  Jeanne \u202e Morel ", Text: "un\r\ndeux\u2066\x07" + long}.Clean()
	if a.Reference != "VIR Bcc: x@example.com" || a.Contact != "Jeanne Morel" || a.Text[:7] != "un\ndeux" || len([]rune(a.Text)) != MostText {
		t.Errorf("%q %q %d", a.Reference, a.Contact, len([]rune(a.Text)))
	}
}
