package dunning

import (
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
)

func mustRules(t interface{ Fatal(...any) }, p Plan) Rules {
	r, err := NewRules(p, calendar.Metropole, "atelier", "C-1")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAPartPaymentIsAcknowledged(t *testing.T) {
	t.Parallel()
	morning := time.Date(2026, 3, 10, 10, 0, 0, 0, time.UTC) // a tuesday
	night := time.Date(2026, 3, 13, 21, 0, 0, 0, time.UTC)   // a friday
	pay := func(got money.Cents) Event { return Event{Kind: KindPaid, Amount: got} }
	rows := map[string]struct {
		at     time.Time
		plan   Thanking
		events []Event
		want   Action
		sum    money.Cents
		on     calendar.Date // of a wait
	}{
		"at once":                     {morning, "", []Event{pay(50000)}, Thank, 50000, calendar.Date{}},
		"two payments in one mail":    {morning, "", []Event{pay(50000), pay(20000)}, Thank, 70000, calendar.Date{}},
		"in the next sending hour":    {night, "", []Event{pay(50000)}, Wait, 50000, day("2026-03-16")},
		"not one that was undone":     {morning, "", []Event{pay(50000), pay(-50000)}, Wait, 0, day("2026-03-17")},
		"only what stayed":            {morning, "", []Event{pay(50000), pay(20000), pay(-50000)}, Thank, 20000, calendar.Date{}},
		"not money that went back":    {morning, "", []Event{pay(-5000)}, Wait, 0, day("2026-03-17")},
		"not the bank's confirmation": {morning, "", []Event{pay(0)}, Wait, 0, day("2026-03-17")},
		"switched off":                {morning, ThankNone, []Event{pay(50000)}, Wait, 0, day("2026-03-17")},
		"only in full":                {morning, ThankFull, []Event{pay(50000)}, Wait, 0, day("2026-03-17")},
		"not in insolvency":           {morning, "", []Event{{Kind: KindInsolvency, Date: day("2026-03-09")}, pay(50000)}, Wait, 50000, calendar.Date{}},
		"insolvency told after":       {morning, "", []Event{pay(50000), {Kind: KindInsolvency, Date: day("2026-03-09")}}, Wait, 50000, calendar.Date{}},
		"not after a person's close":  {morning, "", []Event{pay(50000), {Kind: KindClose, Outcome: Settled}}, End, 0, calendar.Date{}},
		"an answer still unread":      {morning, "", []Event{{Kind: KindReply}, {Kind: KindLapsed, Hold: HoldReply, Reason: ReasonReplyOverdue}, pay(50000)}, Wait, 50000, calendar.Date{}},
		"a letter that came back":     {morning, "", []Event{{Kind: KindAttention, Step: "first", Reason: ReasonLetterReturned}, pay(50000)}, Wait, 50000, calendar.Date{}},
		"an outcome nobody knows":     {morning, "", []Event{{Kind: KindUnknown, Step: "second"}, pay(50000)}, Wait, 50000, calendar.Date{}},
		"a send that failed":          {morning, "", []Event{{Kind: KindAttention, Step: "second", Reason: ReasonFailed}, pay(50000)}, Wait, 50000, calendar.Date{}},
		"not while all is disputed":   {morning, "", []Event{{Kind: KindDispute}, pay(50000)}, Wait, 50000, calendar.Date{}},
		"a part is disputed":          {morning, "", []Event{{Kind: KindDispute, Amount: 10000}, pay(50000)}, Thank, 50000, calendar.Date{}},
		"thanks when nothing is left": {morning, "", []Event{pay(50000), pay(70000)}, Thank, 120000, calendar.Date{}},
		"no thanks when off":          {morning, ThankNone, []Event{pay(120000)}, Close, 0, calendar.Date{}},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := DefaultPlan()
			p.Spread, p.Thanks = 0, row.plan
			r := mustRules(t, p)
			c := Case{
				Number: "F-1", Due: day("2026-03-02"), Opening: 120000, Balance: 120000, State: Reminding, Steps: r.Schedule(day("2026-03-02"), day("2026-02-02")),
			}
			c.Steps[1].Sent, c.Done = time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC), 2
			for i, e := range row.events {
				if e.Seq, e.At = int64(i+1), row.at; e.Kind == KindPaid {
					left := c.Balance - e.Amount
					e.Balance = &left
				}
				c, _ = Apply(c, Complete(c, e, r))
			}
			d := Next(c, row.at)
			if d.Action != row.want || c.Acknowledged() != row.sum {
				t.Errorf("the case wants %s for %s (%s), want %s for %s", d.Action, c.Acknowledged(), d.Reason, row.want, row.sum)
			}
			if d.Action == Wait && (d.At.IsZero() != row.on.IsZero() || !d.At.IsZero() && r.Today(d.At) != row.on) {
				t.Errorf("it waits until %s, want %s", d.At, row.on)
			}
		})
	}
}

func TestANoticeThatIsDueSaysWhatWasReceived(t *testing.T) {
	t.Parallel()
	p := DefaultPlan()
	p.Spread = 0
	r := mustRules(t, p)
	due := day("2026-03-02")
	c := Case{Number: "F-1", Due: due, Opening: 120000, Balance: 120000, State: Reminding, Steps: r.Schedule(due, day("2026-02-02"))}
	c.Steps[1].Sent, c.Done = r.instant(day("2026-03-09")), 2
	left := money.Cents(70000)
	now := c.Steps[2].At
	c, _ = Apply(c, Complete(c, Event{Seq: 1, Kind: KindPaid, At: now, Balance: &left}, r))
	if d := Next(c, now); d.Action != Send || d.Step != "second" {
		t.Fatalf("the case wants %s %s, want the notice that is due", d.Action, d.Step)
	}
	c, _ = Apply(c, Complete(c, Event{Seq: 2, Kind: KindSent, Step: "second", At: now}, r))
	if d := Next(c, now.Add(time.Minute)); d.Action != Wait || len(c.Receipts) > 0 {
		t.Errorf("after it the case wants %s %s (%+v), want to wait", d.Action, d.Step, c.Receipts)
	}
}

func TestAReceiptNamesTheNextDate(t *testing.T) {
	t.Parallel()
	p := DefaultPlan()
	p.Spread = 0
	r := mustRules(t, p)
	due := day("2026-03-02")
	open := Case{Number: "F-1", Due: due, Balance: 70000, State: Reminding, Steps: r.Schedule(due, day("2026-02-02")), Done: 2}
	open.Steps[1].Sent = r.instant(day("2026-03-09"))
	warned := open.clone()
	warned.Steps[2].Sent, warned.Done = r.instant(day("2026-03-17")), 3
	promised := open.clone()
	promised.Holds = []Hold{{Kind: HoldPromise, Date: day("2026-03-25"), Base: 120000}}
	agreed := open.clone()
	agreed.Holds = []Hold{{Kind: HoldInstalments, Base: 120000, Instalments: []Instalment{
		{Date: day("2026-03-10"), Amount: 50000}, {Date: day("2026-04-10"), Amount: 70000},
	}}}
	three := agreed.clone()
	three.Holds[0].Instalments = []Instalment{
		{Date: day("2026-03-10"), Amount: 50000}, {Date: day("2026-04-10"), Amount: 30000}, {Date: day("2026-05-10"), Amount: 40000},
	}
	behind := agreed.clone()
	behind.Holds[0].Instalments = []Instalment{{Date: day("2026-03-10"), Amount: 60000}, {Date: day("2026-04-10"), Amount: 60000}}
	part := open.clone()
	part.Holds = []Hold{{Kind: HoldPromise, Date: day("2026-03-25"), Base: 120000, Amount: 70000}}
	contested := part.clone()
	contested.Holds = append(contested.Holds, Hold{Kind: HoldDispute, Amount: 65000})
	monday := open.clone()
	monday.NotBefore = r.instant(day("2026-03-16"))
	monday.Steps[2].At = monday.NotBefore
	finished := open.clone()
	finished.Done = len(finished.Steps)
	for name, row := range map[string]struct {
		c      Case
		on     string
		want   calendar.Date
		agreed bool
		sum    money.Cents // 0 is all that is left
	}{
		"before the due date":            {open, "2026-02-20", due, false, 0},
		"the day before the next step":   {open, "2026-03-11", day("2026-03-16"), false, 0},
		"the deadline of the last one":   {warned, "2026-03-18", day("2026-03-24"), false, 0},
		"that deadline has passed":       {warned, "2026-03-26", day("2026-03-31"), false, 0},
		"the promised date":              {promised, "2026-03-11", day("2026-03-25"), true, 0},
		"the next instalment":            {agreed, "2026-03-11", day("2026-04-10"), true, 0},
		"one of three instalments":       {three, "2026-03-11", day("2026-04-10"), true, 30000},
		"an instalment paid in part":     {behind, "2026-03-12", calendar.Date{}, true, 10000},
		"a promised part":                {part, "2026-03-11", day("2026-03-25"), true, 20000},
		"no more than is undisputed":     {contested, "2026-03-11", day("2026-03-25"), true, 5000},
		"the next step is tomorrow":      {open, "2026-03-16", calendar.Date{}, false, 0},
		"two business days are left":     {open, "2026-03-12", calendar.Date{}, false, 0},
		"the deadline is too near":       {warned, "2026-03-20", calendar.Date{}, false, 0},
		"three business days are left":   {warned, "2026-03-19", day("2026-03-24"), false, 0},
		"the due date is never too near": {open, "2026-02-27", due, false, 0},
		"nor is a promise":               {promised, "2026-03-24", day("2026-03-25"), true, 0},
		"never on a sunday":              {monday, "2026-03-09", day("2026-03-13"), false, 0},
		"nothing lies ahead in the plan": {finished, "2026-03-11", calendar.Date{}, false, 0},
	} {
		if row.sum == 0 {
			row.sum = 70000
		}
		want := Awaited{By: row.want, Amount: row.sum, Agreed: row.agreed}
		if got := r.PayBy(row.c, r.instant(day(row.on))); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func TestInvoicesShareOnlyADateThatIsTheSame(t *testing.T) {
	t.Parallel()
	march, april := day("2026-03-18"), day("2026-04-30")
	for name, row := range map[string]struct {
		items  []Awaited
		want   calendar.Date
		agreed bool
	}{
		"one":                        {[]Awaited{{march, 100, false}}, march, false},
		"the same":                   {[]Awaited{{march, 100, true}, {march, 200, true}}, march, true},
		"one of them is settled":     {[]Awaited{{}, {march, 100, true}}, march, true},
		"two dates":                  {[]Awaited{{march, 100, false}, {april, 200, false}}, calendar.Date{}, false},
		"one agreed, one not":        {[]Awaited{{april, 100, true}, {march, 200, false}}, calendar.Date{}, false},
		"the same day, one agreed":   {[]Awaited{{march, 100, true}, {march, 200, false}}, calendar.Date{}, false},
		"one without, one with date": {[]Awaited{{calendar.Date{}, 100, false}, {march, 200, false}}, calendar.Date{}, false},
	} {
		var items []NoticeItem
		for _, a := range row.items {
			items = append(items, NoticeItem{Awaited: a})
		}
		if by, agreed := CommonDate(items); by != row.want || agreed != row.agreed {
			t.Errorf("%s: by %s (agreed: %v), want %s (%v)", name, by, agreed, row.want, row.agreed)
		}
	}
}
