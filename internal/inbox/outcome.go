package inbox

import (
	"strings"
)

// outcome reads what became of the mail: recipients, code and class. Of
// several recipients the failed ones count, else the delayed ones.
func (m *mail) outcome(groups []group) Class {
	kept := chooseGroups(groups)
	notice := m.notice()
	for _, g := range kept {
		m.failed(g.recipient)
	}
	if len(m.FailedRecipients) == 0 {
		m.recipients(notice)
	}
	about := withoutPoliteness(notice)
	diagnostic := ""
	for _, g := range kept {
		diagnostic += g.diagnostic + "\n"
		m.StatusCode = first(m.StatusCode, sharper(g.status, g.diagnostic))
	}
	machine := m.StatusCode
	m.StatusCode = first(m.StatusCode, statusIn(about))
	switch m.state(kept, notice) {
	case "delivered":
		m.rule("report:delivered")
		return DSNSuccess
	case "delayed":
		m.rule("report:delayed")
		return Delayed
	}
	return m.reason(machine, diagnostic, about)
}

// chooseGroups keeps the groups of the worst state.
func chooseGroups(groups []group) []group {
	for _, state := range []string{"failed", "delayed", "delivered"} {
		var out []group
		for _, g := range groups {
			if stateOf(g) == state {
				out = append(out, g)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return groups
}

// stateOf reads one recipient's action, or his status where there is none.
func stateOf(g group) string {
	switch g.action {
	case "failed", "failure", "fail", "expired":
		return "failed"
	case "delayed", "delay":
		return "delayed"
	case "delivered", "relayed", "expanded", "deliverable", "delivery":
		return "delivered"
	}
	if strings.HasPrefix(g.status, "2.") {
		return "delivered"
	}
	if strings.HasPrefix(g.status, "5.") {
		return "failed"
	}
	return ""
}

// state is "failed", "delayed" or "delivered".
func (m *mail) state(groups []group, notice string) string {
	if len(groups) > 0 {
		if s := stateOf(groups[0]); s != "" {
			return s
		}
	}
	text, subject := plain(notice), plain(m.Subject)
	if holdsAny(text, reportWords["gave-up"]...) != "" {
		return "failed"
	}
	if holdsAny(text, reportWords["still-trying"]...) != "" || holdsAny(subject, reportWords["still-trying"]...) != "" {
		return "delayed"
	}
	if holdsAny(text, reportWords["delivered"]...) != "" && holdsAny(text, reportWords["failure-texts"]...) == "" {
		return "delivered"
	}
	return "failed"
}

// reason classes a failure: by the answer of the receiving server, by the
// status that the report gives, by what it says to people, by what is left.
func (m *mail) reason(status, diagnostic, about string) Class {
	if c, id := matchReason(diagnostic, true); c != "" {
		m.rule("reason:" + id)
		return c
	}
	if c := classOfStatus(status); c != "" {
		m.rule("status:" + status)
		return c
	}
	for _, text := range []string{about, m.Subject} {
		if c, id := matchReason(text, false); c != "" {
			m.rule("reason:" + id)
			return c
		}
	}
	if c := classOfStatus(m.StatusCode); c != "" {
		m.rule("status:" + m.StatusCode)
		return c
	}
	smtp := first(smtpIn(diagnostic), smtpIn(about))
	if c := classOfReply(smtp); c != "" {
		m.rule("smtp:" + smtp)
		return c
	}
	m.rule("reason:none")
	return BounceOther
}

// withoutPoliteness gives a report without the phrases that every report has,
// which say nothing of its reason.
func withoutPoliteness(notice string) string {
	var b strings.Builder
	for _, line := range strings.Split(notice, "\n") {
		plainly := plain(line)
		for _, p := range reportWords["politeness"] {
			plainly = strings.ReplaceAll(plainly, p, " ")
		}
		b.WriteString(plainly + "\n")
	}
	return b.String()
}
