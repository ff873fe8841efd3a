package words

import (
	"strconv"

	"relance/internal/dunning"
)

// PlanVersion names a plan with the version that was saved of it; a plan of the
// configuration has none.
func (w Words) PlanVersion(plan string, version int) string {
	if version == 0 {
		return "plan " + plan
	}
	return "plan " + plan + ", version " + strconv.Itoa(version)
}

// Onward says what a change of its plan means for a case that runs.
func (w Words) Onward(how dunning.Onward) string { return of(w, onwards, how) }

var onwards = map[dunning.Onward]both{
	dunning.Keep:    {"garde son plan", "keeps its plan"},
	dunning.Restart: {"reprend à la première étape qui n’est pas passée", "starts again from the first step that is not past"},
	dunning.Jump:    {"continue à l’étape qui correspond", "goes on at the step that corresponds"},
}
