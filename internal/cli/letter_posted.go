package cli

import "relance/internal/dunning"

// letterPostedCmd notes that a letter of the folder carrier was posted.
type letterPostedCmd struct {
	caseArg
	Tracking string   `required:"" placeholder:"T" help:"Tracking number on the receipt."`
	Date     *dateArg `placeholder:"D" help:"Day of posting (default: today)."`
	Step     string   `placeholder:"STEP" help:"Step of the letter (default: the last one that was handed over)."`
}

// Run notes it.
func (c *letterPostedCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{
		Kind: dunning.KindLetterStatus, Status: "posted", Tracking: c.Tracking, Step: c.Step, Date: c.Date.date(),
	})
}

// letterStatusCmd notes what became of a letter.
type letterStatusCmd struct {
	caseArg
	Status string   `arg:"" enum:"presented,delivered,refused,unclaimed,returned,failed" help:"presented, delivered, refused, unclaimed, returned or failed."`
	Date   *dateArg `placeholder:"D" help:"Day on the advice of receipt (default: today)."`
	Step   string   `placeholder:"STEP" help:"Step of the letter (default: the last one that was handed over)."`
}

// Run notes it: a letter that came back is no valid notice, the other ends
// leave its deadline running.
func (c *letterStatusCmd) Run(s *session) error {
	return s.plain(c.caseArg, dunning.Event{
		Kind: dunning.KindLetterStatus, Status: c.Status, Step: c.Step, Date: c.Date.date(),
	})
}
