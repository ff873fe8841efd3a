package posting

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/activities"
	"relance/internal/approval"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/registeredmail/ar24"
	"relance/internal/registeredmail/ar24/ar24test"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// lreOffice is a post office that sends electronic letters too.
type lreOffice struct {
	*postOffice
	lre *ar24test.Server
}

func openElectronic(t *testing.T, paper string, s ar24test.Scenario) *lreOffice {
	t.Helper()
	p := openPost(t, paper, monday, mailevatest.Delivered())
	srv := ar24test.Start(ar24test.Options{Now: p.now, Scenario: func(string) ar24test.Scenario { return slices.Clone(s) }})
	t.Cleanup(srv.Close)
	p.Config.Letters.Electronic, p.Config.Letters.AR24.User = config.AR24Carrier, ar24test.UserID
	p.Config.Secrets.AR24 = config.AR24Secrets{Token: ar24test.Token, PrivateKey: ar24test.PrivateKey}
	p.Carriers.StandIns.AR24 = func(o *ar24.Options) {
		o.API, o.Clock, o.Pause, o.Timeout = srv.URL+"/api", srv.Now, time.Millisecond, 5*time.Second
		o.HTTP = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	}
	return &lreOffice{p, srv}
}

// consent records that the debtor, a consumer, agreed to electronic letters.
func (p *lreOffice) consent() {
	p.t.Helper()
	p.change(dunning.ElectronicLetters{Accepted: true, ConsentOn: calendar.Date{Year: 2026, Month: 1, Day: 5}, Manner: "devis signé"})
}

func (p *lreOffice) change(e dunning.ElectronicLetters) {
	p.t.Helper()
	_, err := p.Store.UpdateDebtor(p.t.Context(), seller().ID, "C-1", change.Debtor{Electronic: &e, Author: "claire"})
	p.must(err)
}

// code types the one-time code.
func (p *lreOffice) code() {
	p.t.Helper()
	_, err := p.OneTimeCode(p.t.Context(), ar24test.OneTime)
	p.must(err)
}

// days lets days pass at AR24; letters that are due are looked at.
func (p *lreOffice) days(n int) {
	p.t.Helper()
	for range 4 * n {
		p.now = p.now.Add(6 * time.Hour)
		p.lre.AdvanceTo(p.now)
		p.must(p.Track(p.t.Context(), p.now))
	}
}

func (p *lreOffice) wantLetters(electronic, paper int) {
	p.t.Helper()
	if a, b := len(p.lre.Letters()), len(p.Letters()); a != electronic || b != paper {
		p.t.Errorf("%d electronic letters and %d on paper, want %d and %d", a, b, electronic, paper)
	}
}

func TestAnElectronicNoticeIsFollowedToItsLegalEnd(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		scenario ar24test.Scenario
		reported []string
		tasks    []string
		proofs   []string
	}{
		"accepted": {ar24test.Accepted(), []string{"posted 2026-03-02", "presented 2026-03-02", "delivered 2026-03-04"}, nil,
			[]string{"deposit", "presentation", "acknowledgement", "history"}},
		"not claimed: from the notice": {ar24test.Neglected(), []string{"posted 2026-03-02", "presented 2026-03-02", "unclaimed 2026-03-02"}, nil,
			[]string{"deposit", "presentation", "return", "history"}},
		"undeliverable": {ar24test.Bounced(), []string{"posted 2026-03-02", "presented 2026-03-02", "returned 2026-03-02"},
			[]string{"correct_address"}, []string{"deposit", "return", "history"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openElectronic(t, config.MailevaCarrier, row.scenario)
			p.consent()
			p.code()
			if d := p.send(); d.Outcome != dunning.SendAccepted {
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
			if l := p.letter(); l.Carrier != config.AR24Carrier || l.Cost != 479 || !l.Next.IsZero() {
				t.Errorf("the letter is with %s, costs %s, asked again %s", l.Carrier, l.Cost, l.Next)
			}
			p.wantLetters(1, 0)
		})
	}
}

func TestWhoDidNotAgreeGetsPaperOrNothing(t *testing.T) {
	t.Parallel()
	p := openElectronic(t, config.MailevaCarrier, ar24test.Accepted())
	p.change(dunning.ElectronicLetters{Accepted: true}) // a consumer, and no consent
	if d := p.send(); d.Outcome != dunning.SendAccepted {
		t.Errorf("with a carrier of paper: %+v", d)
	}
	p.wantLetters(0, 1)

	p = openElectronic(t, config.NoCarrier, ar24test.Accepted())
	p.change(dunning.ElectronicLetters{Accepted: true})
	d := p.send()
	if d.Outcome != dunning.SendRefused || !strings.Contains(d.Reply, "consent") || !strings.Contains(d.Reply, "letters.carrier") {
		t.Errorf("without one: %+v", d)
	}
	if tasks := p.tasks(); p.view().Case.Attention == nil || !slices.Contains(tasks, string(dunning.TaskFailed)) {
		t.Errorf("nobody is asked: %v", tasks)
	}
	p.wantLetters(0, 0)

	p.consent()
	p.code()
	_, err := p.Store.Record(t.Context(), dunning.Recording{Ref: p.ref, Event: dunning.NewRetry().With(dunning.Stamp{At: p.now, Author: "claire"})})
	p.must(err)
	if d := p.send(); d.Outcome != dunning.SendAccepted {
		t.Errorf("once the consent is on record: %+v", d)
	}
	p.wantLetters(1, 0)
}

func TestALetterWaitsForTheOneTimeCode(t *testing.T) {
	t.Parallel()
	p := openElectronic(t, config.NoCarrier, ar24test.Accepted())
	p.consent()
	for range 2 {
		if d := p.send(); d.Outcome != dunning.SendRetry {
			t.Fatalf("without a code: %+v", d)
		}
	}
	if diff := cmp.Diff([]string{"one_time_code"}, p.tasks()); diff != "" {
		t.Error(diff)
	}
	if _, err := p.OneTimeCode(t.Context(), "000000"); dunning.ErrorCode(err) != dunning.CodeInvalid {
		t.Errorf("a wrong code: %v", err)
	}
	p.code()
	if d := p.send(); d.Outcome != dunning.SendAccepted {
		t.Errorf("with a code: %+v", d)
	}
	if tasks := p.tasks(); len(tasks) != 0 {
		t.Errorf("still asked for: %v", tasks)
	}
	p.wantLetters(1, 0)
}

func TestAR24SettlesWhatACrashLeftUnknown(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fault faulty.Fault
		sent  bool
	}{
		"the answer was lost":  {faulty.DropAfter, true},
		"the request was lost": {faulty.DropBefore, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openElectronic(t, config.NoCarrier, ar24test.Accepted())
			p.consent()
			p.code()
			asked := false
			p.lre.Disturb(func(r faulty.Request) faulty.Fault {
				switch {
				case r.Method == http.MethodPost && r.Path == "/api/mail":
					asked = true
					return row.fault
				case asked && r.Path == "/api/user/mail":
					return faulty.GatewayGone // nobody can look either
				}
				return faulty.None
			})
			if d := p.send(); d.Outcome != dunning.SendUnknown {
				t.Fatalf("the hand-over ended %+v", d)
			}
			if p.view().Case.Attention == nil {
				t.Fatal("nobody is asked meanwhile")
			}
			p.lre.Disturb(nil)
			p.now = p.now.Add(2 * time.Hour)
			p.lre.AdvanceTo(p.now)
			p.must(p.Track(t.Context(), p.now))
			if c := p.view().Case; c.Attention != nil || (c.Done == 1) != row.sent {
				t.Errorf("%d steps are done, attention %+v", c.Done, c.Attention)
			}
			if !row.sent {
				p.code()
				p.send()
			}
			p.wantLetters(1, 0)
		})
	}
}

func TestAR24CallsAndIsNotBelieved(t *testing.T) {
	t.Parallel()
	p := openElectronic(t, config.NoCarrier, ar24test.Accepted())
	mux := http.NewServeMux()
	done := make(chan struct{}, 10)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		done <- struct{}{}
	}))
	defer door.Close()
	p.Config.Letters.AR24.Callback = door.URL + "/webhooks/ar24"
	p.hooks(mux)
	p.consent()
	p.code()
	p.send()
	p.lre.Advance(49 * time.Hour)
	_, err := p.lre.Notify(t.Context(), func(due []*faulty.Notification) []*faulty.Notification { return due[len(due)-1:] }) // the others are lost
	p.must(err)
	<-done
	reported := p.reported()
	if len(reported) != 3 || !strings.HasPrefix(reported[2], "delivered") {
		t.Errorf("told %v", reported)
	}
}

func TestCheckingACarrierAsksWhetherItLetsUsIn(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		spoil func(p *lreOffice)
		check func(p *lreOffice) error
		want  string // in the error; "" when all is well
	}{
		"folder: nobody to ask":   {func(p *lreOffice) { p.Config.Letters.Carrier = config.FolderCarrier; p.Server.Close() }, checkPaper, ""},
		"maileva":                 {func(*lreOffice) {}, checkPaper, ""},
		"maileva, wrong password": {func(p *lreOffice) { p.Config.Secrets.Maileva.Password = "geheim" }, checkPaper, "refused with status 401"},
		"maileva, no client":      {func(p *lreOffice) { p.Config.Secrets.Maileva.ClientID = "" }, checkPaper, "client id"},
		"maileva is gone":         {func(p *lreOffice) { p.Server.Close() }, checkPaper, "asking Maileva"},
		"no electronic letters":   {func(p *lreOffice) { p.Config.Letters.Electronic = ""; p.lre.Close() }, checkElectronic, ""},
		"ar24":                    {func(*lreOffice) {}, checkElectronic, ""},
		"ar24, wrong key":         {func(p *lreOffice) { p.Config.Secrets.AR24.PrivateKey = "k" }, checkElectronic, "invalid_date"},
		"ar24, no token":          {func(p *lreOffice) { p.Config.Secrets.AR24.Token = "" }, checkElectronic, "token or the private key"},
		"ar24, another sender":    {func(p *lreOffice) { p.Config.Letters.AR24.User = "12" }, checkElectronic, "user_not_exist"},
		"ar24 is gone":            {func(p *lreOffice) { p.lre.Close() }, checkElectronic, "asking AR24"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openElectronic(t, config.MailevaCarrier, nil)
			row.spoil(p)
			err := row.check(p)
			if (err == nil) != (row.want == "") || err != nil && !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %q", err, row.want)
			}
			p.wantLetters(0, 0)
			if n := p.Drafts(); n != 0 {
				t.Errorf("asking left %d drafts", n)
			}
		})
	}
}

func checkPaper(p *lreOffice) error      { return p.check(p.Config.Letters.Carrier) }
func checkElectronic(p *lreOffice) error { return p.check(p.Config.Letters.Electronic) }

// agreed is a post office for electronic letters whose debtor consents, and
// whose letter was agreed to.
func agreed(t *testing.T, electronic string) *lreOffice {
	t.Helper()
	p := openElectronic(t, config.MailevaCarrier, ar24test.Accepted())
	p.consent()
	p.code()
	p.Config.Letters.Electronic = electronic
	p.plan = func(plan *dunning.Plan) { plan.Steps[0].Approval = dunning.ApprovalRequired }
	p.open("F-2")
	p.ask()
	if d := p.shown(); d.Electronic != (electronic != "") {
		t.Errorf("the approval shows a letter by %s, electronic: %t", d.Carrier, d.Electronic)
	}
	_, err := p.approve(false)
	p.must(err)
	return p
}

func TestAYesIsGivenToTheWayALetterGoes(t *testing.T) {
	t.Parallel()
	email := "direction@example.com"
	for name, row := range map[string]struct {
		agreed string
		change func(p *lreOffice)
		want   approval.Part
	}{
		"on paper, and then electronically": {"", func(p *lreOffice) { p.Config.Letters.Electronic = config.AR24Carrier }, approval.PartCarrier},
		"the consent is taken back":         {config.AR24Carrier, func(p *lreOffice) { p.change(dunning.ElectronicLetters{}) }, approval.PartCarrier},
		"another e-mail address": {config.AR24Carrier, func(p *lreOffice) {
			_, err := p.Store.UpdateDebtor(p.t.Context(), seller().ID, "C-1", change.Debtor{Email: &email})
			p.must(err)
		}, approval.PartRecipient},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := agreed(t, row.agreed)
			before := p.shown()
			row.change(p)
			p.wantAsked()
			if parts := approval.Differences(before.Draft, p.shown().Draft); !slices.Contains(parts, row.want) {
				t.Errorf("it differs in %v, want %s", parts, row.want)
			}
			p.wantLetters(0, 0)
		})
	}
}

func TestADrawnLetterIsNotTakenByAnotherCarrier(t *testing.T) {
	t.Parallel()
	p := agreed(t, "")
	parcel := p.reserve() // drawn and kept, and then the worker starts with another configuration
	p.Config.Letters.Electronic = config.AR24Carrier
	d, err := p.Deliverer()
	p.must(err)
	_, err = d.Deliver(t.Context(), parcel, func(context.Context) error { t.Error("it leaves"); return nil })
	if !errors.Is(err, activities.ErrChanged) || p.view().Case.Approved != "" || !p.shown().Electronic {
		t.Errorf("the hand-over ended with %v", err)
	}
	_, err = p.approve(false)
	p.must(err)
	p.send()
	p.wantLetters(1, 0)
}
