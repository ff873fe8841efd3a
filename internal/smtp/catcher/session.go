package catcher

import (
	"io"

	"github.com/emersion/go-smtp"
)

// session is one sender's conversation.
type session struct {
	catcher *Catcher
	from    string
	to      []string
}

// Mail takes any sender.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

// Rcpt takes any recipient but those to refuse.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.catcher.refuses(to) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "Mailbox does not exist"}
	}
	s.to = append(s.to, to)
	return nil
}

// Data keeps one copy for each recipient.
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for _, to := range s.to {
		if err := s.catcher.add(Message{From: s.from, To: to, Bytes: b}); err != nil {
			return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "Cannot keep the mail"}
		}
	}
	return nil
}

// Reset forgets the transaction.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }
