package backoffice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/evidence"
	"relance/internal/inbox"
	"relance/internal/visit"
	"relance/internal/words"
)

// PageRecord knows debtors' pages: who was let in, and what was said there.
type PageRecord interface {
	Links(ctx context.Context, creditor, debtor, invoice string) ([]visit.Link, error)
	LinksTogether(ctx context.Context, creditor, debtor string, invoices ...string) ([][]visit.Link, error)
	AnswersTogether(ctx context.Context, creditor string, invoices ...string) ([][]visit.Said, error)
}

// Heard is something that a debtor said, as a sheet lists it.
type Heard struct {
	At        time.Time `json:"at"`
	Door      string    `json:"door"`            // page or mail
	ID        int64     `json:"id"`              // of the answer, or of the mail
	Kind      string    `json:"kind"`            // of the answer, or class of the mail
	From      string    `json:"from,omitempty"`  // of a mail
	Suspended bool      `json:"suspended"`       // it suspended the case at once
	Done      bool      `json:"done"`            // of a mail: a person has dealt with it
	Text      string    `json:"sha256"`          // of the answer in words, or of the mail
	Files     []string  `json:"files,omitempty"` // SHA-256 (hex) of what came with an answer
}

// saidOf reads what a debtor said of several invoices, on his page and by mail.
func (o *Office) saidOf(ctx context.Context, creditor string, numbers ...string) (said [][]visit.Said, mails [][]inbox.Mail, err error) {
	said, mails = make([][]visit.Said, len(numbers)), make([][]inbox.Mail, len(numbers))
	if o.PageRecord != nil {
		if said, err = o.PageRecord.AnswersTogether(ctx, creditor, numbers...); err != nil {
			return nil, nil, err
		}
	}
	if o.MailReader != nil {
		filters := make([]inbox.Filter, len(numbers))
		for i, number := range numbers {
			filters[i] = inbox.Filter{Creditors: []string{creditor}, Number: number}
		}
		mails, err = o.MailReader.MailsTogether(ctx, filters...)
	}
	return said, mails, err
}

// heardOf lists what a debtor said of an invoice, the oldest first.
func (o *Office) heardOf(ctx context.Context, ref dunning.Ref) (out []Heard, err error) {
	said, mails, err := o.saidOf(ctx, ref.Creditor, ref.Number)
	if err != nil {
		return nil, err
	}
	for _, s := range said[0] {
		out = append(out, Heard{At: s.At, Door: "page", ID: s.ID, Kind: string(s.Kind), Suspended: s.Suspended, Text: s.Words, Files: s.Files})
	}
	for _, m := range mails[0] {
		out = append(out, Heard{At: m.Created, Door: "mail", ID: m.ID, Kind: string(m.Class), From: m.From,
			Suspended: m.Deed == inbox.Hold || m.Deed == inbox.StopMail, Done: !m.DoneAt.IsZero(), Text: m.Document})
	}
	slices.SortStableFunc(out, func(a, b Heard) int { return a.At.Compare(b.At) })
	return out, err
}

// exhibits gathers the same for the evidence of several invoices of one debtor, with
// the links to his page.
func (o *Office) exhibits(ctx context.Context, views []dunning.CaseView) (heard [][]evidence.Heard, links [][]visit.Link, err error) {
	first, numbers := views[0].Case, make([]string, len(views))
	for i, v := range views {
		numbers[i] = v.Case.Number
	}
	said, mails, err := o.saidOf(ctx, first.Creditor, numbers...)
	if err != nil {
		return nil, nil, err
	}
	heard, links = make([][]evidence.Heard, len(views)), make([][]visit.Link, len(views))
	for i := range views {
		for _, s := range said[i] {
			heard[i] = append(heard[i], o.heardOnPage(ctx, s))
		}
		for _, m := range mails[i] {
			heard[i] = append(heard[i], o.heardByMail(ctx, m))
		}
	}
	if o.PageRecord != nil {
		links, err = o.PageRecord.LinksTogether(ctx, first.Creditor, first.Debtor, numbers...)
	}
	return heard, links, err
}

// civil is the day of an instant where the invoices are.
func civil(t time.Time) calendar.Date {
	return calendar.DateOf(t.In(calendar.Metropole.Location()))
}

func (o *Office) heardOnPage(ctx context.Context, s visit.Said) evidence.Heard {
	fr := words.In(words.French)
	return evidence.Heard{
		On: civil(s.At), Title: "Réponse du débiteur sur sa page\u00a0: " + fr.Answer(string(s.Kind)), Slug: "reponse-page",
		Open: func() (text []byte, files []dunning.Document, err error) {
			d, err := o.Archive.Document(ctx, s.Words)
			for _, sha := range s.Files {
				if err != nil {
					break
				}
				var f dunning.Document
				f, err = o.Archive.Document(ctx, sha)
				files = append(files, f)
			}
			return d.Bytes, files, err
		},
	}
}

// heardByMail gives the words of a mail and its files. The bytes of the mail stay
// on record: they may quote the link to the debtor's page, which is nobody
// else's; their digest is in the words.
func (o *Office) heardByMail(ctx context.Context, m inbox.Mail) evidence.Heard {
	h := evidence.Heard{On: m.Sent, Title: "Courriel du débiteur", Slug: "courriel", Side: m.Class != inbox.Reply}
	if h.On.IsZero() {
		h.On = civil(m.Created)
	}
	if h.Side {
		h.Slug = string(m.Class)
	}
	h.Open = func() (text []byte, files []dunning.Document, err error) {
		if !m.Deleted.IsZero() {
			return []byte(deletedMail(m)), nil, nil
		}
		d, err := o.Archive.Document(ctx, m.Document)
		if err != nil {
			return nil, nil, err
		}
		for _, f := range inbox.Attachments(visit.MaskMail(d.Bytes)) {
			files = append(files, dunning.Document{Name: f.Name, MediaType: f.Type, Bytes: f.Data})
		}
		return []byte(mailInWords(m, readMail(d.Bytes))), files, nil
	}
	return h
}

// mailInWords is a mail as a court reads it.
func mailInWords(m inbox.Mail, r inbox.Reading) string {
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s\u00a0: %s\n", label, value)
		}
	}
	line("De", strings.TrimSpace(m.FromName+" <"+m.From+">"))
	line("À", strings.Join(r.To, ", "))
	line("Date", words.In(words.French).Instant(r.Date))
	line("Objet", m.Subject)
	line("Identifiant", r.MessageID)
	for _, f := range r.Files {
		line("Pièce jointe", fmt.Sprintf("%s (%d octets)", f.Name, f.Size))
	}
	line("Empreinte SHA-256 du courriel, conservé tel qu’il a été reçu", m.Document)
	return b.String() + "\n" + r.Text + "\n"
}

// deletedMail says of a mail that it came and is gone.
func deletedMail(m inbox.Mail) string {
	fr := words.In(words.French)
	return "Courriel reçu le " + fr.Date(civil(m.Created)) + ". Son texte et ses pièces jointes ont été effacés le " + fr.Date(civil(m.Deleted)) +
		", au terme de leur durée de conservation.\nEmpreinte SHA-256 du courriel tel qu’il avait été reçu\u00a0: " + m.Document + "\n"
}

// readMail reads a mail without the tokens of debtors' pages, which one that
// quotes ours brings back: nobody sees them, whatever part they stand in.
func readMail(raw []byte) inbox.Reading {
	r := inbox.Read(raw, inbox.Options{})
	r.Text, r.ReplyText, r.Subject = visit.Mask(r.Text), visit.Mask(r.ReplyText), visit.Mask(r.Subject)
	for i := range r.Intents {
		r.Intents[i].Sentence, r.Intents[i].Contact = visit.Mask(r.Intents[i].Sentence), visit.Mask(r.Intents[i].Contact)
	}
	return r
}
