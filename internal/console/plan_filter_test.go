package console_test

import (
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/people"
	"relance/internal/plan"
	"relance/internal/postgres/plans"
)

// A plan that was saved on the console is a filter of the list, as one of the
// configuration is.
func TestASavedPlanIsAFilterOfTheList(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.enter("reader", people.Everyone)
	if p := v.get("/dossiers"); strings.Contains(p.html, `<option value="doux"`) {
		t.Fatal("a plan that nobody saved is offered")
	}
	soft := dunning.DefaultPlan()
	soft.ID = "doux"
	_, err := plans.New(v.db).SavePlan(t.Context(), plan.Version{Creditor: "atelier", Plan: soft, Running: dunning.Keep, Author: "root"}, 0)
	v.must(err)
	if p := v.get("/dossiers?plan=doux"); !strings.Contains(p.html, `<option value="doux" selected`) {
		t.Error("the list does not offer the saved plan")
	}
}
