package reconciletest

import (
	"fmt"
	"slices"

	"relance/internal/bank"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// others fills the year up with lines that pay no invoice.
func (g *generator) others(n int) {
	for range n {
		l := &Line{Truth: Truth{Kind: reconcile.KindOther}}
		l.Entry = bank.Entry{Currency: "EUR", Status: bank.Booked, BookingDate: businessDay(start.AddDays(g.between(5, 400)))}
		switch n := g.r.IntN(100); {
		case n < 60:
			g.debit(l)
		case n < 64:
			g.advance(l)
		case n < 66:
			g.refund(l)
		case n < 68:
			g.announced(l)
		default:
			g.credit(l)
		}
		l.Entry.ValueDate = l.Entry.BookingDate
		g.w.Lines = append(g.w.Lines, l)
	}
}

func (g *generator) debit(l *Line) {
	l.Truth.Case = "debit"
	l.Entry.Amount = -g.amount()
	l.Entry.Counterparty = pick(g, []string{"URSSAF", "EDF", "FOURNISSEUR DUVAL", "DGFIP", "SALAIRE", ""})
	l.Entry.Remittance = pick(g, []string{"PRLV SEPA COTISATIONS", fmt.Sprintf("FACT %05d", g.r.IntN(99999)), fmt.Sprintf("F2026-%04d", g.between(1, 6000)),
		"VIR SALAIRE " + frenchMonth(l.Entry.BookingDate), "FRAIS TENUE DE COMPTE", "CB 1203 CARBURANT"})
}

// credit is money that has nothing to do with an invoice; one in ten has exactly
// the amount of one that may be open.
func (g *generator) credit(l *Line) {
	l.Truth.Case = "unrelated credit"
	l.Entry.Amount = g.amount()
	if g.chance(10) {
		l.Entry.Amount = abs(pick(g, g.w.Items).Total)
	}
	l.Entry.Counterparty = pick(g, []string{"DGFIP", "BANQUE DU RHONE", "ASSURANCES DU MIDI", "COMPTE EPARGNE", "TERMINAL CB", "",
		pick(g, surnames) + " " + pick(g, []string{"Claude", "Notaire", "Assurances"})})
	l.Entry.Remittance = pick(g, []string{"REMBOURSEMENT CREDIT TVA", fmt.Sprintf("DEBLOCAGE PRET %08d", g.r.IntN(1e8)), "VIREMENT INTERNE",
		fmt.Sprintf("REMISE CB %06d", g.r.IntN(1e6)), fmt.Sprintf("SINISTRE 2026-%04d", g.between(1, 6000)), fmt.Sprintf("REF %d", g.r.IntN(1e7)),
		"INTERETS CREDITEURS", fmt.Sprintf("REMISE CHEQUES %07d", g.r.IntN(1e7))})
	if g.chance(70) {
		l.Entry.CounterpartyIBAN = g.iban()
	}
}

// advance is paid by a customer before there is an invoice. Its amount is none
// of his invoices': where nothing is said, it would pay that invoice by law (C.
// civ. 1342-10), whatever he meant.
func (g *generator) advance(l *Line) {
	d := &g.w.Debtors[g.r.IntN(len(g.w.Debtors))]
	l.Truth = Truth{Kind: reconcile.KindPayment, Debtor: d.Key, Case: "advance"}
	l.Entry.Amount = g.amount()
	for slices.ContainsFunc(g.owned[d.Key], func(i int) bool { return g.w.Items[i].Total == l.Entry.Amount }) {
		l.Entry.Amount += 137
	}
	l.Entry.Counterparty, l.Entry.CounterpartyIBAN = plain(d.Name), d.IBAN
	l.Entry.Remittance = pick(g, []string{"ACOMPTE", "ACOMPTE COMMANDE", "", "VIREMENT", "ACPTE 30 POUR CENT DEVIS " + fmt.Sprintf("D2026-%03d", g.r.IntN(900)), "PROVISION TRAVAUX"})
}

func (g *generator) refund(l *Line) {
	d := &g.w.Debtors[g.r.IntN(len(g.w.Debtors))]
	l.Truth = Truth{Kind: reconcile.KindRefund, Debtor: d.Key, Case: "own refund"}
	l.Entry.Amount = -g.amount()
	l.Entry.Counterparty, l.Entry.CounterpartyIBAN, l.Entry.Remittance = plain(d.Name), d.IBAN, "REMBOURSEMENT TROP PERCU"
}

// announced repeats a payment of the year as pending, days before it is booked.
func (g *generator) announced(l *Line) {
	of := pick(g, g.w.Lines)
	l.Entry = of.Entry
	l.Entry.Status = bank.Pending
	l.Entry.BookingDate = l.Entry.BookingDate.AddDays(-1)
	l.Truth.Case = "pending"
}

func abs(c money.Cents) money.Cents { return max(c, -c) }
