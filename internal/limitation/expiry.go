package limitation

import (
	"errors"
	"fmt"
	"strings"

	"relance/internal/calendar"
	"relance/internal/period"
)

// minAfterSuspension is what C. civ. 2238 leaves after a mediation, in months.
var minAfterSuspension = period.Of(period.AfterSuspension).Months

// Result is the last day to act and how it was found.
type Result struct {
	// Start is the day the delay runs from, the last fresh start included.
	Start calendar.Date `json:"start"`
	// Expiry is the last day on which a court can be seised: the claim is barred
	// from the day after.
	Expiry calendar.Date `json:"expiry"`
	// Steps explain the date in French, in the order of time.
	Steps []Step `json:"steps"`
}

// Step is one line of the explanation.
type Step struct {
	On      calendar.Date `json:"on"`      // the event's day
	Text    string        `json:"text"`    // French
	Article string        `json:"article"` // the text or decision that says so
	Expiry  calendar.Date `json:"expiry"`  // the last day to act after this step
}

// Expiry finds the last day to act on a claim, given what happened to it in any
// order. It fails when the claim or an event is impossible, naming every fault.
func Expiry(c Claim, events []Event) (Result, error) {
	errs := []error{c.validate()}
	for i, e := range events {
		if err := e.validate(); err != nil {
			errs = append(errs, fmt.Errorf("event %d: %w", i+1, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return Result{}, fmt.Errorf("limitation: %w", err)
	}
	clock := newClock(c)
	for _, e := range inOrder(events) {
		clock.hear(e)
	}
	return clock.result, nil
}

// Barred tells whether the claim can no longer be brought on a day.
func (r Result) Barred(on calendar.Date) bool { return on.After(r.Expiry) }

// clock is the running delay.
type clock struct {
	term   term
	result Result
	// stoppedUntil is the end of the last suspension: time up to it is not
	// counted twice.
	stoppedUntil calendar.Date
}

func newClock(c Claim) *clock {
	k := &clock{term: terms[c.Kind]}
	start, known := c.Start()
	k.restart(start)
	text := "échéance du %s, antérieure à l’exécution"
	switch {
	case !known:
		text = "échéance du %s, faute de date d’exécution (si la prestation a été achevée avant, le délai a couru plus tôt)"
	case start == c.Completed:
		text = "exécution de la prestation ou livraison le %s"
	}
	if k.term.fromJanuary {
		text += " (prescription quadriennale, à faire confirmer)"
	}
	k.explain(start, k.term.article, "Départ : "+text+", %s", start.French(), k.term.words)
	return k
}

// restart runs a full delay from d.
func (k *clock) restart(d calendar.Date) {
	k.result.Start, k.result.Expiry = d, k.term.lastDay(d)
}

func (k *clock) explain(on calendar.Date, article, format string, args ...any) {
	last := k.result.Expiry
	text := sentence(format+". Dernier jour pour agir : %s.", append(args, last.French())...)
	k.result.Steps = append(k.result.Steps, Step{on, text, sentence("%s", article), last})
}

// hear takes one event into account.
func (k *clock) hear(e Event) {
	r := rules[e.Kind]
	if k.term.fromJanuary {
		r = r.towardsPublicBody(e.Kind)
	}
	switch {
	case r.effect == nothing:
		k.explain(e.On, r.article, "Sans effet, %s du %s%s", r.words, e.On.French(), k.doubt(e))
	case e.On.After(k.result.Expiry):
		k.explain(e.On, r.article, "Trop tard, %s du %s, après la prescription", r.words, e.On.French())
	case r.effect == interrupts:
		k.interrupt(e, r)
	default:
		k.suspend(e, r)
	}
}

// doubt says why an event that might count does not.
func (k *clock) doubt(e Event) string {
	switch {
	case e.Kind == PartPayment:
		return " (non compté par prudence : faites reconnaître le solde par écrit)"
	case k.term.fromJanuary && (e.Kind == Reminder || e.Kind == FormalNotice):
		return " (une demande de paiement écrite, reçue de l’administration, interrompt le délai, loi 68-1250, art. 2 : elle n’est pas comptée ici, par prudence)"
	}
	return ""
}

// interrupt starts a fresh delay: at the event, or at the end of a court action
// that has ended, but not before a suspension in progress is over.
func (k *clock) interrupt(e Event, r rule) {
	from, note := e.On, ""
	if e.Kind == CourtAction {
		if e.Until.IsZero() {
			note = "instance en cours : compté de la demande, par prudence"
		} else {
			from = e.Until
		}
	}
	from = latest(from, k.stoppedUntil)
	if from.Before(k.result.Start) {
		k.explain(e.On, r.article, "Sans effet, %s du %s : le délai part d’une date postérieure, le %s",
			r.words, e.On.French(), k.result.Start.French())
		return
	}
	was := k.result.Expiry
	delay := k.term.words
	if k.term.fromJanuary {
		delay = fmt.Sprintf("délai de quatre ans à compter du 1er janvier %d", from.Year+1)
	} else {
		delay += ", à partir du " + from.French()
	}
	k.restart(from)
	k.result.Expiry = latest(was, k.result.Expiry) // never a day less for having counted a suspension in days
	if note != "" {
		note = " (" + note + ")"
	}
	k.explain(e.On, r.article, "Interruption, %s du %s%s : nouveau %s",
		r.words, e.On.French(), note, delay)
}

// suspend adds the days stopped, and leaves at least six months afterwards.
func (k *clock) suspend(e Event, r rule) {
	if e.Until.IsZero() {
		k.explain(e.On, r.article, "Suspension en cours, %s depuis le %s (fin inconnue : non comptée, par prudence)", r.words, e.On.French())
		return
	}
	from := latest(e.On, latest(k.stoppedUntil, k.result.Start))
	days := max(0, e.Until.Sub(from))
	expiry := k.result.Expiry.AddDays(days)
	if least := e.Until.AddMonths(minAfterSuspension); least.After(expiry) {
		expiry = least
	}
	k.result.Expiry = expiry
	k.stoppedUntil = latest(k.stoppedUntil, e.Until)
	k.explain(e.On, r.article, "Suspension, %s du %s au %s, soit %s, et au moins six mois ensuite", r.words, e.On.French(), e.Until.French(), inDays(days))
}

func latest(a, b calendar.Date) calendar.Date {
	if b.After(a) {
		return b
	}
	return a
}

var typography = strings.NewReplacer(" :", "\u00a0:", " ;", "\u202f;", "n° ", "n°\u00a0")

// sentence is fmt.Sprintf with the no-break spaces of French typography.
func sentence(format string, args ...any) string {
	return typography.Replace(fmt.Sprintf(format, args...))
}

// inDays writes a number of days: nought and one are singular in French.
func inDays(n int) string {
	if n < 2 {
		return fmt.Sprintf("%d jour", n)
	}
	return fmt.Sprintf("%d jours", n)
}
