package cases

import (
	"fmt"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/inbox"
)

// showHeard lists what the debtor said; portal answers and inbox show have the
// words.
func showHeard(s *frame.Session, list []backoffice.Heard) {
	if len(list) == 0 {
		return
	}
	var rows [][]string
	for _, t := range list {
		where, what := s.W.Text("own page"), s.W.Answer(t.Kind)
		if t.Door == "mail" {
			where, what = s.W.Text("mail from ")+frame.OneLine(t.From), s.W.Mail(inbox.Class(t.Kind))
		}
		effect := ""
		if t.Suspended {
			effect = s.W.Text("suspended the case")
		}
		rows = append(rows, []string{s.Clock(t.At), fmt.Sprint(t.ID), where, what, effect})
	}
	s.Say("")
	s.Table([]string{"HEARD", "NUMBER", "WHERE", "WHAT", ""}, rows)
}
