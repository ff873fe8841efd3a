package cli

import (
	"fmt"
	"slices"
	"strconv"

	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
	"relance/internal/words"
)

// interestTable prints the computation so that it can be done again by hand:
// base × rate × days / 365, and where each rate comes from.
func (s *session) interestTable(in interest.Input, res interest.Result) error {
	s.say("Invoice of %s due on %s, statement on %s (%s, rate: %s)\n",
		s.euros(in.Principal), in.Due, in.On, s.w.Regime(dunning.Regime(in.Regime)), s.rateName(in.Rate))
	sources := s.periodTable(res.Periods)
	for i, text := range sources {
		for j, line := range wrap(s.w.Reword(text), 96) {
			mark := "    "
			if j == 0 {
				mark = fmt.Sprintf("[%d] ", i+1)
			}
			s.print(mark + line)
		}
	}
	if len(res.Periods) > 0 {
		s.say("\nInterest of a period: base × rate × days / 365; it is rounded to the cent once, on the total.\n")
	}
	s.totals(in, res)
	for n, w := range res.Warnings {
		if n == 0 {
			s.say("")
		}
		for _, line := range wrap(s.w.Sprintf("Attention: %s", s.w.Reword(w.Text)), 96) {
			s.print(line)
		}
	}
	return nil
}

// periodTable prints the periods and gives back their sources, each once.
func (s *session) periodTable(periods []interest.Period) (sources []string) {
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
			s.w.ShortDate(p.From), s.w.ShortDate(p.To), strconv.Itoa(p.Days), s.w.Number(p.Base), s.w.Percent(p.Rate.String()),
			s.w.Number(p.Amount), fmt.Sprintf("[%d]", note+1),
		})
		sum, days = sum+p.Amount, days+p.Days
	}
	rows = append(rows, []string{"", s.w.Text("total"), strconv.Itoa(days), "", "", s.w.Number(sum), ""})
	s.figures([]string{"FIRST DAY", "LAST DAY", "DAYS", "BASE", "RATE", "INTEREST", "SOURCE"}, rows, 2, 3, 4, 5)
	s.say("")
	return sources
}

// totals prints what accrued and what is left of it.
func (s *session) totals(in interest.Input, res interest.Result) {
	rows := [][]string{
		{s.w.Text("Principal"), s.euros(in.Principal), s.euros(res.PrincipalLeft)},
		{s.w.Text("Interest"), s.euros(res.Interest), s.euros(res.InterestLeft)},
		{s.w.Text("Fixed fee"), s.euros(res.Fee), s.euros(res.FeeLeft)},
		{s.w.Sprintf("Total on %s", in.On), "", s.euros(res.TotalDue)},
	}
	s.figures([]string{"", "OWED", "LEFT TO PAY"}, rows, 1, 2)
	if res.Fee > 0 {
		s.say("\nFixed fee for recovery costs: 40 € an invoice, without VAT (%s).", s.w.Text(feeArticle(in.Regime)))
	}
	if res.Surplus > 0 {
		s.say("Paid too much: %s.", s.euros(res.Surplus))
	}
	if res.DailyIncrease > 0 {
		s.say("Each further day of delay adds %s.", s.euros(res.DailyIncrease))
	}
}

func feeArticle(r interest.Regime) string {
	if r == interest.Public {
		return "CCP L2192-13 and D2192-35"
	}
	return "C. com. L441-10 II and D441-5"
}

func (s *session) euros(c money.Cents) string { return s.amount(c, "EUR") }

func (s *session) rateName(r interest.Rate) string {
	if r.Kind() == interest.RateDefault {
		return s.w.Text("that of the law")
	}
	if s.w.Language() == words.French {
		return r.French()
	}
	return r.String()
}
