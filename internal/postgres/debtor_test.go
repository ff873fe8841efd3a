package postgres_test

import "testing"

func TestDebtorsOfACreditorAreListedInTheOrderOfTheirComing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.add(invoice("F-1"))
	second := invoice("F-2")
	second.Debtor.Key, second.Debtor.Name = "C-2", "Plomberie Vidal"
	b.add(second)
	all, err := b.Debtors(b.ctx(), second.Creditor)
	b.must(err)
	if len(all) != 2 || all[0].Key == "C-2" || all[1].Name != "Plomberie Vidal" {
		t.Errorf("the debtors are %+v", all)
	}
	none, err := b.Debtors(b.ctx(), "nobody")
	b.must(err)
	if len(none) != 0 {
		t.Errorf("nobody has the debtors %+v", none)
	}
}
