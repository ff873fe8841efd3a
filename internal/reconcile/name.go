package reconcile

import (
	"slices"
	"strings"

	"relance/internal/bank"
)

// noise are words that do not tell one company from another: legal forms,
// titles, articles, and the words of banks around a name.
var noise = set(`
SARL SAS SASU EURL SA SCI SCP SCOP SNC SELARL SELAS EI EIRL EARL GAEC GIE ETS ETABLISSEMENT ETABLISSEMENTS STE SOC SOCIETE
CIE COMPAGNIE ENTREPRISE ENT ASSOCIATION ASSOC GMBH AG KG UG BV NV SRL SPRL LTD LLC INC PLC SL SPA SARLU AUTO MICRO
M MR MME MLLE MONSIEUR MADAME MAITRE DR DE DU DES LA LE LES L D ET AND THE A AU AUX OU EN
`)

// banking are further words of a text that are no name.
var banking = set(`
VIR VIREMENT VIREMENTS SEPA RECU RECUS RECEPTION INST INSTANTANE EMETTEUR EMIS FAVEUR MOTIF LIB LIBELLE REF REFERENCE NPY LCC RCN
FACTURE FACTURES FACT FACTS FAC FA FT FCT INV INVOICE N NO NUM NUMERO NOTPROVIDED REGLEMENT RGT REGLT PAIEMENT PAYMENT SOLDE ACOMPTE
VOTRE NOTRE NOS VOS POUR PAR SUR SUITE CLIENT COMMANDE CDE EUR EUROS COMPTE DATE ECHEANCE MOINS AVOIR ESCOMPTE FRAIS
CHQ CHEQUE REMISE PRLV PRELEVEMENT TRANSFER FROM CT SCT XX
`)

func set(text string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(text) {
		m[w] = true
	}
	return m
}

// nameWords are the telling words of a name, in their order.
func nameWords(name string) []string {
	ws := words(nil, name)
	out := make([]string, 0, 4)
	for i := 0; i < len(ws); i++ {
		w := ws[i].text
		for len(ws[i].text) == 1 && i+1 < len(ws) && len(ws[i+1].text) == 1 { // S.A.R.L.
			i++
			w += ws[i].text
		}
		if !noise[w] {
			out = append(out, w)
		}
	}
	if len(out) == 0 { // a company named « La Compagnie »
		for _, w := range ws {
			out = append(out, w.text)
		}
	}
	return out
}

// nameKeys gives the index keys of a debtor's name: the whole name (words
// sorted), each pair of words, each word. A store keeps (creditor, key, debtor)
// and passes over pairs and words that more than a few dozen debtors share.
func nameKeys(ws []string) []string {
	if len(ws) == 0 {
		return nil
	}
	if len(ws) > 6 {
		ws = ws[:6]
	}
	sorted := slices.Clone(ws)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	keys := append(make([]string, 0, 8), "="+strings.Join(sorted, " "))
	for i, w := range sorted {
		if len(w) > 2 {
			keys = append(keys, w)
		}
		for _, v := range sorted[i+1:] {
			keys = append(keys, w+" "+v)
		}
	}
	return keys
}

// names reads who paid: on whose behalf first, then the account holder; the
// words of the text when the bank names nobody.
func (k *Keys) names(e bank.Entry, ws []word) {
	for _, name := range []string{e.UltimateDebtor, e.Counterparty} {
		if n := nameWords(name); len(n) > 0 {
			k.payer = append(k.payer, n)
			k.Names = append(k.Names, nameKeys(n)...)
		}
	}
	if len(k.payer) > 0 {
		return
	}
	for _, w := range ws {
		if w.digits == 0 && !noise[w.text] && !banking[w.text] && len(k.text) < 10 {
			k.text = append(k.text, w.text)
		}
	}
	for i, w := range k.text {
		if len(w) > 2 {
			k.Names = append(k.Names, w, "="+w)
		}
		for j := i + 1; j < len(k.text) && j < i+3; j++ {
			k.Names = append(k.Names, nameKeys([]string{w, k.text[j]})[0], pair(w, k.text[j]))
		}
		if i+2 < len(k.text) {
			k.Names = append(k.Names, nameKeys(k.text[i : i+3])[0])
		}
	}
}

func pair(a, b string) string {
	if a > b {
		a, b = b, a
	}
	return a + " " + b
}

// likeness is how well a name fits: percent, and how many letters agree.
type likeness struct{ percent, letters int }

// beats tells whether l is clearly better than m.
func (l likeness) beats(m likeness) bool {
	return l.percent >= m.percent+10 || l.percent == 100 && m.percent < 100 || l.percent >= m.percent && l.letters > m.letters+2
}

// The percentages from which a name counts.
const (
	nameSame = 100
	nameLike = 80
)

// resembles compares the payer of the keys with a debtor's name words. Order,
// accents and legal forms do not matter; a cut last word and one typing error
// in a long word are forgiven.
func (k *Keys) resembles(debtor []string) likeness {
	var best likeness
	for _, payer := range k.payer {
		m := common(payer, debtor)
		l := likeness{200 * m / max(letters(payer)+letters(debtor), 1), m}
		if l.beats(best) || l.percent > best.percent {
			best = l
		}
	}
	if len(k.payer) == 0 && len(k.text) > 0 {
		m := common(k.text, debtor)
		best = likeness{100 * m / max(letters(debtor), 1), m}
		if m < 4 {
			best.percent = 0
		}
	}
	return best
}

func letters(ws []string) int {
	n := 0
	for _, w := range ws {
		n += len(w)
	}
	return n
}

// common counts the letters of the words that a and b share. Each word is used
// once; exact words first.
func common(a, b []string) int {
	var used uint64
	total := 0
	take := func(fit func(w, v string) int, skip uint64) uint64 {
		var done uint64
		for i, w := range a {
			if i >= 64 || skip&(1<<i) != 0 {
				continue
			}
			for j, v := range b {
				if j >= 64 || used&(1<<j) != 0 {
					continue
				}
				if n := fit(w, v); n > 0 {
					used |= 1 << j
					done |= 1 << i
					total += n
					break
				}
			}
		}
		return done
	}
	done := take(func(w, v string) int {
		if w == v {
			return len(w)
		}
		return 0
	}, 0)
	last := a[len(a)-1]
	take(func(w, v string) int {
		switch {
		case len(w) >= 5 && near(w, v):
			return min(len(w), len(v)) - 1
		case (len(w) >= 4 || w == last) && strings.HasPrefix(v, w), len(v) >= 4 && strings.HasPrefix(w, v):
			return min(len(w), len(v))
		}
		return 0
	}, done)
	return total
}
