package identifier

import "fmt"

// Code names a kind of fault, for programs.
type Code string

// The codes of faults.
const (
	CodeEmpty     Code = "empty"
	CodeCharacter Code = "character" // a character that does not belong
	CodeLength    Code = "length"
	CodeCountry   Code = "country" // no such country, or not one that has the number
	CodeChecksum  Code = "checksum"
	CodeRIBKey    Code = "rib_key" // the national key inside a French IBAN
	CodeFormat    Code = "format"
	CodeAmount    Code = "amount"
	CodeConflict  Code = "conflict" // two things that exclude each other
)

// Error says why an identifier is refused. Its texts quote the identifier only
// where it is not personal: never an account number.
type Error struct {
	Kind    string // "SIREN", "SIRET", "TVA", "IBAN", "RIB", "BIC", "RF", "EPC"
	Code    Code
	english string
	french  string
}

// Error says in English what is wrong and how to mend it.
func (e *Error) Error() string { return e.Kind + ": " + e.english }

// French says the same in French, for a bookkeeper.
func (e *Error) French() string { return e.Kind + "\u00a0: " + e.french }

// fault makes an Error; both texts take the same arguments, by index where
// their order differs.
func fault(kind string, code Code, english, french string, args ...any) *Error {
	return &Error{kind, code, fmt.Sprintf(english, args...), fmt.Sprintf(french, args...)}
}
