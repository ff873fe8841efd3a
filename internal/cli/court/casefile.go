package court

import (
	"io"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/recourse"
)

// Casefile writes the evidence of a case for a court, a bailiff or an agency.
type Casefile struct {
	Number   string            `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string            `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	For      string            `placeholder:"WAY" help:"Add what a person signs for a way: injonction, small_claims, uncontested, refere, assignation, bailiff, agency or insurer."`
	Court    string            `placeholder:"NAME" help:"Court that is asked, as tribunal de commerce de Lyon."`
	Trial    string            `enum:"oui,non," default:"" placeholder:"oui|non" help:"Injonction: whether an opposition goes to the trial court."`
	Attempt  string            `placeholder:"TEXT" help:"Amicable attempt with its date (CPC 750-1)."`
	With     []string          `placeholder:"NUMBER" sep:"none" help:"Further invoice of the same customer, in the same request; may be repeated."`
	All      bool              `help:"All invoices of the customer that are due."`
	Set      map[string]string `placeholder:"KEY=TEXT" mapsep:"none" help:"Something that the papers ask and no record holds; may be repeated. An unknown key is answered with those that there are."`
	Strict   bool              `help:"Fail when a place is left for a person to fill in."`
	Output   string            `short:"o" required:"" placeholder:"FILE.zip" help:"Where to write it; an existing file is not replaced."`
}

// withCase finds a case for its papers or their conditions. They show the creditor's
// settings as the configuration states them now: the worker put them on record when
// it started, and they may have been changed since.
func withCase(s *frame.Session, by string, name backoffice.CaseName, do func(d *frame.Counter, ref dunning.Ref) error) error {
	return s.WithCase(by, name, func(d *frame.Counter, ref dunning.Ref) error {
		if err := d.Rooms.SaveCreditors(s.Ctx); err != nil {
			return err
		}
		return do(d, ref)
	})
}

// Run writes the file: exhibits with their list and the statement of the claim
// for the other side, notes for the creditor alone.
func (c *Casefile) Run(s *frame.Session) error {
	return withCase(s, "", backoffice.CaseName{Creditor: c.Creditor, Number: c.Number}, func(d *frame.Counter, ref dunning.Ref) error {
		var write func(io.Writer) (evidence.Summary, error)
		if c.For == "" {
			record, err := d.Evidence(s.Ctx, d.Who, ref)
			if err != nil {
				return err
			}
			write = func(w io.Writer) (evidence.Summary, error) { return evidence.Write(w, record) }
		} else {
			file, err := d.Recourse().File(s.Ctx, d.Who, ref, recourse.Request{
				Way: c.For, With: c.With, All: c.All, Court: c.Court, Trial: c.Trial, Attempt: c.Attempt, Answers: c.Set,
			})
			if err != nil {
				return err
			}
			write = func(w io.Writer) (evidence.Summary, error) { return evidence.WriteDossier(w, file) }
		}
		sum, err := writeEvidence(c.Output, c.Strict, write)
		if err != nil {
			return err
		}
		s.Say("%s: %d {exhibit|exhibits} and %d internal {note|notes} in %s", ref.Number, sum.Pieces, sum.Notes, c.Output)
		if sum.Blanks > 0 {
			s.Say("to be filled in: %d {place|places} marked %s", sum.Blanks, evidence.Blank)
		}
		return nil
	})
}
