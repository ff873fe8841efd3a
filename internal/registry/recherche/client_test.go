package recherche_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relance/internal/company"
	"relance/internal/dunning"
	"relance/internal/registry/recherche"
	"relance/internal/registry/registrytest"
)

const siren = "732829320"

func lenoir() registrytest.Company {
	return registrytest.Company{SIREN: siren, Name: "PAPETERIE LENOIR", Short: "PL", Form: "5710", NIC: "00074", Number: "12", Kind: "AVENUE", Street: "DU GENERAL DE GAULLE",
		Postcode: "69003", Town: "LYON", Officer: "MOREL", OfficerFirst: "JEANNE", Quality: "Présidente de SAS"}
}

func client(s *registrytest.Service) (*recherche.Client, *[]time.Duration) {
	var waits []time.Duration
	return &recherche.Client{URL: s.URL, Agent: "relance/test", HTTP: http.DefaultClient, Sleep: func(_ context.Context, d time.Duration) error {
		waits = append(waits, d)
		return nil
	}}, &waits
}

func TestACompanyIsReadWithItsSeat(t *testing.T) {
	t.Parallel()
	s := registrytest.New(t)
	s.Register(lenoir())
	c, _ := client(s)
	got, err := c.Company(t.Context(), siren)
	want := "{732829320 recherche-entreprises true false PAPETERIE LENOIR [PAPETERIE LENOIR (PL) PL] 5710 false false false  73282932000074 false " +
		"{[12 AVENUE DU GENERAL DE GAULLE] 69003 LYON FR} [JEANNE MOREL, Présidente de SAS] PME 2026-11-01}"
	if text := fmt.Sprint(got); err != nil || text != want {
		t.Errorf("got\n %s, want\n %s (%v)", text, want, err)
	}
	if q := s.Requests()[0]; !strings.Contains(q, "q="+siren) || !strings.Contains(q, "minimal=true") || !strings.Contains(q, "SIEGE") || s.Agents[0] != "relance/test" {
		t.Errorf("asked %s by %s", q, s.Agents[0])
	}
}

func TestWhatTheSearchSaysOfACompany(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*registrytest.Company)
		fail   string
		is     func(company.Record) bool
	}{
		"ceased":                  {func(c *registrytest.Company) { c.Closed = "2026-03-01" }, "", func(r company.Record) bool { return r.Ceased && r.CeasedOn.String() == "2026-03-01" }},
		"its seat is closed":      {func(c *registrytest.Company) { c.SeatClosed = true }, "", func(r company.Record) bool { return r.SeatClosed && !r.Ceased }},
		"masked at its request":   {func(c *registrytest.Company) { c.Masked = true }, "", func(r company.Record) bool { return r.Masked && len(r.Officers) == 0 }},
		"a sole trader":           {func(c *registrytest.Company) { c.Sole, c.Form = true, "1000" }, "", func(r company.Record) bool { return r.Sole && r.Name == "PAPETERIE LENOIR (PL)" }},
		"a public body":           {func(c *registrytest.Company) { c.Form = "7210" }, "", func(r company.Record) bool { return r.Public }},
		"absent":                  {func(c *registrytest.Company) { c.SIREN = "404833048" }, "", func(r company.Record) bool { return !r.Found && r.SIREN == siren }},
		"another one by likeness": {func(c *registrytest.Company) { c.Closed = "2026-03-01" }, "other", func(r company.Record) bool { return !r.Found && !r.Ceased && r.SIREN == siren }},
		"one without number":      {func(c *registrytest.Company) { c.Closed = "2026-03-01" }, "null", func(r company.Record) bool { return !r.Found && !r.Ceased && r.SIREN == siren }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := registrytest.New(t)
			entry := lenoir()
			row.change(&entry)
			s.Register(entry)
			if row.fail != "" {
				s.Fail(row.fail)
			}
			c, _ := client(s)
			if got, err := c.Company(t.Context(), siren); err != nil || !row.is(got) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestTheSearchIsAskedOnceASecondAndAsLongAsItWants(t *testing.T) {
	t.Parallel()
	s := registrytest.New(t)
	s.Register(lenoir())
	s.Fail("429 7", "html", "cut", "503")
	c, waits := client(s)
	for range 2 {
		if got, err := c.Company(t.Context(), siren); err != nil || !got.Found {
			t.Fatalf("got %+v, %v", got, err)
		}
	}
	if got := fmt.Sprint(*waits); got != "[7s 1s 1s 1s 2s 1s 4s 1s 1s]" {
		t.Errorf("waited %s", got)
	}
	s.Fail("400")
	if _, err := c.Company(t.Context(), siren); dunning.ErrorCode(err) != dunning.CodeRejected {
		t.Errorf("a refused question gives %v", err)
	}
	s.Fail("500", "500", "500", "500", "500")
	if _, err := c.Company(t.Context(), siren); dunning.ErrorCode(err) != dunning.CodeUnavailable {
		t.Errorf("a service that is down gives %v", err)
	}
}
