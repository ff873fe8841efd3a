package e2e

import (
	"fmt"
	"testing"

	enumspb "go.temporal.io/api/enums/v1"

	"relance/internal/dunning"
)

func TestATerminatedCaseLivesAgainWithTheNextFact(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	h.invoice("F-1", "C-1", 20, 120000)
	h.work()
	h.idle("F-1")
	if err := h.temporal.TerminateWorkflow(t.Context(), h.id("F-1"), "", "pressed by mistake"); err != nil {
		t.Fatal(err)
	}
	h.tell("F-1", dunning.NewDispute(0, "").With(dunning.Stamp{ID: "d-1"}))
	h.patiently("the case has a workflow again", func() error {
		d, err := h.temporal.DescribeWorkflowExecution(t.Context(), h.id("F-1"), "")
		if err == nil && d.GetWorkflowExecutionInfo().GetStatus() != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
			err = fmt.Errorf("it is %s", d.GetWorkflowExecutionInfo().GetStatus())
		}
		return err
	})
}
