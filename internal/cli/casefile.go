package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/recourse"
)

// casefileCmd writes the evidence of a case for a court, a bailiff or an agency.
type casefileCmd struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
	For      string `placeholder:"WAY" help:"Add what a person signs for a way: injonction, small_claims, uncontested, refere, assignation, bailiff, agency or insurer."`
	Court    string `placeholder:"NAME" help:"Court that is asked, as tribunal de commerce de Lyon."`
	Trial    string `enum:"oui,non," default:"" placeholder:"oui|non" help:"Injonction: whether an opposition goes to the trial court."`
	Attempt  string `placeholder:"TEXT" help:"Amicable attempt with its date (CPC 750-1)."`
	Strict   bool   `help:"Fail when a place is left for a person to fill in."`
	Output   string `short:"o" required:"" placeholder:"FILE.zip" help:"Where to write it; an existing file is not replaced."`
}

// Run writes the file: exhibits with their list and the statement of the claim
// for the other side, notes for the creditor alone.
func (c *casefileCmd) Run(s *session) error {
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	ref, err := d.Find(s.ctx, d.who, backoffice.CaseName{Creditor: c.Creditor, Number: c.Number})
	if err != nil {
		return err
	}
	var record evidence.Case
	if c.For == "" {
		record, err = d.Evidence(s.ctx, d.who, ref)
	} else {
		record, err = d.Recourse().File(s.ctx, d.who, ref, recourse.Request{Way: c.For, Court: c.Court, Trial: c.Trial, Attempt: c.Attempt})
	}
	if err != nil {
		return err
	}
	sum, err := writeEvidence(c.Output, c.Strict, func(w io.Writer) (evidence.Summary, error) { return evidence.Write(w, record) })
	if err != nil {
		return err
	}
	s.say("%s: %d exhibits and %d internal notes in %s", ref.Number, sum.Pieces, sum.Notes, c.Output)
	if sum.Blanks > 0 {
		s.say("to be filled in: %d places marked %s", sum.Blanks, evidence.Blank)
	}
	return nil
}

// newFile writes a file that must not exist yet: whole, under another name at
// first, so that no torn one is left behind.
func newFile(name string, write func(io.Writer) error) (err error) {
	refused := func(err error) error {
		return dunning.Errorf(dunning.CodeConflict, "the file cannot be written: %w", err).WithHint("name a new file with -o")
	}
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fmt.Errorf("%s: %w", name, fs.ErrExist)
		}
		return refused(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return refused(err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // of a name that is gone when all went well
	if err := write(tmp); err != nil {
		tmp.Close() //nolint:errcheck // the writing already failed
		return err
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return refused(err)
	}
	if err := os.Link(tmp.Name(), name); err == nil || errors.Is(err, fs.ErrExist) {
		if err != nil {
			return refused(err)
		}
		return nil
	}
	return os.Rename(tmp.Name(), name) // on a file system without links
}
