package tables

import (
	"time"

	"relance/internal/dunning"
	"relance/internal/postgres/query"
)

// MessageReserved is a message that has an owner but no bytes yet.
const MessageReserved dunning.MessageState = "reserved"

// MessageRow is a row of the messages as the store reads it.
type MessageRow struct {
	ID             int64
	Creditor       string
	Debtor         string
	DebtorID       int64
	DebtorRevision int64
	Channel        string
	Level          string
	State          string
	MessageID      string
	Subject        string
	Recipient      string
	Document       []byte
	Reply          string
	Day            time.Time
	Deadline       *time.Time
	SentAt         *time.Time
	Tracking       string
	Owner          string
	Attempts       int
	LeaseUntil     time.Time
	CreatedAt      time.Time
	HandedAt       *time.Time
	AttemptUntil   *time.Time
	Letterhead     string
	Wording        string
	Answers        int64
	Author         string
	Declares       int64 // the declaration that it posts; 0 for every other message
}

// MessageColumns needs messages as m and debtors as d.
const MessageColumns = `m.id, m.creditor, d.key as debtor, m.debtor_id, m.debtor_revision, m.channel, m.level, m.state,
    m.message_id, m.subject, m.recipient, m.document, m.reply, m.day, m.deadline, m.sent_at, m.tracking, m.owner,
    m.attempts, m.lease_until, m.created_at, m.handed_at, m.attempt_until, m.letterhead, m.wording, coalesce(m.answers, 0) as answers, m.author,
    coalesce(m.declares, 0) as declares`

// Message gives the message that the row holds.
func (r MessageRow) Message() dunning.Message {
	return dunning.Message{
		ID: r.ID, Creditor: r.Creditor, Debtor: r.Debtor, Channel: dunning.Channel(r.Channel), Level: dunning.Level(r.Level),
		State: dunning.MessageState(r.State), MessageID: r.MessageID, Subject: r.Subject, Recipient: r.Recipient,
		Document: query.Hex(r.Document), Reply: r.Reply, Day: query.DayOf(&r.Day), SentAt: query.TimeOf(r.SentAt),
		Created: r.CreatedAt.UTC(), Tracking: r.Tracking, HandedAt: query.TimeOf(r.HandedAt), Letterhead: r.Letterhead, Wording: r.Wording, Answers: r.Answers, Author: r.Author,
	}
}

// UnknownMessage is the error for a message that does not exist.
func UnknownMessage(id int64) error {
	return dunning.Errorf(dunning.CodeNotFound, "no message %d", id)
}
