package cli

import (
	"fmt"
	"strings"

	"relance/internal/status"
)

// statusCmd groups what concerns lifecycle statuses of electronic invoices.
type statusCmd struct {
	Inspect statusInspectCmd `cmd:"" help:"Show what lifecycle messages of platforms (CDAR) say."`
	Import  statusImportCmd  `cmd:"" help:"Take lifecycle messages in: what the customer says of an invoice counts for its case."`
	List    statusListCmd    `cmd:"" help:"List the lifecycle statuses of an invoice."`
}

// statusInspectCmd shows what status messages say. It needs neither database
// nor configuration, and judges nothing.
type statusInspectCmd struct {
	Files []string `arg:"" name:"file" help:"Lifecycle messages (CDAR) or ZIP archives of them; a folder means all files in it; - is the standard input."`
}

// maxStatusFile is a ZIP archive of messages; a single one is bounded by its
// package.
const maxStatusFile = 256 << 20

// Run prints file after file, one entry for each invoice that a message names.
func (c *statusInspectCmd) Run(s *session) error {
	files := expand(c.Files)
	list := jsonList{s: s}
	if s.json {
		if err := list.open(); err != nil {
			return err
		}
	}
	step, failed := s.progress(len(files), "reading"), 0
	var rows [][]string
	for _, name := range files {
		if err := s.ctx.Err(); err != nil {
			return fmt.Errorf("stopped before %s: %w", name, err)
		}
		ok := true
		for _, st := range s.readStatuses(name) {
			if st.Error != "" {
				ok = false
				s.complain(st.File+": "+st.Error, "")
			}
			if s.json {
				if err := list.add(st); err != nil {
					return err
				}
			} else if st.Error == "" {
				rows = append(rows, s.statusRow(st))
			}
		}
		if !ok {
			failed++
		}
		step(true)
	}
	step(false)
	switch {
	case s.json:
		if err := list.close(); err != nil {
			return err
		}
	case len(rows) > 0:
		s.table([]string{"INVOICE", "STATUS", "ON", "ISSUED BY", "REASON", "AMOUNT", "REMARK"}, rows)
	}
	if failed > 0 {
		return someFailed{failed, len(files)}
	}
	return nil
}

// readStatuses reads a file; what cannot be opened is an entry with its error.
func (s *session) readStatuses(name string) []status.Status {
	data, err := s.readFile(name, maxStatusFile)
	switch {
	case err != nil:
		return []status.Status{status.Failed(name, fileFault(err))}
	case len(data) > maxStatusFile:
		return []status.Status{status.Failed(name, fmt.Sprintf("fichier de plus de %d Mo", maxStatusFile>>20))}
	}
	return status.ReadFile(name, data)
}

// statusRow is a status in the table for people.
func (s *session) statusRow(st status.Status) []string {
	when := s.statusTime(st.StatusAt)
	amounts := make([]string, len(st.Amounts))
	for i, a := range st.Amounts {
		amounts[i] = a.Type + " " + a.Value + " " + a.Currency
	}
	remarks := append([]string{}, st.Comments...)
	for _, w := range st.Warnings {
		remarks = append(remarks, s.w.Reword(w))
	}
	return []string{
		st.Invoice, string(st.Code) + " " + s.w.Reword(st.Code.French()), when, strings.TrimSpace(st.IssuerRole + " " + st.IssuerID),
		strings.Join(st.Reasons, ", "), strings.Join(amounts, ", "), shorten(strings.Join(remarks, " · "), 90),
	}
}
