package maileva_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/maileva"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/registeredmail/registeredmailtest"
	"relance/internal/registeredmail/registeredmailtest/faulty"
	"relance/internal/registeredmail/wire"
)

// world is a Maileva and a memory, with which any number of carriers can be
// opened, as by processes that come and go.
type world struct {
	*mailevatest.Server
	memory wire.Memory
}

func open(t testing.TB, o mailevatest.Options) world {
	t.Helper()
	srv, err := mailevatest.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	return world{srv, &wire.MapMemory{}}
}

// carrier opens one, with options changed.
func (w world) carrier(t testing.TB, change ...func(*maileva.Options)) *maileva.Carrier {
	t.Helper()
	o := maileva.Options{
		Hosts: maileva.Hosts{API: w.URL, Token: w.TokenURL()}, Memory: w.memory, Clock: w.Now,
		Credentials: maileva.Credentials{
			ClientID: mailevatest.Client, ClientSecret: mailevatest.Secret, Username: mailevatest.User, Password: mailevatest.Password,
		},
		Timeout: 5 * time.Second, Pause: time.Millisecond,
		HTTP: &http.Client{Transport: &http.Transport{}},
	}
	for _, f := range change {
		f(&o)
	}
	c, err := maileva.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.HTTP.CloseIdleConnections)
	return c
}

// impatient gives an answer a tenth of a second, and twice as long at each
// further try: a busy machine is slow.
func impatient(try int) func(*maileva.Options) {
	return func(o *maileva.Options) { o.Timeout = 100 * time.Millisecond << try }
}

func (w world) wantLetters(t testing.TB, want int) {
	t.Helper()
	if got := len(w.Letters()); got != want {
		t.Errorf("%d letters were accepted, want %d", got, want)
	}
}

func wantCode(t testing.TB, err error, want registeredmail.Code) {
	t.Helper()
	if got := registeredmail.ErrorCode(err); got != want {
		t.Errorf("got %q, want %q: %v", got, want, err)
	}
}

// fate gives the steps that bring a letter to a state.
var fate = map[dunning.LetterState][]mailevatest.Step{
	dunning.LetterPresented: {{Code: "LP09", Category: "FIRST_PRESENTATION"}},
	dunning.LetterDelivered: {{Code: "LP15", Category: "DELIVERED"}},
	dunning.LetterRefused:   {{Code: "LP22", Category: "UNDELIVERED"}, {Code: "LP17", Category: "DELIVERED"}},
	dunning.LetterUnclaimed: {{Code: "LP19", Category: "UNDELIVERED"}, {Reason: "N03"}, {Code: "LP17", Category: "DELIVERED"}},
	dunning.LetterReturned:  {{Code: "LP21", Category: "UNDELIVERED"}, {Reason: "N02"}},
}

func TestMailevaPassesTheSuite(t *testing.T) {
	t.Parallel()
	registeredmailtest.Exercise(t, func(t *testing.T) registeredmailtest.Fixture {
		w := open(t, mailevatest.Options{})
		w.memory = &wire.MapMemory{}
		return registeredmailtest.Fixture{
			Carrier: w.carrier(t), NoRecall: true,
			Reopen:  func() registeredmail.Carrier { return w.carrier(t) },
			Letters: func() int { return len(w.Letters()) },
			Advance: func(t *testing.T, id string, to dunning.LetterState, number string, on registeredmail.Date) {
				t.Helper()
				steps := fate[to]
				if to == dunning.LetterPosted {
					steps = []mailevatest.Step{
						{Sending: "PROCESSED", Recipient: "PROCESSED"},
						{Code: "LP01", Category: "DELIVERING", Number: number}, {Proof: mailevatest.Deposit}, {Code: "LP03"},
					}
				}
				if err := w.Play(id, on.UTC().Add(11*time.Hour), steps...); err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}

func TestRequestSendsExactlyWhatWasOrdered(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	o := registeredmailtest.Order("lettre-7")
	d, err := w.carrier(t).Request(t.Context(), o)
	if err != nil || d.State != dunning.LetterAccepted || d.ID != "lettre-7" {
		t.Fatalf("%+v, %v", d, err)
	}
	letters := w.Letters()
	if len(letters) != 1 || len(letters[0].Documents) != 1 || string(letters[0].Documents[0]) != string(o.PDF) {
		t.Fatalf("accepted: %+v", letters)
	}
	for field, want := range map[string]any{
		"custom_id": "lettre-7", "acknowledgement_of_receipt": true, "print_sender_address": true, "optional_address_sheet": true,
		"archiving_duration": 3.0, "postage_type": "FAST", "duplex_printing": true, "color_printing": true, "returned_mail_scanning": true,
		"sender_address_line_1": "Atelier Brunel SARL", "sender_address_line_4": "12 rue des Forges", "sender_address_line_6": "69003 Lyon",
		"sender_country_code": "FR",
	} {
		if got := letters[0].Fields[field]; got != want {
			t.Errorf("%s is %v, want %v", field, got, want)
		}
	}
	for field, want := range map[string]any{
		"custom_id": "lettre-7", "country_code": "FR", "address_line_1": "Société Les Œillets",
		"address_line_4": "3 allée des Tilleuls", "address_line_6": "44000 Nantes", "address_line_2": nil,
	} {
		if got := letters[0].Recipient[field]; got != want {
			t.Errorf("recipient's %s is %v, want %v", field, got, want)
		}
	}
}

func TestEveryFaultAtEveryStepEndsInOneLetter(t *testing.T) {
	t.Parallel()
	for step, at := range map[string][2]string{
		"token": {"POST", "/token"}, "create": {"POST", "/v4/sendings"}, "document": {"POST", "/documents"},
		"recipient": {"POST", "/recipients"}, "look-up": {"GET", "/v4/sendings"}, "check": {"GET", "/recipients"}, "submit": {"POST", "/submit"},
	} {
		for name, fault := range faulty.Faults() {
			for _, times := range []int{1, 30} {
				t.Run(step+" "+name, func(t *testing.T) {
					t.Parallel()
					w := open(t, mailevatest.Options{})
					w.Disturb(faulty.Times(times, at[0], at[1], fault))
					settle(t, w, "a", times > 2)
					if letters := w.Letters(); len(letters) != 1 || len(letters[0].Documents) != 1 {
						t.Errorf("accepted: %+v", letters)
					}
				})
			}
		}
	}
}

// settle requests as a caller does: again after "unavailable", and after
// Unknown when reading shows that it did not go out.
func settle(t *testing.T, w world, id string, heal bool) {
	t.Helper()
	for try := range 10 {
		c := w.carrier(t, impatient(try))
		d, err := c.Request(t.Context(), registeredmailtest.Order(id))
		if err == nil && d.State == dunning.LetterAccepted {
			return
		}
		if err != nil {
			wantCode(t, err, registeredmail.CodeUnavailable)
		} else if d.State != dunning.LetterUnknown {
			t.Errorf("got %+v", d)
		}
		if heal { // the outage ends
			w.Disturb(nil)
		}
		if tr, err := c.Status(t.Context(), id); err == nil && tr.State != dunning.LetterRequested && tr.State != dunning.LetterAccepted {
			t.Errorf("read back: %+v", tr)
		}
	}
	t.Error("ten requests did not suffice")
}

func TestAnAnswerThatNobodyHeardIsUnknownAndReadBack(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	submitted := false
	w.Disturb(func(r faulty.Request) faulty.Fault {
		if strings.HasSuffix(r.Path, "/submit") {
			submitted = true
			return faulty.DropAfter
		}
		if submitted {
			return faulty.DropBefore
		}
		return faulty.None
	})
	c := w.carrier(t)
	d, err := c.Request(t.Context(), registeredmailtest.Order("a"))
	if err != nil || d.State != dunning.LetterUnknown || d.ID != "a" {
		t.Fatalf("%+v, %v", d, err)
	}
	w.Disturb(nil)
	w.Advance(2 * time.Hour)
	if tr, err := c.Status(t.Context(), d.ID); err != nil || tr.State != dunning.LetterAccepted {
		t.Errorf("%+v, %v", tr, err)
	}
	w.wantLetters(t, 1)
}

func TestACrashAfterSavingResumesTheSameSending(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	ctx, kill := context.WithCancel(t.Context())
	w.Disturb(func(r faulty.Request) faulty.Fault {
		if r.Method == http.MethodGet && strings.HasSuffix(r.Path, "/documents") {
			kill()
		}
		return faulty.None
	})
	if d, err := w.carrier(t).Request(ctx, registeredmailtest.Order("a")); err == nil {
		t.Fatalf("got %+v", d)
	}
	w.wantLetters(t, 0)
	w.Disturb(nil)
	if tr, err := w.carrier(t).Status(t.Context(), "a"); err != nil || tr.State != dunning.LetterRequested {
		t.Errorf("%+v, %v", tr, err)
	}
	if _, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Fatal(err)
	}
	w.wantLetters(t, 1)
	if n := w.Drafts(); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
}

func TestALostMemoryIsMadeUpForByLooking(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	for _, id := range []string{"a", "b"} {
		if _, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order(id)); err != nil {
			t.Fatal(err)
		}
	}
	w.memory = &wire.MapMemory{} // an old backup was restored
	d, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a"))
	if err != nil || d.State != dunning.LetterAccepted {
		t.Errorf("%+v, %v", d, err)
	}
	changed := registeredmailtest.Order("b")
	changed.Reference = "another"
	_, err = w.carrier(t).Request(t.Context(), changed)
	wantCode(t, err, registeredmail.CodeConflict)
	w.wantLetters(t, 2)
}

func TestAnOrderOfTheSandboxStaysThere(t *testing.T) {
	t.Parallel()
	w := open(t, mailevatest.Options{})
	if _, err := w.carrier(t).Request(t.Context(), registeredmailtest.Order("a")); err != nil {
		t.Fatal(err)
	}
	other := open(t, mailevatest.Options{})
	other.memory = w.memory
	_, err := other.carrier(t).Request(t.Context(), registeredmailtest.Order("a"))
	wantCode(t, err, registeredmail.CodeConflict)
	_, err = other.carrier(t).Status(t.Context(), "a")
	wantCode(t, err, registeredmail.CodeConflict)
	other.wantLetters(t, 0)
}

func TestRequestRefuses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change  func(*registeredmail.Order)
		options func(*maileva.Options)
		want    registeredmail.Code
	}{
		"simple letter":   {func(o *registeredmail.Order) { o.Registered = false }, nil, registeredmail.CodeInvalid},
		"debtor abroad":   {func(o *registeredmail.Order) { o.Recipient.Country = "BE" }, nil, registeredmail.CodeUnreachable},
		"creditor abroad": {func(o *registeredmail.Order) { o.Sender.Country = "BE" }, nil, registeredmail.CodeInvalid},
		"city without postcode": {func(o *registeredmail.Order) { o.Recipient.Lines[2] = "Nantes" }, nil,
			registeredmail.CodeUnreachable},
		"too many sheets": {func(*registeredmail.Order) {}, func(o *maileva.Options) {
			o.Pages = func([]byte) (int, error) { return 87, nil }
		}, registeredmail.CodeInvalid},
		"document of 21 MB": {func(o *registeredmail.Order) {
			o.PDF = append([]byte("%PDF-1.7\n"), make([]byte, 21<<20)...)
			o.SHA256 = registeredmail.Hash(o.PDF)
		}, nil, registeredmail.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, mailevatest.Options{})
			o := registeredmailtest.Order("a")
			row.change(&o)
			options := []func(*maileva.Options){}
			if row.options != nil {
				options = append(options, row.options)
			}
			_, err := w.carrier(t, options...).Request(t.Context(), o)
			wantCode(t, err, row.want)
			if n := len(w.Journal()); n != 0 {
				t.Errorf("%d requests were made for an order that could be refused here", n)
			}
		})
	}
}
