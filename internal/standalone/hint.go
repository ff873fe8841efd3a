package standalone

import "fmt"

// hintError is a failure that the user can mend. Front doors print Error and
// then, on a line of its own, Hint.
type hintError struct {
	message string
	hint    string
	cause   error
}

// Error says what failed and where.
func (e *hintError) Error() string {
	if e.cause == nil {
		return e.message
	}
	return fmt.Sprintf("%s: %v", e.message, e.cause)
}

// Hint says what to do about it, in one line.
func (e *hintError) Hint() string { return e.hint }

// Unwrap returns the cause, nil when there is none.
func (e *hintError) Unwrap() error { return e.cause }
