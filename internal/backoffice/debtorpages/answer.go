package debtorpages

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/visit"
	"relance/internal/words"
)

// Weighed is an answer before it counts: what is wrong with it, or what it will
// do.
type Weighed struct {
	Account  Account
	Answer   visit.Answer // cleaned
	Fault    visit.Fault  // empty when it can be confirmed
	Verdicts []visit.Verdict
	Trial    bool // the link is of a trial: nothing can be confirmed

	cases []dunning.CaseView
}

// Suspends tells whether the answer suspends anything.
func (w Weighed) Suspends() bool {
	return slices.ContainsFunc(w.Verdicts, func(v visit.Verdict) bool { return v.Fact != "" })
}

// Weigh looks at an answer and changes nothing.
func (p *Portal) Weigh(ctx context.Context, token string, a visit.Answer) (w Weighed, err error) {
	if w.Account, err = p.See(ctx, token); err != nil {
		return w, err
	}
	w.Answer, w.Trial = a.Clean(), w.Account.Link.Trial
	offered := w.Account.Creditor.Portal
	if a.Kind == visit.Contest && !offered.Offers("dispute") || a.Kind == visit.Promise && !offered.Offers("promise") ||
		!slices.Contains(visit.Kinds(), a.Kind) {
		return w, notThere()
	}
	now := map[string]dunning.CaseView{}
	for _, line := range w.Account.Lines {
		now[line.Case.Number] = line.CaseView
	}
	var cases []dunning.Case
	for _, number := range w.Answer.Invoices {
		if c, ok := now[number]; ok {
			cases, w.cases = append(cases, c.Case), append(w.cases, c)
		}
	}
	if w.Fault = w.Answer.Check(cases, w.Account.Today, w.Account.Promise); w.Fault != "" {
		return w, nil
	}
	past, err := p.Said.Past(ctx, w.Account.Link.Creditor, w.Answer.Invoices)
	if err != nil {
		return w, err
	}
	for _, c := range cases {
		w.Verdicts = append(w.Verdicts, visit.Judge(w.Answer, c, past[c.Number], p.Office.Now()))
	}
	return w, nil
}

// Say records a confirmed answer: each case hears it at once. The same form sent
// twice counts once. What is wrong comes back as Fault, with nothing recorded.
func (p *Portal) Say(ctx context.Context, token, key string, a visit.Answer) (Weighed, error) {
	w, err := p.Weigh(ctx, token, a)
	if err != nil || w.Fault != "" || w.Trial {
		return w, err
	}
	if err := p.within(ctx, w.Account.Link); err != nil {
		return w, err
	}
	if w.Answer.Files, err = p.Files.Brought(ctx, w.Account.Link.ID, w.Answer.Files); err != nil {
		return w, err
	}
	r := visit.Ruled{Said: visit.Said{
		Answer: w.Answer, Link: w.Account.Link.ID, Creditor: w.Account.Link.Creditor, Debtor: w.Account.Link.Debtor, Suspended: w.Suspends(),
	}, Verdicts: w.Verdicts}
	for _, c := range w.cases {
		r.Cases = append(r.Cases, c.Case.Ref())
	}
	d, err := p.Office.Archive.SaveDocument(ctx, dunning.Document{
		MediaType: "text/plain; charset=utf-8", Name: "reponse.txt", Bytes: []byte(inWords(w)),
	})
	if err != nil {
		return w, err
	}
	r.Words = d.SHA256
	delivered := false
	if r.ID, delivered, err = p.Keep.BeginAnswer(ctx, r.Link, key, r); err != nil || delivered {
		return w, err
	}
	return w, p.spread(ctx, r)
}

// within refuses what is more than anybody has to say.
func (p *Portal) within(ctx context.Context, l visit.Link) error {
	all, today, err := p.Said.CountAnswers(ctx, l.ID)
	if err == nil && (all >= visit.PerLink || today >= visit.PerDay) {
		return dunning.Errorf(dunning.CodeUnavailable, "too many answers came by this link").WithHint("answer the message by mail or by telephone")
	}
	return err
}

// spread tells each case, and then notes that all have heard. It may be done
// again: an event of the same id counts once.
func (p *Portal) spread(ctx context.Context, r visit.Ruled) error {
	for i, ref := range r.Cases {
		asked := r.Verdicts[i].Fact
		if asked != "" {
			_, err := p.Office.Tell(ctx, debtor, backoffice.Fact{Ref: ref, Event: visit.Event(r, asked)})
			if code := dunning.ErrorCode(err); code == dunning.CodeConflict || code == dunning.CodeInvalid {
				asked = "" // the case moved on meanwhile: a person reads it all the same
			} else if err != nil {
				return err
			}
		}
		if asked == "" || asked == dunning.KindPromise {
			task := dunning.Task{Ref: ref, Code: dunning.TaskReadAnswer, Step: visit.Name(r.ID), Detail: string(r.Kind)}
			if err := p.Tasks.OpenTask(ctx, task); err != nil {
				return err
			}
		}
	}
	return p.Keep.FinishAnswer(ctx, r.ID)
}

// FinishAnswers tells the cases of answers that were recorded just before a crash.
func (p *Portal) FinishAnswers(ctx context.Context, now time.Time) (n int, err error) {
	list, err := p.Keep.Undelivered(ctx, now.Add(-time.Minute))
	for _, r := range list {
		if err != nil {
			break
		}
		if err = p.spread(ctx, r); err == nil {
			n++
		}
	}
	return n, err
}

var fr = words.In(words.French)

// inWords writes an answer down for whoever reads it: what the debtor typed stands
// in it as he typed it, without what steers a screen.
func inWords(w Weighed) string {
	a := w.Answer
	lines := []string{
		"Réponse donnée sur la page de " + w.Account.Debtor.Name + " le " + fr.Date(w.Account.Today),
		"Objet\u00a0: " + fr.Answer(string(a.Kind)), "Factures\u00a0: " + strings.Join(a.Invoices, ", "),
	}
	add := func(label, value string) {
		if value != "" {
			lines = append(lines, label+"\u00a0: "+value)
		}
	}
	if a.Category != "" {
		add("Motif", fr.Dispute(a.Category))
	}
	if a.Amount != 0 {
		add("Montant", money.French(money.Amount{Cents: a.Amount, Currency: w.Account.Currency}))
	}
	if !a.Date.IsZero() {
		add("Date", fr.Date(a.Date))
	}
	add("Référence", a.Reference)
	add("Contact ou adresse", a.Contact)
	add("Message", a.Text)
	if n := len(a.Files); n > 0 {
		add("Pièces jointes", fmt.Sprint(n))
	}
	return strings.Join(lines, "\n") + "\n"
}

// Bring keeps a file that a debtor brings, by the kind that its bytes show, and
// gives its SHA-256. CodeInvalid for another kind or one that is too large.
func (p *Portal) Bring(ctx context.Context, token string, data []byte) (sha string, err error) {
	l, err := p.open(ctx, token)
	if err != nil {
		return "", err
	}
	media, name, ok := visit.FileKind(data)
	if !ok || len(data) > visit.MostBytes {
		return "", dunning.Errorf(dunning.CodeInvalid, "only PDF, JPEG and PNG of at most 5 MB are taken")
	}
	if l.Trial {
		return "", nil
	}
	d, err := p.Office.Archive.SaveDocument(ctx, dunning.Document{MediaType: media, Name: name, Bytes: data})
	if err != nil {
		return "", err
	}
	return d.SHA256, p.Files.BringFile(ctx, l.ID, d.SHA256)
}
