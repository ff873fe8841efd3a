package court

import (
	"relance/internal/cli/cases"
	"relance/internal/cli/frame"
	"relance/internal/insolvency"
	"relance/internal/recourse"
)

// insolvencyConfirmCmd records what a person says of a debtor's proceedings.
type insolvencyConfirmCmd struct {
	cases.CaseArg
	Role      string         `enum:"mandataire judiciaire,liquidateur," default:"" placeholder:"ROLE" help:"mandataire judiciaire or liquidateur."`
	Holder    string         `placeholder:"NAME" help:"To whom the claim is declared."`
	Address   string         `placeholder:"TEXT" help:"His postal address, on one line: 1 rue A, 75001 Paris."`
	Court     string         `placeholder:"NAME" help:"Court that opened the proceedings."`
	Procedure string         `enum:"sauvegarde,redressement,liquidation," default:"" placeholder:"KIND" help:"sauvegarde, redressement or liquidation."`
	Published *frame.DateArg `placeholder:"D" help:"Publication of the opening in the BODACC; the period to declare runs from it."`
	Declared  *frame.DateArg `placeholder:"D" help:"Day on which the claim was declared."`
}

// Run keeps it: holder and address are then no proposal any more, and no notice
// changes them.
func (c *insolvencyConfirmCmd) Run(s *frame.Session) error {
	return ofDebtor(s, c.CaseArg, func(desk *recourse.Desk, who recourse.Actor, creditor, debtor string) error {
		now, err := desk.ProceedingsOf(s.Ctx, who, creditor, debtor)
		if err != nil {
			return err
		}
		p := insolvency.Proceedings{
			Creditor: creditor, Debtor: debtor, Role: c.Role, Holder: c.Holder, Address: c.Address, Court: c.Court,
			Procedure: insolvency.Procedure(c.Procedure), Published: c.Published.Value(), DeclaredOn: c.Declared.Value(), Seen: now.Mark(),
		}
		p.Confirmed = c.Holder != "" || now.Holder != "" && c.Address != "" || c.Declared == nil && now.Holder != ""
		if now, err = desk.Confirm(s.Ctx, who, p); err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(now)
		}
		s.Table([]string{"CUSTOMER", "SIREN", "PROCEDURE", "JUDGMENT", "PUBLISHED", "CLAIM BY", "CLAIM TO", "STATE"}, [][]string{proceedingsCells(s, now)})
		return nil
	})
}
