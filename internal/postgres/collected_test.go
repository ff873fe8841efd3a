package postgres_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"relance/internal/collected"
	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/money"
	"relance/internal/postgres/collections"
	"relance/internal/reconcile"
	"relance/internal/status"
)

// till is a store whose creditor reports money received.
func till(t *testing.T) (*bundle, *collections.Store, dunning.Creditor) {
	t.Helper()
	b := setup(t)
	c := testCreditor()
	c.SIREN, c.CollectedFrom = "404 833 048", day("2026-04-01")
	b.save(c, quietPlan())
	return b, collections.New(b.Store), c
}

// service is an invoice over services under two rates.
func service(number string) dunning.NewInvoice {
	n := invoice(number)
	n.Debtor.SIREN, n.Debtor.Regime = "732829320", dunning.B2B
	n.Invoice.Tax = &dunning.Tax{TypeCode: "380", Frame: "S1", Shares: []dunning.TaxShare{
		{Category: "S", Rate: 2000, Net: 80000, VAT: 16000}, {Category: "S", Rate: 1000, Net: 21818, VAT: 2182},
	}}
	return n
}

// reported proposes, and gives what is new as "number amount@rate …" and what is
// left out as "number why".
func reported(t *testing.T, s *collections.Store, c dunning.Creditor, keep bool) string {
	t.Helper()
	list, left, err := s.Propose(t.Context(), c, collected.DatedBoth, "claire", keep)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, w := range list {
		text := w.Ref.Number
		for _, x := range w.Shares {
			text += fmt.Sprintf(" %s@%s", x.Amount, x.Rate)
		}
		out = append(out, text)
		if got := status.Read("x.xml", w.XML)[0]; got.Error != "" || len(got.Warnings) > 0 || got.Invoice != w.Ref.Number || got.SellerSIREN != "404833048" {
			t.Errorf("the message is read as %+v", got)
		}
		if keep != (w.ID > 0) {
			t.Errorf("report %d though keep is %v", w.ID, keep)
		}
	}
	for _, u := range left {
		out = append(out, u.Ref.Number+" "+string(u.Why))
	}
	return strings.Join(out, "; ")
}

func wantReport(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMoneyOfBankLinesIsReportedOnce(t *testing.T) {
	t.Parallel()
	b, s, c := till(t)
	b.add(service("F2026-0142"))
	b.add(service("F2026-0143"))
	old := service("F2026-0001")
	old.Invoice.Issued = day("2026-03-31")
	b.add(old)
	b.take(statement(t, credited(60000, "2026-05-20", "ACOMPTE F2026-0142"), credited(120000, "2026-05-20", "F2026-0001")))
	b.record(dunning.Ref{Creditor: "atelier", Number: "F2026-0143"}, paid(120000, "2026-05-28"))
	const first = "F2026-0142 480.00@20.00 120.00@10.00; F2026-0143 not_bank"
	wantReport(t, reported(t, s, c, false), first)
	wantReport(t, reported(t, s, c, true), first)
	wantReport(t, reported(t, s, c, true), "F2026-0143 not_bank")
	b.take(statement(t, credited(60000, "2026-05-29", "SOLDE F2026-0142"), credited(120000, "2026-05-29", "F2026-0143")))
	wantReport(t, reported(t, s, c, true), "F2026-0142 480.00@20.00 120.00@10.00; F2026-0143 960.00@20.00 240.00@10.00")
	all, err := s.Reports(b.ctx(), "atelier", day("2026-01-01"))
	b.must(err)
	if len(all) != 3 || all[0].Amount() != 60000 || len(all[0].XML) == 0 || all[2].FileName() == all[1].FileName() {
		t.Errorf("on record are %+v", all)
	}
}

func TestMoneyThatComesBackIsReportedWithTheOppositeSign(t *testing.T) {
	t.Parallel()
	b, s, c := till(t)
	b.add(service("F2026-0142"))
	b.take(statement(t, credited(60000, "2026-05-20", "PRLV F2026-0142")))
	wantReport(t, reported(t, s, c, true), "F2026-0142 480.00@20.00 120.00@10.00")
	back := credited(-60000, "2026-05-22", "REJET F2026-0142")
	back.Reversal, back.ReturnReason = true, "AM04"
	returned := b.take(statement(t, back))
	b.wantStates(returned, reconcile.LineMatched)
	wantReport(t, reported(t, s, c, true), "F2026-0142 -480.00@20.00 -120.00@10.00")
	_, err := b.Unmatch(b.ctx(), returned[0].Line, "claire", monday)
	b.must(err)
	wantReport(t, reported(t, s, c, true), "F2026-0142 480.00@20.00 120.00@10.00")
	wantReport(t, reported(t, s, c, true), "")
}

func TestAMatchThatIsUndoneIsTakenBackWhenItWasReported(t *testing.T) {
	t.Parallel()
	b, s, c := till(t)
	b.add(service("F2026-0142"))
	b.add(service("F2026-0143"))
	got := b.take(statement(t, credited(120000, "2026-05-20", "F2026-0142"), credited(120000, "2026-05-21", "F2026-0143")))
	_, err := b.Unmatch(b.ctx(), got[0].Line, "claire", monday) // before anything is reported
	b.must(err)
	wantReport(t, reported(t, s, c, true), "F2026-0143 960.00@20.00 240.00@10.00")
	_, err = b.Unmatch(b.ctx(), got[1].Line, "claire", monday)
	b.must(err)
	wantReport(t, reported(t, s, c, true), "F2026-0143 -960.00@20.00 -240.00@10.00")
}

func TestAConfirmationThatIsUndoneTakesTheReportBack(t *testing.T) {
	t.Parallel()
	b, s, c := till(t)
	ref := b.add(service("F2026-0142"))
	b.record(ref, paid(120000, "2026-05-28"))
	got := b.take(statement(t, credited(120000, "2026-05-29", "F2026-0142")))
	wantReport(t, reported(t, s, c, true), "F2026-0142 960.00@20.00 240.00@10.00")
	_, err := b.Unmatch(b.ctx(), got[0].Line, "claire", monday)
	b.must(err)
	wantReport(t, reported(t, s, c, true), "F2026-0142 -960.00@20.00 -240.00@10.00")
	wantReport(t, reported(t, s, c, true), "F2026-0142 not_bank")
}

func TestWhatAnotherProgramReportedOrTheBuyerRefusedIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	b, s, c := till(t)
	for _, number := range []string{"F2026-0142", "F2026-0143"} {
		b.add(service(number))
	}
	say := func(number string, code status.Code, role, issuer string) {
		t.Helper()
		st := status.Status{File: number, Ref: 1, MessageID: number, IssuerRole: role, IssuerID: issuer, AckType: "23", StatusAt: "2026-05-01T10:00:00",
			Invoice: number, InvoiceType: "380", InvoiceDate: "2026-04-12", Code: code, SellerSIREN: "404833048"}
		taken, err := b.TakeStatuses(b.ctx(), lifecycle.Arrival{Statuses: []status.Status{st}, Raw: map[string][]byte{number: []byte(number)}, Door: "cli"})
		b.must(err)
		if taken[0].Verdict == lifecycle.Ignored || taken[0].Verdict == lifecycle.Foreign {
			t.Fatalf("%s: %+v", number, taken)
		}
	}
	say("F2026-0142", status.Collected, "SE", "404833048")
	say("F2026-0143", status.Refused, "BY", "732829320")
	b.take(statement(t, credited(120000, "2026-05-20", "F2026-0142"), credited(120000, "2026-05-20", "F2026-0143")))
	for _, number := range []string{"F2026-0142", "F2026-0143"} {
		if b.loaded(dunning.Ref{Creditor: "atelier", Number: number}).Balance != 0 {
			t.Fatalf("%s is not paid", number)
		}
	}
	wantReport(t, reported(t, s, c, true), "F2026-0142 elsewhere; F2026-0143 not_accepted")
}

func TestOurOwnReportThatComesBackIsNoOtherPrograms(t *testing.T) {
	t.Parallel()
	b, s, c := till(t)
	b.add(service("F2026-0142"))
	b.take(statement(t, credited(60000, "2026-05-20", "F2026-0142 ACOMPTE")))
	list, _, err := s.Propose(b.ctx(), c, collected.DatedBoth, "claire", true)
	b.must(err)
	if len(list) != 1 || list[0].Amount() != money.Cents(60000) {
		t.Fatalf("proposed is %+v", list)
	}
	taken, err := b.TakeStatuses(b.ctx(), lifecycle.Arrival{Statuses: status.Read("own.xml", list[0].XML), Raw: map[string][]byte{"own.xml": list[0].XML}, Door: "cli"})
	b.must(err)
	if taken[0].Origin != lifecycle.Creditor || taken[0].Verdict != lifecycle.Noted {
		t.Errorf("our own status is %+v", taken[0])
	}
	b.take(statement(t, credited(60000, "2026-05-29", "F2026-0142 SOLDE")))
	wantReport(t, reported(t, s, c, true), "F2026-0142 480.00@20.00 120.00@10.00")
}

// TestWhatWasReportedElsewhereIsComparedWithTheMoney takes own statuses 212 in: they
// are no money, and one that does not agree with the payments asks a person.
func TestWhatWasReportedElsewhereIsComparedWithTheMoney(t *testing.T) {
	t.Parallel()
	b, s, c := till(t)
	ref := b.add(service("F2026-0142"))
	asked := func() bool {
		t.Helper()
		open, err := b.OpenTasks(b.ctx(), dunning.TaskCollected, "")
		b.must(err)
		return len(open) == 1 && open[0].Ref == ref
	}
	say := func(message string, amounts ...status.Amount) {
		t.Helper()
		st := status.Status{File: message, Ref: 1, MessageID: message, IssuerRole: "SE", IssuerID: "404833048", AckType: "23", StatusAt: "2026-05-21T10:00:00",
			Invoice: "F2026-0142", InvoiceType: "380", InvoiceDate: "2026-04-12", Code: status.Collected, SellerSIREN: "404833048", Amounts: amounts}
		before := b.loaded(ref).Balance
		taken, err := b.TakeStatuses(b.ctx(), lifecycle.Arrival{Statuses: []status.Status{st}, Raw: map[string][]byte{message: []byte(message)}, Door: "cli"})
		b.must(err)
		if taken[0].Verdict != lifecycle.Noted || b.loaded(ref).Balance != before {
			t.Fatalf("%s: %+v, balance %s after %s", message, taken, b.loaded(ref).Balance, before)
		}
	}
	men := func(value, rate string) status.Amount {
		return status.Amount{Type: "MEN", Value: value, Currency: "EUR", Percent: rate}
	}
	say("before the money", men("600.00", "20"))
	if !asked() {
		t.Error("600 € were reported, none came, and nobody is asked")
	}
	b.take(statement(t, credited(60000, "2026-05-20", "ACOMPTE F2026-0142")))
	say("taken back", men("-600.00", "20"))
	say("by rate", men("480.00", "20"), men("120.00", "10"))
	if asked() {
		t.Error("what was reported is what came, and a person is asked")
	}
	say("a cent too much", men("0.01", "20"))
	if !asked() {
		t.Error("a cent more than came was reported, and nobody is asked")
	}
	say("the cent taken back", men("-0.01", "20"))
	if asked() {
		t.Error("what was reported is what came again, and a person is still asked")
	}
	// What was written here is compared with what it was written of.
	own := b.add(service("F2026-0143"))
	b.take(statement(t, credited(120000, "2026-05-21", "F2026-0143")))
	list, _, err := s.Propose(b.ctx(), c, collected.DatedBoth, "claire", true)
	b.must(err)
	i := slices.IndexFunc(list, func(w collected.Written) bool { return w.Ref == own })
	changed := strings.Replace(string(list[i].XML), "960.00", "906.00", 1)
	_, err = b.TakeStatuses(b.ctx(), lifecycle.Arrival{Statuses: status.Read("x.xml", []byte(changed)), Raw: map[string][]byte{"x.xml": []byte(changed)}, Door: "cli"})
	b.must(err)
	open, err := b.OpenTasks(b.ctx(), dunning.TaskCollected, "")
	b.must(err)
	if len(open) != 1 || open[0].Ref != own {
		t.Errorf("tasks %+v, want one of the second invoice", open)
	}
}
