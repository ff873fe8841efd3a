package cli

import (
	"time"

	"relance/internal/calendar"
)

// letterOTPCmd opens the hour in which electronic letters leave.
type letterOTPCmd struct {
	Code string `arg:"" help:"The code that the sender's application shows now."`
}

// Run hands the code to the carrier; letters that wait leave by themselves.
func (c *letterOTPCmd) Run(s *session) error {
	d, err := s.desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	until, err := d.OneTimeCode(s.ctx, d.who, c.Code)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(map[string]any{"open_until": until.UTC().Format(time.RFC3339)})
	}
	s.say("electronic letters leave until %s; those that wait are tried again within a quarter of an hour or so",
		until.In(calendar.Metropole.Location()).Format("15:04"))
	return nil
}
