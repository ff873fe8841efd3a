package notice

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"relance/internal/dunning"
)

// try renders a set of templates from all samples and checks the results.
func (t *Templates) try(set string) error {
	var faults []error
	for _, lang := range languages {
		for _, level := range levels {
			for _, regime := range dunning.Regimes() {
				for _, n := range inOrder(Variants(level, regime, lang)) {
					n.Template = set
					faults = append(faults, t.tryOne(n))
				}
			}
		}
	}
	return errors.Join(distinct(faults)...)
}

// inOrder gives samples in the order of their names, so that faults come in the
// same order each time.
func inOrder(samples map[string]dunning.Notice) (out []dunning.Notice) {
	for _, name := range slices.Sorted(maps.Keys(samples)) {
		out = append(out, samples[name])
	}
	return out
}

func (t *Templates) tryOne(n dunning.Notice) error {
	c, err := t.Compose(n)
	if err != nil {
		return err
	}
	r, err := t.layOut(n, c)
	if err != nil {
		return err
	}
	w, err := t.wording(n)
	if err != nil {
		return err
	}
	var faults []error
	for _, f := range Check(n, r) {
		faults = append(faults, fmt.Errorf("template: %s: for a debtor of the regime %q, %s", w.Name(), n.Regime(), f))
	}
	return errors.Join(faults...)
}
