package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"relance/internal/config"
	"relance/internal/money"
	"relance/internal/words"
)

// Everything that a person sees is printed here. Rules of the dialogue:
//   - no capital at the start and no full stop at the end of an error
//   - an error is followed by a hint whenever there is something to do
//   - tables have a header in capitals and two blanks between columns

// printError prints an error with its hint; configuration faults one by one.
func printError(out io.Writer, w words.Words, err error) {
	var faults config.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			printFault(out, w, w.Reword(f.Error()), w.Reword(f.Hint))
		}
		return
	}
	printFault(out, w, w.Error(err, command), hintIn(w, err))
}

// printFault prints an error and its hint, both in the language already.
func printFault(out io.Writer, w words.Words, text, hint string) {
	fmt.Fprintln(out, w.Pick("erreur\u00a0: ", "error: ")+plainLines(text))
	if hint != "" {
		fmt.Fprintln(out, w.Pick("conseil\u00a0: ", "hint: ")+plainLines(hint))
	}
}

// complain prints what is wrong with a file or one of its lines, and how to mend
// it, whichever language the two were written in.
func (s *session) complain(text, hint string) {
	printFault(s.Stderr, s.w, oneLine(s.w.Reword(text)), s.w.Reword(hint))
}

// hintOf finds the hint of an error as programs read it, whichever package gave
// it.
func hintOf(err error) string { return hintIn(words.Words{}, err) }

func hintIn(w words.Words, err error) string {
	if h := w.Hint(err, command); h != "" {
		return h
	}
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return w.Reword(h.Hint())
	}
	return ""
}

// printJSON prints one document for programs.
func (s *session) printJSON(v any) error {
	enc := json.NewEncoder(s.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// table prints rows under a header.
func (s *session) table(header []string, rows [][]string) {
	w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(s.header(header), "\t"))
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	w.Flush() //nolint:errcheck // a closed stdout is not worth a second error
}

// header words the heads of columns.
func (s *session) header(heads []string) []string {
	out := make([]string, len(heads))
	for i, h := range heads {
		out[i] = s.w.Text(h)
	}
	return out
}

// say prints a line for people in their language; nothing with --json.
func (s *session) say(format string, args ...any) {
	if !s.json {
		fmt.Fprintln(s.Stdout, s.w.Sprintf(format, args...))
	}
}

// print prints a finished line; nothing with --json.
func (s *session) print(line string) {
	if !s.json {
		fmt.Fprintln(s.Stdout, line)
	}
}

// amount writes a sum with its currency.
func (s *session) amount(c money.Cents, currency string) string { return s.w.Amount(c, currency) }

// clock writes an instant in the time of metropolitan France.
func (s *session) clock(t time.Time) string { return s.w.Instant(t) }
