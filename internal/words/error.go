package words

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
)

// Vocabulary names a deed as it is done at one door: a command, a button, a
// request. "" leaves it to the neutral words of the deed itself.
type Vocabulary func(dunning.Deed) string

// Error words an error in the language, with the deeds of the door: a coded
// error by the parts that it was made of, whatever else by its text.
func (w Words) Error(err error, v Vocabulary) string {
	var e *dunning.Error
	if !errors.As(err, &e) {
		if both, ok := err.(interface{ French() string }); ok && w.language == French { // of this error, not of one it wraps
			return both.French()
		}
		return w.technical(err)
	}
	own := w.sentence(e.Said(), e.Message, v)
	text, _ := withoutDoing(err)
	before, after, _ := strings.Cut(text, e.Error()) // whose it is stands around it
	return w.Reword(before) + own + w.Reword(after)
}

// Hint words how an error may be mended, "" when nobody knows.
func (w Words) Hint(err error, v Vocabulary) string {
	var e *dunning.Error
	if !errors.As(err, &e) {
		return ""
	}
	return w.sentence(e.Hinted(), e.Hint, v)
}

// Sentence says a sentence of the program in the language; "" for the zero one.
func (w Words) Sentence(s dunning.Sentence) string { return w.sentence(s, "", nil) }

// sentence puts a text together in the language; plain is the text as it was
// made, for one without parts.
func (w Words) sentence(s dunning.Sentence, plain string, v Vocabulary) string {
	if s.Format == "" {
		return w.Reword(plain)
	}
	args := make([]any, len(s.Args))
	for i, a := range s.Args {
		args[i] = w.value(a, v)
	}
	text := fmt.Errorf(w.Text(s.Format), args...).Error()
	if !Known(s.Format) { // "%s": the sentence is its value
		return w.Reword(text)
	}
	return text
}

// doing is an error that says what the program was doing, for its log: a person
// reads what went wrong.
type doing interface {
	error
	Doing() string
}

// withoutDoing is the text of an error without what was being done; said tells
// whether it said anything of that sort.
func withoutDoing(err error) (text string, said bool) {
	text = err.Error()
	for ; err != nil; err = errors.Unwrap(err) {
		if d, ok := err.(doing); ok { //nolint:errorlint // each link of the chain is looked at
			text, said = strings.Replace(text, d.Doing()+": ", "", 1), true
		}
	}
	return text, said
}

// technical words an error without a code. In French, what no catalogue knows and
// a store or the machine says in English stands in one sentence, quoted whole.
func (w Words) technical(err error) string {
	text, said := withoutDoing(err)
	if !said || w.language != French {
		return w.Reword(err.Error())
	}
	if out, known := w.reword(text); known {
		return out
	}
	return w.Sprintf("technical fault: %q", err.Error())
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
		return worded{w.Error(x, v)}
	case dunning.Phrase:
		return w.Reword(string(x))
	case calendar.Date:
		return w.ShortDate(x)
	case money.Amount:
		return w.Amount(x.Cents, x.Currency)
	case money.Cents:
		if w.language == French {
			return w.Number(x)
		}
	default:
		return w.code(a)
	}
	return a
}

// code words a value that is one of the program's codes; a code of no list stays
// as somebody typed it.
func (w Words) code(a any) any {
	switch x := a.(type) {
	case dunning.Marks:
		return w.marks(x)
	case Language:
		return w.LanguageName(string(x))
	case dunning.State:
		return w.State(x)
	case dunning.Outcome:
		return w.Outcome(x)
	case dunning.HoldKind:
		return w.Hold(x)
	case dunning.Channel:
		return w.Channel(x)
	case dunning.Level:
		return w.Level(x)
	case dunning.Regime:
		return w.Regime(x)
	case dunning.LetterState:
		return w.Letter(x)
	case dunning.MessageState:
		return w.MessageState(x)
	case dunning.AddState:
		return w.Added(x)
	}
	return a
}

// worded is an error in other words, which %w takes as it takes the error.
type worded struct{ text string }

func (e worded) Error() string { return e.text }

// Sprintf is fmt.Sprintf in the language: the format, and the days, sums and
// errors among the values; {case|cases} is one of the two, as the number before it
// asks for.
func (w Words) Sprintf(format string, args ...any) string {
	text := w.counted(w.Text(format), args)
	for i, a := range args {
		if i == 0 {
			args = slices.Clone(args)
		}
		args[i] = w.value(a, nil)
	}
	return fmt.Errorf(text, args...).Error()
}
