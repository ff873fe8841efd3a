package reconciletest

import (
	"fmt"

	"relance/internal/identifier"
	"relance/internal/money"
)

var (
	surnames = []string{"Brunel", "Vasseur", "Delorme", "Castanet", "Roubaud", "Ferrand", "Lacombe", "Morvan", "Tessier", "Guilbert", "Pasquet",
		"Aubry", "Chauvet", "Rivoire", "Bonnefoy", "Marchal", "Sorel", "Teyssier", "Valette", "Hennequin", "Bérard", "Cœuret", "Gély", "Hervé"}
	trades = []string{"Plomberie", "Menuiserie", "Électricité", "Conseil", "Transports", "Bâtiment", "Jardins", "Informatique", "Négoce", "Traiteur",
		"Maçonnerie", "Peinture", "Services", "Immobilier"}
	shapes = []string{"%s %s SARL", "SAS %s %s", "Ets %s %s", "%s %s", "%s & Fils %s", "S.A.R.L. %s %s", "Atelier %s %s", "Société %s %s EURL", "%s %s Sud",
		"%s %s Île-de-France", "Groupe %s %s SA"}
)

// habit is how a payer writes references; most keep to theirs.
type habit int

const (
	printed    habit = iota // as on the invoice
	varied                  // without separators, without zeros, glued
	digits                  // without the letter
	short                   // FACT 142
	structured              // RF reference or end-to-end identifier
	silent                  // no reference
	habits
)

// weights of the habits among payers, in percent.
var weights = [habits]int{printed: 52, varied: 18, digits: 8, short: 6, structured: 8, silent: 8}

func (g *generator) habit() habit {
	n := g.r.IntN(100)
	for h, w := range weights {
		if n -= w; n < 0 {
			return habit(h)
		}
	}
	return printed
}

func (g *generator) makeDebtors(n int) {
	used := map[string]bool{}
	for len(g.w.Debtors) < n {
		name := fmt.Sprintf(pick(g, shapes), pick(g, surnames), pick(g, trades))
		if used[name] {
			continue
		}
		used[name] = true
		i := len(g.w.Debtors)
		d := Debtor{Key: fmt.Sprintf("C%04d", i+1), Name: name, IBAN: g.iban(), habit: g.habit(), cfonb: g.chance(30),
			batch: g.chance(20), discount: g.chance(5), foreign: g.chance(3)}
		if g.chance(15) {
			d.fixed = pick(g, []money.Cents{4990, 9900, 12000, 15000})
		}
		if g.chance(4) {
			d.holder = pick(g, []string{"M OU MME ", "MME ", "M "}) + pick(g, surnames) + " " + pick(g, []string{"Claude", "Dominique", "Camille"})
		}
		g.w.Debtors = append(g.w.Debtors, d)
	}
	for range n / 25 { // groups: a holding pays for some of its companies
		name, iban := "Holding "+pick(g, surnames), g.iban()
		for range g.between(2, 3) {
			d := &g.w.Debtors[g.r.IntN(n)]
			d.Treasury, d.treasury = name, iban
		}
		if g.chance(50) { // the payer is itself a customer
			d := &g.w.Debtors[g.r.IntN(n)]
			for i := range g.w.Debtors {
				if g.w.Debtors[i].treasury == iban {
					g.w.Debtors[i].Treasury, g.w.Debtors[i].treasury = d.Name, d.IBAN
				}
			}
		}
	}
}

// iban makes an account number that passes the checks and is nobody's.
func (g *generator) iban() string {
	bank, branch, account := "30006", "00001", fmt.Sprintf("%011d", g.r.Int64N(99999999999))
	key, err := identifier.RIBKey(bank, branch, account)
	if err != nil {
		panic(fmt.Sprintf("making an account number: %v", err))
	}
	iban, err := identifier.RIB{Bank: bank, Branch: branch, Account: account, Key: key}.IBAN()
	if err != nil {
		panic(fmt.Sprintf("making an account number: %v", err))
	}
	return iban.String()
}
