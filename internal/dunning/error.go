package dunning

import (
	"errors"
	"fmt"
)

// Code classes an error for programs. Only CodeUnavailable and CodeInternal
// can be helped by trying again.
type Code string

// The codes.
const (
	CodeInvalid     Code = "invalid"      // the input is wrong; Message says how to mend it
	CodeNotFound    Code = "not_found"    // no such creditor, invoice, case …
	CodeConflict    Code = "conflict"     // it contradicts what is recorded
	CodeForbidden   Code = "forbidden"    // the actor has not the right; Message names it
	CodeAlreadySent Code = "already_sent" // the notice has left before
	CodeUnreachable Code = "unreachable"  // no usable address
	CodeRejected    Code = "rejected"     // refused for good by a server or carrier
	CodeUnavailable Code = "unavailable"  // try again later
	CodeInternal    Code = "internal"     // a fault of ours or of the machine
)

// Error has a code for the program, a sentence for the user and a cause for
// the operator. Hint says how to mend it, when there is a way.
type Error struct {
	Code    Code
	Message string
	Hint    string
	Cause   error

	// said and hinted are what Message and Hint were made of, for a door that
	// words them in another language, or names a Deed in its own way.
	said, hinted Sentence
}

// Sentence is a text and the values that stand in it.
type Sentence struct {
	Format string // of fmt, in English
	Args   []any
}

// Said is what the message was made of.
func (e *Error) Said() Sentence { return e.said }

// Hinted is what the hint was made of.
func (e *Error) Hinted() Sentence { return e.hinted }

// Error gives the sentence.
func (e *Error) Error() string { return e.Message }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error; what a %w verb wraps becomes its Cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Cause: errors.Unwrap(err), said: Sentence{format, args}}
}

// WithHint adds how to mend it. What a person does for that with this program is
// given as a Deed among the values, never as a command.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint, e.hinted = fmt.Sprintf(format, args...), Sentence{format, args}
	return e
}

// ErrorCode is the code of the first Error in the chain; CodeInternal when
// there is none, "" for nil.
func ErrorCode(err error) Code {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	}
	return CodeInternal
}

// ErrorHint is the hint of the first Error in the chain, or "".
func ErrorHint(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Hint
	}
	return ""
}
