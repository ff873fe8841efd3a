package ar24

// Exported for tests.
var (
	Sign    = sign
	Open    = open
	Content = content
)
