package cli

import (
	"cmp"
	"strings"

	"relance/internal/dunning"
)

// show prints a case for people, from what matters most to the details.
func (s *session) show(v shown) {
	c := v.Case
	s.say("%s  %s → %s (%s, %s)", c.Number, oneLine(v.Creditor.Name), oneLine(v.Debtor.Name), v.Debtor.Key, fr.Regime(v.Debtor.Regime))
	if v.Debtor.Electronic.Accepted {
		s.say("lre     %s", electronicText(v.Debtor))
	}
	s.say("state   %s", fr.Status(c))
	if c.Attention != nil {
		s.say("failed  %s %s: %s", clock(c.Attention.At), c.Attention.Step, fr.Reason(c.Attention.Code))
	}
	s.say("due     %s (%s)%s", c.Due, fr.DueRule(v.Invoice.DueRule), moved(v))
	if on := v.Invoice.Received; !on.IsZero() {
		s.say("received %s", on)
	}
	for _, w := range v.Warnings {
		s.say("warning %s", w)
	}
	s.say("open    %s", openOf(v.CaseView))
	s.say("next    %s", nextText(v.Next, c))
	for _, h := range c.Holds {
		s.say("hold    %s", holdText(h, c))
	}
	s.showClaim(v)
	s.showDraft(v)
	if v.Limit != nil && c.State != dunning.Closed {
		s.say("limit   %s", limitText(*v.Limit, s.today()))
	}
	s.say("source  %s%s", oneLine(v.Invoice.Source), attached(v.Invoice))
	if terms := v.Invoice.Terms; terms != "" {
		s.say("terms   %s", oneLine(terms))
	}
	s.showSteps(c)
	s.showTimeline(v)
	s.showMoney(v)
	s.showMessages(v)
	s.showLetters(v.Letters)
	if len(v.Tasks) > 0 {
		s.say("")
		s.taskTable(viewsOf(v.Tasks))
	}
}

func moved(v shown) string {
	if v.Case.Due == v.Invoice.Due {
		return ""
	}
	return ", moved from " + v.Invoice.Due.String()
}

func attached(i dunning.Invoice) string {
	if i.Document == "" {
		return ", no PDF"
	}
	return ", PDF " + oneLine(i.FileName) + " sha256 " + i.Document
}

// holdText says what a hold covers and until when.
func holdText(h dunning.Hold, c dunning.Case) string {
	parts := []string{fr.Hold(h.Kind) + " since " + clock(h.Since)}
	if h.Amount > 0 {
		parts = append(parts, inFrench(h.Amount, c.Currency))
	}
	if h.Category != "" {
		parts = append(parts, h.Category)
	}
	if !h.Date.IsZero() {
		parts = append(parts, h.Date.String())
	}
	for _, i := range h.Instalments {
		parts = append(parts, i.Date.String()+" "+inFrench(i.Amount, c.Currency))
	}
	if !h.Until.IsZero() {
		parts = append(parts, "until "+clock(h.Until))
	}
	if h.Author != "" {
		parts = append(parts, "by "+h.Author)
	}
	return strings.Join(parts, ", ")
}

// showClaim prints what may be asked today, and what may not and why.
func (s *session) showClaim(v shown) {
	if v.ClaimErr != "" {
		s.say("claim   %s", v.ClaimErr)
		return
	}
	k := v.Claim
	parts := []string{"principal " + inFrench(k.Principal, v.Case.Currency)}
	if k.Interest > 0 {
		parts = append(parts, "intérêts "+inFrench(k.Interest, v.Case.Currency)+" ("+strings.Replace(k.Rate, ".", ",", 1)+"\u00a0%, "+itoa(int64(k.Days))+" jours)")
	}
	if k.Fee > 0 {
		parts = append(parts, "indemnité forfaitaire "+inFrench(k.Fee, v.Case.Currency))
	}
	for _, o := range k.Outlays {
		parts = append(parts, outlayText(o)+" "+inFrench(o.Amount, v.Case.Currency))
	}
	if byFee, byPayments := k.Covered(); byPayments != 0 {
		parts = append(parts, "déjà couvert par l’indemnité et les paiements "+inFrench(-byFee-byPayments, v.Case.Currency))
	} else if byFee != 0 {
		parts = append(parts, "déjà couvert par l’indemnité "+inFrench(-byFee, v.Case.Currency))
	}
	if k.Total == 0 {
		s.say("claim   nothing on %s", k.On)
	} else {
		s.say("claim   %s on %s: %s", inFrench(k.Total, v.Case.Currency), k.On, strings.Join(parts, ", "))
	}
	for _, n := range k.NotAsked {
		s.say("        %s %s", n.Text, n.Article)
	}
}

// outlayText names a justified cost.
func outlayText(o dunning.Outlay) string {
	return cmp.Or(oneLine(o.What), "frais justifiés") + " (" + o.Date.String() + ")"
}

func (s *session) showSteps(c dunning.Case) {
	rows := make([][]string, len(c.Steps))
	for i, st := range c.Steps {
		what := ""
		switch {
		case !st.Sent.IsZero():
			what = "sent " + clock(st.Sent)
		case i < c.Done:
			what = "skipped"
		case i == c.Done && c.State != dunning.Closed:
			what = "next"
		}
		approval := ""
		if st.Approval == dunning.ApprovalRequired {
			approval = "approval"
		}
		rows[i] = []string{st.ID, fr.Channel(st.Channel), fr.Level(st.Level), clock(st.At), approval, what}
	}
	s.say("")
	s.table([]string{"STEP", "CHANNEL", "LEVEL", "PLANNED", "NEEDS", "STATE"}, rows)
}

func (s *session) showTimeline(v shown) {
	rows := make([][]string, len(v.Timeline))
	for i, r := range v.Timeline {
		rows[i] = []string{clock(r.At), oneLine(fr.Describe(r.Event, v.Case.Currency)), fr.Reason(r.Reason), r.Author, short(r.Hash)}
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
		rows[i] = []string{p.Date.String(), inFrench(p.Amount.Cents, p.Amount.Currency) + accessoryText(p.Accessory, p.Amount.Currency), p.Source, p.External}
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
			itoa(m.ID), m.Day.String(), fr.Channel(m.Channel), fr.Level(m.Level), fr.MessageState(m.State), m.Recipient,
			m.MessageID, short(m.Document), oneLine(m.Reply), m.Tracking,
		}
	}
	s.say("")
	s.table([]string{"ID", "DAY", "CHANNEL", "LEVEL", "STATE", "TO", "MESSAGE-ID", "SHA-256", "REPLY", "TRACKING"}, rows)
}
