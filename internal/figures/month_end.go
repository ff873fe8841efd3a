package figures

import (
	"math/big"
	"time"

	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/money"
)

// Day is the figures of a day.
type Day struct {
	On                      calendar.Date
	Aged                    Aged
	Simple, BestSimple      *big.Rat // days of sales outstanding over the last three months
	Countback, BestPossible *big.Rat
	Delinquent              *big.Rat // countback
	CEI                     *big.Rat // since the first of the month before last
	Opening                 money.Cents
	Sales                   []Month // the last three, the newest first
	Sold                    money.Cents
	Late                    Lateness
	AtRisk                  *big.Rat // of the month five months before
	AtRiskOf                calendar.Date
	Kept, Promises          int
	Recovered               money.Cents // since the first of the month
	RecoveredOf             int         // invoices
	Letters                 LetterReturn
}

// How far back the figures of a day look.
const (
	LateDays    = 365 // lateness, promises, letters, notices
	ItemDays    = 400 // invoices that are read
	soldMonths  = 3
	salesMonths = 12 // countback
	riskMonth   = 5  // months before
)

// DayOf works the figures of a day out. Items are in one currency.
func DayOf(items []Item, on calendar.Date) Day {
	months := salesByMonth(items, on, salesMonths)
	d := Day{On: on, Aged: AgedOn(items, on), Sales: months[:soldMonths], AtRiskOf: months[riskMonth].First}
	length := 0
	for _, m := range d.Sales {
		d.Sold, length = d.Sold+m.Sales, length+m.Days
	}
	notDue, year := d.Aged.Buckets[desk.NotDue], on.AddDays(-LateDays)
	d.Simple, d.BestSimple = DSO(d.Aged.Total, d.Sold, length), DSO(notDue, d.Sold, length)
	d.Countback, d.BestPossible = Countback(d.Aged.Total, months), Countback(notDue, months)
	d.Delinquent = Delinquent(d.Countback, d.BestPossible)
	d.Opening = AgedOn(items, d.SoldSince().AddDays(-1)).Total
	d.CEI = CEI(d.Opening, d.Sold, d.Aged.Total, notDue)
	d.Late = LatenessOn(items, year, on)
	d.AtRisk = atRisk(items, d.AtRiskOf, on)
	d.Kept, d.Promises = Kept(items, year, on)
	d.Recovered, d.RecoveredOf = recovered(items, d.MonthSince(), on)
	d.Letters = LettersOf(items, year, on)
	return d
}

// SoldSince is the first day of the sales that DSO and CEI count.
func (d Day) SoldSince() calendar.Date { return d.Sales[soldMonths-1].First }

// MonthSince is the first day of the month.
func (d Day) MonthSince() calendar.Date { return d.Sales[0].First }

// MonthEnd is the figures of the last day of a month as they are kept: whatever is
// recorded later changes none of them. Days and percents have one decimal; empty is a
// figure that does not exist. Its JSON form is for good.
type MonthEnd struct {
	On            calendar.Date               `json:"on"`
	Total         money.Cents                 `json:"total"`
	Credit        money.Cents                 `json:"credit"`
	Buckets       map[desk.Bucket]money.Cents `json:"buckets"`
	Invoices      map[desk.Bucket]int         `json:"invoices"`
	Sold          money.Cents                 `json:"sold"`
	Simple        string                      `json:"dso,omitempty"`
	BestSimple    string                      `json:"dso_best,omitempty"`
	Countback     string                      `json:"dso_countback,omitempty"`
	BestCountback string                      `json:"dso_countback_best,omitempty"`
	Delinquent    string                      `json:"days_delinquent,omitempty"`
	CEI           string                      `json:"cei,omitempty"`
	Weighted      string                      `json:"days_late,omitempty"`
	Median        int                         `json:"days_late_median"`
	Late          int                         `json:"days_late_invoices"`
	AtRisk        string                      `json:"unpaid_after_90_days,omitempty"`
	Kept          int                         `json:"promises_kept"`
	Promises      int                         `json:"promises"`
	Recovered     money.Cents                 `json:"recovered"`
	RecoveredOf   int                         `json:"recovered_invoices"`
	Letters       int                         `json:"letters"`
	LetterCost    money.Cents                 `json:"letter_cost"`
	LetterMoney   money.Cents                 `json:"letter_money"`
}

// MonthEnd gives the figures of a day in the form in which they are kept.
func (d Day) MonthEnd() MonthEnd {
	return MonthEnd{
		On: d.On, Total: d.Aged.Total, Credit: d.Aged.Credit, Buckets: d.Aged.Buckets, Invoices: d.Aged.Number, Sold: d.Sold,
		Simple: Tenths(d.Simple), BestSimple: Tenths(d.BestSimple), Countback: Tenths(d.Countback), BestCountback: Tenths(d.BestPossible),
		Delinquent: Tenths(d.Delinquent), CEI: Tenths(d.CEI), Weighted: Tenths(d.Late.Weighted), Median: d.Late.Median, Late: d.Late.Invoices,
		AtRisk: Tenths(d.AtRisk), Kept: d.Kept, Promises: d.Promises, Recovered: d.Recovered, RecoveredOf: d.RecoveredOf,
		Letters: d.Letters.Letters, LetterCost: d.Letters.Cost, LetterMoney: d.Letters.Money,
	}
}

// Frozen is a month end that is kept.
type Frozen struct {
	Creditor string
	Figures  MonthEnd
	At       time.Time // when it was worked out
}

// Due is what of the balance was past due.
func (m MonthEnd) Due() money.Cents { return m.Total - m.Buckets[desk.NotDue] }
