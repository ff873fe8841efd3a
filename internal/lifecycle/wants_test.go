package lifecycle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"relance/internal/dunning"
	"relance/internal/status"
)

const (
	seller = "404833048"
	buyer  = "732829320"
)

// said is a status of the debtor at an hour of a day in March 2026.
func said(id int64, code status.Code, at string, amounts ...status.Amount) Known {
	return Known{ID: id, Origin: Debtor, Status: status.Status{
		MessageID: fmt.Sprint("M-", id), Ref: 1, Code: code, StatusAt: "2026-03-" + at, Amounts: amounts,
	}}
}

func from(o Origin, k Known) Known {
	k.Origin = o
	return k
}

var bill = Invoice{Payable: 120000, Currency: "EUR"}

func amount(kind, value string) status.Amount {
	return status.Amount{Type: kind, Value: value, Currency: "EUR"}
}

func TestWhatStatusesAskFor(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		known []Known
		want  string
	}{
		"in dispute":                             {[]Known{said(1, "207", "02T10:00:00")}, "[dispute 0.00 207]"},
		"approved before the dispute":            {[]Known{said(2, "205", "02T10:00:00"), said(1, "207", "03T10:00:00")}, "[dispute 0.00 207]"},
		"approved after it, told the other way":  {[]Known{said(2, "205", "04T10:00:00"), said(1, "207", "03T10:00:00")}, "[]"},
		"in dispute again":                       {[]Known{said(1, "207", "02T10:00:00"), said(2, "205", "03T10:00:00"), said(3, "207", "04T10:00:00")}, "[dispute 0.00 207]"},
		"partly approved":                        {[]Known{said(1, "206", "02T10:00:00", amount("MNATTC", "300"))}, "[dispute 300.00 206]"},
		"partly approved, by what is approved":   {[]Known{said(1, "206", "02T10:00:00", amount("MAPTTC", "900.00"))}, "[dispute 300.00 206]"},
		"partly approved without amount":         {[]Known{said(1, "206", "02T10:00:00")}, "[dispute 0.00 206]"},
		"amounts that do not add up":             {[]Known{said(1, "206", "02T10:00:00", amount("MNA", "300"), amount("MAP", "800"))}, "[dispute 0.00 206]"},
		"more than the invoice":                  {[]Known{said(1, "206", "02T10:00:00", amount("MNA", "3000"))}, "[dispute 0.00 206]"},
		"suspended":                              {[]Known{said(1, "208", "02T10:00:00")}, "[documents 0.00 208]"},
		"suspended and completed by us":          {[]Known{said(1, "208", "02T10:00:00"), from(Creditor, said(2, "209", "03T10:00:00"))}, "[]"},
		"completed by the buyer is no completed": {[]Known{said(1, "208", "02T10:00:00"), said(2, "209", "03T10:00:00")}, "[documents 0.00 208]"},
		"refused":                                {[]Known{said(1, "210", "02T10:00:00")}, "[invoice_refused 0.00 210]"},
		"refused, then approved: a person":       {[]Known{said(1, "210", "02T10:00:00"), said(2, "205", "03T10:00:00")}, "[invoice_refused 0.00 210]"},
		"rejected by a platform":                 {[]Known{from(Platform, said(1, "213", "02T10:00:00"))}, "[invoice_refused 0.00 213]"},
		"rejected and deposited anew":            {[]Known{from(Platform, said(1, "213", "02T10:00:00")), from(Platform, said(2, "200", "03T10:00:00"))}, "[]"},
		"a buyer cannot reject for a platform":   {[]Known{said(1, "213", "02T10:00:00")}, "[]"},
		"payment sent":                           {[]Known{said(1, "211", "02T10:00:00", amount("MPA", "500"))}, "[promise 500.00 211]"},
		"payment of all of it":                   {[]Known{said(1, "211", "02T10:00:00", amount("MPA", "1200.00"))}, "[promise 0.00 211]"},
		"payment sent, then in dispute":          {[]Known{said(1, "211", "02T10:00:00"), said(2, "207", "03T10:00:00")}, "[dispute 0.00 207]"},
		"in dispute, then payment sent":          {[]Known{said(1, "207", "02T10:00:00"), said(2, "211", "03T10:00:00")}, "[dispute 0.00 207]"},
		"a part in dispute, then payment sent":   {[]Known{said(1, "206", "02T10:00:00", amount("MNA", "300")), said(2, "211", "03T10:00:00")}, "[dispute 300.00 206 promise 0.00 211]"},
		"collected is our own word":              {[]Known{from(Creditor, said(1, "212", "02T10:00:00"))}, "[]"},
		"factored in secret":                     {[]Known{from(Creditor, said(1, "226", "02T10:00:00"))}, "[payee_changes 0.00 226]"},
		"a third party says in dispute":          {[]Known{from(Nobody, said(1, "207", "02T10:00:00"))}, "[]"},
		"the SIREN is not on record":             {[]Known{from(Unproven, said(1, "210", "02T10:00:00"))}, "[]"},
		"a platform says refused":                {[]Known{from(Platform, said(1, "210", "02T10:00:00"))}, "[]"},
		"without a time":                         {[]Known{{ID: 1, Origin: Debtor, Status: status.Status{Code: "207"}}}, "[]"},
		"a status that is not known":             {[]Known{said(1, "299", "02T10:00:00")}, "[]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := text(Wants(row.known, bill)); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func text(wants []Want) string {
	out := "["
	for i, w := range wants {
		if i > 0 {
			out += " "
		}
		out += fmt.Sprintf("%s %s %s", w.Hold, w.Amount, w.Code)
	}
	return out + "]"
}

// TestAnyOrderOfArrivalGivesTheSame draws sets of statuses, also of one and the
// same instant, shuffles them, repeats some, and mixes in those of strangers.
func TestAnyOrderOfArrivalGivesTheSame(t *testing.T) {
	t.Parallel()
	codes := []status.Code{"200", "203", "204", "205", "206", "207", "208", "209", "210", "211", "212", "213", "220", "221", "224", "225", "226", "228", "299"}
	rapid.Check(t, func(t *rapid.T) {
		var known []Known
		for i := range rapid.IntRange(1, 9).Draw(t, "statuses") {
			k := said(int64(i+1), rapid.SampledFrom(codes).Draw(t, "code"), fmt.Sprintf("%02dT10:00:00", rapid.IntRange(1, 4).Draw(t, "day")),
				amount(rapid.SampledFrom([]string{"MPA", "MNA", "MAP", "MEN"}).Draw(t, "type"), rapid.SampledFrom([]string{"100", "1200.00", "-5", "x"}).Draw(t, "value")))
			known = append(known, from(rapid.SampledFrom([]Origin{Debtor, Platform, Creditor, Nobody, Unproven}).Draw(t, "origin"), k))
		}
		want := Wants(known, bill)
		for seed := range uint64(5) {
			r := rand.New(rand.NewPCG(seed, 1))
			again := append(slices.Clone(known), known[:r.IntN(len(known)+1)]...)
			for _, k := range known[:r.IntN(len(known)+1)] { // the same words of somebody who has no say
				again = append(again, from([]Origin{Nobody, Unproven, Mailed}[r.IntN(3)], k))
			}
			r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
			got := Wants(again, bill)
			if len(got) != len(want) {
				t.Fatalf("got %s, want %s", text(got), text(want))
			}
			for i := range got {
				if !got[i].Same(want[i]) {
					t.Fatalf("got %s, want %s", text(got), text(want))
				}
			}
		}
	})
}

func TestWhoStandsBehindAStatus(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		role, id, ack, debtor string
		want                  Origin
	}{
		"the debtor":                  {"BY", buyer, "23", buyer, Debtor},
		"his establishment":           {"BY", buyer + "00074", "23", buyer, Debtor},
		"somebody acting for him":     {"AB", buyer, "23", buyer, Debtor},
		"the SIREN written in groups": {"BY", "732 829 320", "23", buyer, Debtor},
		"another buyer":               {"BY", "552100554", "23", buyer, Nobody},
		"another one's establishment": {"BY", "55210055400013", "23", buyer, Nobody},
		"no identifier":               {"BY", "", "23", buyer, Nobody},
		"the debtor in a wrong role":  {"II", buyer, "23", buyer, Nobody},
		"nobody knows his SIREN":      {"BY", buyer, "23", "", Unproven},
		"an impossible SIREN":         {"BY", "732829321", "23", "", Nobody},
		"a platform":                  {"WK", "", "305", buyer, Platform},
		"a platform that is none":     {"WK", "", "23", buyer, Nobody},
		"ourselves":                   {"SE", seller, "23", buyer, Creditor},
		"another seller":              {"SE", "552100554", "23", buyer, Nobody},
		"we in the buyer's role":      {"BY", seller, "23", "", Nobody},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := OriginOf(status.Status{IssuerRole: row.role, IssuerID: row.id, AckType: row.ack}, seller, row.debtor); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestOnlyAnExactKeyNamesAnInvoice(t *testing.T) {
	t.Parallel()
	good := status.Status{Invoice: "F-1", InvoiceType: "380", InvoiceDate: "2026-01-31", SellerSIREN: seller}
	if k, err := KeyOf(good); err != nil || k != (Key{"F-1", 2026, seller}) {
		t.Fatalf("got %v, %v", k, err)
	}
	for name, change := range map[string]func(*status.Status){
		"no number":                func(s *status.Status) { s.Invoice = "" },
		"the portal's placeholder": func(s *status.Status) { s.Invoice = placeholderNumber },
		"no date":                  func(s *status.Status) { s.InvoiceDate = "" },
		"no seller":                func(s *status.Status) { s.SellerSIREN = "" },
		"the portal as seller":     func(s *status.Status) { s.SellerSIREN = placeholderSIREN },
		"a SIRET for the seller":   func(s *status.Status) { s.SellerSIREN = seller + "00013" },
		"a credit note":            func(s *status.Status) { s.InvoiceType = "381" },
		"a flow":                   func(s *status.Status) { s.InvoiceType = "305" },
		"a file that is broken":    func(s *status.Status) { s.Error = "illisible" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := good
			change(&s)
			if k, err := KeyOf(s); dunning.ErrorCode(err) != dunning.CodeInvalid {
				t.Errorf("got %v, %v", k, err)
			}
		})
	}
}

// TestAStatusOfAnotherCaseNeverActs draws a message whose issuer, seller, number or
// year differs from those of the case in one figure, letter or blank: it names
// another invoice, or its issuer is not the debtor.
func TestAStatusOfAnotherCaseNeverActs(t *testing.T) {
	t.Parallel()
	right := status.Status{Invoice: "F-2026-014", InvoiceType: "380", InvoiceDate: "2026-01-31", SellerSIREN: seller, IssuerRole: "BY", IssuerID: buyer, AckType: "23"}
	key, err := KeyOf(right)
	if err != nil || OriginOf(right, seller, buyer) != Debtor {
		t.Fatal(key, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := right
		field := rapid.SampledFrom([]*string{&s.Invoice, &s.InvoiceDate, &s.SellerSIREN, &s.IssuerID, &s.IssuerRole}).Draw(t, "field")
		before := *field
		at := rapid.IntRange(0, len(before)-1).Draw(t, "at")
		*field = before[:at] + rapid.SampledFrom([]string{"", " ", "0", "1", "9", "-", "A", "f", "é"}).Draw(t, "by") + before[at+1:]
		if *field == before {
			return
		}
		k, err := KeyOf(s)
		if err == nil && k == key && OriginOf(s, seller, buyer) == Debtor && !(field == &s.InvoiceDate && strings.HasPrefix(s.InvoiceDate, "2026-")) {
			t.Fatalf("%q instead of %q is taken for the debtor's word on this invoice", *field, before)
		}
	})
}
