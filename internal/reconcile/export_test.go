package reconcile

import "relance/internal/bank"

// AddDebtor puts in a debtor who may have nothing open.
func (b *ItemIndex) AddDebtor(debtor, name string) { b.dir.Add(debtor, name) }

// AddManual puts in a payment entered by hand; its allocations are taken from
// the balances.
func (b *ItemIndex) AddManual(m Manual) {
	b.manual = append(b.manual, m)
	b.allocate(m.Allocations)
}

// Decide says which invoices an entry pays, given what the look-ups found for
// it. It does not depend on the order of the candidates, has no memory, and
// never fails.
func Decide(e bank.Entry, c Candidates, p Policy) Decision {
	return DecideKeys(e, KeysOf(e), c, p)
}
