package postgres_test

import (
	"slices"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/merge"
	"relance/internal/money"
	"relance/internal/postgres/merging"
)

// twice is the same company on record twice: C-7 without its number and C-8, in
// another spelling, with it. Each has an invoice.
func twice(t *testing.T) (b *bundle, own, double dunning.Ref) {
	t.Helper()
	b = setup(t)
	b.Now = func() time.Time { return monday }
	own = b.add(invoice("F-1"))
	return b, own, b.add(ofDouble("F-2"))
}

func ofDouble(number string) dunning.NewInvoice {
	n := invoice(number)
	n.Debtor = dunning.Debtor{Key: "C-8", Name: "PAPETERIE LENOIR", Email: "achats@example.com", SIREN: buyerSIREN}
	return n
}

func (b *bundle) merge(change ...func(*merge.Order)) (merge.Done, error) {
	o := merge.Order{Creditor: "atelier", Keep: "C-7", Other: "C-8", Author: "claire"}
	for _, do := range change {
		do(&o)
	}
	return merging.New(b.Store).Merge(b.ctx(), o)
}

func (b *bundle) merged() merge.Done {
	b.t.Helper()
	done, err := b.merge()
	b.must(err)
	return done
}

func TestTheCasesOfADoubleGoOverAndTheirLogStaysTrue(t *testing.T) {
	t.Parallel()
	b, own, double := twice(t)
	done := b.merged()
	if c := b.loaded(double); c.Debtor != "C-7" || c.Version != 2 {
		t.Errorf("the case is of %s, at version %d", c.Debtor, c.Version)
	}
	if c := b.loaded(own); c.Version != 1 {
		t.Errorf("the other case heard of it: version %d", c.Version)
	}
	b.proved(own, double)
	if b.signals("F-2", dunning.KindDebtorChanged) != 1 || done.Moved != 1 {
		t.Errorf("%d cases moved, and F-2 was told %d times", done.Moved, b.signals("F-2", dunning.KindDebtorChanged))
	}
	for _, key := range []string{"C-7", "C-8"} { // a reference of before still leads to him
		d, err := b.Debtor(b.ctx(), "atelier", key)
		b.must(err)
		if d.Key != "C-7" || d.Name != "Papeterie Lenoir SAS" || d.SIREN != buyerSIREN || d.Email != "compta@example.com" {
			t.Errorf("%s is %+v", key, d)
		}
	}
	i, err := b.Invoice(b.ctx(), "atelier", "F-2")
	b.must(err)
	all, err := b.Debtors(b.ctx(), "atelier")
	b.must(err)
	if i.Debtor != "C-7" || len(all) != 1 {
		t.Errorf("the invoice is of %s, and there are %d debtors", i.Debtor, len(all))
	}
}

func TestAnImportUnderTheOldReferenceJoinsTheOneWhoWasKept(t *testing.T) {
	t.Parallel()
	b, _, _ := twice(t)
	b.merged()
	again, err := b.AddInvoice(b.ctx(), ofDouble("F-2"))
	b.must(err)
	later := ofDouble("F-3")
	later.Debtor.VAT = "FR83404833048"
	ref := b.add(later)
	d, err := b.Debtor(b.ctx(), "atelier", "C-8")
	b.must(err)
	if again.State != dunning.AddSame || b.loaded(ref).Debtor != "C-7" {
		t.Errorf("the invoice on record is %s, the new one is of %s", again.State, b.loaded(ref).Debtor)
	}
	if d.Name != "Papeterie Lenoir SAS" || d.Email != "compta@example.com" || d.VAT != "FR83404833048" {
		t.Errorf("the import made him %+v", d)
	}
	b.proved(ref)
}

func TestNoMailLeavesToADebtorWhoIsMergedMeanwhile(t *testing.T) {
	t.Parallel()
	b, _, double := twice(t)
	r := b.granted(double, "worker-1", monday)
	b.render(r.Message.ID, "to the address of before")
	b.merged()
	if b.handOver(r.Message.ID, "worker-1", monday) {
		t.Fatal("the mail to the old address left")
	}
	// The workflow hears of its event and asks again: one mail, with both invoices, to the one address.
	again, err := b.Reserve(b.ctx(), dunning.ReserveRequest{Ref: double, Known: 2, Step: "first", Owner: "worker-2", Now: monday})
	b.must(err)
	if again.State != dunning.ReserveGranted || again.Notice.Debtor.Email != "compta@example.com" || len(again.Notice.Items) != 2 {
		t.Errorf("%s to %s about %d invoices", again.State, again.Notice.Debtor.Email, len(again.Notice.Items))
	}
}

func TestAMailThatIsLeavingHoldsTheMergingUp(t *testing.T) {
	t.Parallel()
	b, _, double := twice(t)
	r := b.granted(double, "worker-1", monday)
	b.render(r.Message.ID, "text")
	if !b.handOver(r.Message.ID, "worker-1", monday) {
		t.Fatal("the mail does not leave")
	}
	if _, err := b.merge(); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Fatalf("merged while a mail was leaving: %v", err)
	}
	b.finish(double, r.Message.ID, dunning.SendAccepted, monday)
	b.merged()
	messages := b.count(`messages m join debtors d on d.id = m.debtor_id where d.key = 'C-7'`)
	if messages != 1 {
		t.Errorf("%d messages are with the one who was kept", messages)
	}
}

func TestAnInsolvencyOfEitherHoldsForBoth(t *testing.T) {
	t.Parallel()
	for name, which := range map[string]int{"of the one who is kept": 0, "of the one who is given up": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, own, double := twice(t)
			refs := []dunning.Ref{own, double}
			b.record(refs[which], dunning.NewInsolvency(day("2026-05-20")))
			b.merged()
			for _, ref := range refs {
				if c := b.loaded(ref); c.Judgment() != day("2026-05-20") {
					t.Errorf("%s: the judgment is %s", ref.Number, c.Judgment())
				}
			}
			b.proved(refs...)
			if n := b.count(`proceedings p join debtors d on d.id = p.debtor_id where d.key = 'C-7'`); n != 1 {
				t.Errorf("%d proceedings of the one who was kept", n)
			}
		})
	}
}

func TestACaseThatWaitedForAnAddressGoesOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Now = func() time.Time { return monday }
	b.add(invoice("F-1"))
	n := ofDouble("F-2")
	n.Debtor.Email = ""
	double := b.add(n)
	if !b.loaded(double).Held(dunning.HoldBounce) {
		t.Fatal("the case does not wait for an address")
	}
	b.merged()
	if c := b.loaded(double); c.Held(dunning.HoldBounce) {
		t.Errorf("it still waits: %+v", c.Holds)
	}
	b.proved(double)
}

func TestAMergingOfWhatHasChangedSinceIsRefused(t *testing.T) {
	t.Parallel()
	b, _, _ := twice(t)
	_, err := b.merge(func(o *merge.Order) { o.SeenKeep, o.SeenOther = 1, 7 })
	if dunning.ErrorCode(err) != dunning.CodeConflict || dunning.NewerVersion(err) != 1 {
		t.Errorf("%v: the newer version is %d", err, dunning.NewerVersion(err))
	}
	b.merged()
	_, err = b.merge()
	if dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("merged twice: %v", err)
	}
}

func TestAMergingIsUndone(t *testing.T) {
	t.Parallel()
	b, own, double := twice(t)
	b.merged()
	later := b.add(ofDouble("F-3"))
	r, err := merging.New(b.Store).Part(b.ctx(), "atelier", "C-7", "C-8", "claire")
	b.must(err)
	if r.Cases != 1 || r.Standing() {
		t.Errorf("%+v", r)
	}
	for ref, want := range map[dunning.Ref]string{own: "C-7", double: "C-8", later: "C-7"} {
		if c := b.loaded(ref); c.Debtor != want {
			t.Errorf("%s is of %s, want %s", ref.Number, c.Debtor, want)
		}
	}
	b.proved(own, double, later)
	d, err := b.Debtor(b.ctx(), "atelier", "C-8")
	b.must(err)
	if d.Key != "C-8" || d.Email != "achats@example.com" {
		t.Errorf("he is %+v", d)
	}
	if _, err := merging.New(b.Store).Part(b.ctx(), "atelier", "C-7", "C-8", "claire"); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("undone twice: %v", err)
	}
	b.merged()
	records, err := merging.New(b.Store).Records(b.ctx(), "atelier", "C-7")
	b.must(err)
	if len(records) != 2 || !records[0].Standing() || records[1].Standing() {
		t.Errorf("%+v", records)
	}
}

func TestWhoWasMergedBeforeGoesAlong(t *testing.T) {
	t.Parallel()
	b, _, double := twice(t)
	n := ofDouble("F-9")
	n.Debtor.Key = "C-9"
	b.add(n)
	b.merged()
	_, err := b.merge(func(o *merge.Order) { o.Keep, o.Other = "C-9", "C-7" })
	b.must(err)
	d, err := b.Debtor(b.ctx(), "atelier", "C-8")
	b.must(err)
	if d.Key != "C-9" || b.loaded(double).Debtor != "C-9" {
		t.Errorf("C-8 leads to %s, his case is of %s", d.Key, b.loaded(double).Debtor)
	}
	s := merging.New(b.Store)
	if _, err := s.Part(b.ctx(), "atelier", "C-7", "C-8", "claire"); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a merging on which a later one rests was undone: %v", err)
	}
	_, err = s.Part(b.ctx(), "atelier", "C-9", "C-7", "claire")
	b.must(err)
	if d, _ := b.Debtor(b.ctx(), "atelier", "C-8"); d.Key != "C-7" {
		t.Errorf("C-8 leads to %s again, want C-7", d.Key)
	}
	_, err = s.Part(b.ctx(), "atelier", "C-7", "C-8", "claire")
	b.must(err)
	if c := b.loaded(double); c.Debtor != "C-8" {
		t.Errorf("the case of C-8 is of %s in the end", c.Debtor)
	}
	b.proved(double)
}

func TestDoublesAreProposed(t *testing.T) {
	t.Parallel()
	b, _, _ := twice(t)
	d, err := b.Debtor(b.ctx(), "atelier", "C-8")
	b.must(err)
	near := invoice("F-4")
	near.Debtor = dunning.Debtor{Key: "C-4", Name: "Papeterie Lénoir S.A.S.", Address: dunning.Address{Lines: []string{"1 rue A"}, Postcode: "69001", City: "Lyon"}}
	b.add(near)
	same := invoice("F-5")
	same.Debtor = dunning.Debtor{Key: "C-5", Name: "Lenoir", SIREN: buyerSIREN}
	b.add(same)
	found, err := merging.New(b.Store).Doubles(b.ctx(), d)
	b.must(err)
	if len(found) != 1 || found[0].Debtor.Key != "C-5" || !slices.Equal(found[0].Signs, []merge.Sign{merge.SignSIREN}) {
		t.Errorf("%+v", found)
	}
}

// What a debtor owes is the same sum before and after, and after an undoing.
func TestSumsStayWhateverIsMerged(t *testing.T) {
	t.Parallel()
	b, own, double := twice(t)
	b.record(double, dunning.NewPaid(20000, day("2026-06-01")))
	sum := func() (n money.Cents) {
		for _, ref := range []dunning.Ref{own, double} {
			n += b.loaded(ref).Balance
		}
		return n
	}
	before := sum()
	b.merged()
	views, err := b.Debts(b.ctx(), "atelier", "C-8")
	b.must(err)
	var owed money.Cents
	for _, v := range views {
		owed += v.Case.Balance
	}
	if sum() != before || owed != before || len(views) != 2 {
		t.Errorf("before %s, after %s, the debtor owes %s on %d invoices", before, sum(), owed, len(views))
	}
}
