package inbox

import (
	"regexp"
	"strings"

	"relance/internal/calendar"
	"relance/internal/money"
)

// unread says that nobody reads an address any more.
var unread = regexp.MustCompile(`\b(?:adresse|boite|messagerie|compte|e-?mail)( \S+){0,5} (?:n'est plus|n'existe plus|sera desactive|est desactive|a change|n'est pas (?:lue|consultee|relevee))`)

// propose fills in what a sentence says besides its kind; n is the pattern
// that matched. It gives up where a proposal would say too little.
func (m *mail) propose(kind IntentKind, n int, clause string, list []sentence, i int) (Intent, bool) {
	s := list[i]
	in := Intent{Kind: kind, Sentence: s.text, clause: clause, Invoices: invoicesOf(s.text, clause)}
	ok := true
	switch kind {
	case Paid:
		ok = m.paid(&in, s, clause)
	case Promise:
		ok = m.promised(&in, s, clause, n)
	case Instalments:
		in.Date = m.firstDay(clause, s, ahead)
		in.Amount = instalment(s.plain)
	case Dispute:
		in.Detail, in.Amount = category(s.plain), disputed(s.plain)
	case Insolvency:
		in.Date = m.judgment(list)
	case Document:
		in.Detail = wanted(s.plain)
	case NewContact:
		in.Contact = contactNear(list, i, m.From)
		ok = in.Contact != "" && (strings.Contains(in.Contact, "@") || !s.asks)
	case LeftCompany:
		in.Contact = contactIn(m.ownText(), m.From)
		if !strings.Contains(in.Contact, "@") {
			in.Contact = ""
		}
	case NewAddress:
		in.Contact = postalAddress(m.ownText())
		ok = in.Contact != ""
	}
	return in, ok
}

// paid reads a payment that is claimed. A day that is long past when it is
// taken back, and close when it is taken ahead, makes it a promise.
func (m *mail) paid(in *Intent, s sentence, clause string) bool {
	if s.asks {
		return false
	}
	in.Date, in.Amount = m.firstDay(clause, s, back), single(clause)
	if next := m.firstDay(clause, s, ahead); !m.Sent.IsZero() && !next.IsZero() && next.After(m.Sent) {
		if in.Date.IsZero() || in.Date.After(m.Sent) || m.Sent.Sub(in.Date) > 200 && next.Sub(m.Sent) < 60 {
			in.Kind, in.Date = Promise, next
		}
	}
	return true
}

// promised reads a promise. Without a day only the plainest words are one.
func (m *mail) promised(in *Intent, s sentence, clause string, n int) bool {
	if s.asks {
		return false
	}
	in.Date, in.Amount = m.firstDay(clause, s, ahead), single(clause)
	if !in.Date.IsZero() && !m.Sent.IsZero() && in.Date.Before(m.Sent) {
		return false
	}
	return !in.Date.IsZero() || n <= 3
}

// firstDay is the day that a clause names, else the only one of its sentence.
func (m *mail) firstDay(clause string, s sentence, t tense) calendar.Date {
	if days := daysIn(clause, m.Sent, t); len(days) > 0 {
		return days[0].day
	}
	if days := daysIn(s.plain, m.Sent, t); len(days) == 1 {
		return days[0].day
	}
	return calendar.Date{}
}

// single is the amount of a clause that names one only.
func single(clause string) *money.Cents {
	if sums := sumsIn(clause); len(sums) == 1 {
		return &sums[0].cents
	}
	return nil
}

var perPart = regexp.MustCompile(`\b(?:mensualites?|fois|versements?|echeances?|virements?|cheques?|paiements?|acomptes?|mois)(?: \w+){0,3} (?:de|d'un montant de|a)\b`)

// instalment is the amount of one part.
func instalment(clause string) *money.Cents {
	sums := sumsIn(clause)
	if at := perPart.FindStringIndex(clause); at != nil {
		for _, s := range sums {
			if s.from >= at[1] && s.from-at[1] < 12 {
				return &s.cents
			}
		}
	}
	if len(sums) == 1 && strings.Contains(clause, "par mois") {
		return &sums[0].cents
	}
	return nil
}

var creditOf = regexp.MustCompile(`\b(?:avoir|remise|deduction|trop[- ]percu|difference|ecart)(?: \w+){0,4}? (?:de|d'|a hauteur de)\b ?`)

var compared = regexp.MustCompile(`\b(?:au lieu d|ne correspond|et non|devis|convenu|contre)`)

// disputed is the part that is disputed: the credit asked for, else the
// difference of two amounts that are compared.
func disputed(plainly string) *money.Cents {
	sums := sumsIn(plainly)
	if at := creditOf.FindStringIndex(plainly); at != nil {
		for _, s := range sums {
			if s.from >= at[1] && s.from-at[1] < 25 {
				return &s.cents
			}
		}
	}
	if len(sums) == 2 && compared.MatchString(plainly) {
		d := sums[0].cents - sums[1].cents
		if d < 0 {
			d = -d
		}
		if d > 0 {
			return &d
		}
	}
	return nil
}

// categories name what a dispute is about, in the terms of the case; the first
// that matches counts.
var categories = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"not_ordered", regexp.MustCompile(`\b(?:jamais|pas|point) (?:ete )?(?:commande|demande|souscrit|signe|sollicite)`)},
	{"price", regexp.MustCompile(`\b(?:prix|tarifs?|montant|devis|surfactur|remise|tva|au lieu d|trop (?:factur|percu)|taux)`)},
	{"delivery", regexp.MustCompile(`\b(?:livre|livraison|recu|receptionne|manqu|colis|marchandise|non effectu|non realis|pas (?:ete )?(?:effectu|realis)|heures)`)},
	{"quality", regexp.MustCompile(`\b(?:conforme|malfacon|mal facon|defect|defaut|casse|endommage|panne|vice|reprises|reserves|ferm|fonctionn|qualite|travaux)`)},
	{"administrative", regexp.MustCompile(`\b(?:double|doublon|deux fois|rectificati|adresse de facturation|raison sociale|bon de commande)`)},
}

func category(plainly string) string {
	for _, c := range categories {
		if c.pattern.MatchString(plainly) {
			return c.name
		}
	}
	return ""
}

// documents name what is asked for.
var documents = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"bank_details", regexp.MustCompile(`\b(?:rib|iban|coordonnees bancaires)\b`)},
	{"order_number", regexp.MustCompile(`\b(?:bon de commande|numero de commande|n. de commande|reference de commande|engagement|code service|bdc|chorus)`)},
	{"delivery_note", regexp.MustCompile(`\b(?:bon de livraison|bl\b|pv de reception|proces-verbal)`)},
	{"statement", regexp.MustCompile(`\b(?:releve|extrait de compte|etat de compte)`)},
	{"copy", regexp.MustCompile(`\b(?:copie|duplicata|facture|exemplaire|double|en (?:r?envoyer|adresser))`)},
}

func wanted(plainly string) string {
	for _, d := range documents {
		if d.pattern.MatchString(plainly) {
			return d.name
		}
	}
	return ""
}

var judgmentWord = regexp.MustCompile(`\b(?:jugement|ouvert\w*|prononc\w*|place\w*|en date du|depuis le|decision|rendu)`)

// judgment is the day behind the word, wherever proceedings are spoken of.
func (m *mail) judgment(list []sentence) calendar.Date {
	for _, s := range list {
		at := judgmentWord.FindStringIndex(s.plain)
		if at == nil {
			continue
		}
		for _, d := range daysIn(s.plain, m.Sent, back) {
			if d.from >= at[0] {
				return d.day
			}
		}
		if days := daysIn(s.plain, m.Sent, back); len(days) == 1 {
			return days[0].day
		}
	}
	return calendar.Date{}
}

// contactNear looks in a sentence, and in the one behind it where that is only
// what the first announces.
func contactNear(list []sentence, i int, own string) string {
	if c := contactIn(list[i].text, own); c != "" {
		return c
	}
	if i+1 < len(list) && (strings.HasSuffix(list[i].plain, ":") || len(list[i+1].text) < 80) {
		for _, a := range addressesIn(list[i+1].text) {
			return a
		}
	}
	return ""
}

// invoicesOf gives the numbers of a sentence that stand in one clause of it;
// where the clause has none, those of a sentence with one clause.
func invoicesOf(text, clause string) []string {
	out := []string{}
	for _, n := range invoicesIn(text) {
		if strings.Contains(clause, strings.TrimSpace(plain(n))) {
			out = append(out, n)
		}
	}
	return out
}
