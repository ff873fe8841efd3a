package cases

import (
	"cmp"
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/cli/parties"
	"relance/internal/dunning"
)

// show prints a case for people, from what matters most to the details.
func show(s *frame.Session, v shown) {
	c := v.Case
	s.Say("%s  %s → %s (%s, %s)", c.Number, frame.OneLine(v.Creditor.Name), frame.OneLine(v.Debtor.Name), v.Debtor.Key, s.W.Regime(v.Debtor.Regime))
	if v.Debtor.Electronic.Accepted {
		s.Say("lre     %s", parties.ElectronicText(s, v.Debtor))
	}
	s.Say("state   %s", s.W.Status(c))
	if c.Attention != nil {
		s.Say("failed  %s %s: %s", s.Clock(c.Attention.At), c.Attention.Step, s.W.Reason(c.Attention.Code))
	}
	s.Say("due     %s (%s)%s", c.Due, s.W.DueRule(v.Invoice.DueRule), moved(s, v))
	if on := v.Invoice.Received; !on.IsZero() {
		s.Say("received %s", on)
	}
	for _, w := range v.Warnings {
		s.Say("warning %s", s.W.Reword(w))
	}
	s.Say("open    %s", openOf(s, v.CaseView))
	s.Say("next    %s", nextText(s, v.Next, c))
	for _, h := range c.Holds {
		s.Say("hold    %s", holdText(s, h, c))
	}
	showClaim(s, v)
	showDraft(s, v)
	if v.Limit != nil && c.State != dunning.Closed {
		s.Say("limit   %s", limitText(s, *v.Limit))
	}
	s.Say("source  %s%s", frame.OneLine(s.W.Reword(v.Invoice.Source)), attached(s, v.Invoice))
	if terms := v.Invoice.Terms; terms != "" {
		s.Say("terms   %s", frame.OneLine(terms))
	}
	showSteps(s, c)
	showTimeline(s, v)
	showMoney(s, v)
	showMessages(s, v)
	showLetters(s, v.Letters)
	showHeard(s, v.Heard)
	if len(v.Tasks) > 0 {
		s.Say("")
		taskTable(s, viewsOf(v.Tasks))
	}
}

func moved(s *frame.Session, v shown) string {
	if v.Case.Due == v.Invoice.Due {
		return ""
	}
	return s.W.Sprintf(", moved from %s", v.Invoice.Due)
}

func attached(s *frame.Session, i dunning.Invoice) string {
	if i.Document == "" {
		return s.W.Text(", no PDF")
	}
	return s.W.Sprintf(", PDF %s sha256 %s", frame.OneLine(i.FileName), i.Document)
}

// holdText says what a hold covers and until when.
func holdText(s *frame.Session, h dunning.Hold, c dunning.Case) string {
	parts := []string{s.W.Sprintf("%s since %s", s.W.Hold(h.Kind), s.Clock(h.Since))}
	if h.Amount > 0 {
		parts = append(parts, s.Amount(h.Amount, c.Currency))
	}
	if h.Category != "" {
		parts = append(parts, s.W.HoldWhy(h))
	}
	if !h.Date.IsZero() {
		parts = append(parts, s.W.ShortDate(h.Date))
	}
	for _, i := range h.Instalments {
		parts = append(parts, s.W.ShortDate(i.Date)+" "+s.Amount(i.Amount, c.Currency))
	}
	if !h.Until.IsZero() {
		parts = append(parts, s.W.Sprintf("until %s", s.Clock(h.Until)))
	}
	if h.Author != "" {
		parts = append(parts, s.W.Sprintf("by %s", s.W.Author(h.Author)))
	}
	return strings.Join(parts, ", ")
}

// showClaim prints what may be asked today, and what may not and why.
func showClaim(s *frame.Session, v shown) {
	if v.ClaimErr != "" {
		s.Say("claim   %s", s.W.Reword(v.ClaimErr))
		return
	}
	k := v.Claim
	if k.Total == 0 {
		s.Say("claim   nothing on %s", k.On)
	} else {
		s.Say("claim   %s on %s: %s", s.Amount(k.Total, v.Case.Currency), k.On, strings.Join(claimParts(s, k, v.Case.Currency), ", "))
	}
	for _, n := range k.NotAsked {
		s.Say("        %s %s", s.W.Reword(n.Text), n.Article)
	}
}

// claimParts says what a claim is made of.
func claimParts(s *frame.Session, k dunning.Claim, currency string) []string {
	parts := []string{s.W.Sprintf("principal %s", s.Amount(k.Principal, currency))}
	if k.Interest > 0 {
		parts = append(parts, s.W.Sprintf("interest %s (%s, %d {day|days})", s.Amount(k.Interest, currency), s.W.Percent(k.Rate), k.Days))
	}
	if k.Fee > 0 {
		parts = append(parts, s.W.Sprintf("fixed fee %s", s.Amount(k.Fee, currency)))
	}
	for _, o := range k.Outlays {
		parts = append(parts, s.W.Sprintf("%s (%s) %s", cmp.Or(frame.OneLine(o.What), s.W.Text("justified costs")), o.Date, s.Amount(o.Amount, currency)))
	}
	if byFee, byPayments := k.Covered(); byPayments != 0 {
		parts = append(parts, s.W.Sprintf("covered already by the fee and the payments %s", s.Amount(-byFee-byPayments, currency)))
	} else if byFee != 0 {
		parts = append(parts, s.W.Sprintf("covered already by the fee %s", s.Amount(-byFee, currency)))
	}
	return parts
}

func showSteps(s *frame.Session, c dunning.Case) {
	rows := make([][]string, len(c.Steps))
	for i, st := range c.Steps {
		what := ""
		switch {
		case !st.Sent.IsZero():
			what = s.W.Sprintf("sent %s", s.Clock(st.Sent))
		case i < c.Done:
			what = s.W.Text("skipped")
		case i == c.Done && c.State != dunning.Closed:
			what = s.W.Text("next")
		}
		approval := ""
		if st.Approval == dunning.ApprovalRequired {
			approval = s.W.Text("approval")
		}
		rows[i] = []string{st.ID, s.W.Channel(st.Channel), s.W.Level(st.Level), s.Clock(st.At), approval, what}
	}
	s.Say("")
	s.Table([]string{"STEP", "CHANNEL", "LEVEL", "PLANNED", "NEEDS", "STATE"}, rows)
}

// showTimeline prints what happened, cycle by cycle.
func showTimeline(s *frame.Session, v shown) {
	for _, c := range v.Earlier {
		s.Say("")
		s.Say("before the case came back to life (cycle %d):", c.Cycle)
		showEvents(s, c.Timeline, v.Case.Currency)
	}
	s.Say("")
	if len(v.Earlier) > 0 {
		s.Say("since it came back to life (cycle %d):", v.Case.Cycle)
	}
	showEvents(s, v.Timeline, v.Case.Currency)
}

func showEvents(s *frame.Session, events []dunning.Record, currency string) {
	rows := make([][]string, len(events))
	for i, r := range events {
		rows[i] = []string{s.Clock(r.At), frame.OneLine(s.W.Describe(r.Event, currency)), s.W.Reason(r.Reason), s.W.Author(r.Author), short(r.Hash)}
	}
	s.Table([]string{"WHEN", "WHAT", "WHY", "WHO", "HASH"}, rows)
}

// short is the start of a hash, enough to compare by eye.
func short(hash string) string { return hash[:min(len(hash), 12)] }

func showMoney(s *frame.Session, v shown) {
	if len(v.Payments) == 0 {
		return
	}
	rows := make([][]string, len(v.Payments))
	for i, p := range v.Payments {
		rows[i] = []string{
			s.W.ShortDate(p.Date), s.Amount(p.Amount.Cents, p.Amount.Currency) + s.Accessory(p.Accessory, p.Amount.Currency), s.W.Source(p.Source), p.External,
		}
	}
	s.Say("")
	s.Figures([]string{"PAID ON", "AMOUNT", "SOURCE", "ID"}, rows, 1)
}

func showMessages(s *frame.Session, v shown) {
	if len(v.Messages) == 0 {
		return
	}
	rows := make([][]string, len(v.Messages))
	for i, m := range v.Messages {
		rows[i] = []string{
			frame.Itoa(m.ID), s.W.ShortDate(m.Day), s.W.Channel(m.Channel), s.W.Level(m.Level), s.W.MessageState(m.State), m.Recipient,
			m.MessageID, short(m.Document), frame.OneLine(m.Reply), m.Tracking,
		}
	}
	s.Say("")
	s.Table([]string{"ID", "DAY", "CHANNEL", "LEVEL", "STATE", "TO", "MESSAGE-ID", "SHA-256", "REPLY", "TRACKING"}, rows)
}
