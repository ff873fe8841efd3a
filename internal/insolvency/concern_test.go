package insolvency

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"relance/internal/calendar"
)

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func notices(t *testing.T, records ...string) (out []Notice) {
	t.Helper()
	for _, n := range records {
		out = append(out, read(t, n)...)
	}
	return out
}

const (
	previous = `,"parutionavisprecedent":"{\"nomPublication\":\"BODACC A\",\"numeroParution\":\"20260050\",\"dateParution\":\"2026-03-12\",\"numeroAnnonce\":\"1\"}"`
)

func TestWhatFreezesAClaim(t *testing.T) {
	t.Parallel()
	opening := published("A202600501", "annonce", "2026-03-12", openingNature, "", "")
	for name, row := range map[string]struct {
		records []string
		born    string
		want    string
	}{
		"an opening after its birth":          {[]string{opening}, "2026-01-31", "A202600501 2026-03-12 false"},
		"on the day of the judgment":          {[]string{opening}, "2026-03-02", "A202600501 2026-03-12 false"},
		"born after the judgment":             {[]string{opening}, "2026-03-03", "none"},
		"nobody knows when it was born":       {[]string{opening}, "", "A202600501 2026-03-12 false"},
		"a closure later lifts nothing":       {[]string{opening, published("A9", "annonce", "2026-05-02", "Jugement de clôture pour insuffisance d'actif", "", "")}, "2026-01-31", "A202600501 2026-03-12 false"},
		"an annulment lifts nothing":          {[]string{opening, published("A9", "annulation", "2026-03-20", "", "", previous)}, "2026-01-31", "A202600501 2026-03-12 false"},
		"a correction keeps the earlier date": {[]string{opening, published("A9", "rectificatif", "2026-03-20", openingNature, "", previous)}, "2026-01-31", "A9 2026-03-12 false"},
		"a correction alone":                  {[]string{published("A9", "rectificatif", "2026-03-20", openingNature, "", previous)}, "2026-01-31", "A9 2026-03-12 false"},
		"an unknown nature":                   {[]string{published("A1", "annonce", "2026-03-12", "Jugement d’un genre nouveau", "", "")}, "2026-01-31", "A1 2026-03-12 true"},
		"a judgment that cannot be read":      {[]string{strings.Replace(published("A1", "annonce", "2026-03-12", "x", "", ""), `"jugement":`, `"autre":`, 1)}, "2026-01-31", "A1 2026-03-12 true"},
		"what is known goes before":           {[]string{published("A1", "annonce", "2026-03-10", "Jugement d’un genre nouveau", "", ""), opening}, "2026-01-31", "A202600501 2026-03-12 false"},
		"a conversion is no opening":          {[]string{published("A1", "annonce", "2026-03-12", "Jugement de conversion en liquidation judiciaire", "", "")}, "2026-01-31", "none"},
		"nothing was published":               {nil, "2026-01-31", "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			born := calendar.Date{}
			if row.born != "" {
				born = date(row.born)
			}
			all := notices(t, row.records...)
			for seed := range uint64(4) {
				r := rand.New(rand.NewPCG(seed, 2))
				r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
				got := "none"
				if f, ok := Freezes(all, born); ok {
					got = fmt.Sprint(f.Notice.ID, " ", f.Published, " ", f.Provisional)
				}
				if got != row.want {
					t.Errorf("got %s, want %s", got, row.want)
				}
			}
		})
	}
}

func TestAConversionSaysWhoHoldsTheClaimsAndKeepsThePeriod(t *testing.T) {
	t.Parallel()
	const (
		organised = "Jugement d'ouverture d'une procédure de redressement judiciaire"
		turned    = "Jugement de conversion en liquidation judiciaire"
	)
	opening := published("A202600501", "annonce", "2026-03-12", organised, "désignant mandataire judiciaire SELARL Exemple 1 rue A 75001 Paris.", "")
	conversion := published("A202600701", "annonce", "2026-05-12", turned, "désignant liquidateur SELARL Autre 2 rue B 75002 Paris.", "")
	annulled := `,"parutionavisprecedent":"{\"nomPublication\":\"BODACC A\",\"numeroParution\":\"20260070\",\"dateParution\":\"2026-05-12\",\"numeroAnnonce\":\"1\"}"`
	for name, row := range map[string]struct {
		records []string
		want    string
	}{
		"the opening alone":              {[]string{opening}, "redressement|mandataire judiciaire|SELARL Exemple|2026-03-12"},
		"a conversion":                   {[]string{opening, conversion}, "liquidation|liquidateur|SELARL Autre|2026-03-12"},
		"one that names nobody":          {[]string{opening, published("A202600701", "annonce", "2026-05-12", turned, "Conversion.", "")}, "liquidation|||2026-03-12"},
		"the last of two":                {[]string{opening, conversion, published("A202600801", "annonce", "2026-06-12", turned, "désignant liquidateur SELARL Tierce 3 rue C 75003 Paris.", "")}, "liquidation|liquidateur|SELARL Tierce|2026-03-12"},
		"one before the opening":         {[]string{opening, published("A202500701", "annonce", "2025-05-12", turned, "désignant liquidateur SELARL Autre 2 rue B 75002 Paris.", "")}, "redressement|mandataire judiciaire|SELARL Exemple|2026-03-12"},
		"a conversion that was annulled": {[]string{opening, conversion, published("A202600801", "annulation", "2026-06-12", "", "", annulled)}, "redressement|mandataire judiciaire|SELARL Exemple|2026-03-12"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := notices(t, strings.Join(row.records, ","))
			for seed := range uint64(4) {
				r := rand.New(rand.NewPCG(seed, 2))
				r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
				f, ok := Freezes(all, date("2026-01-31"))
				now := f.Leading()
				if got := fmt.Sprint(now.Procedure, "|", now.Role, "|", now.Holder, "|", f.Published); !ok || got != row.want || f.Notice.ID != "A202600501" {
					t.Errorf("got %s of %s, want %s", got, f.Notice.ID, row.want)
				}
			}
		})
	}
}

func TestTheGazetteIsSilentAfterThreeWorkingDays(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		newest, today string
		want          bool
	}{
		"yesterday":                {"2026-03-11", "2026-03-12", false},
		"over a week end":          {"2026-03-06", "2026-03-09", false},
		"three working days":       {"2026-03-06", "2026-03-11", false},
		"four of them":             {"2026-03-05", "2026-03-11", true},
		"over Easter and a bridge": {"2026-04-02", "2026-04-08", false},
		"never":                    {"1900-01-01", "2026-03-11", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Silent(date(row.newest), date(row.today)); got != row.want {
				t.Errorf("got %v", got)
			}
		})
	}
	if got := ClaimMonths(true); got != 4 {
		t.Errorf("from abroad: %d months", got)
	}
}
