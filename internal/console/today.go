package console

import (
	"net/http"
	"slices"
	"strconv"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// todayView is the page of the day's work.
type todayView struct {
	shell
	Day    string
	Total  int
	More   bool // there is more than the page counts
	Groups []taskGroup
}

// taskGroup is one kind of work.
type taskGroup struct {
	Title  string
	Oldest string
	Count  int
	Tasks  []taskRow
	Hidden int // beyond those that are shown
}

// taskRow is one thing to do.
type taskRow struct {
	ID              int64
	Invoice, Detail string
	Creditor        string
	Asked           string // since when
	Case            string // address of the case
	First           bool   // of the page: its button is filled
	Finish          bool   // a person may say that it is done
}

// Limits of the page: a group shows five, the count ends at a thousand.
const (
	shownTasks   = 5
	countedTasks = 1000
)

// order ranks the kinds of work: what loses money first, then people who wait.
var order = []dunning.TaskCode{
	dunning.TaskInsolvency, dunning.TaskLimitation, dunning.TaskSettleNotice, dunning.TaskFailed, dunning.TaskLateMessage,
	dunning.TaskUnreadable, dunning.TaskCorrectAddress, dunning.TaskMendAddress,
	dunning.TaskReplyOverdue, dunning.TaskReply, dunning.TaskMatchLine, dunning.TaskApprovalOverdue, dunning.TaskApprove,
	dunning.TaskCall, dunning.TaskBrokenPromise, dunning.TaskMissed, dunning.TaskPostLetter, dunning.TaskFollowLetter,
	dunning.TaskCheckLetter, dunning.TaskOneTimeCode, dunning.TaskLetterBudget, dunning.TaskHandOver,
}

// decided are the kinds of work that end by a decision about the case, never by
// saying that they are done.
var decided = []dunning.TaskCode{dunning.TaskApprove, dunning.TaskApprovalOverdue, dunning.TaskSettleNotice, dunning.TaskMatchLine}

// today lists what people are asked to do, kind by kind.
func (d *Door) today(w http.ResponseWriter, r *http.Request, s shell) error {
	page, err := d.Work.Tasks(r.Context(), s.Who, dunning.TaskFilter{Limit: countedTasks})
	if err != nil {
		return err
	}
	render(w, http.StatusOK, "today", todayOf(s, page.Rows, page.More, calendar.DateOf(d.Now().In(calendar.Metropole.Location()))))
	return nil
}

func todayOf(s shell, tasks []dunning.Task, more bool, today calendar.Date) todayView {
	v := todayView{shell: s.titled("Aujourd’hui"), Day: fr.Weekday(today), Total: len(tasks), More: more}
	groups := map[dunning.TaskCode][]dunning.Task{}
	var codes []dunning.TaskCode
	for _, t := range tasks {
		if groups[t.Code] == nil {
			codes = append(codes, t.Code)
		}
		groups[t.Code] = append(groups[t.Code], t)
	}
	rank := func(c dunning.TaskCode) int {
		if i := slices.Index(order, c); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(codes, func(a, b dunning.TaskCode) int { return rank(a) - rank(b) })
	for _, code := range codes {
		v.Groups = append(v.Groups, groupOf(code, groups[code], len(v.Groups) == 0))
	}
	return v
}

func groupOf(code dunning.TaskCode, tasks []dunning.Task, first bool) taskGroup {
	g := taskGroup{Title: capital(fr.Task(code)), Oldest: fr.Instant(tasks[0].Created), Count: len(tasks)}
	for i, t := range tasks {
		if i == shownTasks {
			g.Hidden = len(tasks) - shownTasks
			break
		}
		g.Tasks = append(g.Tasks, taskRow{
			ID: t.ID, Invoice: t.Ref.Number, Creditor: t.Ref.Creditor, Detail: fr.TaskDetail(t.Detail), Asked: fr.Instant(t.Created),
			Case: caseAddress(t.Ref), First: first && i == 0, Finish: !slices.Contains(decided, code),
		})
	}
	return g
}

// finishTask marks a task as done.
func (d *Door) finishTask(w http.ResponseWriter, r *http.Request, s shell) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such task")
	}
	if err := d.Work.FinishTask(r.Context(), s.Who, id); err != nil {
		return err
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
