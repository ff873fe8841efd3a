package frame

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/money"
	"relance/internal/words"
)

// Everything that a person sees is printed here. Rules of the dialogue:
//   - no capital at the start and no full stop at the end of an error
//   - an error is followed by a hint whenever there is something to do
//   - tables have a header in capitals and two blanks between columns

// PrintError prints an error with its hint; configuration faults one by one.
func PrintError(out io.Writer, w words.Words, err error) {
	var faults config.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			PrintFault(out, w, w.Reword(f.Error()), w.Reword(f.Hint))
		}
		return
	}
	PrintFault(out, w, w.Error(err, Command), hintIn(w, err))
}

// PrintFault prints an error and its hint, both in the language already.
func PrintFault(out io.Writer, w words.Words, text, hint string) {
	fmt.Fprintln(out, w.Pick("erreur\u00a0: ", "error: ")+plainLines(text))
	if hint != "" {
		fmt.Fprintln(out, w.Pick("conseil\u00a0: ", "hint: ")+plainLines(hint))
	}
}

// Complain prints what is wrong with a file or one of its lines, and how to mend
// it, whichever language the two were written in.
func (s *Session) Complain(text, hint string) {
	PrintFault(s.Stderr, s.W, OneLine(s.W.Reword(text)), s.W.Reword(hint))
}

// HintOf finds the hint of an error as programs read it, whichever package gave
// it.
func HintOf(err error) string { return hintIn(words.Words{}, err) }

func hintIn(w words.Words, err error) string {
	if h := w.Hint(err, Command); h != "" {
		return h
	}
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return w.Reword(h.Hint())
	}
	return ""
}

// PrintJSON prints one document for programs.
func (s *Session) PrintJSON(v any) error {
	enc := json.NewEncoder(s.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// Table prints rows under a header.
func (s *Session) Table(header []string, rows [][]string) {
	w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(s.header(header), "\t"))
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	w.Flush() //nolint:errcheck // a closed stdout is not worth a second error
}

// header words the heads of columns.
func (s *Session) header(heads []string) []string {
	out := make([]string, len(heads))
	for i, h := range heads {
		out[i] = s.W.Text(h)
	}
	return out
}

// Say prints a line for people in their language; nothing with --json.
func (s *Session) Say(format string, args ...any) {
	if !s.JSON {
		fmt.Fprintln(s.Stdout, s.W.Sprintf(format, args...))
	}
}

// Print prints a finished line; nothing with --json.
func (s *Session) Print(line string) {
	if !s.JSON {
		fmt.Fprintln(s.Stdout, line)
	}
}

// Amount writes a sum with its currency.
func (s *Session) Amount(c money.Cents, currency string) string { return s.W.Amount(c, currency) }

// Clock writes an instant in the time of metropolitan France.
func (s *Session) Clock(t time.Time) string { return s.W.Instant(t) }

// DayOf is the day of an instant; "" when there is none.
func (s *Session) DayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return s.W.ShortDate(calendar.DateOf(t.In(calendar.Metropole.Location())))
}

// Accessory tells what of a payment went to interest and fee.
func (s *Session) Accessory(sum money.Cents, currency string) string {
	if sum == 0 {
		return ""
	}
	return s.W.Sprintf(", and %s for interest and fee", s.Amount(sum, currency))
}

// MostRows is how many rows of a long account are shown; what the others are, a
// list tells.
const MostRows = 25
