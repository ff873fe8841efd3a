// Package figuredesk is the operation about figures: what a month report shows.
package figuredesk

import (
	"context"
	"time"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/backoffice/overview"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/figures"
	"relance/internal/money"
)

// Statistics works out the figures of a day.
type Statistics interface {
	FullBoard(ctx context.Context, who access.Actor, creditor string, on calendar.Date) (overview.Board, error)
}

type figuresRequest struct {
	Creditor string `query:"creditor" doc:"Only this creditor's; absent is all of the token's."`
	On       string `query:"on" format:"date" doc:"The day; absent is today."`
}

// Figures is what a month report shows, in euros. A figure that does not exist, such
// as days of sales without sales, is absent.
type Figures struct {
	On        calendar.Date `json:"on"`
	WorkedOut time.Time     `json:"worked_out,omitzero" doc:"When; of many invoices they may be some hours old."`
	Aged      Aged          `json:"aged"`
	Debtors   []DebtorAged  `json:"debtors" doc:"The same by debtor, the largest first."`
	DSO       DSO           `json:"dso"`
	CEI       string        `json:"cei,omitempty" doc:"Collection effectiveness since the first of the month before last, in percent." example:"80.0"`
	Late      Lateness      `json:"late"`
	Promises  Promises      `json:"promises"`
	Recovered Recovered     `json:"recovered"`
	After     []After       `json:"after" doc:"Money that came within seven days of each kind of notice."`
	Forecast  Forecast      `json:"forecast"`
	Other     []string      `json:"other_currencies" doc:"Currencies that are left out."`
}

// Aged is an aged balance.
type Aged struct {
	Total   money.Cents `json:"total" doc:"What is owed; without credit."`
	Credit  money.Cents `json:"credit" doc:"What is owed to debtors; never netted."`
	Buckets []Bucket    `json:"buckets"`
}

// Bucket is a range of days late.
type Bucket struct {
	Days     string      `json:"days" doc:"Late: 0 is not due, 91 is 91 and more." example:"1-30"`
	Amount   money.Cents `json:"amount"`
	Invoices int         `json:"invoices"`
}

// DebtorAged is the aged balance of a debtor.
type DebtorAged struct {
	Creditor string      `json:"creditor"`
	Debtor   string      `json:"debtor"`
	Name     string      `json:"name"`
	Total    money.Cents `json:"total"`
	Credit   money.Cents `json:"credit"`
}

// DSO is days of sales outstanding, over the last three months.
type DSO struct {
	Simple        string `json:"simple,omitempty" example:"59.3"`
	BestSimple    string `json:"best_simple,omitempty" doc:"If nothing were late."`
	Countback     string `json:"countback,omitempty" doc:"By exhaustion."`
	BestCountback string `json:"best_countback,omitempty"`
	Delinquent    string `json:"delinquent,omitempty" doc:"Average days delinquent, by countback."`
}

// Lateness says how late money comes.
type Lateness struct {
	Weighted string `json:"weighted,omitempty" doc:"Days, by amount." example:"7.6"`
	Median   int    `json:"median" doc:"Days, each invoice once."`
	Invoices int    `json:"invoices"`
}

// Promises says how many promises of the last year were kept by their day.
type Promises struct {
	Kept int `json:"kept"`
	Of   int `json:"of"`
}

// Recovered is what came on overdue invoices since the first of the month.
type Recovered struct {
	Amount   money.Cents `json:"amount"`
	Invoices int         `json:"invoices"`
}

// After is what came after notices of a level.
type After struct {
	Level  string      `json:"level"`
	Sent   int         `json:"sent"`
	Paid   int         `json:"paid"`
	Money  money.Cents `json:"money"`
	Share  string      `json:"share,omitempty" doc:"Percent."`
	TooFew bool        `json:"too_few" doc:"The share says little: the notices are too few."`
}

// Forecast is the money that is to come.
type Forecast struct {
	Weeks []Week      `json:"weeks"`
	Later money.Cents `json:"later" doc:"Expected after the last week."`
	Apart money.Cents `json:"apart" doc:"Disputed, insolvent or more than 180 days overdue: not counted."`
}

// Week is a week of the forecast.
type Week struct {
	First    calendar.Date `json:"first" doc:"Its Monday."`
	Expected money.Cents   `json:"expected"`
}

type figuresOfDay struct{ Body Figures }

// Routes lists the operation.
func Routes() []operation.Route {
	return []operation.Route{operation.Get("/figures", "get-figures", "figures", "Work out the figures of a day: aged balance, days of sales, forecast", access.SeeCases)}
}

// Enter enters the operation.
func Enter(c operation.Contract, s Statistics) {
	operation.Handle(c, "get-figures", func(ctx context.Context, who access.Actor, in *figuresRequest) (*figuresOfDay, error) {
		var on calendar.Date
		if in.On != "" {
			on, _ = calendar.ParseDate(in.On) // the contract has checked its form
		}
		b, err := s.FullBoard(ctx, who, in.Creditor, on)
		if err != nil {
			return nil, err
		}
		return &figuresOfDay{figuresOf(b)}, nil
	})
}

func figuresOf(b overview.Board) Figures {
	t := figures.Tenths
	out := Figures{
		On: b.On, WorkedOut: b.Read, Aged: Aged{Total: b.Aged.Total, Credit: b.Aged.Credit, Buckets: []Bucket{}}, Debtors: make([]DebtorAged, len(b.Debtors)),
		DSO:  DSO{t(b.Simple), t(b.BestSimple), t(b.Countback), t(b.BestPossible), t(b.Delinquent)},
		CEI:  t(b.CEI),
		Late: Lateness{t(b.Late.Weighted), b.Late.Median, b.Late.Invoices}, Promises: Promises{b.Kept, b.Promises},
		Recovered: Recovered{b.Recovered, b.RecoveredOf}, After: make([]After, len(b.After)),
		Forecast: Forecast{make([]Week, len(b.Forecast.Weeks)), b.Forecast.Later, b.Forecast.Apart}, Other: operation.Filled(b.Other),
	}
	for _, k := range desk.Buckets() {
		out.Aged.Buckets = append(out.Aged.Buckets, Bucket{string(k), b.Aged.Buckets[k], b.Aged.Number[k]})
	}
	for i, o := range b.Debtors {
		out.Debtors[i] = DebtorAged{o.Creditor, o.Debtor, o.Name, o.Total, o.Credit}
	}
	for i, a := range b.After {
		out.After[i] = After{string(a.Level), a.Sent, a.Paid, a.Money, t(a.Share), a.TooFew}
	}
	for i, w := range b.Forecast.Weeks {
		out.Forecast.Weeks[i] = Week{w.First, w.Expected}
	}
	return out
}
