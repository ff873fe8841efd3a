package console

import (
	"net/http"
	"strconv"
	"strings"
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
	Total  string // number of things to do; empty when there is none
	Stake  string // sum that is owed on them
	Groups []workGroup
	Leaves leavesPanel
	Kept   keptPanel
	Feeds  []feedLine
	Next   string        // when something leaves next, where nothing is to do
	Whose  []page.Choice // everything or the person's own, where somebody is in charge of something
	Later  string        // how much was put off to another day
}

// workGroup is one kind of work.
type workGroup struct {
	Title  string
	Note   string
	Rows   []page.WorkRow
	Hidden int    // number of tasks beyond those that are shown
	All    string // address of the list of all of them
}

type countLine struct {
	Label, Count, Address string
}

// work is what the groups are, in the order of a day.
var work = morning.Works()

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
	templates.Render(w, http.StatusOK, "today", todayOf(s, day, d.Now(), r.URL.Query().Get("pour") == "moi"))
	return nil
}

// todayOf words the work of a day; mine leaves out what others are in charge of.
func todayOf(s page.Frame, day desk.Day, now time.Time, mine bool) todayView {
	on, me := page.Today(now), strings.ToLower(s.Who.Name)
	v := todayView{Frame: s.Titled("Aujourd’hui"), Day: page.Capital(fr.Weekday(on)), Leaves: leavesOf(day, on), Kept: keptOf(day, on), Feeds: feedsOf(s, day.Feeds, now)}
	groups := make([][]desk.Job, len(work))
	var stake money.Cents
	total, counted := day.LineCount, map[dunning.Ref]bool{}
	for _, j := range day.Jobs {
		if j.Code == dunning.TaskMatchLine {
			continue // the line itself is shown
		}
		if j.Owner != "" {
			v.Whose = []page.Choice{{Value: "/", Label: "tout", Chosen: !mine}, {Value: "/?pour=moi", Label: "sans ce qui est aux collègues", Chosen: mine}}
		}
		if mine && j.Owner != "" && j.Owner != me {
			continue
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
	if day.Later > 0 {
		v.Later = fr.Count(day.Later, "chose remise à plus tard", "choses remises à plus tard")
	}
	if !day.Next.IsZero() {
		v.Next = page.LongDay(page.Today(day.Next), on) + ", " + page.Away(page.Today(day.Next), on)
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
		g.Rows = append(g.Rows, page.JobRow(s, j, k, on))
	}
	return g
}
