package posting

import (
	"context"
	"errors"
	"fmt"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/folder"
	"relance/internal/registeredmail/laposte"
	"relance/internal/words"
)

// unentered is what La Poste says of a letter posted by hand and what could not
// be entered: why one goes back it does not tell, and one that was delivered
// before it was posted is a slip of somebody's pen.
var unentered = map[dunning.LetterState]string{
	dunning.LetterReturned:  "La Poste renvoie le pli\u00a0: lire sur l’enveloppe s’il est refusé, non réclamé ou mal adressé, et l’inscrire",
	dunning.LetterDelivered: "La Poste dit le pli remis avant la date de dépôt inscrite\u00a0: vérifier le numéro de suivi et la date",
}

// postKnows tells whether La Poste can be asked about the letter: a registered
// one on paper, with its number, and a key to ask with.
func (f *follower) postKnows() bool {
	return f.Config.Secrets.LaPosteKey != "" && f.l.Number != "" && f.l.Channel == dunning.RegisteredLetter &&
		!isElectronic(f.l.Carrier)
}

// askPost asks La Poste about the letter. Not reaching it, or its not knowing
// the number yet, stops nothing.
func (f *follower) askPost(ctx context.Context) (post registeredmail.Tracking, ok bool) {
	if !f.postKnows() {
		return post, false
	}
	post, err := laposte.Tracker{Key: f.Config.Secrets.LaPosteKey, Host: f.Carriers.StandIns.LaPoste}.Track(ctx, f.l.Number)
	if err != nil {
		if registeredmail.ErrorCode(err) != registeredmail.CodeNotFound && ctx.Err() == nil {
			f.Log.Warn("La Poste cannot be asked about a letter", "letter", f.l.Reference, "error", err)
		}
		return post, false
	}
	return post, true
}

// enterPost enters into the folder what La Poste knows of a letter that was
// posted by hand: its first presentation and its delivery. What is entered
// already stays; a return is for a person to read.
func (f *follower) enterPost(ctx context.Context, t, post registeredmail.Tracking) (registeredmail.Tracking, error) {
	c, ok := f.carrier.(folder.Carrier)
	if !ok || t.State != dunning.LetterPosted && t.State != dunning.LetterPresented {
		return t, nil
	}
	for _, s := range []dunning.LetterState{dunning.LetterPresented, dunning.LetterDelivered} {
		on := post.On(s)
		if on.IsZero() || s != post.State && s != dunning.LetterPresented {
			continue
		}
		if s == dunning.LetterPresented {
			on = first(post, s)
		}
		err := c.MarkOutcome(f.l.Reference, s, on)
		if code := registeredmail.ErrorCode(err); err != nil && code != registeredmail.CodeConflict && code != registeredmail.CodeInvalid {
			return t, err
		}
	}
	return c.Status(ctx, f.l.Reference)
}

// first is the date of the earliest event with a state.
func first(t registeredmail.Tracking, s dunning.LetterState) registeredmail.Date {
	for _, e := range t.Events {
		if e.State == s {
			return e.Date
		}
	}
	return registeredmail.Date{}
}

// comparePost keeps what La Poste says beside the carrier's word, and asks a
// person where they differ: neither overwrites the other.
func (f *follower) comparePost(ctx context.Context, t, post registeredmail.Tracking) error {
	seen := &postage.PostalTracking{State: post.State, Number: post.Number, Differs: differs(t, post)}
	if seen.Differs == "" && f.l.Carrier == config.FolderCarrier && !t.State.Final() {
		seen.Differs = unentered[post.State]
	}
	for _, e := range post.Events {
		seen.Events = append(seen.Events, postage.LetterEvent{State: e.State, Date: e.Date, Code: e.Code, Note: e.Note})
	}
	f.l.Post = seen
	if seen.Differs == "" {
		return nil
	}
	var faults []error
	for _, p := range f.l.Parts {
		faults = append(faults, f.Store.OpenTask(ctx, dunning.Task{Ref: p.Ref, Code: dunning.TaskCheckLetter, Step: p.Step, Detail: seen.Differs}))
	}
	return errors.Join(faults...)
}

// postDone tells whether La Poste has nothing more to say, or will not: a
// letter that its carrier calls delivered is looked at there for a month.
func (f *follower) postDone() bool {
	if !f.postKnows() || f.now.Sub(f.l.Sent) > trackDaily {
		return true
	}
	return f.l.Post != nil && f.l.Post.State.Final()
}

// differs names, in French, what carrier and post tell differently; empty when
// they agree or one of them is merely behind. Refused and unclaimed agree with
// returned, since the post does not tell them apart.
func differs(carrier, post registeredmail.Tracking) string {
	back := func(s dunning.LetterState) bool {
		return s == dunning.LetterRefused || s == dunning.LetterUnclaimed || s == dunning.LetterReturned
	}
	a, b := carrier.State, post.State
	switch {
	case carrier.Number != "" && carrier.Number != post.Number:
		return fmt.Sprintf("numéros de suivi différents : %s chez le prestataire, %s à La Poste", carrier.Number, post.Number)
	case a == dunning.LetterDelivered && back(b), back(a) && b == dunning.LetterDelivered,
		a == dunning.LetterFailed && (b == dunning.LetterDelivered || back(b) || b == dunning.LetterPosted || b == dunning.LetterPresented):
		return fmt.Sprintf("le prestataire dit « %s », La Poste « %s »", words.In(words.French).Letter(a), words.In(words.French).Letter(b))
	case a == dunning.LetterDelivered && b == dunning.LetterDelivered && carrier.On(a) != post.On(b):
		return fmt.Sprintf("remise le %s selon le prestataire, le %s selon La Poste", carrier.On(a).FrenchShort(), post.On(b).FrenchShort())
	}
	return ""
}
