package postgres

import "context"

// InChunksOf makes an import take n lines in each transaction, so that a test
// sees many transactions of few lines.
func (im *BankImport) InChunksOf(n int) *BankImport {
	im.chunks = n
	return im
}

// Migration runs one migration alone, whatever has run before.
func (s *Store) Migration(ctx context.Context, name string) error {
	text, err := migrations.ReadFile("migrations/" + name)
	if err == nil {
		_, err = s.pool.Exec(ctx, string(text))
	}
	return err
}
