package mergedesk

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/console/page"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/merge"
)

// Merging merges debtors.
type Merging interface {
	Preview(ctx context.Context, who access.Actor, o merge.Order) (merge.Outcome, error)
	Merge(ctx context.Context, who access.Actor, o merge.Order) (merge.Done, error)
	Part(ctx context.Context, who access.Actor, creditor, keep, other string) (merge.Record, error)
}

// Known tells who may be doubles, and who was merged.
type Known interface {
	Doubles(ctx context.Context, who access.Actor, debtor dunning.Debtor) ([]merge.Double, error)
	Records(ctx context.Context, who access.Actor, creditor, key string) ([]merge.Record, error)
}

// Debtors finds debtors.
type Debtors interface {
	FindDebtor(ctx context.Context, who access.Actor, name backoffice.DebtorName) (dunning.Debtor, error)
	DebtorList(ctx context.Context, who access.Actor, f desk.DebtorFilter) (backoffice.Page[dunning.Debtor], error)
}

// Door serves the page.
type Door struct {
	*page.Common
	Merging Merging
	Known   Known
	Debtors Debtors
}

const pattern = "/debiteurs/{creditor}/{key}/fusion"

// Routes lists the page and its form.
func (d *Door) Routes() []page.Route {
	return []page.Route{
		page.Get(pattern, access.CorrectDebtor, d.show),
		page.Post(pattern, access.CorrectDebtor, d.decide).Audits("merge-debtors"),
	}
}

// mostFound is how many debtors a search shows.
const mostFound = 10

// show looks for the other, or shows both side by side.
func (d *Door) show(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	debtor, err := d.debtor(r, s)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	if other := q.Get("avec"); other != "" {
		return d.compare(w, r, s, orderOf(debtor, other, q), nil)
	}
	return d.search(w, r, s, debtor, strings.TrimSpace(q.Get("cherche")))
}

func (d *Door) debtor(r *http.Request, s page.Frame) (dunning.Debtor, error) {
	creditor := r.PathValue("creditor")
	if err := access.May(s.Who, access.CorrectDebtor, creditor); err != nil {
		return dunning.Debtor{}, err
	}
	return d.Debtors.FindDebtor(r.Context(), s.Who, backoffice.DebtorName{Creditor: creditor, Key: r.PathValue("key")})
}

// search proposes who may be the other.
func (d *Door) search(w http.ResponseWriter, r *http.Request, s page.Frame, debtor dunning.Debtor, text string) error {
	doubles, err := d.Known.Doubles(r.Context(), s.Who, debtor)
	if err != nil {
		return err
	}
	records, err := d.Known.Records(r.Context(), s.Who, debtor.Creditor, debtor.Key)
	if err != nil {
		return err
	}
	var found []dunning.Debtor
	if text != "" {
		list, err := d.Debtors.DebtorList(r.Context(), s.Who, desk.DebtorFilter{Creditor: debtor.Creditor, Text: text, Limit: mostFound})
		if err != nil {
			return err
		}
		found = list.Rows
	}
	templates.Render(w, http.StatusOK, "search", searchOf(s, debtor, text, found, doubles, records, page.Today(d.Now())))
	return nil
}

// orderOf is a merging as a form says it: whose values survive, what was agreed to,
// and which versions of both were seen.
func orderOf(debtor dunning.Debtor, other string, form url.Values) merge.Order {
	o := merge.Order{Creditor: debtor.Creditor, Keep: debtor.Key, Other: other, Take: merge.Take{}}
	for name := range form {
		if field, ok := strings.CutPrefix(name, "prendre-"); ok && form.Get(name) != "" {
			o.Take[merge.Field(field)] = merge.Side(form.Get(name))
		}
	}
	for _, code := range form["confirme"] {
		o.Confirm = append(o.Confirm, merge.DoubtCode(code))
	}
	o.SeenKeep, _ = strconv.ParseInt(form.Get("version"), 10, 64) // 0 is not said
	o.SeenOther, _ = strconv.ParseInt(form.Get("version-autre"), 10, 64)
	return o
}

// compare shows both side by side, with why a merging was refused.
func (d *Door) compare(w http.ResponseWriter, r *http.Request, s page.Frame, o merge.Order, refused error) error {
	out, err := d.Merging.Preview(r.Context(), s.Who, o)
	if err != nil {
		return err
	}
	v, status := compareOf(s, out, o, page.Today(d.Now())), http.StatusOK
	if refused != nil {
		status, v.Error = http.StatusUnprocessableEntity, page.Capital(page.Said(refused))+"."
		if dunning.NewerVersion(refused) != 0 {
			status, v.Error = http.StatusConflict, "L’une des deux fiches a changé entre-temps\u00a0: relisez la comparaison, puis confirmez si cela tient toujours."
		}
	}
	templates.Render(w, status, "compare", v)
	return nil
}

// decide merges, or undoes a merging.
func (d *Door) decide(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	debtor, err := d.debtor(r, s)
	if err != nil {
		return err
	}
	other := r.PostFormValue("avec")
	note := "fusionne"
	if r.PostFormValue("geste") == "annuler" {
		note = "separe"
		_, err = d.Merging.Part(r.Context(), s.Who, debtor.Creditor, debtor.Key, other)
	} else {
		o := orderOf(debtor, other, r.PostForm)
		_, err = d.Merging.Merge(r.Context(), s.Who, o)
		if c := dunning.ErrorCode(err); c == dunning.CodeInvalid || c == dunning.CodeConflict {
			return d.compare(w, r, s, o, err)
		}
	}
	if err != nil {
		return err
	}
	d.Seen.Forget(s.Who)
	http.Redirect(w, r, page.DebtorAddress(debtor.Creditor, debtor.Key)+"?note="+note, http.StatusSeeOther)
	return nil
}
