package postgres_test

import (
	"testing"

	"relance/internal/bank"
	"relance/internal/claim"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// claimOn is what may be asked of a case on a day, by its record.
func (b *bundle) claimOn(ref dunning.Ref, on string) dunning.Claim {
	b.t.Helper()
	v, err := b.Case(b.ctx(), ref)
	b.must(err)
	k, err := claim.New(claim.Input{
		Invoice: v.Invoice, Regime: v.Debtor.Regime, Creditor: v.Creditor, On: day(on), Received: v.Received(), Credited: v.Credits,
	})
	b.must(err)
	return k
}

func (b *bundle) wantClaim(ref dunning.Ref, on string, principal, interest, fee money.Cents) {
	b.t.Helper()
	if k := b.claimOn(ref, on); k.Principal != principal || k.Interest != interest || k.Fee != fee {
		b.t.Errorf("on %s the claim on %s is %s, %s and %s, want %s, %s and %s",
			on, ref.Number, k.Principal, k.Interest, k.Fee, principal, interest, fee)
	}
}

// takeClaims takes lines in with the interest known.
func (b *bundle) takeClaims(entries ...bank.Entry) []reconcile.BankResult {
	b.t.Helper()
	return b.read(reconcile.BankRead{Claim: claim.New}, statement(b.t, entries...))
}

// What was waived, or is barred since a judgment, explains no surplus.
func TestAClaimOnALineHeedsWaiverAndJudgment(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		recorded        dunning.Event
		rest, accessory money.Cents
	}{
		"interest waived":           {dunning.NewWaive("interest"), 4679, 0},
		"a judgment after ten days": {dunning.NewInsolvency(day("2026-05-23")), 4679, 0},
		"nothing told":              {dunning.NewContact(), 0, 4679},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref := b.add(invoice("F2026-0142"))
			row.recorded.At = monday
			b.record(ref, row.recorded)
			got := b.takeClaims(credited(124679, "2026-05-29", "REGLT F2026-0142"))
			line, err := b.BankLine(b.ctx(), got[0].Line)
			b.must(err)
			if len(line.Matches) != 1 || line.Matches[0].Accessory != row.accessory || line.Rest != row.rest {
				t.Errorf("the line stands for %+v with %s left, want %s for interest and fee, and %s left", line.Matches, line.Rest, row.accessory, row.rest)
			}
		})
	}
}

// 1200.00 is due on 2026-05-12. On 2026-05-29, 17 days at 12.15 % are 6.79.
func TestAPaymentWithInterestAndFeeIsRecordedAsSuch(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		amount                   money.Cents
		state                    reconcile.LineState
		accessory, interest, fee money.Cents // paid besides, then left
		rest                     money.Cents
	}{
		"the invoice alone":                      {120000, reconcile.LineMatched, 0, 679, 4000, 0},
		"with interest":                          {120679, reconcile.LineMatched, 679, 0, 4000, 0},
		"with the fee":                           {124000, reconcile.LineMatched, 4000, 0, 679, 0},
		"with both":                              {124679, reconcile.LineMatched, 4679, 0, 0, 0},
		"with the interest of an earlier letter": {124500, reconcile.LineMatched, 4500, 0, 179, 0},
		"with more than may be claimed":          {130000, reconcile.LineMatched, 0, 679, 4000, 10000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref := b.add(invoice("F2026-0142"))
			got := b.takeClaims(credited(row.amount, "2026-05-29", "REGLT F2026-0142"))
			b.wantStates(got, row.state)
			line, err := b.BankLine(b.ctx(), got[0].Line)
			b.must(err)
			if len(line.Matches) != 1 || line.Matches[0].Accessory != row.accessory || line.Rest != row.rest {
				t.Fatalf("the line stands for %+v with %s left, want %s for interest and fee, and %s", line.Matches, line.Rest, row.accessory, row.rest)
			}
			b.wantBalance(ref, 0)
			b.wantClaim(ref, "2026-11-21", 0, row.interest, row.fee)
			_, err = b.Unmatch(b.ctx(), got[0].Line, "claire", monday)
			b.must(err)
			b.wantBalance(ref, 120000)
			b.wantClaim(ref, "2026-05-29", 120000, 679, 4000)
			b.proved(ref)
		})
	}
}

func TestOnePaymentWithTheInterestOfSeveralInvoices(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.add(invoice("F2026-0142")), b.add(invoice("F2026-0143"))
	got := b.takeClaims(credited(2*124679, "2026-05-29", "F2026-0142 F2026-0143"))
	b.wantStates(got, reconcile.LineMatched)
	b.wantClaim(one, "2026-11-21", 0, 0, 0)
	b.wantClaim(two, "2026-11-21", 0, 0, 0)
}

func TestAReturnTakesInterestAndFeeBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	b.wantStates(b.takeClaims(credited(124679, "2026-05-29", "REGLT F2026-0142")), reconcile.LineMatched)
	b.closePaid(ref)
	back := credited(-124679, "2026-05-30", "REJET F2026-0142")
	back.Reversal = true
	b.wantStates(b.takeClaims(back), reconcile.LineMatched)
	latest, err := b.Latest(b.ctx(), "atelier", "F2026-0142")
	b.must(err)
	b.wantBalance(latest, 120000)
	b.wantClaim(latest, "2026-05-30", 120000, 679, 4000) // none ran while the money was there
	b.proved(ref, latest)
}

func TestAPersonGivesAPartToInterestAndFee(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ref := b.add(invoice("F2026-0142"))
	b.wantStates(b.takeClaims(credited(120000, "2026-05-29", "REGLT F2026-0142")), reconcile.LineMatched)
	b.closePaid(ref)
	line := b.takeAt(monday, credited(4700, "2026-06-01", "FRAIS"))
	before := b.count("tasks where done_at is null")
	_, err := b.Match(b.ctx(), line, []reconcile.MatchPart{{Invoice: "F2026-0142", Accessory: 4800}}, "claire", monday)
	wantCode(t, err, dunning.CodeConflict)
	m, err := b.Match(b.ctx(), line, []reconcile.MatchPart{{Invoice: "F2026-0142", Accessory: 4679}}, "claire", monday)
	b.must(err)
	if m.Line.Rest != 21 || len(m.Line.Matches) != 1 || m.Line.Matches[0].Accessory != 4679 {
		t.Errorf("the line stands for %+v with %s left", m.Line.Matches, m.Line.Rest)
	}
	b.wantClaim(ref, "2026-11-21", 0, 0, 0)
	if c := b.loaded(ref); c.State != dunning.Closed || c.Balance != 0 {
		t.Errorf("the case is %s with %s open", c.State, c.Balance)
	}
	if n := b.count("tasks where done_at is null"); n != before {
		t.Errorf("%d tasks ask about money that arrived where it belongs", n-before)
	}
	_, err = b.Unmatch(b.ctx(), line, "claire", monday)
	b.must(err)
	b.wantClaim(ref, "2026-11-21", 0, 679, 4000)
	b.proved(ref)
}
