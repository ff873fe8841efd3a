package posting

import (
	"context"
	"strings"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/letter"
	"relance/internal/notice"
	"relance/internal/postage"
	"relance/internal/postgres/gazette"
	"relance/internal/postgres/sending"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// insolvent is a post office whose debtor is in insolvency proceedings, with the
// declaration of his creditor drawn.
func insolvent(t *testing.T, carrier string, scenario mailevatest.Scenario) (*postOffice, insolvency.Letter) {
	t.Helper()
	p := openPost(t, carrier, monday, scenario)
	p.Config.Mail.Mode = config.Live
	p.Config.Letters.Prices = []postage.Price{{Carrier: config.MailevaCarrier, From: calendar.DateOf(monday).AddDays(-100), Letter: 900, Source: "contrat"}}
	_, err := p.Store.Record(t.Context(), dunning.Recording{Ref: p.ref, Event: dunning.NewInsolvency(calendar.DateOf(monday).AddDays(-10)).With(dunning.Stamp{Author: "claire"})})
	p.must(err)
	return p, p.draw()
}

// draw draws the declaration anew and shows it.
func (p *postOffice) draw() insolvency.Letter {
	p.t.Helper()
	l := insolvency.Letter{
		Creditor: seller().ID, Debtor: buyer().Key, Recipient: []string{"SELARL Exemple", "Mandataire judiciaire", "1 RUE A", "75001 PARIS"}, Invoices: []string{"F-1"},
		Total: 124000, Currency: "EUR", ShownBy: "claire", Judgment: calendar.DateOf(monday).AddDays(-10), ClaimBy: calendar.DateOf(monday).AddDays(55),
	}
	pdf, err := letter.RenderSheet(letter.Sheet{Language: "fr", Title: "Déclaration de créance", Date: calendar.DateOf(p.now), Foot: p.now.String(),
		Envelope: &letter.Envelope{Sender: senderLines(seller()), Recipient: l.Recipient, Registered: true, Place: "Lyon, le 2 mars 2026"},
		Sections: []letter.Section{{Blocks: []notice.Block{{Kind: notice.Paragraph, Text: "Créance déclarée."}}}}})
	p.must(err)
	l, err = p.WeighDeclaration(p.t.Context(), seller(), l, pdf, calendar.DateOf(p.now))
	p.must(err)
	l, err = sending.New(p.Store).ShowDeclaration(p.t.Context(), l, pdf)
	p.must(err)
	return l
}

func (p *postOffice) declaration() insolvency.Letter {
	p.t.Helper()
	all, err := sending.New(p.Store).DeclarationLetters(p.t.Context(), seller().ID, buyer().Key)
	p.must(err)
	return all[len(all)-1]
}

// post orders what waits, until nothing does.
func (p *postOffice) post() (n int) {
	p.t.Helper()
	for range 5 {
		found, err := p.sendDeclaration(p.t.Context(), sending.New(p.Store), "worker")
		p.must(err)
		if !found {
			return n
		}
		n++
	}
	return n
}

func (p *postOffice) agree(l insolvency.Letter, who string, identified bool) error {
	_, err := sending.New(p.Store).AgreeDeclaration(p.t.Context(), l, who, identified)
	return err
}

func (p *postOffice) declaredOn() string {
	p.t.Helper()
	g, err := gazette.New(p.Store).ProceedingsOf(p.t.Context(), seller().ID, buyer().Key)
	p.must(err)
	if g.DeclaredOn.IsZero() {
		return ""
	}
	return g.DeclaredOn.String()
}

func TestADeclarationLeavesOnceAfterAYesAndItsPostingIsTheDayOfTheDeclaration(t *testing.T) {
	t.Parallel()
	p, l := insolvent(t, config.MailevaCarrier, mailevatest.Delivered())
	if l.Fault != "" || l.Pages != 1 || l.Estimate <= 0 || l.Standing() != insolvency.Shown {
		t.Fatalf("the letter is %+v", l)
	}
	if p.post() != 0 || len(p.Letters()) != 0 {
		t.Fatal("it left before anybody agreed")
	}
	other := l
	other.Document = strings.Repeat("0", 64)
	if err := p.agree(other, "paul", true); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a yes to other bytes: %v", err)
	}
	p.must(p.agree(l, "paul", true))
	if err := p.agree(l, "paul", true); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a second yes: %v", err)
	}
	if n := p.post(); n != 1 {
		t.Fatalf("%d attempts, want 1", n)
	}
	if _, err := sending.New(p.Store).ShowDeclaration(t.Context(), l, []byte("%PDF-")); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a second declaration while one is on its way: %v", err)
	}
	p.days(20)
	if n := len(p.Letters()); n != 1 {
		t.Errorf("%d letters at the carrier, want 1", n)
	}
	got := p.declaration()
	if got.Standing() != insolvency.HandedTo || got.Post == nil || got.Post.State != dunning.LetterDelivered || got.Post.Number == "" || len(got.Post.Proofs) < 3 {
		t.Errorf("the letter ended %+v (%+v)", got, got.Post)
	}
	if on := p.declaredOn(); on != "2026-03-03" {
		t.Errorf("declared on %q, want the day of posting", on)
	}
	if tasks := p.tasks(); len(tasks) != 0 {
		t.Errorf("people are still asked: %v", tasks)
	}
}

// The insolvency of the debtor holds all his cases: the declaration leaves all
// the same, and nobody takes it back though nothing is chased.
func TestADeclarationIsNotRecalledWhenTheDebtIsSettled(t *testing.T) {
	t.Parallel()
	p, l := insolvent(t, config.MailevaCarrier, mailevatest.Delivered())
	p.must(p.agree(l, "paul", true))
	p.post()
	_, err := p.Store.Record(t.Context(), dunning.Recording{Ref: p.ref, Event: dunning.NewClose(dunning.Insolvent).With(dunning.Stamp{Author: "claire"})})
	p.must(err)
	p.days(20)
	if got := p.declaration(); got.Post == nil || !got.Post.Recalled.IsZero() || got.Post.State != dunning.LetterDelivered {
		t.Errorf("the letter is %+v", got.Post)
	}
}

func TestTwoPeopleAgreeToADeclarationWhereFormalNoticesTakeTwo(t *testing.T) {
	t.Parallel()
	p, l := insolvent(t, config.FolderCarrier, nil)
	p.Store.Approvals = dunning.ApprovalsTwo
	if err := p.agree(l, "paul", false); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("somebody whom nobody knows agreed: %v", err)
	}
	p.must(p.agree(l, "paul", true))
	if got := p.declaration(); got.Standing() != insolvency.HalfYes || p.post() != 0 {
		t.Errorf("after the first yes it is %s", got.Standing())
	}
	if err := p.agree(l, "paul", true); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("the same person agreed twice: %v", err)
	}
	p.must(p.agree(l, "claire", true))
	if n := p.post(); n != 1 || p.declaration().ApprovedBy != "claire" {
		t.Errorf("%d letters left, agreed to by %q", n, p.declaration().ApprovedBy)
	}
}

func TestAPersonPostsTheDeclarationOfTheFolderAndSaysWhen(t *testing.T) {
	t.Parallel()
	p, l := insolvent(t, config.FolderCarrier, nil)
	p.must(p.agree(l, "paul", true))
	p.post()
	if tasks := strings.Join(p.tasks(), " "); !strings.Contains(tasks, "post_letter") || !strings.Contains(tasks, "declare_claim") {
		t.Fatalf("tasks %s", tasks)
	}
	p.now = p.now.AddDate(0, 0, 2)
	p.must(p.MarkDeclaration(t.Context(), *p.declaration().Post, postage.LetterFact{Status: dunning.LetterPosted, Date: calendar.DateOf(p.now), Number: "1A 047 877 2024 3", Author: "claire"}))
	if on := p.declaredOn(); on != "2026-03-04" || p.declaration().Post.Number != "1A04787720243" {
		t.Errorf("declared on %q, letter %+v", on, p.declaration().Post)
	}
	if tasks := p.tasks(); len(tasks) != 0 {
		t.Errorf("people are still asked: %v", tasks)
	}
}

func TestADeclarationThatCannotBePaidForIsRefusedBeforeItIsLate(t *testing.T) {
	t.Parallel()
	p, l := insolvent(t, config.MailevaCarrier, mailevatest.Delivered())
	poor := seller()
	poor.Letters = 1
	p.must(p.Store.SaveCreditor(t.Context(), poor, nil))
	err := p.agree(l, "paul", true)
	if dunning.ErrorCode(err) != dunning.CodeConflict || dunning.ErrorHint(err) == "" {
		t.Fatalf("a letter without euros: %v", err)
	}
	p.must(p.Store.SaveCreditor(t.Context(), seller(), nil))
	p.must(p.agree(l, "paul", true))
	p.must(p.Store.SaveCreditor(t.Context(), poor, nil)) // spent since
	p.post()
	if got := p.declaration(); got.Standing() != insolvency.NotSent || got.Reply != "letter_budget" {
		t.Errorf("it is %s: %q", got.Standing(), got.Reply)
	}
	p.must(p.Store.SaveCreditor(t.Context(), seller(), nil))
	p.must(p.agree(p.draw(), "paul", true))
	if p.post(); p.declaration().Standing() != insolvency.HandedTo {
		t.Errorf("drawn anew it is %s", p.declaration().Standing())
	}
}

// A crash between the order and its record leaves a doubt that the carrier
// answers; nothing is ordered twice.
func TestTheCarrierSettlesADeclarationThatACrashLeftUnknown(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		disturb func(faulty.Request) faulty.Fault
		sent    bool
	}{
		"died after the carrier had it": {nil, true},
		"died before the submission":    {faulty.Times(50, "POST", "/submit", faulty.RefuseLong), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, l := insolvent(t, config.MailevaCarrier, mailevatest.Delivered())
			p.must(p.agree(l, "paul", true))
			p.Disturb(row.disturb)
			_, err := p.sendDeclaration(t.Context(), dies{sending.New(p.Store)}, "worker")
			p.must(err)
			p.Disturb(nil)
			n, err := sending.New(p.Store).ExpireHandOvers(t.Context(), p.now.Add(time.Hour))
			if n != 1 || err != nil {
				t.Fatalf("%d hand-overs are lost, %v", n, err)
			}
			if got := p.declaration().Standing(); got != insolvency.Doubtful || p.post() != 0 {
				t.Fatalf("it is %s, and may be ordered again", got)
			}
			p.now = p.now.Add(2 * time.Hour)
			p.must(p.Track(t.Context(), p.now))
			want := insolvency.NotSent
			if row.sent {
				want = insolvency.HandedTo
			}
			if got := p.declaration().Standing(); got != want {
				t.Errorf("it is %s, want %s", got, want)
			}
			if !row.sent {
				p.must(p.agree(p.draw(), "paul", true))
				p.post()
			}
			if n, drafts := len(p.Letters()), p.Drafts(); n != 1 || drafts != 0 {
				t.Errorf("%d letters and %d drafts at the carrier, want one letter", n, drafts)
			}
		})
	}
}

// dies is a queue that never hears how an attempt ended.
type dies struct{ *sending.Store }

func (dies) FinishDeclaration(context.Context, dunning.Finished) error { return nil }

func TestNoDeclarationLeavesWhileMailIsOffOrEverythingIsPaused(t *testing.T) {
	t.Parallel()
	p, l := insolvent(t, config.MailevaCarrier, mailevatest.Delivered())
	p.must(p.agree(l, "paul", true))
	p.Config.Mail.Mode = config.Off
	if p.post() != 0 {
		t.Error("it left with mail.mode off")
	}
	p.Config.Mail.Mode = config.Live
	p.must(sending.New(p.Store).Pause(t.Context(), true, "claire"))
	if p.post() != 0 {
		t.Error("it left while everything is paused")
	}
}
