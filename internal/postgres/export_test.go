package postgres

import "context"

// Migration runs one migration alone, whatever has run before.
func (s *Store) Migration(ctx context.Context, name string) error {
	text, err := migrations.ReadFile("migrations/" + name)
	if err == nil {
		_, err = s.pool.Exec(ctx, string(text))
	}
	return err
}
