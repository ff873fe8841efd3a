package mailbox

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"

	"relance/internal/access"
	"relance/internal/answer"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/inbox"
)

// Take takes mails in by hand.
type Take struct {
	Files []string `arg:"" name:"file" help:"Mails (.eml) and mailboxes (mbox); a folder means all files in it."`
}

// Run says of each mail what followed. Taking the same file again does nothing.
func (c *Take) Run(s *frame.Session) error {
	return s.WithOffice(func(o *backoffice.Office, _ access.Actor) error {
		files, failed, all := frame.Expand(c.Files), 0, []inbox.Taken{}
		for _, name := range files {
			taken, err := takeMails(s, o, name)
			all = append(all, taken...)
			if err != nil {
				failed++
				s.Complain(name+": "+s.W.Error(err, frame.Command), frame.HintOf(err))
			}
			for _, m := range taken {
				sayTaken(s, m)
			}
		}
		if s.JSON {
			if err := s.PrintJSON(all); err != nil {
				return err
			}
		}
		if failed > 0 {
			return frame.SomeOf(failed, len(files))
		}
		return nil
	})
}

// takeMails takes in the mails of one file.
func takeMails(s *frame.Session, o *backoffice.Office, path string) ([]inbox.Taken, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return o.TakeMails(s.Ctx, access.Own("inbox"), filepath.Base(path), in)
}

// sayTaken says what followed from a mail.
func sayTaken(s *frame.Session, m inbox.Taken) {
	switch {
	case s.JSON:
	case m.Own:
		s.Say("a copy of a mail of ours: not kept")
	case m.Duplicate:
		s.Say("mail %d is on record already", m.ID)
	default:
		var cases []string
		for _, ref := range m.Cases {
			cases = append(cases, frame.OneLine(ref.Number))
		}
		s.Say("mail %d: %s, %s%s", m.ID, s.W.Mail(m.Class), s.W.MailDeed(m.Deed), frame.Prefixed(s.W.Colon(), strings.Join(cases, " ")))
	}
}

// List lists mails on record.
type List struct {
	Number     string `arg:"" optional:"" help:"Only mails that acted on the case of this invoice."`
	All        bool   `help:"Also those that nobody must read, or has read."`
	Unassigned bool   `help:"Only those of which nobody knows whose they are."`
}

// Run prints the list.
func (c *List) Run(s *frame.Session) error {
	return s.WithOffice(func(o *backoffice.Office, who access.Actor) error {
		list, err := o.Mails(s.Ctx, who, inbox.Filter{Open: !c.All && c.Number == "", Unknown: c.Unassigned, Number: c.Number})
		switch {
		case err != nil:
			return err
		case s.JSON:
			return s.PrintJSON(list)
		case len(list) == 0:
			s.Say("no mail waits")
			return nil
		}
		rows := make([][]string, len(list))
		for i, m := range list {
			done := s.W.Text("to do")
			if !m.DoneAt.IsZero() {
				done = s.W.Text("done")
			}
			rows[i] = []string{frame.Itoa(m.ID), s.W.ShortDate(m.Sent), frame.Shorten(frame.OneLine(frame.JoinParts(m.FromName, m.From)), 44), frame.Shorten(frame.OneLine(m.Subject), 40),
				s.W.Mail(m.Class), frame.Shorten(frame.OneLine(m.Name), 24), strings.Join(m.Numbers, " "), done}
		}
		s.Table([]string{"ID", "SENT ON", "FROM", "SUBJECT", "IS", "CUSTOMER", "INVOICES", "STATE"}, rows)
		return nil
	})
}

// Show opens one mail.
type Show struct {
	ID  int64 `arg:"" help:"Mail, as relance inbox list numbers it."`
	Raw bool  `help:"Its bytes as they came, with links to the debtor's page cut out."`
}

// Run prints the mail: what it is, what it says, what is proposed.
func (c *Show) Run(s *frame.Session) error {
	return s.WithOffice(func(o *backoffice.Office, who access.Actor) error {
		m, err := o.Mail(s.Ctx, who, c.ID)
		switch {
		case err != nil:
			return err
		case c.Raw:
			raw, err := m.Bytes()
			if err != nil {
				return err
			}
			_, err = s.Stdout.Write(raw)
			return err
		case s.JSON:
			return s.PrintJSON(openedMail{m})
		}
		card := mailCard(s, explained{File: s.W.Sprintf("mail %d", m.ID), Reading: m.Reading})
		_, err = io.WriteString(s.Stdout, strings.TrimRight(card, "\n")+"\n"+madeOfMail(s, m))
		return err
	})
}

// openedMail is a mail on record with what it says, as --json prints it.
type openedMail struct{ backoffice.OpenedMail }

// MarshalJSON puts what the mail says under a name of its own.
func (m openedMail) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Mail    inbox.Mail        `json:"mail"`
		Reading inbox.Reading     `json:"reading"`
		Facts   []answer.Fact     `json:"facts"`   // that proposals became
		Answers []dunning.Message `json:"answers"` // that people wrote
	}{m.Mail, m.Reading, m.Facts, m.Answers})
}

// madeOfMail shows whose a mail is and what people made of it.
func madeOfMail(s *frame.Session, m backoffice.OpenedMail) string {
	var b strings.Builder
	field := s.Fields(&b)
	field("Customer", frame.JoinParts(m.Name, m.Debtor))
	field("Assigned", s.W.Tie(m.Tie))
	field("Invoices", frame.JoinParts(m.Numbers...))
	for _, f := range m.Facts {
		field("Recorded", frame.JoinParts(f.Invoice, s.W.Kind(f.Event.Kind), f.Event.Author, s.W.ShortDate(calendar.DateOf(f.Event.RecordedAt))))
	}
	for _, a := range m.Answers {
		field("Answer", frame.JoinParts(s.W.Sprintf("message %d", a.ID), s.W.MessageState(a.State), a.Author, frame.OneLine(a.Recipient)))
	}
	b.WriteByte('\n')
	return b.String()
}

// Assign says whose a mail is.
type Assign struct {
	ID       int64  `arg:"" help:"Mail, as relance inbox list numbers it."`
	Customer string `arg:"" help:"Customer, by the creditor's own number."`
	Creditor string `placeholder:"ID" help:"Creditor, when there are several."`
	By       string `placeholder:"NAME" help:"Who says so (default: $$USER)."`
}

// Run assigns it: what follows from the mail follows now.
func (c *Assign) Run(s *frame.Session) error {
	return s.WithOfficeAs(c.By, func(o *backoffice.Office, who access.Actor) error {
		creditor, err := frame.Meant(s.Ctx, o, who, c.Creditor)
		if err != nil {
			return err
		}
		m, err := o.AssignMail(s.Ctx, who, c.ID, creditor, c.Customer)
		if err != nil {
			return err
		}
		if s.JSON {
			return s.PrintJSON(m)
		}
		sayTaken(s, m)
		return nil
	})
}

// Done says that a mail was dealt with.
type Done struct {
	ID int64  `arg:"" help:"Mail, as relance inbox list numbers it."`
	By string `placeholder:"NAME" help:"Who dealt with it (default: $$USER)."`
}

// Run ends the wait of the cases that waited for this mail alone.
func (c *Done) Run(s *frame.Session) error {
	return s.WithOfficeAs(c.By, func(o *backoffice.Office, who access.Actor) error {
		released, err := o.FinishMail(s.Ctx, who, c.ID)
		if err != nil {
			return err
		}
		numbers := []string{}
		for _, ref := range released {
			numbers = append(numbers, frame.OneLine(ref.Number))
		}
		if s.JSON {
			return s.PrintJSON(numbers)
		}
		s.Say("mail %d is done%s", c.ID, frame.Prefixed(s.W.Text("; these cases go on: "), strings.Join(numbers, " ")))
		return nil
	})
}
