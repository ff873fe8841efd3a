package mercifacteur_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/mercifacteur"
	"relance/internal/registeredmail/mercifacteur/mercifacteurtest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// fate gives the steps that bring a letter to a state.
func fate(to dunning.LetterState, number string) []mercifacteurtest.Step {
	return map[dunning.LetterState][]mercifacteurtest.Step{
		dunning.LetterPosted: {
			{Event: "printed", Code: "imprime", Text: "Courrier imprimé par Merci facteur", Number: number},
			{Event: "new-state", Code: "pris_en_charge", Text: "Courrier pris en charge par La Poste"},
		},
		dunning.LetterPresented: {{Code: "attente_au_guichet", Text: "Courrier en attente au guichet"}},
		dunning.LetterDelivered: {{Code: "distribue", Text: "Courrier distribué au destinataire"}},
		dunning.LetterRefused:   {{Code: "retour_expediteur", Text: "Courrier retourné à l'expéditeur (refusé)"}},
		dunning.LetterUnclaimed: {{Code: "retour_expediteur", Text: "Courrier retourné à l’expéditeur (pli non réclamé)"}},
		dunning.LetterReturned:  {{Code: "distribue_expediteur", Text: "Distribué à l'expéditeur"}},
	}[to]
}

func TestMerciFacteurPassesTheSuite(t *testing.T) {
	t.Parallel()
	registeredmailtest.Exercise(t, func(t *testing.T) registeredmailtest.Fixture {
		w := open(t, mercifacteurtest.Options{Scenario: silent})
		return registeredmailtest.Fixture{
			Carrier: w.carrier(t),
			Reopen:  func() registeredmail.Carrier { return w.carrier(t) },
			Letters: func() int { return len(w.Letters()) },
			Advance: func(t *testing.T, id string, to dunning.LetterState, number string, on registeredmail.Date) {
				t.Helper()
				if err := w.Play(id, on.UTC().Add(11*time.Hour), fate(to, number)...); err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}

func TestRequestSendsExactlyWhatWasOrdered(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{})
	o := registeredmailtest.Order("lettre-7")
	o.Recipient.Lines = []string{"Société Les Œillets", "Service comptable", "Bâtiment C", "3 allée des Tilleuls", "BP 12", "44000 Nantes"}
	d, err := w.carrier(t).Request(t.Context(), o)
	l := w.Letters()[0]
	if err != nil || d.State != dunning.LetterAccepted || d.ID != "lettre-7" || !strings.Contains(d.Note, l.ID) {
		t.Fatalf("%+v, %v", d, err)
	}
	if string(l.PDF) != string(o.PDF) || l.Mode != "lrare" || l.Sides != "rectoverso" || l.Antidoublon != "relance/lettre-7" || l.Reference != "lettre-7" {
		t.Errorf("sent %+v", l)
	}
	for key, want := range map[string]string{
		"societe": "Société Les Œillets", "adresse1": "Service comptable", "adresse2": "Bâtiment C", "adresse3": "3 allée des Tilleuls, BP 12",
		"cp": "44000", "ville": "Nantes", "pays": "FRANCE", "nom": "",
	} {
		if l.To[key] != want {
			t.Errorf("%s is %q, want %q", key, l.To[key], want)
		}
	}
	if l.From["societe"] != "Atelier Brunel SARL" || l.From["cp"] != "69003" {
		t.Errorf("the sender is %v", l.From)
	}
}

func TestWhatCannotBeSentIsRefusedBeforeAnythingLeaves(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*registeredmail.Order)
		pages  int
		want   registeredmail.Code
		says   string
	}{
		"a simple letter": {func(o *registeredmail.Order) { o.Registered = false }, 1, registeredmail.CodeInvalid, "registered letters"},
		"401 pages":       {func(*registeredmail.Order) {}, 401, registeredmail.CodeInvalid, "201 sheets, at most 200"},
		"abroad":          {func(o *registeredmail.Order) { o.Recipient.Country = "BE" }, 1, registeredmail.CodeUnreachable, "not to BE"},
		"no postcode":     {func(o *registeredmail.Order) { o.Recipient.Lines[2] = "Nantes" }, 1, registeredmail.CodeUnreachable, "postcode of 5 digits"},
		"a sender too long": {func(o *registeredmail.Order) { o.Sender.Lines = []string{strings.Repeat("é", 91), "69003 Lyon"} }, 1,
			registeredmail.CodeInvalid, "address line 1 has 91 characters, 90 fit"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, mercifacteurtest.Options{})
			o := registeredmailtest.Order("a")
			row.change(&o)
			c := w.carrier(t, func(o *mercifacteur.Options) { o.Pages = func([]byte) (int, error) { return row.pages, nil } })
			_, err := c.Request(t.Context(), o)
			wantCode(t, err, row.want)
			if err == nil || !strings.Contains(err.Error(), row.says) || dunning.ErrorHint(err) == "" || strings.Contains(err.Error(), "Œillets") {
				t.Errorf("got %v, hint %q", err, dunning.ErrorHint(err))
			}
			if n := len(w.Journal()); n != 0 {
				t.Errorf("%d requests were made for an order that could be refused here", n)
			}
		})
	}
}

func TestRefusalsKeepTheirMeaningAndFreeTheOrder(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]registeredmail.Code{
		"INFO_ADDRESS_MISSING": registeredmail.CodeUnreachable, "LETTER_INVALID_BASE64_FILES": registeredmail.CodeInvalid,
		"QUOTA_EXCEEDED": registeredmail.CodeUnavailable, "NEVER_HEARD_OF": registeredmail.CodeRejected,
		"INVALID_DATE_ENVOI": registeredmail.CodeInvalid, "M. Durand, 3 allée": registeredmail.CodeRejected,
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			w := open(t, mercifacteurtest.Options{})
			w.RefuseWith("/sendCourrier", code)
			c := w.carrier(t)
			_, err := c.Request(t.Context(), registeredmailtest.Order("a"))
			wantCode(t, err, want)
			if err == nil || strings.Contains(err.Error(), "Durand") {
				t.Errorf("got %v", err)
			}
			w.wantLetters(t, 0)
			w.RefuseWith("/sendCourrier", "")
			wantState(t, c, "a", dunning.LetterRequested)
			request(t, c, "a")
			w.wantLetters(t, 1)
		})
	}
}

func TestTokensAreKeptForADayAndRenewedWhenRefused(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{})
	c := w.carrier(t)
	tokens := func() (n int) {
		for _, r := range w.Journal() {
			if r.Path == "/getToken" {
				n++
			}
		}
		return n
	}
	for _, id := range []string{"a", "b"} {
		request(t, c, id)
	}
	if n := tokens(); n != 1 {
		t.Errorf("%d tokens for two letters", n)
	}
	w.EndToken() // as when somebody renews it elsewhere
	request(t, c, "c")
	w.Advance(25 * time.Hour)
	request(t, c, "d")
	if n := tokens(); n != 3 {
		t.Errorf("%d tokens were asked for, want 3", n)
	}
	w.wantLetters(t, 4)
}

func TestWhoeverIsNotLetInIsToldWhatToCheck(t *testing.T) {
	t.Parallel()
	w := open(t, mercifacteurtest.Options{})
	for name, row := range map[string]struct {
		change func(*mercifacteur.Options)
		says   string
	}{
		"all is well":    {func(*mercifacteur.Options) {}, ""},
		"another secret": {func(o *mercifacteur.Options) { o.Credentials.SecretKey = "x" }, "SIGNATURE_INVALID"},
		"another user":   {func(o *mercifacteur.Options) { o.Credentials.UserID = "1" }, "USER_NOT_FOUND"},
		"a clock behind": {func(o *mercifacteur.Options) {
			o.Clock = func() time.Time { return w.Now().Add(-6 * time.Minute) }
		}, "TIMESTAMP_EXPIRED"},
	} {
		err := w.carrier(t, row.change).Check(t.Context())
		if (err == nil) != (row.says == "") || err != nil && (!strings.Contains(err.Error(), row.says) || dunning.ErrorHint(err) == "") {
			t.Errorf("%s: %v, hint %q", name, err, dunning.ErrorHint(err))
		}
	}
	w.wantLetters(t, 0)
	_, err := mercifacteur.New(mercifacteur.Options{API: "http://www.example.com", Addresses: []string{"x"}})
	wantCode(t, err, registeredmail.CodeInvalid)
	for _, says := range []string{"https", "secret key", "user id", "memory", "clock", "IP address"} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("nothing about %s: %v", says, err)
		}
	}
}

func TestALetterIsDeletedOnlyWhenReadingShowsIt(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		options mercifacteurtest.Options
		fault   faulty.Fault
		want    registeredmail.Code // of Cancel; "" when it works
		state   dunning.LetterState
	}{
		"deleted":                        {mercifacteurtest.Options{Scenario: silent}, faulty.None, "", dunning.LetterFailed},
		"deleted and forgotten":          {mercifacteurtest.Options{Scenario: silent, Forgetful: true}, faulty.None, "", dunning.LetterFailed},
		"deleted, the answer lost":       {mercifacteurtest.Options{Scenario: silent}, faulty.DropAfter, "", dunning.LetterFailed},
		"accepted and not carried out":   {mercifacteurtest.Options{Scenario: silent, Lazy: true}, faulty.None, registeredmail.CodeUnavailable, dunning.LetterAccepted},
		"never arrived":                  {mercifacteurtest.Options{Scenario: silent}, faulty.DropBefore, registeredmail.CodeUnavailable, dunning.LetterAccepted},
		"printed meanwhile, as promised": {mercifacteurtest.Options{}, faulty.None, registeredmail.CodeConflict, dunning.LetterPosted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, row.options)
			c := w.carrier(t)
			request(t, c, "a")
			if row.want == registeredmail.CodeConflict {
				w.Advance(9 * time.Hour)
			}
			w.Disturb(faulty.Once(http.MethodDelete, "/deleteEnvoi", row.fault))
			err := c.Cancel(t.Context(), "a")
			if row.want == "" && err != nil || row.want != "" && registeredmail.ErrorCode(err) != row.want {
				t.Errorf("got %v", err)
			}
			wantState(t, w.carrier(t), "a", row.state)
			if row.state == dunning.LetterFailed {
				_, err := c.Request(t.Context(), registeredmailtest.Order("a"))
				wantCode(t, err, registeredmail.CodeConflict)
			}
			w.wantLetters(t, 1)
		})
	}
}
