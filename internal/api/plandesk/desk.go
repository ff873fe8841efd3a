// Package plandesk is the operations about what leaves when and in which words: the
// plans of creditors and their own texts of notices.
package plandesk

import (
	"slices"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/backoffice/planning"
	"relance/internal/backoffice/texts"
)

// Desk is what the operations work with.
type Desk struct {
	Plans *planning.Planner
	Texts *texts.Desk
}

const (
	planPath = "/creditors/{creditor}/plans/{plan}"
	textPath = "/creditors/{creditor}/texts/{text}"
)

// Routes lists the operations.
func Routes() []operation.Route { return slices.Concat(planRoutes(), textRoutes()) }

// planRoutes are about plans, and which cases follow them.
func planRoutes() []operation.Route {
	return []operation.Route{
		operation.Get("/creditors/{creditor}/plans", "list-plans", "plans", "List the plans of a creditor: those that new cases may follow, and those that wait for two people or for their day", access.Rehearse),
		operation.Get(planPath, "get-plan", "plans", "Show a plan: its steps and rules", access.Rehearse),
		operation.Get(planPath+"/versions", "list-plan-versions", "plans", "List what was saved of a plan", access.Rehearse),
		operation.Post(planPath+"/rehearsal", "rehearse-plan", "plans", "Check a plan, and play all open cases forward under it; nothing is saved", access.Rehearse).KeptByDoor(),
		operation.Put(planPath, "set-plan", "plans", "Save a plan: new cases follow it, and those that run as is said", access.ChangePlans).KeptByUse(),
		operation.Post(planPath+"/cases", "move-cases", "plans", "Let open cases follow a plan", access.ChangePlans).KeptByUse(),
		operation.Post("/creditors/{creditor}/plan-versions/{id}", "decide-plan", "plans", "Agree to a version of a plan that waits for two people, or refuse it", access.Approve).KeptByUse(),
	}
}

// textRoutes are about the creditors' own texts of notices.
func textRoutes() []operation.Route {
	return []operation.Route{
		operation.Get("/creditors/{creditor}/texts", "list-texts", "texts", "List the texts of notices, and which are in use", access.Rehearse),
		operation.Get(textPath, "get-text", "texts", "Show a text: the words in use, and what it may name", access.Rehearse),
		operation.Get(textPath+"/versions", "list-text-versions", "texts", "List what was saved of a text", access.Rehearse),
		operation.Put(textPath, "set-text", "texts", "Save a text; without words the program's is sent again", access.ChangePlans).KeptByUse(),
		operation.Post(textPath+"/preview", "preview-text", "texts", "Check a text, and word the notice of an invoice by it; nothing is saved", access.Rehearse).KeptByDoor(),
		operation.Post("/creditors/{creditor}/text-versions/{id}", "decide-text", "texts", "Agree to a version of a text that waits for two people, or refuse it", access.Approve).KeptByUse(),
	}
}

// Enter enters the operations.
func Enter(c operation.Contract, d Desk) {
	d.plans(c)
	d.texts(c)
}
