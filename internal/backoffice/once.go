package backoffice

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"

	"relance/internal/access"
	"relance/internal/dunning"
)

// KeyStore remembers requests by the keys that their senders gave them.
type KeyStore interface {
	// Recorded tells whether a request is on record, and what it was answered; nil
	// when that is not kept. CodeConflict when its key was given to another one.
	Recorded(ctx context.Context, r access.Request) (answer []byte, known bool, err error)
	// KeepAnswer keeps what a request was answered.
	KeepAnswer(ctx context.Context, r access.Request, answer []byte) error
	// ForgetRequest lets a request be sent again: its deed failed.
	ForgetRequest(ctx context.Context, r access.Request) error
}

// Deed is a deed that is asked for: what makes two requests the same one.
type Deed struct {
	Who  Actor
	Name string // of the use case: one key may stand for several deeds, once each
	Asks any    // all that is asked for; it can be written as JSON
}

// Once does a deed once for each key that access.Named has given the request: the
// same one again gets the same answer, and the key with another content is refused
// (CodeConflict). A request without a key is done each time. The key is recorded in
// the first transaction of the store that is given the context of do, so do must be
// the deed and nothing before it. T can be written as JSON.
func Once[T any](ctx context.Context, keys KeyStore, d Deed, do func(ctx context.Context) (T, error)) (out T, err error) {
	r, err := d.request(ctx)
	if err != nil || r == nil || keys == nil {
		if err == nil {
			out, err = do(ctx)
		}
		return out, err
	}
	if known, err := before(ctx, keys, *r, &out); known || err != nil {
		return out, err
	}
	if out, err = do(access.Ask(ctx, r)); err == nil {
		return out, keepAnswer(ctx, keys, *r, out)
	}
	if r.Repeated { // the same request was faster
		if known, late := before(ctx, keys, *r, &out); known == (late == nil) {
			return out, late
		}
	}
	if r.Recorded { // a later part failed
		err = cmp.Or(keys.ForgetRequest(context.WithoutCancel(ctx), *r), err)
	}
	return out, err
}

// OnceDone is Once for a deed of several transactions, which does nothing twice by
// itself and goes on where it stopped: its key is recorded when all is done.
func OnceDone[T any](ctx context.Context, keys KeyStore, d Deed, do func(ctx context.Context) (T, error)) (out T, err error) {
	r, err := d.request(ctx)
	if err != nil || r == nil || keys == nil {
		if err == nil {
			out, err = do(ctx)
		}
		return out, err
	}
	if known, err := before(ctx, keys, *r, &out); known || err != nil {
		return out, err
	}
	if out, err = do(access.Named(ctx, "")); err != nil {
		return out, err
	}
	return out, keepAnswer(ctx, keys, *r, out)
}

// OnceOnly is Once for a deed that gives nothing back.
func OnceOnly(ctx context.Context, keys KeyStore, d Deed, do func(ctx context.Context) error) error {
	_, err := Once(ctx, keys, d, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) })
	return err
}

// OnceShown is Once for a deed that gives a secret, which is kept nowhere: the same
// request again does not get it a second time, but CodeConflict.
func OnceShown[T any](ctx context.Context, keys KeyStore, d Deed, do func(ctx context.Context) (T, error)) (out T, err error) {
	done := false
	err = OnceOnly(ctx, keys, d, func(ctx context.Context) (err error) {
		done = true
		out, err = do(ctx)
		return err
	})
	if err == nil && !done {
		err = dunning.Errorf(dunning.CodeConflict, "the same request has done this before, and its secret is shown once").
			WithHint("ask for a new one with another key")
	}
	return out, err
}

// request is the deed as the store knows it; nil when it has no key.
func (d Deed) request(ctx context.Context) (*access.Request, error) {
	key := access.Name(ctx)
	if key == "" {
		return nil, nil //nolint:nilnil // no key is no request to remember
	}
	sum, err := sumOf(d.Name, d.Asks)
	return &access.Request{Sender: string(d.Who.Door) + " " + d.Who.Name, Deed: d.Name, Key: key, Sum: sum}, err
}

// sumOf is the SHA-256 of what is asked for.
func sumOf(name string, asks any) (sum [sha256.Size]byte, err error) {
	text, err := json.Marshal([]any{name, asks})
	if err != nil {
		return sum, err
	}
	return sha256.Sum256(text), nil
}

// before gives the answer that a request got.
func before[T any](ctx context.Context, keys KeyStore, r access.Request, out *T) (known bool, err error) {
	answer, known, err := keys.Recorded(ctx, r)
	switch {
	case err != nil || !known:
		return false, err
	case answer == nil:
		return true, dunning.Errorf(dunning.CodeConflict, "the same request is on record, and its answer is not").
			WithHint("look at what it changed")
	}
	return true, json.Unmarshal(answer, out)
}

// keepAnswer keeps the answer of a deed that is done, also when its sender is gone.
func keepAnswer[T any](ctx context.Context, keys KeyStore, r access.Request, out T) error {
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return keys.KeepAnswer(context.WithoutCancel(ctx), r, text)
}
