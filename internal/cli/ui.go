package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"relance/internal/config"
)

// Everything that a person sees is printed here. Rules of the dialogue:
//   - no capital at the start and no full stop at the end of an error
//   - an error is followed by a hint whenever there is something to do
//   - tables have a header in capitals and two blanks between columns

// printError prints an error with its hint; configuration faults one by one.
func printError(w io.Writer, err error) {
	var faults config.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			fmt.Fprintf(w, "error: %s\n", f.Error())
			printHint(w, f.Hint)
		}
		return
	}
	fmt.Fprintf(w, "error: %s\n", err)
	printHint(w, hintOf(err))
}

func printHint(w io.Writer, hint string) {
	if hint != "" {
		fmt.Fprintf(w, "hint: %s\n", hint)
	}
}

// hintOf finds the hint of an error, whichever package gave it.
func hintOf(err error) string {
	if h := fr.Hint(err, command); h != "" {
		return h
	}
	var h interface{ Hint() string }
	if errors.As(err, &h) {
		return h.Hint()
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
	fmt.Fprintln(w, strings.Join(header, "\t"))
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	w.Flush() //nolint:errcheck // a closed stdout is not worth a second error
}

// say prints a line for people; nothing with --json.
func (s *session) say(format string, args ...any) {
	if !s.json {
		fmt.Fprintf(s.Stdout, format+"\n", args...)
	}
}
