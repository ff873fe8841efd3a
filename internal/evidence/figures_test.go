package evidence

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/procedure"
)

// amounts finds every sum in a text.
var amounts = regexp.MustCompile(`-?\d[\d\x{00A0}\x{202F}]*,\d\d\x{00A0}€`)

// drawnCase is a random case with what `relance interest` is told of it.
func drawnCase(t *rapid.T, i int) (Case, interest.Input) {
	c := sample()
	v := &c.View
	v.Particulars, v.Messages, c.Letters = dunning.Particulars{}, nil, nil
	v.Invoice.Document = ""
	number := fmt.Sprintf("F-%d", i+1)
	v.Case.Number, v.Invoice.Number = number, number
	due := day("2025-03-01").AddDays(rapid.IntRange(0, 500).Draw(t, "due"))
	v.Case.Due, v.Invoice.Due, v.Invoice.Issued = due, due, due.AddDays(-30)
	total := money.Cents(rapid.IntRange(50_00, 90_000_00).Draw(t, "total"))
	v.Invoice.Total, v.Invoice.Payable, v.Case.Opening = total, total, total
	v.Payments = nil
	in := interest.Input{Regime: interest.B2B, Rates: c.Rates, Principal: total, Due: due, On: c.On, Allocation: interest.InterestFirst}
	left := total
	for range rapid.IntRange(0, 3).Draw(t, "payments") {
		sum := money.Cents(rapid.IntRange(1, int(left/2)+1).Draw(t, "sum"))
		on := due.AddDays(rapid.IntRange(-10, 90).Draw(t, "day"))
		if left -= sum; left <= 0 {
			break
		}
		v.Payments = append(v.Payments, dunning.Payment{Date: on, Amount: money.EUR(sum)})
		in.Payments = append(in.Payments, interest.Payment{Date: on, Amount: sum})
	}
	v.Case.Balance = left
	return c, in
}

// TestEveryFigureIsThatOfInterestAndShow draws cases and reads every sum of every
// document: each is one that `relance interest` works out for the same day, one
// of `relance show`, a sum of these over the invoices, or one that is on record;
// and what is asked for is there.
func TestEveryFigureIsThatOfInterestAndShow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := Dossier{Request: Request{Way: rapid.SampledFrom(procedure.WayIDs()).Draw(t, "way")}}
		known, wanted := figures{}, figures{}
		var whole interest.Result
		n := rapid.IntRange(1, 3).Draw(t, "invoices")
		for i := range n {
			c, in := drawnCase(t, i)
			d.On, d.Made, d.Cases = c.On, c.Made, append(d.Cases, c)
			r, err := interest.Compute(in)
			if err != nil {
				t.Fatal(err)
			}
			known.result(r)
			known.add(c.View.Invoice.Total, c.View.Invoice.Total-r.PrincipalLeft)
			for _, p := range c.View.Payments {
				known.add(p.Amount.Cents)
			}
			wanted.add(r.PrincipalLeft, r.TotalDue)
			show, err := c.View.Claim(c.View.ClaimInput(c.On, c.Rates)) // what relance show prints
			if err != nil {
				t.Fatal(err)
			}
			known.add(show.Principal)
			if len(in.Payments) == 0 && (show.Principal != r.PrincipalLeft || show.Interest != r.InterestLeft || show.Fee != r.FeeLeft || show.Total != r.TotalDue) {
				t.Fatalf("relance show says %+v, relance interest %+v", show, r)
			}
			whole.PrincipalLeft, whole.InterestLeft, whole.FeeLeft = whole.PrincipalLeft+r.PrincipalLeft, whole.InterestLeft+r.InterestLeft, whole.FeeLeft+r.FeeLeft
			whole.TotalDue, whole.DailyIncrease = whole.TotalDue+r.TotalDue, whole.DailyIncrease+r.DailyIncrease
		}
		known.result(whole)
		known.add(whole.PrincipalLeft + whole.InterestLeft)
		wanted.add(whole.PrincipalLeft, whole.TotalDue)
		compare(t, d, known, wanted)
	})
}

// figures are sums as documents print them.
type figures map[string]bool

func (f figures) add(sums ...money.Cents) {
	for _, c := range sums {
		f[money.French(money.EUR(c))] = true
	}
}

func (f figures) result(r interest.Result) {
	f.add(0, r.Interest, r.Fee, r.PrincipalLeft, r.InterestLeft, r.FeeLeft, r.TotalDue, r.DailyIncrease)
	var paid, toInterest, toPrincipal money.Cents
	for _, p := range r.Periods {
		f.add(p.Base, p.Amount)
	}
	for _, m := range r.Imputed {
		f.add(m.Amount, m.Interest, m.Principal, m.Fee+m.Surplus)
		paid, toInterest, toPrincipal = paid+m.Amount, toInterest+m.Interest, toPrincipal+m.Principal
	}
	f.add(paid, toInterest, toPrincipal)
}

func compare(t *rapid.T, d Dossier, known, wanted figures) {
	whole, err := d.open(newArchive(io.Discard, d.Made), func(*file) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	request, err := whole.requestSheet()
	if err != nil {
		t.Fatal(err)
	}
	sheets := []letter.Sheet{request, whole.values()}
	for i, f := range whole.files {
		s, err := f.statement(whole.claims[i])
		if err != nil {
			t.Fatal(err)
		}
		sheets = append(sheets, s)
	}
	for i, s := range sheets {
		found := figures{}
		for _, sum := range amounts.FindAllString(text(s), -1) {
			found[sum] = true
			if !known[sum] {
				t.Fatalf("%s says %s, which neither relance interest nor relance show gives:\n%s", s.Title, sum, text(s))
			}
		}
		if i > 0 {
			continue
		}
		for sum := range wanted {
			if !found[sum] {
				t.Fatalf("the request lacks %s:\n%s", strings.TrimSpace(sum), text(s))
			}
		}
	}
}
