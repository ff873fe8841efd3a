// Package plandesk is the operations about what leaves when and in which words: the
// plans of creditors and their own texts of notices.
package plandesk

import (
	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/backoffice/texts"
)

// Desk is what the operations work with.
type Desk struct {
	Texts *texts.Desk
}

const textPath = "/creditors/{creditor}/texts/{text}"

// Routes lists the operations.
func Routes() []operation.Route { return textRoutes() }

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
	d.texts(c)
}
