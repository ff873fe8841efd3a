package portal_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/postgres/sending"
)

// schedules is how many random schedules of answers and sends are tried.
func schedules() int {
	if n, err := strconv.Atoi(os.Getenv("RELANCE_PAGE_SCHEDULES")); err == nil && n > 0 {
		return n
	}
	return 60
}

// ways are what can be said so that nothing must leave.
var ways = []struct {
	slug string
	form url.Values
}{
	{"contester", url.Values{"motif": {"quality"}, "texte": {"Abîmé"}}},
	{"paye", url.Values{"date": {"2026-05-28"}}},
	{"promesse", url.Values{"date": {"2026-06-12"}}},
}

// TestNothingLeavesAfterAConfirmedPage lets a debtor confirm an answer at any
// point of the send of the next notice, alone or at the very same moment. If his
// page was confirmed before the hand-over, no mail leaves; if one leaves, it was
// handed over before the answer was recorded.
func TestNothingLeavesAfterAConfirmedPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var tick atomic.Int64 // the record tells which of two came first
	w.store.Now = func() time.Time { return w.now.Add(time.Duration(tick.Add(1)) * time.Microsecond) }
	rnd := rand.New(rand.NewPCG(7, 11))
	n, kept, left := schedules(), 0, 0
	for i := range n {
		number := fmt.Sprintf("S-%04d", i)
		ref := w.add(number, number)
		link := w.linkOf(w.send(ref))
		c, err := w.store.LoadCase(t.Context(), ref)
		w.must(err)
		w.now = c.Steps[c.Done].At
		way := ways[rnd.IntN(len(ways))]
		form := url.Values{"facture": {number}}
		for k, v := range way.form {
			form[k] = v
		}
		if way.slug == "promesse" {
			form.Set("date", w.use.Office.Today().AddDays(5).String())
		}
		second := w.do(http.MethodPost, link+"/dire/"+way.slug, form)
		w.want(second, http.StatusOK, "Confirmer")
		confirm := func() int { return w.do(http.MethodPost, link+"/dire/"+way.slug, hiddenOf(second)).status }

		s := schedule{world: w, ref: ref}
		at := rnd.IntN(5)
		var wg sync.WaitGroup
		confirmedBefore := false
		for step := range 4 {
			switch {
			case at == step && at < 3: // before the claim, after it, after the text is kept
				if status := confirm(); status != http.StatusSeeOther {
					t.Fatalf("round %d: status %d", i, status)
				}
				confirmedBefore = true
			case at == 3 && step == 2, at == 4 && step == 2: // while it is handed over
				wg.Go(func() {
					if status := confirm(); status != http.StatusSeeOther {
						t.Errorf("round %d: status %d", i, status)
					}
				})
			}
			s.run(step)
		}
		wg.Wait()
		if s.handed && confirmedBefore {
			t.Fatalf("round %d: a mail was handed over after %s was confirmed at point %d", i, way.slug, at)
		}
		if s.handed {
			left++
			if late := w.count(`portal_answers a, messages m where m.id = $1 and a.created_at < m.handed_at
				and a.link_id in (select link_id from portal_link_invoices n join cases c on c.invoice_id = n.invoice_id where c.number = $2)
				and exists (select 1 from events e join cases c on c.id = e.case_id where c.number = $2
				    and e.data->>'id' = 'portal-' || a.id and e.recorded_at < m.handed_at)`, s.message, number); late != 0 {
				t.Errorf("round %d: the answer was recorded before the hand-over, and the mail left", i)
			}
			continue
		}
		kept++
	}
	t.Logf("%d schedules: %d mails kept back, %d left before the answer", n, kept, left)
	if kept == 0 || left == 0 {
		t.Errorf("%d kept back and %d left: the schedules test one side only", kept, left)
	}
}

// schedule is one send, step by step.
type schedule struct {
	*world
	ref     dunning.Ref
	granted dunning.Reserved
	message int64
	handed  bool
}

func (s *schedule) run(step int) {
	s.t.Helper()
	switch {
	case step == 0:
		c, err := s.store.LoadCase(s.t.Context(), s.ref)
		s.must(err)
		d := dunning.Next(c, s.now)
		if d.Action != dunning.Send {
			return
		}
		s.granted, err = sending.New(s.store).Reserve(s.t.Context(), dunning.ReserveRequest{Ref: s.ref, Step: d.Step, Known: c.Version, Now: s.now, Owner: "worker"})
		s.must(err)
		s.message = s.granted.Message.ID
	case s.granted.State != dunning.ReserveGranted:
	case step == 1:
		s.granted.Ref = s.ref
		rendered, err := s.composer.Compose(s.t.Context(), s.granted, s.now)
		s.must(err)
		_, err = sending.New(s.store).SaveRendered(s.t.Context(), s.message, rendered)
		s.must(err)
	case step == 2:
		ok, err := sending.New(s.store).HandOver(s.t.Context(), s.message, "worker", s.now)
		s.must(err)
		s.handed = ok
	case step == 3 && s.handed:
		c, err := s.store.LoadCase(s.t.Context(), s.ref)
		s.must(err)
		_, err = sending.New(s.store).Finish(s.t.Context(), dunning.Finished{Message: s.message, Outcome: dunning.SendAccepted, At: s.now, Ref: s.ref, Known: c.Version})
		s.must(err)
	}
}
