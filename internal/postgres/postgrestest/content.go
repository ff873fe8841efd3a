package postgrestest

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Content gives a digest of the rows of each table, by its name: two are equal when
// nothing was written in between.
func Content(t testing.TB, pool *pgxpool.Pool, tables ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, table := range tables {
		var sum string
		sql := `select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from ` + pgx.Identifier{table}.Sanitize() + ` t`
		if err := pool.QueryRow(t.Context(), sql).Scan(&sum); err != nil {
			t.Fatal(err)
		}
		out[table] = sum
	}
	return out
}

// CourtTables is all that statuses, insolvency, registers and ways to court may change.
var CourtTables = []string{
	"events", "cases", "statuses", "gazette_notices", "proceedings", "tasks", "collected", "platform_flows", "debtors", "messages", "outbox", "alarms",
}
