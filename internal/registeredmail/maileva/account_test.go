package maileva_test

import (
	"strings"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/maileva"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
)

// tokensAsked counts logins.
func tokensAsked(w world) (n int) {
	for _, r := range w.Journal() {
		if strings.HasSuffix(r.Path, "/token") {
			n++
		}
	}
	return n
}

func TestTokensAreKeptRenewedInTimeAndReplacedWhenRefused(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	c := w.carrier(t)
	ask := func(want int) {
		t.Helper()
		if _, err := c.Status(t.Context(), "a"); err != nil {
			t.Error(err)
		}
		if got := tokensAsked(w); got != want {
			t.Errorf("%d logins, want %d", got, want)
		}
	}
	if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Fatal(err)
	}
	ask(1)
	w.Advance(3*time.Minute + 50*time.Second)
	ask(1)
	w.Advance(20 * time.Second) // less than a minute is left of five
	ask(2)
	w.ExpireTokens()
	ask(3)
	for _, r := range w.Journal() {
		if r.Status == 401 && strings.HasSuffix(r.Path, "/token") {
			t.Error("a login was refused")
		}
	}
}

func TestAWrongPasswordIsNotTheLettersFault(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	c := w.carrier(t, func(o *maileva.Options) { o.Credentials.Password = "geheim" })
	_, err := c.Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeUnavailable)
	if hint := dunning.ErrorHint(err); !strings.Contains(hint, "password") || strings.Contains(err.Error(), "geheim") {
		t.Errorf("%v; hint %q", err, hint)
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	_, err := maileva.New(maileva.Options{Hosts: maileva.Hosts{API: "http://api.example.com", Token: "ftp://x"}, Archive: 4})
	for _, part := range []string{"API's address", "token endpoint", "client id", "user name", "no memory", "no clock", "3, 6 or 10"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in: %v", part, err)
		}
	}
	if p, s := maileva.Production(), maileva.Sandbox(); p.API != "https://api.maileva.com" || s.API != "https://api.sandbox.maileva.net" ||
		p.Token != "https://connexion.maileva.com/auth/realms/services/protocol/openid-connect/token" || !strings.Contains(s.Token, "connexion.sandbox.maileva.net") {
		t.Errorf("hosts: %+v, %+v", p, s)
	}
}

// drafted is a world where the order "a" is a draft on record and "b" left an
// orphan.
func drafted(t *testing.T) world {
	t.Helper()
	w := open(t, mailevatest.Options{})
	w.Disturb(faulty.Times(30, "POST", "/submit", faulty.RefuseLong))
	_, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeUnavailable)
	w.Disturb(faulty.Once("POST", "/recipients", faulty.DropAfter))
	if _, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("b")); err != nil {
		t.Fatal(err)
	}
	w.Disturb(nil)
	if n := w.Drafts(); n != 2 {
		t.Fatalf("%d drafts", n)
	}
	return w
}

func TestSweepTakesOrphansOnly(t *testing.T) {
	t.Parallel()
	w := drafted(t)
	c := w.carrier(t)
	_, err := c.Sweep(t.Context(), time.Minute)
	wantCode(t, err, registeredmail.CodeInvalid)
	for _, want := range []int{0, 1, 0} { // too young, the orphan, nothing left
		if n, err := c.Sweep(t.Context(), time.Hour); err != nil || n != want {
			t.Errorf("swept %d, want %d: %v", n, want, err)
		}
		w.Advance(61 * time.Minute)
	}
	if _, err := c.Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Errorf("the draft on record was swept: %v", err)
	}
	w.wantLetters(t, 2)
}

func TestCancelDeletesADraftForGood(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]faulty.Fault{
		"at once": faulty.None, "answer lost": faulty.DropAfter, "request lost": faulty.DropBefore, "500": faulty.ErrorAfter,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := drafted(t)
			c := w.carrier(t)
			w.Disturb(faulty.Once("DELETE", "", fault))
			for range 2 {
				if err := c.Cancel(t.Context(), "a"); err != nil {
					t.Fatal(err)
				}
			}
			if tr, err := c.Status(t.Context(), "a"); err != nil || tr.State != dunning.LetterFailed {
				t.Errorf("%+v, %v", tr, err)
			}
			_, err := c.Request(t.Context(), registeredmailtest.Order("a"))
			wantCode(t, err, registeredmail.CodeConflict)
			w.wantLetters(t, 1) // "b"
		})
	}
}

func TestADraftThatSomebodyTouchedIsNotSubmitted(t *testing.T) {
	t.Parallel()
	w := drafted(t)
	w.TouchDraft("a")
	_, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeConflict)
	w.wantLetters(t, 1)
}

func TestRefusalsOfMailevaKeepTheirMeaning(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		path string
		code string
		want registeredmail.Code
	}{
		"debtor's address":   {"/recipients", "INVALID_ADDRESS_LINE_6", registeredmail.CodeUnreachable},
		"debtor's country":   {"/recipients", "INVALID_COUNTRY_CODE", registeredmail.CodeUnreachable},
		"creditor's address": {"/v4/sendings", "ADDRESS_LINE_1_TOO_LONG", registeredmail.CodeInvalid},
		"document":           {"/documents", "DOCUMENT_TYPE_NOT_ACCEPTED", registeredmail.CodeInvalid},
		"at submission":      {"/submit", "INVALID_TOTAL_SENDING_SIZE", registeredmail.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, mailevatest.Options{})
			w.RefuseWith("POST", row.path, row.code)
			_, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a"))
			wantCode(t, err, row.want)
			if err == nil || !strings.Contains(err.Error(), row.code) || strings.Contains(err.Error(), "Tilleuls") {
				t.Errorf("got %v", err)
			}
			w.wantLetters(t, 0)
		})
	}
}

func TestEstimateAndCost(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	o := registeredmailtest.Order("a")
	_, err := w.carrier(t).Estimate(o)
	wantCode(t, err, registeredmail.CodeNotFound)
	c := w.carrier(t, func(o *maileva.Options) {
		o.Tariff = maileva.Tariff{Letter: 650, Sheet: 30}
		o.Pages = func([]byte) (int, error) { return 3, nil }
	})
	if got, err := c.Estimate(o); err != nil || got != money.Cents(650+3*30) { // two sheets and the address
		t.Errorf("estimated %s, %v", got, err)
	}
	if _, err := c.Request(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got, known, err := c.Cost(t.Context(), "a"); err != nil || known {
		t.Errorf("cost before printing: %s, %v", got, err)
	}
	w.Advance(24 * time.Hour)
	if got, known, err := c.Cost(t.Context(), "a"); err != nil || !known || got != 670 {
		t.Errorf("cost: %s %v, %v", got, known, err)
	}
}
