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
	Version int64 // the present one of what changed since it was seen; 0 of other errors

	// said and hinted are what Message and Hint were made of, for a door that
	// words them in another language, or names a Deed in its own way.
	said, hinted Sentence
}

// Sentence is a text and the values that stand in it.
type Sentence struct {
	Format string // of fmt, in English
	Args   []any
}

// Phrase is a text of the program among the values of a sentence, which doors word
// in their language. A plain string is somebody's own and stays as it is.
type Phrase string

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

// Fault is one thing wrong in a configuration, with its YAML path and its mend.
type Fault struct {
	Path string `json:"path"`
	Text string `json:"text"`
	Hint string `json:"hint,omitempty"`
}

// Error gives the path and the text.
func (f Fault) Error() string { return f.Path + ": " + f.Text }

// Faults collects what is wrong below a path.
type Faults struct {
	Path string
	List []Fault
}

// Add notes a fault at a path below.
func (f *Faults) Add(path, hint, format string, args ...any) {
	if f.Path != "" {
		path = f.Path + "." + path
	}
	f.List = append(f.List, Fault{Path: path, Text: fmt.Sprintf(format, args...), Hint: hint})
}

// UnknownCase says that there is no case of an invoice: also of one that exists,
// to whoever may not see it.
func UnknownCase(ref Ref) error {
	return Errorf(CodeNotFound, "no case of invoice %s for creditor %s", ref.Number, ref.Creditor).
		WithHint("look for its exact number (%s), or import the invoice: %s", Deed{Do: DeedList}, Deed{Do: DeedImport})
}

// UnknownTask says that there is no task of a number: also of one that exists,
// to whoever may not see it.
func UnknownTask(id int64) error {
	return Errorf(CodeNotFound, "no task %d", id).WithHint("see which there are: %s", Deed{Do: DeedTasks})
}

// Stale says that a case is no longer the one that somebody saw.
func Stale(c Case, seen int64) error {
	e := Errorf(CodeConflict, "the case of invoice %s changed: it is at version %d, and %d was seen", c.Number, c.Version, seen).
		WithHint("look at the case as it is now, and decide again")
	e.Version = c.Version
	return e
}

// NewerVersion gives the present version of what a deed was refused for, because
// its author saw another one; 0 of other errors.
func NewerVersion(err error) int64 {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Version
	}
	return 0
}
