package bankdesk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/reconcile"
)

// bankView is the page of the bank: one line at a time.
type bankView struct {
	page.Frame
	Sub      string
	Line     *lineView // the line that is shown; nil when everything is decided
	Done     *doneLine // what has just been decided
	Decided  []doneLine
	Files    []fileLine
	MayMatch bool
	Error    string
	Empty    string
}

type doneLine struct {
	ID                  int64
	Title, Text, Amount string
	When                string
	Address             string
	Seen                int64 // version of the line
}

// waitingLines is how many open lines the page looks at to say where one is.
const waitingLines = 200

func (d *Door) bankPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	return d.showBank(w, r, s, 0, http.StatusOK, "")
}

func (d *Door) linePage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	id, err := lineID(r)
	if err != nil {
		return err
	}
	return d.showBank(w, r, s, id, http.StatusOK, "")
}

func lineID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, dunning.Errorf(dunning.CodeNotFound, "no such bank line")
	}
	return id, nil
}

// showBank shows a line, or the first that waits.
func (d *Door) showBank(w http.ResponseWriter, r *http.Request, s page.Frame, id int64, status int, fault string) error {
	after, _ := strconv.ParseInt(r.URL.Query().Get("apres"), 10, 64)
	open, total, err := d.openLines(r, s)
	if err != nil {
		return err
	}
	v := bankView{Frame: s.Titled("Banque"), MayMatch: access.MayForOne(s.Who, access.MatchMoney) == nil, Error: fault}
	line, at := pick(open, id, after)
	if id != 0 && line == nil {
		l, err := d.OpenLines.Line(r.Context(), s.Who, id)
		if err != nil {
			return err
		}
		line = &l
	}
	if line != nil {
		if v.Line, err = d.lineOf(r, s, *line); err != nil {
			return err
		}
		if v.Line.Open = at >= 0; v.Line.Open {
			v.Line.Place = "Ligne " + strconv.Itoa(at+1) + " sur " + page.Thousands(total)
			if at+1 < len(open) {
				v.Line.Skip = "/banque?apres=" + strconv.FormatInt(line.ID, 10)
			}
		}
	}
	if err := d.aroundBank(r, s, &v, total); err != nil {
		return err
	}
	templates.Render(w, status, "bank", v)
	return nil
}

// openLines gives the open lines of the person.
func (d *Door) openLines(r *http.Request, s page.Frame) ([]reconcile.BankLine, int, error) {
	if s.Chosen != "" || len(s.Creditors) < 2 || access.May(s.Who, access.SeeBank, "") == nil {
		f := backoffice.LineFilter{Creditor: s.Chosen, Limit: waitingLines}
		if f.Creditor == "" && access.May(s.Who, access.SeeBank, "") != nil && len(s.Creditors) == 1 {
			f.Creditor = s.Creditors[0].Value
		}
		return d.OpenLines.OpenLines(r.Context(), s.Who, f)
	}
	var all []reconcile.BankLine
	total := 0
	for _, c := range s.Creditors {
		lines, n, err := d.OpenLines.OpenLines(r.Context(), s.Who, backoffice.LineFilter{Creditor: c.Value, Limit: waitingLines})
		if err != nil {
			return nil, 0, err
		}
		all, total = append(all, lines...), total+n
	}
	slices.SortFunc(all, func(a, b reconcile.BankLine) int { return int(a.ID - b.ID) })
	return all, total, nil
}

// pick finds the line that is meant: by its number, the one after another, or
// the first.
func pick(open []reconcile.BankLine, id, after int64) (*reconcile.BankLine, int) {
	i := slices.IndexFunc(open, func(l reconcile.BankLine) bool { return id != 0 && l.ID == id || id == 0 && l.ID > after })
	if i < 0 && id == 0 && len(open) > 0 {
		i = 0
	}
	if i < 0 {
		return nil, -1
	}
	return &open[i], i
}

// aroundBank fills in what stands around the line.
func (d *Door) aroundBank(r *http.Request, s page.Frame, v *bankView, total int) error {
	decided, err := d.Around.Decided(r.Context(), s.Who, s.Chosen, 8)
	if err != nil {
		return err
	}
	files, err := d.Around.Files(r.Context(), s.Who, s.Chosen, 0, 3)
	if err != nil {
		return err
	}
	now := d.Now()
	just, _ := strconv.ParseInt(r.URL.Query().Get("fait"), 10, 64)
	for _, l := range decided {
		done := doneOf(l, now)
		if l.ID == just {
			v.Done = &done
		}
		v.Decided = append(v.Decided, done)
	}
	for _, f := range files {
		v.Files = append(v.Files, fileOf(s, f, now))
	}
	switch {
	case total > 0:
		v.Sub = page.Thousands(total) + " ligne" + page.Plural(total) + " à décider"
	case len(files) == 0:
		v.Empty = "Aucun relevé n’a encore été lu. Déposez-en un\u00a0: les paiements sont rapprochés aussitôt, et ce qui reste douteux vient ici."
	default:
		v.Empty = "Tout est rapproché. Dernier relevé lu " + page.Since(files[0].At, now) + "."
	}
	if total > 0 && len(files) > 0 {
		v.Sub += " · dernier relevé lu " + page.Since(files[0].At, now)
	}
	return nil
}

func doneOf(l reconcile.BankLine, now time.Time) doneLine {
	done := doneLine{ID: l.ID, Title: LineTitle(l), Amount: fr.Amount(l.Entry.Amount, l.Entry.Currency), When: page.Since(l.Decided, now), Address: page.LineAddress(l.ID), Seen: l.Version}
	var numbers []string
	for _, m := range l.Matches {
		numbers = append(numbers, m.Invoice)
	}
	switch {
	case l.State == reconcile.LineIgnored:
		done.Text = "mise de côté"
	case len(numbers) > 0:
		done.Text = "pour " + strings.Join(numbers, ", ")
	}
	if l.Author != "" {
		done.Text += ", par " + l.Author
	}
	return done
}
