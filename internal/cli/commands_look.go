package cli

// lookCommands need neither database nor Temporal: read, compute, preview.
type lookCommands struct{}
