package lookup

import (
	"github.com/jackc/pgx/v5/pgxpool"

	"relance/internal/postgres"
)

// Store reads what is on record. It is safe for concurrent use.
type Store struct {
	core *postgres.Store
	pool *pgxpool.Pool
}

// New reads from the database of a store, with its clock.
func New(s *postgres.Store) *Store { return &Store{core: s, pool: s.Pool()} }
