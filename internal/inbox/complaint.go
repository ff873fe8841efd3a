package inbox

import "strings"

// complaint recognises reports of abuse: RFC 5965, and the two older forms
// that providers still send.
func (m *mail) complaint() (Class, bool) {
	if e := m.root.find("message/feedback-report"); e != nil || m.root.params["report-type"] == "feedback-report" {
		m.rule("complaint:arf")
		if e != nil {
			m.feedback(string(e.body))
		}
		m.original()
		return Complaint, true
	}
	if strings.Contains(m.body.text, "\nFeedback-Type:") || strings.HasPrefix(m.body.text, "Feedback-Type:") {
		m.rule("complaint:arf-text")
		m.feedback(m.body.text)
		m.original()
		return Complaint, true
	}
	if strings.HasPrefix(m.subject, "complaint about message from") && m.root.find("message/rfc822") != nil {
		m.rule("complaint:hotmail")
		if e := m.root.find("message/rfc822"); len(e.parts) > 0 {
			m.failed(e.parts[0].header.get("X-HmXmrOriginalRecipient"))
		}
		m.original()
		return Complaint, true
	}
	return "", false
}

// feedback reads the recipient who complained; providers often leave him out.
func (m *mail) feedback(text string) {
	for _, line := range strings.Split(text, "\n") {
		name, value, ok := fieldOf([]byte(line))
		if !ok {
			continue
		}
		switch strings.ToLower(name) {
		case "original-rcpt-to", "redacted-address", "removal-recipient":
			m.failed(value)
		}
	}
}

// failed adds the address in a text to those that the mail reports.
func (m *mail) failed(text string) {
	if a := firstAddress(text); a != "" && len(m.FailedRecipients) < maxList {
		m.FailedRecipients = appendNew(m.FailedRecipients, a)
	}
}
