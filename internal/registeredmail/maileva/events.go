package maileva

import (
	"slices"
	"time"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
)

// entry is an event with the instant that orders it.
type entry struct {
	registeredmail.Event
	at time.Time // zero when Maileva gives none: such entries come first
}

// events tells a letter's story from everything that Maileva gives, in
// whatever order it came. Only what changes something is told, so that the
// date of a state is the date that counts in law; the rest is in the proof of
// status history.
func (c *Carrier) events(s sending, r recipient) []registeredmail.Event {
	list := append(c.production(s, r), c.postal(r)...)
	slices.SortStableFunc(list, func(a, b entry) int { return a.at.Compare(b.at) })
	var out []registeredmail.Event
	for _, e := range list {
		switch {
		case e.State == dunning.LetterUnclaimed && wrongAddress(out):
			// The end of custody of a letter that nobody could find is not a
			// refusal to fetch it.
		case again[e.Code] && returned(out):
			// On its way once more: the return and what led to it are undone.
			out = slices.DeleteFunc(out, func(e registeredmail.Event) bool {
				return e.State.Final() || e.State == dunning.LetterPresented
			})
			out = append(out, e.Event)
		case !tells(out, e.State) || always(e.Event):
			out = append(out, e.Event)
		}
	}
	return out
}

// always are the events that are told though their state was reached before:
// each presentation, the proved deposit, and what a person should see.
func always(e registeredmail.Event) bool {
	return e.State == dunning.LetterPresented || e.State == dunning.LetterUnknown || e.Code == depositCode ||
		e.State == dunning.LetterRequested && e.Code != pending
}

// depositCode marks the posting that the deposit proof proves.
const depositCode = "deposit_proof"

func tells(events []registeredmail.Event, s dunning.LetterState) bool {
	return slices.ContainsFunc(events, func(e registeredmail.Event) bool { return e.State == s })
}

func wrongAddress(events []registeredmail.Event) bool {
	return slices.ContainsFunc(events, func(e registeredmail.Event) bool {
		return e.State == dunning.LetterReturned && (reasoned[e.Code] || undelivered[e.Code] != "")
	})
}

func returned(events []registeredmail.Event) bool {
	return slices.ContainsFunc(events, func(e registeredmail.Event) bool { return e.State.Final() })
}

// production tells what happens before the post has the letter.
func (c *Carrier) production(s sending, r recipient) []entry {
	list := []entry{c.entry(s.SubmissionDate, dunning.LetterRequested, "SUBMITTED", "soumis à Maileva")}
	for _, step := range r.Statuses {
		if step.Code != draft {
			list = append(list, c.produced(step))
		}
	}
	// Now, in case the history above is behind. A sending's PROCESSED speaks
	// for all recipients, and each may still have failed.
	for _, now := range []step{{Code: r.Status, Details: r.StatusDetail}, {Code: s.Status}} {
		state := production[now.Code]
		if now.Code == s.Status && state != dunning.LetterFailed && s.Status != pending && s.Status != blocked {
			state = dunning.LetterAccepted
		}
		if state != "" && !reported(list, state) {
			list = append(list, entry{Event: registeredmail.Event{State: state, Code: now.Code, Note: now.Details}})
		}
	}
	return list
}

func (c *Carrier) produced(s step) entry {
	state, ok := production[s.Code]
	switch {
	case !ok:
		return c.entry(s.Date, dunning.LetterRequested, s.Code, "statut inconnu de Maileva")
	case s.Code == blocked:
		return c.entry(s.Date, state, s.Code, "bloqué par Maileva : autorisation financière attendue")
	}
	return c.entry(s.Date, state, s.Code, s.Details)
}

func reported(list []entry, s dunning.LetterState) bool {
	return slices.ContainsFunc(list, func(e entry) bool { return e.State == s })
}

// postal tells what the post reports.
func (c *Carrier) postal(r recipient) (list []entry) {
	all := append(slices.Clone(r.MainDelivery), r.Delivery...)
	if r.LastMainDelivery != nil {
		all = append(all, *r.LastMainDelivery)
	}
	type key struct{ date, code, category string }
	seen := map[key]bool{}
	reason := false
	for _, d := range all {
		// The plain list repeats the main one without its categories.
		if seen[key{d.Date, d.Code, d.Category}] || d.Category == "" && seen[key{d.Date, d.Code, "any"}] {
			continue
		}
		seen[key{d.Date, d.Code, d.Category}], seen[key{d.Date, d.Code, "any"}] = true, true
		reason = reason || reasoned[d.Code]
		list = append(list, c.reported(d)...)
	}
	if r.DepositDate != "" {
		list = append(list, c.entry(r.DepositDate, dunning.LetterPosted, depositCode, "preuve de dépôt"))
	}
	// The envelope's own reason refines a bare return, never a told reason.
	if state, ok := undelivered[r.UndeliveredFor]; ok && !reason {
		list = append(list, c.entry(r.UndeliveredDate, state, r.UndeliveredFor, "pli retourné"))
	}
	return list
}

// reported reads the code before the category.
func (c *Carrier) reported(d delivery) []entry {
	date := d.Date
	if _, ok := c.paris.Instant(date); !ok {
		date = d.CreationDate
	}
	state, known := postal[d.Code]
	byCategory := categories[d.Category]
	switch {
	case state == "" && byCategory != "":
		return []entry{c.entry(date, byCategory, d.Code, d.Label)}
	case !known:
		return []entry{c.entry(date, dunning.LetterUnknown, d.Code, "code inconnu de Maileva : "+d.Label)}
	case state == "":
		return nil
	case byCategory == dunning.LetterPresented && state != dunning.LetterPresented:
		// Refused or signed for at the first visit.
		return []entry{c.entry(date, dunning.LetterPresented, d.Category, d.Label), c.entry(date, state, d.Code, d.Label)}
	}
	return []entry{c.entry(date, state, d.Code, d.Label)}
}

func (c *Carrier) entry(date string, s dunning.LetterState, code, note string) entry {
	at, _ := c.paris.Instant(date)
	return entry{registeredmail.Event{State: s, Date: c.paris.Day(date), Code: code, Note: note}, at}
}
