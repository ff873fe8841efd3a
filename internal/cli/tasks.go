package cli

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/reconcile"
)

// tasksCmd lists what people are asked to do.
type tasksCmd struct {
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
func (c *tasksCmd) Run(s *session) error {
	d, err := s.desk(c.By)
	if err != nil {
		return err
	}
	defer d.Close()
	if c.Done != 0 {
		if err := d.FinishTask(s.ctx, d.who, c.Done); err != nil {
			return err
		}
	}
	tasks, err := s.taskViews(d, c.All)
	if err != nil {
		return err
	}
	switch {
	case s.json:
		return s.printJSON(append([]taskView{}, tasks...))
	case len(tasks) == 0:
		s.say("nothing to do")
	default:
		s.taskTable(tasks)
	}
	return nil
}

// linesAtOnce is how many bank lines are read in one go.
const linesAtOnce = 500

// taskViews puts together what waits for people, oldest first: the tasks of the
// cases, and the bank lines that nobody has decided over.
func (s *session) taskViews(d *counter, all bool) (out []taskView, err error) {
	tasks, err := d.Tasks(s.ctx, d.who, dunning.TaskFilter{Finished: all, Limit: math.MaxInt32})
	if err != nil {
		return nil, err
	}
	out = viewsOf(tasks.Rows)
	for after := int64(0); ; {
		lines, _, err := d.OpenLines(s.ctx, d.who, backoffice.LineFilter{After: after, Limit: linesAtOnce})
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
		out = append(out, taskView{Task: t, Text: fr.Task(t.Code)})
	}
	return out
}

// lineTask is a bank line as a task.
func lineTask(l *reconcile.BankLine) taskView {
	left := lineLeft(l)
	return taskView{Line: l, Text: fr.Task(dunning.TaskMatchLine), Task: dunning.Task{
		Ref: dunning.Ref{Creditor: l.Creditor}, Code: dunning.TaskMatchLine, Detail: left.String(), Created: l.Decided,
	}}
}

// lineLeft is what of a bank line went to no invoice.
func lineLeft(l *reconcile.BankLine) money.Cents {
	if l.State == reconcile.LineMatched {
		return l.Rest
	}
	return l.Entry.Amount
}

// taskTable prints tasks.
func (s *session) taskTable(tasks []taskView) {
	lines := false
	rows := make([][]string, len(tasks))
	for i, t := range tasks {
		id, number, about := itoa(t.ID), t.Ref.Number, oneLine(s.w.TaskDetail(t.Detail))
		if t.Line != nil {
			lines = true
			id, number, about = s.w.Sprintf("line %d", t.Line.ID), proposed(t.Line), s.lineDetail(t.Line)
		}
		done := s.w.Text("to do")
		if !t.DoneAt.IsZero() {
			done = s.w.Sprintf("done %s", s.clock(t.DoneAt))
		}
		rows[i] = []string{id, number, t.Ref.Creditor, s.w.Task(t.Code), t.Step, about, s.clock(t.Created), done}
	}
	s.table([]string{"ID", "INVOICE", "CREDITOR", "TASK", "STEP", "ABOUT", "SINCE", "STATE"}, rows)
	if lines {
		s.say("bank lines: relance unmatched tells more, relance match LINE INVOICE… or --ignore decides")
	}
}

// proposed names the invoices of the first proposal for a line.
func proposed(l *reconcile.BankLine) string {
	if len(l.Decision.Suggestions) == 0 {
		return ""
	}
	var numbers []string
	for _, a := range l.Decision.Suggestions[0].Allocations {
		numbers = append(numbers, oneLine(a.Invoice))
	}
	return strings.Join(numbers, " ")
}

// lineDetail is what a bank line brought, from whom and when.
func (s *session) lineDetail(l *reconcile.BankLine) string {
	from, sum := cmp.Or(oneLine(l.Entry.Counterparty), shorten(oneLine(l.Entry.Remittance), 40)), s.amount(lineLeft(l), l.Entry.Currency)
	if from == "" {
		return s.w.Sprintf("%s, of %s", sum, l.Entry.BookingDate)
	}
	return s.w.Sprintf("%s from %s, of %s", sum, from, l.Entry.BookingDate)
}
