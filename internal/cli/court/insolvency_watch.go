package court

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/insolvency"
)

// insolvencyWatchCmd lists whom the watch looks for, or reads the national file
// at once.
type insolvencyWatchCmd struct {
	Now bool `help:"Read the national file of collective notices now."`
}

// Run prints the companies with their last look-up.
func (c *insolvencyWatchCmd) Run(s *frame.Session) error {
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	if c.Now {
		taken, err := d.Recourse().WatchRound(s.Ctx, true)
		if err != nil {
			return err
		}
		return sayNotices(s, d, taken)
	}
	list, err := d.Recourse().WatchedCompanies(s.Ctx, d.Who)
	switch {
	case err != nil:
		return err
	case s.JSON:
		return s.PrintJSON(append([]insolvency.Watched{}, list...))
	case len(list) == 0:
		s.Say("nobody to watch: no open case whose customer has a company number")
		return nil
	}
	rows := make([][]string, len(list))
	for i, w := range list {
		looked := s.W.Text("never")
		if !w.Looked.IsZero() {
			looked = s.W.Instant(w.Looked)
		}
		formal := ""
		if w.Formal {
			formal = s.W.Text("formal step soon")
		}
		rows[i] = []string{w.SIREN, fmt.Sprint(w.Open), looked, formal}
	}
	s.Table([]string{"SIREN", "OPEN CASES", "LOOKED UP", "REMARK"}, rows)
	return nil
}

// sayNotices says what some notices changed.
func sayNotices(s *frame.Session, d *frame.Counter, taken insolvency.Taken) error {
	s.Tell(d.Rooms, frame.MostPatience)
	if s.JSON {
		return s.PrintJSON(taken)
	}
	s.Say("%d {notice|notices} read, %d about your customers, %d new", taken.Read, len(taken.Matched), taken.New)
	if len(taken.Frozen) > 0 {
		s.Say("cases suspended: %s", strings.Join(taken.Frozen, ", "))
	}
	return nil
}

// insolvencyCheckCmd looks one company up.
type insolvencyCheckCmd struct {
	SIREN string `arg:"" name:"siren" help:"Company number, nine figures."`
}

// Run prints what was published about it; what names a debtor acts.
func (c *insolvencyCheckCmd) Run(s *frame.Session) error {
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	got, err := d.Recourse().CheckSIREN(s.Ctx, d.Who, c.SIREN)
	switch {
	case err != nil:
		return err
	case s.JSON:
		s.Tell(d.Rooms, frame.MostPatience)
		return s.PrintJSON(got)
	case len(got.Notices) == 0:
		s.Say("%s: no notice of insolvency or striking-off (BODACC, %s)", got.SIREN, s.W.Instant(got.At))
		return nil
	}
	noticeTable(s, got.Notices)
	return sayNotices(s, d, got.Taken)
}

// insolvencyImportCmd takes a file of notices in.
type insolvencyImportCmd struct {
	File string `arg:"" help:"Export of the BODACC's open data, as JSON; - is the standard input."`
}

// Run lets the notices act as those of the watch do.
func (c *insolvencyImportCmd) Run(s *frame.Session) error {
	data, err := s.ReadFile(c.File, insolvency.MaxBytes)
	if err != nil {
		return errors.New(c.File + ": " + frame.FileFault(err))
	}
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	taken, err := d.Recourse().ImportNotices(s.Ctx, d.Who, data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return sayNotices(s, d, taken)
}

// insolvencyStatusCmd says how the watch stands, and which claims are to be
// declared.
type insolvencyStatusCmd struct{}

// Run prints the state of the watch and the proceedings of debtors.
func (c *insolvencyStatusCmd) Run(s *frame.Session) error {
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	st, err := d.Recourse().WatchStatus(s.Ctx, d.Who)
	switch {
	case err != nil:
		return err
	case s.JSON:
		return s.PrintJSON(st)
	}
	state := s.W.Text("off (insolvency.watch of the configuration)")
	switch {
	case st.On && st.Stale:
		state = s.W.Text("blind: formal steps wait")
	case st.On:
		state = s.W.Text("awake")
	}
	s.Say("watch      %s", state)
	if !st.LookedAt.IsZero() {
		s.Say("last file  %s, %d {notice|notices}, the newest of %s", s.W.Instant(st.LookedAt), st.Notices, s.W.Date(st.Newest))
	}
	if st.Fault != "" {
		s.Say("trouble    %s (%s)", s.W.Reword(st.Fault), s.W.Instant(st.FaultAt))
	}
	s.Say("companies  %d watched; %d business {customer without company number is|customers without company number are} not", st.Watched, st.Unwatched)
	if len(st.Proceedings) == 0 {
		return nil
	}
	rows := make([][]string, len(st.Proceedings))
	for i, p := range st.Proceedings {
		rows[i] = proceedingsCells(s, p)
	}
	s.Table([]string{"CUSTOMER", "SIREN", "PROCEDURE", "JUDGMENT", "PUBLISHED", "CLAIM BY", "CLAIM TO", "STATE"}, rows)
	return nil
}

func proceedingsCells(s *frame.Session, p insolvency.Proceedings) []string {
	state := s.W.Text("addressee to be confirmed")
	switch {
	case !p.DeclaredOn.IsZero():
		state = s.W.Text("declared on ") + s.W.ShortDate(p.DeclaredOn)
	case p.Provisional:
		state = s.W.Text("notice to read")
	case p.Confirmed:
		state = s.W.Text("to be declared")
	}
	return []string{
		p.Creditor + "/" + p.Debtor, p.SIREN, s.W.Procedure(p.Procedure), cmp.Or(s.W.ShortDate(p.Judgment), "–"),
		cmp.Or(s.W.ShortDate(p.Published), "–"), cmp.Or(s.W.ShortDate(p.ClaimBy), "–"),
		frame.Shorten(frame.JoinParts(p.Holder, p.Address), 50), state,
	}
}
