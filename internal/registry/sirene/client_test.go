package sirene_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"relance/internal/dunning"
	"relance/internal/registry/registrytest"
	"relance/internal/registry/sirene"
)

const siren = "732829320"

func lenoir() registrytest.Company {
	return registrytest.Company{SIREN: siren, Name: "PAPETERIE LENOIR", Short: "PL", Form: "5710", NIC: "00074", Number: "12", Kind: "AV", Street: "DU GENERAL DE GAULLE",
		Postcode: "69003", Town: "LYON 3"}
}

func client(s *registrytest.Service, key string) (*sirene.Client, *[]time.Duration) {
	var waits []time.Duration
	return &sirene.Client{URL: s.URL, Key: key, Agent: "relance/test", HTTP: http.DefaultClient, Sleep: func(_ context.Context, d time.Duration) error {
		waits = append(waits, d)
		return nil
	}}, &waits
}

func TestACompanyIsReadWithTheAddressOfItsSeat(t *testing.T) {
	t.Parallel()
	s := registrytest.New(t)
	s.Register(lenoir())
	c, waits := client(s, registrytest.Key)
	got, err := c.Company(t.Context(), siren)
	want := "{732829320 sirene true false PAPETERIE LENOIR [PL] 5710 false false false  73282932000074 false " +
		"{[12 AV DU GENERAL DE GAULLE] 69003 LYON 3 FR} [] PME 2026-10-30}"
	if text := fmt.Sprint(got); err != nil || text != want {
		t.Errorf("got\n %s, want\n %s (%v)", text, want, err)
	}
	if fmt.Sprint(s.Requests()) != "[/siren/732829320 /siret/73282932000074]" || fmt.Sprint(*waits) != "[2.1s]" {
		t.Errorf("asked %v, waited %v: thirty requests a minute are allowed", s.Requests(), *waits)
	}
}

func TestTodaysPeriodCounts(t *testing.T) {
	t.Parallel()
	s := registrytest.New(t)
	gone, closed, sole := lenoir(), lenoir(), lenoir()
	gone.SIREN, gone.Closed = "404833048", "2026-03-01"
	closed.SeatClosed = true
	sole.SIREN, sole.Sole, sole.Name, sole.OfficerFirst, sole.Form, sole.Masked = "552100554", true, "BRUNEL", "ANNE", "1000", true
	s.Register(gone, closed, sole)
	c, _ := client(s, registrytest.Key)
	if got, err := c.Company(t.Context(), "404833048"); err != nil || !got.Ceased || got.CeasedOn.String() != "2026-03-01" {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := c.Company(t.Context(), siren); err != nil || got.Ceased || !got.SeatClosed {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := c.Company(t.Context(), "552100554"); err != nil || got.Name != "ANNE BRUNEL" || !got.Sole || !got.Masked {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWhatINSEEDoesNotShowIsNotFound(t *testing.T) {
	t.Parallel()
	s := registrytest.New(t)
	c, _ := client(s, registrytest.Key)
	if got, err := c.Company(t.Context(), siren); err != nil || got.Found {
		t.Errorf("got %+v, %v", got, err)
	}
	s.Fail("403")
	if got, err := c.Company(t.Context(), siren); err != nil || got.Found {
		t.Errorf("one that may not be shown: got %+v, %v", got, err)
	}
}

func TestAnAnswerAboutNobodyOrAnotherCompanyIsNone(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"null", "other"} {
		s := registrytest.New(t)
		gone := lenoir()
		gone.Closed = "2026-03-01"
		s.Register(gone)
		s.Fail(how, how, how, how, how)
		c, _ := client(s, registrytest.Key)
		if got, err := c.Company(t.Context(), siren); dunning.ErrorCode(err) != dunning.CodeUnavailable || got.Found || got.Ceased {
			t.Errorf("%s: got %+v, %v", how, got, err)
		}
	}
}

func TestINSEEIsAskedThirtyTimesAMinuteAtMostAndAsLateAsItWants(t *testing.T) {
	t.Parallel()
	s := registrytest.New(t)
	s.Register(lenoir())
	s.Fail("429 7", "503", "cut")
	c, waits := client(s, registrytest.Key)
	for range 2 {
		if got, err := c.Company(t.Context(), siren); err != nil || !got.Found {
			t.Fatalf("got %+v, %v", got, err)
		}
	}
	if got := fmt.Sprint(*waits); got != "[7s 2.1s 1s 2.1s 2s 2.1s 2.1s 2.1s 2.1s]" {
		t.Errorf("waited %s", got)
	}
}

func TestAKeyGoesNowhereElse(t *testing.T) {
	t.Parallel()
	s := registrytest.New(t)
	s.Register(lenoir())
	s.Fail("302")
	c, _ := client(s, registrytest.Key)
	if _, err := c.Company(t.Context(), siren); dunning.ErrorCode(err) != dunning.CodeRejected || len(s.Requests()) != 1 {
		t.Errorf("a redirect gives %v after %v", err, s.Requests())
	}
	c, _ = client(s, "wrong")
	if _, err := c.Company(t.Context(), siren); dunning.ErrorCode(err) != dunning.CodeRejected {
		t.Errorf("a wrong key gives %v", err)
	}
}
