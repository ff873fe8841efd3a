package look

import (
	"errors"
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// Interest works out what may be claimed for one invoice on one day.
type Interest struct {
	Amount         frame.AmountArg     `required:"" placeholder:"A" help:"Sum of the invoice including VAT: 1234.56 or '1 234,56'."`
	Due            frame.DateArg       `required:"" placeholder:"D" help:"Due date: 2026-03-02 or 02/03/2026."`
	On             frame.DateArg       `required:"" placeholder:"D" help:"Day of the statement, counted."`
	Regime         string              `default:"b2b" enum:"b2b,b2c,public,non_professional" help:"Body of law: ${enum}."`
	Rate           interest.Rate       `default:"default" placeholder:"RATE" help:"Agreed rate: default, 15, 3xlegal, ecb+8 or 1/month."`
	NoticeReceived *frame.DateArg      `placeholder:"D" help:"Day the formal notice was received (b2c, non_professional)."`
	Payment        []frame.MovementArg `sep:"none" placeholder:"D=A" help:"Part payment; D=A+B when B was given to interest and fee. May be repeated."`
	Credit         []frame.MovementArg `sep:"none" placeholder:"D=A" help:"Credit note; may be repeated."`
	Allocation     string              `default:"principal_first" enum:"principal_first,interest_first" help:"What a payment pays first: ${enum}."`
	Judgment       *frame.DateArg      `placeholder:"D" help:"Day insolvency proceedings were opened; the claim was born before it."`
}

// Run prints what interest.Compute finds.
func (c *Interest) Run(s *frame.Session) error {
	cfg, err := s.Config()
	if err != nil {
		return err
	}
	rates, err := cfg.RateTable()
	if err != nil {
		return err
	}
	in := c.input(rates)
	res, err := interest.Compute(in)
	if err != nil {
		return interestFault(err)
	}
	if s.JSON {
		return s.PrintJSON(res)
	}
	return interestTable(s, in, res)
}

func (c *Interest) input(rates *interest.Rates) interest.Input {
	return interest.Input{
		Regime: interest.Regime(c.Regime), Rate: c.Rate, Rates: rates, Principal: money.Cents(c.Amount),
		Due: c.Due.Date, On: c.On.Date, Payments: movements(c.Payment), Credits: movements(c.Credit),
		Allocation: interest.Allocation(c.Allocation), NoticeReceived: c.NoticeReceived.Pointer(), Judgment: c.Judgment.Pointer(),
	}
}

func movements(args []frame.MovementArg) []interest.Payment {
	out := make([]interest.Payment, len(args))
	for i, a := range args {
		out[i] = interest.Payment{Date: a.Date, Amount: a.Amount + a.Accessory, Accessory: a.Accessory}
	}
	return out
}

// flagOf names the flag behind a field of the computation.
var flagOf = strings.NewReplacer("principal:", "--amount:", "notice_received:", "--notice-received:", "payments[", "--payment [", "payments:", "--payment:",
	"credits[", "--credit [", "credits:", "--credit:", "due:", "--due:", "on:", "--on:", "judgment:", "--judgment:")

// interestFault tells wrong flags from rates that are missing.
func interestFault(err error) error {
	var unknown *interest.UnknownRateError
	if errors.As(err, &unknown) {
		return rateHint(unknown)
	}
	var input *interest.InputError
	if errors.As(err, &input) {
		return frame.Usage(errors.New(flagOf.Replace(strings.ReplaceAll(err.Error(), "\n", "; "))))
	}
	return err
}

// rateHint says how a half-year is added.
func rateHint(e *interest.UnknownRateError) error {
	flags := "--ecb RATE"
	if e.Rate == interest.LegalRate {
		flags = "--legal RATE"
	}
	return dunning.Errorf(dunning.CodeNotFound, "%w", e).
		WithHint("add it with `relance rates add --half-year %s %s --source … --checked-on DATE --write`; `relance rates check` says what is missing", e.HalfYear, flags)
}
