package posting

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/registeredmail"
)

// prove downloads the proofs when something changed, or while the last one is
// still missing. The history of statuses is kept once the letter has ended.
func (f *follower) prove(ctx context.Context, changed bool) error {
	source, ok := f.carrier.(registeredmail.ProofSource)
	state := f.l.State
	if !ok || (!changed && (!state.Final() || f.proved())) {
		return nil
	}
	proofs, err := source.Proofs(ctx, f.l.Reference)
	for _, p := range proofs {
		if p.Kind == registeredmail.ProofOfStatusHistory && !state.Final() {
			continue
		}
		proof := postage.LetterProof{Kind: string(p.Kind), Document: p.SHA256, Date: p.Date}
		doc := dunning.Document{MediaType: p.MediaType, Name: proofName(f.l, p), Bytes: p.Bytes}
		if saved := f.Store.SaveProof(ctx, f.l.Message, proof, doc); saved != nil {
			err = errors.Join(err, saved)
			continue
		}
		f.l.Proofs = append(f.l.Proofs, proof)
	}
	return err
}

// proofName is the file name of a proof, as a bookkeeper reads it.
func proofName(l postage.TrackedLetter, p registeredmail.Proof) string {
	words := map[registeredmail.ProofKind]string{
		registeredmail.ProofOfDeposit: "preuve-de-depot.pdf", registeredmail.ProofOfContent: "preuve-de-contenu.pdf",
		registeredmail.ProofOfPresentation: "preuve-de-presentation.pdf",
		registeredmail.ProofOfReceipt:      "avis-de-reception.pdf", registeredmail.ProofOfReturn: "pli-retourne.pdf",
		registeredmail.ProofOfStatusHistory: "historique.json",
	}
	name := words[p.Kind]
	if p.MediaType == "image/jpeg" {
		name = strings.TrimSuffix(name, ".pdf") + ".jpg"
	}
	return fmt.Sprintf("%s-%s", LetterID(l.Message), name)
}

// proved tells whether the proof of the letter's end is there.
func (f *follower) proved() bool {
	want := registeredmail.ProofOfReturn
	if f.l.State == dunning.LetterDelivered {
		want = registeredmail.ProofOfReceipt
	}
	return slices.ContainsFunc(f.l.Proofs, func(p postage.LetterProof) bool { return p.Kind == string(want) })
}

// over tells whether nothing more can come. A letter that ended is followed
// until its proof is there: a bare return may still get its reason with it.
func (f *follower) over() bool {
	state := f.l.State
	_, source := f.carrier.(registeredmail.ProofSource)
	switch {
	case f.gone, state == dunning.LetterFailed:
		return true
	case state.Final():
		return f.postDone() && (!source || f.proved() || f.now.Sub(f.l.Sent) > trackLast)
	case f.l.Channel == dunning.Letter && state == dunning.LetterPosted:
		return true // nobody tells what becomes of a simple letter
	}
	return f.now.Sub(f.l.Sent) > trackLast
}

// next is when to ask again: often while much happens, seldom later.
func (f *follower) next() time.Time {
	switch age := f.now.Sub(f.l.Sent); {
	case age < trackOften:
		return f.now.Add(2 * time.Hour)
	case age < trackDaily:
		return f.now.Add(24 * time.Hour)
	}
	return f.now.Add(7 * 24 * time.Hour)
}

// alarm asks a person about a letter that nobody has heard of for a month.
func (f *follower) alarm(ctx context.Context) error {
	if f.now.Sub(f.l.Sent) < trackDaily || f.l.State.Final() {
		return nil
	}
	var faults []error
	for _, p := range f.l.Parts {
		faults = append(faults, f.Store.OpenTask(ctx, dunning.Task{
			Ref: p.Ref, Code: dunning.TaskFollowLetter, Step: p.Step, Detail: f.l.Number,
		}))
	}
	return errors.Join(faults...)
}
