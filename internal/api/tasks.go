package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/desk"
)

// tasks lists what people are asked to do.
func (d *Door) tasks(doc huma.API) {
	handle(d, doc, "list-tasks", d.listTasks)
	handleOp(d, doc, versioned("finish-task"), func(ctx context.Context, who access.Actor, in *taskRequest) (*finished, error) {
		out := &finished{}
		out.Body.ID, out.Body.Done = in.ID, true
		return out, d.Office.FinishTask(in.seeing(ctx), who, in.ID)
	})
	handleOp(d, doc, versioned("snooze-task"), func(ctx context.Context, who access.Actor, in *taskSnooze) (*oneTask, error) {
		t, err := d.Care.PutOff(in.seeing(ctx), who, in.ID, in.Body.Until, in.Body.Why)
		return &oneTask{Body: taskOf(t)}, err
	})
	handleOp(d, doc, versioned("assign-task"), func(ctx context.Context, who access.Actor, in *taskAssignment) (*oneTask, error) {
		t, err := d.Care.HandOn(in.seeing(ctx), who, in.ID, in.Body.Person)
		return &oneTask{Body: taskOf(t)}, err
	})
}

type taskListRequest struct {
	Creditor string `query:"creditor" doc:"Only this creditor's."`
	Finished bool   `query:"finished" doc:"Those that are done, too."`
	Paged
}

type taskList struct {
	Link string `header:"Link" doc:"rel=next, when there are more."`
	Body struct {
		Tasks      []Task `json:"tasks" doc:"The oldest first."`
		NextCursor string `json:"next_cursor,omitempty" doc:"Absent on the last page."`
	}
}

type taskRequest struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the task."`
	Keyed
	Versioned
}

type taskSnooze struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the task."`
	Keyed
	Versioned
	Body struct {
		Until calendar.Date `json:"until,omitzero" doc:"Day on which it is work again, within 60 days, and before the day on which a right is lost; absent brings it back."`
		Why   string        `json:"why,omitempty" maxLength:"200" doc:"Needed to put it off."`
	}
}

type taskAssignment struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the task."`
	Keyed
	Versioned
	Body struct {
		Person string `json:"person" maxLength:"200" doc:"Login of somebody who may work on its case; empty is nobody in particular."`
	}
}

type oneTask struct {
	Replayed
	Body Task
}

type finished struct {
	Replayed
	Body struct {
		ID   int64 `json:"id"`
		Done bool  `json:"done"`
	}
}

func (d *Door) listTasks(ctx context.Context, who access.Actor, in *taskListRequest) (*taskList, error) {
	filter := filterSum("tasks", in.Creditor, in.Finished)
	f := desk.TaskFilter{Creditor: in.Creditor, Finished: in.Finished, Limit: in.Limit}
	if err := readCursor(in.Cursor, filter, &f.After); err != nil {
		return nil, err
	}
	page, err := d.Office.Tasks(ctx, who, f)
	if err != nil {
		return nil, err
	}
	out := &taskList{}
	out.Body.Tasks = make([]Task, len(page.Rows))
	for i, t := range page.Rows {
		out.Body.Tasks[i] = taskOf(t)
	}
	if page.More {
		out.Body.NextCursor = writeCursor(page.Rows[len(page.Rows)-1].ID, filter)
		out.Link = nextLink("/tasks", out.Body.NextCursor)
	}
	return out, nil
}
