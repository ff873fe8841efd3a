package notice

import (
	"math/big"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

var sampleDays = map[dunning.Level]int{dunning.Courtesy: -5, dunning.First: 7, dunning.Second: 15,
	dunning.Final: 30, dunning.FormalNotice: 45, dunning.Thanks: 9, dunning.PartReceipt: 9}

var sampleDeadlines = map[dunning.Level]int{dunning.Second: 7, dunning.Final: 8, dunning.FormalNotice: 15, dunning.PartReceipt: 7}

// Sample is a complete notice about one invented invoice of 1 200 € that was
// due on 2 March 2026, for previews and tests. The parties do not exist.
func Sample(level dunning.Level, regime dunning.Regime, lang string) dunning.Notice {
	due := calendar.NewDate(2026, 3, 2)
	n := dunning.Notice{
		Level: level, Channel: dunning.Email, Creditor: sampleCreditor(), Debtor: sampleDebtor(regime, lang),
		Date: due.AddDays(sampleDays[level]), Currency: "EUR",
	}
	if level == dunning.FormalNotice {
		n.Channel = dunning.RegisteredLetter
	}
	if days := sampleDeadlines[level]; days > 0 {
		n.Deadline = n.Date.AddDays(days).NextBusinessDay(calendar.Metropole)
	}
	n.Items = []dunning.NoticeItem{sampleItem(n, "F-2026-014", "Agencement de la salle d’accueil", due, 1200_00)}
	return withTotals(n)
}

// InPlan gives a sample the channel and the last day to pay of the step that a plan
// has for its level; without such a step it stays as it is.
func InPlan(n dunning.Notice, p dunning.Plan) dunning.Notice {
	for _, step := range p.Steps {
		if step.Level == n.Level && step.Written() {
			return InStep(n, step)
		}
	}
	return n
}

// InStep gives a sample the channel and the last day to pay that a step of a plan
// has.
func InStep(n dunning.Notice, step dunning.Step) dunning.Notice {
	n.Channel, n.Deadline = step.Channel, calendar.Date{}
	if step.Deadline > 0 {
		n.Deadline = n.Date.AddDays(int(step.Deadline)).NextBusinessDay(calendar.Metropole)
	}
	return n
}

func sampleCreditor() dunning.Creditor {
	return dunning.Creditor{
		ID: "brunel", Name: "Atelier Brunel", LegalForm: "SARL au capital de 10 000 €",
		SIREN: "123456782", VAT: "FR18123456782", RCS: "RCS Lyon 123 456 782",
		Address: dunning.Address{Lines: []string{"12 rue des Tanneurs"}, Postcode: "69007", City: "Lyon"},
		Phone:   "04 00 00 00 12", Email: "compta@brunel.example.fr",
		IBAN: "FR7630006000011234567890189", BIC: "AGRIFRPP",
		Signatory: "Hélène Brunel", Capacity: "gérante",
		Mediator: "Médiation Exemple, 1 place du Marché, 69002 Lyon, https://mediation.example.org",
		Privacy:  "donnees@brunel.example.fr",
	}
}

func sampleDebtor(regime dunning.Regime, lang string) dunning.Debtor {
	d := dunning.Debtor{Creditor: "brunel", Key: "C-1042", Regime: regime, Language: lang}
	switch regime {
	case dunning.B2C:
		d.Name, d.Email = "Claire Dumas", "claire.dumas@example.org"
		d.Address = dunning.Address{Lines: []string{"8 allée des Peupliers"}, Postcode: "69100", City: "Villeurbanne"}
	case dunning.Public:
		d.Name, d.Email = "Commune de Saint-Aubin", "finances@saint-aubin.example.fr"
		d.Address = dunning.Address{Lines: []string{"Service comptable", "1 place de la Mairie"}, Postcode: "01990", City: "Saint-Aubin"}
	case dunning.NonProfessional:
		d.Name, d.Email = "Syndicat des copropriétaires Les Tilleuls", "conseil@tilleuls.example.org"
		d.Address = dunning.Address{Lines: []string{"25 cours Lafayette"}, Postcode: "69003", City: "Lyon"}
	default:
		d.Name, d.Email = "Menuiserie Vasseur SAS", "comptabilite@vasseur.example.com"
		d.Address = dunning.Address{Lines: []string{"Service fournisseurs", "4 rue des Lilas"}, Postcode: "42000", City: "Saint-Étienne"}
	}
	return d
}

// sampleItem is an invoice as the law lets it be claimed on the notice's date.
func sampleItem(n dunning.Notice, number, object string, due calendar.Date, payable money.Cents) dunning.NoticeItem {
	it := dunning.NoticeItem{
		Invoice: dunning.Invoice{
			Creditor: n.Creditor.ID, Number: number, Debtor: n.Debtor.Key, Issued: due.AddDays(-30), Due: due,
			DueRule: dunning.DueStated, Currency: "EUR", Total: payable, Payable: payable, OrderRef: "BC-77",
			Object: object, Document: "0000000000000000000000000000000000000000000000000000000000000000",
			FileName: number + ".pdf",
		},
		Level: n.Level, DaysLate: max(n.Date.Sub(due), 0),
	}
	if n.Level == dunning.Thanks {
		it.Paid, it.Received = payable, []dunning.Received{{Date: n.Date.AddDays(-1), Amount: payable}}
		return it
	}
	if n.Level == dunning.PartReceipt {
		it.Paid = min(payable, 550_00)
		it.Receipt, it.Received = it.Paid, []dunning.Received{{Date: n.Date.AddDays(-1), Amount: it.Paid}}
		it.Claim = sampleClaim(n, it)
		it.Awaited.By = n.Deadline
		return it
	}
	for _, level := range levels[:n.Level.Rank()-1] {
		it.Earlier = append(it.Earlier, dunning.Earlier{Level: level, Channel: dunning.Email, Date: due.AddDays(sampleDays[level])})
	}
	it.Claim = sampleClaim(n, it)
	return it
}

func sampleClaim(n dunning.Notice, it dunning.NoticeItem) dunning.Claim {
	c := dunning.Claim{On: n.Date, Principal: it.Invoice.Payable - it.Paid - it.CreditedSum() - it.Disputed}
	if it.DaysLate > 0 && n.Level != dunning.PartReceipt && !n.Regime().Consumer() {
		c.Rate, c.RateBasis, c.Articles = "12.15", "taux de la BCE majoré de 10 points", []string{"C. com. L441-10", "C. com. D441-5"}
		c.RateBasisEnglish = "European Central Bank refinancing rate plus 10 percentage points"
		if n.Regime() == dunning.Public {
			c.Rate, c.RateBasis, c.Articles = "10.15", "taux de la BCE majoré de 8 points", []string{"CCP L2192-13", "CCP D2192-35"}
			c.RateBasisEnglish = "European Central Bank refinancing rate plus 8 percentage points"
		}
		c.Days, c.Fee = it.DaysLate, 40_00
		period := dunning.ClaimPeriod{From: it.Invoice.Due.AddDays(1), To: n.Date, Days: c.Days,
			Base: c.Principal, Rate: c.Rate, Source: c.RateBasis}
		period.Amount = interestOf(period)
		c.Interest, c.Periods = period.Amount, []dunning.ClaimPeriod{period}
		period.Days = 1
		c.Daily = interestOf(period)
	}
	c.Total = c.Principal + c.Interest + c.Fee + c.Costs
	return c
}

// interestOf is base × rate × days / 365, rounded once.
func interestOf(p dunning.ClaimPeriod) money.Cents {
	rate, _ := new(big.Rat).SetString(p.Rate)
	sum, _ := p.Base.MulRat(rate.Mul(rate, big.NewRat(int64(p.Days), 36500)))
	return sum
}

// withTotals sets the totals of a notice to the sum of its items.
func withTotals(n dunning.Notice) dunning.Notice {
	n.Totals, _ = sumClaims(n.Items)
	first := n.Items[0].Claim
	n.Totals.On, n.Totals.Rate, n.Totals.RateBasis, n.Totals.Articles = n.Date, first.Rate, first.RateBasis, first.Articles
	n.Totals.Until, n.Totals.RateBasisEnglish = first.Until, first.RateBasisEnglish
	if len(n.Items) == 1 {
		n.Totals.Days, n.Totals.Periods = first.Days, first.Periods
	}
	if n.Level == dunning.PartReceipt {
		for i, it := range n.Items {
			if !it.Awaited.Agreed {
				n.Items[i].Awaited.Amount = it.Claim.Principal
			}
		}
		n.Deadline, n.Agreed = dunning.CommonDate(n.Items)
	}
	return n
}

// Variants are the sample of a level, regime and language in the situations
// that a template must cope with, by name: "single", "grouped", "partial",
// "credited" (by a credit note), "both" (credited and paid in part), "disputed", "upcoming", "bare" (nothing optional is known), "paper",
// "sole_trader", "accounts" (two IBANs), "until" (no rate for the last days), "rates" (the rate changed meanwhile), "costs" (justified, above the fee), and of receipts
// "agreed" (an instalment), "promised" (all that is left), "behind" (the agreed day has come), "apart" (each invoice has its own date),
// "claimed" and "waived" (interest and fee, or interest alone, were claimed before), "undated".
// "besides" has an invoice at a milder step, "person" a contact known by name, "habit" a debtor who was reminded of others,
// "period" a public buyer whose payment period is on record, "contract" a contract's rate, "floor" the legal minimum in its place.
func Variants(level dunning.Level, regime dunning.Regime, lang string) map[string]dunning.Notice {
	out := map[string]dunning.Notice{}
	for name, change := range variants {
		n := Sample(level, regime, lang)
		if change(&n) {
			out[name] = withTotals(n)
		}
	}
	return out
}

// variants change a sample; false when the situation cannot arise.
var variants = map[string]func(*dunning.Notice) bool{
	"single":      func(*dunning.Notice) bool { return true },
	"grouped":     func(n *dunning.Notice) bool { n.Items = append(n.Items, moreItems(*n)...); return true },
	"partial":     partly,
	"credited":    credited,
	"both":        func(n *dunning.Notice) bool { return partly(n) && credited(n) },
	"disputed":    disputed,
	"upcoming":    upcoming,
	"bare":        bare,
	"paper":       func(n *dunning.Notice) bool { n.Channel = dunning.Letter; return true },
	"sole_trader": soleTraderVariant,
	"accounts": func(n *dunning.Notice) bool {
		n.Items = append(n.Items, moreItems(*n)[:1]...)
		n.Items[1].Invoice.IBAN = "DE89370400440532013000"
		return true
	},
	"agreed":   func(n *dunning.Notice) bool { return agree(n, n.Deadline, 200_00) },
	"promised": func(n *dunning.Notice) bool { return agree(n, n.Deadline, n.Items[0].Claim.Principal) },
	"behind":   func(n *dunning.Notice) bool { return agree(n, calendar.Date{}, 200_00) },
	"apart":    apart,
	"claimed":  claimed,
	"waived": func(n *dunning.Notice) bool {
		n.Items[0].Particulars.Waived = []dunning.Waiver{{Part: dunning.WaiveFee}}
		return claimed(n)
	},
	"undated": func(n *dunning.Notice) bool {
		n.Items[0].Awaited.By = calendar.Date{}
		return n.Level == dunning.PartReceipt
	},
	"besides": besides,
	"person":  func(n *dunning.Notice) bool { n.Debtor.Contact = "Mme Jeanne Morel"; return true },
	"habit": func(n *dunning.Notice) bool {
		n.Habit = 3
		return n.Level == dunning.First || n.Level == dunning.Second
	},
	"period": func(n *dunning.Notice) bool {
		n.Debtor.PayDays, n.Items[0].Invoice.Received = 30, n.Items[0].Invoice.Due.AddDays(-30)
		return n.Regime() == dunning.Public
	},
	"contract": func(n *dunning.Notice) bool {
		return basis(n, "taux contractuel\u00a0: 12,15\u00a0% par an", "contractual rate: 12.15% a year")
	},
	"floor": func(n *dunning.Notice) bool {
		return basis(n, "trois fois le taux de l’intérêt légal, minimum fixé par la loi", "three times the French statutory interest rate, the minimum set by law")
	},
	"rates": severalRates,
	"costs": withCosts,
	"until": func(n *dunning.Notice) bool {
		n.Items[0].Claim.Until, n.Items[0].Claim.Daily = n.Date.AddDays(-3), 0
		return n.Items[0].Claim.Interest > 0
	},
}

// besides adds an invoice that stands at a milder step, and is due.
func besides(n *dunning.Notice) bool {
	if n.Level.Rank() < dunning.Second.Rank() || n.Level == dunning.FormalNotice {
		return false
	}
	due := n.Date.AddDays(-9)
	it := sampleItem(*n, "F-2026-019", "Fourniture de lames", due, 700_00)
	it.Level, it.Earlier = dunning.First, nil
	it.Claim = dunning.Claim{On: n.Date, Principal: 700_00, Total: 700_00}
	n.Items = append(n.Items, it)
	return true
}

// basis says where the rate of a claim comes from.
func basis(n *dunning.Notice, french, english string) bool {
	c := &n.Items[0].Claim
	c.RateBasis, c.RateBasisEnglish = french, english
	return n.Regime() == dunning.B2B && c.Interest > 0
}

// withCosts adds what a bailiff and a search cost, of which the fixed fee covers
// a part.
func withCosts(n *dunning.Notice) bool {
	c := &n.Items[0].Claim
	if c.Fee == 0 {
		return false
	}
	c.Outlays = []dunning.Outlay{
		{Date: n.Date.AddDays(-9), Amount: 96_40, What: "Recherche d’adresse"},
		{Date: n.Date.AddDays(-2), Amount: 12_60},
	}
	c.Costs = 96_40 + 12_60 - c.Fee
	c.Total += c.Costs
	return true
}

// severalRates splits the interest at a change of the reference rate.
func severalRates(n *dunning.Notice) bool {
	c := &n.Items[0].Claim
	if len(c.Periods) != 1 || c.Days < 2 {
		return false
	}
	first, second := c.Periods[0], c.Periods[0]
	first.Days, first.Rate = 1, "11.90"
	first.To, second.From = first.From, first.From.AddDays(1)
	second.Days = c.Days - 1
	first.Amount = interestOf(first)
	second.Amount = interestOf(second)
	c.Periods = []dunning.ClaimPeriod{first, second}
	c.Interest = first.Amount + second.Amount
	c.Total = c.Principal + c.Interest + c.Fee
	return true
}

func moreItems(n dunning.Notice) []dunning.NoticeItem {
	due := calendar.NewDate(2026, 3, 2)
	if n.Level.Rank() > dunning.Courtesy.Rank() {
		due = due.AddDays(-4)
	}
	return []dunning.NoticeItem{
		sampleItem(n, "F-2026-015", "Pose d’un bardage", due, 2480_50),
		sampleItem(n, "F-2026-016", "", due, 310_00),
	}
}

func partly(n *dunning.Notice) bool {
	it := &n.Items[0]
	if n.Level == dunning.Thanks {
		it.Received = []dunning.Received{{Date: n.Date.AddDays(-20), Amount: 500_00}, {Date: n.Date.AddDays(-1), Amount: 700_00}}
		return true
	}
	if it.Paid = 450_00; n.Level == dunning.PartReceipt {
		it.Paid = it.Receipt + 230_00 // it answers the last payment
	}
	it.Claim = sampleClaim(*n, *it)
	return true
}

func credited(n *dunning.Notice) bool {
	it := &n.Items[0]
	it.Credited = []dunning.Received{{Date: it.Invoice.Due.AddDays(-10), Amount: 200_00}}
	if n.Level == dunning.Thanks {
		it.Paid = it.Invoice.Payable - 200_00
		it.Received[len(it.Received)-1].Amount -= 200_00
		return true
	}
	it.Claim = sampleClaim(*n, *it)
	return true
}

func disputed(n *dunning.Notice) bool {
	it := &n.Items[0]
	it.Disputed = 300_00
	it.Claim = sampleClaim(*n, *it)
	return n.Level != dunning.Thanks
}

func upcoming(n *dunning.Notice) bool {
	if n.Level.Rank() <= dunning.Courtesy.Rank() {
		return false
	}
	it := sampleItem(*n, "F-2026-021", "Entretien annuel", n.Date.AddDays(6), 96_00)
	it.Level, it.Earlier = dunning.Courtesy, nil
	n.Items = append(n.Items, it)
	return true
}

func bare(n *dunning.Notice) bool {
	c := n.Creditor
	n.Creditor = dunning.Creditor{ID: c.ID, Name: c.Name, SIREN: c.SIREN, Address: c.Address, Email: c.Email, IBAN: c.IBAN}
	if n.Level == dunning.FormalNotice {
		n.Creditor.Signatory = c.Signatory
	} else {
		n.Debtor.Address = dunning.Address{}
	}
	it := &n.Items[0]
	it.Invoice.OrderRef, it.Invoice.Object, it.Invoice.Document, it.Earlier = "", "", "", nil
	it.Claim.Interest, it.Claim.Fee, it.Claim.Daily, it.Claim.Periods = 0, 0, 0, nil
	it.Claim.Rate, it.Claim.RateBasis, it.Claim.RateBasisEnglish, it.Claim.Articles, it.Claim.Total = "", "", "", nil, it.Claim.Principal
	return true
}

func soleTraderVariant(n *dunning.Notice) bool {
	n.Creditor.Name, n.Creditor.LegalForm, n.Creditor.RCS = "Jeanne Aubry", "EI", ""
	n.Creditor.Signatory, n.Creditor.Capacity = "Jeanne Aubry", ""
	return true
}
