package waitdesk

import (
	"testing"

	"relance/internal/console/pagetest"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/people"
)

func TestEveryPageInEveryState(t *testing.T) {
	t.Parallel()
	call := pagetest.Job(4, dunning.TaskCall, pagetest.Hostile, "F-2026-013", 120_000, pagetest.GalleryDay.AddDays(-30))
	at, care := pagetest.Claire("/taches/4/plus-tard"), people.Care{Colleagues: []string{"claire@example.fr", "paul@example.fr"}}
	fresh := formOf(at, call, care, pagetest.GalleryDay)
	call.Later = dunning.Later{Until: pagetest.GalleryDay.AddDays(4), Why: pagetest.Hostile, By: "paul@example.fr"}
	wrong := formOf(at, call, care, pagetest.GalleryDay)
	wrong.Day, wrong.Why, wrong.Error = "15/01/2027", pagetest.Hostile, "Le droit se perd le 15/01/2027."
	pagetest.Exercise(t, templates, map[string]pagetest.State{
		"remettre":        {Page: "wait", View: fresh},
		"remettre-refuse": {Page: "wait", View: wrong},
		"remises":         {Page: "waiting", View: listOf(at, []desk.Job{call}, pagetest.GalleryDay)},
		"remises-vide":    {Page: "waiting", View: listOf(at, nil, pagetest.GalleryDay)},
	})
}
