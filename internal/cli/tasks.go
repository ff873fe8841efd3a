package cli

import "relance/internal/dunning"

// tasksCmd lists what people are asked to do.
type tasksCmd struct {
	All  bool   `help:"Finished ones too."`
	Done int64  `placeholder:"ID" help:"Mark this task as done."`
	By   string `placeholder:"NAME" help:"Who did it (default: $$USER)."`
}

// taskView is a task, for programs.
type taskView struct {
	dunning.Task
	Text string `json:"text"` // French
}

// Run prints the list, or marks a task as done.
func (c *tasksCmd) Run(s *session) error {
	a, err := s.book()
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Done != 0 {
		if err := a.Store.FinishTask(s.ctx, c.Done, s.author(c.By)); err != nil {
			return err
		}
	}
	tasks, err := a.Store.Tasks(s.ctx, !c.All)
	if err != nil {
		return err
	}
	if s.json {
		out := make([]taskView, len(tasks))
		for i, t := range tasks {
			out[i] = taskView{t, taskNames[t.Code]}
		}
		return s.printJSON(out)
	}
	if len(tasks) == 0 {
		s.say("nothing to do")
		return nil
	}
	s.taskTable(tasks)
	return nil
}

// taskTable prints tasks.
func (s *session) taskTable(tasks []dunning.Task) {
	rows := make([][]string, len(tasks))
	for i, t := range tasks {
		done := "open"
		if !t.DoneAt.IsZero() {
			done = "done " + clock(t.DoneAt)
		}
		rows[i] = []string{itoa(t.ID), t.Ref.Number, t.Ref.Creditor, taskNames[t.Code], t.Step, taskDetail(t), clock(t.Created), done}
	}
	s.table([]string{"ID", "INVOICE", "CREDITOR", "TASK", "STEP", "ABOUT", "SINCE", "STATE"}, rows)
}

// taskDetail is what a task is about: a reason or an event in French, else as
// it is stored.
func taskDetail(t dunning.Task) string {
	if text, ok := reasonTexts[dunning.Reason(t.Detail)]; ok {
		return text
	}
	if name, ok := kindNames[dunning.Kind(t.Detail)]; ok {
		return name
	}
	return oneLine(t.Detail)
}
