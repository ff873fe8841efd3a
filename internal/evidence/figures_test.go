package evidence

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/calendar"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/procedure"
)

// amounts finds every sum in a text.
var amounts = regexp.MustCompile(`[-\x{2212}]?\d[\d\x{00A0}\x{202F}]*,\d\d\x{00A0}€`)

// drawn is a random case with what `relance interest` is told of it, and with the
// costs that the creditor may ask besides.
type drawn struct {
	Case
	in      interest.Input
	outlays money.Cents // what was spent
	costs   money.Cents // of it, what the fixed fee does not cover
}

// drawnCase draws payments, returns and credit notes over several half-years, a
// part in dispute, instalments that are kept, costs, a clause, waivers: all that
// changes a figure.
func drawnCase(t *rapid.T, i int, regime dunning.Regime, rate string) drawn {
	c := sample()
	v := &c.View
	v.Particulars, v.Messages, c.Letters = dunning.Particulars{}, nil, nil
	v.Invoice.Document, v.Debtor.Regime, v.Creditor.Rate = "", regime, rate
	number := fmt.Sprintf("F-%d", i+1)
	v.Case.Number, v.Invoice.Number = number, number
	due := day("2025-03-01").AddDays(rapid.IntRange(0, 500).Draw(t, "due"))
	v.Case.Due, v.Invoice.Due, v.Invoice.Issued = due, due, due.AddDays(-30)
	total := money.Cents(rapid.IntRange(50_00, 90_000_00).Draw(t, "total"))
	v.Invoice.Total, v.Invoice.Payable, v.Case.Opening = total, total, total
	clause, err := interest.ParseRate(rate)
	if err != nil {
		t.Fatal(err)
	}
	d := drawn{in: interest.Input{Regime: interest.Regime(regime), Rate: clause, Rates: c.Rates, Principal: total, Due: due, On: c.On, Allocation: interest.InterestFirst}}
	left := d.money(t, v, total, due)
	d.disputed(t, v, left)
	if rapid.Bool().Draw(t, "a formal notice was received") {
		on := due.AddDays(rapid.IntRange(20, 90).Draw(t, "notice"))
		v.NoticeReceived, d.in.NoticeReceived = on, &on
	}
	if rapid.Bool().Draw(t, "instalments") {
		v.Case.Holds = append(v.Case.Holds, dunning.Hold{Kind: dunning.HoldInstalments, Base: left, Instalments: []dunning.Instalment{{Date: c.On.AddDays(30), Amount: left}}})
	}
	d.waived(t, v)
	for range rapid.IntRange(0, 2).Draw(t, "costs") {
		sum := money.Cents(rapid.IntRange(5_00, 90_00).Draw(t, "cost"))
		d.outlays += sum
		v.Particulars.Outlays = append(v.Particulars.Outlays, dunning.Outlay{Date: due.AddDays(40), Amount: sum, What: "Recherche d’adresse"})
	}
	if d.outlays > 40_00 && !regime.Consumer() {
		d.costs = d.outlays - 40_00
	}
	d.Case = c
	return d
}

// money draws what came, what went back and what was credited; it gives what is left.
func (d *drawn) money(t *rapid.T, v *dunning.CaseView, total money.Cents, due calendar.Date) money.Cents {
	v.Payments, v.Credits = nil, nil
	left := total
	for range rapid.IntRange(0, 3).Draw(t, "movements") {
		sum := money.Cents(rapid.IntRange(1, int(left/4)+1).Draw(t, "sum"))
		on := due.AddDays(rapid.IntRange(-10, 90).Draw(t, "day"))
		switch rapid.SampledFrom([]string{"paid", "paid and returned", "credited"}).Draw(t, "kind") {
		case "credited":
			left -= sum
			v.Credits = append(v.Credits, dunning.Received{Date: on, Amount: sum})
			d.in.Credits = append(d.in.Credits, interest.Payment{Date: on, Amount: sum})
		case "paid":
			left -= sum
			v.Payments = append(v.Payments, dunning.Payment{Date: on, Amount: money.EUR(sum)})
			d.in.Payments = append(d.in.Payments, interest.Payment{Date: on, Amount: sum})
		default:
			back := on.AddDays(rapid.IntRange(1, 9).Draw(t, "returned after"))
			v.Payments = append(v.Payments, dunning.Payment{Date: on, Amount: money.EUR(sum)}, dunning.Payment{Date: back, Amount: money.EUR(-sum)})
			d.in.Payments = append(d.in.Payments, interest.Payment{Date: on, Amount: sum})
			d.in.Returns = append(d.in.Returns, interest.Payment{Date: back, Amount: sum})
		}
	}
	v.Case.Balance = left
	return left
}

// disputed draws a part in dispute: the statement is of the rest.
func (d *drawn) disputed(t *rapid.T, v *dunning.CaseView, left money.Cents) {
	v.Case.Holds = nil
	if !rapid.Bool().Draw(t, "a part is contested") {
		return
	}
	sum := money.Cents(rapid.IntRange(1, int(left/2)+1).Draw(t, "contested"))
	v.Case.Holds = append(v.Case.Holds, dunning.Hold{Kind: dunning.HoldDispute, Amount: sum})
	d.in.Principal -= sum
}

func (d *drawn) waived(t *rapid.T, v *dunning.CaseView) {
	switch rapid.SampledFrom([]string{"", "", "", "fee", "interest"}).Draw(t, "waived") {
	case "fee":
		v.Creditor.WaiveFee, d.in.WaiveFee = true, true
	case "interest":
		if v.Debtor.Regime != dunning.Public { // a waiver there is void (CCP L2192-14)
			v.Creditor.WaiveInt, d.in.WaiveInterest = true, true
		}
	}
}

// TestEveryFigureIsThatOfInterestAndShow draws cases and reads every sum of every
// document: each is one that `relance interest` works out for the same day, one
// of `relance show`, a sum of these over the invoices, or one that is on record;
// and what is asked for is there. Cases differ in regime, rate, payments, returns,
// credit notes, disputes, instalments, costs and waivers.
func TestEveryFigureIsThatOfInterestAndShow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		way := rapid.SampledFrom(procedure.WayIDs()).Draw(t, "way")
		d := Dossier{Request: Request{Way: way}}
		known, wanted := figures{}, figures{}
		var whole interest.Result
		var costs, contested money.Cents
		regime := rapid.SampledFrom(dunning.Regimes()).Draw(t, "regime")
		rate := rapid.SampledFrom([]string{"", "", "15", "3xlegal", "1/month", "ecb+12"}).Draw(t, "rate")
		if regime != dunning.B2B {
			rate = "" // only there a clause applies
		}
		for i := range rapid.IntRange(1, 3).Draw(t, "invoices") {
			c := drawnCase(t, i, regime, rate)
			d.On, d.Made, d.Cases = c.On, c.Made, append(d.Cases, c.Case)
			r, err := interest.Compute(c.in)
			if err != nil {
				t.Fatal(err)
			}
			c.agrees(t, r)
			known.of(c, r)
			wanted.add(r.PrincipalLeft, r.TotalDue+c.costs)
			costs, contested = costs+c.costs, contested+c.View.Disputed()
			whole.PrincipalLeft, whole.InterestLeft, whole.FeeLeft = whole.PrincipalLeft+r.PrincipalLeft, whole.InterestLeft+r.InterestLeft, whole.FeeLeft+r.FeeLeft
			whole.TotalDue, whole.DailyIncrease = whole.TotalDue+r.TotalDue, whole.DailyIncrease+r.DailyIncrease
		}
		if fee := money.Cents(rapid.IntRange(0, 40_00).Draw(t, "clerk fee")); fee > 0 {
			for i := range d.Cases {
				d.Cases[i].View.Creditor.ClerkFee = fee
			}
			known.add(fee, whole.TotalDue+costs+fee)
		}
		known.result(whole)
		known.add(whole.PrincipalLeft+whole.InterestLeft, costs, contested, whole.TotalDue+costs, 5_000_00, 10_000_00)
		wanted.add(whole.PrincipalLeft, whole.TotalDue+costs)
		compare(t, d, known, wanted)
	})
}

// agrees compares with what relance show prints: it imputes payments on the
// principal, so that without any the two are the same.
func (d drawn) agrees(t *rapid.T, r interest.Result) {
	v := d.View
	show, err := claim.Of(v, claim.InputOf(v, d.On, d.Rates))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.in.Payments) == 0 && (show.Principal != r.PrincipalLeft || show.Interest != r.InterestLeft || show.Fee != r.FeeLeft || show.Total != r.TotalDue+d.costs) {
		t.Fatalf("relance show says %+v, relance interest %+v", show, r)
	}
}

// of adds what is known of a case: what it asks for, what came, what was spent.
func (f figures) of(c drawn, r interest.Result) {
	v := c.View
	f.result(r)
	f.add(v.Invoice.Total, v.Disputed(), c.outlays, c.costs, c.costs-c.outlays, r.TotalDue+c.costs)
	var paid, credited, returned money.Cents
	for _, m := range r.Imputed {
		switch m.Kind {
		case interest.MoveCredited:
			credited += m.Principal
		case interest.MoveReturned:
			returned += m.Principal
		default:
			paid += m.Principal
		}
	}
	f.add(paid, credited, returned)
	for _, p := range v.Payments {
		f.add(p.Amount.Cents, -p.Amount.Cents)
	}
	for _, p := range v.Credits {
		f.add(p.Amount)
	}
	for _, o := range v.Particulars.Outlays {
		f.add(o.Amount)
	}
	if show, err := claim.Of(v, claim.InputOf(v, c.On, c.Rates)); err == nil {
		f.add(show.Principal)
	}
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
