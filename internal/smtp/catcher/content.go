package catcher

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
)

// content is a mail taken apart for showing.
type content struct {
	Message
	Subject   string
	FromName  string // as the header shows it, else the envelope's
	ToName    string
	Date      time.Time // as the header says; zero when it says nothing
	MessageID string
	Answers   string // In-Reply-To
	Text      string
	HTML      string
	Files     []file
}

// file is an attachment or an inline image.
type file struct {
	Name, Type, ContentID string
	Attached              bool
	Bytes                 []byte
}

// read takes a mail apart. What cannot be read stays empty: a catcher shows
// broken mails too.
func read(m Message) content {
	c := content{Message: m, Subject: "(sans objet)", FromName: m.From, ToName: m.To}
	entity, err := message.Read(bytes.NewReader(m.Bytes))
	if err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) || entity == nil {
		c.Text = string(m.Bytes)
		return c
	}
	c.readHeader(mail.Header{Header: entity.Header})
	_ = entity.Walk(func(_ []int, part *message.Entity, err error) error {
		if part != nil && (err == nil || message.IsUnknownCharset(err) || message.IsUnknownEncoding(err)) {
			c.readPart(part)
			return nil
		}
		return errors.Join(err, io.EOF) // the rest is unreadable
	})
	return c
}

func (c *content) readHeader(h mail.Header) {
	if s, err := h.Subject(); err == nil && s != "" {
		c.Subject = s
	}
	c.FromName = address(h, "From", c.FromName)
	c.ToName = address(h, "To", c.ToName)
	c.Date, _ = h.Date()
	c.MessageID, _ = h.MessageID()
	if ids, err := h.MsgIDList("In-Reply-To"); err == nil && len(ids) > 0 {
		c.Answers = ids[0]
	}
}

func address(h mail.Header, key, otherwise string) string {
	list, err := h.AddressList(key)
	switch {
	case err != nil || len(list) == 0:
		return otherwise
	case list[0].Name == "":
		return list[0].Address
	}
	return list[0].Name + " <" + list[0].Address + ">"
}

func (c *content) readPart(part *message.Entity) {
	media, params, _ := part.Header.ContentType()
	if strings.HasPrefix(media, "multipart/") {
		return
	}
	disposition, dparams, _ := part.Header.ContentDisposition()
	b, err := io.ReadAll(part.Body)
	if err != nil {
		return
	}
	switch {
	case disposition == "" && media == "text/plain" && c.Text == "":
		c.Text = string(b)
	case disposition == "" && media == "text/html" && c.HTML == "":
		c.HTML = string(b)
	default:
		f := file{Name: dparams["filename"], Type: media, Attached: disposition != "inline", Bytes: b}
		fill(&f.Name, params["name"])
		fill(&f.Name, "sans-nom")
		f.ContentID = strings.Trim(part.Header.Get("Content-Id"), "<> ")
		c.Files = append(c.Files, f)
	}
}
