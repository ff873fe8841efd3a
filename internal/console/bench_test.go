package console_test

import (
	"flag"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/postgres/postgrestest"
)

var benchCases = flag.Int("bench-cases", 1_000_000, "how many cases the pages are measured with")

// pagesMeasured are the pages with how long they may take on two cores with a million
// cases, 95 times of 100.
var pagesMeasured = []struct {
	name, path string
	most       time.Duration
}{
	{"list", "/dossiers", 50 * time.Millisecond},
	{"list-bucket", "/dossiers?retard=31-60", 50 * time.Millisecond},
	{"list-state", "/dossiers?etat=reminding", 50 * time.Millisecond},
	{"list-hold", "/dossiers?suspension=reply", 50 * time.Millisecond},
	{"list-when", "/dossiers?quand=semaine", 50 * time.Millisecond},
	{"list-amount", "/dossiers?montant=1500", 50 * time.Millisecond},
	{"list-level", "/dossiers?niveau=first", 50 * time.Millisecond},
	{"list-name", "/dossiers?q=client+777", 50 * time.Millisecond},
	{"list-number", "/dossiers?q=F-4321", 50 * time.Millisecond},
	{"list-all", "/dossiers?tous=1", 50 * time.Millisecond},
	{"today", "/", 100 * time.Millisecond},
	{"case", "/dossiers/atelier/F%2F1%20%C3%A9", 50 * time.Millisecond},
	{"search-number", "/recherche?q=4321", 100 * time.Millisecond},
	{"search-name", "/recherche?q=client+77", 100 * time.Millisecond},
	{"search-amount", "/recherche?q=1200,00", 100 * time.Millisecond},
	{"dashboard", "/tableau", 200 * time.Millisecond},
	{"debtors", "/debiteurs", 100 * time.Millisecond},
	{"bank", "/banque", 100 * time.Millisecond},
	{"letters", "/lettres", 100 * time.Millisecond},
}

// BenchmarkPages measures pages of the console over many cases (-bench-cases), 300 of
// 1,000 open.
func BenchmarkPages(b *testing.B) {
	v := open(b)
	crowd(b, v, *benchCases)
	v.enter("admin", people.Everyone)
	ping := postgrestest.Ping(b, v.db.Pool())
	for _, m := range pagesMeasured {
		b.Run(m.name, func(b *testing.B) {
			var took []time.Duration
			v.t = b
			v.get(m.path) // the frame is read once a minute
			for b.Loop() {
				start := time.Now()
				if p := v.get(m.path); p.status != http.StatusOK {
					b.Fatal(p.status)
				}
				took = append(took, time.Since(start))
			}
			postgrestest.Report(b, took, ping, m.most)
		})
	}
}

// crowd gives a case a hundred events and copies it.
func crowd(b testing.TB, v *visit, n int) {
	b.Helper()
	ctx := b.Context()
	for range 25 {
		_, err := v.office.Tell(ctx, access.Shell("root"), backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: dunning.NewReply()})
		v.must(err)
		_, err = v.office.Tell(ctx, access.Shell("root"), backoffice.Fact{Ref: dunning.Ref{Creditor: "atelier", Number: "F/1 é"}, Event: dunning.NewRelease(dunning.HoldReply)})
		v.must(err)
	}
	v.must(exec(b, v, `delete from outbox`))
	postgrestest.Multiply(b, v.db.Pool(), n)
}

func exec(b testing.TB, v *visit, sql string) error {
	_, err := v.db.Pool().Exec(b.Context(), sql)
	if err != nil {
		return fmt.Errorf("%s: %w", strings.Fields(sql)[0:3], err)
	}
	return nil
}
