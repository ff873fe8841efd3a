package dunning_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// writtenForm is a constructor's event and what the database must hold of it.
type writtenForm struct {
	event  dunning.Event
	stored string
}

var (
	second = calendar.Date{Year: 2026, Month: 3, Day: 2}
	third  = calendar.Date{Year: 2026, Month: 3, Day: 3}
	noon   = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)
	parts  = []dunning.Instalment{{Date: third, Amount: 40000}}
)

// What is stored outlives the program that wrote it, so that no constructor may
// change a byte of it.
func writtenFacts() []writtenForm {
	return []writtenForm{
		{dunning.NewPaid(120000, second), `{"kind":"paid","amount":"1200.00","date":"2026-03-02"}`},
		{dunning.NewPaid(-5000, calendar.Date{}), `{"kind":"paid","amount":"-50.00"}`},
		{dunning.NewPaidBesides(120000, 4350, second), `{"kind":"paid","amount":"1200.00","accessory":"43.50","date":"2026-03-02"}`},
		{dunning.NewPaidShare(30000, second, "legal_order"), `{"kind":"paid","amount":"300.00","date":"2026-03-02","category":"legal_order"}`},
		{dunning.NewPaid(50000, second).Confirming(), `{"kind":"paid","amount":"500.00","date":"2026-03-02","category":"confirms"}`},
		{dunning.NewCredited(20000, second), `{"kind":"credited","amount":"200.00","date":"2026-03-02"}`},
		{dunning.NewDispute(30000, "quality"), `{"kind":"dispute","amount":"300.00","category":"quality"}`},
		{dunning.NewResolveDispute(), `{"kind":"resolve_dispute"}`},
		{dunning.NewPromise(30000, third), `{"kind":"promise","amount":"300.00","date":"2026-03-03"}`},
		{dunning.NewInstalments(parts), `{"kind":"instalments","instalments":[{"date":"2026-03-03","amount":"400.00"}]}`},
		{dunning.NewAcknowledged(parts, second),
			`{"kind":"instalments","date":"2026-03-02","category":"acknowledgement","instalments":[{"date":"2026-03-03","amount":"400.00"}]}`},
		{dunning.NewHold(third), `{"kind":"hold","date":"2026-03-03"}`},
		{dunning.NewHoldFor(dunning.HoldBankData), `{"kind":"hold","hold":"stale_bank_data"}`},
		{dunning.NewHoldUntil(dunning.HoldManual, third), `{"kind":"hold","date":"2026-03-03","hold":"manual"}`},
		{dunning.NewBudgetHold(770, third), `{"kind":"hold","amount":"7.70","date":"2026-03-03","hold":"letter_budget"}`},
		{dunning.NewStatusHold(dunning.StatusHold{Kind: dunning.HoldDispute, Status: "status-7", Code: "207", Category: "price", Amount: 100, Date: second, Stated: third}),
			`{"kind":"hold","source":"status","amount":"1.00","date":"2026-03-02","end":"2026-03-03","category":"price","hold":"dispute","status":"207","tracking":"status-7"}`},
		{dunning.NewProvisionalInsolvency("A2026", third), `{"kind":"hold","source":"gazette","hold":"insolvency","tracking":"A2026","deadline":"2026-03-03"}`},
		{dunning.NewRegisterHold("ceased"), `{"kind":"hold","source":"register","category":"ceased","hold":"register_check"}`},
		{dunning.NewStruckOff("B202600031"), `{"kind":"hold","source":"register","category":"struck_off","hold":"register_check","tracking":"B202600031"}`},
		{dunning.NewRegisterRelease(), `{"kind":"release","source":"register","hold":"register_check"}`},
		{dunning.NewRelease(""), `{"kind":"release"}`},
		{dunning.NewRelease(dunning.HoldReply), `{"kind":"release","hold":"reply"}`},
		{dunning.NewReschedule(third), `{"kind":"reschedule","date":"2026-03-03"}`},
		{dunning.NewPayDays(third), `{"kind":"reschedule","date":"2026-03-03","category":"pay_days"}`},
		{dunning.NewReceived(second), `{"kind":"received","date":"2026-03-02"}`},
		{dunning.NewReply(), `{"kind":"reply"}`},
		{dunning.NewPortalReply("question"), `{"kind":"reply","source":"portal","category":"question"}`},
		{dunning.NewBounce(), `{"kind":"bounce"}`},
		{dunning.NewContact(), `{"kind":"contact"}`},
		{dunning.NewLetterStatus(dunning.LetterPosted, second, "1A 000"), `{"kind":"letter_status","date":"2026-03-02","status":"posted","tracking":"1A 000"}`},
		{dunning.NewInsolvency(second), `{"kind":"insolvency","date":"2026-03-02"}`},
		{dunning.NewPublishedInsolvency("A2026", "liquidation", second, third),
			`{"kind":"insolvency","source":"gazette","date":"2026-03-02","category":"liquidation","tracking":"A2026","deadline":"2026-03-03"}`},
		{dunning.NewWaive(dunning.WaiveFee), `{"kind":"waive","category":"fee"}`},
		{dunning.NewWaive(dunning.WaiveFee).WithdrawnIf(true), `{"kind":"waive","category":"fee","status":"withdrawn"}`},
		{dunning.NewCost(12000, second).WithDocument("ab12"), `{"kind":"cost","amount":"120.00","date":"2026-03-02","document":"ab12"}`},
		{dunning.NewLimitation(dunning.LimitCourtAction, second, third), `{"kind":"limitation","date":"2026-03-02","end":"2026-03-03","category":"court_action"}`},
		{dunning.NewClaimed(second), `{"kind":"claim","date":"2026-03-02"}`},
		{dunning.NewApprove("formal").WithDocument("ab12"), `{"kind":"approve","step":"formal","document":"ab12"}`},
		{dunning.NewReject("formal"), `{"kind":"reject","step":"formal"}`},
		{dunning.NewRetry(), `{"kind":"retry"}`},
		{dunning.NewSkip("first"), `{"kind":"skip","step":"first"}`},
		{dunning.NewSettle(true), `{"kind":"settle","status":"sent"}`},
		{dunning.NewSettle(false), `{"kind":"settle","status":"not_sent"}`},
		{dunning.NewClose(dunning.WrittenOff), `{"kind":"close","outcome":"written_off"}`},
		{dunning.NewPlanChange("doux", dunning.Jump), `{"kind":"change_plan","category":"jump","plan":"doux"}`},
	}
}

func writtenDoings() []writtenForm {
	decided := func(a dunning.Action) dunning.Event {
		return dunning.NewDecided(dunning.Decision{Action: a, Step: "first", Reason: dunning.ReasonStepDue})
	}
	return []writtenForm{
		{dunning.NewOpened(120000), `{"kind":"opened","balance":"1200.00"}`},
		{dunning.NewSent("first").HandOver(noon, ""), `{"kind":"sent","step":"first","handed_at":"2026-03-02T11:00:00Z"}`},
		{dunning.NewToPost("formal"), `{"kind":"sent","step":"formal","status":"requested"}`},
		{dunning.NewDeferred("first", noon), `{"kind":"deferred","step":"first","not_before":"2026-03-02T11:00:00Z"}`},
		{dunning.NewWithheld("first", dunning.ReasonPaused), `{"kind":"withheld","reason":"sending_paused","step":"first"}`},
		{dunning.NewRefused("first"), `{"kind":"refused","reason":"refused","step":"first"}`},
		{dunning.NewUnknown("first").HandOver(noon, ""), `{"kind":"unknown","reason":"outcome_unknown","step":"first","handed_at":"2026-03-02T11:00:00Z"}`},
		{dunning.NewAsked("formal", "ab12"), `{"kind":"asked","step":"formal","document":"ab12"}`},
		{dunning.NewAttention("first", dunning.ReasonFailed), `{"kind":"attention","reason":"failed","step":"first"}`},
		{dunning.NewUnreadable(dunning.KindPaid), `{"kind":"unreadable","category":"paid"}`},
		{dunning.NewThanked("thanks", dunning.ReasonPaidInFull), `{"kind":"thanked","reason":"paid_in_full","step":"thanks"}`},
		{dunning.NewClosed(dunning.Paid, dunning.ReasonPaidInFull), `{"kind":"closed","reason":"paid_in_full","outcome":"paid"}`},
		{decided(dunning.Skip), `{"kind":"skipped","reason":"step_due","step":"first"}`},
		{decided(dunning.Ask), `{"kind":"asked","reason":"step_due","step":"first"}`},
		{decided(dunning.Delegate), `{"kind":"delegated","reason":"step_due","step":"first"}`},
		{decided(dunning.Surrender), `{"kind":"handed_over","reason":"step_due","step":"first"}`},
		{dunning.NewDecided(dunning.Decision{Action: dunning.Lapse, Hold: dunning.HoldPromise}), `{"kind":"lapsed","hold":"promise"}`},
		{dunning.NewDecided(dunning.Decision{Action: dunning.Close, Outcome: dunning.Paid}), `{"kind":"closed","outcome":"paid"}`},
		{dunning.NewDebtorChange("C-7", "C-8", dunning.Merged), `{"kind":"debtor_changed","category":"merged","debtor":"C-8","former_debtor":"C-7"}`},
		{dunning.NewUnreachable(dunning.Decision{Channel: dunning.Email}), `{"kind":"bounce","reason":"no_usable_address"}`},
		{dunning.NewUnreachable(dunning.Decision{Channel: dunning.Letter}), `{"kind":"attention","reason":"no_usable_address"}`},
		{dunning.NewUnreachable(dunning.Decision{Action: dunning.Thank, Channel: dunning.Email}), `{"kind":"thanked","reason":"no_usable_address"}`},
	}
}

func TestEachConstructorWritesTheStoredForm(t *testing.T) {
	t.Parallel()
	made := map[dunning.Kind]bool{}
	for _, row := range slices.Concat(writtenFacts(), writtenDoings()) {
		made[row.event.Kind] = true
		got, err := json.Marshal(row.event)
		if err != nil || string(got) != row.stored {
			t.Errorf("%s, %v\n got %s\nwant %s", row.event.Kind, err, got, row.stored)
		}
	}
	for _, k := range dunning.Facts() {
		if !made[k] {
			t.Errorf("nothing makes a %s", k)
		}
	}
}

func TestAStampAddsWhoWhenAndWhyAndLeavesTheRest(t *testing.T) {
	t.Parallel()
	full := dunning.Stamp{ID: "i", At: noon, Author: "a", Source: "s", Reason: dunning.ReasonFact, Step: "p", Message: 7, Note: "n"}
	e := dunning.NewHold(third).With(full).With(dunning.Stamp{})
	got, err := json.Marshal(e)
	want := `{"id":"i","kind":"hold","at":"2026-03-02T11:00:00Z","reason":"fact","step":"p","source":"s","author":"a","date":"2026-03-03","message":7,"note":"n"}`
	if err != nil || string(got) != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
}

// Whatever an older version has stored can be made again by the constructors.
func TestEveryStoredEventCanBeMadeAgain(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/stored-aa707b8.json")
	var stored []storedCase
	if err == nil {
		err = json.Unmarshal(data, &stored)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stored {
		for _, raw := range s.Events {
			var e dunning.Event
			if err := json.Unmarshal(raw, &e); err != nil {
				t.Fatal(err)
			}
			want, got := string(must(t, e)), string(must(t, again(e)))
			if got != want {
				t.Errorf("made again:\n got %s\nwant %s", got, want)
			}
		}
	}
}

func must(t *testing.T, e dunning.Event) []byte {
	t.Helper()
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// again makes an event as its writer would today. What the store and Complete
// fill in is copied.
func again(e dunning.Event) dunning.Event {
	out := constructed(e).With(dunning.Stamp{
		ID: e.ID, At: e.At, Author: e.Author, Source: e.Source, Reason: e.Reason, Step: e.Step, Message: e.Message, Note: e.Note,
	})
	if e.Category == dunning.Confirms {
		out = out.Confirming()
	}
	out.Seq, out.Balance, out.Left, out.NotBefore, out.Until = e.Seq, e.Balance, e.Left, e.NotBefore, e.Until
	out.Deadline, out.ThankAt, out.Instants = e.Deadline, e.ThankAt, e.Instants
	if e.Kind == dunning.KindWaive {
		out.Date = e.Date // the day on which it was recorded
	}
	return out
}

func constructed(e dunning.Event) dunning.Event {
	switch e.Kind {
	case dunning.KindOpened:
		return dunning.NewOpened(*e.Balance)
	case dunning.KindSent:
		if e.Status != "" {
			return dunning.NewToPost(e.Step)
		}
		return dunning.NewSent(e.Step)
	case dunning.KindHold:
		if e.Hold == dunning.HoldBudget {
			return dunning.NewBudgetHold(e.Amount, e.Date)
		}
		return dunning.NewHoldUntil(e.Hold, e.Date)
	case dunning.KindPaid:
		if e.Category != "" {
			return dunning.NewPaidShare(e.Amount, e.Date, e.Category)
		}
		return dunning.NewPaidBesides(e.Amount, e.Accessory, e.Date)
	case dunning.KindLetterStatus:
		return dunning.NewLetterStatus(dunning.LetterState(e.Status), e.Date, e.Tracking)
	case dunning.KindWaive:
		return dunning.NewWaive(dunning.Waivable(e.Category))
	case dunning.KindLimitation:
		return dunning.NewLimitation(dunning.LimitationEvent(e.Category), e.Date, e.End)
	case dunning.KindDeferred:
		return dunning.NewDeferred(e.Step, e.NotBefore)
	case dunning.KindSettle:
		return dunning.NewSettle(e.Status == dunning.SettledSent)
	}
	return plainly(e)
}

func plainly(e dunning.Event) dunning.Event {
	return map[dunning.Kind]dunning.Event{
		dunning.KindRelease: dunning.NewRelease(e.Hold), dunning.KindThanked: dunning.NewThanked(e.Step, e.Reason),
		dunning.KindClosed: dunning.NewClosed(e.Outcome, e.Reason), dunning.KindClose: dunning.NewClose(e.Outcome),
		dunning.KindCost: dunning.NewCost(e.Amount, e.Date), dunning.KindDispute: dunning.NewDispute(e.Amount, e.Category),
		dunning.KindReply: dunning.NewReply(), dunning.KindUnknown: dunning.NewUnknown(e.Step), dunning.KindBounce: dunning.NewBounce(),
		dunning.KindContact: dunning.NewContact(), dunning.KindAttention: dunning.NewAttention(e.Step, e.Reason),
		dunning.KindRetry: dunning.NewRetry(), dunning.KindCredited: dunning.NewCredited(e.Amount, e.Date),
		dunning.KindSkip: dunning.NewSkip(e.Step), dunning.KindInsolvency: dunning.NewInsolvency(e.Date), dunning.KindRefused: dunning.NewRefused(e.Step),
		dunning.KindWithheld: dunning.NewWithheld(e.Step, e.Reason), dunning.KindPromise: dunning.NewPromise(e.Amount, e.Date),
		dunning.KindSkipped: dunning.NewDecided(dunning.Decision{Action: dunning.Skip, Step: e.Step, Reason: e.Reason}),
	}[e.Kind]
}
