package postgres_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/postgres"
)

// reached opens the bundle's schema once more, with other parameters.
func (b *bundle) reached(parameter, value string) *postgres.Store {
	b.t.Helper()
	u, err := url.Parse(b.Pool().Config().ConnString())
	b.must(err)
	q := u.Query()
	q.Set(parameter, value)
	u.RawQuery = q.Encode()
	s, err := postgres.Open(b.ctx(), u.String())
	b.must(err)
	b.t.Cleanup(s.Close)
	return s
}

// Whatever state the database or its schema is in: a payment that cannot be
// recorded for it waits for better times, and is recorded then. None of this is
// to be blamed on the payment.
func TestTheStateOfTheDatabaseRefusesNoFact(t *testing.T) {
	t.Parallel()
	altered := func(text string) func(b *bundle) *postgres.Store {
		return func(b *bundle) *postgres.Store { b.exec(text); return b.Store }
	}
	for name, tt := range map[string]struct {
		spoil func(b *bundle) *postgres.Store // gives the store that meets the fault
		mend  string
	}{
		"a standby after a failover":  {func(b *bundle) *postgres.Store { return b.reached("default_transaction_read_only", "on") }, ""},
		"a right that was revoked":    {(*bundle).asReader, ""},
		"a column of a newer version": {altered("alter table payments rename column date to day"), "alter table payments rename column day to date"},
		"a table of a newer version":  {altered("alter table payments rename to later"), "alter table later rename to payments"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			ref := b.add(invoice("F-1"))
			spoilt := tt.spoil(b)
			_, err := spoilt.Record(b.ctx(), dunning.Recording{Ref: ref, Event: paid(20000, "2026-06-01")})
			if dunning.ErrorCode(err) != dunning.CodeUnavailable || dunning.ErrorHint(err) == "" {
				t.Errorf("recording ends with %v (%s), hint %q; want unavailable, and what to do", err, dunning.ErrorCode(err), dunning.ErrorHint(err))
			}
			if tt.mend != "" {
				b.exec(tt.mend)
			}
			b.record(ref, paid(20000, "2026-06-01"))
			if c := b.loaded(ref); c.Balance != 100000 {
				t.Errorf("%s is open afterwards", c.Balance)
			}
			b.proved(ref)
		})
	}
}

func (b *bundle) exec(statements ...string) {
	b.t.Helper()
	for _, text := range statements {
		if _, err := b.Pool().Exec(context.Background(), text); err != nil { // also when the test is over
			b.t.Errorf("%s: %v", text, err)
		}
	}
}

// asReader opens the schema as a user who may not add payments.
func (b *bundle) asReader() *postgres.Store {
	b.t.Helper()
	role, schema := "reader_"+strings.ToLower(rand.Text()), ""
	b.must(b.Pool().QueryRow(b.ctx(), "select current_schema()").Scan(&schema))
	b.exec("create role "+role, "grant usage on schema "+schema+" to "+role,
		"grant select, insert, update on all tables in schema "+schema+" to "+role, "revoke insert on payments from "+role)
	b.t.Cleanup(func() { b.exec("drop owned by "+role, "drop role "+role) })
	return b.reached("role", role)
}
