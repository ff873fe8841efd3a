// Package postgrestest gives each test a store of its own: a fresh schema of a
// real PostgreSQL, migrated, and dropped when the test ends.
package postgrestest

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/postgres"
	"relance/internal/standalone"
)

// New gives an empty, migrated store. The server is the one that
// RELANCE_TEST_DATABASE_URL names, else the cluster that all test processes
// share.
func New(t testing.TB) *postgres.Store {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	base, release, err := standalone.TestCluster(ctx)
	if err != nil {
		t.Fatalf("no PostgreSQL to test with: %v", err)
	}
	t.Cleanup(release)
	schema := "test_" + strings.ToLower(rand.Text())
	statement(t, base, "create schema "+schema)
	t.Cleanup(func() { statement(t, base, "drop schema "+schema+" cascade") })
	s, err := postgres.Open(ctx, inSchema(t, base, schema))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	return s
}

// inSchema makes a schema the only one that the connection sees.
func inSchema(t testing.TB, base, schema string) string {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatalf("the test database needs an address of the form postgres://…: %v", err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	q.Set("pool_max_conns", "12")
	u.RawQuery = q.Encode()
	return u.String()
}

func statement(t testing.TB, base, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		t.Fatalf("connecting to the test database: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Errorf("%s: %v", sql, err)
	}
}
