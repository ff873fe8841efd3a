package cli

import (
	"strings"

	"relance/internal/app"
	"relance/internal/dunning"
)

// waiveCmd gives up a part of the claim on one invoice.
type waiveCmd struct {
	caseArg
	Part     string `arg:"" enum:"interest,fee" help:"interest or fee."`
	Reason   string `placeholder:"WORDS" help:"Why; kept with the record."`
	Withdraw bool   `help:"Take the waiver back: the part is claimed again."`
}

// Run records it; letters, statements and the evidence follow at once.
func (c *waiveCmd) Run(s *session) error {
	return s.factIn(c.caseArg, func(a *app.App, body dunning.Case) (dunning.Event, error) {
		e := dunning.Event{Kind: dunning.KindWaive, Category: c.Part, Date: s.today()}
		v, err := a.Store.Case(s.ctx, body.Ref())
		if err != nil {
			return e, err
		}
		w, waived := v.Particulars.Waiver(dunning.Waivable(c.Part))
		switch {
		case c.Withdraw && !waived:
			return e, dunning.Errorf(dunning.CodeConflict, "%s is not waived on invoice %s", c.Part, body.Number)
		case c.Withdraw:
			e.Status = dunning.Withdrawn
		case waived:
			return e, dunning.Errorf(dunning.CodeConflict, "%s of invoice %s was waived on %s", c.Part, body.Number, w.On).
				WithHint("take it back with --withdraw")
		case strings.TrimSpace(c.Reason) == "":
			return e, dunning.Errorf(dunning.CodeInvalid, "the reason is missing").WithHint(`say why: --reason "geste commercial"`)
		}
		e.Note, err = s.note(a, c.Reason)
		return e, err
	})
}

// note keeps words as a document and gives its SHA-256: the record is chained
// to them, and Temporal never sees them.
func (s *session) note(a *app.App, words string) (string, error) {
	words = oneLine(strings.TrimSpace(words))
	if words == "" {
		return "", nil
	}
	d, err := a.Store.SaveDocument(s.ctx, dunning.Document{MediaType: "text/plain; charset=utf-8", Name: "note.txt", Bytes: []byte(words)})
	return d.SHA256, err
}
