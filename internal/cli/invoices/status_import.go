package invoices

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/status"
)

// statusImportCmd takes lifecycle messages in.
type statusImportCmd struct {
	Files []string `arg:"" name:"file" help:"Lifecycle messages (CDAR) or ZIP archives of them; a folder means all files in it; - is the standard input."`
	By    string   `placeholder:"NAME" help:"Who brings them (default: $$USER)."`
}

// Run says of each status what followed. Taking the same file again does
// nothing.
func (c *statusImportCmd) Run(s *frame.Session) error {
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	office, files := d.Recourse(), frame.Expand(c.Files)
	all, failed := []lifecycle.Taken{}, 0
	for _, name := range files {
		if err := s.Ctx.Err(); err != nil {
			return fmt.Errorf("stopped before %s: %w", name, err)
		}
		data, err := s.ReadFile(name, maxStatusFile)
		if err == nil && len(data) > maxStatusFile {
			err = errors.New(tooLarge)
		}
		if err != nil {
			failed++
			all = append(all, lifecycle.Taken{File: name, Verdict: lifecycle.Refused, Why: frame.FileFault(err)})
			continue
		}
		taken, err := office.TakeStatuses(s.Ctx, d.Who, name, data, "cli")
		all = append(all, taken...)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(taken, func(t lifecycle.Taken) bool { return t.Verdict == lifecycle.Refused }) {
			failed++
		}
	}
	s.Tell(d.Rooms, frame.MostPatience)
	if err := sayStatuses(s, all); err != nil {
		return err
	}
	if failed > 0 {
		return frame.SomeOf(failed, len(files))
	}
	return nil
}

// sayStatuses prints what became of each status, and how many of each sort.
func sayStatuses(s *frame.Session, all []lifecycle.Taken) error {
	for _, t := range all {
		if t.Verdict == lifecycle.Refused {
			s.Complain(t.File+": "+t.Why, "")
		}
	}
	if s.JSON {
		return s.PrintJSON(all)
	}
	var rows [][]string
	counts := map[lifecycle.Verdict]int{}
	for _, t := range all {
		counts[t.Verdict]++
		if t.Verdict != lifecycle.Refused {
			rows = append(rows, []string{
				frame.OneLine(t.Invoice), string(t.Code) + " " + s.W.Reword(t.Code.French()), statusTime(s, t.At), s.W.Verdict(t.Verdict), frame.Shorten(s.W.Reword(t.Why), 90),
			})
		}
	}
	if len(rows) > 0 {
		s.Table([]string{"INVOICE", "STATUS", "ON", "ACTION", "REMARK"}, rows)
	}
	var sums []string
	for _, v := range verdictOrder {
		if n := counts[v]; n > 0 {
			sums = append(sums, fmt.Sprintf("%d %s", n, s.W.Verdict(v)))
		}
	}
	s.Say("%d {status|statuses}: %s", len(all), strings.Join(sums, ", "))
	return nil
}

var verdictOrder = []lifecycle.Verdict{
	lifecycle.Acted, lifecycle.Noted, lifecycle.Asks, lifecycle.Foreign, lifecycle.Before, lifecycle.Ignored, lifecycle.Refused,
}

// statusTime is the time of a status as people write it.
func statusTime(s *frame.Session, at string) string {
	day, hour, ok := strings.Cut(at, "T")
	if d, err := calendar.ParseDate(day); ok && err == nil {
		return s.W.ShortDate(d) + " " + hour[:min(5, len(hour))]
	}
	return at
}

// statusListCmd shows the statuses of an invoice.
type statusListCmd struct {
	Number   string `arg:"" help:"Invoice number, or CREDITOR/NUMBER."`
	Creditor string `placeholder:"ID" help:"Creditor, when several have an invoice of this number."`
}

// Run prints them in the order of their own times.
func (c *statusListCmd) Run(s *frame.Session) error {
	return s.WithCase("", backoffice.CaseName{Creditor: c.Creditor, Number: c.Number}, func(d *frame.Counter, ref dunning.Ref) error {
		list, err := d.Recourse().StatusesOf(s.Ctx, d.Who, ref)
		if err != nil {
			return err
		}
		out := make([]statusView, len(list))
		rows := make([][]string, len(list))
		for i, k := range list {
			out[i] = statusView{
				ID: k.ID, Code: k.Code, Label: k.Code.French(), At: k.StatusAt, Origin: k.Origin, Verdict: k.Verdict, Why: k.Why,
				Reasons: k.Reasons, Amounts: k.Amounts, Date: k.EffectiveDay, MessageID: k.MessageID, Door: k.Door, SHA256: k.Document,
			}
			rows[i] = []string{
				string(k.Code) + " " + s.W.Reword(k.Code.French()), statusTime(s, k.StatusAt), s.W.StatusOrigin(k.Origin), strings.Join(k.Reasons, ", "),
				s.W.Verdict(k.Verdict), frame.Shorten(s.W.Reword(k.Why), 80),
			}
		}
		if s.JSON {
			return s.PrintJSON(out)
		}
		if len(list) == 0 {
			s.Say("%s: no status of a platform", ref.Number)
			return nil
		}
		s.Table([]string{"STATUS", "ON", "ISSUED BY", "REASON", "ACTION", "REMARK"}, rows)
		return nil
	})
}

// statusView is a status on record, for programs.
type statusView struct {
	ID        int64             `json:"id"`
	Code      status.Code       `json:"status_code"`
	Label     string            `json:"label"`
	At        string            `json:"status_at"`
	Origin    lifecycle.Origin  `json:"origin"`
	Verdict   lifecycle.Verdict `json:"verdict"`
	Why       string            `json:"why,omitempty"`
	Reasons   []string          `json:"reasons"`
	Amounts   []status.Amount   `json:"amounts"`
	Date      string            `json:"effective_date,omitempty"`
	MessageID string            `json:"message_id"`
	Door      string            `json:"door"`
	SHA256    string            `json:"sha256"`
}
