package people

import (
	"strings"
	"time"
	"unicode/utf8"

	"relance/internal/dunning"
)

// Care is how people share the work on a case.
type Care struct {
	Owner      string // login of the person in charge; empty is nobody in particular
	Notes      []Note // oldest first, of all cycles
	Colleagues []string
}

// Note is what somebody wrote about a case for the others.
type Note struct {
	At     time.Time
	Author string
	Text   string
}

// mostNote bounds a note, in characters.
const mostNote = 2000

// CleanNote brings a note to the stored form, or says what is wrong.
func CleanNote(text string) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
	if n := utf8.RuneCountInString(text); n == 0 || n > mostNote {
		return "", dunning.Errorf(dunning.CodeInvalid, "a note has 1 to %d characters", mostNote)
	}
	return text, nil
}
