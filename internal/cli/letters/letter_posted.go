package letters

import (
	"relance/internal/cli/cases"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
)

// letterPostedCmd notes that a letter of the folder carrier was posted.
type letterPostedCmd struct {
	cases.CaseArg
	Tracking string         `required:"" placeholder:"T" help:"Tracking number on the receipt."`
	Date     *frame.DateArg `placeholder:"D" help:"Day of posting (default: today)."`
	Step     string         `placeholder:"STEP" help:"Step of the letter (default: the last one that was handed over)."`
}

// Run notes it.
func (c *letterPostedCmd) Run(s *frame.Session) error {
	return cases.Plain(s, c.CaseArg, dunning.NewLetterStatus(dunning.LetterPosted, c.Date.Value(), c.Tracking).With(dunning.Stamp{Step: c.Step}))
}

// letterStatusCmd notes what became of a letter.
type letterStatusCmd struct {
	cases.CaseArg
	Status string         `arg:"" enum:"presented,delivered,refused,unclaimed,returned,failed" help:"presented, delivered, refused, unclaimed, returned or failed."`
	Date   *frame.DateArg `placeholder:"D" help:"Day on the advice of receipt (default: today)."`
	Step   string         `placeholder:"STEP" help:"Step of the letter (default: the last one that was handed over)."`
}

// Run notes it: a letter that came back is no valid notice, the other ends
// leave its deadline running.
func (c *letterStatusCmd) Run(s *frame.Session) error {
	return cases.Plain(s, c.CaseArg, dunning.NewLetterStatus(dunning.LetterState(c.Status), c.Date.Value(), "").With(dunning.Stamp{Step: c.Step}))
}
