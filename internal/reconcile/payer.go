package reconcile

import "slices"

// payers is who may have sent the money.
type payers struct {
	learnt  []string            // debtors whom the account is known for
	like    map[string]likeness // by debtor, for all debtors in sight
	known   string              // the one debtor who paid, or empty
	account bool                // known by account
	ties    []string            // debtors whose names fit equally, when none is known
}

// identify finds who paid. Two names that fit equally well identify nobody.
func identify(k *Keys, candidates []Payer, items []*found) payers {
	p := payers{like: make(map[string]likeness, len(candidates)+len(items))}
	type who struct{ debtor, name string }
	seen := make([]who, 0, 8)
	see := func(debtor, name string) {
		if slices.Contains(seen, who{debtor, name}) {
			return
		}
		seen = append(seen, who{debtor, name})
		l := k.resembles(nameWords(name))
		if m, seen := p.like[debtor]; !seen || l.percent > m.percent || l.percent == m.percent && l.letters > m.letters {
			p.like[debtor] = l
		}
	}
	for _, c := range candidates {
		see(c.Debtor, c.Name)
		if c.Learnt && !slices.Contains(p.learnt, c.Debtor) {
			p.learnt = append(p.learnt, c.Debtor)
		}
	}
	for _, f := range items {
		see(f.Debtor, f.Name)
	}
	among := p.learnt
	if len(among) == 0 {
		for debtor := range p.like {
			among = append(among, debtor)
		}
	}
	if p.account = len(p.learnt) > 0; len(p.learnt) == 1 {
		p.known = p.learnt[0]
		return p
	}
	p.choose(among)
	return p
}

// choose takes the best name of the debtors.
func (p *payers) choose(among []string) {
	slices.Sort(among)
	for _, a := range among {
		if p.like[a].percent < nameLike {
			continue
		}
		best := true
		for _, b := range among {
			if b != a && !p.like[a].beats(p.like[b]) {
				best = false
			}
		}
		if best {
			p.known, p.ties = a, nil
			return
		}
		p.ties = append(p.ties, a)
	}
}

// agrees tells whether the evidence of the payer supports the debtor.
func (p *payers) agrees(debtor string) bool {
	if len(p.learnt) > 0 {
		return slices.Contains(p.learnt, debtor)
	}
	l := p.like[debtor]
	if l.percent < nameLike {
		return false
	}
	for other, m := range p.like {
		if other != debtor && m.percent >= nameLike && m.beats(l) {
			return false
		}
	}
	return true
}

// barred tells whether the account is known for others only.
func (p *payers) barred(debtor string) bool {
	return len(p.learnt) > 0 && !slices.Contains(p.learnt, debtor)
}

// other is the debtor who paid when he is not the one given.
func (p *payers) other(debtor string) string {
	if p.known != "" && p.known != debtor && !p.agrees(debtor) {
		return p.known
	}
	return ""
}

// certain tells whether the payer is the debtor by account or by the same name,
// and by nobody else's.
func (p *payers) certain(debtor string) bool {
	return p.known == debtor && (p.account || p.like[debtor].percent == nameSame)
}

// reason says what is known of the payer, for the debtor of an answer.
func (p *payers) reason(debtor string) (Reason, bool) {
	switch {
	case slices.Contains(p.learnt, debtor):
		return because(PayerAccount, ""), true
	case p.barred(debtor):
		return because(OtherAccount, ""), true
	case p.agrees(debtor) && p.like[debtor].percent == nameSame:
		return because(PayerName, ""), true
	case p.agrees(debtor):
		return because(PayerSimilar, ""), true
	case p.other(debtor) != "":
		return because(OtherPayer, ""), true
	}
	return Reason{}, false
}
