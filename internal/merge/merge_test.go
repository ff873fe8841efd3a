package merge_test

import (
	"slices"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/merge"
	"relance/internal/money"
)

const (
	siren  = "404833048"
	siren2 = "552100554"
)

var (
	monday  = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	lyon    = dunning.Address{Lines: []string{"12 rue des Lices"}, Postcode: "69001", City: "Lyon"}
	opening = calendar.Date{Year: 2026, Month: 5, Day: 20}
)

// pair is one company on record twice: the first without number and address, the
// other with both and another spelling.
func pair(change ...func(*merge.Pair)) merge.Pair {
	p := merge.Pair{
		Creditor: dunning.Creditor{ID: "atelier", Name: "Atelier Brunel SARL"},
		Keep:     merge.Party{Debtor: dunning.Debtor{ID: 1, Creditor: "atelier", Key: "C-7", Name: "Papeterie Lenoir SAS", Regime: dunning.B2B, Language: "fr", Email: "compta@example.com"}},
		Other: merge.Party{Debtor: dunning.Debtor{
			ID: 2, Creditor: "atelier", Key: "C-8", Name: "PAPETERIE LENOIR", Regime: dunning.B2B, Language: "fr", SIREN: siren, Email: "achats@example.com", Address: lyon,
		}},
	}
	for _, do := range change {
		do(&p)
	}
	return p
}

// open is an open case of 1,200.00 € that has its first reminder ahead, tomorrow.
func open(t *testing.T, debtor, number string, change ...func(*dunning.Case)) merge.Case {
	t.Helper()
	rules, err := dunning.NewRules(dunning.DefaultPlan(), calendar.Metropole, "atelier", debtor)
	if err != nil {
		t.Fatal(err)
	}
	c := dunning.Case{
		Creditor: "atelier", Number: number, Debtor: debtor, Currency: "EUR", Opening: 120000, Balance: 120000, State: dunning.Scheduled, Version: 1,
		Due: calendar.Date{Year: 2026, Month: 5, Day: 28}, Steps: rules.Schedule(calendar.Date{Year: 2026, Month: 5, Day: 28}, calendar.Date{Year: 2026, Month: 6, Day: 1}),
	}
	for _, do := range change {
		do(&c)
	}
	return merge.Case{Open: dunning.Open{Case: c, Rules: rules}, Issued: calendar.Date{Year: 2026, Month: 4, Day: 28}}
}

func work(t *testing.T, p merge.Pair, take merge.Take) merge.Outcome {
	t.Helper()
	out, err := merge.Work(p, take, monday)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOneValueOfEachFieldSurvives(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*merge.Pair)
		take   merge.Take
		want   func(dunning.Debtor) (got, want string)
	}{
		"his own name":              {nil, nil, func(d dunning.Debtor) (string, string) { return d.Name, "Papeterie Lenoir SAS" }},
		"the other's where chosen":  {nil, merge.Take{merge.Name: merge.Other}, func(d dunning.Debtor) (string, string) { return d.Name, "PAPETERIE LENOIR" }},
		"a blank is filled":         {nil, nil, func(d dunning.Debtor) (string, string) { return d.SIREN, siren }},
		"an address is filled":      {nil, nil, func(d dunning.Debtor) (string, string) { return d.Address.City, "Lyon" }},
		"a blank where chosen":      {nil, merge.Take{merge.SIREN: merge.Keep}, func(d dunning.Debtor) (string, string) { return d.SIREN, "" }},
		"his own e-mail address":    {nil, nil, func(d dunning.Debtor) (string, string) { return d.Email, "compta@example.com" }},
		"one that was refused":      {func(p *merge.Pair) { p.Keep.Debtor.Bounced = true }, nil, func(d dunning.Debtor) (string, string) { return d.Email, "achats@example.com" }},
		"never one that was, too":   {func(p *merge.Pair) { p.Keep.Debtor.Bounced, p.Other.Debtor.Bounced = true, true }, nil, func(d dunning.Debtor) (string, string) { return d.Email, "compta@example.com" }},
		"the other's language":      {func(p *merge.Pair) { p.Other.Debtor.Language = "en" }, merge.Take{merge.Language: merge.Other}, func(d dunning.Debtor) (string, string) { return d.Language, "en" }},
		"a public buyer's period":   {func(p *merge.Pair) { p.Other.Debtor.PayDays = 50 }, nil, func(d dunning.Debtor) (string, string) { return map[int]string{50: "50"}[d.PayDays], "50" }},
		"the reference stays as is": {nil, nil, func(d dunning.Debtor) (string, string) { return d.Key, "C-7" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := pair()
			if row.change != nil {
				row.change(&p)
			}
			if got, want := row.want(work(t, p, row.take).After); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestWhatForbidsAMerging(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*testing.T, *merge.Pair)
		want   []merge.Refusal
	}{
		"nothing":                 {nil, nil},
		"himself":                 {func(_ *testing.T, p *merge.Pair) { p.Other = p.Keep }, []merge.Refusal{merge.RefusedSelf}},
		"merged before":           {func(_ *testing.T, p *merge.Pair) { p.Other.Into = "C-1" }, []merge.Refusal{merge.RefusedMerged}},
		"into one who was merged": {func(_ *testing.T, p *merge.Pair) { p.Keep.Into = "C-1" }, []merge.Refusal{merge.RefusedMerged}},
		"two companies":           {func(_ *testing.T, p *merge.Pair) { p.Keep.Debtor.SIREN = siren2 }, []merge.Refusal{merge.RefusedSIREN}},
		"the same, with blanks":   {func(_ *testing.T, p *merge.Pair) { p.Keep.Debtor.SIREN = "404 833 048" }, nil},
		"one number is no SIREN":  {func(_ *testing.T, p *merge.Pair) { p.Keep.Debtor.SIREN = "123456789" }, nil},
		"a mail is leaving": {func(_ *testing.T, p *merge.Pair) {
			p.Other.Leaving = []merge.Leaving{{Channel: dunning.Email, State: dunning.MessageHanding}}
		}, []merge.Refusal{merge.RefusedLeaving}},
		"a letter is at the printer's": {func(_ *testing.T, p *merge.Pair) {
			p.Other.Leaving = []merge.Leaving{{Channel: dunning.RegisteredLetter, State: dunning.MessageRendered}}
		}, []merge.Refusal{merge.RefusedLetter}},
		"a letter was given out to be posted": {func(t *testing.T, p *merge.Pair) {
			p.Other.Cases = []merge.Case{open(t, "C-8", "F-2", func(c *dunning.Case) { c.Posting = "formal" })}
		}, []merge.Refusal{merge.RefusedLetter}},
		"a declaration of claims is on its way": {func(_ *testing.T, p *merge.Pair) {
			p.Other.Leaving = []merge.Leaving{{Channel: dunning.RegisteredLetter, State: dunning.MessageRendered, Claim: true}}
		}, []merge.Refusal{merge.RefusedDeclared}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := pair()
			if row.change != nil {
				row.change(t, &p)
			}
			var got []merge.Refusal
			out := work(t, p, nil)
			for _, r := range out.Refusals {
				got = append(got, r.Code)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("refused for %v, want %v", got, row.want)
			}
			if err := out.Allowed(merge.DoubtCodes()); len(row.want) > 0 && (err == nil || dunning.ErrorHint(err) == "") {
				t.Errorf("%v, with the hint %q", err, dunning.ErrorHint(err))
			}
		})
	}
}

func TestADoubtIsAPersonsToAnswer(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change  func(*testing.T, *merge.Pair)
		want    merge.DoubtCode
		take    merge.Take
		confirm []merge.DoubtCode
	}{
		"consumer and business": {func(_ *testing.T, p *merge.Pair) { p.Other.Debtor.Regime = dunning.B2C }, merge.DoubtRegime, merge.Take{merge.Regime: merge.Keep}, nil},
		"public and business":   {func(_ *testing.T, p *merge.Pair) { p.Other.Debtor.Regime = dunning.Public }, merge.DoubtRegime, merge.Take{merge.Regime: merge.Other}, nil},
		"a number that is none": {func(_ *testing.T, p *merge.Pair) { p.Keep.Debtor.SIREN = "123456789" }, merge.DoubtSIREN, merge.Take{merge.SIREN: merge.Other}, nil},
		"nothing in common":     {func(_ *testing.T, p *merge.Pair) { p.Other.Debtor.Name = "Vidal" }, merge.DoubtUnlike, nil, []merge.DoubtCode{merge.DoubtUnlike}},
		"somebody has said yes": {func(t *testing.T, p *merge.Pair) {
			p.Other.Cases = []merge.Case{open(t, "C-8", "F-2", func(c *dunning.Case) { c.Approved = c.Steps[0].ID })}
		}, merge.DoubtApproved, nil, []merge.DoubtCode{merge.DoubtApproved}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := pair()
			row.change(t, &p)
			out := work(t, p, nil)
			if len(out.Doubts) != 1 || out.Doubts[0].Code != row.want || out.Allowed(nil) == nil {
				t.Fatalf("asks %+v, want %s", out.Doubts, row.want)
			}
			if out.Doubts[0].Field != "" && out.Allowed(merge.DoubtCodes()) == nil {
				t.Error("a yes chooses no value")
			}
			if err := work(t, p, row.take).Allowed(row.confirm); err != nil {
				t.Errorf("answered, and still: %v", err)
			}
		})
	}
}

func TestWhatProtectsADebtorIsNeverLost(t *testing.T) {
	t.Parallel()
	p := pair(func(p *merge.Pair) {
		p.Other.Debtor.Email, p.Other.Debtor.Bounced = "COMPTA@example.com", true
		p.Keep.Debtor.Electronic = dunning.ElectronicLetters{Accepted: true, Recorded: monday}
		p.Other.Debtor.Electronic = dunning.ElectronicLetters{Recorded: monday}
		p.Other.Proceedings = &merge.Proceedings{Judgment: opening}
		p.Keep.Cases = []merge.Case{open(t, "C-7", "F-1")}
		p.Other.Cases = []merge.Case{open(t, "C-8", "F-2")}
	})
	out := work(t, p, nil)
	if !out.After.Bounced || out.After.Electronic.Accepted || !slices.Equal(out.Facts, []merge.Fact{merge.FactBounced, merge.FactElectronic, merge.FactInsolvency}) {
		t.Errorf("%+v with %v", out.After, out.Facts)
	}
	if e := out.Events(p, merge.Keep, p.Keep.Cases[0]); len(e) != 1 || e[0].Kind != dunning.KindInsolvency || e[0].Date != opening {
		t.Errorf("the case of the one who is kept hears %+v", e)
	}
	later := p.Keep.Cases[0]
	later.Issued = opening.AddDays(1)
	if e := out.Events(p, merge.Keep, later); len(e) != 0 {
		t.Errorf("an invoice of after the judgment hears %+v", e)
	}
	if e := out.Events(p, merge.Other, p.Other.Cases[0]); len(e) != 1 || e[0].Kind != dunning.KindDebtorChanged {
		t.Errorf("a case that knew of it hears %+v", e)
	}
}

func TestProceedingsOfBothAreOne(t *testing.T) {
	t.Parallel()
	maybe := &merge.Proceedings{Provisional: true, Notice: "A-1", ClaimBy: opening.AddDays(10)}
	sure := &merge.Proceedings{Judgment: opening, ClaimBy: opening.AddDays(60)}
	for name, row := range map[string]struct {
		keep, other *merge.Proceedings
		own, moved  []dunning.Kind
	}{
		"none":                 {nil, nil, nil, []dunning.Kind{dunning.KindDebtorChanged}},
		"of a notice to read":  {nil, maybe, []dunning.Kind{dunning.KindHold}, []dunning.Kind{dunning.KindDebtorChanged}},
		"a judgment goes over": {maybe, sure, []dunning.Kind{dunning.KindInsolvency}, []dunning.Kind{dunning.KindDebtorChanged}},
		"of his own":           {sure, nil, nil, []dunning.Kind{dunning.KindDebtorChanged, dunning.KindInsolvency}},
		"of both":              {sure, sure, nil, []dunning.Kind{dunning.KindDebtorChanged}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := pair(func(p *merge.Pair) {
				p.Keep.Proceedings, p.Other.Proceedings = row.keep, row.other
				p.Keep.Cases, p.Other.Cases = []merge.Case{open(t, "C-7", "F-1")}, []merge.Case{open(t, "C-8", "F-2")}
			})
			out := work(t, p, nil)
			for side, want := range map[merge.Side][]dunning.Kind{merge.Keep: row.own, merge.Other: row.moved} {
				c := p.Keep.Cases[0]
				if side == merge.Other {
					c = p.Other.Cases[0]
				}
				var got []dunning.Kind
				for _, e := range out.Events(p, side, c) {
					got = append(got, e.Kind)
				}
				if !slices.Equal(got, want) {
					t.Errorf("a case of %s hears %v, want %v", side, got, want)
				}
			}
		})
	}
}

func TestThePreviewShowsWhatEachCaseDoesNext(t *testing.T) {
	t.Parallel()
	p := pair(func(p *merge.Pair) {
		p.Keep.Debtor.Email, p.Keep.Debtor.Bounced = "", false
		held := func(c *dunning.Case) { c.Holds = []dunning.Hold{{Kind: dunning.HoldBounce, Since: monday}} }
		p.Keep.Cases = []merge.Case{open(t, "C-7", "F-1", held), open(t, "C-7", "F-3")}
		p.Other.Cases = []merge.Case{
			open(t, "C-8", "F-2"),
			open(t, "C-8", "F-4", func(c *dunning.Case) { c.State, c.Outcome = dunning.Closed, dunning.Paid }),
			open(t, "C-8", "F-5", func(c *dunning.Case) { c.Currency, c.Balance = "CHF", 50000 }),
		}
	})
	out := work(t, p, nil)
	var moved []string
	for _, m := range out.Moves {
		moved = append(moved, m.Ref.Number)
	}
	if !slices.Equal(moved, []string{"F-2", "F-5", "F-1"}) || !out.Moves[2].Own || !out.Moves[2].Changes() {
		t.Errorf("shows %v: %+v", moved, out.Moves)
	}
	if want := []money.Amount{{Cents: 50000, Currency: "CHF"}, {Cents: 120000, Currency: "EUR"}}; !slices.Equal(out.Open, want) || out.Closed != 1 {
		t.Errorf("%v open and %d closed move", out.Open, out.Closed)
	}
}

func TestAChoiceThatThereIsNotIsRefused(t *testing.T) {
	t.Parallel()
	for _, take := range []merge.Take{{"colour": merge.Keep}, {merge.Name: "both"}} {
		if _, err := merge.Work(pair(), take, monday); dunning.ErrorCode(err) != dunning.CodeInvalid || dunning.ErrorHint(err) == "" {
			t.Errorf("%v: %v", take, err)
		}
	}
}

func TestWhoMayBeTheSame(t *testing.T) {
	t.Parallel()
	d := dunning.Debtor{ID: 1, Creditor: "atelier", Name: "Papeterie Lenoir SAS", Email: "compta@example.com", Address: lyon}
	for name, row := range map[string]struct {
		other dunning.Debtor
		want  []merge.Sign
	}{
		"the same name in the same place": {dunning.Debtor{Name: "PAPETERIE LÉNOIR", Address: lyon}, []merge.Sign{merge.SignName}},
		"a namesake elsewhere":            {dunning.Debtor{Name: "PAPETERIE LENOIR", Address: dunning.Address{Postcode: "75001"}}, nil},
		"the same address":                {dunning.Debtor{Name: "Lenoir", Email: "Compta@Example.com"}, []merge.Sign{merge.SignEmail}},
		"nothing":                         {dunning.Debtor{Name: "Vidal", Email: "a@example.com", Address: lyon}, nil},
	} {
		row.other.ID, row.other.Creditor = 2, "atelier"
		found := merge.Doubles(d, []dunning.Debtor{d, row.other})
		if len(found) > 0 != (row.want != nil) || len(found) > 0 && !slices.Equal(found[0].Signs, row.want) {
			t.Errorf("%s: %+v, want %v", name, found, row.want)
		}
	}
	a, b := dunning.Debtor{ID: 1, SIREN: siren, Email: "x@example.com"}, dunning.Debtor{ID: 2, SIREN: siren2, Email: "x@example.com"}
	if found := merge.Doubles(a, []dunning.Debtor{b}); len(found) != 0 {
		t.Errorf("two companies are taken for one: %+v", found)
	}
}
