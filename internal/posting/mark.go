package posting

import (
	"context"
	"time"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/registeredmail"
)

// MarkLetter records a person's word on a letter, in the carrier's folder and
// on every case that the letter speaks of, and gives back the case that was
// named. What the folder contradicts is refused: a letter that ended before it
// was posted, another number. A letter from before letters were followed gets
// the fact on its case alone. A word by somebody who has seen another version of
// the case is refused (CodeConflict, with the case as it is): before it is entered
// into the folder, and again in the transaction that records it. When the case
// changes between the two, the folder has the word already, and said again it is
// recorded.
func (p *Post) MarkLetter(ctx context.Context, fact postage.LetterFact) (dunning.Recorded, error) {
	l, err := p.Store.LetterOfStep(ctx, fact.Ref, fact.Step)
	switch {
	case dunning.ErrorCode(err) == dunning.CodeNotFound:
		return p.Store.Record(ctx, dunning.Recording{Ref: fact.Ref, Notify: true, Seen: fact.Seen, Event: dunning.NewLetterStatus(fact.Status, fact.Date, fact.Number).With(dunning.Stamp{Step: fact.Step, Author: fact.Author})})
	case err != nil:
		return dunning.Recorded{}, err
	}
	before, err := p.Store.LoadCase(ctx, fact.Ref)
	if err != nil {
		return dunning.Recorded{}, err
	}
	if fact.Seen != 0 && fact.Seen != before.Version {
		return dunning.Recorded{Case: before}, dunning.Stale(before, fact.Seen)
	}
	f := follower{Post: p, l: l, now: p.Now(), spoken: spoken{of: before.Ref(), seen: fact.Seen}}
	t, err := f.mark(ctx, fact)
	if err != nil {
		return dunning.Recorded{}, err
	}
	if err := f.tell(ctx, t, fact.Author); err != nil {
		return dunning.Recorded{Case: f.spoken.now}, err
	}
	f.keep(t)
	if f.l.Carrier == config.FolderCarrier { // a provider is asked on, for its proofs
		f.l.Checked, f.l.Next = f.now, f.next()
		if f.over() {
			f.l.Next = time.Time{}
		}
	}
	if err := p.Store.SaveLetterState(ctx, f.l); err != nil {
		return dunning.Recorded{}, err
	}
	return p.since(ctx, before)
}

// spoken is what a person who speaks of a letter has seen.
type spoken struct {
	of   dunning.Ref
	seen int64        // version of the case; 0 is not said
	now  dunning.Case // as it is, when it is another one
}

// check lets the first event that the word makes of its case be held to the version
// that was seen.
func (s *spoken) check(r dunning.Recording) dunning.Recording {
	if r.Ref == s.of {
		r.Seen, s.seen = s.seen, 0
	}
	return r
}

// mark enters the fact where the carrier will find it, and gives the letter's
// story with it.
func (f *follower) mark(ctx context.Context, fact postage.LetterFact) (registeredmail.Tracking, error) {
	if f.l.Carrier == config.FolderCarrier {
		c := folderOf(f.Config)
		f.carrier = c
		var err error
		switch state := fact.Status; state {
		case dunning.LetterPosted:
			err = c.MarkPosted(f.l.Reference, fact.Number, fact.Date)
		case dunning.LetterFailed:
			err = c.Cancel(ctx, f.l.Reference)
		default:
			err = c.MarkOutcome(f.l.Reference, state, fact.Date)
		}
		if err == nil {
			return c.Status(ctx, f.l.Reference)
		}
		if registeredmail.ErrorCode(err) != registeredmail.CodeNotFound {
			return registeredmail.Tracking{}, err
		}
	}
	// The folder is on another machine, or a person knows more than the carrier.
	t := tracking(f.l)
	t.Events = append(t.Events, registeredmail.Event{State: fact.Status, Date: fact.Date})
	t.State = registeredmail.LatestState(t.Events)
	if fact.Number != "" {
		t.Number = fact.Number
	}
	return t, nil
}

// since gives a case with what happened to it after an earlier sight of it.
func (p *Post) since(ctx context.Context, before dunning.Case) (out dunning.Recorded, err error) {
	if out.Case, err = p.Store.LoadCase(ctx, before.Ref()); err != nil {
		return out, err
	}
	out.Events, err = p.Store.Events(ctx, before.Ref(), before.Version)
	out.Duplicate = len(out.Events) == 0
	return out, err
}
