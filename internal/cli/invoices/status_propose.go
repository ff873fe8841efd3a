package invoices

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/collected"
	"relance/internal/dunning"
	"relance/internal/money"
)

// statusProposeCmd writes the reports of money received for a person to send.
type statusProposeCmd struct {
	Creditor string         `placeholder:"ID" help:"This creditor's invoices alone."`
	Output   string         `short:"o" default:"statuts-212" placeholder:"FOLDER" help:"Where the messages are written; the folder is made when it is missing."`
	DryRun   bool           `help:"Only show what would be written; nothing counts as reported."`
	Again    bool           `help:"Write the messages on record once more, the same bytes."`
	Since    *frame.DateArg `placeholder:"D" help:"With --again: those written since a day."`
	By       string         `placeholder:"NAME" help:"Who writes them (default: $$USER)."`
}

// Run works the reports out, keeps them, and writes a file for each with a list.
// Nothing is sent.
func (c *statusProposeCmd) Run(s *frame.Session) error {
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	if !c.DryRun {
		if err := makeFolder(c.Output); err != nil { // before anything counts as reported
			return err
		}
	}
	var reports []collected.Written
	var unreported []collected.Unreported
	var off []string
	if c.Again {
		reports, err = d.Recourse().Collected(s.Ctx, d.Who, c.Creditor, c.Since.Value())
	} else {
		reports, unreported, off, err = d.Recourse().Collect(s.Ctx, d.Who, c.Creditor, !c.DryRun)
	}
	if err != nil {
		return err
	}
	out := collectionView{Reports: make([]reportView, len(reports)), Unreported: make([]unreportedView, len(unreported)), Off: append([]string{}, off...)}
	for i, w := range reports {
		out.Reports[i] = reportOf(w)
		if !c.DryRun {
			if out.Reports[i].File, err = writeReport(c.Output, w.FileName(), w.XML); err != nil {
				return err
			}
		}
	}
	for i, u := range unreported {
		out.Unreported[i] = unreportedView{u.Ref.Creditor, u.Ref.Number, u.Payment, u.Date, u.Amount, u.Why, s.W.Obstacle(u.Why)}
	}
	if !c.DryRun && len(reports) > 0 {
		name, list := collected.List(reports)
		if _, err := writeReport(c.Output, name, list); err != nil {
			return err
		}
	}
	if s.JSON {
		return s.PrintJSON(out)
	}
	c.say(s, out)
	return nil
}

func (c *statusProposeCmd) say(s *frame.Session, out collectionView) {
	rows := make([][]string, 0, len(out.Reports)+len(out.Unreported))
	for _, r := range out.Reports {
		parts := make([]string, len(r.Shares))
		for i, share := range r.Shares {
			parts[i] = share.Amount.String() + " @ " + share.Rate + " %"
		}
		rows = append(rows, []string{r.Creditor + "/" + r.Invoice, s.W.ShortDate(r.Date), r.Received.String(), strings.Join(parts, ", "), filepath.Base(r.File)})
	}
	for _, u := range out.Unreported {
		rows = append(rows, []string{u.Creditor + "/" + u.Invoice, s.W.ShortDate(u.Date), u.Amount.String(), "–", u.Remark})
	}
	if len(rows) > 0 {
		s.Table([]string{"INVOICE", "RECEIVED ON", "AMOUNT", "STATUS 212", "REMARK"}, rows)
	}
	switch {
	case c.DryRun:
		s.Say("%d {report|reports} would be written; nothing was kept", len(out.Reports))
	case len(out.Reports) > 0:
		s.Say("%d {message|messages} in %s: send {it|them} through your platform; nothing was sent from here", len(out.Reports), c.Output)
	default:
		s.Say("no money to report")
	}
	if len(out.Off) > 0 {
		s.Say("without reports of money (collected_from of the creditor is not set): %s", strings.Join(out.Off, ", "))
	}
}

// collectionView is what was proposed, for programs.
type collectionView struct {
	Reports    []reportView     `json:"reports"`
	Unreported []unreportedView `json:"unreported"`
	Off        []string         `json:"off"` // creditors for whom nothing is reported
}

type reportView struct {
	ID        int64         `json:"id,omitempty"`
	Creditor  string        `json:"creditor"`
	Invoice   string        `json:"invoice"`
	Payment   int64         `json:"payment"`
	Part      int           `json:"part"`
	Date      calendar.Date `json:"date"`
	Received  money.Cents   `json:"received"`  // of the payment, for this invoice
	Accessory money.Cents   `json:"accessory"` // late interest and fee of it: not reported
	Amount    money.Cents   `json:"amount"`    // reported, VAT included
	Currency  string        `json:"currency"`
	Shares    []shareView   `json:"shares"`
	MessageID string        `json:"message_id"`
	File      string        `json:"file,omitempty"`
}

type shareView struct {
	Rate   string      `json:"rate"` // percent
	Amount money.Cents `json:"amount"`
}

type unreportedView struct {
	Creditor string             `json:"creditor"`
	Invoice  string             `json:"invoice"`
	Payment  int64              `json:"payment"`
	Date     calendar.Date      `json:"date"`
	Amount   money.Cents        `json:"amount"`
	Why      collected.Obstacle `json:"why"`
	Remark   string             `json:"remark"`
}

func reportOf(w collected.Written) reportView {
	r := reportView{
		ID: w.ID, Creditor: w.Ref.Creditor, Invoice: w.Ref.Number, Payment: w.Payment, Part: w.Part, Date: w.Date, Received: w.Received, Accessory: w.Accessory,
		Amount: w.Amount(), Currency: w.Currency, MessageID: w.MessageID, Shares: make([]shareView, len(w.Shares)),
	}
	for i, s := range w.Shares {
		r.Shares[i] = shareView{s.Rate.String(), s.Amount}
	}
	return r
}

// writeReport writes a file into a folder; one of its name that holds the same
// bytes stays.
func writeReport(folder, name string, data []byte) (string, error) {
	name = filepath.Join(folder, name)
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, data) { //nolint:gosec // the user's own folder
		return name, nil
	}
	if err := makeFolder(folder); err != nil {
		return "", err
	}
	return name, frame.NewFile(name, func(to io.Writer) error {
		_, err := to.Write(data)
		return err
	})
}

func makeFolder(name string) error {
	if err := os.MkdirAll(name, 0o750); err != nil {
		return dunning.Errorf(dunning.CodeConflict, "the folder for the messages cannot be made: %w", err).WithHint("name another folder with -o")
	}
	return nil
}
