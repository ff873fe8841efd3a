package operate

import (
	"fmt"
	"slices"
	"strings"

	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/notice"
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
			n, wrong := tryPlan(t, creditor, p)
			written += n
			for _, text := range wrong {
				if text = fmt.Sprintf("creditors[%d] (%s), plans.%s.%s", i, creditor.ID, p.ID, text); p.ID == own {
					faults++
					c.fault("plans", "complete the creditor's entry, the plan's step or the template", "%s", text)
				} else {
					c.warn("plans", "complete it before a debtor or an invoice gets this plan", "%s", text)
				}
			}
		}
		if faults == 0 {
			c.ok("plans", "%s: %d sample notices of %d plan(s) can be written; %s is the usual plan", creditor.ID, written, len(cfg.Plans), own)
		}
	}
}

// tryPlan writes every notice of a plan, counts them, and names what is wrong,
// each thing once for each step.
func tryPlan(t *notice.Templates, creditor dunning.Creditor, p dunning.Plan) (written int, wrong []string) {
	for i, step := range p.Steps {
		if !step.Written() {
			continue
		}
		var told []string
		for _, regime := range dunning.Regimes() {
			for _, language := range []string{"fr", "en"} {
				written++
				err := tryStep(t, creditor, step, regime, language)
				if err == nil || slices.Contains(told, err.Error()) {
					continue
				}
				told = append(told, err.Error())
				wrong = append(wrong, fmt.Sprintf("steps[%d] (%s, %s debtor, %s): %s", i, step.ID, regime, language, err))
			}
		}
	}
	return written, wrong
}

// tryStep writes one notice as the step would, and holds it against the law.
func tryStep(t *notice.Templates, creditor dunning.Creditor, step dunning.Step, regime dunning.Regime, language string) error {
	n := notice.Sample(step.Level, regime, language)
	n.Creditor, n.Channel, n.Deadline = creditor, step.Channel, calendar.Date{}
	if step.Deadline > 0 {
		n.Deadline = n.Date.AddDays(int(step.Deadline))
	}
	if step.Channel != dunning.Email {
		_, err := letter.Render(n, letter.Options{Templates: t})
		return err
	}
	r, err := t.Render(n)
	if err != nil {
		return err
	}
	var faults []string
	for _, f := range notice.Check(n, r) {
		faults = append(faults, f.String())
	}
	if len(faults) > 0 {
		return fmt.Errorf("%s", strings.Join(faults, "; "))
	}
	return nil
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
