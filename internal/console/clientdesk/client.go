package clientdesk

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/backoffice/debtorpages"
	"relance/internal/calendar"
	"relance/internal/console/page"
	"relance/internal/dunning"
	"relance/internal/visit"
)

// clientPageView is what belongs to the debtor's own page of an invoice: what he said
// there, and the links that lead to it.
type clientPageView struct {
	page.Frame
	Debtor, Invoice, Case string
	Answers               []answerLine
	Links                 []clientLink
	MayRevoke             bool
	Confirmation          string
}

// answerLine is one answer, in the words in which it is kept.
type answerLine struct {
	Kind, When, Exact, Text string
	Suspended               bool
	Files                   []page.Action
}

// clientLink is one link to the page. The link itself is stored nowhere.
type clientLink struct {
	ID                   int64
	To, Sent, Until, Why string
	Invoices             string
	State, Tone          string
	Alive                bool
}

func (d *Door) clientPage(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	view, err := d.Cases.View(r.Context(), s.Who, page.Newest(r))
	if err != nil {
		return err
	}
	ref := view.Case.Ref()
	said, err := d.Answers.AnswersOn(r.Context(), s.Who, ref)
	if err != nil {
		return err
	}
	links, err := d.Links.LinksOf(r.Context(), s.Who, ref)
	if err != nil {
		return err
	}
	v := clientPageOf(s, view, said, links, d.Now())
	if r.URL.Query().Get("note") == "1" {
		v.Confirmation = "Le lien est coupé\u00a0: qui l’ouvre ne voit plus rien."
	}
	templates.Render(w, http.StatusOK, "client", v)
	return nil
}

func clientPageOf(s page.Frame, view dunning.CaseView, said []debtorpages.Answered, links []visit.Link, now time.Time) clientPageView {
	ref, on := view.Case.Ref(), page.Today(now)
	v := clientPageView{
		Frame: s.Titled("Page du client, facture " + ref.Number), Debtor: view.Debtor.Name, Invoice: ref.Number, Case: page.CaseAddress(ref),
		MayRevoke: access.May(s.Who, access.Suspend, ref.Creditor) == nil,
	}
	for i := len(said) - 1; i >= 0; i-- {
		a := said[i]
		line := answerLine{Kind: page.Capital(fr.Answer(string(a.Kind))), When: page.When(a.At, on), Exact: page.Exact(a.At), Text: visit.Mask(a.Text), Suspended: a.Suspended}
		for n, sha := range a.Files {
			line.Files = append(line.Files, page.Action{Address: v.Case + "/page-client/" + sha, Label: "Pièce " + strconv.Itoa(n+1)})
		}
		v.Answers = append(v.Answers, line)
	}
	for _, l := range links {
		v.Links = append(v.Links, clientLinkOf(l, now, on))
	}
	return v
}

func clientLinkOf(l visit.Link, now time.Time, on calendar.Date) clientLink {
	out := clientLink{ID: l.ID, To: l.Recipient, Sent: page.ShortDay(page.Today(l.Created), on), Until: page.ShortDay(page.Today(l.Expires), on), Invoices: strings.Join(l.Invoices, ", "), Why: l.Why}
	if l.Letter {
		out.To = "par lettre"
	}
	switch {
	case !l.Revoked.IsZero():
		out.State, out.Tone = "coupé par "+l.RevokedBy, "red"
	case !l.Expires.After(now):
		out.State = "terminé"
	case l.Trial:
		out.State, out.Tone, out.Alive = "essai, n’enregistre rien", "amber", true
	default:
		out.State, out.Tone, out.Alive = "ouvert", "green", true
	}
	return out
}

// endLink ends a link that belongs to the case of the address.
func (d *Door) endLink(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: r.PathValue("creditor"), Number: r.PathValue("number")})
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(r.PostFormValue("lien"), 10, 64)
	if err != nil {
		return dunning.Errorf(dunning.CodeNotFound, "no such link")
	}
	links, err := d.Links.LinksOf(r.Context(), s.Who, ref)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.ID != id {
			continue
		}
		if err := d.Links.Revoke(r.Context(), s.Who, id, strings.TrimSpace(r.PostFormValue("raison"))); err != nil {
			return err
		}
		http.Redirect(w, r, page.CaseAddress(ref)+"/page-client?note=1", http.StatusSeeOther)
		return nil
	}
	return dunning.Errorf(dunning.CodeNotFound, "no such link")
}

// answerFile gives a file that a debtor brought, to be kept, never to be opened here.
func (d *Door) answerFile(w http.ResponseWriter, r *http.Request, s page.Frame) error {
	ref, err := d.Cases.Find(r.Context(), s.Who, backoffice.CaseName{Creditor: r.PathValue("creditor"), Number: r.PathValue("number")})
	if err != nil {
		return err
	}
	doc, err := d.Answers.AnswerFile(r.Context(), s.Who, ref, r.PathValue("sha"))
	if err != nil {
		return err
	}
	_, name, ok := visit.FileKind(doc.Bytes)
	if !ok {
		name = "piece.bin"
	}
	page.SaveAs(w, "application/octet-stream", page.PlainName(ref.Number)+"-"+name)
	w.Write(doc.Bytes) //nolint:errcheck // the browser has gone
	return nil
}
