package cli

import (
	"fmt"
	"slices"
	"strconv"

	"relance/internal/dunning"
	"relance/internal/interest"
	"relance/internal/money"
)

// interestTable prints the computation so that it can be done again by hand:
// base × rate × days / 365, and where each rate comes from.
func (s *session) interestTable(in interest.Input, res interest.Result) error {
	s.say("Facture de %s échue le %s, décompte au %s (%s, taux\u00a0: %s)\n",
		euros(in.Principal), in.Due.FrenchShort(), in.On.FrenchShort(), fr.Regime(dunning.Regime(in.Regime)), rateName(in.Rate))
	sources := s.periodTable(res.Periods)
	for i, text := range sources {
		for j, line := range wrap(text, 96) {
			mark := "    "
			if j == 0 {
				mark = fmt.Sprintf("[%d] ", i+1)
			}
			s.say("%s%s", mark, line)
		}
	}
	if len(res.Periods) > 0 {
		s.say("\nIntérêts d’une période\u00a0: base × taux × jours / 365 ; l’arrondi au centime se fait une fois, sur le total.\n")
	}
	s.totals(in, res)
	for n, w := range res.Warnings {
		if n == 0 {
			s.say("")
		}
		for i, line := range wrap(w.Text, 96) {
			if i == 0 {
				line = "Attention\u00a0: " + line
			}
			s.say("%s", line)
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
			p.From.FrenchShort(), p.To.FrenchShort(), strconv.Itoa(p.Days), money.FrenchNumber(p.Base), p.Rate.French(),
			money.FrenchNumber(p.Amount), fmt.Sprintf("[%d]", note+1),
		})
		sum, days = sum+p.Amount, days+p.Days
	}
	rows = append(rows, []string{"", "total", strconv.Itoa(days), "", "", money.FrenchNumber(sum), ""})
	s.figures([]string{"DU", "AU", "JOURS", "BASE", "TAUX", "INTÉRÊTS", "SOURCE"}, rows, 2, 3, 4, 5)
	s.say("")
	return sources
}

// totals prints what accrued and what is left of it.
func (s *session) totals(in interest.Input, res interest.Result) {
	rows := [][]string{
		{"Principal", euros(in.Principal), euros(res.PrincipalLeft)},
		{"Intérêts", euros(res.Interest), euros(res.InterestLeft)},
		{"Indemnité forfaitaire", euros(res.Fee), euros(res.FeeLeft)},
		{"Total au " + in.On.FrenchShort(), "", euros(res.TotalDue)},
	}
	s.figures([]string{"", "DÛ", "RESTE À PAYER"}, rows, 1, 2)
	if res.Fee > 0 {
		s.say("\nIndemnité forfaitaire de recouvrement\u00a0: 40 € par facture, sans TVA (%s).", feeArticle(in.Regime))
	}
	if res.Surplus > 0 {
		s.say("Trop-perçu\u00a0: %s.", euros(res.Surplus))
	}
	if res.DailyIncrease > 0 {
		s.say("Chaque jour de retard de plus ajoute %s.", euros(res.DailyIncrease))
	}
}

func feeArticle(r interest.Regime) string {
	if r == interest.Public {
		return "CCP L2192-13 et D2192-35"
	}
	return "C. com. L441-10 II et D441-5"
}

func euros(c money.Cents) string { return money.French(money.EUR(c)) }

func rateName(r interest.Rate) string {
	if r.Kind() == interest.RateDefault {
		return "celui de la loi"
	}
	return r.French()
}
