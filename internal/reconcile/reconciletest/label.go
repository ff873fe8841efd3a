package reconciletest

import (
	"fmt"
	"strings"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/identifier"
	"relance/internal/reconcile"
)

// label writes what the bank shows of a payment.
func (g *generator) label(e *bank.Entry, p payment) {
	name, iban := p.debtor.Name, p.debtor.IBAN
	if p.debtor.holder != "" {
		name = p.debtor.holder
	}
	if p.group {
		name, iban = p.debtor.Treasury, p.debtor.treasury
		if g.chance(30) {
			e.UltimateDebtor = p.debtor.Name
		}
	}
	h := p.debtor.habit
	if g.chance(20) {
		h = g.habit()
	}
	text := g.text(e, p.items, h)
	if p.debtor.cfonb {
		g.cfonb(e, name, text)
	} else {
		g.camt(e, name, iban, text)
	}
}

// camt gives name, account and 140 characters.
func (g *generator) camt(e *bank.Entry, name, iban, text string) {
	if g.chance(60) {
		name, text = plain(name), plain(text)
	}
	if g.chance(95) {
		e.Counterparty = cutAt(name, 70)
	}
	if g.chance(90) {
		e.CounterpartyIBAN = iban
	}
	if e.EndToEndID == "" && g.chance(25) {
		e.EndToEndID = fmt.Sprintf("%s%09d", pick(g, []string{"E2E", "", "VIR", "PAY"}), g.r.IntN(1e9))
	}
	e.Remittance = cutAt(text, 140)
}

// cfonb gives capitals without accents, 31 characters of label and 70 of text,
// and no account.
func (g *generator) cfonb(e *bank.Entry, name, text string) {
	name, text = plain(name), plain(text)
	e.Label = cutAt(pick(g, []string{"VIR SEPA ", "VIREMENT DE ", "VIR RECU ", "VIR INST "})+name, 31)
	if g.chance(80) {
		e.Counterparty = cutAt(name, 70)
	}
	switch n := g.r.IntN(100); {
	case n < 10:
		e.Label = cutAt(pick(g, []string{"VIR SEPA ", "VIR "})+name+" "+text, 31)
		e.Remittance, e.Counterparty, e.CreditorRef, e.UltimateDebtor = e.Label, "", "", ""
	case n < 30:
		e.Remittance = cutAt(text, 35)
	default:
		e.Remittance = cutAt(text, 70)
	}
}

// text is what the payer writes.
func (g *generator) text(e *bank.Entry, items []*reconcile.OpenItem, h habit) string {
	if len(items) > 1 {
		return g.list(items, h)
	}
	o := items[0]
	number := o.Number
	if g.chance(2.5) {
		number = g.mistype(number)
	}
	serial := number[strings.LastIndexByte(number, '-')+1:]
	var ref string
	switch h {
	case printed:
		ref = pick(g, []string{"", "FACTURE ", "Facture n° ", "REF ", "VOTRE FACT ", "N/REF "}) + number
	case varied:
		joined := strings.ReplaceAll(number, "-", "")
		ref = pick(g, []string{joined, strings.ToLower(joined), strings.ReplaceAll(number, "-", " "), "FACT" + joined, "F 2026 " + serial,
			"F2026-" + strings.TrimLeft(serial, "0"), "F/2026/" + serial, "F.2026." + serial, "FACT:" + number, "Fact" + number})
	case digits:
		ref = pick(g, []string{"FACT ", "FACTURE ", "", "REGLT "}) + "2026" + pick(g, []string{"-", "", " ", "/"}) + serial
	case short:
		ref = pick(g, []string{"FACT ", "FACTURE N° ", "FA", "Fact. "}) + pick(g, []string{serial, strings.TrimLeft(serial, "0")})
	case structured:
		return g.structured(e, number)
	default:
		ref = pick(g, []string{"VIREMENT", "Règlement facture", "LOYER " + frenchMonth(o.Issued), "", "Paiement", "abonnement " + frenchMonth(o.Issued),
			"NOTPROVIDED", "FACT " + o.Issued.French()})
	}
	return g.around(ref, o)
}

// around adds what else payers write.
func (g *generator) around(ref string, o *reconcile.OpenItem) string {
	switch n := g.r.IntN(100); {
	case n < 8:
		return "VIR DU " + o.Due.AddDays(3).French() + " " + ref
	case n < 14:
		return ref + " DU " + o.Issued.French()
	case n < 19:
		return "CLT " + o.Debtor + " " + ref
	case n < 24:
		return o.OrderRef + " " + ref
	case n < 29:
		return ref + " " + o.Total.String() + " EUR"
	case n < 32:
		return "REGLEMENT DE NOTRE COMMANDE DU MOIS SUIVANT ACCORD TELEPHONIQUE " + ref
	case n < 35:
		return ref + fmt.Sprintf(" /INV/%d", g.between(1000, 99999))
	}
	return ref
}

// structured puts the number where it belongs.
func (g *generator) structured(e *bank.Entry, number string) string {
	if rf, err := identifier.NewReference(number); err == nil && g.chance(50) {
		if g.chance(70) {
			e.CreditorRef = rf.String()
			return ""
		}
		return rf.Formatted()
	}
	e.EndToEndID = number
	return pick(g, []string{"", "REGLEMENT", "VIR SEPA"})
}

// list writes several references, whole or abbreviated, or says nothing.
func (g *generator) list(items []*reconcile.OpenItem, h habit) string {
	ns := make([]string, len(items))
	for i, o := range items {
		ns[i] = o.Number
	}
	switch {
	case h == silent, h == short:
		return pick(g, []string{"REGLEMENT FACTURES", "SOLDE COMPTE", "Vos factures du mois", "RELEVE " + frenchMonth(items[0].Issued)})
	case h == varied, h == digits && g.chance(50):
		for i := 1; i < len(ns); i++ {
			if strings.HasPrefix(ns[i], "F") {
				ns[i] = ns[i][strings.LastIndexByte(ns[i], '-')+1:]
			}
		}
		return "FACT " + strings.Join(ns, pick(g, []string{" ", "/", ", ", "+", " - "}))
	case h == digits:
		for i := range ns {
			ns[i] = strings.TrimPrefix(ns[i], "F")
		}
	case g.chance(8):
		return "FACTURES " + ns[0] + " A " + ns[len(ns)-1]
	}
	return pick(g, []string{"", "FACT ", "REGLEMENT "}) + strings.Join(ns, pick(g, []string{" ", ", ", " ET ", ";", " / "}))
}

// mistype exchanges two neighbouring digits of the number, or changes one.
func (g *generator) mistype(number string) string {
	b := []byte(number)
	i := len(b) - 1 - g.r.IntN(3)
	if g.chance(50) && b[i] != b[i-1] && b[i-1] != '-' {
		b[i], b[i-1] = b[i-1], b[i]
	} else {
		b[i] = '0' + (b[i]-'0'+byte(g.between(1, 9)))%10
	}
	return string(b)
}

func frenchMonth(d calendar.Date) string { return calendar.FrenchMonth(d.Month) }

// plain is capitals without accents.
func plain(s string) string {
	return strings.ToUpper(strings.NewReplacer("é", "e", "è", "e", "É", "E", "â", "a", "ç", "c", "œ", "oe", "Î", "I", "û", "u", "°", " ").Replace(s))
}

func cutAt(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
