package backoffice_test

import (
	"fmt"
	"testing"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/desk"
	"relance/internal/dunning"
)

func TestTasksComePageByPageAndOnlyThoseOfOnesCreditors(t *testing.T) {
	t.Parallel()
	h := open(t)
	for i := range 5 {
		for _, creditor := range []string{"atelier", "moulin"} {
			ref := h.bill(creditor, fmt.Sprintf("F-%d", i), 120000)
			_, err := h.Tell(t.Context(), access.Shell("root"), backoffice.Fact{Ref: ref, Event: dunning.NewReply()})
			h.must(err)
		}
	}
	claire := actor(access.Clerk, "atelier")
	var seen []dunning.Task
	for f := (desk.TaskFilter{Limit: 2}); ; {
		page, err := h.Tasks(t.Context(), claire, f)
		h.must(err)
		if seen = append(seen, page.Rows...); !page.More {
			break
		}
		if f.After = page.Rows[len(page.Rows)-1].ID; len(page.Rows) != 2 {
			t.Fatalf("a page of %d", len(page.Rows))
		}
	}
	if len(seen) != 5 {
		t.Fatalf("%d tasks, want the 5 of her creditor", len(seen))
	}
	foreign, err := h.Tasks(t.Context(), actor(access.Clerk, "moulin"), desk.TaskFilter{Limit: 1})
	h.must(err)
	if err := h.FinishTask(t.Context(), claire, foreign.Rows[0].ID); dunning.ErrorCode(err) != dunning.CodeNotFound {
		t.Errorf("she finishes a task of another creditor: %v", err)
	}
	h.must(h.FinishTask(t.Context(), claire, seen[0].ID))
	left, err := h.Tasks(t.Context(), claire, desk.TaskFilter{Limit: 10})
	h.must(err)
	all, err := h.Tasks(t.Context(), claire, desk.TaskFilter{Limit: 10, Finished: true})
	h.must(err)
	if len(left.Rows) != 4 || len(all.Rows) != 5 {
		t.Errorf("%d open of %d, want 4 of 5", len(left.Rows), len(all.Rows))
	}
}
