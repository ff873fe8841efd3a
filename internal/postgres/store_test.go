package postgres_test

import (
	"testing"

	"relance/internal/postgres/postgrestest"
)

func TestMigrateTwiceIsANoOp(t *testing.T) {
	t.Parallel()
	s := postgrestest.New(t)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
}
