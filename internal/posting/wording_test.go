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
