package inbox

import "strings"

// decide goes through the classes that a mail can be proven to be. The order
// is part of the rule: a failure report often says that it is automatic, an
// automatic answer often comes through a list. What is proven to be nothing
// else is a reply.
func (m *mail) decide() {
	m.OriginalMessageID = m.InReplyTo
	if m.OriginalMessageID == "" && len(m.References) > 0 {
		m.OriginalMessageID = m.References[len(m.References)-1]
	}
	m.plain = plain(m.newText())
	for _, proven := range []func() (Class, bool){m.complaint, m.report, m.receipt, m.automatic, m.mailing, m.unsolicited} {
		if class, ok := proven(); ok {
			m.Class = class
			break
		}
	}
	if m.Class == "" {
		m.Class = Reply
		m.rule("reply:not-proven-otherwise")
	}
	m.IsAuto = m.Class.Automatic() || m.IsAuto
	switch m.Class {
	case Reply:
		m.ReplyText = m.newText()
		m.Intents = m.intents()
	case AutoReply:
		m.ReplyText = m.newText()
		m.BackOn = m.backOn()
		m.Intents = m.departures()
	}
}

// receipt recognises a report that somebody opened or deleted a mail (RFC 8098).
func (m *mail) receipt() (Class, bool) {
	if m.root.find("message/disposition-notification") == nil && m.root.params["report-type"] != "disposition-notification" {
		return "", false
	}
	m.rule("receipt:mdn")
	m.IsAuto = true
	if e := m.root.find("message/disposition-notification"); e != nil {
		h, _ := m.splitHeader(e.body, true)
		if id := firstID(h.get("Original-Message-ID")); id != "" {
			m.OriginalMessageID = id
		}
	}
	return Other, true
}

// mailing recognises newsletters and lists, unless the mail is an answer or
// speaks of invoices: systems that send advice of payment are built alike.
func (m *mail) mailing() (Class, bool) {
	if m.answers() || m.speaksOfPayment() {
		return "", false
	}
	for _, name := range []string{"List-Id", "List-Unsubscribe", "List-Post", "X-Campaign", "X-CampaignId"} {
		if m.root.header.has(name) {
			m.rule("mailing:" + strings.ToLower(name))
			return Other, true
		}
	}
	return "", false
}

// speaksOfPayment tells whether the new text or subject is about an invoice or
// a payment.
func (m *mail) speaksOfPayment() bool {
	return holdsAny(m.subject+" "+m.plain, peopleWords["payment"]...) != ""
}
