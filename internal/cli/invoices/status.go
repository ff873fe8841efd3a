package invoices

import (
	"fmt"
	"strings"

	"relance/internal/cli/frame"
	"relance/internal/status"
)

// Status groups what concerns lifecycle statuses of electronic invoices.
type Status struct {
	Inspect statusInspectCmd `cmd:"" help:"Show what lifecycle messages of platforms (CDAR) say."`
	Import  statusImportCmd  `cmd:"" help:"Take lifecycle messages in: what the customer says of an invoice counts for its case."`
	Fetch   statusFetchCmd   `cmd:"" help:"Take in what your platform keeps (Flow service); nothing is sent."`
	Propose statusProposeCmd `cmd:"" help:"Write the reports of money received (status 212) for a person to send; nothing is sent."`
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
func (c *statusInspectCmd) Run(s *frame.Session) error {
	var rows [][]string
	err := s.EachFile(c.Files, func(name string, list *frame.JSONList) (ok bool, err error) {
		ok = true
		for _, st := range readStatuses(s, name) {
			switch {
			case st.Error != "":
				ok = false
				s.Complain(st.File+": "+st.Error, "")
			case !s.JSON:
				rows = append(rows, statusRow(s, st))
			}
			if s.JSON {
				if err := list.Add(st); err != nil {
					return false, err
				}
			}
		}
		return ok, nil
	})
	if len(rows) > 0 {
		s.Table([]string{"INVOICE", "STATUS", "ON", "ISSUED BY", "REASON", "AMOUNT", "REMARK"}, rows)
	}
	return err
}

// tooLarge is what is wrong with a file of statuses that is not read.
var tooLarge = fmt.Sprintf("fichier de plus de %d Mo\u00a0: répartissez ses messages en plusieurs fichiers ou archives", maxStatusFile>>20)

// readStatuses reads a file; what cannot be opened is an entry with its error.
func readStatuses(s *frame.Session, name string) []status.Status {
	data, err := s.ReadFile(name, maxStatusFile)
	switch {
	case err != nil:
		return []status.Status{status.Failed(name, frame.FileFault(err))}
	case len(data) > maxStatusFile:
		return []status.Status{status.Failed(name, tooLarge)}
	}
	return status.ReadFile(name, data)
}

// statusRow is a status in the table for people.
func statusRow(s *frame.Session, st status.Status) []string {
	when := statusTime(s, st.StatusAt)
	amounts := make([]string, len(st.Amounts))
	for i, a := range st.Amounts {
		amounts[i] = a.Type + " " + a.Value + " " + a.Currency
	}
	remarks := append([]string{}, st.Comments...)
	for _, w := range st.Warnings {
		remarks = append(remarks, s.W.Reword(w))
	}
	return []string{
		st.Invoice, string(st.Code) + " " + s.W.Reword(st.Code.French()), when, strings.TrimSpace(st.IssuerRole + " " + st.IssuerID),
		strings.Join(st.Reasons, ", "), strings.Join(amounts, ", "), frame.Shorten(strings.Join(remarks, " · "), 90),
	}
}
