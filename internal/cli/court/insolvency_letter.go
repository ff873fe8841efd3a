package court

import (
	"cmp"
	"io"
	"strings"

	"relance/internal/cli/cases"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/insolvency"
	"relance/internal/postage"
	"relance/internal/recourse"
)

// statedArgs are what a person says of a claim that is declared.
type statedArgs struct {
	Nature    string `placeholder:"TEXT" help:"Nature of the claim: chirographaire, or the privilege or security with its date."`
	Pending   string `placeholder:"TEXT" help:"Court before which the claim is disputed, or néant."`
	Signatory string `placeholder:"NAME" help:"Who signs, with the capacity (default: the creditor's signatory)."`
	Power     bool   `help:"A special power is attached: the signatory is neither representative nor delegate."`
}

func (a statedArgs) stated() evidence.Statements {
	return evidence.Statements{Nature: a.Nature, Pending: a.Pending, Signatory: a.Signatory, Power: a.Power}
}

// insolvencyLetterCmd draws the declaration as the registered letter that would
// leave, or shows the one that was drawn.
type insolvencyLetterCmd struct {
	cases.CaseArg
	statedArgs
	Output string `short:"o" placeholder:"FILE.pdf" help:"Write the letter's PDF there."`
}

// Run draws it when something is said of the claim; nothing leaves before people
// have agreed to the very bytes.
func (c *insolvencyLetterCmd) Run(s *frame.Session) error {
	return ofDebtor(s, c.CaseArg, func(desk *recourse.Desk, who recourse.Actor, creditor, debtor string) error {
		var l insolvency.Letter
		var err error
		if said := c.stated(); said != (evidence.Statements{}) {
			l, err = desk.DrawDeclaration(s.Ctx, who, creditor, debtor, said)
		} else {
			l, err = lastLetter(s, desk, who, creditor, debtor)
		}
		if err != nil {
			return err
		}
		if c.Output != "" {
			page, err := desk.DeclarationPage(s.Ctx, who, creditor, debtor)
			if err != nil {
				return err
			}
			if err := frame.NewFile(c.Output, func(w io.Writer) error { _, err := w.Write(page.Bytes); return err }); err != nil {
				return err
			}
		}
		return sayLetter(s, l)
	})
}

func lastLetter(s *frame.Session, desk *recourse.Desk, who recourse.Actor, creditor, debtor string) (insolvency.Letter, error) {
	all, err := desk.DeclarationLetters(s.Ctx, who, creditor, debtor)
	if err == nil && len(all) == 0 {
		err = dunning.Errorf(dunning.CodeNotFound, "no declaration for debtor %s was drawn as a letter", debtor).
			WithHint("draw it: relance insolvency letter NUMBER --nature chirographaire --pending néant")
	}
	if err != nil {
		return insolvency.Letter{}, err
	}
	return all[len(all)-1], nil
}

// ofDebtor finds the debtor of a case.
func ofDebtor(s *frame.Session, arg cases.CaseArg, do func(desk *recourse.Desk, who recourse.Actor, creditor, debtor string) error) error {
	return withCase(s, arg.By, arg.Name(), func(d *frame.Counter, ref dunning.Ref) error {
		v, err := d.View(s.Ctx, d.Who, ref)
		if err != nil {
			return err
		}
		return do(d.Recourse(), d.Who, ref.Creditor, v.Case.Debtor)
	})
}

// sayLetter shows a declaration with its figures and how far it is.
func sayLetter(s *frame.Session, l insolvency.Letter) error {
	if s.JSON {
		return s.PrintJSON(l)
	}
	price := s.W.Text("price unknown")
	if l.Estimate > 0 {
		price = s.W.Amount(l.Estimate, "EUR")
	}
	rows := [][]string{
		{s.W.Text("declared"), s.W.Amount(l.Total, l.Currency) + ", " + strings.Join(l.Invoices, ", ")},
		{s.W.Text("to"), strings.Join(l.Recipient, ", ")},
		{s.W.Text("last day"), cmp.Or(s.W.Date(l.ClaimBy), "–")},
		{s.W.Text("paper"), s.W.Sprintf("%d {page|pages}, %s, %s", l.Pages, cmp.Or(l.Carrier, "–"), price)},
		{"SHA-256", l.Document},
		{s.W.Text("state"), s.W.Text(standings[l.Standing()])},
	}
	if l.ApprovedBy != "" {
		rows = append(rows, []string{s.W.Text("agreed to by"), l.ApprovedBy + ", " + s.W.Instant(l.ApprovedAt)})
	}
	if l.Post != nil {
		rows = append(rows, []string{s.W.Text("letter"), frame.JoinParts(s.W.Letter(l.Post.State), l.Post.Number)})
	}
	if fault := cmp.Or(l.Fault, l.Reply); fault != "" && (l.Fault != "" || l.Standing() == insolvency.NotSent) {
		rows = append(rows, []string{s.W.Text("trouble"), s.W.Reword(fault)})
	}
	s.Table(nil, rows)
	return nil
}

var standings = map[insolvency.Standing]string{
	insolvency.Shown: "waits for a yes", insolvency.HalfYes: "waits for a second person", insolvency.Leaving: "agreed to, about to leave",
	insolvency.HandedTo: "handed to its carrier", insolvency.Doubtful: "nobody knows whether it left", insolvency.NotSent: "did not leave: draw it anew",
}

// insolvencyApproveCmd agrees to a declaration that was drawn.
type insolvencyApproveCmd struct {
	cases.CaseArg
	Document string `placeholder:"SHA256" help:"The very letter that is agreed to (default: the one that was drawn last)."`
}

// Run agrees; the worker then orders the letter, once.
func (c *insolvencyApproveCmd) Run(s *frame.Session) error {
	return ofDebtor(s, c.CaseArg, func(desk *recourse.Desk, who recourse.Actor, creditor, debtor string) error {
		l, err := desk.ApproveDeclaration(s.Ctx, who, creditor, debtor, c.Document)
		if err != nil {
			return err
		}
		return sayLetter(s, l)
	})
}

// insolvencyPostedCmd notes what became of the letter of a declaration.
type insolvencyPostedCmd struct {
	cases.CaseArg
	Tracking string         `placeholder:"T" help:"Tracking number on the receipt."`
	Date     *frame.DateArg `placeholder:"D" help:"Day on the receipt (default: today)."`
	Status   string         `enum:"posted,presented,delivered,refused,unclaimed,returned,failed" default:"posted" help:"posted, presented, delivered, refused, unclaimed, returned or failed."`
}

// Run notes it. The day of posting is the day of the declaration.
func (c *insolvencyPostedCmd) Run(s *frame.Session) error {
	return ofDebtor(s, c.CaseArg, func(desk *recourse.Desk, who recourse.Actor, creditor, debtor string) error {
		day := c.Date.Value()
		if day.IsZero() {
			day = s.Today()
		}
		l, err := desk.MarkDeclaration(s.Ctx, who, creditor, debtor, postage.LetterFact{Status: dunning.LetterState(c.Status), Date: day, Number: c.Tracking})
		if err != nil {
			return err
		}
		return sayLetter(s, l)
	})
}

// insolvencySettleCmd says whether a declaration of unknown outcome left.
type insolvencySettleCmd struct {
	cases.CaseArg
	Outcome string `arg:"" enum:"sent,not-sent" help:"sent or not-sent."`
}

// Run takes the word.
func (c *insolvencySettleCmd) Run(s *frame.Session) error {
	return ofDebtor(s, c.CaseArg, func(desk *recourse.Desk, who recourse.Actor, creditor, debtor string) error {
		l, err := desk.SettleDeclaration(s.Ctx, who, creditor, debtor, c.Outcome == "sent")
		if err != nil {
			return err
		}
		return sayLetter(s, l)
	})
}
