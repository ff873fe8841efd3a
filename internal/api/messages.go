package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postage"
)

// Message is one mail or letter.
type Message struct {
	ID        int64         `json:"id"`
	Creditor  string        `json:"creditor"`
	Debtor    string        `json:"debtor" doc:"The creditor's own customer reference."`
	Channel   string        `json:"channel"`
	Level     string        `json:"level"`
	State     string        `json:"state" doc:"ready, handing_over, accepted, refused, unknown, settled, abandoned …"`
	MessageID string        `json:"message_id,omitempty" doc:"Of a mail, without angle brackets."`
	Subject   string        `json:"subject,omitempty"`
	Recipient string        `json:"recipient,omitempty"`
	SHA256    string        `json:"sha256,omitempty" doc:"Of the exact bytes."`
	Reply     string        `json:"reply,omitempty" doc:"The last words of the server or carrier."`
	Day       calendar.Date `json:"day,omitzero" doc:"Civil date of the send."`
	Sent      time.Time     `json:"sent,omitzero"`
	Created   time.Time     `json:"created"`
	Tracking  string        `json:"tracking,omitempty"`
}

func messageOf(m dunning.Message) Message {
	return Message{
		ID: m.ID, Creditor: m.Creditor, Debtor: m.Debtor, Channel: string(m.Channel), Level: string(m.Level), State: string(m.State), MessageID: m.MessageID,
		Subject: m.Subject, Recipient: m.Recipient, SHA256: m.Document, Reply: m.Reply, Day: m.Day, Sent: m.SentAt, Created: m.Created, Tracking: m.Tracking,
	}
}

// MessagePath names a message in the address of a request.
type MessagePath struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the message."`
}

type messageList struct {
	ETag string `header:"ETag" doc:"The version of the case."`
	Body struct {
		Messages []Message `json:"messages" doc:"The oldest first."`
	}
}

type oneMessage struct{ Body Message }

type settlement struct {
	MessagePath
	Keyed
	Body struct {
		Sent bool `json:"sent" doc:"true: it left. false: it did not, and is sent again."`
	}
}

type settled struct {
	Replayed
	Body Message
}

func (d *Door) messages(doc huma.API) {
	handle(d, doc, "list-messages", func(ctx context.Context, who access.Actor, in *CasePath) (*messageList, error) {
		v, err := d.view(ctx, who, *in)
		out := &messageList{ETag: etag(v.Case.Version)}
		out.Body.Messages = make([]Message, len(v.Messages))
		for i, m := range v.Messages {
			out.Body.Messages[i] = messageOf(m)
		}
		return out, err
	})
	handle(d, doc, "get-message", func(ctx context.Context, who access.Actor, in *MessagePath) (*oneMessage, error) {
		m, err := d.Office.Message(ctx, who, in.ID)
		return &oneMessage{messageOf(m)}, err
	})
	handleOp(d, doc, fileOperation("get-message-content", "message/rfc822", pdfType), func(ctx context.Context, who access.Actor, in *MessagePath) (*file, error) {
		doc, err := d.Office.MessageContent(ctx, who, in.ID)
		return fileOf(doc), err
	})
	handle(d, doc, "settle-message", func(ctx context.Context, who access.Actor, in *settlement) (*settled, error) {
		m, err := d.Office.SettleMessage(ctx, who, in.ID, in.Body.Sent)
		return &settled{Body: messageOf(m)}, err
	})
}

// Letter is a letter on its way.
type Letter struct {
	Message   int64         `json:"message"`
	Carrier   string        `json:"carrier"`
	Channel   string        `json:"channel"`
	State     string        `json:"state"`
	Reference string        `json:"reference,omitempty" doc:"Our order's name with the carrier."`
	Number    string        `json:"number,omitempty" doc:"Of the post, to track it by."`
	Outcome   string        `json:"outcome" doc:"Of the hand-over: accepted or unknown."`
	Cost      money.Cents   `json:"cost,omitzero" doc:"In euros, as the carrier reports it."`
	Estimate  money.Cents   `json:"estimate,omitzero" doc:"In euros, before it left."`
	Sent      time.Time     `json:"sent"`
	Events    []LetterEvent `json:"events" doc:"As the carrier tells them."`
	Proofs    []LetterProof `json:"proofs"`
}

// LetterEvent is one thing that happened to a letter.
type LetterEvent struct {
	State string        `json:"state"`
	Date  calendar.Date `json:"date,omitzero"`
	Note  string        `json:"note,omitempty"`
}

// LetterProof is a document that proves what became of a letter.
type LetterProof struct {
	Kind   string        `json:"kind" doc:"deposit, content, acknowledgement, return or history."`
	SHA256 string        `json:"sha256"`
	Date   calendar.Date `json:"date,omitzero"`
}

func letterOf(l postage.TrackedLetter) Letter {
	out := Letter{
		Message: l.Message, Carrier: l.Carrier, Channel: string(l.Channel), State: string(l.State), Reference: l.Reference, Number: l.Number, Outcome: string(l.Outcome),
		Cost: l.Cost, Estimate: l.Estimate, Sent: l.Sent, Events: make([]LetterEvent, len(l.Events)), Proofs: make([]LetterProof, len(l.Proofs)),
	}
	for i, e := range l.Events {
		out.Events[i] = LetterEvent{State: string(e.State), Date: e.Date, Note: e.Note}
	}
	for i, p := range l.Proofs {
		out.Proofs[i] = LetterProof{Kind: p.Kind, SHA256: p.Document, Date: p.Date}
	}
	return out
}

type letterList struct {
	Body struct {
		Letters []Letter `json:"letters"`
	}
}

type proofPath struct {
	CasePath
	SHA256 string `path:"sha256" pattern:"^[0-9a-f]{64}$" doc:"Of the proof's bytes."`
}

type spendRequest struct {
	Year int `query:"year" minimum:"1900" maximum:"2199" doc:"Absent is this one."`
}

// Spend is what a creditor's letters of a year cost, in euros.
type Spend struct {
	Creditor   string      `json:"creditor"`
	Year       int         `json:"year"`
	Letters    int         `json:"letters"`
	Registered int         `json:"registered"`
	Spent      money.Cents `json:"spent"`
	Unpriced   int         `json:"unpriced" doc:"Letters whose price nobody knows."`
	Budget     money.Cents `json:"budget,omitzero" doc:"Absent is no limit."`
}

type spendList struct {
	Body struct {
		Creditors []Spend `json:"creditors"`
	}
}

func (d *Door) letters(doc huma.API) {
	handle(d, doc, "list-letters", func(ctx context.Context, who access.Actor, in *CasePath) (*letterList, error) {
		ref, err := d.Office.Find(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		list, err := d.Office.Letters(ctx, who, ref)
		out := &letterList{}
		out.Body.Letters = make([]Letter, len(list))
		for i, l := range list {
			out.Body.Letters[i] = letterOf(l)
		}
		return out, err
	})
	handleOp(d, doc, fileOperation("get-letter-proof", pdfType, "application/octet-stream"), func(ctx context.Context, who access.Actor, in *proofPath) (*file, error) {
		ref, err := d.Office.Find(ctx, who, in.name())
		if err != nil {
			return nil, err
		}
		doc, err := d.Office.LetterProof(ctx, who, ref, in.SHA256)
		return fileOf(doc), err
	})
	handle(d, doc, "get-letter-spend", func(ctx context.Context, who access.Actor, in *spendRequest) (*spendList, error) {
		all, err := d.Office.LetterSpend(ctx, who, in.Year)
		out := &spendList{}
		out.Body.Creditors = make([]Spend, len(all))
		for i, s := range all {
			out.Body.Creditors[i] = Spend(s)
		}
		return out, err
	})
}
