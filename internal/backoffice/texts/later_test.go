package texts_test

import (
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/postgres/wordings"
)

func TestATextStartsWithItsDay(t *testing.T) {
	t.Parallel()
	r := open(t)
	const id = "fr.final.business"
	day := calendar.DateOf(monday).AddDays(2)
	starts := time.Date(day.Year, day.Month, day.Day-1, 22, 0, 0, 0, time.UTC) // midnight in Paris, in summer
	in := r.change(id, "Texte de la nouvelle année.", 0)
	in.From = day
	v, err := r.Save(t.Context(), person(access.Admin, "alice"), in)
	r.must(err)
	if v.From != day || !v.Starts.Equal(starts) {
		t.Errorf("saved %+v", v)
	}
	if s := r.show(id); s.InUse != nil || s.Next == nil || s.Next.From != day || strings.Contains(s.Begin.Body, "nouvelle année") {
		t.Errorf("before its day: %+v", s.Text)
	}
	for at, want := range map[time.Time]int{monday: 0, starts.Add(-time.Second): 0, starts: 1} {
		words, err := wordings.New(r.store).WordingsInUse(t.Context(), "atelier", at)
		r.must(err)
		if len(words) != want {
			t.Errorf("at %s notices choose among %d texts", at, len(words))
		}
	}
}

func TestAPreviewOfALaterNoticeIsInTheWordsOfItsDay(t *testing.T) {
	t.Parallel()
	r := open(t)
	reader := person(access.Reader, "rene")
	ref := dunning.Ref{Creditor: "atelier", Number: "F-1"}
	office := r.Office
	n, err := office.Preview(t.Context(), reader, ref, dunning.Final)
	r.must(err)
	if !n.Date.After(calendar.DateOf(monday).AddDays(5)) {
		t.Fatalf("the last reminder leaves on %s", n.Date)
	}
	for name, row := range map[string]struct {
		from  calendar.Date
		wants bool
	}{"on the day": {n.Date, true}, "on the day after": {n.Date.AddDays(1), false}} {
		in := r.change("fr.final.business", "Texte "+name+".", r.show("fr.final.business").Seen())
		in.From = row.from
		_, err := r.Save(t.Context(), person(access.Admin, "alice"), in)
		r.must(err)
		n, err := office.Preview(t.Context(), reader, ref, dunning.Final)
		r.must(err)
		found := false
		for _, w := range n.Wordings {
			found = found || strings.Contains(w.Body, "Texte "+name+".")
		}
		if found != row.wants {
			t.Errorf("a text that starts %s: %v", name, found)
		}
	}
}
