package console

import (
	"net/http"
	"strconv"
	"time"

	"relance/internal/access"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/morning"
)

// todayView is the page of the day's work.
type todayView struct {
	page.Frame
	Day    string
	Total  string // of things to do; empty when there is none
	Stake  string // what is owed on them
	Groups []workGroup
	Leaves leavesPanel
	Kept   keptPanel
	Feeds  []feedLine
	Next   string // when something leaves next, where nothing is to do
}

// workGroup is one kind of work.
type workGroup struct {
	Title  string
	Note   string
	Rows   []page.WorkRow
	Hidden int    // beyond those that are shown
	All    string // address of all of them
}

type countLine struct {
	Label, Count, Address string
}

// work is what the groups are, in the order of a day.
var work = morning.Works()

// decided are the kinds of work that end by a decision about the case, never by
// saying that they are done.
var decided = []dunning.TaskCode{dunning.TaskApprove, dunning.TaskApprovalOverdue, dunning.TaskSettleNotice, dunning.TaskMatchLine}

// shownTasks is how many of a group the page shows.
const shownTasks = 5

// today lists what people are asked to do, kind by kind.
func (d *Door) today(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	if len(s.Creditors) == 0 && d.Office.Setup != nil && access.May(s.Who, access.Operate, "") == nil {
		http.Redirect(w, r, "/installation", http.StatusSeeOther) // a first visit
		return nil
	}
	day, err := d.Overview.Day(r.Context(), s.Who, s.Chosen)
	if err != nil {
		return err
	}
	templates.Render(w, http.StatusOK, "today", todayOf(s, day, d.Now()))
	return nil
}

func todayOf(s page.Frame, day desk.Day, now time.Time) todayView {
	on := page.Today(now)
	v := todayView{Frame: s.Titled("Aujourd’hui"), Day: page.Capital(fr.Weekday(on)), Leaves: leavesOf(day, on), Kept: keptOf(day, on), Feeds: feedsOf(s, day.Feeds, now)}
	groups := make([][]desk.Job, len(work))
	var stake money.Cents
	total, counted := day.LineCount, map[dunning.Ref]bool{}
	for _, j := range day.Jobs {
		if j.Code == dunning.TaskMatchLine {
			continue // the line itself is shown
		}
		i := morning.WorkOf(j.Code)
		groups[i] = append(groups[i], j)
		total++
		if j.Currency == "EUR" && j.Balance > 0 && !counted[j.Ref] {
			counted[j.Ref], stake = true, stake+j.Balance
		}
	}
	for i, jobs := range groups {
		switch {
		case work[i].Name == morning.Bank && len(day.Lines) > 0:
			v.Groups = append(v.Groups, linesGroup(s, day))
		case len(jobs) > 0:
			v.Groups = append(v.Groups, groupOf(s, i, jobs, on))
		}
	}
	if len(v.Groups) > 0 {
		v.Groups[0].Rows[0].First = true
	}
	if total > 0 {
		v.Total = page.Thousands(total)
		if day.More {
			v.Total += "+"
		}
		v.Total += " chose" + page.Plural(total) + " à faire"
		v.Stake = fr.Amount(stake, "EUR") + " en jeu"
	}
	if !day.Next.IsZero() {
		v.Next = fr.Weekday(page.Today(day.Next))
	}
	return v
}

func groupOf(s page.Frame, kind int, jobs []desk.Job, on calendar.Date) workGroup {
	k := work[kind]
	g := workGroup{Title: k.Title, Note: strconv.Itoa(len(jobs)) + " · plus ancienne\u00a0: " + page.When(jobs[0].Created, on)}
	if k.Name == morning.Letters {
		var price money.Cents
		for _, j := range jobs {
			price += j.Draft.Estimate
		}
		if g.Note = strconv.Itoa(len(jobs)); price > 0 {
			g.Note += " · " + fr.Amount(price, "EUR") + " de port"
		}
	}
	for i, j := range jobs {
		if i == shownTasks {
			g.Hidden, g.All = len(jobs)-shownTasks, "/taches?quoi="+k.Name
			break
		}
		g.Rows = append(g.Rows, jobRow(s, j, k, on))
	}
	return g
}
