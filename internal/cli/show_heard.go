package cli

import (
	"fmt"

	"relance/internal/backoffice"
	"relance/internal/inbox"
)

// showHeard lists what the debtor said; portal answers and inbox show have the
// words.
func (s *session) showHeard(list []backoffice.Heard) {
	if len(list) == 0 {
		return
	}
	var rows [][]string
	for _, t := range list {
		where, what := s.w.Text("own page"), s.w.Answer(t.Kind)
		if t.Door == "mail" {
			where, what = s.w.Text("mail from ")+oneLine(t.From), s.w.Mail(inbox.Class(t.Kind))
		}
		effect := ""
		if t.Suspended {
			effect = s.w.Text("suspended the case")
		}
		rows = append(rows, []string{s.clock(t.At), fmt.Sprint(t.ID), where, what, effect})
	}
	s.say("")
	s.table([]string{"HEARD", "NUMBER", "WHERE", "WHAT", ""}, rows)
}
