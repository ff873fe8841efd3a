package posting

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postage"
	"relance/internal/registeredmail/maileva/mailevatest"
)

// postalWord is La Poste's tracking service, with what it says of every letter:
// "date code", and how often it was asked.
type postalWord struct {
	events atomic.Pointer[[]string]
	asked  atomic.Int64
}

func (w *postalWord) say(events ...string) { w.events.Store(&events) }

// listen lets a post office ask La Poste.
func (p *postOffice) listen() *postalWord {
	p.t.Helper()
	w := &postalWord{}
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.asked.Add(1)
		number := strings.TrimPrefix(r.URL.Path, "/suivi/v2/idships/")
		events := w.events.Load()
		if events == nil || r.Header.Get("X-Okapi-Key") != "clé" {
			http.Error(rw, "<html>", http.StatusNotFound)
			return
		}
		var list []string
		for _, e := range *events {
			date, code, _ := strings.Cut(e, " ")
			list = append(list, fmt.Sprintf(`{"date":"%sT10:00:00+01:00","code":%q,"label":"étape"}`, date, code))
		}
		_, _ = fmt.Fprintf(rw, `{"shipment":{"idShip":%q,"event":[%s]}}`, number, strings.Join(list, ","))
	}))
	p.t.Cleanup(srv.Close)
	p.Config.Secrets.LaPosteKey, p.Carriers.StandIns.LaPoste = "clé", srv.URL
	return w
}

// byHand posts a letter of the folder on 3 March.
func (p *postOffice) byHand() {
	p.t.Helper()
	p.send()
	on, err := calendar.ParseDate("2026-03-03")
	p.must(err)
	_, err = p.MarkLetter(p.t.Context(), postage.LetterFact{Ref: p.ref, Step: "notice", Status: "posted", Date: on, Number: "1A 047 877 2024 3", Author: "claire"})
	p.must(err)
}

func TestLaPosteTellsWhatBecameOfALetterPostedByHand(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		post     []string
		reported []string
		tasks    []string
	}{
		"held at the counter, then fetched": {[]string{"2026-03-03 PC1", "2026-03-05 AG1", "2026-03-06 AG1", "2026-03-09 DI1"},
			[]string{"posted 2026-03-03", "presented 2026-03-05", "delivered 2026-03-09"}, nil},
		"at the counter still": {[]string{"2026-03-03 PC1", "2026-03-05 AG1"}, []string{"posted 2026-03-03", "presented 2026-03-05"}, nil},
		"sent back: the envelope says why": {[]string{"2026-03-03 PC1", "2026-03-05 AG1", "2026-03-20 RE1", "2026-03-22 DI2"},
			[]string{"posted 2026-03-03", "presented 2026-03-05"}, []string{"check_letter"}},
		"delivered before it was posted: somebody errs": {[]string{"2026-02-20 DI1"}, []string{"posted 2026-03-03"}, []string{"check_letter"}},
		"not known there": {nil, []string{"posted 2026-03-03"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t, config.FolderCarrier, monday, nil)
			w := p.listen()
			p.byHand()
			if row.post != nil {
				w.say(row.post...)
			}
			p.days(8)
			if diff := cmp.Diff(row.reported, p.reported()); diff != "" {
				t.Errorf("the timeline (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(row.tasks, p.tasks()); diff != "" {
				t.Errorf("open tasks:\n%s", diff)
			}
			if w.asked.Load() == 0 {
				t.Error("La Poste was never asked")
			}
		})
	}
}

func TestWhatLaPosteSaysOtherwiseIsShownAndOverwritesNothing(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		carrier string
		post    []string
		state   dunning.LetterState
		differs string
	}{
		"Maileva says delivered, La Poste returned": {config.MailevaCarrier, []string{"2026-03-03 PC1", "2026-03-10 RE1"}, "delivered",
			"le prestataire dit «\u00a0remis contre signature\u00a0», La Poste «\u00a0retourné\u00a0: adresse erronée\u00a0»"},
		"another day":      {config.MailevaCarrier, []string{"2026-03-03 PC1", "2026-03-06 DI1"}, "delivered", "remise le 05/03/2026 selon le prestataire, le 06/03/2026 selon La Poste"},
		"the same":         {config.MailevaCarrier, []string{"2026-03-03 PC1", "2026-03-05 DI1"}, "delivered", ""},
		"a person says no": {config.FolderCarrier, []string{"2026-03-03 PC1", "2026-03-05 DI1"}, "refused", "remis"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t, row.carrier, monday, mailevatest.Delivered())
			w := p.listen()
			if row.carrier == config.FolderCarrier {
				p.byHand()
				on, err := calendar.ParseDate("2026-03-05")
				p.must(err)
				_, err = p.MarkLetter(t.Context(), postage.LetterFact{Ref: p.ref, Step: "notice", Status: "refused", Date: on, Author: "claire"})
				p.must(err)
			} else {
				p.send()
			}
			w.say(row.post...)
			p.days(8)
			l := p.letter()
			if l.State != row.state || l.Post == nil || len(l.Post.Events) != len(row.post) {
				t.Fatalf("the letter is %s, La Poste says %+v", l.State, l.Post)
			}
			plain := func(s string) string { return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s) }
			if got := plain(l.Post.Differs); (row.differs == "") != (got == "") || !strings.Contains(got, plain(row.differs)) {
				t.Errorf("differs: %q, want %q", got, plain(row.differs))
			}
			if asked := slices.Contains(p.tasks(), string(dunning.TaskCheckLetter)); asked != (row.differs != "") {
				t.Errorf("a person is asked: %t", asked)
			}
			before := w.asked.Load()
			p.days(30)
			if again := w.asked.Load() - before; again > 30 {
				t.Errorf("La Poste is asked %d times more", again)
			}
			if l := p.letter(); !l.Next.IsZero() {
				t.Errorf("the letter is asked about for ever: %s", l.Next)
			}
		})
	}
}

func TestWithoutAKeyLaPosteIsNotAsked(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.FolderCarrier, monday, nil)
	w := p.listen()
	p.Config.Secrets.LaPosteKey = ""
	p.byHand()
	p.days(3)
	if n := w.asked.Load(); n != 0 || p.letter().Post != nil {
		t.Errorf("asked %d times", n)
	}
}

func TestALetterWithoutNewsForAMonthIsAPersonsMatter(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.FolderCarrier, monday, nil)
	p.byHand()
	p.days(29)
	if tasks := p.tasks(); len(tasks) != 0 {
		t.Errorf("asked within the month: %v", tasks)
	}
	p.days(4)
	tasks := p.view().Tasks
	i := slices.IndexFunc(tasks, func(k dunning.Task) bool { return k.Code == dunning.TaskFollowLetter })
	if i < 0 || tasks[i].Detail != "1A04787720243" || tasks[i].Step != "notice" {
		t.Fatalf("nobody is asked after a month: %+v", tasks)
	}
	if n := p.count(dunning.TaskFollowLetter); n != 1 {
		t.Errorf("asked %d times", n)
	}
	on, err := calendar.ParseDate("2026-04-02")
	p.must(err)
	_, err = p.MarkLetter(t.Context(), postage.LetterFact{Ref: p.ref, Step: "notice", Status: "unclaimed", Date: on, Author: "claire"})
	p.must(err)
	if tasks := p.tasks(); len(tasks) != 0 {
		t.Errorf("answered, and still open: %v", tasks)
	}
	p.days(70)
	if n := p.count(dunning.TaskFollowLetter); n != 1 || !p.letter().Next.IsZero() {
		t.Errorf("asked %d times, next look %s", n, p.letter().Next)
	}
}

func TestALetterNobodyEverHearsOfIsGivenUpAfterThreeMonths(t *testing.T) {
	t.Parallel()
	p := openPost(t, config.FolderCarrier, monday, nil)
	p.byHand()
	p.days(100)
	if l := p.letter(); !l.Next.IsZero() || l.State != "posted" {
		t.Errorf("the letter is %s, next look %s", l.State, l.Next)
	}
	if tasks := p.tasks(); !slices.Equal(tasks, []string{"follow_letter"}) {
		t.Errorf("open: %v", tasks)
	}
}

// count is how often a person was asked for something.
func (p *postOffice) count(code dunning.TaskCode) (n int) {
	for _, k := range p.view().Tasks {
		if k.Code == code {
			n++
		}
	}
	return n
}
