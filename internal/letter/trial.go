package letter

import (
	"fmt"
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/notice"
)

// Unwritable is a notice of a plan that cannot be written, and why.
type Unwritable struct {
	At       int          // place of its step in the plan, from 0
	Step     dunning.Step // the step that would send it
	Regime   dunning.Regime
	Language string // of the sample debtor: "fr" or "en"
	Err      error
}

// TryPlan writes every notice of a plan on sample debtors of every regime and
// language, counts them, and names what is wrong, each thing once for each step.
func TryPlan(t *notice.Templates, creditor dunning.Creditor, p dunning.Plan) (written int, wrong []Unwritable) {
	for i, step := range p.Steps {
		if !step.Written() {
			continue
		}
		var seen []string
		for _, regime := range dunning.Regimes() {
			for _, language := range []string{"fr", "en"} {
				written++
				err := tryStep(t, creditor, step, regime, language)
				if err == nil || slices.Contains(seen, err.Error()) {
					continue
				}
				seen = append(seen, err.Error())
				wrong = append(wrong, Unwritable{i, step, regime, language, err})
			}
		}
	}
	return written, wrong
}

// tryStep writes one notice as the step would, and holds it against the law.
func tryStep(t *notice.Templates, creditor dunning.Creditor, step dunning.Step, regime dunning.Regime, language string) error {
	n := notice.InStep(notice.Sample(step.Level, regime, language), step)
	n.Creditor = creditor
	if step.Channel != dunning.Email {
		_, err := Render(n, Options{Templates: t})
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
