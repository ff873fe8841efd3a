package postgres

// InChunksOf makes an import take n lines in each transaction, so that a test
// sees many transactions of few lines.
func (im *BankImport) InChunksOf(n int) *BankImport {
	im.chunks = n
	return im
}
