package letters

import (
	"time"

	"relance/internal/calendar"
	"relance/internal/cli/frame"
)

// letterOTPCmd opens the hour in which electronic letters leave.
type letterOTPCmd struct {
	Code string `arg:"" help:"The code that the sender's application shows now."`
}

// Run hands the code to the carrier; letters that wait leave by themselves.
func (c *letterOTPCmd) Run(s *frame.Session) error {
	d, err := s.Desk("")
	if err != nil {
		return err
	}
	defer d.Close()
	until, err := d.OneTimeCode(s.Ctx, d.Who, c.Code)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{"open_until": until.UTC().Format(time.RFC3339)})
	}
	s.Say("electronic letters leave until %s; those that wait are tried again within a quarter of an hour or so",
		until.In(calendar.Metropole.Location()).Format("15:04"))
	return nil
}
