package cli

import (
	"cmp"
	"strings"

	"relance/internal/dunning"
)

// show prints a case for people, from what matters most to the details.
func (s *session) show(v shown) {
	c := v.Case
	s.say("%s  %s → %s (%s, %s)", c.Number, oneLine(v.Creditor.Name), oneLine(v.Debtor.Name), v.Debtor.Key, s.w.Regime(v.Debtor.Regime))
	if v.Debtor.Electronic.Accepted {
		s.say("lre     %s", s.electronicText(v.Debtor))
	}
	s.say("state   %s", s.w.Status(c))
	if c.Attention != nil {
		s.say("failed  %s %s: %s", s.clock(c.Attention.At), c.Attention.Step, s.w.Reason(c.Attention.Code))
	}
	s.say("due     %s (%s)%s", c.Due, s.w.DueRule(v.Invoice.DueRule), s.moved(v))
	if on := v.Invoice.Received; !on.IsZero() {
		s.say("received %s", on)
	}
	for _, w := range v.Warnings {
		s.say("warning %s", s.w.Reword(w))
	}
	s.say("open    %s", s.openOf(v.CaseView))
	s.say("next    %s", s.nextText(v.Next, c))
	for _, h := range c.Holds {
		s.say("hold    %s", s.holdText(h, c))
	}
	s.showClaim(v)
	s.showDraft(v)
	if v.Limit != nil && c.State != dunning.Closed {
		s.say("limit   %s", s.limitText(*v.Limit))
	}
	s.say("source  %s%s", oneLine(v.Invoice.Source), s.attached(v.Invoice))
	if terms := v.Invoice.Terms; terms != "" {
		s.say("terms   %s", oneLine(terms))
	}
	s.showSteps(c)
	s.showTimeline(v)
	s.showMoney(v)
	s.showMessages(v)
	s.showLetters(v.Letters)
	s.showHeard(v.Heard)
	if len(v.Tasks) > 0 {
		s.say("")
		s.taskTable(viewsOf(v.Tasks))
	}
}

func (s *session) moved(v shown) string {
	if v.Case.Due == v.Invoice.Due {
		return ""
	}
	return s.w.Sprintf(", moved from %s", v.Invoice.Due)
}

func (s *session) attached(i dunning.Invoice) string {
	if i.Document == "" {
		return s.w.Text(", no PDF")
	}
	return s.w.Sprintf(", PDF %s sha256 %s", oneLine(i.FileName), i.Document)
}

// holdText says what a hold covers and until when.
func (s *session) holdText(h dunning.Hold, c dunning.Case) string {
	parts := []string{s.w.Sprintf("%s since %s", s.w.Hold(h.Kind), s.clock(h.Since))}
	if h.Amount > 0 {
		parts = append(parts, s.amount(h.Amount, c.Currency))
	}
	if h.Category != "" {
		parts = append(parts, s.w.Dispute(h.Category))
	}
	if !h.Date.IsZero() {
		parts = append(parts, s.w.ShortDate(h.Date))
	}
	for _, i := range h.Instalments {
		parts = append(parts, s.w.ShortDate(i.Date)+" "+s.amount(i.Amount, c.Currency))
	}
	if !h.Until.IsZero() {
		parts = append(parts, s.w.Sprintf("until %s", s.clock(h.Until)))
	}
	if h.Author != "" {
		parts = append(parts, s.w.Sprintf("by %s", h.Author))
	}
	return strings.Join(parts, ", ")
}

// showClaim prints what may be asked today, and what may not and why.
func (s *session) showClaim(v shown) {
	if v.ClaimErr != "" {
		s.say("claim   %s", s.w.Reword(v.ClaimErr))
		return
	}
	k := v.Claim
	if k.Total == 0 {
		s.say("claim   nothing on %s", k.On)
	} else {
		s.say("claim   %s on %s: %s", s.amount(k.Total, v.Case.Currency), k.On, strings.Join(s.claimParts(k, v.Case.Currency), ", "))
	}
	for _, n := range k.NotAsked {
		s.say("        %s %s", s.w.Reword(n.Text), n.Article)
	}
}

// claimParts says what a claim is made of.
func (s *session) claimParts(k dunning.Claim, currency string) []string {
	parts := []string{s.w.Sprintf("principal %s", s.amount(k.Principal, currency))}
	if k.Interest > 0 {
		parts = append(parts, s.w.Sprintf("interest %s (%s, %d days)", s.amount(k.Interest, currency), s.w.Percent(k.Rate), k.Days))
	}
	if k.Fee > 0 {
		parts = append(parts, s.w.Sprintf("fixed fee %s", s.amount(k.Fee, currency)))
	}
	for _, o := range k.Outlays {
		parts = append(parts, s.w.Sprintf("%s (%s) %s", cmp.Or(oneLine(o.What), s.w.Text("justified costs")), o.Date, s.amount(o.Amount, currency)))
	}
	if byFee, byPayments := k.Covered(); byPayments != 0 {
		parts = append(parts, s.w.Sprintf("covered already by the fee and the payments %s", s.amount(-byFee-byPayments, currency)))
	} else if byFee != 0 {
		parts = append(parts, s.w.Sprintf("covered already by the fee %s", s.amount(-byFee, currency)))
	}
	return parts
}

func (s *session) showSteps(c dunning.Case) {
	rows := make([][]string, len(c.Steps))
	for i, st := range c.Steps {
		what := ""
		switch {
		case !st.Sent.IsZero():
			what = s.w.Sprintf("sent %s", s.clock(st.Sent))
		case i < c.Done:
			what = s.w.Text("skipped")
		case i == c.Done && c.State != dunning.Closed:
			what = s.w.Text("next")
		}
		approval := ""
		if st.Approval == dunning.ApprovalRequired {
			approval = s.w.Text("approval")
		}
		rows[i] = []string{st.ID, s.w.Channel(st.Channel), s.w.Level(st.Level), s.clock(st.At), approval, what}
	}
	s.say("")
	s.table([]string{"STEP", "CHANNEL", "LEVEL", "PLANNED", "NEEDS", "STATE"}, rows)
}

func (s *session) showTimeline(v shown) {
	rows := make([][]string, len(v.Timeline))
	for i, r := range v.Timeline {
		rows[i] = []string{s.clock(r.At), oneLine(s.w.Describe(r.Event, v.Case.Currency)), s.w.Reason(r.Reason), r.Author, short(r.Hash)}
	}
	s.say("")
	s.table([]string{"WHEN", "WHAT", "WHY", "WHO", "HASH"}, rows)
}

// short is the start of a hash, enough to compare by eye.
func short(hash string) string { return hash[:min(len(hash), 12)] }

func (s *session) showMoney(v shown) {
	if len(v.Payments) == 0 {
		return
	}
	rows := make([][]string, len(v.Payments))
	for i, p := range v.Payments {
		rows[i] = []string{
			s.w.ShortDate(p.Date), s.amount(p.Amount.Cents, p.Amount.Currency) + s.accessory(p.Accessory, p.Amount.Currency), p.Source, p.External,
		}
	}
	s.say("")
	s.figures([]string{"PAID ON", "AMOUNT", "SOURCE", "ID"}, rows, 1)
}

func (s *session) showMessages(v shown) {
	if len(v.Messages) == 0 {
		return
	}
	rows := make([][]string, len(v.Messages))
	for i, m := range v.Messages {
		rows[i] = []string{
			itoa(m.ID), s.w.ShortDate(m.Day), s.w.Channel(m.Channel), s.w.Level(m.Level), s.w.MessageState(m.State), m.Recipient,
			m.MessageID, short(m.Document), oneLine(m.Reply), m.Tracking,
		}
	}
	s.say("")
	s.table([]string{"ID", "DAY", "CHANNEL", "LEVEL", "STATE", "TO", "MESSAGE-ID", "SHA-256", "REPLY", "TRACKING"}, rows)
}
