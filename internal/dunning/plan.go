package dunning

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"relance/internal/money"
)

// Level is the tone of a notice, mildest first.
type Level string

// The levels. Thanks and PartReceipt are not chased with: they answer a payment.
// Neither is Answer: a person wrote it.
const (
	Courtesy     Level = "courtesy"      // before the due date, a service message
	First        Level = "first"         // first reminder
	Second       Level = "second"        // firm, with a deadline
	Final        Level = "final"         // last before the formal notice
	FormalNotice Level = "formal_notice" // mise en demeure (C. civ. 1344)
	Thanks       Level = "thanks"        // thanks after full payment
	PartReceipt  Level = "receipt"       // received, remaining due: after a part payment
	Answer       Level = "answer"        // a person answers a mail of the debtor
)

var levelRank = map[Level]int{Courtesy: 1, First: 2, Second: 3, Final: 4, FormalNotice: 5}

// Rank orders the levels; 0 for a word that is no level to chase with.
func (l Level) Rank() int { return levelRank[l] }

// Channel is the way a step reaches the debtor, or the person who must act.
type Channel string

// The channels.
const (
	Email            Channel = "email"
	Letter           Channel = "letter"            // simple post
	RegisteredLetter Channel = "registered_letter" // LRAR or qualified LRE
	Call             Channel = "call"              // a task for a person: telephone
	SMS              Channel = "sms"               // a task for a person until a provider is configured
	Handover         Channel = "handover"          // the file goes to a person: court, bailiff, agency
)

// Approval says whether a person must agree before a step leaves.
type Approval string

// The approvals.
const (
	ApprovalNone     Approval = "none"
	ApprovalRequired Approval = "required"
)

// Step is one rung of a Plan.
type Step struct {
	ID       string   `json:"id" yaml:"id"`
	At       Days     `json:"at" yaml:"at"` // days from the due date: "-5d", "+15d"
	Channel  Channel  `json:"channel" yaml:"channel"`
	Level    Level    `json:"level,omitempty" yaml:"level"`       // empty for call, sms and handover
	Approval Approval `json:"approval,omitempty" yaml:"approval"` // empty is none
	Deadline Days     `json:"deadline,omitempty" yaml:"deadline"` // days left to pay, printed as a date; "8d"
}

// Written tells whether the step is a notice that relance writes: an e-mail or
// a letter, not a task for a person.
func (s Step) Written() bool {
	return s.Channel == Email || s.Channel == Letter || s.Channel == RegisteredLetter
}

// NeedsDeadline tells whether the step's notice must name the last day to pay:
// from the second reminder on.
func (s Step) NeedsDeadline() bool { return s.Level.Rank() >= Second.Rank() }

// CatchUp says how steps that were missed are made up for.
type CatchUp string

// The catch-up rules. Neither ever sends two steps in a burst.
const (
	KeepGaps   CatchUp = "keep_gaps"   // the plan's own gaps between steps, counted from the late one
	MinSpacing CatchUp = "min_spacing" // as soon as minimum spacing and printed deadlines allow
)

// Grouping says which invoices of a debtor share a message.
type Grouping string

// The grouping rules.
const (
	ByDebtor  Grouping = "debtor"  // one message per debtor and day, with the highest level's tone
	ByInvoice Grouping = "invoice" // one message per invoice
)

// Plan is the procedure of reminders, as data. A running case keeps the plan
// it started with until it is migrated on purpose.
type Plan struct {
	ID        string      `json:"id" yaml:"-"`
	Steps     []Step      `json:"steps" yaml:"steps"`
	Window    string      `json:"window,omitempty" yaml:"window"`                 // sending hours, "mon-fri 09:00-17:00"
	Spread    int         `json:"spread_minutes,omitempty" yaml:"spread_minutes"` // minutes over which sends of one hour are spread
	Spacing   Days        `json:"spacing" yaml:"spacing"`                         // least days between two notices to one debtor
	MaxIn30   int         `json:"max_in_30_days" yaml:"max_in_30_days"`           // most notices to one debtor in 30 days; 0 is no cap
	Minimum   money.Cents `json:"minimum,omitempty" yaml:"minimum"`               // less than this is not chased
	CatchUp   CatchUp     `json:"catch_up" yaml:"catch_up"`
	Grouping  Grouping    `json:"grouping" yaml:"grouping"`
	ReplyDays Days        `json:"reply_days,omitempty" yaml:"reply_days"`       // days a reply may wait for a person
	AgreeDays Days        `json:"approval_days,omitempty" yaml:"approval_days"` // business days that an approval is good for, or waits for; 0 is for ever
	GraceDays Days        `json:"grace_days,omitempty" yaml:"grace_days"`       // days after a promised date, for the bank's delay
	// PromiseDays is how many business days ahead a debtor may promise to pay on
	// his page; 0 is 15.
	PromiseDays Days `json:"promise_days,omitempty" yaml:"promise_days"`
	// Thanks says which payments are acknowledged by e-mail.
	Thanks Thanking `json:"thanks,omitempty" yaml:"thanks"`
	// Version counts what was saved of the plan on the console; 0 is a plan of the
	// configuration, or the built-in one.
	Version int `json:"version,omitempty" yaml:"-"`
}

// Days is a number of days; its text form is "-5d", "0d" or "+15d".
type Days int

// String gives "+5d", "0d" or "-5d".
func (d Days) String() string {
	if d > 0 {
		return "+" + strconv.Itoa(int(d)) + "d"
	}
	return strconv.Itoa(int(d)) + "d"
}

// MarshalText writes the text form.
func (d Days) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "8d", "+8d", "-5d" or a bare number.
func (d *Days) UnmarshalText(b []byte) error {
	s := strings.TrimPrefix(strings.TrimSuffix(strings.TrimSpace(string(b)), "d"), "+")
	n, err := strconv.Atoi(s)
	if err != nil {
		return fmt.Errorf("days %q: want a number of days as 8d, +15d or -5d", b)
	}
	*d = Days(n)
	return nil
}

// DefaultPlan is J-5, J+5, J+15, J+30 by e-mail, a formal notice by registered
// letter at J+45 that a person approves, then the hand-over of the file.
func DefaultPlan() Plan {
	return Plan{
		ID: "default",
		Steps: []Step{
			{ID: "courtesy", At: -5, Channel: Email, Level: Courtesy},
			{ID: "first", At: 5, Channel: Email, Level: First},
			{ID: "second", At: 15, Channel: Email, Level: Second, Deadline: 7},
			{ID: "final", At: 30, Channel: Email, Level: Final, Deadline: 8},
			{ID: "formal_notice", At: 45, Channel: RegisteredLetter, Level: FormalNotice, Approval: ApprovalRequired, Deadline: 15},
			{ID: "handover", At: 60, Channel: Handover},
		},
		Window:    "mon-fri 09:00-17:00",
		Spread:    60,
		Spacing:   7,
		MaxIn30:   3,
		CatchUp:   KeepGaps,
		Grouping:  ByDebtor,
		ReplyDays: 3,
		AgreeDays: 3,
		GraceDays: 3,
	}
}

// Same tells whether two plans say the same, whatever their versions.
func (p Plan) Same(o Plan) bool {
	plain := func(p Plan) Plan {
		p.Version = 0
		p.Steps = append([]Step{}, p.Steps...)
		for i := range p.Steps {
			if p.Steps[i].Approval == ApprovalNone {
				p.Steps[i].Approval = ""
			}
		}
		return p
	}
	return reflect.DeepEqual(plain(p), plain(o))
}
