package api

import (
	"time"

	"relance/internal/api/operation"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Case is a case in a list.
type Case struct {
	Creditor   string        `json:"creditor" doc:"Identifier of the creditor."`
	Invoice    string        `json:"invoice" doc:"Number of the invoice."`
	Cycle      int           `json:"cycle" doc:"0, or how often a closed case came back to life."`
	Version    int64         `json:"version" doc:"Grows with each event; send it as If-Match."`
	Debtor     string        `json:"debtor" doc:"The creditor's own customer reference."`
	DebtorName string        `json:"debtor_name"`
	Due        calendar.Date `json:"due"`
	Currency   string        `json:"currency" example:"EUR"`
	Opening    money.Cents   `json:"opening" doc:"What was open when the case began." example:"1200.00"`
	Balance    money.Cents   `json:"balance" doc:"What is open." example:"1200.00"`
	State      string        `json:"state" enum:"scheduled,reminding,formal_notice,handover,closed"`
	Status     string        `json:"status" doc:"The state, or needs_attention."`
	Outcome    string        `json:"outcome,omitempty" doc:"How a closed case ended."`
	Holds      []Hold        `json:"holds" doc:"What suspends the case."`
	Next       Next          `json:"next" doc:"What happens next."`
	Opened     time.Time     `json:"opened,omitzero"`
	Closed     time.Time     `json:"closed,omitzero"`

	Public *PublicPeriod `json:"public_period,omitempty" doc:"Of a public buyer, in lists: what proves his payment period."`
}

// PublicPeriod is what is on record about the payment period of a public buyer.
type PublicPeriod struct {
	Received calendar.Date `json:"received,omitzero" doc:"Day on which he received the request for payment; absent is not known."`
	Days     int           `json:"days,omitempty" doc:"30, 50 or 60; absent is not known."`
}

// Hold suspends a case.
type Hold struct {
	Kind     string        `json:"kind" doc:"dispute, promise, instalments, reply, bounce, manual, stale_bank_data, stale_inbox, insolvency …"`
	Since    time.Time     `json:"since"`
	Until    time.Time     `json:"until,omitzero" doc:"Ends by itself then; absent when it waits for somebody."`
	Amount   money.Cents   `json:"amount,omitzero" doc:"What it covers; absent for everything."`
	Category string        `json:"category,omitempty"`
	Date     calendar.Date `json:"date,omitzero" doc:"The day that was promised."`
}

// Next is what a case does next.
type Next struct {
	Action string    `json:"action" doc:"wait, send, ask, end …"`
	Step   string    `json:"step,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Reason string    `json:"reason" doc:"Why, from a closed list."`
}

// Sheet is all about a case as of today.
type Sheet struct {
	Case
	Issued       calendar.Date `json:"issued,omitzero"`
	Total        money.Cents   `json:"total" doc:"Of the invoice, with VAT."`
	Claim        *Claim        `json:"claim,omitempty" doc:"What may be asked today; absent when it cannot be worked out."`
	LimitationOn calendar.Date `json:"limitation_on,omitzero" doc:"The last day to act in court."`
	Payments     []Payment     `json:"payments"`
	Tasks        []Task        `json:"tasks" doc:"What a person is asked to do."`
	Heard        []Heard       `json:"heard,omitempty" doc:"What the debtor said, on his page and by mail, the oldest first."`
}

// Heard is something that a debtor said.
type Heard struct {
	At        time.Time `json:"at"`
	Door      string    `json:"door" enum:"page,mail"`
	ID        int64     `json:"id" doc:"Of the answer in /answers, or of the mail in /inbox."`
	Kind      string    `json:"kind" doc:"Of the answer, or class of the mail."`
	From      string    `json:"from,omitempty" doc:"Who wrote the mail."`
	Suspended bool      `json:"suspended" doc:"It suspended the case at once."`
	Done      bool      `json:"done" doc:"Of a mail: a person has dealt with it."`
	SHA256    string    `json:"sha256" doc:"Of the answer in words, or of the mail as it was received."`
	Files     []string  `json:"files" doc:"SHA-256 of each file that came with an answer."`
}

func heardOf(list []backoffice.Heard) []Heard {
	out := make([]Heard, len(list))
	for i, h := range list {
		out[i] = Heard{
			At: h.At, Door: h.Door, ID: h.ID, Kind: h.Kind, From: h.From, Suspended: h.Suspended, Done: h.Done, SHA256: h.Text, Files: append([]string{}, h.Files...),
		}
	}
	return out
}

// Claim is what may be asked on a day.
type Claim struct {
	On        calendar.Date `json:"on"`
	Principal money.Cents   `json:"principal"`
	Interest  money.Cents   `json:"interest"`
	Fee       money.Cents   `json:"fee"`
	Costs     money.Cents   `json:"costs"`
	Total     money.Cents   `json:"total"`
	Daily     money.Cents   `json:"daily" doc:"Interest that each further day adds."`
	Rate      string        `json:"rate,omitempty" doc:"In force on the day, in percent a year."`
}

// Payment is money that came.
type Payment struct {
	ID        string        `json:"id" doc:"The source's own identifier."`
	Source    string        `json:"source"`
	Date      calendar.Date `json:"date"`
	Amount    money.Cents   `json:"amount" doc:"To the balance of the invoice."`
	Accessory money.Cents   `json:"accessory" doc:"To interest and fee."`
}

// Task is something that a person is asked to do.
type Task struct {
	ID       int64     `json:"id"`
	Creditor string    `json:"creditor"`
	Invoice  string    `json:"invoice" doc:"Number of the invoice of the case."`
	Code     string    `json:"code"`
	Step     string    `json:"step,omitempty"`
	Detail   string    `json:"detail,omitempty" doc:"A code, an amount, a date, or what is wrong with a text."`
	Created  time.Time `json:"created"`
	Done     time.Time `json:"done,omitzero"`
	Version  int64     `json:"version,omitempty" doc:"Of its case; send it as If-Match."`
	Owner    string    `json:"owner,omitempty" doc:"Login of the person in charge of its case; absent is nobody in particular."`
	Later    *Later    `json:"later,omitempty" doc:"A person put it off to another day."`
}

// Later is how a task was put off.
type Later struct {
	Until calendar.Date `json:"until" doc:"Day on which it is work again."`
	Why   string        `json:"why"`
	By    string        `json:"by" doc:"Who put it off."`
}

// Event is one thing that happened to a case, or did not and why.
type Event struct {
	Seq      int64         `json:"seq" doc:"1, 2, 3 … within the case."`
	Kind     string        `json:"kind" doc:"paid, dispute, sent, skipped …"`
	At       time.Time     `json:"at" doc:"When it happened."`
	Recorded time.Time     `json:"recorded" doc:"When it was written down."`
	Reason   string        `json:"reason,omitempty" doc:"Why, from a closed list."`
	Step     string        `json:"step,omitempty"`
	Source   string        `json:"source,omitempty"`
	Author   string        `json:"author,omitempty"`
	Amount   money.Cents   `json:"amount,omitzero"`
	Date     calendar.Date `json:"date,omitzero"`
	Category string        `json:"category,omitempty"`
	Hold     string        `json:"hold,omitempty"`
	Status   string        `json:"status,omitempty"`
	Outcome  string        `json:"outcome,omitempty"`
	Message  int64         `json:"message,omitempty" doc:"The message that it is about."`
	Balance  *money.Cents  `json:"balance,omitempty" doc:"What was open after it."`
	Hash     string        `json:"hash" doc:"SHA-256 over the hash of the event before and this one."`
}

// EarlierCycle is what happened in a cycle that ended.
type EarlierCycle struct {
	Cycle  int     `json:"cycle"`
	Events []Event `json:"events"`
}

func eventsOf(list []dunning.Record) []Event {
	out := make([]Event, len(list))
	for i, r := range list {
		out[i] = eventOf(r)
	}
	return out
}

func eventOf(r dunning.Record) Event {
	return Event{
		Seq: r.Seq, Kind: string(r.Kind), At: r.At, Recorded: r.RecordedAt, Reason: string(r.Reason), Step: r.Step, Source: r.Source,
		Author: r.Author, Amount: r.Amount, Date: r.Date, Category: r.Category, Hold: string(r.Hold), Status: r.Status,
		Outcome: string(r.Outcome), Message: r.Message, Balance: r.Balance, Hash: r.Hash,
	}
}

// caseOf words a case; now is the instant at which its next step is decided.
func caseOf(c dunning.Case, debtor string, now time.Time) Case {
	out := Case{
		Creditor: c.Creditor, Invoice: c.Number, Cycle: c.Cycle, Version: c.Version, Debtor: c.Debtor, DebtorName: debtor,
		Due: c.Due, Currency: c.Currency, Opening: c.Opening, Balance: c.Balance, State: string(c.State), Status: c.Status(),
		Outcome: string(c.Outcome), Holds: make([]Hold, len(c.Holds)),
		Next: nextOf(c, now),
	}
	for i, h := range c.Holds {
		out.Holds[i] = Hold{Kind: string(h.Kind), Since: h.Since, Until: h.Until, Amount: h.Amount, Category: h.Category, Date: h.Date}
	}
	return out
}

func nextOf(c dunning.Case, now time.Time) Next {
	d := dunning.Next(c, now)
	return Next{Action: string(d.Action), Step: d.Step, At: d.At, Reason: string(d.Reason)}
}

// sheetOf words all about a case.
func sheetOf(s backoffice.CaseSheet, now time.Time) Sheet {
	out := Sheet{
		Case: caseOf(s.Case, s.Debtor.Name, now), Issued: s.Invoice.Issued, Total: s.Invoice.Total,
		Payments: paymentsOf(s.Payments), Tasks: make([]Task, len(s.Tasks)), Heard: heardOf(s.Heard),
	}
	out.Opened = s.Opened
	if s.NoClaim == nil {
		c := claimOf(s.Claim)
		out.Claim = &c
	}
	if s.Limit != nil {
		out.LimitationOn = s.Limit.Expiry
	}
	for i, t := range s.Tasks {
		out.Tasks[i] = taskOf(t)
	}
	return out
}

func taskOf(t dunning.Task) Task {
	out := Task{
		ID: t.ID, Creditor: t.Ref.Creditor, Invoice: t.Ref.Number, Code: string(t.Code), Step: t.Step, Detail: t.Detail, Created: t.Created, Done: t.DoneAt,
		Version: t.Version, Owner: t.Owner,
	}
	if !t.Later.IsZero() {
		out.Later = &Later{t.Later.Until, t.Later.Why, t.Later.By}
	}
	return out
}

func paymentsOf(list []dunning.Payment) []Payment {
	out := make([]Payment, len(list))
	for i, p := range list {
		out[i] = Payment{ID: p.External, Source: p.Source, Date: p.Date, Amount: p.Amount.Cents, Accessory: p.Accessory}
	}
	return out
}

func claimOf(c dunning.Claim) Claim {
	return Claim{
		On: c.On, Principal: c.Principal, Interest: c.Interest, Fee: c.Fee, Costs: c.Costs, Total: c.Total, Daily: c.Daily, Rate: c.Rate,
	}
}

// ClaimSheet is what may be asked on a day, with how it was found.
type ClaimSheet struct {
	Claim
	Currency string        `json:"currency"`
	Days     int           `json:"days" doc:"That bear interest."`
	Basis    string        `json:"basis,omitempty" doc:"What the rate follows from, in French."`
	Articles []string      `json:"articles" doc:"The legal basis of what is claimed."`
	Periods  []Period      `json:"periods" doc:"How the interest was found."`
	Until    calendar.Date `json:"until,omitzero" doc:"Interest stops here for want of a known rate."`
}

// Period is one stretch of days at one rate.
type Period struct {
	From   calendar.Date `json:"from"`
	To     calendar.Date `json:"to"`
	Days   int           `json:"days"`
	Base   money.Cents   `json:"base"`
	Rate   string        `json:"rate" doc:"Percent a year."`
	Amount money.Cents   `json:"amount"`
}

func claimSheetOf(c dunning.Claim, currency string) ClaimSheet {
	out := ClaimSheet{
		Claim: claimOf(c), Currency: currency, Days: c.Days, Basis: c.RateBasis, Articles: operation.Filled(c.Articles), Periods: make([]Period, len(c.Periods)), Until: c.Until,
	}
	for i, p := range c.Periods {
		out.Periods[i] = Period{From: p.From, To: p.To, Days: p.Days, Base: p.Base, Rate: p.Rate, Amount: p.Amount}
	}
	return out
}

// stepsOf words the steps of a case.
func stepsOf(c dunning.Case) []Step {
	next, open := c.Step()
	open = open && c.State != dunning.Closed
	past := true
	out := make([]Step, len(c.Steps))
	for i, st := range c.Steps {
		out[i] = Step{ID: st.ID, Channel: string(st.Channel), Level: string(st.Level), Approval: st.Approval == dunning.ApprovalRequired, At: st.At, Sent: st.Sent, State: "planned"}
		isNext := open && st.ID == next.ID
		past = past && !isNext
		switch {
		case !st.Sent.IsZero():
			out[i].State = "sent"
		case isNext:
			out[i].State = "next"
		case past:
			out[i].State = "left_out"
		}
	}
	return out
}
