package posting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/patience"
	"relance/internal/postage"
	"relance/internal/registeredmail"
)

const (
	trackEvery = 5 * time.Minute // how often letters that are due are looked for
	trackBatch = 200
	trackLimit = 2 * time.Minute // for one letter
	choreEvery = 24 * time.Hour
	choreLimit = 5 * time.Minute

	trackOften = 3 * 24 * time.Hour  // a letter is asked about every two hours so long,
	trackDaily = 30 * 24 * time.Hour // then daily; then a person is asked too,
	trackLast  = 90 * 24 * time.Hour // and weekly until then
)

// Follow asks carriers about letters until the context ends, and does the daily
// chores at the providers.
func (p *Post) Follow(ctx context.Context) error {
	var chores time.Time
	for ctx.Err() == nil {
		now := time.Now()
		if err := p.Track(ctx, now); err != nil && ctx.Err() == nil {
			p.Log.Warn("letters cannot be followed", "error", err)
		}
		if now.Sub(chores) >= choreEvery {
			work, cancel := context.WithTimeout(ctx, choreLimit)
			if err := p.chores(work); err != nil && ctx.Err() == nil {
				p.Log.Warn("the carrier's chores failed", "error", err)
			}
			cancel()
			chores = now
		}
		patience.Pause(ctx, trackEvery)
	}
	return nil
}

// lookAgain follows one letter at once. One whose hand-over has not ended yet
// is left to the next round.
func (p *Post) lookAgain(ctx context.Context, carrier, order string, now time.Time) error {
	l, err := p.Store.LetterByReference(ctx, carrier, order)
	if err != nil || (l.Outcome != dunning.MessageAccepted && l.Outcome != dunning.MessageUnknown) {
		return err
	}
	return p.follow(ctx, l, now)
}

// Track asks about every letter that is due at an instant (case time), once. One
// that fails is put off, logged, and does not stop the others. Of several
// workers each asks about letters of its own.
func (p *Post) Track(ctx context.Context, now time.Time) error {
	if n, err := p.Store.SettleUnordered(ctx); err != nil {
		return err
	} else if n > 0 {
		p.Log.Info("letters were never ordered and are ordered anew", "letters", n)
	}
	due, err := p.Store.LeaseLetters(ctx, now, trackBatch)
	for _, l := range due {
		if ctx.Err() != nil {
			break
		}
		if err := p.look(ctx, l, now); err != nil && ctx.Err() == nil {
			p.Log.Warn("a letter cannot be followed", "letter", l.Reference, "carrier", l.Carrier,
				"code", string(dunning.ErrorCode(err)), "error", err)
		}
	}
	return err
}

// look follows one letter within its limit: a carrier or a database that does
// not answer holds up this letter, not the others.
func (p *Post) look(ctx context.Context, l postage.TrackedLetter, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, trackLimit)
	defer cancel()
	return p.follow(ctx, l, now)
}

// follow asks where a letter is, tells its cases what is new, keeps the proofs
// and decides when to ask again.
func (p *Post) follow(ctx context.Context, l postage.TrackedLetter, now time.Time) error {
	f := follower{Post: p, l: l, now: now}
	err := f.look(ctx)
	f.l.Checked, f.l.Next = now, f.next()
	if err == nil && f.over() {
		f.l.Next = time.Time{}
	} else {
		err = errors.Join(err, f.alarm(ctx))
	}
	return errors.Join(err, p.Store.SaveLetterState(ctx, f.l))
}

// follower is one look at a letter.
type follower struct {
	*Post
	l       postage.TrackedLetter
	carrier registeredmail.Carrier
	now     time.Time // case time
	gone    bool      // it turned out that the letter never left
	spoken  spoken    // of a person; zero when the carrier tells
}

func (f *follower) look(ctx context.Context) (err error) {
	if f.carrier, err = f.Carriers.Get(f.l.Carrier); err != nil {
		return err
	}
	t, err := f.carrier.Status(ctx, f.l.Reference)
	if err != nil {
		return err
	}
	if f.l.Outcome == dunning.MessageUnknown {
		if err := f.settle(ctx, t); err != nil || f.gone {
			return err
		}
	}
	if !f.l.Wanted() && f.l.Recalled.IsZero() && t.State.Cancellable() {
		if t, err = f.recall(ctx, t); err != nil {
			return err
		}
	}
	post, asked := f.askPost(ctx)
	if asked {
		if t, err = f.enterPost(ctx, t, post); err != nil {
			return err
		}
	}
	if err := f.tell(ctx, t, ""); err != nil {
		return err
	}
	changed := len(t.Events) != len(f.l.Events)
	f.keep(t)
	f.charge(ctx)
	if asked {
		err = f.comparePost(ctx, t, post)
	}
	return errors.Join(err, f.prove(ctx, changed))
}

// settle answers by the carrier what became of a hand-over of unknown outcome.
// What was never submitted is cancelled first, so that it cannot leave later.
func (f *follower) settle(ctx context.Context, t registeredmail.Tracking) error {
	sent := true
	switch t.State {
	case dunning.LetterFailed:
		sent = false
	case dunning.LetterRequested, dunning.LetterUnknown:
		err := f.carrier.Cancel(ctx, f.l.Reference)
		if err != nil && registeredmail.ErrorCode(err) != registeredmail.CodeConflict {
			return err
		}
		sent = err != nil
	}
	if err := f.Store.Settle(ctx, f.l.Message, sent, f.l.Carrier, true); err != nil {
		return err
	}
	f.l.Outcome = dunning.MessageAccepted
	if f.gone = !sent; f.gone {
		f.l.State = dunning.LetterFailed
	}
	return nil
}

// recall stops a letter whose debt is settled, if it is not too late; the
// timeline says which.
func (f *follower) recall(ctx context.Context, t registeredmail.Tracking) (registeredmail.Tracking, error) {
	err := f.carrier.Cancel(ctx, f.l.Reference)
	switch {
	case err == nil:
		f.l.Recalled = f.now
		return f.carrier.Status(ctx, f.l.Reference)
	case registeredmail.ErrorCode(err) != registeredmail.CodeConflict:
		return t, err
	}
	f.l.Recalled = f.now
	return t, f.record(ctx, dunning.NewLetterStatus(dunning.LetterNotRecalled, calendar.Date{}, ""))
}

// keep takes over what the carrier says.
func (f *follower) keep(t registeredmail.Tracking) {
	f.l.State, f.l.Events = t.State, nil
	if t.Number != "" {
		f.l.Number = t.Number
	}
	for _, e := range t.Events {
		f.l.Events = append(f.l.Events, postage.LetterEvent{State: e.State, Date: e.Date, Code: e.Code, Note: e.Note})
	}
}

// charge notes what the carrier reports: postage alone, as a rule, so that the
// estimate stands where it is more. Not knowing stops nothing.
func (f *follower) charge(ctx context.Context) {
	if c, ok := f.carrier.(registeredmail.Coster); ok {
		if cost, known, err := c.Cost(ctx, f.l.Reference); err == nil && known {
			f.l.Cost = max(cost, f.l.Estimate)
		}
	}
}

// tell records on each case what was not told yet. Of the stages before the
// post only the end counts for a case; the letter itself keeps them all.
func (f *follower) tell(ctx context.Context, t registeredmail.Tracking, author string) error {
	known := map[dunning.LetterState]bool{}
	for _, e := range Statuses(f.l) {
		known[e.State] = true
	}
	for _, e := range statuses(t, f.l.Wanted()) {
		if known[e.State] {
			continue
		}
		fact := dunning.NewLetterStatus(e.State, e.Date, t.Number).With(dunning.Stamp{Author: author})
		if err := f.record(ctx, fact); err != nil {
			return err
		}
	}
	return nil
}

// record writes a status to every case of the letter, once: first to the one that a
// person named.
func (f *follower) record(ctx context.Context, e dunning.Event) error {
	e = e.With(dunning.Stamp{
		ID: fmt.Sprintf("letter/%d/%s", f.l.Message, e.Status), At: f.now, Reason: dunning.ReasonFact, Source: f.l.Carrier, Message: f.l.Message,
	})
	named := func(p postage.LetterPart) bool { return p.Ref == f.spoken.of }
	if i := slices.IndexFunc(f.l.Parts, named); i > 0 { // what refuses it comes first
		f.l.Parts[0], f.l.Parts[i] = f.l.Parts[i], f.l.Parts[0]
	}
	for _, p := range f.l.Parts {
		e.Step = p.Step
		if out, err := f.Store.Record(ctx, f.spoken.check(dunning.Recording{Ref: p.Ref, Event: e, Notify: true})); err != nil {
			f.spoken.now = out.Case
			return err
		}
	}
	return nil
}

// statuses are what a case must know of a letter: when it was posted, first
// presented, and how it ended, each with the day that counts in law.
func statuses(t registeredmail.Tracking, wanted bool) (out []postage.LetterEvent) {
	for _, s := range []dunning.LetterState{dunning.LetterPosted, dunning.LetterPresented} {
		for _, e := range t.Events {
			if e.State == s {
				out = append(out, postage.LetterEvent{State: s, Date: e.Date})
				break
			}
		}
	}
	if !t.State.Final() {
		return out
	}
	end := postage.LetterEvent{State: t.State, Date: t.On(t.State)}
	switch {
	case t.State.Notifies():
		end.Date = t.EffectiveOn()
	case t.State == dunning.LetterFailed && !wanted:
		end.State = dunning.LetterCancelled
	}
	return append(out, end)
}

// Statuses are what a case must know of a letter by what is on record of it:
// when it was posted, first presented, and how it ended, each with the day that
// counts in law.
func Statuses(l postage.TrackedLetter) []postage.LetterEvent {
	return statuses(tracking(l), l.Wanted())
}

// tracking is what is on record of a letter, as its carrier told it.
func tracking(l postage.TrackedLetter) registeredmail.Tracking {
	t := registeredmail.Tracking{ID: l.Reference, State: l.State, Number: l.Number}
	for _, e := range l.Events {
		t.Events = append(t.Events, registeredmail.Event{State: e.State, Date: e.Date, Code: e.Code, Note: e.Note})
	}
	return t
}
