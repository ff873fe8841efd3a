package operate

import (
	"strings"

	"relance/internal/config"
	"relance/internal/notice"
)

// registers warns of companies whose correspondence would lack the mention of
// their register (C. com. R123-237): the notice stays valid, the sender is fined.
func (c *checkup) registers(cfg config.Config) {
	for i, creditor := range cfg.Creditors {
		if notice.Registered(creditor) && strings.TrimSpace(creditor.RCS) == "" {
			c.warn("creditors", "write rcs: RCS, the town of the registry and the number, as in rcs: RCS Lyon 732 829 320",
				"creditors[%d].rcs: %s is a company, and its letters and mails must name its register (C. com. R123-237)", i, creditor.ID)
		}
	}
}
