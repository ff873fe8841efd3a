package inbox

import (
	"time"

	"relance/internal/calendar"
)

// Options are what a reading may know besides the bytes.
type Options struct {
	// SentAt is the day to which "lundi prochain" refers; the zero value means
	// the day of the mail's own date.
	SentAt calendar.Date
}

// Reading says what one mail was found to be. Its JSON form is that of
// "relance inbox explain".
type Reading struct {
	Class             Class         `json:"class"`
	StatusCode        string        `json:"status_code"` // RFC 3463, "5.1.1"
	FailedRecipients  []string      `json:"failed_recipients"`
	OriginalMessageID string        `json:"original_message_id"` // Message-ID of our mail that it is about, with its angle brackets
	InReplyTo         string        `json:"in_reply_to"`
	From              string        `json:"from"` // address of the sender, without his name
	IsAuto            bool          `json:"is_auto"`
	BackOn            calendar.Date `json:"back_on"`    // first day the writer is there again
	ReplyText         string        `json:"reply_text"` // new text without quotation and signature
	Intents           []Intent      `json:"intents"`
	Rules             []string      `json:"rules"` // ids of the rules that decided
	Warnings          []string      `json:"warnings"`
	Error             string        `json:"error"`

	// Fields below are for the store alone.
	MessageID  string        `json:"-"`
	References []string      `json:"-"`
	To         []string      `json:"-"` // recipients by the header, delivery fields first
	Subject    string        `json:"-"`
	FromName   string        `json:"-"`
	Date       time.Time     `json:"-"` // date of the header; zero when it cannot be read
	Sent       calendar.Date `json:"-"` // day to which words such as "lundi prochain" refer
	Text       string        `json:"-"` // the whole text, quotation included
	Files      []File        `json:"-"` // attachments, by name
}

// File is an attachment by name, type and size. It is never opened.
type File struct {
	Name, Type string
	Size       int
}

// Read takes the bytes of one mail apart and says what it is. It never fails:
// bytes in which no mail can be seen are a Reply with an Error, for a person
// to look at.
func Read(raw []byte, o Options) Reading {
	p := &parser{}
	m := &mail{parser: p, root: p.parse(raw)}
	m.read()
	m.Sent = o.SentAt
	if m.Sent.IsZero() && !m.Date.IsZero() {
		m.Sent = calendar.DateOf(m.Date.In(calendar.Metropole.Location()))
	}
	m.decide()
	if severalMails(raw) {
		m.warn("ce fichier semble contenir plusieurs messages\u00a0: seul le premier a été lu (donnez-lui le suffixe .mbox)")
	}
	m.finish(len(raw))
	return m.Reading
}

// Unreadable is the reading of a file that could not be read, with the reason.
func Unreadable(why string) Reading {
	return Reading{Class: Reply, FailedRecipients: []string{}, Intents: []Intent{}, Rules: []string{}, Warnings: []string{}, Error: why}
}

// mail is a mail while it is read.
type mail struct {
	*parser
	Reading
	root    *part
	body    written
	plain   string  // the new text, folded, for tables of phrases
	subject string  // the subject, folded, without "Re:"
	fresh   *string // what the writer wrote himself, once it was looked for
}

// finish fills in what every reading has.
func (m *mail) finish(size int) {
	if len(m.root.header) == 0 && m.body.text == "" {
		m.Error = "aucun message lisible"
		if size == 0 {
			m.Error = "fichier vide"
		}
	}
	m.Warnings = m.parser.warnings
	if m.Warnings == nil {
		m.Warnings = []string{}
	}
	if m.FailedRecipients == nil {
		m.FailedRecipients = []string{}
	}
	if m.Intents == nil {
		m.Intents = []Intent{}
	}
	if m.Rules == nil {
		m.Rules = []string{}
	}
}

// rule notes why.
func (m *mail) rule(id string) { m.Rules = appendNew(m.Rules, id) }
