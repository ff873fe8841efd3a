package reconcile_test

import (
	"testing"

	"relance/internal/bank"
	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// Each row is what users of other systems complain of, put the way it ought to
// be.
func TestComplaintsAboutOtherSystems(t *testing.T) {
	t.Parallel()
	type alloc = []reconcile.Allocation
	twelve := []reconcile.OpenItem{invoice("F2026-0142", "C1", 120_00), invoice("F2026-0143", "C1", 120_00), invoice("F2026-0150", "C2", 300_00)}
	tests := map[string]struct {
		items   []reconcile.OpenItem
		entry   bank.Entry
		verdict reconcile.Verdict
		want    alloc
		reason  reconcile.ReasonCode
	}{
		"14 inside 1814 settles nobody's invoice": {
			[]reconcile.OpenItem{invoice("0014", "C1", 120_00), invoice("F-14", "C2", 99_00)},
			credit(120_00, "Inconnu Négoce", "VIREMENT REF 1814"), reconcile.Suggest, alloc{to("0014", 120_00)}, reconcile.AmountOnly},
		"one digit group matches, the number does not": {
			[]reconcile.OpenItem{invoice("F2025-0142", "C2", 300_00), invoice("F2026-0142", "C1", 120_00)},
			credit(120_00, "Atelier Brunel", "F2026-0142"), reconcile.Auto, alloc{to("F2026-0142", 120_00)}, reconcile.RefExact},
		"letters count: AV2026-0142 is no invoice F2026-0142": {
			[]reconcile.OpenItem{invoice("F2026-0142", "C2", 300_00)},
			credit(50_00, "Atelier Brunel", "AV2026-0142"), reconcile.None, nil, reconcile.Advance},
		"same customer, same amount, the number was given": {twelve,
			from(brunelIBAN, credit(120_00, "Atelier Brunel", "FACT F2026-0143")), reconcile.Auto, alloc{to("F2026-0143", 120_00)}, reconcile.RefExact},
		"same customer, same amount, no number: ask": {twelve,
			from(brunelIBAN, credit(120_00, "Atelier Brunel", "VIREMENT")), reconcile.Suggest, alloc{to("F2026-0142", 120_00)}, reconcile.Tie},
		"amount only is at least suggested": {twelve[2:],
			credit(300_00, "", "REMISE CHEQUE 0012345"), reconcile.Suggest, alloc{to("F2026-0150", 300_00)}, reconcile.AmountOnly},
		"a different reference is not ignored": {twelve,
			from(vasseurIBAN, credit(300_00, "Vasseur et Fils", "FACTURE F2026-0777")), reconcile.Suggest, alloc{to("F2026-0150", 300_00)}, reconcile.UnknownReference},
		"a different known reference vetoes": {twelve,
			from(vasseurIBAN, credit(300_00, "Vasseur et Fils", "FACTURE F2026-0142")), reconcile.Suggest, alloc{to("F2026-0150", 300_00)}, reconcile.OtherReference},
		"several invoices in one payment": {twelve[:2],
			credit(240_00, "Atelier Brunel", "F2026-0142 ET 0143"), reconcile.Auto, alloc{to("F2026-0142", 120_00), to("F2026-0143", 120_00)}, reconcile.AmountSum},
		"50 paid books 50, not 120": {twelve,
			from(brunelIBAN, credit(50_00, "Atelier Brunel", "F2026-0142")), reconcile.Auto, alloc{to("F2026-0142", 50_00)}, reconcile.AmountPartial},
		"no over-allocation": {twelve[:1],
			from(brunelIBAN, credit(130_00, "Atelier Brunel", "F2026-0142")), reconcile.Auto, alloc{to("F2026-0142", 120_00)}, reconcile.AmountOver},
		"the printed reference is not the stored number": {
			[]reconcile.OpenItem{{Number: "2026/142-B", PayRef: "BRU-000142", Debtor: "C1", Name: "Atelier Brunel", Currency: "EUR", Total: 120_00, Balance: 120_00}},
			credit(120_00, "", "VOTRE REF BRU 000142"), reconcile.Auto, alloc{to("2026/142-B", 120_00)}, reconcile.RefExact},
		"a tolerance never writes the rest off": {twelve,
			from(brunelIBAN, credit(115_00, "Atelier Brunel", "F2026-0142")), reconcile.Auto, alloc{to("F2026-0142", 115_00)}, reconcile.AmountFee},
		"mistyped into another customer's number of the same amount": {
			[]reconcile.OpenItem{invoice("F2026-0142", "C1", 120_00), invoice("F2026-0124", "C2", 120_00)},
			from(brunelIBAN, credit(120_00, "Atelier Brunel", "F2026-0124")), reconcile.Suggest, alloc{to("F2026-0124", 120_00)}, reconcile.OtherAccount},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := knowing(tt.items...).Match(tt.entry)
			if tt.verdict == reconcile.Suggest && d.Verdict == reconcile.Suggest {
				found := false
				for _, p := range d.Suggestions {
					if len(p.Allocations) == 1 && p.Allocations[0] == tt.want[0] {
						found = true
						d.Allocations, d.Reasons = p.Allocations, p.Reasons
					}
				}
				if !found {
					t.Fatalf("%v is not among %+v", tt.want, d.Suggestions)
				}
			}
			expect(t, d, tt.verdict, tt.want...)
			because(t, d, tt.reason)
		})
	}
}

func TestReferencesAsPayersWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]reconcile.Verdict{
		"F2026-0142":                          reconcile.Auto,
		"f2026/0142":                          reconcile.Auto,
		"Facture n° F 2026 0142 du 10/01":     reconcile.Auto,
		"FACTF20260142":                       reconcile.Auto,
		"FACT 2026-0142":                      reconcile.Auto,
		"F2026-142":                           reconcile.Auto,
		"VIR F2026-01\n42":                    reconcile.Auto, // broken across lines
		"RF" + "95F20260142":                  reconcile.Suggest,
		"FACTURE F2026-014":                   reconcile.Auto, // cut off, unique, amount exact
		"XF2026-0142":                         reconcile.Suggest,
		"F2026-01421":                         reconcile.Suggest,
		"FACTURE 142":                         reconcile.Suggest, // short: needs the payer
		"F2026-0143":                          reconcile.Suggest,
		"CDE 45871 F2026-0142 123456789 2026": reconcile.Auto,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			b := index(invoice("F2026-0142", "C1", 120_00), invoice("F2026-1500", "C2", 345_00))
			d := b.Match(credit(120_00, "", text))
			expect(t, d, want, to("F2026-0142", 120_00))
		})
	}
}

func TestStructuredReferences(t *testing.T) {
	t.Parallel()
	item := invoice("F2026-0142", "C1", 120_00)
	for name, change := range map[string]func(*bank.Entry){
		"RF reference":         func(e *bank.Entry) { e.CreditorRef = rf(t, "F20260142") },
		"RF reference in text": func(e *bank.Entry) { e.Remittance = "PAIEMENT " + rf(t, "F20260142") },
		"end-to-end":           func(e *bank.Entry) { e.EndToEndID = "F2026-0142" },
		"document":             func(e *bank.Entry) { e.Documents = []bank.Document{{Number: "F2026-0142"}} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := credit(120_00, "", "")
			change(&e)
			expect(t, index(item).Match(e), reconcile.Auto, to("F2026-0142", 120_00))
		})
	}
}

func TestWhatPayersDeduct(t *testing.T) {
	t.Parallel()
	item := invoice("F2026-0142", "C1", 1000_00)
	item.Interest, item.Fee, item.Discount = 3_20, 40_00, 20_00
	note := invoice("AV2026-012", "C1", -100_00)
	for name, tt := range map[string]struct {
		amount money.Cents
		text   string
		reason reconcile.ReasonCode
		want   []reconcile.Allocation
	}{
		"agreed discount":       {980_00, "F2026-0142", reconcile.AmountDiscount, []reconcile.Allocation{to("F2026-0142", 980_00)}},
		"bank fee":              {985_50, "F2026-0142", reconcile.AmountFee, []reconcile.Allocation{to("F2026-0142", 985_50)}},
		"interest and 40 euros": {1043_20, "F2026-0142", reconcile.AmountInterest, []reconcile.Allocation{{Invoice: "F2026-0142", Amount: 1000_00, Accessory: 43_20}}},
		"credit note named": {900_00, "F2026-0142 MOINS AV2026-012", reconcile.AmountSum,
			[]reconcile.Allocation{to("AV2026-012", -100_00), to("F2026-0142", 1000_00)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := knowing(item, note).Match(from(brunelIBAN, credit(tt.amount, "Atelier Brunel", tt.text)))
			expect(t, d, reconcile.Auto, tt.want...)
			because(t, d, tt.reason)
			if d.Unallocated != 0 {
				t.Errorf("%s is left over", d.Unallocated)
			}
		})
	}
}

func TestContradictionsAsk(t *testing.T) {
	t.Parallel()
	item := invoice("F2026-0142", "C1", 120_00)
	dollars, early := item, item
	dollars.Currency = "USD"
	early.Issued = today.AddDays(3)
	for name, tt := range map[string]struct {
		index  *reconcile.ItemIndex
		entry  bank.Entry
		reason reconcile.ReasonCode
	}{
		"account of another customer": {knowing(item), from(vasseurIBAN, credit(120_00, "", "F2026-0142")), reconcile.OtherAccount},
		"another currency":            {knowing(dollars), credit(120_00, "Atelier Brunel", "F2026-0142"), reconcile.OtherCurrency},
		"before the issue":            {knowing(early), credit(120_00, "Atelier Brunel", "F2026-0142"), reconcile.BeforeIssue},
		"two customers' references": {knowing(item, invoice("F2026-0150", "C2", 30_00)),
			credit(150_00, "", "F2026-0142 F2026-0150"), reconcile.SeveralDebtors},
		"an advance":                    {knowing(item), from(brunelIBAN, credit(120_00, "Atelier Brunel", "ACOMPTE DEVIS D-881")), reconcile.SaysAdvance},
		"neighbour of the same amount":  {knowing(item, invoice("F2026-0143", "C2", 120_00)), credit(120_00, "", "F2026-0142"), reconcile.NumberNear},
		"amount of another invoice":     {knowing(item, invoice("F2026-0150", "C1", 70_00)), from(brunelIBAN, credit(70_00, "", "F2026-0142")), reconcile.OtherInvoice},
		"payer owes the same elsewhere": {knowing(item, invoice("F2026-0990", "C2", 120_00)), credit(120_00, "Vasseur et Fils", "F2026-0142"), reconcile.OtherInvoice},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := tt.index.Match(tt.entry)
			if d.Verdict != reconcile.Suggest || !d.HoldReminder {
				t.Errorf("want a question that pauses the chase: %+v", d)
			}
			because(t, d, tt.reason)
		})
	}
}

func TestAHoldingPaysForItsSubsidiary(t *testing.T) {
	t.Parallel()
	item := invoice("F2026-0142", "C1", 120_00)
	d := knowing(item).Match(from("FR7612345", credit(120_00, "Holding Morvan", "F2026-0142")))
	expect(t, d, reconcile.Auto, to("F2026-0142", 120_00))
	if d.Learn {
		t.Error("the holding's account is learnt as the subsidiary's without a person")
	}
	d = knowing(item).Match(from("FR7612345", credit(70_00, "Holding Morvan", "F2026-0142")))
	expect(t, d, reconcile.Suggest, to("F2026-0142", 70_00))
}

func TestPaidTwice(t *testing.T) {
	t.Parallel()
	b := knowing(invoice("F2026-0142", "C1", 120_00), invoice("F2026-0150", "C1", 120_00))
	first := from(brunelIBAN, credit(120_00, "Atelier Brunel", "F2026-0142"))
	d := b.Match(first)
	expect(t, d, reconcile.Auto, to("F2026-0142", 120_00))
	b.Record(first, d)
	second := first
	second.ID, second.Fingerprint, second.BookingDate = "L2", "f-2", today.AddDays(4)
	d = b.Match(second)
	if d.Verdict == reconcile.Auto {
		t.Errorf("the second payment is put to another invoice: %+v", d)
	}
	second.Remittance = "VIREMENT"
	if d = b.Match(second); d.Verdict == reconcile.Auto {
		t.Errorf("the second payment, without reference, is put to another invoice: %+v", d)
	}
	because(t, d, reconcile.Repeated)
}

func TestCombinationsAreProposedOnlyWhenUnique(t *testing.T) {
	t.Parallel()
	items := []reconcile.OpenItem{invoice("F2026-0101", "C1", 113_17), invoice("F2026-0202", "C1", 219_40), invoice("F2026-0303", "C1", 87_31)}
	e := from(brunelIBAN, credit(113_17+87_31, "Atelier Brunel", "VOS FACTURES"))
	d := knowing(items...).Match(e)
	expect(t, d, reconcile.Suggest, to("F2026-0101", 113_17), to("F2026-0303", 87_31))
	because(t, d, reconcile.Combination)
	items = append(items, invoice("F2026-0404", "C1", 113_17))
	because(t, knowing(items...).Match(e), reconcile.Tie)
	d = knowing(items...).Match(from(brunelIBAN, credit(300_00, "Atelier Brunel", "VIREMENT")))
	because(t, d, reconcile.OldestFirst)
	expect(t, d, reconcile.Suggest, to("F2026-0101", 113_17), to("F2026-0202", 186_83))
}

func TestAdvanceAndUnrelatedMoneyIsLeftAlone(t *testing.T) {
	t.Parallel()
	b := knowing(invoice("F2026-0142", "C2", 120_00))
	d := b.Match(from(brunelIBAN, credit(500_00, "Atelier Brunel", "ACOMPTE")))
	expect(t, d, reconcile.None)
	because(t, d, reconcile.Advance)
	d = b.Match(credit(20_000_00, "Banque du Rhône", "DEBLOCAGE PRET 00142"))
	expect(t, d, reconcile.None)
	because(t, d, reconcile.Unmatched)
	d = b.Match(credit(-120_00, "Fournisseur Duval", "F2026-0142"))
	expect(t, d, reconcile.None)
	because(t, d, reconcile.Debit)
	expect(t, b.Match(credit(0, "", "")), reconcile.None)
}

func TestOnlyBookedEntriesDecide(t *testing.T) {
	t.Parallel()
	for _, status := range []bank.Status{bank.Pending, bank.Info} {
		e := credit(120_00, "Atelier Brunel", "F2026-0142")
		e.Status = status
		d := knowing(invoice("F2026-0142", "C1", 120_00)).Match(e)
		expect(t, d, reconcile.None)
		because(t, d, reconcile.NotBooked)
		if d.HoldReminder != (status == bank.Pending) {
			t.Errorf("%s: hold %v", status, d.HoldReminder)
		}
	}
}

func TestReturnsNameThePaymentTheyTakeBack(t *testing.T) {
	t.Parallel()
	paid := func() (*reconcile.ItemIndex, bank.Entry) {
		b := knowing(invoice("F2026-0142", "C1", 120_00), invoice("F2026-0143", "C1", 120_00))
		e := from(brunelIBAN, credit(120_00, "Atelier Brunel", "F2026-0142"))
		e.EndToEndID = "E2E-77123"
		b.Record(e, b.Match(e))
		back := e
		back.ID, back.Amount, back.Reversal, back.ReturnReason, back.BookingDate = "L2", -120_00, true, "AC04", today.AddDays(3)
		return b, back
	}
	b, back := paid()
	d := b.Match(back)
	expect(t, d, reconcile.Auto, to("F2026-0142", -120_00))
	if d.Kind != reconcile.KindReturn || d.Original != "L1" {
		t.Errorf("%+v", d)
	}
	b.Record(back, d)
	if o, _ := b.Item("F2026-0142"); o.Balance != 120_00 {
		t.Errorf("balance %s after the return", o.Balance)
	}
	again := back
	again.ID = "L3"
	if d = b.Match(again); d.Verdict == reconcile.Auto {
		t.Errorf("taken back twice: %+v", d)
	}
	b, back = paid()
	back.EndToEndID, back.Remittance, back.CounterpartyIBAN = "", "RETOUR VIR", ""
	if d = b.Match(back); d.Verdict != reconcile.Suggest || d.Original != "L1" {
		t.Errorf("amount and name only must ask: %+v", d)
	}
	back.Amount = -99_00
	d = b.Match(back)
	expect(t, d, reconcile.Suggest)
	because(t, d, reconcile.ReturnUnknown)
}

func TestARejectedDirectDebitOfABulkCredit(t *testing.T) {
	t.Parallel()
	b := knowing(invoice("F2026-0142", "C1", 120_00), invoice("F2026-0150", "C2", 300_00))
	bulk := credit(420_00, "", "REMISE PRELEVEMENTS")
	b.Record(bulk, reconcile.Decision{Kind: reconcile.KindPayment, Allocations: []reconcile.Allocation{to("F2026-0142", 120_00), to("F2026-0150", 300_00)}})
	back := credit(-300_00, "Vasseur & Fils", "REJET PRLV F2026-0150")
	back.ID, back.Reversal, back.ReturnReason = "L2", true, "66"
	d := b.Match(back)
	expect(t, d, reconcile.Auto, to("F2026-0150", -300_00))
}

func TestOwnRefundsAreSuggested(t *testing.T) {
	t.Parallel()
	b := knowing(invoice("AV2026-012", "C1", -50_00))
	d := b.Match(from(brunelIBAN, credit(-50_00, "Atelier Brunel", "REMBOURSEMENT AV2026-012")))
	expect(t, d, reconcile.Suggest, to("AV2026-012", -50_00))
	if d.Kind != reconcile.KindRefund {
		t.Errorf("kind %s", d.Kind)
	}
	if d = b.Match(from(vasseurIBAN, credit(-10_00, "Vasseur et Fils", ""))); d.Kind != reconcile.KindRefund || len(d.Allocations) != 0 {
		t.Errorf("%+v", d)
	}
}

func TestABankLineConfirmsThePaymentEnteredByHand(t *testing.T) {
	t.Parallel()
	b := knowing(invoice("F2026-0142", "C1", 120_00))
	b.AddManual(reconcile.Manual{Payment: 7, Date: today.AddDays(-2), Amount: 120_00, Currency: "EUR", Allocations: []reconcile.Allocation{to("F2026-0142", 120_00)}})
	e := credit(120_00, "Atelier Brunel", "F2026-0142")
	d := b.Match(e)
	expect(t, d, reconcile.Auto)
	if d.Kind != reconcile.KindConfirmation || d.Confirms != 7 {
		t.Errorf("%+v", d)
	}
	b.Record(e, d)
	e.ID, e.BookingDate = "L2", today.AddDays(30)
	if d = b.Match(e); d.Kind == reconcile.KindConfirmation {
		t.Error("confirmed twice")
	}
	because(t, d, reconcile.AlreadySettled)
	late := calendar.NewDate(2026, 1, 1)
	b.AddManual(reconcile.Manual{Payment: 8, Date: late, Amount: 55_00, Currency: "EUR"})
	if d = b.Match(credit(55_00, "Atelier Brunel", "")); d.Kind == reconcile.KindConfirmation {
		t.Error("confirmed after months")
	}
}

// A day or a month in a label is no invoice number unless the payer is the
// debtor, or the text says that it is one.
func TestDatesInLabelsAreNoNumbers(t *testing.T) {
	t.Parallel()
	booked := calendar.NewDate(2026, 11, 20)
	for name, row := range map[string]struct {
		number, payer, text string
		verdict             reconcile.Verdict
	}{
		"zeros dropped":                    {"2026-11-020", "Inconnu", "VIR RECU LE 2026-11-20", reconcile.Suggest},
		"zeros dropped, months away":       {"2026-03-004", "Inconnu", "FACTURE DU 2026-03-04", reconcile.Suggest},
		"digit by digit, near the booking": {"2026-11-05", "Inconnu", "VIR RECU LE 2026-11-05", reconcile.Suggest},
		"digit by digit, months away":      {"2026-03-05", "Inconnu", "REF 2026-03-05", reconcile.Auto},
		"eight figures":                    {"20261118", "Inconnu", "VIR SEPA 20261118 REF 77", reconcile.Suggest},
		"eight figures, the day first":     {"18112026", "Inconnu", "VIR SEPA 18112026", reconcile.Suggest},
		"a month":                          {"2026/07", "Inconnu", "LOYER 2026/07", reconcile.Suggest},
		"announced as an invoice":          {"20261118", "Inconnu", "FACTURE 20261118", reconcile.Auto},
		"paid by the debtor":               {"2026-11-05", "Atelier Brunel", "VIR RECU LE 2026-11-05", reconcile.Auto},
		"no date at all":                   {"20269918", "Inconnu", "VIR SEPA 20269918", reconcile.Auto},
	} {
		e := credit(120_00, row.payer, row.text)
		e.BookingDate, e.ValueDate = booked, booked
		if d := knowing(invoice(row.number, "C1", 120_00)).Match(e); d.Verdict != row.verdict {
			t.Errorf("%s: %s %+v, want %s", name, d.Verdict, d.Reasons, row.verdict)
		}
	}
}

func TestAPayerWithAnotherDebtorsNameContradictsTheNumber(t *testing.T) {
	t.Parallel()
	items := []reconcile.OpenItem{invoice("1814", "C1", 120_00), invoice("F2026-0150", "C2", 300_00)}
	if d := knowing(items...).Match(credit(120_00, "Vasseur et Fils", "LEVBET (1814)")); d.Verdict != reconcile.Suggest {
		t.Errorf("%s %+v", d.Verdict, d.Reasons)
	}
	if d := knowing(items...).Match(credit(120_00, "Inconnu", "LEVBET (F1814)")); d.Verdict == reconcile.None {
		t.Errorf("%s %+v", d.Verdict, d.Reasons)
	}
}
