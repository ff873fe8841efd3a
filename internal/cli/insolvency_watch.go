package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"relance/internal/insolvency"
)

// insolvencyWatchCmd lists whom the watch looks for, or reads the national file
// at once.
type insolvencyWatchCmd struct {
	Now bool `help:"Read the national file of collective notices now."`
}

// Run prints the companies with their last look-up.
func (c *insolvencyWatchCmd) Run(s *session) error {
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	if c.Now {
		taken, err := d.Recourse().WatchRound(s.ctx, true)
		if err != nil {
			return err
		}
		return s.sayNotices(d, taken)
	}
	list, err := d.Recourse().WatchedCompanies(s.ctx, d.who)
	switch {
	case err != nil:
		return err
	case s.json:
		return s.printJSON(append([]insolvency.Watched{}, list...))
	case len(list) == 0:
		s.say("nobody to watch: no open case whose customer has a company number")
		return nil
	}
	rows := make([][]string, len(list))
	for i, w := range list {
		looked := s.w.Text("never")
		if !w.Looked.IsZero() {
			looked = s.w.Instant(w.Looked)
		}
		formal := ""
		if w.Formal {
			formal = s.w.Text("formal step soon")
		}
		rows[i] = []string{w.SIREN, fmt.Sprint(w.Open), looked, formal}
	}
	s.table([]string{"SIREN", "OPEN CASES", "LOOKED UP", "REMARK"}, rows)
	return nil
}

// sayNotices says what some notices changed.
func (s *session) sayNotices(d *counter, taken insolvency.Taken) error {
	s.tell(d.app, mostPatience)
	if s.json {
		return s.printJSON(taken)
	}
	s.say("%d notices read, %d about your customers, %d new", taken.Read, len(taken.Matched), taken.New)
	if len(taken.Frozen) > 0 {
		s.say("cases suspended: %s", strings.Join(taken.Frozen, ", "))
	}
	return nil
}

// insolvencyCheckCmd looks one company up.
type insolvencyCheckCmd struct {
	SIREN string `arg:"" name:"siren" help:"Company number, nine figures."`
}

// Run prints what was published about it; what names a debtor acts.
func (c *insolvencyCheckCmd) Run(s *session) error {
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	got, err := d.Recourse().CheckSIREN(s.ctx, d.who, c.SIREN)
	switch {
	case err != nil:
		return err
	case s.json:
		s.tell(d.app, mostPatience)
		return s.printJSON(got)
	case len(got.Notices) == 0:
		s.say("%s: no notice of insolvency or striking-off (BODACC, %s)", got.SIREN, s.w.Instant(got.At))
		return nil
	}
	s.noticeTable(got.Notices)
	return s.sayNotices(d, got.Taken)
}

// insolvencyImportCmd takes a file of notices in.
type insolvencyImportCmd struct {
	File string `arg:"" help:"Export of the BODACC's open data, as JSON; - is the standard input."`
}

// Run lets the notices act as those of the watch do.
func (c *insolvencyImportCmd) Run(s *session) error {
	data, err := s.readFile(c.File, insolvency.MaxBytes)
	if err != nil {
		return errors.New(c.File + ": " + fileFault(err))
	}
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	taken, err := d.Recourse().ImportNotices(s.ctx, d.who, data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return s.sayNotices(d, taken)
}

// insolvencyStatusCmd says how the watch stands, and which claims are to be
// declared.
type insolvencyStatusCmd struct{}

// Run prints the state of the watch and the proceedings of debtors.
func (c *insolvencyStatusCmd) Run(s *session) error {
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	st, err := d.Recourse().WatchStatus(s.ctx, d.who)
	switch {
	case err != nil:
		return err
	case s.json:
		return s.printJSON(st)
	}
	state := s.w.Text("off (insolvency.watch of the configuration)")
	switch {
	case st.On && st.Stale:
		state = s.w.Text("blind: formal steps wait")
	case st.On:
		state = s.w.Text("awake")
	}
	s.say("watch      %s", state)
	if !st.LookedAt.IsZero() {
		s.say("last file  %s, %d notices, the newest of %s", s.w.Instant(st.LookedAt), st.Notices, s.w.Date(st.Newest))
	}
	if st.Fault != "" {
		s.say("trouble    %s (%s)", s.w.Reword(st.Fault), s.w.Instant(st.FaultAt))
	}
	s.say("companies  %d watched; %d business customers without company number are not", st.Watched, st.Unwatched)
	if len(st.Proceedings) == 0 {
		return nil
	}
	rows := make([][]string, len(st.Proceedings))
	for i, p := range st.Proceedings {
		rows[i] = s.proceedingsCells(p)
	}
	s.table([]string{"CUSTOMER", "SIREN", "PROCEDURE", "JUDGMENT", "PUBLISHED", "CLAIM BY", "CLAIM TO", "STATE"}, rows)
	return nil
}

func (s *session) proceedingsCells(p insolvency.Proceedings) []string {
	state := s.w.Text("addressee to be confirmed")
	switch {
	case !p.DeclaredOn.IsZero():
		state = s.w.Text("declared on ") + s.w.ShortDate(p.DeclaredOn)
	case p.Provisional:
		state = s.w.Text("notice to read")
	case p.Confirmed:
		state = s.w.Text("to be declared")
	}
	return []string{
		p.Creditor + "/" + p.Debtor, p.SIREN, s.w.Procedure(p.Procedure), cmp.Or(s.w.ShortDate(p.Judgment), "–"),
		cmp.Or(s.w.ShortDate(p.Published), "–"), cmp.Or(s.w.ShortDate(p.ClaimBy), "–"),
		shorten(joinParts(p.Holder, p.Address), 50), state,
	}
}
