package court

import (
	"cmp"
	"errors"
	"fmt"

	"relance/internal/cli/cases"
	"relance/internal/cli/frame"
	"relance/internal/insolvency"
)

// Insolvency holds what concerns collective procedures. Without a word of
// its own it notes proceedings on a case, as it always did.
type Insolvency struct {
	Note        cases.Insolvency         `cmd:"" default:"withargs" help:"Note insolvency proceedings on a case."`
	Watch       insolvencyWatchCmd       `cmd:"" help:"List the companies that are watched, or read the official notices now."`
	Check       insolvencyCheckCmd       `cmd:"" help:"Look one company up in the official notices."`
	Import      insolvencyImportCmd      `cmd:"" help:"Take a file of official notices in."`
	Declaration insolvencyDeclarationCmd `cmd:"" help:"Write the declaration of all open claims on a debtor, with its annexes."`
	Confirm     insolvencyConfirmCmd     `cmd:"" help:"Confirm to whom a claim is declared, and that it was."`
	Letter      insolvencyLetterCmd      `cmd:"" help:"Draw the declaration as a registered letter, or show the one that was drawn."`
	Approve     insolvencyApproveCmd     `cmd:"" help:"Agree to a declaration that was drawn: it leaves as a registered letter."`
	Posted      insolvencyPostedCmd      `cmd:"" help:"Note that the declaration was posted, or what became of its letter."`
	Settle      insolvencySettleCmd      `cmd:"" help:"Say whether a declaration of unknown outcome left."`
	Status      insolvencyStatusCmd      `cmd:"" help:"Show how the watch stands, and which claims are to be declared."`
	Read        insolvencyReadCmd        `cmd:"" help:"Show what an answer of the BODACC (official notices) says."`
}

// insolvencyReadCmd shows what an answer of the gazette's open data says. It
// needs neither database nor configuration, and freezes nothing.
type insolvencyReadCmd struct {
	File string `arg:"" help:"Answer of the service, as JSON: its records call or an export; - is the standard input."`
}

// Run prints one entry for each notice.
func (c *insolvencyReadCmd) Run(s *frame.Session) error {
	data, err := s.ReadFile(c.File, insolvency.MaxBytes)
	if err != nil {
		return errors.New(c.File + ": " + frame.FileFault(err))
	}
	notices, err := insolvency.Read(data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if s.JSON {
		return s.PrintJSON(notices)
	}
	noticeTable(s, notices)
	return nil
}

// noticeTable prints notices for people.
func noticeTable(s *frame.Session, notices []insolvency.Notice) {
	rows := make([][]string, len(notices))
	for i, n := range notices {
		rows[i] = []string{
			n.ID, n.SIREN, s.W.ShortDate(n.Published), s.W.InsolvencyEffect(n.Effect), s.W.Procedure(n.Procedure), cmp.Or(s.W.ShortDate(n.Judgment), "–"),
			cmp.Or(s.W.ShortDate(n.ClaimBy), "–"), s.W.InsolvencyAction(n.Action), frame.Shorten(frame.JoinParts(n.Holder, n.Address), 60),
		}
	}
	s.Table([]string{"NOTICE", "SIREN", "PUBLISHED", "EFFECT", "PROCEDURE", "JUDGMENT", "CLAIM BY", "ACTION", "CLAIM TO"}, rows)
}
