package postgres_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/internal/change"
	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/status"
)

// Company numbers of the tests.
const (
	sellerSIREN = "404833048"
	buyerSIREN  = "732829320"
)

// setupStatuses is a store whose creditor and debtor have company numbers.
func setupStatuses(t *testing.T) *bundle {
	t.Helper()
	b := setup(t)
	b.Now = func() time.Time { return monday }
	c := testCreditor()
	c.SIREN = sellerSIREN
	b.save(c, quietPlan())
	return b
}

func (b *bundle) invoiceOf(number, siren string) dunning.Ref {
	b.t.Helper()
	n := invoice(number)
	n.Debtor.SIREN = siren
	return b.add(n)
}

// stated is a status of the debtor about invoice F-1, at a time of the day of
// the other tests.
func stated(code status.Code, at string, change ...func(*status.Status)) status.Status {
	s := status.Status{
		File: "m.xml", Ref: 1, MessageID: "M-" + string(code) + at, AckType: "23", IssuerRole: "BY", IssuerID: buyerSIREN, StatusAt: "2026-06-" + at,
		Invoice: "F-1", InvoiceType: "380", InvoiceDate: "2026-04-12", Code: code, SellerSIREN: sellerSIREN,
	}
	if code == status.Rejected || code == status.Deposited {
		s.AckType, s.IssuerRole, s.IssuerID = "305", "WK", ""
	}
	for _, do := range change {
		do(&s)
	}
	return s
}

func (b *bundle) takeStatuses(all ...status.Status) []lifecycle.Taken {
	b.t.Helper()
	out, err := b.TakeStatuses(b.ctx(), lifecycle.Arrival{Statuses: all, Raw: map[string][]byte{"m.xml": []byte("<m/>")}, Door: "test", Author: "claire"})
	b.must(err)
	return out
}

// shownHolds writes the holds of a case that follow from statuses.
func shownHolds(c dunning.Case) string {
	var out []string
	for _, h := range c.Holds {
		if h.Source == dunning.SourceStatus {
			out = append(out, fmt.Sprintf("%s %s", h.Kind, h.Amount))
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func TestTheDebtorsOwnStatusHoldsTheCase(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		statuses []status.Status
		holds    string
		task     dunning.TaskCode
		reason   dunning.Reason
	}{
		"in dispute": {[]status.Status{stated("207", "01T09:00:00")}, "dispute 0.00", dunning.TaskDispute, dunning.ReasonDisputed},
		"a part is in dispute": {[]status.Status{stated("206", "01T09:00:00", func(s *status.Status) {
			s.Amounts = []status.Amount{{Type: "MNATTC", Value: "200.00", Currency: "EUR"}}
		})}, "dispute 200.00", dunning.TaskDispute, dunning.ReasonStepDue},
		"a document is wanted":   {[]status.Status{stated("208", "01T09:00:00")}, "documents 0.00", dunning.TaskDocuments, dunning.ReasonDocuments},
		"refused":                {[]status.Status{stated("210", "01T09:00:00")}, "invoice_refused 0.00", dunning.TaskRefused, dunning.ReasonInvoiceRefused},
		"rejected by a platform": {[]status.Status{stated("213", "01T09:00:00")}, "invoice_refused 0.00", dunning.TaskRefused, dunning.ReasonInvoiceRefused},
		"payment sent": {[]status.Status{stated("211", "01T09:00:00", func(s *status.Status) { s.EffectiveDay = "2026-06-03" })},
			"promise 0.00", "", dunning.ReasonPromised},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setupStatuses(t)
			ref := b.invoiceOf("F-1", buyerSIREN)
			got := b.takeStatuses(row.statuses...)
			if got[0].Verdict != lifecycle.Acted || got[0].Case != ref {
				t.Fatalf("have %+v", got)
			}
			c := b.loaded(ref)
			if holds := shownHolds(c); holds != row.holds {
				t.Errorf("held by %q, want %q", holds, row.holds)
			}
			if d := dunning.Next(c, monday.Add(2*time.Hour)); d.Reason != row.reason {
				t.Errorf("the case says %s, want %s", d.Reason, row.reason)
			}
			if row.task != "" && b.count("tasks where code = $1 and done_at is null", string(row.task)) != 1 {
				t.Errorf("no task %s", row.task)
			}
			if again := b.takeStatuses(row.statuses...); again[0].Verdict != lifecycle.Before {
				t.Errorf("the second time it is %s", again[0].Verdict)
			}
			b.proved(ref)
		})
	}
}

func TestNoStatusActsOnAWrongCase(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*status.Status)
		want   lifecycle.Verdict
	}{
		"another buyer":              {func(s *status.Status) { s.IssuerID = "552100554" }, lifecycle.Asks},
		"nobody says who":            {func(s *status.Status) { s.IssuerID = "" }, lifecycle.Asks},
		"a role that does not speak": {func(s *status.Status) { s.IssuerRole = "SE" }, lifecycle.Asks},
		"another seller":             {func(s *status.Status) { s.SellerSIREN = "552100554" }, lifecycle.Ignored},
		"another year":               {func(s *status.Status) { s.InvoiceDate = "2025-04-12" }, lifecycle.Foreign},
		"small letters":              {func(s *status.Status) { s.Invoice = "f-1" }, lifecycle.Foreign},
		"blanks in the number":       {func(s *status.Status) { s.Invoice = "F -1" }, lifecycle.Foreign},
		"a credit note":              {func(s *status.Status) { s.InvoiceType = "381" }, lifecycle.Ignored},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setupStatuses(t)
			one, two := b.invoiceOf("F-1", buyerSIREN), b.invoiceOf("F-2", buyerSIREN)
			if got := b.takeStatuses(stated("207", "01T09:00:00", row.change)); got[0].Verdict != row.want {
				t.Errorf("it is %s, want %s", got[0].Verdict, row.want)
			}
			for _, ref := range []dunning.Ref{one, two} {
				if c := b.loaded(ref); len(c.Holds) > 0 {
					t.Errorf("case %s is held: %v", ref.Number, c.Holds)
				}
			}
		})
	}
}

func TestTwoCreditorsWithOneNumberAreToldApart(t *testing.T) {
	t.Parallel()
	b := setupStatuses(t)
	other := testCreditor()
	other.ID, other.SIREN = "moulin", "552100554"
	b.save(other, quietPlan())
	one := b.invoiceOf("F-1", buyerSIREN)
	n := invoice("F-1")
	n.Creditor, n.Debtor.SIREN = "moulin", buyerSIREN
	two := b.add(n)
	b.takeStatuses(stated("207", "01T09:00:00", func(s *status.Status) { s.SellerSIREN = "552100554" }))
	if b.loaded(one).Held(dunning.HoldDispute) || !b.loaded(two).Held(dunning.HoldDispute) {
		t.Error("the status acted on the other creditor's invoice")
	}
}

func TestStatusesInAnyOrderLeaveTheSameCase(t *testing.T) {
	t.Parallel()
	all := []status.Status{
		stated("205", "02T09:00:00"), stated("207", "01T09:00:00"),
		stated("211", "03T09:00:00", func(s *status.Status) { s.EffectiveDay = "2026-06-20" }), stated("208", "04T09:00:00"),
	}
	want := ""
	for i, order := range permutations(len(all)) {
		b := setupStatuses(t)
		ref := b.invoiceOf("F-1", buyerSIREN)
		for _, n := range order {
			b.takeStatuses(all[n])
		}
		b.proved(ref)
		if got := shownHolds(b.loaded(ref)); i == 0 {
			want = got
		} else if got != want {
			t.Errorf("order %v: %s, want %s", order, got, want)
		}
		b.Close()
	}
	if want != "documents 0.00, promise 0.00" {
		t.Errorf("the case is held by %q", want)
	}
}

func permutations(n int) (out [][]int) {
	if n == 0 {
		return [][]int{nil}
	}
	for _, p := range permutations(n - 1) {
		for i := range n {
			out = append(out, slices.Insert(slices.Clone(p), i, n-1))
		}
	}
	return out
}

func TestWhatAPersonEndedIsNotPutAgainForTheSameStatus(t *testing.T) {
	t.Parallel()
	b := setupStatuses(t)
	ref := b.invoiceOf("F-1", buyerSIREN)
	b.takeStatuses(stated("207", "02T09:00:00"))
	b.record(ref, dunning.NewResolveDispute().With(dunning.Stamp{Author: "claire"}))
	b.takeStatuses(stated("204", "03T09:00:00"), stated("206", "01T09:00:00"))
	if b.loaded(ref).Held(dunning.HoldDispute) {
		t.Error("a dispute that a person resolved holds again")
	}
	b.takeStatuses(stated("207", "05T09:00:00"))
	if !b.loaded(ref).Held(dunning.HoldDispute) {
		t.Error("a new dispute does not hold")
	}
	b.record(ref, dunning.NewDispute(5000, "").With(dunning.Stamp{Author: "claire"}))
	b.takeStatuses(stated("205", "06T09:00:00"))
	if c := b.loaded(ref); !c.Held(dunning.HoldDispute) || shownHolds(c) != "" {
		t.Errorf("an approval ended what a person disputes: %v", c.Holds)
	}
}

func TestAStatusWaitsForItsInvoiceAndForTheDebtorsSIREN(t *testing.T) {
	t.Parallel()
	b := setupStatuses(t)
	if got := b.takeStatuses(stated("213", "01T09:00:00")); got[0].Verdict != lifecycle.Foreign {
		t.Fatalf("it is %s", got[0].Verdict)
	}
	ref := b.invoiceOf("F-1", "")
	c := b.loaded(ref)
	if !c.Held(dunning.HoldRefused) || c.Status() != string(dunning.ReasonNeedsAttention) {
		t.Errorf("an invoice that was rejected before it was imported is chased: %v", c.Holds)
	}
	b.takeStatuses(stated("207", "02T09:00:00"))
	if b.loaded(ref).Held(dunning.HoldDispute) {
		t.Error("a status acts though nobody knows the debtor's SIREN")
	}
	siren := buyerSIREN
	if _, err := b.UpdateDebtor(b.ctx(), "atelier", "C-7", change.Debtor{SIREN: &siren, Author: "claire"}); err != nil {
		t.Fatal(err)
	}
	if !b.loaded(ref).Held(dunning.HoldDispute) {
		t.Error("the status does not act once the SIREN is confirmed")
	}
	if n := b.count("tasks where code = 'confirm_siren' and done_at is null"); n != 0 {
		t.Errorf("%d questions for the SIREN stay open", n)
	}
	b.proved(ref)
}

func TestAMessageThatWasWrittenDoesNotLeaveAfterARefusal(t *testing.T) {
	t.Parallel()
	b := setupStatuses(t)
	ref := b.invoiceOf("F-1", buyerSIREN)
	out := b.granted(ref, "worker", monday)
	b.render(out.Message.ID, "text")
	b.takeStatuses(stated("210", "01T09:00:00"))
	if b.handOver(out.Message.ID, "worker", monday) {
		t.Error("the reminder leaves though the invoice was refused before")
	}
	if d := dunning.Next(b.loaded(ref), monday); d.Action != dunning.Wait || d.Reason != dunning.ReasonInvoiceRefused {
		t.Errorf("the case wants %s: %s", d.Action, d.Reason)
	}
}

func TestMoneyThatWasAnnouncedAndCameEndsTheWait(t *testing.T) {
	t.Parallel()
	b := setupStatuses(t)
	ref := b.invoiceOf("F-1", buyerSIREN)
	b.takeStatuses(stated("211", "01T09:00:00", func(s *status.Status) {
		s.EffectiveDay, s.Amounts = "2026-06-20", []status.Amount{{Type: "MPA", Value: "500.00", Currency: "EUR"}}
	}))
	b.record(ref, dunning.NewPaid(49999, day("2026-06-01")).With(dunning.Stamp{Source: "manual", At: monday}))
	if !b.loaded(ref).Held(dunning.HoldPromise) {
		t.Error("a cent is missing, and the wait is over")
	}
	b.record(ref, dunning.NewPaid(1, day("2026-06-01")).With(dunning.Stamp{Source: "manual", At: monday.Add(time.Minute)}))
	b.takeStatuses(stated("204", "02T09:00:00"))
	if b.loaded(ref).Held(dunning.HoldPromise) {
		t.Error("the money came, and the case waits for it again")
	}
	list, err := b.StatusesOf(b.ctx(), ref)
	b.must(err)
	if !slices.IsSortedFunc(list, func(x, y lifecycle.OnRecord) int { return cmp.Compare(x.StatusAt, y.StatusAt) }) || len(list) != 2 {
		t.Errorf("have %d statuses", len(list))
	}
}
