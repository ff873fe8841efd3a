package posting

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/mercifacteur"
	"relance/internal/registeredmail/mercifacteur/mercifacteurtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// merciOffice is a post office whose letters go through Merci Facteur.
type merciOffice struct {
	*postOffice
	merci *mercifacteurtest.Server
}

func openMerci(t *testing.T, s mercifacteurtest.Scenario) *merciOffice {
	t.Helper()
	p := openPost(t, config.MerciCarrier, monday, mailevatest.Delivered())
	srv := mercifacteurtest.Start(mercifacteurtest.Options{
		Now: p.now, Lag: time.Minute, Scenario: func(string) mercifacteurtest.Scenario { return slices.Clone(s) },
	})
	t.Cleanup(srv.Close)
	p.Config.Letters.Merci = config.MerciFacteur{User: mercifacteurtest.UserID, Price: 790}
	p.Config.Secrets.Merci = config.MerciFacteurSecrets{
		ServiceID: mercifacteurtest.ServiceID, SecretKey: mercifacteurtest.SecretKey, WebhookKey: mercifacteurtest.WebhookKey,
	}
	p.Carriers.StandIns.Merci = func(o *mercifacteur.Options) {
		o.API, o.Clock, o.Pause, o.Timeout = srv.URL, srv.Now, time.Millisecond, 5*time.Second
		o.HTTP = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	}
	return &merciOffice{p, srv}
}

// days lets days pass at Merci Facteur; letters that are due are looked at.
func (p *merciOffice) days(n int) {
	p.t.Helper()
	for range 4 * n {
		p.now = p.now.Add(6 * time.Hour)
		p.merci.AdvanceTo(p.now)
		p.must(p.Track(p.t.Context(), p.now))
	}
}

func TestANoticeThroughMerciFacteurIsFollowedToItsLegalEnd(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		scenario mercifacteurtest.Scenario
		fault    faulty.Fault // of the one request that has it printed
		reported []string
		tasks    []string
		proofs   []string
	}{
		"signed for": {mercifacteurtest.Delivered(), faulty.None, []string{"posted 2026-03-02", "delivered 2026-03-04"}, nil,
			[]string{"deposit", "acknowledgement", "history"}},
		"the answer lost": {mercifacteurtest.Delivered(), faulty.DropAfter, []string{"posted 2026-03-02", "delivered 2026-03-04"}, nil,
			[]string{"deposit", "acknowledgement", "history"}},
		"not claimed": {mercifacteurtest.Back(" (non réclamé)"), faulty.None,
			[]string{"posted 2026-03-02", "presented 2026-03-04", "unclaimed 2026-03-04"}, nil, []string{"deposit", "history"}},
		"wrong address": {mercifacteurtest.Unknown(), faulty.None, []string{"posted 2026-03-02", "returned 2026-03-05"},
			[]string{"correct_address"}, []string{"deposit", "history"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openMerci(t, row.scenario)
			p.merci.Disturb(faulty.Once("POST", "/sendCourrier", row.fault))
			want := dunning.SendAccepted
			if row.fault != faulty.None {
				want = dunning.SendUnknown
			}
			if d := p.send(); d.Outcome != want {
				t.Fatalf("the hand-over ended %+v", d)
			}
			p.days(25)
			if diff := cmp.Diff(row.reported, p.reported()); diff != "" {
				t.Errorf("the timeline (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(row.tasks, p.tasks()); diff != "" {
				t.Errorf("open tasks:\n%s", diff)
			}
			p.proves(row.proofs)
			if l := p.letter(); l.Carrier != config.MerciCarrier || l.Cost != 812 || !strings.HasPrefix(l.Number, "2C") {
				t.Errorf("the letter is with %s under %q, costs %s", l.Carrier, l.Number, l.Cost)
			}
			if n := len(p.merci.Letters()); n != 1 {
				t.Errorf("%d letters", n)
			}
		})
	}
}

func TestALetterThatNeverArrivedIsOrderedAnewOnce(t *testing.T) {
	t.Parallel()
	p := openMerci(t, mercifacteurtest.Delivered())
	p.merci.Disturb(faulty.Once("POST", "/sendCourrier", faulty.DropBefore))
	if d := p.send(); d.Outcome != dunning.SendUnknown {
		t.Fatalf("the hand-over ended %+v", d)
	}
	p.days(1)
	if l := p.letter(); l.State != "failed" {
		t.Errorf("the letter is %s", l.State)
	}
	if d := p.send(); d.Outcome != dunning.SendAccepted {
		t.Errorf("ordered anew: %+v", d)
	}
	if n := len(p.merci.Letters()); n != 1 {
		t.Errorf("%d letters", n)
	}
}

func TestALetterWhoseDebtIsSettledIsDeletedUntilItIsPrinted(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		late     time.Duration // the payment
		reported []string
		deleted  bool
	}{
		"before it is printed": {time.Hour, []string{"cancelled"}, true},
		"once it is posted":    {20 * time.Hour, []string{"posted 2026-03-02", "delivered 2026-03-04"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openMerci(t, mercifacteurtest.Delivered())
			p.send()
			p.now = monday.Add(row.late)
			p.merci.AdvanceTo(p.now)
			p.must(p.Track(t.Context(), p.now))
			_, err := p.Store.Record(t.Context(), dunning.Recording{Ref: p.ref, Notify: true, Event: dunning.NewPaid(120000, calendar.DateOf(monday)).With(dunning.Stamp{At: p.now, Source: "bank", ID: "b1"})})
			p.must(err)
			p.now = p.now.Add(3 * time.Hour)
			p.merci.AdvanceTo(p.now)
			p.must(p.Track(t.Context(), p.now))
			p.days(8)
			var reported []string
			for _, s := range p.reported() {
				reported = append(reported, strings.TrimSuffix(s, " "+calendar.Date{}.String()))
			}
			if diff := cmp.Diff(row.reported, reported); diff != "" {
				t.Errorf("the timeline (-want +got):\n%s", diff)
			}
			if l := p.merci.Letters()[0]; l.Deleted != row.deleted {
				t.Errorf("deleted: %v", l.Deleted)
			}
		})
	}
}

func TestMerciFacteurCallsAndIsNotBelieved(t *testing.T) {
	t.Parallel()
	p := openMerci(t, mercifacteurtest.Delivered())
	done := make(chan struct{}, 10)
	mux := http.NewServeMux()
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		done <- struct{}{}
	}))
	defer door.Close()
	p.Config.Letters.Merci.Callback = door.URL + "/webhooks/mercifacteur"
	p.hooks(mux)
	for range 2 {
		p.must(p.chores(t.Context()))
	}
	if got := p.merci.Callback(); got != p.Config.Letters.Merci.Callback {
		t.Fatalf("the account calls %q", got)
	}
	p.send()
	p.merci.Advance(3 * 24 * time.Hour)
	_, err := p.merci.Notify(t.Context(), func(due []*faulty.Notification) []*faulty.Notification { return due[len(due)-1:] }) // the others are lost
	p.must(err)
	<-done
	if diff := cmp.Diff([]string{"posted 2026-03-02", "delivered 2026-03-04"}, p.reported()); diff != "" {
		t.Errorf("the timeline (-want +got):\n%s", diff)
	}
}

func TestCheckingMerciFacteurAsksWhetherItLetsUsIn(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		spoil func(p *merciOffice)
		want  string // in the error; "" when all is well
	}{
		"all is well":  {func(*merciOffice) {}, ""},
		"wrong key":    {func(p *merciOffice) { p.Config.Secrets.Merci.SecretKey = "k" }, "refused with status 401 SIGNATURE_INVALID"},
		"no service":   {func(p *merciOffice) { p.Config.Secrets.Merci.ServiceID = "" }, "service id"},
		"another user": {func(p *merciOffice) { p.Config.Letters.Merci.User = "12" }, "USER_NOT_FOUND"},
		"it is gone":   {func(p *merciOffice) { p.merci.Close() }, "asking Merci Facteur"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openMerci(t, nil)
			row.spoil(p)
			err := p.check(p.Config.Letters.Carrier)
			if (err == nil) != (row.want == "") || err != nil && !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %q", err, row.want)
			}
			if n := len(p.merci.Letters()); n != 0 {
				t.Errorf("asking posted %d letters", n)
			}
		})
	}
}
