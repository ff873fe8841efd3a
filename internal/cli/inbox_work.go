package cli

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
	"relance/internal/dunning"
	"relance/internal/inbox"
)

// inboxTakeCmd takes mails in by hand.
type inboxTakeCmd struct {
	Files []string `arg:"" name:"file" help:"Mails (.eml) and mailboxes (mbox); a folder means all files in it."`
}

// Run says of each mail what followed. Taking the same file again does nothing.
func (c *inboxTakeCmd) Run(s *session) error {
	return s.withOffice(func(o *backoffice.Office, _ access.Actor) error {
		files, failed, all := expand(c.Files), 0, []inbox.Taken{}
		for _, name := range files {
			taken, err := s.takeMails(o, name)
			all = append(all, taken...)
			if err != nil {
				failed++
				s.complain(name+": "+s.w.Error(err, command), hintOf(err))
			}
			for _, m := range taken {
				s.sayTaken(m)
			}
		}
		if s.json {
			if err := s.printJSON(all); err != nil {
				return err
			}
		}
		if failed > 0 {
			return someFailed{failed, len(files)}
		}
		return nil
	})
}

// takeMails takes in the mails of one file.
func (s *session) takeMails(o *backoffice.Office, path string) ([]inbox.Taken, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return o.TakeMails(s.ctx, access.Own("inbox"), filepath.Base(path), in)
}

// sayTaken says what followed from a mail.
func (s *session) sayTaken(m inbox.Taken) {
	switch {
	case s.json:
	case m.Own:
		s.say("a copy of a mail of ours: not kept")
	case m.Duplicate:
		s.say("mail %d is on record already", m.ID)
	default:
		var cases []string
		for _, ref := range m.Cases {
			cases = append(cases, oneLine(ref.Number))
		}
		s.say("mail %d: %s, %s%s", m.ID, s.w.Mail(m.Class), s.w.MailDeed(m.Deed), prefixed(s.w.Colon(), strings.Join(cases, " ")))
	}
}

// inboxListCmd lists mails on record.
type inboxListCmd struct {
	Number     string `arg:"" optional:"" help:"Only mails that acted on the case of this invoice."`
	All        bool   `help:"Also those that nobody must read, or has read."`
	Unassigned bool   `help:"Only those of which nobody knows whose they are."`
}

// Run prints the list.
func (c *inboxListCmd) Run(s *session) error {
	return s.withOffice(func(o *backoffice.Office, who access.Actor) error {
		list, err := o.Mails(s.ctx, who, inbox.Filter{Open: !c.All && c.Number == "", Unknown: c.Unassigned, Number: c.Number})
		switch {
		case err != nil:
			return err
		case s.json:
			return s.printJSON(list)
		case len(list) == 0:
			s.say("no mail waits")
			return nil
		}
		rows := make([][]string, len(list))
		for i, m := range list {
			done := s.w.Text("to do")
			if !m.DoneAt.IsZero() {
				done = s.w.Text("done")
			}
			rows[i] = []string{itoa(m.ID), s.w.ShortDate(m.Sent), shorten(oneLine(joinParts(m.FromName, m.From)), 44), shorten(oneLine(m.Subject), 40),
				s.w.Mail(m.Class), shorten(oneLine(m.Name), 24), strings.Join(m.Numbers, " "), done}
		}
		s.table([]string{"ID", "SENT ON", "FROM", "SUBJECT", "IS", "CUSTOMER", "INVOICES", "STATE"}, rows)
		return nil
	})
}

// inboxShowCmd opens one mail.
type inboxShowCmd struct {
	ID  int64 `arg:"" help:"Mail, as relance inbox list numbers it."`
	Raw bool  `help:"Its bytes, exactly as they came."`
}

// Run prints the mail: what it is, what it says, what is proposed.
func (c *inboxShowCmd) Run(s *session) error {
	return s.withOffice(func(o *backoffice.Office, who access.Actor) error {
		m, err := o.Mail(s.ctx, who, c.ID)
		switch {
		case err != nil:
			return err
		case c.Raw:
			_, err := s.Stdout.Write(m.Raw)
			return err
		case s.json:
			return s.printJSON(openedMail{m})
		}
		card := s.mailCard(explained{File: s.w.Sprintf("mail %d", m.ID), Reading: m.Reading})
		_, err = io.WriteString(s.Stdout, strings.TrimRight(card, "\n")+"\n"+s.madeOfMail(m))
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
func (s *session) madeOfMail(m backoffice.OpenedMail) string {
	var b strings.Builder
	field := s.fields(&b)
	field("Customer", joinParts(m.Name, m.Debtor))
	field("Assigned", s.w.Tie(m.Tie))
	field("Invoices", joinParts(m.Numbers...))
	for _, f := range m.Facts {
		field("Recorded", joinParts(f.Invoice, s.w.Kind(f.Event.Kind), f.Event.Author, s.w.ShortDate(calendar.DateOf(f.Event.RecordedAt))))
	}
	for _, a := range m.Answers {
		field("Answer", joinParts(s.w.Sprintf("message %d", a.ID), s.w.MessageState(a.State), a.Author, oneLine(a.Recipient)))
	}
	b.WriteByte('\n')
	return b.String()
}

// inboxAssignCmd says whose a mail is.
type inboxAssignCmd struct {
	ID       int64  `arg:"" help:"Mail, as relance inbox list numbers it."`
	Customer string `arg:"" help:"Customer, by the creditor's own number."`
	Creditor string `placeholder:"ID" help:"Creditor, when there are several."`
	By       string `placeholder:"NAME" help:"Who says so (default: $$USER)."`
}

// Run assigns it: what follows from the mail follows now.
func (c *inboxAssignCmd) Run(s *session) error {
	return s.withOfficeAs(c.By, func(o *backoffice.Office, who access.Actor) error {
		creditor := c.Creditor
		if creditor == "" {
			all, err := o.Creditors(s.ctx, who)
			if err != nil {
				return err
			}
			if len(all) != 1 {
				return usageError{dunning.Errorf(dunning.CodeInvalid, "there are %d creditors", len(all)).WithHint("say which one: --creditor ID")}
			}
			creditor = all[0].ID
		}
		m, err := o.AssignMail(s.ctx, who, c.ID, creditor, c.Customer)
		if err != nil {
			return err
		}
		if s.json {
			return s.printJSON(m)
		}
		s.sayTaken(m)
		return nil
	})
}

// inboxDoneCmd says that a mail was dealt with.
type inboxDoneCmd struct {
	ID int64  `arg:"" help:"Mail, as relance inbox list numbers it."`
	By string `placeholder:"NAME" help:"Who dealt with it (default: $$USER)."`
}

// Run ends the wait of the cases that waited for this mail alone.
func (c *inboxDoneCmd) Run(s *session) error {
	return s.withOfficeAs(c.By, func(o *backoffice.Office, who access.Actor) error {
		released, err := o.FinishMail(s.ctx, who, c.ID)
		if err != nil {
			return err
		}
		numbers := []string{}
		for _, ref := range released {
			numbers = append(numbers, oneLine(ref.Number))
		}
		if s.json {
			return s.printJSON(numbers)
		}
		s.say("mail %d is done%s", c.ID, prefixed(s.w.Text("; these cases go on: "), strings.Join(numbers, " ")))
		return nil
	})
}

// withOffice runs a deed at the back office as the user of the machine.
func (s *session) withOffice(do func(*backoffice.Office, access.Actor) error) error {
	return s.withOfficeAs("", do)
}

func (s *session) withOfficeAs(by string, do func(*backoffice.Office, access.Actor) error) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	o, err := a.Office()
	if err != nil {
		return err
	}
	return do(o, access.Shell(s.author(by)))
}
