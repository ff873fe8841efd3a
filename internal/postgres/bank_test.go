package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"relance/internal/bank"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

const (
	testAccount = "FR7630006000011234567890189"
	payerIBAN   = "FR7630006000012345678901223"
)

// credited is a booked transfer from Papeterie Lenoir.
func credited(amount money.Cents, date, text string) bank.Entry {
	return bank.Entry{
		BookingDate: day(date), ValueDate: day(date), Amount: amount, Currency: "EUR", Status: bank.Booked,
		Counterparty: "PAPETERIE LENOIR", CounterpartyIBAN: payerIBAN, Remittance: text,
	}
}

// statement gives entries the identity that reading a file would.
func statement(t testing.TB, entries ...bank.Entry) reconcile.BankLot {
	t.Helper()
	seen := map[string]int{}
	for i := range entries {
		e := &entries[i]
		key := strings.Join([]string{e.BookingDate.String(), e.Amount.String(), e.Remittance, e.Counterparty, e.EndToEndID}, "|")
		seen[key]++
		e.Fingerprint = fmt.Sprintf("%x-%d", key, seen[key])
		e.ID = e.Fingerprint
	}
	return reconcile.BankLot{Account: testAccount, Kind: bank.KindStatement, Format: bank.Camt, Entries: entries}
}

// take takes a file of one statement in.
func (b *bundle) take(lot reconcile.BankLot) []reconcile.BankResult {
	b.t.Helper()
	return b.read(reconcile.BankRead{}, lot)
}

func (b *bundle) read(r reconcile.BankRead, lot reconcile.BankLot) []reconcile.BankResult {
	b.t.Helper()
	r.Creditor, r.Author, r.At = "atelier", "claire", monday
	im, err := b.BeginBankImport(b.ctx(), r)
	b.must(err)
	out, err := im.Take(b.ctx(), lot)
	b.must(err)
	b.must(im.Finish(b.ctx(), reconcile.FileEnd{Format: lot.Format, Until: day("2026-05-29")}))
	for _, r := range out {
		b.must(r.Err)
	}
	return out
}

func states(results []reconcile.BankResult) (out []reconcile.LineState) {
	for _, r := range results {
		out = append(out, r.State)
	}
	return out
}

func (b *bundle) wantStates(results []reconcile.BankResult, want ...reconcile.LineState) {
	b.t.Helper()
	if got := states(results); fmt.Sprint(got) != fmt.Sprint(want) {
		b.t.Errorf("the lines are %v, want %v", got, want)
		for _, r := range results {
			text, _ := json.Marshal(r.Decision)
			b.t.Logf("%s", text)
		}
	}
}

func (b *bundle) wantBalance(ref dunning.Ref, want money.Cents) {
	b.t.Helper()
	c := b.loaded(ref)
	if c.Balance != want {
		b.t.Errorf("%s of %s is open, want %s", c.Balance, ref.Number, want)
	}
}

// signals counts what Temporal is told of a case by now, of a kind.
func (b *bundle) signals(number string, kind dunning.Kind) int {
	b.t.Helper()
	return b.count(`outbox o join cases c on c.id = o.case_id where c.number = $1 and o.kind = 'signal' and o.payload->>'kind' = $2`,
		number, string(kind))
}

func TestABankLineBecomesAPayment(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	got := b.take(statement(t, credited(120000, "2026-05-29", "REGLT F2026-0142")))
	b.wantStates(got, reconcile.LineMatched)
	b.wantBalance(ref, 0)
	if n := b.signals("F2026-0142", dunning.KindPaid); n != 1 {
		t.Errorf("the case hears of %d payments, want one", n)
	}
	if n := b.count("payments where source = 'bank' and external = $1 and amount = 120000 and date = '2026-05-29'", got[0].Decision.EntryID); n != 1 {
		t.Errorf("%d payments of this line, want one", n)
	}
	if n := b.count("payers where iban = $1 and undone_at is null", payerIBAN); n != 1 {
		t.Errorf("%d accounts were learnt, want one", n)
	}
	line, err := b.BankLine(b.ctx(), got[0].Line)
	b.must(err)
	if len(line.Matches) != 1 || line.Matches[0].Invoice != "F2026-0142" || line.Matches[0].Amount != 120000 {
		t.Errorf("the line stands for %+v", line.Matches)
	}
	b.proved(ref)
}

func TestAFileTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	lot := func() reconcile.BankLot {
		return statement(t, credited(120000, "2026-05-29", "REGLT F2026-0142"), credited(9900, "2026-05-29", "ACOMPTE"),
			bank.Entry{BookingDate: day("2026-05-29"), Amount: -1250, Currency: "EUR", Status: bank.Booked, Remittance: "COTISATION"})
	}
	first, again := b.take(lot()), b.take(lot())
	if again[0].State != reconcile.LineMatched || !again[0].Known {
		t.Errorf("the second time the payment is %s, known %t", again[0].State, again[0].Known)
	}
	if fmt.Sprint(states(first)) != fmt.Sprint(states(again)) {
		t.Errorf("states %v, then %v", states(first), states(again))
	}
	if n := b.count("bank_lines"); n != 3 {
		t.Errorf("%d lines on record, want 3", n)
	}
	if n := b.count("payments"); n != 1 {
		t.Errorf("%d payments, want one", n)
	}
	if n := b.signals("F2026-0142", dunning.KindPaid); n != 1 {
		t.Errorf("the case hears of %d payments, want one", n)
	}
	b.proved(ref)
}

func TestOverlappingFilesKeepEachLineOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	twin := credited(50000, "2026-05-28", "ACOMPTE CHANTIER")
	daily := statement(t, twin)
	monthly := statement(t, twin, twin, credited(700, "2026-05-30", "AUTRE"))
	b.take(daily)
	b.take(monthly)
	b.take(daily)
	if n := b.count("bank_lines where amount = 50000"); n != 2 {
		t.Errorf("%d lines of two genuine identical ones, want 2", n)
	}
	notice := statement(t, bank.Entry{
		BookingDate: day("2026-05-30"), Amount: 120000, Currency: "EUR", Status: bank.Booked, Counterparty: "LENOIR", EndToEndID: "E2E-77123",
	})
	notice.Kind = bank.KindNotification
	full := statement(t, bank.Entry{
		BookingDate: day("2026-05-31"), Amount: 120000, Currency: "EUR", Status: bank.Booked, Counterparty: "PAPETERIE LENOIR SAS",
		EndToEndID: "E2E-77123", Remittance: "VIR SEPA RECU",
	})
	b.take(notice)
	b.take(full)
	if n := b.count("bank_lines where amount = 120000"); n != 1 {
		t.Errorf("notification and statement of one booking made %d lines, want one", n)
	}
}

func TestTwoImportsAtOnceDoNotDouble(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var refs []dunning.Ref
	var entries []bank.Entry
	for i := range 60 {
		refs = append(refs, b.add(invoice(number(2000+i))))
		entries = append(entries, credited(120000, "2026-05-29", "VIREMENT "+number(2000+i)))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { b.take(statement(t, append([]bank.Entry(nil), entries...)...)) })
	}
	wg.Wait()
	if n := b.count("bank_lines"); n != 60 {
		t.Errorf("%d lines, want 60", n)
	}
	if n := b.count("payments"); n != 60 {
		t.Errorf("%d payments, want 60", n)
	}
	if n := b.count("outbox where kind = 'signal'"); n != 60 {
		t.Errorf("the cases hear %d times, want 60", n)
	}
	for _, ref := range refs {
		b.wantBalance(ref, 0)
	}
	b.proved(refs...)
}

func TestAnImportStoppedInTheMiddleIsCompletedByTheNext(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var refs []dunning.Ref
	var entries []bank.Entry
	for i := range 700 { // more than one chunk
		n := number(3000 + i)
		if i%100 == 0 {
			refs = append(refs, b.add(invoice(n)))
		}
		entries = append(entries, credited(120000, "2026-05-29", "VIREMENT "+n))
	}
	ctx, stop := context.WithCancel(b.ctx())
	im, err := b.BeginBankImport(ctx, reconcile.BankRead{Creditor: "atelier", Author: "claire", At: monday})
	b.must(err)
	lot := statement(t, entries...)
	part := lot
	part.Entries = lot.Entries[:500]
	_, err = im.Take(ctx, part)
	b.must(err)
	stop()
	part.Entries = lot.Entries[500:]
	if _, err := im.Take(ctx, part); err == nil {
		t.Fatal("a stopped import went on")
	}
	if n := b.count("bank_lines"); n != 500 {
		t.Fatalf("%d lines after the stop, want the 500 of the first part", n)
	}
	b.take(statement(t, entries...))
	if n := b.count("bank_lines"); n != 700 {
		t.Errorf("%d lines in the end, want 700", n)
	}
	for _, ref := range refs {
		b.wantBalance(ref, 0)
		if n := b.signals(ref.Number, dunning.KindPaid); n != 1 {
			t.Errorf("%s hears %d times, want once", ref.Number, n)
		}
	}
	b.proved(refs...)
}

func TestOneLineMayPaySeveralInvoices(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first, second := b.add(invoice("F2026-0142")), b.add(invoice("F2026-0143"))
	got := b.take(statement(t, credited(240000, "2026-05-29", "F2026-0142 F2026-0143")))
	b.wantStates(got, reconcile.LineMatched)
	b.wantBalance(first, 0)
	b.wantBalance(second, 0)
	if n := b.count("payments"); n != 1 {
		t.Errorf("%d payments, want one over both invoices", n)
	}
	b.proved(first, second)
}

func TestALaterLineSeesWhatAnEarlierOnePaid(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	got := b.take(statement(t, credited(50000, "2026-05-28", "ACOMPTE F2026-0142"), credited(70000, "2026-05-29", "SOLDE F2026-0142"),
		credited(120000, "2026-05-29", "F2026-0142")))
	b.wantStates(got, reconcile.LineMatched, reconcile.LineMatched, reconcile.LineUnmatched)
	b.wantBalance(ref, 0)
	if n := b.count("tasks where code = 'refund'"); n != 0 {
		t.Errorf("%d refunds are asked for", n)
	}
	b.proved(ref)
}

func TestAnOverPaymentLeavesTheRestToAPerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref, other := b.add(invoice("F2026-0142")), b.add(invoice("F2026-0200"))
	got := b.take(statement(t, credited(150000, "2026-05-29", "F2026-0142")))
	b.wantStates(got, reconcile.LineMatched)
	b.wantBalance(ref, 0)
	open, err := b.OpenLines(b.ctx(), "", 0, 10)
	b.must(err)
	if len(open) != 1 || open[0].Rest != 30000 {
		t.Fatalf("a person is asked about %+v, want a rest of 300.00", open)
	}
	m, err := b.Match(b.ctx(), got[0].Line, []reconcile.MatchPart{{Invoice: "F2026-0200"}}, "claire", monday)
	b.must(err)
	if m.Line.Rest != 0 || len(m.Line.Matches) != 2 {
		t.Errorf("after a person's word the line is %+v", m.Line)
	}
	b.wantBalance(other, 90000)
	if n := b.count("payments"); n != 1 {
		t.Errorf("%d payments, want one over both invoices", n)
	}
	b.proved(ref, other)
}

func TestAPaymentByHandIsConfirmed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	b.record(ref, paid(120000, "2026-05-28"))
	got := b.take(statement(t, credited(120000, "2026-05-29", "F2026-0142")))
	b.wantStates(got, reconcile.LineMatched)
	b.wantBalance(ref, 0)
	if n := b.count("payments"); n != 1 {
		t.Errorf("%d payments, want the one by hand", n)
	}
	if n := b.count("payments where confirmed_by = $1", got[0].Decision.EntryID); n != 1 {
		t.Error("the payment by hand is not confirmed")
	}
	_, err := b.Unmatch(b.ctx(), got[0].Line, "claire", monday)
	b.must(err)
	b.wantBalance(ref, 0)
	if n := b.count("payments where confirmed_by is null"); n != 1 {
		t.Error("undoing the confirmation does not set the payment free")
	}
	b.proved(ref)
}

func TestAPaymentByHandThatWasTakenBackConfirmsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	b.record(ref, paid(120000, "2026-05-27"))
	b.record(ref, paid(-120000, "2026-05-28"))
	b.wantStates(b.take(statement(t, credited(120000, "2026-05-29", "F2026-0142"))), reconcile.LineMatched)
	b.wantBalance(ref, 0)
	b.proved(ref)
}

// closePaid ends a case as its workflow does after the thanks.
func (b *bundle) closePaid(ref dunning.Ref) {
	b.t.Helper()
	e := dunning.NewClosed(dunning.Paid, dunning.ReasonPaidInFull).With(dunning.Stamp{At: monday})
	_, err := b.Record(b.ctx(), dunning.Recording{Ref: ref, Event: e})
	b.must(err)
}

func TestAReturnedPaymentReopensTheCase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	got := b.take(statement(t, credited(120000, "2026-05-29", "PRLV F2026-0142")))
	b.closePaid(ref)
	back := credited(-120000, "2026-06-01", "REJET F2026-0142")
	back.Reversal, back.ReturnReason = true, "AM04"
	again := b.take(statement(t, back))
	b.wantStates(again, reconcile.LineMatched)
	next, err := b.Latest(b.ctx(), "atelier", "F2026-0142")
	b.must(err)
	if next.Cycle != 1 {
		t.Fatalf("the newest cycle is %d, want 1: the case lives again", next.Cycle)
	}
	b.wantBalance(next, 120000)
	line, err := b.BankLine(b.ctx(), got[0].Line)
	b.must(err)
	if line.State != reconcile.LineReturned || len(line.Matches) != 0 {
		t.Errorf("the payment that came back is %s with %+v", line.State, line.Matches)
	}
	b.take(statement(t, credited(120000, "2026-06-03", "NOUVEAU F2026-0142")))
	b.wantBalance(next, 0)
	b.proved(ref, next)
}

func TestAReturnInTheSameFileLeavesTheCaseOpen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	back := credited(-120000, "2026-05-30", "REJET F2026-0142")
	back.Reversal = true
	got := b.take(statement(t, credited(120000, "2026-05-29", "F2026-0142"), back))
	b.wantStates(got, reconcile.LineMatched, reconcile.LineMatched)
	b.wantBalance(ref, 120000)
	b.proved(ref)
}

func TestUnmatchReopensAndForgets(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	wrong := b.add(invoice("F2026-0900"))
	got := b.take(statement(t, credited(120000, "2026-05-29", "F2026-0142")))
	b.closePaid(ref)
	m, err := b.Unmatch(b.ctx(), got[0].Line, "claire", monday)
	b.must(err)
	if m.Line.State != reconcile.LineUnmatched || len(m.Cases) != 1 || m.Cases[0].Cycle != 1 {
		t.Errorf("undone: line %s, cases %+v", m.Line.State, m.Cases)
	}
	b.wantBalance(m.Cases[0], 120000)
	if n := b.count("payers where undone_at is null"); n != 0 {
		t.Error("the account is still known")
	}
	b.wantStates(b.take(statement(t, credited(120000, "2026-05-29", "F2026-0142"))), reconcile.LineUnmatched)
	_, err = b.Match(b.ctx(), got[0].Line, []reconcile.MatchPart{{Invoice: "F2026-0900"}}, "claire", monday)
	b.must(err)
	b.wantBalance(wrong, 0)
	b.wantBalance(m.Cases[0], 120000)
	if n := b.count("payers where undone_at is null"); n != 1 {
		t.Error("a person's match teaches nothing")
	}
	_, err = b.Match(b.ctx(), got[0].Line, []reconcile.MatchPart{{Invoice: "F2026-0142"}}, "claire", monday)
	wantCode(t, err, dunning.CodeConflict)
	b.proved(ref, wrong, m.Cases[0])
}

func TestUnmatchingAReturnLetsThePaymentStandAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	got := b.take(statement(t, credited(120000, "2026-05-29", "F2026-0142")))
	back := credited(-120000, "2026-05-30", "REJET F2026-0142")
	back.Reversal = true
	returned := b.take(statement(t, back))
	b.wantBalance(ref, 120000)
	_, err := b.Unmatch(b.ctx(), got[0].Line, "claire", monday)
	wantCode(t, err, dunning.CodeConflict)
	_, err = b.Unmatch(b.ctx(), returned[0].Line, "claire", monday)
	b.must(err)
	b.wantBalance(ref, 0)
	line, err := b.BankLine(b.ctx(), got[0].Line)
	b.must(err)
	if line.State != reconcile.LineMatched || len(line.Matches) != 1 {
		t.Errorf("the payment is %s with %+v, want it to stand again", line.State, line.Matches)
	}
	b.proved(ref)
}

func TestADoubtfulPaymentPausesTheChase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	held := b.add(invoice("F2026-0143"))
	b.record(held, dunning.NewHoldFor(dunning.HoldManual).With(dunning.Stamp{Author: "marc", At: monday}))
	got := b.take(statement(t, credited(120000, "2026-05-29", "VOTRE COURRIER")))
	b.wantStates(got, reconcile.LineSuggested)
	if c := b.loaded(ref); !c.Held(dunning.HoldManual) || c.Holds[0].Until.IsZero() || c.Holds[0].Author != reconcile.HoldAuthor {
		t.Fatalf("the chase is not paused until a date: %+v", c.Holds)
	}
	if n := b.signals("F2026-0142", dunning.KindHold); n != 1 {
		t.Errorf("the case hears of %d holds, want one", n)
	}
	m, err := b.Match(b.ctx(), got[0].Line, []reconcile.MatchPart{{Invoice: "F2026-0142", Amount: 20000}}, "claire", monday)
	b.must(err)
	if m.Line.Rest != 100000 {
		t.Errorf("%s is left of the line, want 1000.00", m.Line.Rest)
	}
	if c := b.loaded(ref); c.Held(dunning.HoldManual) || c.Balance != 100000 {
		t.Errorf("after the decision: holds %+v, balance %s", c.Holds, c.Balance)
	}
	if c := b.loaded(held); !c.Held(dunning.HoldManual) || c.Holds[0].Author != "marc" {
		t.Errorf("a person's hold was touched: %+v", c.Holds)
	}
	if n := b.count("bank_holds"); n != 0 {
		t.Errorf("%d pauses are left", n)
	}
	b.proved(ref, held)
}

func TestIgnoringALineLetsTheChaseGoOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	got := b.take(statement(t, credited(120000, "2026-05-29", "VOTRE COURRIER")))
	m, err := b.IgnoreLine(b.ctx(), got[0].Line, "claire", monday)
	b.must(err)
	if m.Line.State != reconcile.LineIgnored || b.loaded(ref).Held(dunning.HoldManual) {
		t.Errorf("line %s, holds %+v", m.Line.State, b.loaded(ref).Holds)
	}
	if n, err := b.CountOpenLines(b.ctx(), "atelier"); n != 0 || err != nil {
		t.Errorf("%d lines wait for a person (%v)", n, err)
	}
}

func TestAPendingLineSettlesOnlyOnceBooked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	announced := credited(120000, "2026-05-29", "F2026-0142")
	announced.Status = bank.Pending
	lot := statement(t, announced)
	lot.Kind = bank.KindReport
	b.wantStates(b.take(lot), reconcile.LinePending)
	if c := b.loaded(ref); c.Balance != 120000 || !c.Held(dunning.HoldManual) {
		t.Errorf("announced: balance %s, holds %+v", c.Balance, c.Holds)
	}
	b.wantStates(b.take(statement(t, credited(120000, "2026-05-29", "F2026-0142"))), reconcile.LineMatched)
	b.wantBalance(ref, 0)
	if b.loaded(ref).Held(dunning.HoldManual) {
		t.Error("the pause stays after the booking")
	}
	if n := b.count("bank_lines"); n != 1 {
		t.Errorf("%d lines of one booking", n)
	}
	b.proved(ref)
}

func TestAnInvoiceThatComesLateIsFoundWhenTheFileIsReadAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	lot := func() reconcile.BankLot { return statement(t, credited(120000, "2026-05-29", "F2026-0142")) }
	if got := b.take(lot()); got[0].State == reconcile.LineMatched {
		t.Fatalf("matched to %+v", got[0].Decision.Allocations)
	}
	ref := b.add(invoice("F2026-0142"))
	b.wantStates(b.take(lot()), reconcile.LineMatched)
	b.wantBalance(ref, 0)
}

func TestAPaymentForAClosedCaseIsRecordedAndShown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	b.record(ref, dunning.NewClose(dunning.WrittenOff).With(dunning.Stamp{At: monday}))
	b.wantStates(b.take(statement(t, credited(120000, "2026-05-29", "F2026-0142"))), reconcile.LineMatched)
	if n := b.count("payments"); n != 1 {
		t.Errorf("%d payments, want one", n)
	}
	if n := b.count("tasks where code = 'late_message' and done_at is null"); n != 1 {
		t.Errorf("%d tasks tell of it, want one", n)
	}
	b.proved(ref)
}

func TestADryRunWritesNothingAndCarriesItsDecisionsOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	back := credited(-120000, "2026-05-30", "REJET F2026-0142")
	back.Reversal = true
	r := reconcile.BankRead{Creditor: "atelier", DryRun: true, At: monday}
	var results []reconcile.BankResult
	for _, lot := range []reconcile.BankLot{
		statement(t, credited(120000, "2026-05-29", "F2026-0142")), statement(t, credited(120000, "2026-05-29", "F2026-0142"), back),
	} {
		im, err := b.BeginBankImport(b.ctx(), r)
		b.must(err)
		out, err := im.Take(b.ctx(), lot)
		b.must(err)
		b.must(im.Finish(b.ctx(), reconcile.FileEnd{Format: bank.Camt}))
		results, r.After = append(results, out...), im
	}
	b.wantStates(results, reconcile.LineMatched, reconcile.LineMatched, reconcile.LineMatched)
	if !results[1].Known || results[2].Decision.Kind != reconcile.KindReturn {
		t.Errorf("the second file: known %t, then %s", results[1].Known, results[2].Decision.Kind)
	}
	for _, table := range []string{"bank_lines", "bank_files", "payments", "matches", "payers"} {
		if n := b.count(table); n != 0 {
			t.Errorf("a dry run wrote %d rows to %s", n, table)
		}
	}
	b.wantBalance(ref, 120000)
}

func TestAFaultyLineDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	broken := credited(500, "2026-05-29", "A\x00B")
	lot := statement(t, broken, credited(120000, "2026-05-29", "F2026-0142"))
	im, err := b.BeginBankImport(b.ctx(), reconcile.BankRead{Creditor: "atelier", Author: "claire", At: monday})
	b.must(err)
	out, err := im.Take(b.ctx(), lot)
	b.must(err)
	if out[0].Err == nil || out[1].Err != nil || out[1].State != reconcile.LineMatched {
		t.Errorf("results %+v", out)
	}
	b.wantBalance(ref, 0)
}

func TestBankDataReleaseTheCasesThatWaitForThem(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	b.record(ref, dunning.NewHoldFor(dunning.HoldBankData).With(dunning.Stamp{Reason: dunning.ReasonStaleBankData, At: monday}))
	import1 := func(until string) {
		im, err := b.BeginBankImport(b.ctx(), reconcile.BankRead{Creditor: "atelier", Author: "claire", At: monday})
		b.must(err)
		b.must(im.Finish(b.ctx(), reconcile.FileEnd{Format: bank.Camt, Until: day(until)}))
	}
	import1("2026-05-31")
	if b.loaded(ref).Held(dunning.HoldBankData) {
		t.Error("the case still waits for bank data")
	}
	known := func() (at time.Time) {
		_, err := b.Setting(b.ctx(), "bank_import/atelier", &at)
		b.must(err)
		return at
	}
	if want := time.Date(2026, 5, 31, 22, 0, 0, 0, time.UTC); !known().Equal(want) {
		t.Errorf("bank data are known up to %s, want the end of 31 May in Paris", known())
	}
	import1("2026-04-30")
	if want := time.Date(2026, 5, 31, 22, 0, 0, 0, time.UTC); !known().Equal(want) {
		t.Errorf("an old file moved the mark back to %s", known())
	}
	import1("2026-06-01")
	if !known().Equal(monday) {
		t.Errorf("bank data of the day are known up to %s, want now", known())
	}
}

func TestAPauseEndsAtTheInstantThatAnyOtherHoldWould(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.save(testCreditor(), dunning.DefaultPlan()) // with jitter
	for i := range 3 {
		n := invoice(number(4000 + i))
		n.Debtor.Key, n.Debtor.Name = fmt.Sprint("C-", 40+i), "Menuiserie "+[]string{"Caron", "Morel", "Leroux"}[i]
		n.Invoice.Total, n.Invoice.Payable = money.Cents(50001+i), money.Cents(50001+i)
		ref := b.add(n)
		other := n
		other.Invoice.Number = number(5000 + i)
		other.Invoice.Payable = 99999
		byHand := b.add(other)
		e := credited(n.Invoice.Payable, "2026-05-29", "VOTRE COURRIER")
		e.Counterparty = n.Debtor.Name
		b.wantStates(b.take(statement(t, e)), reconcile.LineSuggested)
		b.record(byHand, dunning.NewHoldUntil(dunning.HoldManual, day("2026-06-11")).With(dunning.Stamp{Author: "marc", At: monday}))
		got, want := b.loaded(ref), b.loaded(byHand)
		if len(got.Holds) == 0 || !got.Holds[0].Until.Equal(want.Holds[0].Until) {
			t.Errorf("debtor %s: the pause is %+v, a person's hold until %s", n.Debtor.Key, got.Holds, want.Holds[0].Until)
		}
	}
}
