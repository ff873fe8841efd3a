package cli

import (
	"relance/internal/dunning"
	"relance/internal/posting"
)

// letterPostedCmd notes that a letter of the folder carrier was posted.
type letterPostedCmd struct {
	caseArg
	Tracking string   `required:"" placeholder:"T" help:"Tracking number on the receipt."`
	Date     *dateArg `placeholder:"D" help:"Day of posting (default: today)."`
	Step     string   `placeholder:"STEP" help:"Step of the letter (default: the last one that was handed over)."`
}

// Run notes it.
func (c *letterPostedCmd) Run(s *session) error {
	return s.letter(c.caseArg, c.Date, c.Step, dunning.Event{Status: "posted", Tracking: c.Tracking})
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
	return s.letter(c.caseArg, c.Date, c.Step, dunning.Event{Status: c.Status})
}

// letter records a status of the letter that is meant, where its carrier and
// every case in it will find it.
func (s *session) letter(arg caseArg, date *dateArg, step string, e dunning.Event) error {
	e.Kind, e.Date, e.Author = dunning.KindLetterStatus, s.today(), s.author(arg.By)
	if date != nil {
		e.Date = date.Date
	}
	if e.Date.After(s.today()) {
		return dunning.Errorf(dunning.CodeInvalid, "the date %s lies in the future", e.Date).WithHint("copy the date of the post mark")
	}
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	ref, err := a.FindCase(s.ctx, arg.Creditor, arg.Number)
	if err != nil {
		return err
	}
	body, err := a.Store.LoadCase(s.ctx, ref)
	if err != nil {
		return err
	}
	if e.Step, err = letterStep(body, step); err != nil {
		return err
	}
	if err := dunning.CheckFactFor(body, e); err != nil {
		return err
	}
	out, err := a.Post.MarkLetter(s.ctx, posting.LetterFact{
		Ref: ref, Step: e.Step, Status: e.Status, Date: e.Date, Number: e.Tracking, Author: e.Author,
	})
	if err != nil {
		return err
	}
	return s.recorded(a, e, out)
}

// letterStep finds the step of the last letter that was handed over.
func letterStep(body dunning.Case, named string) (string, error) {
	for i := len(body.Steps) - 1; i >= 0; i-- {
		st := body.Steps[i]
		paper := st.Channel == dunning.Letter || st.Channel == dunning.RegisteredLetter
		if paper && !st.Sent.IsZero() && (named == "" || named == st.ID) {
			return st.ID, nil
		}
	}
	if named != "" {
		return "", dunning.Errorf(dunning.CodeConflict, "no letter of step %q was handed over for invoice %s", named, body.Number)
	}
	return "", dunning.Errorf(dunning.CodeConflict, "no letter was handed over for invoice %s", body.Number).
		WithHint("relance show %s tells what was sent", body.Number)
}
