package words

import (
	"errors"
	"fmt"

	"relance/internal/dunning"
)

// Vocabulary names a deed as it is done at one door: a command, a button, a
// request. "" leaves it to the neutral words of the deed itself.
type Vocabulary func(dunning.Deed) string

// Error words an error: the sentence of each coded error in the language, with
// the deeds of the door. An error of another kind is given as it is.
func (w Words) Error(err error, v Vocabulary) string {
	var e *dunning.Error
	if !errors.As(err, &e) || err.Error() != e.Error() && w.language != French {
		return err.Error() // what was being done stands before it, in English
	}
	return w.sentence(e.Said(), e.Message, v)
}

// Hint words how an error may be mended, "" when nobody knows.
func (w Words) Hint(err error, v Vocabulary) string {
	var e *dunning.Error
	if !errors.As(err, &e) {
		return ""
	}
	return w.sentence(e.Hinted(), e.Hint, v)
}

// sentence puts a text together in the language; plain is the text as it was
// made, for one without parts.
func (w Words) sentence(s dunning.Sentence, plain string, v Vocabulary) string {
	if s.Format == "" {
		return plain
	}
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		args[i] = w.value(a, v)
	}
	return w.Sprintf(s.Format, args...)
}

// value words one value of a sentence.
func (w Words) value(a any, v Vocabulary) any {
	switch x := a.(type) {
	case dunning.Deed:
		if v != nil {
			if text := v(x); text != "" {
				return text
			}
		}
		return x.String()
	case error:
		var e *dunning.Error
		if errors.As(x, &e) {
			return worded{w.Error(x, v)}
		}
	}
	return a
}

// worded is an error in other words, which %w takes as it takes the error.
type worded struct{ text string }

func (e worded) Error() string { return e.text }

// Sprintf is fmt.Sprintf with the format in the language.
func (w Words) Sprintf(format string, args ...any) string {
	return fmt.Errorf(w.Text(format), args...).Error()
}
