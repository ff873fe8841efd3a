package backoffice

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/fact"
)

// Recorder writes what happened to a case.
type Recorder interface {
	Record(ctx context.Context, r dunning.Recording) (dunning.Recorded, error)
	Reopen(ctx context.Context, ref dunning.Ref, r dunning.Reopening) (dunning.Ref, error)
}

// RequestStore knows which requests recorded something.
type RequestStore interface {
	// Answered tells whether a request of this key was recorded for an invoice,
	// and gives the newest case of it. CodeConflict when the key was given to one
	// with another content.
	Answered(ctx context.Context, ref dunning.Ref, key string, sum [sha256.Size]byte) (dunning.Case, bool, error)
}

// Fact is something that is told about a case.
type Fact struct {
	Ref   dunning.Ref
	Event dunning.Event // kind, and what the kind needs; the author is the actor

	// Open says that the amount is all that is open, as it stands when the fact
	// is recorded: of a payment.
	Open bool
	// Words say why or what for, where a kind keeps them: a waiver, a cost. They
	// become a document; the event holds their SHA-256.
	Words string
	// File belongs to the fact: the bill of a cost. Nil is none.
	File *dunning.Document
	// Version is that of the case which the author saw; 0 is not said. When the
	// case is another one by now, nothing is recorded: CodeConflict, and Told
	// holds the newer case.
	Version int64
	// Key recognises a request that is sent twice; empty is that of access.Named,
	// which may tell several things of several cases, each once.
	// Two facts of a creditor with one key are one fact; with another content the
	// second is refused: CodeConflict.
	Key string

	sum [sha256.Size]byte // of what is asked for
}

// FactResult is what a fact changed.
type FactResult struct {
	dunning.Recorded
	Event   dunning.Event    // as it was recorded
	Earlier *dunning.Payment // the payment that made this one a repeat
}

// Tell records a fact about a case. It counts at once, whether Temporal runs or
// not. Told twice it counts once.
func (o *Office) Tell(ctx context.Context, who Actor, f Fact) (out FactResult, err error) {
	if err := access.MayFor(who, deedOf(f.Event.Kind), f.Ref); err != nil {
		return out, err
	}
	c, err := o.CaseReader.LoadCase(ctx, f.Ref)
	if err != nil {
		return out, err
	}
	if name := access.Name(ctx); f.Key == "" && name != "" {
		f.Key = name + " " + string(f.Event.Kind) + " " + f.Ref.Number
	}
	if f.sum, err = f.asks(); err != nil {
		return out, err
	}
	f.Event.Author = who.Name
	if err := o.ready(ctx, c, &f); err != nil {
		return o.again(ctx, f, err)
	}
	if out.Recorded, err = o.record(ctx, who, c, f); err != nil {
		return out, err
	}
	return o.factResult(ctx, f.Event, out.Recorded), nil
}

// asks is the SHA-256 of what a fact says, as it was told.
func (f *Fact) asks() (sum [sha256.Size]byte, err error) {
	file := ""
	if f.File != nil {
		whole := sha256.Sum256(f.File.Bytes)
		file = hex.EncodeToString(whole[:])
	}
	return sumOf("tell", []any{f.Event, f.Open, f.Words, file})
}

// ready completes a fact and says why it cannot be recorded.
func (o *Office) ready(ctx context.Context, c dunning.Case, f *Fact) error {
	if err := o.complete(ctx, c, f); err != nil || f.Open {
		return err
	}
	return fact.Check(f.Event)
}

// again answers a fact that does not fit the case: one that is on record under
// its key does not fit any more just because it was recorded.
func (o *Office) again(ctx context.Context, f Fact, refusal error) (out FactResult, err error) {
	if f.Key == "" || o.Requests == nil {
		return out, refusal
	}
	c, known, err := o.Requests.Answered(ctx, f.Ref, f.Key, f.sum)
	if err != nil || !known {
		return out, cmp.Or(err, refusal)
	}
	return FactResult{Recorded: dunning.Recorded{Case: c, Duplicate: true}, Event: f.Event}, nil
}

// record writes a fact down: what became of a letter where its carrier finds it
// as well.
func (o *Office) record(ctx context.Context, who Actor, c dunning.Case, f Fact) (dunning.Recorded, error) {
	if f.Event.Kind == dunning.KindLetterStatus && o.Post != nil {
		return OnceDone(access.Named(ctx, f.Key), o.Keys, Deed{who, "letter status", []any{f.Ref, f.sum}}, func(ctx context.Context) (dunning.Recorded, error) {
			return o.markLetter(ctx, f)
		})
	}
	return o.Log.Record(ctx, dunning.Recording{
		Ref: f.Ref, Known: c.Version, Event: f.Event, Notify: true, Open: f.Open, Seen: f.Version, Key: f.Key, Sum: f.sum,
		Identified: who.Identified(),
	})
}

// factResult adds to what was recorded the event as the store completed it, and what
// made it a repeat.
func (o *Office) factResult(ctx context.Context, e dunning.Event, r dunning.Recorded) FactResult {
	for _, recorded := range r.Events {
		if recorded.Kind == e.Kind {
			e = recorded
		}
	}
	out := FactResult{Recorded: r, Event: e}
	if r.Duplicate {
		out.Earlier = o.earlier(ctx, r.Case, e)
	}
	return out
}

// earlier finds the payment that made another a repeat of it.
func (o *Office) earlier(ctx context.Context, c dunning.Case, e dunning.Event) *dunning.Payment {
	if e.Kind != dunning.KindPaid {
		return nil
	}
	if e.Date.IsZero() {
		e.Date = o.Today()
	}
	v, err := o.CaseReader.Case(ctx, c.Ref())
	if err != nil { // the fact is on record all the same
		return nil
	}
	for _, p := range v.Payments {
		same := p.External == e.ID && p.Source == e.Source
		if e.ID == "" { // told by hand before, perhaps through another source
			same = p.External == dunning.PaymentName(c.Number, e)
		}
		if same {
			return &p
		}
	}
	return nil
}

// present gives a case as it is beside the error of what was refused.
func (o *Office) present(ctx context.Context, ref dunning.Ref, err error) (dunning.Case, error) {
	if dunning.ErrorCode(err) != dunning.CodeConflict {
		return dunning.Case{}, err
	}
	c, unread := o.CaseReader.LoadCase(ctx, ref)
	if unread != nil {
		return dunning.Case{}, err
	}
	return c, err
}

// Reopen brings a closed case back to life, as its next cycle, at the step
// where it stood. A version of the case that its author saw refuses it when the
// case is another one by now (CodeConflict); 0 asks for none. The case is given
// then as well.
func (o *Office) Reopen(ctx context.Context, who Actor, ref dunning.Ref, version int64) (dunning.Case, error) {
	if err := access.MayFor(who, access.GiveUp, ref); err != nil {
		return dunning.Case{}, err
	}
	next, err := Once(ctx, o.Keys, Deed{who, "reopen", ref}, func(ctx context.Context) (dunning.Ref, error) {
		return o.Log.Reopen(ctx, ref, dunning.Reopening{Reason: dunning.ReasonByPerson, Author: who.Name, Version: version})
	})
	if err != nil {
		return o.present(ctx, ref, err)
	}
	return o.CaseReader.LoadCase(ctx, next)
}
