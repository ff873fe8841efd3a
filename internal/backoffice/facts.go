package backoffice

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/fact"
)

// completions fill in what a person leaves out of a fact, and refuse what does
// not fit. They look at the case as it stood when the fact was told; what must
// hold when it is recorded is checked again in the store's transaction.
var completions = map[dunning.Kind]func(*Office, context.Context, dunning.Case, *Fact) error{
	dunning.KindPaid:         (*Office).completePaid,
	dunning.KindHold:         (*Office).completeHold,
	dunning.KindRelease:      (*Office).completeRelease,
	dunning.KindPromise:      (*Office).completePromise,
	dunning.KindInstalments:  (*Office).completeInstalments,
	dunning.KindClose:        (*Office).completeClose,
	dunning.KindReject:       (*Office).completeStep,
	dunning.KindSkip:         (*Office).completeStep,
	dunning.KindRetry:        (*Office).completeRetry,
	dunning.KindWaive:        (*Office).completeWaiver,
	dunning.KindCost:         (*Office).completeCost,
	dunning.KindClaim:        (*Office).completeClaim,
	dunning.KindLimitation:   (*Office).completeLimitation,
	dunning.KindLetterStatus: (*Office).completeLetter,
}

// afterwards are the facts about a claim that may be told of a case that is
// over.
var afterwards = []dunning.Kind{dunning.KindWaive, dunning.KindClaim, dunning.KindCost, dunning.KindLimitation}

// complete makes a fact ready to be recorded.
func (o *Office) complete(ctx context.Context, c dunning.Case, f *Fact) error {
	if !slices.Contains(dunning.Facts(), f.Event.Kind) {
		return dunning.Errorf(dunning.CodeInvalid, "%q is not something that can be told", f.Event.Kind)
	}
	if f.Open && f.Event.Kind != dunning.KindPaid {
		return dunning.Errorf(dunning.CodeInvalid, "only a payment can be of all that is open")
	}
	if complete := completions[f.Event.Kind]; complete != nil {
		if err := complete(o, ctx, c, f); err != nil {
			return err
		}
	}
	if slices.Contains(afterwards, f.Event.Kind) {
		return nil
	}
	return fact.CheckFor(c, f.Event)
}

// aheadDays is how far ahead of today money may be dated, as in
// fact.Check.
const aheadDays = 1

// completePaid refuses money that cannot have come yet.
func (o *Office) completePaid(_ context.Context, _ dunning.Case, f *Fact) error {
	f.Event.Source = cmp.Or(f.Event.Source, dunning.SourceManual)
	return o.notFuture(f.Event.Date)
}

// notFuture refuses a day on which a payment cannot have come yet; zero is
// today.
func (o *Office) notFuture(d calendar.Date) error {
	if d.After(o.Today().AddDays(aheadDays)) {
		return dunning.Errorf(dunning.CodeInvalid, "the date %s lies in the future", d).
			WithHint("a payment that is announced is a promise: %s", dunning.Deed{Do: dunning.DeedPromise})
	}
	return nil
}

func (o *Office) completeHold(_ context.Context, _ dunning.Case, f *Fact) error {
	if e := f.Event; !e.Date.IsZero() && e.Date.Before(o.Today()) {
		return dunning.Errorf(dunning.CodeInvalid, "the suspension would end on %s, which has passed", e.Date).
			WithHint("write a day to come, or no end")
	}
	return nil
}

func (o *Office) completePromise(_ context.Context, _ dunning.Case, f *Fact) error {
	if e := f.Event; !e.Date.IsZero() && e.Date.Before(o.Today()) {
		return dunning.Errorf(dunning.CodeInvalid, "the promised date %s has passed", e.Date).
			WithHint("write the date by which the money will come")
	}
	return nil
}

func (o *Office) completeInstalments(_ context.Context, _ dunning.Case, f *Fact) error {
	e := &f.Event
	if e.Category != "" && e.Date.IsZero() { // the debtor signed that he owes the sum
		e.Date = o.Today()
	}
	if err := fact.Check(*e); err != nil {
		return err
	}
	if last := e.Instalments[len(e.Instalments)-1]; last.Date.Before(o.Today()) {
		return dunning.Errorf(dunning.CodeInvalid, "the last instalment (%s) has passed", last.Date).
			WithHint("write the dates to come")
	}
	return nil
}

func (o *Office) completeClose(_ context.Context, _ dunning.Case, f *Fact) error {
	f.Event.Reason = dunning.ReasonByPerson
	return nil
}

// completeStep names the step that comes next, which guards against deciding
// about another one.
func (o *Office) completeStep(_ context.Context, c dunning.Case, f *Fact) error {
	if step, ok := c.Step(); ok && f.Event.Step == "" {
		f.Event.Step = step.ID
	}
	return nil
}

// completeRetry never repeats a send whose outcome is unknown.
func (o *Office) completeRetry(_ context.Context, c dunning.Case, f *Fact) error {
	if a := c.Attention; a != nil && a.Code == dunning.ReasonOutcomeUnknown {
		return dunning.Errorf(dunning.CodeConflict, "nobody knows whether the notice %s of invoice %s left: it is not repeated blindly",
			a.Step, c.Number).WithHint("say whether it left: %s", dunning.Deed{Do: dunning.DeedSettle, On: c.Number})
	}
	if err := fact.CheckFor(c, f.Event); err != nil {
		return err
	}
	if c.Attention == nil {
		return dunning.Errorf(dunning.CodeConflict, "nothing failed on invoice %s", c.Number).
			WithHint("see what it waits for: %s", dunning.Deed{Do: dunning.DeedShow, On: c.Number})
	}
	return nil
}

// completeLetter finds the letter that is meant: of a step that is named, else
// the last one that was handed over.
func (o *Office) completeLetter(_ context.Context, c dunning.Case, f *Fact) (err error) {
	e := &f.Event
	if e.Date.IsZero() {
		e.Date = o.Today()
	}
	if e.Date.After(o.Today()) {
		return dunning.Errorf(dunning.CodeInvalid, "the date %s lies in the future", e.Date).WithHint("copy the date of the post mark")
	}
	e.Step, err = letterStep(c, e.Step)
	return err
}

func letterStep(c dunning.Case, named string) (string, error) {
	for _, st := range slices.Backward(c.Steps) {
		paper := st.Channel == dunning.Letter || st.Channel == dunning.RegisteredLetter
		if paper && !st.Sent.IsZero() && (named == "" || named == st.ID) {
			return st.ID, nil
		}
	}
	if named != "" {
		return "", dunning.Errorf(dunning.CodeConflict, "no letter of step %q was handed over for invoice %s", named, c.Number)
	}
	return "", dunning.Errorf(dunning.CodeConflict, "no letter was handed over for invoice %s", c.Number).
		WithHint("see what was sent: %s", dunning.Deed{Do: dunning.DeedShow, On: c.Number})
}

// keepWords puts words on record as a document and gives its SHA-256: the
// record is chained to them, and Temporal never sees them. None for no words.
func (o *Office) keepWords(ctx context.Context, words string) (string, error) {
	words = strings.Join(strings.Fields(words), " ")
	if words == "" {
		return "", nil
	}
	d, err := o.Archive.SaveDocument(ctx, dunning.Document{MediaType: "text/plain; charset=utf-8", Name: "note.txt", Bytes: []byte(words)})
	return d.SHA256, err
}
