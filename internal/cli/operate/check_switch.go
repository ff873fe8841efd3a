package operate

import (
	"context"

	"relance/internal/app"
)

// sending tells in `relance check` whether sends are stopped.
func (c *checkup) sending(a *app.App) {
	var lines []string
	o, err := a.Office()
	if err == nil {
		lines, err = c.s.Switches(o)
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
