package ar24_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24"
	"relance/internal/registeredmail/ar24/ar24test"
	"relance/internal/registeredmail/registeredmailtest"
)

// fate gives the steps that bring a letter to a state.
var fate = map[dunning.LetterState][]ar24test.Step{
	dunning.LetterPosted:    {{Proof: "dp"}},
	dunning.LetterPresented: {{Label: "ev", Date: "ev"}},
	dunning.LetterDelivered: {{Label: "AR", Date: "ar", Proof: "ar"}},
	dunning.LetterRefused:   {{Label: "refused", Date: "rf"}},
	dunning.LetterUnclaimed: {{Label: "negligence", Date: "ng"}},
	dunning.LetterReturned:  {{Label: "bounced", Date: "bc"}},
}

func TestAR24PassesTheSuite(t *testing.T) {
	t.Parallel()
	registeredmailtest.Exercise(t, func(t *testing.T) registeredmailtest.Fixture {
		w := open(t, ar24test.Options{Scenario: func(string) ar24test.Scenario { return nil }})
		return registeredmailtest.Fixture{
			Carrier: w.carrier(t), NoRecall: true, NoNumber: true,
			Reopen:  func() registeredmail.Carrier { return w.carrier(t) },
			Letters: func() int { return len(w.Letters()) },
			Advance: func(t *testing.T, id string, to dunning.LetterState, _ string, on registeredmail.Date) {
				t.Helper()
				if err := w.Play(id, on.UTC().Add(11*time.Hour), fate[to]...); err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}

// The documentation's own example, as its clients quote it.
func TestTheCipherIsTheDocumentedOne(t *testing.T) {
	t.Parallel()
	const key, date = "7X9gx9E3Qx4EiUdB63nc", "2021-05-26 14:00:00"
	if got, err := ar24.Sign(key, date); err != nil || got != "bDop0cbjKpkySlpvnNGvBMg7PuYFFgPPqTTS2RAHoY0=" {
		t.Errorf("signature %q, %v", got, err)
	}
	sealed := []byte("WwBOU6s8DaMWmYdctBJwfuoujFgVygBUjhsbdf8eWqQ=")
	if got, err := ar24.Open(key, date, sealed); err != nil || string(got) != `{status: "SUCCESS"}` {
		t.Errorf("opened %q, %v", got, err)
	}
	for name, row := range map[string]struct{ date, sealed string }{
		"another date": {"2021-05-26 14:00:01", string(sealed)}, "cut off": {date, "WwBOU6s8DaMWmYdctBJwfg=="},
		"no base64": {date, "<html>"}, "nothing": {date, ""},
	} {
		if got, err := ar24.Open(key, row.date, []byte(row.sealed)); err == nil && string(got) == `{status: "SUCCESS"}` {
			t.Errorf("%s: opened all the same", name)
		}
	}
}

// The vectors of RFC 6238, appendix B, cut to six digits.
func TestOneTimeCodesAreTheStandardOnes(t *testing.T) {
	t.Parallel()
	const key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // 12345678901234567890
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"} {
		if got, err := ar24.Code(key, time.Unix(at, 0)); err != nil || got != want {
			t.Errorf("at %d: %q, want %q, %v", at, got, want, err)
		}
	}
	_, err := ar24.Code("no key!", time.Unix(59, 0))
	wantCode(t, err, registeredmail.CodeInvalid)
}

func TestRequestSendsExactlyWhatWasOrdered(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	o := registeredmailtest.Order("lettre-7")
	o.Electronic = &registeredmail.Electronic{
		Email: "camille@example.com", Name: "Mme Camille de La Tour", ConsentOn: registeredmail.Date{Year: 2026, Month: 1, Day: 5}, Manner: "devis signé",
	}
	d, err := w.carrier(t).Request(t.Context(), o)
	if err != nil || d.State != dunning.LetterAccepted || d.ID != "lettre-7" || !strings.Contains(d.Note, w.Letters()[0].MailID) {
		t.Fatalf("%+v, %v", d, err)
	}
	l := w.Letters()[0]
	if len(l.Documents) != 1 || string(l.Documents[0]) != string(o.PDF) {
		t.Errorf("documents: %q", l.Documents)
	}
	for field, want := range map[string]string{
		"eidas": "1", "to_email": "camille@example.com", "dest_statut": "particulier", "to_firstname": "Camille", "to_lastname": "de La Tour",
		"ref_dossier": "lettre-7", "id_user": ar24test.UserID, "webhook": "", "content": ar24.Content(o),
	} {
		if got := l.Fields.Get(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
}

func TestTheTextAroundTheDocument(t *testing.T) {
	t.Parallel()
	o := registeredmailtest.Order("a")
	o.Reference, o.Sender.Lines[0] = "F-2026-014, F-2026-015", "Brunel & Fils"
	want, err := os.ReadFile("testdata/content.html")
	if err != nil {
		t.Fatal(err)
	}
	if got := ar24.Content(o) + "\n"; got != string(want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestRequestRefusesWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	day := registeredmail.Date{Year: 2026, Month: 1, Day: 5}
	for name, row := range map[string]struct {
		change func(*registeredmail.Order)
		want   registeredmail.Code
		hint   string
	}{
		"simple letter":           {func(o *registeredmail.Order) { o.Registered = false }, registeredmail.CodeInvalid, ""},
		"not accepted":            {func(o *registeredmail.Order) { o.Electronic = nil }, registeredmail.CodeInvalid, "accept electronic"},
		"consumer, asked nothing": {func(o *registeredmail.Order) { o.Electronic.Professional = false }, registeredmail.CodeRejected, "agreed: consent"},
		"consumer, nobody knows how": {func(o *registeredmail.Order) {
			o.Electronic.Professional, o.Electronic.ConsentOn = false, day
		}, registeredmail.CodeRejected, "agreed: consent"},
		"no mailbox": {func(o *registeredmail.Order) { o.Electronic.Email = "compta" }, registeredmail.CodeUnreachable, "paper"},
		"person without first name": {func(o *registeredmail.Order) {
			o.Electronic = &registeredmail.Electronic{Email: "d@example.com", Name: "M. Durand", ConsentOn: day, Manner: "devis"}
		}, registeredmail.CodeUnreachable, "correct name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, ar24test.Options{})
			o := registeredmailtest.Order("a")
			row.change(&o)
			_, err := w.carrier(t).Request(t.Context(), o)
			wantCode(t, err, row.want)
			if hint := dunning.ErrorHint(err); !strings.Contains(hint, row.hint) {
				t.Errorf("hint %q", hint)
			}
			if n := len(w.Journal()); n != 0 {
				t.Errorf("%d requests were made for an order that could be refused here", n)
			}
		})
	}
}

func TestRefusalsKeepTheirMeaningAndFreeTheOrder(t *testing.T) {
	t.Parallel()
	for slug, want := range map[string]registeredmail.Code{
		"invalid_email": registeredmail.CodeUnreachable, "content_exceeds_limit": registeredmail.CodeInvalid,
		"user_no_payment": registeredmail.CodeUnavailable, "never_heard_of": registeredmail.CodeRejected,
		"expired_date": registeredmail.CodeUnavailable, "authentication_missing": registeredmail.CodeUnavailable,
	} {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			w := open(t, ar24test.Options{})
			w.RefuseWith("/mail", slug)
			c := w.carrier(t)
			_, err := c.Request(t.Context(), registeredmailtest.Order("a"))
			wantCode(t, err, want)
			if err == nil || !strings.Contains(err.Error(), slug) || strings.Contains(err.Error(), "oeillets") {
				t.Errorf("got %v", err)
			}
			w.wantLetters(t, 0)
			w.RefuseWith("/mail", "")
			if tr, err := c.Status(t.Context(), "a"); err != nil || tr.State != dunning.LetterRequested {
				t.Errorf("after the refusal: %+v, %v", tr, err)
			}
			if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
				t.Errorf("at once afterwards: %v", err)
			}
			w.wantLetters(t, 1)
		})
	}
}

func TestMaintenanceIsWaitedOut(t *testing.T) {
	t.Parallel()
	w := open(t, ar24test.Options{})
	w.Maintenance(true)
	_, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeUnavailable)
	w.Maintenance(false)
	if d, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a")); err != nil || d.State != dunning.LetterAccepted {
		t.Errorf("%+v, %v", d, err)
	}
	w.wantLetters(t, 1)
}
