package posting

import (
	"context"
	"testing"
	"time"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postage"
)

// hasty is a store where something happens to a case between the look at it and what
// is recorded then.
type hasty struct {
	Store
	happens func()
}

func (h *hasty) LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error) {
	c, err := h.Store.LoadCase(ctx, ref)
	if h.happens != nil {
		h.happens()
		h.happens = nil
	}
	return c, err
}

// A person who speaks of a letter has seen a version of its case. Another one refuses
// it, also when the case changes while the word is being recorded.
func TestAWordOnALetterOfACaseThatChangedMeanwhileIsRefused(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.FolderCarrier, monday, nil)
	p.Store.Now = func() time.Time { return p.now }
	p.send()
	store := &hasty{Store: p.Post.Store}
	p.Post.Store = store
	say := func(seen int64) (dunning.Recorded, error) {
		return p.MarkLetter(t.Context(), postage.LetterFact{
			Ref: p.ref, Step: "notice", Status: dunning.LetterPosted, Date: calendar.NewDate(2026, 3, 3), Number: "1A 047 877 2024 3", Author: "claire", Seen: seen,
		})
	}
	paid := 0
	pay := func() {
		paid++
		_, err := p.Store.Record(t.Context(), dunning.Recording{Ref: p.ref, Notify: true, Event: dunning.NewPaid(money.Cents(100*paid), calendar.NewDate(2026, 3, 2))})
		p.must(err)
	}
	seen := p.view().Case.Version
	pay()
	for name, happens := range map[string]func(){"before": nil, "meanwhile": pay} {
		store.happens = happens
		if happens != nil {
			seen = p.view().Case.Version
		}
		out, err := say(seen)
		now := p.view().Case.Version
		if dunning.ErrorCode(err) != dunning.CodeConflict || dunning.NewerVersion(err) != now || out.Case.Version != now {
			t.Errorf("%s: %v, with version %d of %d", name, err, out.Case.Version, now)
		}
		if got := p.reported(); got != nil {
			t.Errorf("%s: the case has %v all the same", name, got)
		}
	}
	if _, err := say(p.view().Case.Version); err != nil || len(p.reported()) != 1 {
		t.Errorf("said again by who has seen it: %v, %v", err, p.reported())
	}
}
