package cases

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/cli/frame"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/reconcile"
)

// Tasks lists what people are asked to do.
type Tasks struct {
	All  bool   `help:"Finished ones too; bank lines only while they wait."`
	Done int64  `placeholder:"ID" help:"Mark this task as done. A bank line is done once it is matched or put aside: relance match."`
	By   string `placeholder:"NAME" help:"Who did it (default: $$USER)."`
}

// taskView is a task, for programs. That of a bank line has no id and no
// invoice: it is done by deciding over the line.
type taskView struct {
	dunning.Task
	Text string              `json:"text"` // French
	Line *reconcile.BankLine `json:"bank_line,omitempty"`
}

// Run prints the list, or marks a task as done.
func (c *Tasks) Run(s *frame.Session) error {
	d, err := s.Desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	if c.Done != 0 {
		if err := d.FinishTask(s.Ctx, d.Who, c.Done); err != nil {
			return err
		}
	}
	tasks, err := taskViews(s, d, c.All)
	if err != nil {
		return err
	}
	switch {
	case s.JSON:
		return s.PrintJSON(append([]taskView{}, tasks...))
	case len(tasks) == 0:
		s.Say("nothing to do")
	default:
		taskTable(s, tasks)
	}
	return nil
}

// linesAtOnce is how many bank lines are read in one go.
const linesAtOnce = 500

// taskViews puts together what waits for people, oldest first: the tasks of the
// cases, and the bank lines that nobody has decided over.
func taskViews(s *frame.Session, d *frame.Counter, all bool) (out []taskView, err error) {
	tasks, err := d.Tasks(s.Ctx, d.Who, desk.TaskFilter{Finished: all, Limit: math.MaxInt32})
	if err != nil {
		return nil, err
	}
	out = viewsOf(tasks.Rows)
	for after := int64(0); ; {
		lines, _, err := d.OpenLines(s.Ctx, d.Who, backoffice.LineFilter{After: after, Limit: linesAtOnce})
		if err != nil {
			return nil, err
		}
		for i := range lines {
			out = append(out, lineTask(&lines[i]))
			after = lines[i].ID
		}
		if len(lines) < linesAtOnce {
			break
		}
	}
	slices.SortStableFunc(out, func(x, y taskView) int { return x.Created.Compare(y.Created) })
	return out, nil
}

func viewsOf(tasks []dunning.Task) (out []taskView) {
	for _, t := range tasks {
		out = append(out, taskView{Task: t, Text: frame.French.Task(t.Code)})
	}
	return out
}

// lineTask is a bank line as a task.
func lineTask(l *reconcile.BankLine) taskView {
	left := l.Left()
	return taskView{Line: l, Text: frame.French.Task(dunning.TaskMatchLine), Task: dunning.Task{
		Ref: dunning.Ref{Creditor: l.Creditor}, Code: dunning.TaskMatchLine, Detail: left.String(), Created: l.Decided,
	}}
}

// taskTable prints tasks.
func taskTable(s *frame.Session, tasks []taskView) {
	lines := false
	rows := make([][]string, len(tasks))
	for i, t := range tasks {
		id, number, detail := frame.Itoa(t.ID), t.Ref.Number, about(s, t.Task)
		if t.Line != nil {
			lines = true
			id, number, detail = s.W.Sprintf("line %d", t.Line.ID), proposed(t.Line), lineDetail(s, t.Line)
		}
		rows[i] = []string{id, number, t.Ref.Creditor, s.W.Task(t.Code), stepOf(t.Task), detail, s.Clock(t.Created), t.Owner, taskState(s, t.Task)}
	}
	s.Table([]string{"ID", "INVOICE", "CREDITOR", "TASK", "STEP", "ABOUT", "SINCE", "OWNER", "STATE"}, rows)
	if lines {
		s.Say("bank lines: relance unmatched tells more, relance match LINE INVOICE… or --ignore decides")
	}
}

// taskState says whether a task is done, or waits until a day.
func taskState(s *frame.Session, t dunning.Task) string {
	switch {
	case !t.DoneAt.IsZero():
		return s.W.Sprintf("done %s", s.Clock(t.DoneAt))
	case s.Today().Before(t.Later.Until):
		return s.W.Sprintf("put off to %s: %s", s.W.ShortDate(t.Later.Until), frame.OneLine(t.Later.Why))
	}
	return s.W.Text("to do")
}

// stepOf is the step of the plan that a task is about; the keys by which other
// tasks are told apart are nothing for people.
func stepOf(t dunning.Task) string {
	if t.Code == dunning.TaskRegister || t.Step == t.Detail {
		return ""
	}
	return t.Step
}

// about says what a task is about: its last day, a reason, or what was noted.
func about(s *frame.Session, t dunning.Task) string {
	if d, err := calendar.ParseDate(t.Detail); err == nil {
		return s.W.ShortDate(d)
	}
	return frame.OneLine(s.W.TaskDetail(t.Code, t.Detail))
}

// proposed names the invoices of the first proposal for a line.
func proposed(l *reconcile.BankLine) string {
	if len(l.Decision.Suggestions) == 0 {
		return ""
	}
	var numbers []string
	for _, a := range l.Decision.Suggestions[0].Allocations {
		numbers = append(numbers, frame.OneLine(a.Invoice))
	}
	return strings.Join(numbers, " ")
}

// lineDetail is what a bank line brought, from whom and when.
func lineDetail(s *frame.Session, l *reconcile.BankLine) string {
	from, sum := cmp.Or(frame.OneLine(l.Entry.Counterparty), frame.Shorten(frame.OneLine(l.Entry.Remittance), 40)), s.Amount(l.Left(), l.Entry.Currency)
	if from == "" {
		return s.W.Sprintf("%s, of %s", sum, l.Entry.BookingDate)
	}
	return s.W.Sprintf("%s from %s, of %s", sum, from, l.Entry.BookingDate)
}
