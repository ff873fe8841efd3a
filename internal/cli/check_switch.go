package cli

import (
	"context"
	"fmt"

	"relance/internal/app"
	"relance/internal/backoffice"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/words"
)

// switches says, one line each, which switches stop every send, who turned
// them and when, and what ends it.
func (s *session) switches(o *backoffice.Office) ([]string, error) {
	var out []string
	still, err := o.Standstill(s.ctx)
	if err != nil {
		return nil, err
	}
	if still.Paused.On {
		out = append(out, since("sends are paused since %s: relance resume --all", "sends are paused by %s since %s: relance resume --all", still.Paused))
	}
	if still.Restored.On {
		out = append(out, since("sends are held after a restore since %s: look at what has left, then relance resume --restored",
			"sends are held after a restore by %s since %s: look at what has left, then relance resume --restored", still.Restored))
	}
	return out, nil
}

// since says when a switch was turned, and by whom when that is known.
func since(alone, by string, sw dunning.Switch) string {
	at := words.Words{}.Instant(sw.At)
	if sw.Author == "" {
		return fmt.Sprintf(alone, at)
	}
	return fmt.Sprintf(by, oneLine(sw.Author), at)
}

// modeText says why mail.mode keeps notices from debtors; "" when it does not.
func modeText(m config.Mail) string {
	switch m.Mode {
	case config.Off:
		return "mail.mode is off: everything is rendered and kept, nothing leaves"
	case config.Redirect:
		return fmt.Sprintf("mail.mode is redirect: notices go to %s only, and the cases wait", oneLine(m.RedirectTo))
	}
	return ""
}

// sayStandstill says above a list or a case why nothing leaves at the moment.
func (s *session) sayStandstill(d *counter) error {
	if s.json {
		return nil
	}
	lines, err := s.switches(d.Office)
	if text := modeText(d.cfg.Mail); text != "" {
		lines = append(lines, text)
	}
	for _, line := range lines {
		s.print("! " + s.w.Reword(line))
	}
	return err
}

// sending tells in `relance check` whether sends are stopped.
func (c *checkup) sending(a *app.App) {
	var lines []string
	o, err := a.Office()
	if err == nil {
		lines, err = c.s.switches(o)
	}
	if err != nil {
		c.result("sending", err, "", "")
		return
	}
	for _, line := range lines {
		c.warn("sending", "", "%s", line)
	}
	if len(lines) == 0 {
		c.ok("sending", "nothing is paused")
	}
}

// periods warns of public buyers whose payment period nobody could prove: the
// creditor must prove the receipt of his request (CCP R2192-14).
func (c *checkup) periods(ctx context.Context, a *app.App) {
	n, err := a.UnprovedPeriods(ctx)
	if err != nil {
		c.result("public buyers", err, "", "")
		return
	}
	if n > 0 {
		c.warn("public buyers", "record it: relance received NUMBER --date D, relance debtor set KEY --pay-days 30, 50 or 60",
			"%d open invoices lack the day of receipt or the length of the payment period (CCP R2192-10 to R2192-14)", n)
	}
}
