package console

import (
	"net/http"

	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/plan"
)

// planDeed is the deed by which several cases follow another plan.
const planDeed = "plan"

// ways are how a case may go on under another plan, the safer first.
var ways = []page.Choice{
	{Value: string(dunning.Jump), Label: "Sauter\u00a0: continuer à l’étape qui correspond à ce qui est déjà parti"},
	{Value: string(dunning.Restart), Label: "Recommencer\u00a0: à la première étape qui n’est pas passée"},
}

// chosenPlan reads which plan the cases are to follow and how, and offers the plans of
// the creditor; nothing chosen is the first of each.
func (d *Door) chosenPlan(r *http.Request, s page.Frame, creditor string, v *bulkView) (e dunning.Event, err error) {
	plans, err := d.Plans.Plans.ListOf(r.Context(), s.Who, []string{creditor})
	if err != nil {
		return e, err
	}
	var all []page.Choice
	for _, p := range plan.InUse(plans[creditor]) {
		all = append(all, page.Choice{Value: p.Plan.ID, Label: p.Plan.ID})
	}
	var follow, way string
	v.Plans, follow = choose(all, r.PostFormValue("plan"))
	v.Ways, way = choose(ways, r.PostFormValue("suite"))
	if follow == "" {
		v.Error = "Ce créancier n’a aucun plan."
	}
	v.Shown = follow + " " + way
	if seen := r.PostFormValue("vu"); seen != "" && seen != v.Shown && r.PostFormValue("accord") == "oui" {
		v.Error = "Vous avez choisi autre chose que ce qui vous était montré\u00a0: voyez ce que cela changerait, puis confirmez."
	}
	return dunning.NewPlanChange(follow, dunning.Onward(way)).With(dunning.Stamp{Reason: dunning.ReasonByPerson}), nil
}

// choose marks one of some choices, the first when none has the value.
func choose(all []page.Choice, value string) (out []page.Choice, chosen string) {
	for _, c := range all {
		c.Chosen = c.Value == value
		out = append(out, c)
		if c.Chosen {
			chosen = value
		}
	}
	if chosen == "" && len(out) > 0 {
		out[0].Chosen, chosen = true, out[0].Value
	}
	return out, chosen
}
