package einvoice

import "fmt"

// Code classes the reasons for which a file is not read.
type Code string

// The classes of refusal.
const (
	Unsupported Code = "unsupported" // a document of another kind; Error.Kind says which
	Malformed   Code = "malformed"   // damaged, or not well-formed XML
	NoInvoice   Code = "no_invoice"  // a PDF without an embedded invoice
	Encrypted   Code = "encrypted"   // a PDF that asks for a password
	TooLarge    Code = "too_large"   // beyond a limit of size, depth, elements, pages or time
)

// Error says why a file was not read. Message is a French sentence that names
// the fault and its remedy; Kind, where known, names what the file is; Line is
// the line of the fault in an XML file, 0 elsewhere.
type Error struct {
	Code    Code
	Kind    string
	Line    int
	Message string
	Cause   error
}

// Error gives the French message.
func (e *Error) Error() string { return e.Message }

// Unwrap gives the technical cause, nil when there is none.
func (e *Error) Unwrap() error { return e.Cause }

func refuse(code Code, cause error, format string, args ...any) *Error {
	return &Error{Code: code, Cause: cause, Message: fmt.Sprintf(french(format), args...)}
}
