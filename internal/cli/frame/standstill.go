package frame

import (
	"fmt"

	"relance/internal/backoffice"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/words"
)

// Switches says, one line each, which switches stop every send, who turned
// them and when, and what ends it.
func (s *Session) Switches(o *backoffice.Office) ([]string, error) {
	var out []string
	still, err := o.Standstill(s.Ctx)
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
	return fmt.Sprintf(by, OneLine(sw.Author), at)
}

// ModeText says why mail.mode keeps notices from debtors; "" when it does not.
func ModeText(m config.Mail) string {
	switch m.Mode {
	case config.Off:
		return "mail.mode is off: everything is rendered and kept, nothing leaves"
	case config.Redirect:
		return fmt.Sprintf("mail.mode is redirect: notices go to %s only, and the cases wait", OneLine(m.RedirectTo))
	}
	return ""
}

// SayStandstill says above a list or a case why nothing leaves at the moment.
func (s *Session) SayStandstill(d *Counter) error {
	if s.JSON {
		return nil
	}
	lines, err := s.Switches(d.Office)
	if text := ModeText(d.cfg.Mail); text != "" {
		lines = append(lines, text)
	}
	for _, line := range lines {
		s.Print("! " + s.W.Reword(line))
	}
	return err
}
