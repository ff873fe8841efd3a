package console_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/overview"
	"relance/internal/calendar"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/figures"
	"relance/internal/people"
	"relance/internal/postgres/monthend"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/views"
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

// withoutItems reads no invoices: what is kept has to do.
type withoutItems struct{}

func (withoutItems) Items(context.Context, desk.Scope, string, calendar.Date, calendar.Date) ([]figures.Item, error) {
	return nil, errors.New("no invoices are read here")
}

// BenchmarkMorning measures the first figures of a day over many cases, after the
// program was started: those that were worked out in advance are read. How long that
// took is told besides.
func BenchmarkMorning(b *testing.B) {
	v := open(b)
	crowd(b, v, *benchCases)
	ping := postgrestest.Ping(b, v.db.Pool())
	room := views.New(v.db)
	office := func(items overview.ItemReader) *overview.Office {
		return &overview.Office{Now: v.db.Now, Creditor: v.db, ItemReader: items, MonthStore: monthend.New(v.db), BoardStore: monthend.New(v.db)}
	}
	start := time.Now()
	_, err := office(room).RefreshBoards(b.Context())
	v.must(err)
	b.Logf("worked out in advance: %s", time.Since(start).Round(time.Millisecond))
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		board, err := office(withoutItems{}).Board(b.Context(), access.Own("bench"), "", calendar.Date{})
		if v.must(err); board.Invoices < *benchCases/10 {
			b.Fatal(board.Invoices)
		}
		took = append(took, time.Since(start))
	}
	postgrestest.Report(b, took, ping, 200*time.Millisecond)
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
