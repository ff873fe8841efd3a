package interest

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"relance/internal/calendar"
	"relance/internal/money"
)

// Debt is one of several debts of the same debtor to the same creditor.
type Debt struct {
	ID  string // unique among the debts given, for instance the invoice number
	Due calendar.Date
	// Issued is the day the debt arose, for its age; no date means Due.
	Issued calendar.Date
	Open   money.Cents // what is left to pay, in cents of euro, interest and fee included
	// Rate is the annual rate that runs on the debt on the day of the payment
	// once late; not known counts as none. It measures the debtor's interest in
	// paying: the debt that costs most per euro left open goes first.
	Rate Percent
}

// Rule names what gave a debt its share of a payment (C. civ. 1342-10).
type Rule string

const (
	// RuleDesignated is the debtor's own choice (first paragraph).
	RuleDesignated Rule = "designated"
	// RuleLegalOrder is the order of the law: debts that are due, then the one
	// that costs the debtor most, then the oldest (second paragraph).
	RuleLegalOrder Rule = "legal_order"
	// RuleProRata is a share in proportion, all things being equal.
	RuleProRata Rule = "pro_rata"
)

// Share is the part of a payment that goes to one debt, in cents.
type Share struct {
	ID     string      `json:"id"`
	Amount money.Cents `json:"amount"`
	Rule   Rule        `json:"rule"`
}

// Imputation is a payment spread over debts. The shares and the surplus add up
// to the payment, to the cent.
type Imputation struct {
	Shares  []Share     `json:"shares"`  // in the order they are paid, none of 0
	Surplus money.Cents `json:"surplus"` // above all debts
}

// Impute spreads a payment over several debts as C. civ. 1342-10 orders: first
// the debts the debtor designated, in his order; then those due on the day of
// the payment; among them those he had most interest to pay, which is read here
// as the highest rate running against him; then the oldest; and between equals
// in proportion to what is open, the cents left by rounding going to the largest
// fractions, then to the debt given first. Debts not yet due follow by the same
// criteria. Within a debt, see Allocation. It fails with *InputError.
func Impute(p Payment, debts []Debt, designated ...string) (Imputation, error) {
	open, err := checkDebts(p, debts, designated)
	if err != nil {
		return Imputation{}, err
	}
	im := Imputation{Shares: []Share{}, Surplus: p.Amount}
	for _, id := range designated {
		im.pay(id, open[id], RuleDesignated)
		delete(open, id)
	}
	rest := slices.DeleteFunc(slices.Clone(debts), func(d Debt) bool { return open[d.ID] == 0 })
	order := func(a, b Debt) int { return precedence(a, b, p.Date) }
	slices.SortStableFunc(rest, order)
	for len(rest) > 0 && im.Surplus > 0 {
		n := 1
		for n < len(rest) && order(rest[0], rest[n]) == 0 {
			n++
		}
		im.payEquals(rest[:n])
		rest = rest[n:]
	}
	return im, nil
}

// precedence is negative when a is paid before b, 0 when the law treats them
// alike.
func precedence(a, b Debt, on calendar.Date) int {
	return cmp.Or(
		cmp.Compare(rank(a.Due.After(on)), rank(b.Due.After(on))),
		b.rate().Cmp(a.rate()),
		a.born().Compare(b.born()),
	)
}

func rank(later bool) int {
	if later {
		return 1
	}
	return 0
}

func (d Debt) rate() *big.Rat { return ratOrZero(d.Rate.r) }

func (d Debt) born() calendar.Date {
	if d.Issued.IsZero() {
		return d.Due
	}
	return d.Issued
}

// pay gives a debt what is left, up to what it has open.
func (im *Imputation) pay(id string, open money.Cents, rule Rule) {
	if used := min(open, im.Surplus); used > 0 {
		im.Shares = append(im.Shares, Share{id, used, rule})
		im.Surplus -= used
	}
}

// payEquals pays debts that the law treats alike, in proportion when there is
// not enough for all.
func (im *Imputation) payEquals(debts []Debt) {
	var sum money.Cents
	for _, d := range debts {
		sum += d.Open
	}
	if len(debts) == 1 || im.Surplus >= sum {
		for _, d := range debts {
			im.pay(d.ID, d.Open, RuleLegalOrder)
		}
		return
	}
	for i, amount := range proportion(im.Surplus, debts, sum) {
		im.pay(debts[i].ID, amount, RuleProRata)
	}
}

// proportion splits amount, less than sum, over what the debts have open, by
// largest remainder; no part exceeds its debt.
func proportion(amount money.Cents, debts []Debt, sum money.Cents) []money.Cents {
	parts := make([]money.Cents, len(debts))
	rest := make([]*big.Int, len(debts))
	order := make([]int, len(debts))
	left := amount
	for i, d := range debts {
		whole, part := new(big.Int).QuoRem(
			new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(int64(d.Open))),
			big.NewInt(int64(sum)), new(big.Int))
		parts[i], rest[i], order[i] = money.Cents(whole.Int64()), part, i
		left -= parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return rest[b].Cmp(rest[a]) })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts
}

// checkDebts gives what each debt has open.
func checkDebts(p Payment, debts []Debt, designated []string) (map[string]money.Cents, error) {
	if err := checkMovements("payment", []Payment{p}); len(err) > 0 && err[0] != nil {
		return nil, err[0]
	}
	open := make(map[string]money.Cents, len(debts))
	var sum money.Cents
	for i, d := range debts {
		field := fmt.Sprintf("debts[%d]", i)
		if _, twice := open[d.ID]; twice || d.ID == "" {
			return nil, &InputError{field, fmt.Sprintf("id %q is empty or used twice: each debt needs its own", d.ID)}
		}
		if d.Open < 0 {
			return nil, &InputError{field, fmt.Sprintf("open amount %s is negative: leave out debts in the debtor's favour", d.Open)}
		}
		if err := checkDate(field, d.Due); err != nil {
			return nil, err
		}
		if sum += d.Open; d.Open > maxAmount || sum > maxAmount {
			return nil, &InputError{field, "the debts add up to more than a thousand billion euros"}
		}
		open[d.ID] = d.Open
	}
	seen := map[string]bool{}
	for _, id := range designated {
		if _, ok := open[id]; !ok || seen[id] {
			return nil, &InputError{"designated", fmt.Sprintf("%q is not one of the debts, or is named twice", id)}
		}
		seen[id] = true
	}
	return open, nil
}
