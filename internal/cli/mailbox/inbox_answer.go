package mailbox

import (
	"fmt"
	"io"
	"strings"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/inbox"
	"relance/internal/money"
)

// Answer writes back to whoever wrote a mail.
type Answer struct {
	ID       int64    `arg:"" help:"Mail, as relance inbox list numbers it."`
	Template string   `placeholder:"NAME" help:"Begin with this template (default: the one that fits what the mail says); --list names them."`
	Text     string   `placeholder:"FILE" help:"File with the whole text, - for the standard input: the template as you completed it."`
	Attach   []string `placeholder:"INVOICE" help:"Attach the file of this invoice."`
	Done     bool     `help:"The mail is dealt with: cases that waited for it go on."`
	DryRun   bool     `help:"Show the mail as it would leave. Nothing is kept."`
	List     bool     `help:"List the templates."`
	By       string   `placeholder:"NAME" help:"Who answers (default: $$USER)."`
}

// Run sends the answer. Without --text it prints the beginning of one, to be
// completed: no template leaves unread.
func (c *Answer) Run(s *frame.Session) error {
	if c.List {
		return c.list(s)
	}
	return s.WithOfficeAs(c.By, func(o *backoffice.Office, who access.Actor) error {
		if c.Text == "" {
			return c.begin(s, o, who)
		}
		text, err := readText(s, c.Text)
		if err != nil {
			return err
		}
		a := backoffice.Answer{Mail: c.ID, Text: text, Attach: c.Attach, Done: c.Done}
		if c.DryRun {
			r, err := o.PreviewAnswer(s.Ctx, who, a)
			if err == nil {
				_, err = s.Stdout.Write(r.Bytes)
			}
			return err
		}
		kept, err := o.AnswerMail(s.Ctx, who, a)
		if err != nil {
			return err
		}
		return c.said(s, kept)
	})
}

func (c *Answer) list(s *frame.Session) error {
	if s.JSON {
		return s.PrintJSON(answer.Choices())
	}
	var rows [][]string
	for _, t := range answer.Choices() {
		rows = append(rows, []string{t.Name, s.W.Reword(t.Label)})
	}
	s.Table([]string{"TEMPLATE", "FOR"}, rows)
	return nil
}

// begin prints the beginning of an answer.
func (c *Answer) begin(s *frame.Session, o *backoffice.Office, who access.Actor) error {
	name, text, err := o.BeginAnswer(s.Ctx, who, c.ID, c.Template)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(struct {
			Template string `json:"template"`
			Text     string `json:"text"`
		}{name, text})
	}
	if _, err := io.WriteString(s.Stdout, text); err != nil {
		return err
	}
	fmt.Fprintln(s.Stderr, s.W.Sprintf("nothing is sent: complete this text (template %s) in a file, then relance inbox answer %d --text FILE", name, c.ID))
	return nil
}

func (c *Answer) said(s *frame.Session, kept answer.Kept) error {
	if s.JSON {
		return s.PrintJSON(struct {
			Message  dunning.Message `json:"message"`
			Again    bool            `json:"again"`
			Released []string        `json:"released"`
		}{kept.Message, kept.Again, numbersOf(kept.Released)})
	}
	m := kept.Message
	switch {
	case kept.Again:
		s.Say("this answer to mail %d is on record already: message %d, %s", c.ID, m.ID, s.W.MessageState(m.State))
	case m.State == dunning.MessageWithheld:
		s.Say("answer to mail %d kept as message %d; it does not leave: mail.mode is off", c.ID, m.ID)
	default:
		s.Say("answer to mail %d: message %d to %s; the worker sends it", c.ID, m.ID, frame.OneLine(m.Recipient))
	}
	if len(kept.Released) > 0 {
		s.Say("these cases go on: %s", strings.Join(numbersOf(kept.Released), " "))
	}
	return nil
}

func numbersOf(refs []dunning.Ref) []string {
	out := []string{}
	for _, r := range refs {
		out = append(out, frame.OneLine(r.Number))
	}
	return out
}

// readText reads a file as text; - is the standard input.
func readText(s *frame.Session, name string) (string, error) {
	in, err := s.OpenFile(name)
	if err != nil {
		return "", err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, inbox.MaxRaw))
	return string(b), err
}

// Accept agrees to what a mail proposes.
type Accept struct {
	ID       int64           `arg:"" help:"Mail, as relance inbox list numbers it."`
	Proposal string          `arg:"" optional:"" help:"Its place in the list, or its kind: promise, paid, dispute, instalments, insolvency, new_contact … (default: the only one that can become a fact)."`
	Invoice  []string        `placeholder:"NUMBER" help:"The invoice that is meant, where the mail does not say."`
	Date     frame.DateArg   `placeholder:"D" help:"The day that was agreed, where it is another one than the mail says."`
	Amount   frame.AmountArg `placeholder:"A" help:"The amount that was agreed, likewise; of one instalment."`
	Email    string          `placeholder:"ADDRESS" help:"Who is to be written to, likewise."`
	Done     bool            `help:"The mail is dealt with: cases that waited for it go on."`
	By       string          `placeholder:"NAME" help:"Who agrees (default: $$USER)."`
}

// Run records the fact.
func (c *Accept) Run(s *frame.Session) error {
	return s.WithOfficeAs(c.By, func(o *backoffice.Office, who access.Actor) error {
		out, err := o.AcceptProposal(s.Ctx, who, backoffice.Acceptance{
			Mail: c.ID, Proposal: c.Proposal, Invoices: c.Invoice, Date: c.Date.Date, Amount: money.Cents(c.Amount), Email: c.Email, Done: c.Done,
		})
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(struct {
				Proposal inbox.Intent `json:"proposal"`
				Cases    []string     `json:"cases"`
				Again    []string     `json:"again"`
				Email    string       `json:"email,omitempty"`
				Released []string     `json:"released"`
			}{out.Proposal, numbersOf(out.Cases), numbersOf(out.Again), out.Email, numbersOf(out.Released)})
		}
		switch {
		case out.Email != "":
			s.Say("the customer is written to at %s from now on", frame.OneLine(out.Email))
		case len(out.Cases) == 0 && len(out.Again) == 0:
			s.Say("no open case is meant: nothing is recorded")
		default:
			for _, number := range numbersOf(out.Cases) {
				s.Say("%s: %s", number, intentText(s, out.Proposal))
			}
			for _, number := range numbersOf(out.Again) {
				s.Say("%s: on record already", number)
			}
		}
		if len(out.Released) > 0 {
			s.Say("these cases go on: %s", strings.Join(numbersOf(out.Released), " "))
		}
		return nil
	})
}
