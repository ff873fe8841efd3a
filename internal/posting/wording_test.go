package posting

import (
	"slices"
	"strings"
	"testing"

	"relance/internal/approval"
	"relance/internal/calendar"
	"relance/internal/config"
	scopes "relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/notice"
	"relance/internal/postgres/sending"
	"relance/internal/postgres/views"
	"relance/internal/postgres/wordings"
	"relance/internal/wording"
)

// word saves the program's text with a sentence of its own at the end of its
// greeting.
func (p *postOffice) word(id, sentence string, seen int) {
	p.t.Helper()
	k, err := wording.ParseKey(id)
	p.must(err)
	ts, err := notice.Load(nil)
	p.must(err)
	w, err := ts.Starter(k)
	p.must(err)
	w.Body = strings.Replace(w.Body, "{{salutation}}", "{{salutation}}\n\n"+sentence, 1)
	_, err = wordings.New(p.Store).SaveWording(p.t.Context(), wording.Version{Creditor: seller().ID, Wording: w, Author: "claire"}, seen)
	p.must(err)
}

const formalText = "fr.formal_notice.consumer"

// sentBy is the mark of the text by which the last message was written, as it, the
// case's record and the figures say.
func (p *postOffice) sentBy() string {
	p.t.Helper()
	v := p.view()
	mark := v.Messages[len(v.Messages)-1].Wording
	for _, e := range v.Timeline {
		if e.Kind == dunning.KindSent && e.Wording != mark {
			p.t.Errorf("the event says %q, the message %q", e.Wording, mark)
		}
	}
	return mark
}

func TestALetterLeavesInTheWordsThatWereApproved(t *testing.T) {
	t.Parallel()
	for name, days := range map[string]int{"the same day": 0, "two days later": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openAsking(t, nil) // shown in the program's words
			p.word(formalText, "Texte un.", 0)
			out, err := p.approve(false)
			if dunning.ErrorCode(err) != dunning.CodeConflict || !slices.Equal(out.Differs, []approval.Part{approval.PartWording}) {
				t.Fatalf("agreed to words that were never shown: %v, differs in %v", err, out.Differs)
			}
			_, err = p.approve(false)
			p.must(err)
			agreed := p.shown()
			p.word(formalText, "Texte deux.", 1)
			p.now = p.now.AddDate(0, 0, days)
			if c, err := p.Compare(t.Context(), p.ref, p.now); err != nil || !c.Agreed() {
				t.Errorf("the letter is another one: %v, %v", c.Differs, err)
			}
			p.send()
			if got := p.sentBy(); got != formalText+"@1" || agreed.Wording != got {
				t.Errorf("it left by %q, agreed to was %q", got, agreed.Wording)
			}
			v := p.view()
			if days == 0 && v.Messages[len(v.Messages)-1].Document != agreed.Document {
				t.Error("what left is not, byte for byte, what was agreed to")
			}
		})
	}
}

func TestALetterThatWasApprovedInTheProgramsWordsKeepsThem(t *testing.T) {
	t.Parallel()
	p := openAsking(t, nil)
	_, err := p.approve(false)
	p.must(err)
	p.word(formalText, "Texte un.", 0)
	p.send()
	if got := p.sentBy(); got != "" {
		t.Errorf("it left by %q", got)
	}
}

func TestAMailKeepsItsTextWhenItIsTriedAgain(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.FolderCarrier, monday, nil)
	p.plan = func(plan *dunning.Plan) {
		plan.Steps[0] = dunning.Step{ID: "notice", At: 5, Channel: dunning.Email, Level: dunning.First}
	}
	p.open("F-2")
	p.word("fr.first.consumer", "Texte un.", 0)
	composer, err := p.MailComposer()
	p.must(err)
	room := sending.New(p.Store)
	claim := func() dunning.Reserved {
		c, err := p.Store.LoadCase(t.Context(), p.ref)
		p.must(err)
		r, err := room.Reserve(t.Context(), dunning.ReserveRequest{Ref: p.ref, Step: "notice", Known: c.Version, Now: p.now, Owner: "worker", Templates: composer.Templates()})
		p.must(err)
		r.Ref = p.ref
		return r
	}
	first := claim()
	made, err := composer.Compose(t.Context(), first, p.now)
	p.must(err)
	if made.Wording != "fr.first.consumer@1" || !strings.Contains(string(made.Bytes), "Texte un.") {
		t.Fatalf("written by %q", made.Wording)
	}
	_, err = room.SaveRendered(t.Context(), first.Message.ID, made)
	p.must(err)
	p.word("fr.first.consumer", "Texte deux.", 1)
	again := claim()
	if again.Message.ID != first.Message.ID || string(again.Rendered) != string(made.Bytes) {
		t.Error("the mail was written again")
	}
	_, err = room.Finish(t.Context(), dunning.Finished{Message: first.Message.ID, Outcome: dunning.SendAccepted, At: p.now, Ref: p.ref})
	p.must(err)
	if got := p.sentBy(); got != "fr.first.consumer@1" {
		t.Errorf("recorded as %q", got)
	}
	day := calendar.DateOf(p.now)
	items, err := views.New(p.Store).Items(t.Context(), scopes.Scope{Creditor: seller().ID}, "", day.AddDays(-90), day)
	p.must(err)
	i := slices.IndexFunc(items, func(it figures.Item) bool { return it.Number == "F-2" })
	if i < 0 || len(items[i].Sent) != 1 || items[i].Sent[0].Wording != "fr.first.consumer" {
		t.Errorf("the figures know %+v", items)
	}
}

// mailTo opens a case, and lets its first mail leave in the words that stand then.
func (p *postOffice) mailTo(number string) {
	p.t.Helper()
	p.now = p.now.AddDate(0, 0, 14)
	p.open(number)
	composer, err := p.MailComposer()
	p.must(err)
	room := sending.New(p.Store)
	c, err := p.Store.LoadCase(p.t.Context(), p.ref)
	p.must(err)
	r, err := room.Reserve(p.t.Context(), dunning.ReserveRequest{Ref: p.ref, Step: "notice", Known: c.Version, Now: p.now, Owner: "worker", Templates: composer.Templates()})
	p.must(err)
	r.Ref = p.ref
	made, err := composer.Compose(p.t.Context(), r, p.now)
	p.must(err)
	_, err = room.SaveRendered(p.t.Context(), r.Message.ID, made)
	p.must(err)
	_, err = room.Finish(p.t.Context(), dunning.Finished{Message: r.Message.ID, Outcome: dunning.SendAccepted, At: p.now, Ref: p.ref})
	p.must(err)
}

// mending gives the open tasks about texts that could not be used.
func (p *postOffice) mending() (out []scopes.Job) {
	p.t.Helper()
	jobs, err := views.New(p.Store).Jobs(p.t.Context(), scopes.Scope{Creditor: seller().ID, On: calendar.DateOf(p.now)}, []dunning.TaskCode{dunning.TaskMendText}, 0, 10)
	p.must(err)
	return jobs
}

func TestATextThatCannotBeUsedIsAskedAboutOnceAndMendedBySavingIt(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.FolderCarrier, monday, nil)
	p.plan = func(plan *dunning.Plan) {
		plan.Steps[0] = dunning.Step{ID: "notice", At: 5, Channel: dunning.Email, Level: dunning.First}
	}
	p.word("fr.first.consumer", "{{variable disparue}}", 0)
	for _, number := range []string{"F-2", "F-3"} {
		p.mailTo(number)
		if got := p.sentBy(); got != "" {
			t.Errorf("%s left by %q", number, got)
		}
	}
	jobs := p.mending()
	if len(jobs) != 1 || jobs[0].Ref.Number != "F-2" || jobs[0].Step != "fr.first.consumer@1" || jobs[0].Passed != 2 || !strings.Contains(jobs[0].Detail, "variable disparue") {
		t.Fatalf("asked: %+v", jobs)
	}
	p.word("fr.second.consumer", "Un autre texte.", 0)
	if len(p.mending()) != 1 {
		t.Error("another text ended it")
	}
	p.word("fr.first.consumer", "Texte deux.", 1)
	if left := p.mending(); len(left) != 0 {
		t.Errorf("a good version is saved, and still asked: %+v", left)
	}
	p.mailTo("F-4")
	if got := p.sentBy(); got != "fr.first.consumer@2" || len(p.mending()) != 0 {
		t.Errorf("it left by %q", got)
	}
	p.word("fr.first.consumer", "{{autre variable}}", 2)
	p.mailTo("F-5")
	if again := p.mending(); len(again) != 1 || again[0].Step != "fr.first.consumer@3" || again[0].Passed != 1 {
		t.Errorf("another version: %+v", again)
	}
}
