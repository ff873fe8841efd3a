package fact

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Bounds of what a fact may say.
const (
	firstYear = 1900
	lastYear  = 2199
	// MostMoney is a thousand billion: more is a slip of the keyboard.
	MostMoney money.Cents = 100_000_000_000_000
)

// Check tells what is missing or wrong in a fact, before it is recorded:
// amounts, dates (of the years 1900 to 2199), and money dated more than a day
// after the case time e.At, when that is known. What has a Seq is on record and
// keeps its dates. Whether a fact fits the case is for CheckFor.
func Check(e dunning.Event) error {
	if err := checkContent(e); err != nil {
		return err
	}
	if e.Amount > MostMoney || e.Amount < -MostMoney {
		return dunning.Errorf(dunning.CodeInvalid, "amount %s is above a thousand billion", e.Amount).
			WithHint("amounts are in units with a decimal point, as 1234.56")
	}
	if e.Seq != 0 {
		return nil
	}
	return checkDates(e)
}

// checkDates refuses dates that no plan and no interest can be worked out with.
func checkDates(e dunning.Event) error {
	if !e.Date.IsZero() && !reckoned(e.Date) {
		return badYear(e.Kind, e.Date)
	}
	for _, in := range e.Instalments {
		if !reckoned(in.Date) {
			return badYear(e.Kind, in.Date)
		}
	}
	if !e.End.IsZero() && !reckoned(e.End) {
		return badYear(e.Kind, e.End)
	}
	return checkPast(e)
}

// checkPast refuses what cannot have happened yet.
func checkPast(e dunning.Event) error {
	hint := ""
	switch e.Kind {
	case dunning.KindPaid, dunning.KindCredited:
		hint = "record money once it has come; what is announced is a promise"
	case dunning.KindReceived:
		hint = "copy the day from the portal or from the acknowledgement"
	case dunning.KindCost, dunning.KindLimitation, dunning.KindInstalments:
		hint = "record it once it has happened; an end that is to come is left out"
	}
	if hint == "" || e.At.IsZero() {
		return nil
	}
	// Where it is already tomorrow in UTC+12, today's money is not early.
	last := calendar.DateOf(e.At.UTC()).AddDays(1)
	for _, d := range []calendar.Date{e.Date, e.End} {
		if d.After(last) {
			return dunning.Errorf(dunning.CodeInvalid, "the date %s lies in the future", d).WithHint("%s", hint)
		}
	}
	return nil
}

func reckoned(d calendar.Date) bool { return d.Year >= firstYear && d.Year <= lastYear }

func badYear(kind dunning.Kind, d calendar.Date) error {
	err := dunning.Errorf(dunning.CodeInvalid, "the date %s is outside the years %d to %d", d, firstYear, lastYear)
	if kind == dunning.KindHold {
		return err.WithHint("a suspension without end needs no date: leave it out")
	}
	return err.WithHint("look at the year: a date is written as 2026-03-02")
}

// checkContent tells what the kind of a fact needs.
func checkContent(e dunning.Event) error {
	switch e.Kind {
	case dunning.KindPaid:
		if e.Amount == 0 && e.Accessory == 0 {
			return dunning.Errorf(dunning.CodeInvalid, "the amount is missing").WithHint(`write "amount":"1200.00"; a returned payment is negative`)
		}
	case dunning.KindCredited:
		if e.Amount <= 0 {
			return dunning.Errorf(dunning.CodeInvalid, "a credit note needs a positive amount").WithHint(`write "amount":"120.00"`)
		}
	case dunning.KindPromise, dunning.KindReschedule, dunning.KindInsolvency, dunning.KindReceived:
		if e.Date.IsZero() {
			return dunning.Errorf(dunning.CodeInvalid, "the date is missing").WithHint(`write "date":"2026-03-02"`)
		}
	case dunning.KindWaive, dunning.KindCost, dunning.KindLimitation:
		return checkParticular(e)
	case dunning.KindInstalments:
		return checkInstalments(e)
	case dunning.KindChangePlan:
		return checkChange(e)
	case dunning.KindClose:
		if !slices.Contains(dunning.Outcomes(), e.Outcome) {
			return dunning.Errorf(dunning.CodeInvalid, "outcome %q is not one of %v", e.Outcome, dunning.Outcomes())
		}
	case dunning.KindSettle:
		if e.Status != dunning.SettledSent && e.Status != dunning.SettledNotSent {
			return dunning.Errorf(dunning.CodeInvalid, `status %q: want "sent" or "not_sent"`, e.Status)
		}
	case dunning.KindLetterStatus:
		if e.Status == "" {
			return dunning.Errorf(dunning.CodeInvalid, "the status of the letter is missing").WithHint(`write "status":"delivered"`)
		}
	}
	if e.Amount < 0 && e.Kind != dunning.KindPaid {
		return dunning.Errorf(dunning.CodeInvalid, "amount %s is negative", e.Amount)
	}
	return nil
}

// checkChange tells what a change of plan lacks.
func checkChange(e dunning.Event) error {
	switch {
	case e.Plan == "":
		return dunning.Errorf(dunning.CodeInvalid, "the plan is missing").WithHint(`write "plan":"default"`)
	case e.Category != string(dunning.Restart) && e.Category != string(dunning.Jump):
		return dunning.Errorf(dunning.CodeInvalid, "category %q of a change of plan: want %q or %q", e.Category, dunning.Restart, dunning.Jump).
			WithHint("a case that is to keep its plan needs no change")
	}
	return nil
}

func checkInstalments(e dunning.Event) error {
	if len(e.Instalments) == 0 {
		return dunning.Errorf(dunning.CodeInvalid, "there are no instalments").
			WithHint(`write "instalments":[{"date":"2026-03-02","amount":"400.00"}]`)
	}
	if e.Category != "" && e.Category != string(dunning.LimitAcknowledgement) {
		return dunning.Errorf(dunning.CodeInvalid, "category %q of an instalment plan: want nothing or %q", e.Category, dunning.LimitAcknowledgement).
			WithHint("a plan that the debtor signed may acknowledge the debt (C. civ. 2240)")
	}
	for i, in := range e.Instalments {
		if in.Amount <= 0 || in.Date.IsZero() {
			return dunning.Errorf(dunning.CodeInvalid, "instalment %d needs a date and a positive amount", i+1)
		}
		if i > 0 && !in.Date.After(e.Instalments[i-1].Date) {
			return dunning.Errorf(dunning.CodeInvalid, "instalment %d is not later than the one before", i+1)
		}
	}
	return nil
}

// checkParticular tells what such a fact needs.
func checkParticular(e dunning.Event) error {
	if e.Status != "" && e.Status != dunning.Withdrawn {
		return dunning.Errorf(dunning.CodeInvalid, "status %q: want nothing or %q", e.Status, dunning.Withdrawn)
	}
	switch {
	case e.Kind == dunning.KindWaive && !slices.Contains(dunning.Waivables(), dunning.Waivable(e.Category)):
		return dunning.Errorf(dunning.CodeInvalid, "category %q: want one of %v", e.Category, dunning.Waivables()).
			WithHint(`write "category":"interest" or "category":"fee"`)
	case e.Kind == dunning.KindLimitation && !slices.Contains(dunning.LimitationEvents(), dunning.LimitationEvent(e.Category)):
		return dunning.Errorf(dunning.CodeInvalid, "category %q: want one of %v", e.Category, dunning.LimitationEvents()).
			WithHint(`write "category":"acknowledgement"`)
	case e.Kind == dunning.KindCost && e.Amount <= 0:
		return dunning.Errorf(dunning.CodeInvalid, "a cost needs a positive amount").WithHint(`write "amount":"120.00"`)
	case e.Kind != dunning.KindWaive && e.Date.IsZero():
		return dunning.Errorf(dunning.CodeInvalid, "the date is missing").WithHint(`write "date":"2026-03-02"`)
	case !e.End.IsZero() && e.Kind != dunning.KindLimitation:
		return dunning.Errorf(dunning.CodeInvalid, "only an event of limitation has an end")
	case !e.End.IsZero() && e.End.Before(e.Date):
		return dunning.Errorf(dunning.CodeInvalid, "it ends on %s, before it begins on %s", e.End, e.Date)
	}
	return nil
}
