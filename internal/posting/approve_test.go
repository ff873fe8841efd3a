package posting

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/activities"
	"relance/internal/approval"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/money"
	"relance/internal/notice"
	"relance/internal/postage"
	"relance/internal/postgres/sending"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/maileva"
)

// openAsking is a post office whose letter needs a yes, which is asked for.
func openAsking(t *testing.T, change func(p *postOffice)) *postOffice {
	t.Helper()
	p := openPost(t, config.FolderCarrier, monday, nil)
	p.plan = func(plan *dunning.Plan) { plan.Steps[0].Approval = dunning.ApprovalRequired }
	if change != nil {
		change(p)
	}
	p.open("F-2")
	p.ask()
	return p
}

// ask records what the workflow would: that a yes is asked for.
func (p *postOffice) ask() {
	p.t.Helper()
	_, err := CaseRecorder{p.Post}.Record(p.t.Context(), dunning.Recording{Ref: p.ref, Event: dunning.NewAsked("notice", "").With(dunning.Stamp{At: p.now, Reason: dunning.ReasonApprovalRequired})})
	p.must(err)
}

func (p *postOffice) approve(anyway bool) (approval.Agreed, error) {
	p.t.Helper()
	return p.Approve(p.t.Context(), approval.Agreement{Ref: p.ref, Author: "claire", Anyway: anyway})
}

// move gives the debtor another address.
func (p *postOffice) move(line string) {
	p.t.Helper()
	_, err := p.Store.UpdateDebtor(p.t.Context(), seller().ID, "C-1", change.Debtor{
		Address: &dunning.Address{Lines: []string{line}, Postcode: "44100", City: "Nantes"},
	})
	p.must(err)
}

// shown is the letter that was shown last.
func (p *postOffice) shown() dunning.ShownDraft {
	p.t.Helper()
	d, found, err := sending.New(p.Store).LastDraft(p.t.Context(), p.ref, "notice")
	p.must(err)
	if !found {
		p.t.Fatal("no letter was shown")
	}
	return d
}

func TestTheApprovalShowsTheExactLetterWithItsPrice(t *testing.T) {
	t.Parallel()
	p := openAsking(t, nil)
	d := p.shown()
	page, err := p.Store.Document(t.Context(), d.Document)
	p.must(err)
	if registeredmail.Hash(page.Bytes) != d.Document || !strings.HasPrefix(string(page.Bytes), "%PDF-") {
		t.Errorf("the page that was shown is not on record: %d bytes", len(page.Bytes))
	}
	if d.Principal != 120000 || d.Total != d.Principal+d.Interest || d.Term != 15 || d.Pages != 2 || d.Estimate != 770 || d.Priced == "" || d.Fault != "" {
		t.Errorf("the figures are %+v", d.Draft)
	}
	out, err := p.approve(false)
	p.must(err)
	if out.Letter.Document != d.Document {
		t.Error("the same letter on the same day has other bytes")
	}
	p.send()
	v := p.view()
	sent := v.Messages[len(v.Messages)-1]
	if sent.Document != d.Document {
		t.Error("what left is not what was agreed to")
	}
	if l := p.letter(); l.Estimate != 770 {
		t.Errorf("the letter's price is %s", l.Estimate)
	}
	var chain []string
	for _, r := range v.Timeline {
		if r.Kind == dunning.KindAsked || r.Kind == dunning.KindApprove {
			chain = append(chain, string(r.Kind)+" "+r.Document)
		}
	}
	if want := []string{"asked " + d.Document, "approve " + d.Document}; !slices.Equal(chain, want) {
		t.Errorf("the chain proves %v, want %v", chain, want)
	}
}

func TestTheSameLetterWithCopiesIsTheSameLetter(t *testing.T) {
	t.Parallel()
	p := openAsking(t, func(p *postOffice) {
		p.copy = &dunning.Document{MediaType: "application/pdf", Name: "F-2.pdf", Bytes: thickPDF(t, 4)}
	})
	if d := p.shown(); d.Pages != 6 || d.Words == "" {
		t.Errorf("the letter that was shown has %d pages", d.Pages)
	}
	_, err := p.approve(false)
	p.must(err)
	p.send()
}

func TestAYesSomeDaysLaterIsForTheLetterOfThatDay(t *testing.T) {
	t.Parallel()
	p := openAsking(t, nil)
	before := p.shown()
	p.now = p.now.AddDate(0, 0, 2)
	out, err := p.approve(false)
	p.must(err)
	if out.Letter.On.Sub(before.On) != 2 || out.Letter.Document == before.Document {
		t.Errorf("the letter is still that of %s", out.Letter.On)
	}
	if c := p.view().Case; c.Approved != "notice" {
		t.Error("the days that passed took the yes away")
	}
}

func TestAYesToAnotherLetterIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, anyway := range map[string]bool{"asked again": false, "anyway": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openAsking(t, nil)
			p.move("9 rue Neuve")
			out, err := p.approve(anyway)
			if !slices.Equal(out.Differs, []approval.Part{approval.PartRecipient}) {
				t.Errorf("it differs in %v", out.Differs)
			}
			if anyway {
				p.must(err)
			} else {
				if dunning.ErrorCode(err) != dunning.CodeConflict || !strings.Contains(err.Error(), "recipient") || p.view().Case.Approved != "" {
					t.Errorf("agreed to a letter that was never shown: %v", err)
				}
				if got := p.shown(); got.Recipient != out.Letter.Recipient || got.Approved {
					t.Errorf("the new letter is not the one that is shown now: %+v", got)
				}
				_, err = p.approve(false)
				p.must(err)
			}
			if c := p.view().Case; c.Approved != "notice" || !p.shown().Approved {
				t.Error("the second yes does not count")
			}
		})
	}
}

func TestAYesByTemporalIsHeldToTheSameLetter(t *testing.T) {
	t.Parallel()
	p := openAsking(t, nil)
	yes := func() error {
		_, err := CaseRecorder{p.Post}.Record(t.Context(), dunning.Recording{Ref: p.ref, Event: dunning.NewApprove("").With(dunning.Stamp{At: p.now, ID: "signal-" + p.now.String()})})
		return err
	}
	p.move("9 rue Neuve")
	if err := yes(); dunning.ErrorCode(err) != dunning.CodeConflict || p.view().Case.Approved != "" {
		t.Errorf("a signal agrees to any letter: %v", err)
	}
	p.now = p.now.Add(time.Minute)
	p.must(yes())
	p.must(yes()) // told again
	if !p.shown().Approved {
		t.Error("the letter that was agreed to is not on record")
	}
}

// wantAsked tries to send what was agreed to, and wants it to be asked about
// again instead.
func (p *postOffice) wantAsked() {
	p.t.Helper()
	ctx := p.t.Context()
	c, err := p.Store.LoadCase(ctx, p.ref)
	p.must(err)
	req := dunning.ReserveRequest{Ref: p.ref, Step: "notice", Known: c.Version, Now: p.now, Owner: "worker"}
	reserved, err := sending.New(p.Store).Reserve(ctx, req)
	p.must(err)
	reserved.Ref = p.ref
	composer, err := p.Composer()
	p.must(err)
	if _, err := composer.Compose(ctx, reserved, p.now); !errors.Is(err, activities.ErrChanged) {
		p.t.Fatalf("another letter leaves: %v", err)
	}
	again, err := sending.New(p.Store).Reserve(ctx, req)
	p.must(err)
	if again.State != dunning.ReserveMoved || len(again.Events) != 1 || again.Events[0].Reason != dunning.ReasonChangedMeantime {
		p.t.Errorf("the workflow hears %+v", again)
	}
}

func TestALetterThatChangedSinceTheYesIsAskedAboutBeforeItLeaves(t *testing.T) {
	t.Parallel()
	p := openAsking(t, nil)
	_, err := p.approve(false)
	p.must(err)
	p.move("9 rue Neuve")
	p.wantAsked()
	if c := p.view().Case; c.Approved != "" || c.Asked != "notice" || !slices.Contains(p.tasks(), string(dunning.TaskApprove)) {
		t.Errorf("nobody is asked again: %+v", c)
	}
	_, err = p.approve(false)
	p.must(err)
	p.send()
}

func TestASecondYesThatIsRefusedTakesTheFirstBack(t *testing.T) {
	t.Parallel()
	p := openAsking(t, nil)
	_, err := p.approve(false)
	p.must(err)
	known := p.view().Case.Version
	p.move("9 rue Neuve")
	if _, err := p.approve(false); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Fatalf("agreed to a letter that was never shown: %v", err)
	}
	if c := p.view().Case; c.Approved != "" || c.Asked != "notice" || !slices.Contains(p.tasks(), string(dunning.TaskApprove)) {
		t.Errorf("the yes to another letter still stands: %+v, tasks %v", c, p.tasks())
	}
	reserved, err := sending.New(p.Store).Reserve(t.Context(), dunning.ReserveRequest{Ref: p.ref, Step: "notice", Known: known, Now: p.now, Owner: "worker"})
	p.must(err)
	if reserved.State != dunning.ReserveMoved || len(reserved.Events) != 1 || reserved.Events[0].Reason != dunning.ReasonChangedMeantime {
		t.Errorf("the workflow is given %+v", reserved)
	}
	_, err = p.approve(false)
	p.must(err)
	p.send()
}

func TestAYesToNoLetterThatWasShownIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, since := range map[string]func(p *postOffice){
		"another one was shown since": func(p *postOffice) {
			_, err := p.approve(false)
			p.must(err)
			d, page, step, err := p.Draft(p.t.Context(), p.ref, p.now)
			p.must(err)
			p.must(sending.New(p.Store).ShowDraft(p.t.Context(), p.ref, step, d, page, p.now))
		},
		"none was drawn": func(p *postOffice) {
			_, err := p.Store.Record(p.t.Context(), dunning.Recording{Ref: p.ref, Event: dunning.NewApprove("").With(dunning.Stamp{At: p.now})})
			p.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openAsking(t, nil)
			since(p)
			p.wantAsked()
			_, err := p.approve(false)
			p.must(err)
			p.send()
		})
	}
}

func TestAnUnansweredApprovalIsRemindedOfOnceWithTheLetterOfTheDay(t *testing.T) {
	t.Parallel()
	p := openAsking(t, nil)
	before := p.shown()
	sweep := func() {
		for range 2 {
			p.must(p.WatchApprovals(t.Context(), p.now))
		}
	}
	p.now = p.now.AddDate(0, 0, 2)
	sweep()
	if slices.Contains(p.tasks(), string(dunning.TaskApprovalOverdue)) {
		t.Error("two business days are no delay")
	}
	p.now = p.now.AddDate(0, 0, 2)
	sweep()
	if n := len(p.drafts()); n != 2 || p.shown().On.Sub(before.On) != 4 {
		t.Errorf("%d letters were shown, the last for %s", n, p.shown().On)
	}
	if !slices.Contains(p.tasks(), string(dunning.TaskApprovalOverdue)) {
		t.Errorf("nobody is reminded: %v", p.tasks())
	}
	_, err := p.approve(false)
	p.must(err)
	if tasks := p.tasks(); len(tasks) != 0 {
		t.Errorf("still open: %v", tasks)
	}
}

func (p *postOffice) drafts() []dunning.ShownDraft {
	p.t.Helper()
	d, err := sending.New(p.Store).Drafts(p.t.Context(), p.ref)
	p.must(err)
	return d
}

func TestALetterThatIsTooThickIsRefusedBeforeTheCarrier(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.MailevaCarrier, monday, nil)
	p.plan = func(plan *dunning.Plan) { plan.Steps[0].Approval = dunning.ApprovalRequired }
	p.copy = &dunning.Document{MediaType: "application/pdf", Name: "F-2.pdf", Bytes: thickPDF(t, 86)}
	p.open("F-2")
	p.ask()
	if d := p.shown(); d.Sheets != 45 || !strings.Contains(d.Fault, "attach fewer copies") {
		t.Errorf("the approval shows %d sheets, fault %q", d.Sheets, d.Fault)
	}
	if _, err := p.approve(true); dunning.ErrorCode(err) != dunning.CodeInvalid || !strings.Contains(err.Error(), "45 sheets, an envelope holds 44") {
		t.Errorf("a letter that fits no envelope is agreed to: %v", err)
	}
	p.plan = nil // nobody is asked
	p.open("F-3")
	if d := p.send(); d.Outcome != dunning.SendRefused || !strings.Contains(d.Reply, "attach fewer copies") || len(p.Letters())+p.Drafts() != 0 {
		t.Errorf("the hand-over ended %+v", d)
	}
	p.Config.Letters.Copies = false
	_, err := p.Store.Record(t.Context(), dunning.Recording{Ref: p.ref, Notify: true, Event: dunning.NewRetry().With(dunning.Stamp{At: p.now})})
	p.must(err)
	if d := p.send(); d.Outcome != dunning.SendAccepted {
		t.Errorf("without copies it still does not leave: %+v", d)
	}
}

// thickPDF is a document of so many pages.
func thickPDF(t *testing.T, pages int) []byte {
	t.Helper()
	page, err := letter.Render(notice.Sample(dunning.FormalNotice, dunning.B2B, "fr"), letter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	per, err := letter.Pages(page)
	if err != nil || per < 1 {
		t.Fatalf("%d pages: %v", per, err)
	}
	copies := make([][]byte, pages/per-1)
	for i := range copies {
		copies[i] = page
	}
	thick, err := letter.Append(page, copies...)
	if err != nil {
		t.Fatal(err)
	}
	return thick
}

func TestAnEstimateGoesByOnesOwnListThenTheContractThenTheBuiltInOne(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.MailevaCarrier, monday, nil)
	order := registeredmail.NewOrder("projet", thickPDF(t, 4)) // two sheets and that of the address
	day := calendar.DateOf(monday)
	estimate := func(want money.Cents, source string) {
		t.Helper()
		got, err := p.weigh(order, day)
		p.must(err)
		if got.sheets != 3 || got.estimate != want || got.priced != source {
			t.Errorf("%d sheets cost %s by %q, want %s by %q", got.sheets, got.estimate, got.priced, want, source)
		}
	}
	estimate(0, "")
	p.Carriers = &Carriers{settings: func() config.Config { return p.Config }, store: sending.NewRoom(p.Store), StandIns: StandIns{Maileva: func(o *maileva.Options) {
		o.Hosts, o.Clock, o.Tariff = maileva.Hosts{API: p.URL, Token: p.TokenURL()}, p.Server.Now, maileva.Tariff{Letter: 650}
	}}}
	estimate(650, "letters.maileva.price")
	p.Config.Letters.Prices = []postage.Price{
		{Carrier: config.MailevaCarrier, From: day, Letter: 520, Sheet: 12, Colour: 25, Receipt: 110, Source: "contrat"},
		{Carrier: config.MailevaCarrier, From: day.AddDays(1), Letter: 999, Source: "next year's"},
	}
	estimate(520+3*37+110, "contrat")
	order.Registered = false
	if got, err := p.weigh(order, day); err != nil || got.estimate != 304 || got.sheets != 4 {
		t.Errorf("a simple letter of 4 sheets: %+v %v, want the built-in price at the counter", got, err)
	}
}

// A workflow that hears of a yes on record before it heard of what came earlier
// asks for what it missed, and says no new yes.
func TestAYesOnRecordIsNotGivenAgain(t *testing.T) {
	t.Parallel()
	p := openAsking(t, nil)
	_, err := p.approve(false)
	p.must(err)
	seq := p.view().Case.Version
	_, err = p.Store.Record(t.Context(), dunning.Recording{Ref: p.ref, Event: dunning.NewReject("").With(dunning.Stamp{At: p.now})})
	p.must(err)
	p.move("9 rue Neuve")
	known := p.view().Case.Version
	out, err := CaseRecorder{p.Post}.Record(t.Context(), dunning.Recording{
		Ref: p.ref, Known: seq - 1, Event: dunning.Event{Kind: dunning.KindApprove, Seq: seq, At: p.now},
	})
	if err != nil || !out.Duplicate || len(out.Events) != int(known-seq)+1 || p.view().Case.Version != known {
		t.Errorf("%+v %v, want events %d to %d and nothing new", out, err, seq, known)
	}
}

func TestAFormalNoticeLeavesWithTheYesOfTwoKnownPeople(t *testing.T) {
	t.Parallel()
	p := openAsking(t, nil)
	p.Store.Approvals = dunning.ApprovalsTwo
	yes := func(author string, known bool) error {
		_, err := p.Approve(t.Context(), approval.Agreement{Ref: p.ref, Author: author, Identified: known})
		return err
	}
	signal := func() error {
		_, err := CaseRecorder{p.Post}.Record(t.Context(), dunning.Recording{Ref: p.ref, Event: dunning.NewApprove("").With(dunning.Stamp{At: p.now, ID: "signal", Author: "paul"})})
		return err
	}
	for name, err := range map[string]error{"a shell": yes("root", false), "a signal": signal()} {
		if dunning.ErrorCode(err) != dunning.CodeForbidden {
			t.Errorf("%s as the first: %v", name, err)
		}
	}
	p.must(yes("claire", true))
	if c := p.view().Case; c.Approved != "" || c.FirstYes == nil || p.shown().Approved || !slices.Contains(p.tasks(), string(dunning.TaskApprove)) {
		t.Fatalf("one yes is enough: %+v", c)
	}
	for name, err := range map[string]error{"the same person": yes("claire", true), "a shell": yes("paul", false), "a signal": signal()} {
		if dunning.ErrorCode(err) != dunning.CodeForbidden {
			t.Errorf("%s as the second: %v", name, err)
		}
	}
	p.move("9 rue Neuve") // the first yes was to another letter
	if err := yes("paul", true); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a letter that nobody saw: %v", err)
	}
	p.must(yes("paul", true))
	if c := p.view().Case; c.Approved != "" || c.FirstYes == nil || c.FirstYes.Author != "paul" {
		t.Fatalf("the yes to the letter before counts for this one: %+v", c)
	}
	p.must(yes("claire", true))
	if c := p.view().Case; c.Approved != "notice" || !p.shown().Approved {
		t.Fatalf("two people agreed: %+v", c)
	}
	p.send()
}

// TestACaseThatBeganBeforeTwoMustAgreeIsAskedAbout has a case whose plan sends its formal
// notice without asking anybody, and the rule of two people that came later.
func TestACaseThatBeganBeforeTwoMustAgreeIsAskedAbout(t *testing.T) {
	t.Parallel()
	for name, reserved := range map[string]bool{"before its notice is reserved": false, "when its notice is drawn already": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t, config.FolderCarrier, monday, nil)
			room := sending.New(p.Store)
			if reserved {
				parcel := p.reserve()
				p.Store.Approvals = dunning.ApprovalsTwo
				if ok, err := room.HandOver(t.Context(), parcel.Reserved.Message.ID, "worker", p.now); ok || err != nil {
					t.Errorf("handed over: %v (%v), want nothing to leave", ok, err)
				}
			} else {
				p.Store.Approvals = dunning.ApprovalsTwo
				out, err := room.Reserve(t.Context(), dunning.ReserveRequest{Ref: p.ref, Step: "notice", Known: p.view().Case.Version, Now: p.now, Owner: "worker"})
				if err != nil || out.State != dunning.ReserveMoved {
					t.Fatalf("the claim is %s (%v), want nothing to leave", out.State, err)
				}
			}
			p.waits()
			for i, who := range []string{"claire", "paul"} {
				if c := p.view().Case; c.Approved != "" {
					t.Fatalf("after %d yes: %+v", i, c)
				}
				_, err := p.Approve(t.Context(), approval.Agreement{Ref: p.ref, Author: who, Identified: true})
				p.must(err)
			}
			p.send()
		})
	}
}

// waits holds that the case asks for a yes and sends nothing by itself, as the workflow
// decides and as its log replays.
func (p *postOffice) waits() {
	p.t.Helper()
	c := p.view().Case
	if d := dunning.Next(c, p.now.AddDate(0, 0, 30)); d.Action != dunning.Wait || d.Reason != dunning.ReasonAwaitApproval {
		p.t.Errorf("the case would %s: %s", d.Action, d.Reason)
	}
	if !slices.Contains(p.tasks(), string(dunning.TaskApprove)) {
		p.t.Errorf("nobody is asked: %v", p.tasks())
	}
	if err := p.Store.VerifyChain(p.t.Context(), p.ref); err != nil {
		p.t.Errorf("the log does not give this case: %v", err)
	}
}
