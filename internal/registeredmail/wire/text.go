package wire

import (
	"encoding/json"
	"strings"
)

// Text reads what a provider may write as a number, a text, a truth value or
// nothing: contracts are vague about that.
type Text string

// UnmarshalJSON implements json.Unmarshaler; it never fails on a scalar.
func (t *Text) UnmarshalJSON(b []byte) error {
	var text string
	switch s := string(b); {
	case s == "null":
		*t = ""
	case json.Unmarshal(b, &text) == nil:
		*t = Text(strings.TrimSpace(text))
	default:
		*t = Text(s)
	}
	return nil
}

// Yes tells whether it says so.
func (t Text) Yes() bool {
	switch strings.ToLower(string(t)) {
	case "1", "true", "yes", "oui":
		return true
	}
	return false
}
