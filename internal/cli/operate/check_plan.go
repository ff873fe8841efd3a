package operate

import (
	"strings"

	"relance/internal/config"
	"relance/internal/letter"
	"relance/internal/notice"
	"relance/internal/words"
)

// plans writes every notice that could have to leave, with the creditor's own
// entry and the user's own templates, on sample debtors of every regime and
// language: what could not be written on its day is known today. A fault in a
// plan that is not the creditor's own is only a warning, since a debtor or an
// invoice may name it, and may not.
func (c *checkup) plans(cfg config.Config, t *notice.Templates) {
	for i, creditor := range cfg.Creditors {
		if len(notice.CheckCreditor(creditor)) > 0 {
			continue // told already, and every notice would say it again
		}
		own, _, _ := cfg.PlanOf(creditor)
		written, faults := 0, 0
		for _, p := range cfg.PlansOf() {
			n, wrong := letter.TryPlan(t, creditor, p)
			written += n
			for _, u := range wrong {
				tell, hint := c.warn, "complete it before a debtor or an invoice gets this plan"
				if p.ID == own {
					faults++
					tell, hint = c.fault, "complete the creditor's entry, the plan's step or the template"
				}
				tell("plans", hint, "creditors[%d] (%s), plans.%s.steps[%d] (%s, %s, %s): %w",
					i, creditor.ID, p.ID, u.At, u.Step.ID, u.Regime, words.Language(u.Language), u.Err)
			}
		}
		if faults == 0 {
			c.ok("plans", "%s: %d sample notices of %d plan(s) can be written; %s is the usual plan", creditor.ID, written, len(cfg.Plans), own)
		}
	}
}

// mediators warns of creditors who could not name the mediator that every
// notice to a consumer shows.
func (c *checkup) mediators(cfg config.Config) {
	for i, creditor := range cfg.Creditors {
		if strings.TrimSpace(creditor.Mediator) == "" {
			c.warn("creditors", "write mediator: with name and address, if any customer is a consumer",
				"creditors[%d].mediator: %s names no consumer mediator, and notices to consumers must (C. conso. L612-1, L616-1)", i, creditor.ID)
		}
	}
}
