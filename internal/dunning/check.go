package dunning

import (
	"slices"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Bounds of what a fact may say.
const (
	firstYear = 1900
	lastYear  = 2199
	// MostMoney is a thousand billion: more is a slip of the keyboard.
	MostMoney money.Cents = 100_000_000_000_000
)

// CheckFact tells what is missing or wrong in a fact, before it is recorded:
// amounts, dates (of the years 1900 to 2199), and money dated more than a day
// after the case time e.At, when that is known. What has a Seq is on record and
// keeps its dates. Whether a fact fits the case is for CheckFactFor.
func CheckFact(e Event) error {
	if err := checkContent(e); err != nil {
		return err
	}
	if e.Amount > MostMoney || e.Amount < -MostMoney {
		return Errorf(CodeInvalid, "amount %s is above a thousand billion", e.Amount).
			WithHint("amounts are in units with a decimal point, as 1234.56")
	}
	if e.Seq != 0 {
		return nil
	}
	return checkDates(e)
}

// checkDates refuses dates that no plan and no interest can be reckoned with.
func checkDates(e Event) error {
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
func checkPast(e Event) error {
	hint := ""
	switch e.Kind {
	case KindPaid, KindCredited:
		hint = "record money once it has come; what is announced is a promise"
	case KindReceived:
		hint = "copy the day from the portal or from the acknowledgement"
	case KindCost, KindLimitation, KindInstalments:
		hint = "record it once it has happened; an end that is to come is left out"
	}
	if hint == "" || e.At.IsZero() {
		return nil
	}
	// Where it is already tomorrow in UTC+12, today's money is not early.
	last := calendar.DateOf(e.At.UTC()).AddDays(1)
	for _, d := range []calendar.Date{e.Date, e.End} {
		if d.After(last) {
			return Errorf(CodeInvalid, "the date %s lies in the future", d).WithHint("%s", hint)
		}
	}
	return nil
}

func reckoned(d calendar.Date) bool { return d.Year >= firstYear && d.Year <= lastYear }

func badYear(kind Kind, d calendar.Date) error {
	err := Errorf(CodeInvalid, "the date %s is outside the years %d to %d", d, firstYear, lastYear)
	if kind == KindHold {
		return err.WithHint("a suspension without end needs no date: leave it out")
	}
	return err.WithHint("look at the year: a date is written as 2026-03-02")
}

// checkContent tells what the kind of a fact needs.
func checkContent(e Event) error {
	switch e.Kind {
	case KindPaid:
		if e.Amount == 0 && e.Accessory == 0 {
			return Errorf(CodeInvalid, "the amount is missing").WithHint(`write "amount":"1200.00"; a returned payment is negative`)
		}
	case KindCredited:
		if e.Amount <= 0 {
			return Errorf(CodeInvalid, "a credit note needs a positive amount").WithHint(`write "amount":"120.00"`)
		}
	case KindPromise, KindReschedule, KindInsolvency, KindReceived:
		if e.Date.IsZero() {
			return Errorf(CodeInvalid, "the date is missing").WithHint(`write "date":"2026-03-02"`)
		}
	case KindWaive, KindCost, KindLimitation:
		return checkParticular(e)
	case KindInstalments:
		return checkInstalments(e)
	case KindChangePlan:
		return checkChange(e)
	case KindClose:
		if !slices.Contains(Outcomes(), e.Outcome) {
			return Errorf(CodeInvalid, "outcome %q is not one of %v", e.Outcome, Outcomes())
		}
	case KindSettle:
		if e.Status != SettledSent && e.Status != SettledNotSent {
			return Errorf(CodeInvalid, `status %q: want "sent" or "not_sent"`, e.Status)
		}
	case KindLetterStatus:
		if e.Status == "" {
			return Errorf(CodeInvalid, "the status of the letter is missing").WithHint(`write "status":"delivered"`)
		}
	}
	if e.Amount < 0 && e.Kind != KindPaid {
		return Errorf(CodeInvalid, "amount %s is negative", e.Amount)
	}
	return nil
}

// checkChange tells what a change of plan lacks.
func checkChange(e Event) error {
	switch {
	case e.Plan == "":
		return Errorf(CodeInvalid, "the plan is missing").WithHint(`write "plan":"default"`)
	case e.Category != string(Restart) && e.Category != string(Jump):
		return Errorf(CodeInvalid, "category %q of a change of plan: want %q or %q", e.Category, Restart, Jump).
			WithHint("a case that is to keep its plan needs no change")
	}
	return nil
}

func checkInstalments(e Event) error {
	if len(e.Instalments) == 0 {
		return Errorf(CodeInvalid, "there are no instalments").
			WithHint(`write "instalments":[{"date":"2026-03-02","amount":"400.00"}]`)
	}
	if e.Category != "" && e.Category != string(LimitAcknowledgement) {
		return Errorf(CodeInvalid, "category %q of an instalment plan: want nothing or %q", e.Category, LimitAcknowledgement).
			WithHint("a plan that the debtor signed may acknowledge the debt (C. civ. 2240)")
	}
	for i, in := range e.Instalments {
		if in.Amount <= 0 || in.Date.IsZero() {
			return Errorf(CodeInvalid, "instalment %d needs a date and a positive amount", i+1)
		}
		if i > 0 && !in.Date.After(e.Instalments[i-1].Date) {
			return Errorf(CodeInvalid, "instalment %d is not later than the one before", i+1)
		}
	}
	return nil
}

// CheckFactFor tells why a fact does not fit a case; nil when it does.
// Payments always fit: money that came must never be lost.
func CheckFactFor(c Case, e Event) error {
	if e.Kind == KindPaid || e.Kind == KindCredited {
		return nil
	}
	if c.State == Closed {
		return Errorf(CodeConflict, "the case of invoice %s is closed (%s)", c.Number, c.Outcome)
	}
	switch e.Kind {
	case KindDispute, KindPromise:
		if e.Amount > c.Balance {
			return Errorf(CodeInvalid, "amount %s is more than the %s that is open", e.Amount, c.Balance)
		}
	case KindResolveDispute:
		if !c.Held(HoldDispute) {
			return Errorf(CodeConflict, "invoice %s is not in dispute", c.Number)
		}
	case KindInstalments:
		return checkSum(c, e)
	case KindChangePlan:
		return checkPlanChange(c)
	case KindClaim:
		if c.Balance > 0 {
			return Errorf(CodeConflict, "%s of invoice %s is open: its notices claim interest and fee with it", c.Balance, c.Number)
		}
	case KindCost:
		if c.Currency != "EUR" {
			return Errorf(CodeInvalid, "costs of recovery are claimed in euros; invoice %s is in %s", c.Number, c.Currency)
		}
	case KindApprove, KindReject:
		return checkStep(c, e)
	case KindRetry, KindSkip:
		if c.unknown() {
			return Errorf(CodeConflict, "nobody knows whether the notice of invoice %s left: it is neither repeated nor left out blindly", c.Number).
				WithHint("settle it first: say sent or not_sent")
		}
		if e.Kind == KindSkip {
			return checkStep(c, e)
		}
	case KindSettle:
		if c.Attention == nil || c.Attention.Code != ReasonOutcomeUnknown {
			return Errorf(CodeConflict, "no send of invoice %s has an unknown outcome", c.Number)
		}
	}
	return nil
}

// checkStep tells why a decision about the step that comes next does not fit.
func checkStep(c Case, e Event) error {
	step, ok := c.Step()
	switch {
	case !ok:
		return Errorf(CodeConflict, "no step of invoice %s is left", c.Number).
			WithHint("its plan is finished; see what it waits for: %s", Deed{Do: DeedShow, On: c.Number})
	case e.Step != "" && e.Step != step.ID:
		return Errorf(CodeConflict, "step %q of invoice %s is not the one that comes next", e.Step, c.Number).
			WithHint("that is %q: name it, or leave the step out", step.ID)
	case e.Kind != KindSkip && step.Approval != ApprovalRequired:
		return Errorf(CodeConflict, "no step of invoice %s waits for approval: %q needs none", c.Number, step.ID).
			WithHint("keep it from leaving (%s) or leave it out: %s", Deed{Do: DeedHold, On: c.Number}, Deed{Do: DeedSkip, On: c.Number})
	}
	return nil
}

func checkSum(c Case, e Event) error {
	var sum money.Cents
	for _, in := range e.Instalments {
		sum += in.Amount
	}
	if sum != c.Balance {
		return Errorf(CodeInvalid, "the instalments add up to %s, but %s is open", sum, c.Balance).
			WithHint("let the last instalment take the difference")
	}
	return nil
}
