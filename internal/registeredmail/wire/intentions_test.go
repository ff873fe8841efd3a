package wire_test

import (
	"encoding/json"
	"testing"
	"time"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

func TestOneIntentionIsLetThroughAndEnded(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), wire.Intentions{Memory: &wire.MapMemory{}, Host: "h", Clock: func() time.Time { return monday }}
	want := func(err error, code registeredmail.Code) {
		t.Helper()
		if got := registeredmail.ErrorCode(err); got != code {
			t.Errorf("got %q, want %q: %v", got, code, err)
		}
	}
	_, err := b.Known(ctx, "a")
	want(err, registeredmail.CodeNotFound)
	mine, other := b.Fresh("f"), b.Fresh("f")
	if at, ok := wire.Began(mine.Attempt); !ok || !at.Equal(monday) || mine == other {
		t.Errorf("two intentions: %+v and %+v", mine, other)
	}
	if now, err := b.Intend(ctx, "a", wire.Kept{}, mine, false); err != nil || now != mine {
		t.Errorf("%+v, %v", now, err)
	}
	if now, err := b.Intend(ctx, "a", wire.Kept{}, other, false); err != nil || now != mine {
		t.Errorf("a second intention stands: %+v, %v", now, err)
	}
	want(b.Drop(ctx, "a", other), registeredmail.CodeUnavailable) // somebody is sending it
	if err := b.Release(ctx, "a", mine); err != nil {
		t.Error(err)
	}
	k, err := b.Known(ctx, "a")
	if err != nil || k.Attempt != "" {
		t.Errorf("%+v, %v", k, err)
	}
	if err := b.Belongs("a", k, "e", "f"); err != nil {
		t.Error(err)
	}
	want(b.Belongs("a", k, "e"), registeredmail.CodeConflict)
	if err := b.Drop(ctx, "a", k); err != nil {
		t.Error(err)
	}
	k, _ = b.Known(ctx, "a")
	want(b.Belongs("a", k, "f"), registeredmail.CodeConflict) // cancelled
	elsewhere := b
	elsewhere.Host = "sandbox"
	_, err = elsewhere.Known(ctx, "a")
	want(err, registeredmail.CodeConflict)
	if sent := wire.Sent(mine, "7"); sent.SendingID != "7" || sent.Attempt != "" || sent.Fingerprint != "f" {
		t.Errorf("%+v", sent)
	}
}

func TestTextReadsAnyScalar(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]wire.Text{`12`: "12", `"12 "`: "12", `null`: "", `true`: "true", `""`: "", `1.50`: "1.50"} {
		var got wire.Text
		if err := json.Unmarshal([]byte(written), &got); err != nil || got != want {
			t.Errorf("%s is %q, want %q, %v", written, got, want, err)
		}
	}
	for said, want := range map[wire.Text]bool{"1": true, "True": true, "oui": true, "0": false, "false": false, "": false, "2": false} {
		if said.Yes() != want {
			t.Errorf("%q: %v", said, !want)
		}
	}
}
