package backoffice

import (
	"context"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/approval"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postage"
)

// postRoom is a case with a letter at the post, its carrier, and the memory of
// requests.
type postRoom struct {
	CaseReader
	Postman
	marked []postage.LetterFact
	agreed []approval.Agreement
	known  map[access.Request][]byte
}

func (p *postRoom) LoadCase(context.Context, dunning.Ref) (dunning.Case, error) {
	return dunning.Case{
		Creditor: "brunel", Number: "F-1", Version: 4, State: dunning.Reminding,
		Steps: []dunning.ScheduledStep{{ID: "formal", Channel: dunning.RegisteredLetter, Sent: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)}},
	}, nil
}

func (p *postRoom) MarkLetter(_ context.Context, f postage.LetterFact) (dunning.Recorded, error) {
	p.marked = append(p.marked, f)
	return dunning.Recorded{Case: dunning.Case{Number: f.Ref.Number, Version: int64(4 + len(p.marked))}}, nil
}

func (p *postRoom) Approve(_ context.Context, a approval.Agreement) (approval.Agreed, error) {
	p.agreed = append(p.agreed, a)
	return approval.Agreed{}, nil
}

func (p *postRoom) Recorded(_ context.Context, r access.Request) ([]byte, bool, error) {
	for k, answer := range p.known {
		if k.Key == r.Key && k.Deed == r.Deed && k.Sender == r.Sender {
			if k.Sum != r.Sum {
				return nil, false, dunning.Errorf(dunning.CodeConflict, "another content")
			}
			return answer, true, nil
		}
	}
	return nil, false, nil
}

func (p *postRoom) KeepAnswer(_ context.Context, r access.Request, answer []byte) error {
	p.known[r] = answer
	return nil
}

func (p *postRoom) ForgetRequest(context.Context, access.Request) error { return nil }

func TestAWordOnALetterThatIsSentTwiceReachesItsCarrierOnce(t *testing.T) {
	t.Parallel()
	p := &postRoom{known: map[access.Request][]byte{}}
	o := &Office{Now: func() time.Time { return time.Date(2026, 6, 8, 8, 0, 0, 0, time.UTC) }, CaseReader: p, Post: p, Keys: p}
	said := func(state dunning.LetterState) Fact {
		day := calendar.Date{Year: 2026, Month: 6, Day: 5}
		return Fact{Ref: dunning.Ref{Creditor: "brunel", Number: "F-1"}, Key: "form-1", Event: dunning.NewLetterStatus(state, day, "")}
	}
	first, err := o.Tell(t.Context(), claire, said(dunning.LetterDelivered))
	if err != nil {
		t.Fatal(err)
	}
	again, err := o.Tell(t.Context(), claire, said(dunning.LetterDelivered))
	if err != nil || again.Case.Version != first.Case.Version || len(p.marked) != 1 {
		t.Errorf("the carrier hears %d times; the answers are of versions %d and %d (%v)", len(p.marked), first.Case.Version, again.Case.Version, err)
	}
	if _, err = o.Tell(t.Context(), claire, said(dunning.LetterRefused)); dunning.ErrorCode(err) != dunning.CodeConflict || len(p.marked) != 1 {
		t.Errorf("the key with another word: %v, the carrier hears %d times", err, len(p.marked))
	}
}

func TestAnApprovalBringsItsKeyAndWhatItAgreesTo(t *testing.T) {
	t.Parallel()
	p := &postRoom{}
	o := &Office{CaseReader: p, Post: p}
	in := Approval{Ref: dunning.Ref{Creditor: "brunel", Number: "F-1"}}
	for _, anyway := range []bool{false, false, true} {
		in.Anyway = anyway
		if _, err := o.Approve(access.Named(t.Context(), "form-1"), claire, in); err != nil {
			t.Fatal(err)
		}
	}
	a := p.agreed
	if a[0].Key != "form-1" || a[0].Sum != a[1].Sum || a[0].Sum == a[2].Sum {
		t.Errorf("the agreements are %+v", a)
	}
}
