package look

import (
	"fmt"
	"slices"
	"strconv"

	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
	"relance/internal/words"
)

// interestTable prints the computation so that it can be done again by hand:
// base × rate × days / 365, and where each rate comes from.
func interestTable(s *frame.Session, in interest.Input, res interest.Result) error {
	s.Say("Invoice of %s due on %s, statement on %s (%s, rate: %s)\n",
		euros(s, in.Principal), in.Due, in.On, s.W.Regime(dunning.Regime(in.Regime)), rateName(s, in.Rate))
	sources := periodTable(s, res.Periods)
	for i, text := range sources {
		for j, line := range frame.Wrap(s.W.Reword(text), 96) {
			mark := "    "
			if j == 0 {
				mark = fmt.Sprintf("[%d] ", i+1)
			}
			s.Print(mark + line)
		}
	}
	if len(res.Periods) > 0 {
		s.Say("\nInterest of a period: base × rate × days / 365; it is rounded to the cent once, on the total.\n")
	}
	totals(s, in, res)
	for n, w := range res.Warnings {
		if n == 0 {
			s.Say("")
		}
		for _, line := range frame.Wrap(s.W.Sprintf("Attention: %s", s.W.Reword(w.Text)), 96) {
			s.Print(line)
		}
	}
	return nil
}

// periodTable prints the periods and gives back their sources, each once.
func periodTable(s *frame.Session, periods []interest.Period) (sources []string) {
	if len(periods) == 0 {
		return nil
	}
	rows, sum, days := make([][]string, 0, len(periods)+1), money.Cents(0), 0
	for _, p := range periods {
		note := slices.Index(sources, p.Source)
		if note < 0 {
			note, sources = len(sources), append(sources, p.Source)
		}
		rows = append(rows, []string{
			s.W.ShortDate(p.From), s.W.ShortDate(p.To), strconv.Itoa(p.Days), s.W.Number(p.Base), s.W.Percent(p.Rate.String()),
			s.W.Number(p.Amount), fmt.Sprintf("[%d]", note+1),
		})
		sum, days = sum+p.Amount, days+p.Days
	}
	rows = append(rows, []string{"", s.W.Text("total"), strconv.Itoa(days), "", "", s.W.Number(sum), ""})
	s.Figures([]string{"FIRST DAY", "LAST DAY", "DAYS", "BASE", "RATE", "INTEREST", "SOURCE"}, rows, 2, 3, 4, 5)
	s.Say("")
	return sources
}

// totals prints what accrued and what is left of it.
func totals(s *frame.Session, in interest.Input, res interest.Result) {
	rows := [][]string{
		{s.W.Text("Principal"), euros(s, in.Principal), euros(s, res.PrincipalLeft)},
		{s.W.Text("Interest"), euros(s, res.Interest), euros(s, res.InterestLeft)},
		{s.W.Text("Fixed fee"), euros(s, res.Fee), euros(s, res.FeeLeft)},
		{s.W.Sprintf("Total on %s", in.On), "", euros(s, res.TotalDue)},
	}
	s.Figures([]string{"", "OWED", "LEFT TO PAY"}, rows, 1, 2)
	if res.Fee > 0 {
		s.Say("\nFixed fee for recovery costs: 40 € an invoice, without VAT (%s).", s.W.Text(feeArticle(in.Regime)))
	}
	if res.Surplus > 0 {
		s.Say("Paid too much: %s.", euros(s, res.Surplus))
	}
	if res.DailyIncrease > 0 {
		s.Say("Each further day of delay adds %s.", euros(s, res.DailyIncrease))
	}
}

func feeArticle(r interest.Regime) string {
	if r == interest.Public {
		return "CCP L2192-13 and D2192-35"
	}
	return "C. com. L441-10 II and D441-5"
}

func euros(s *frame.Session, c money.Cents) string { return s.Amount(c, "EUR") }

func rateName(s *frame.Session, r interest.Rate) string {
	if r.Kind() == interest.RateDefault {
		return s.W.Text("that of the law")
	}
	if s.W.Language() == words.French {
		return r.French()
	}
	return r.String()
}
