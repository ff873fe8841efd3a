package mercifacteur

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

// parcel is a letter of a sending, as its tracking tells.
type parcel struct {
	Number  wire.Text       `json:"refTracking"`
	Last    wire.Text       `json:"lastState"`
	History json.RawMessage `json:"historique"`
	Back    wire.Text       `json:"pnd"`             // 1: it could not be delivered
	Scan    wire.Text       `json:"are_base64_jpeg"` // of the acknowledgement; "pending" until it is there
}

// tracking is what Merci Facteur says of a sending.
type tracking struct {
	Print   wire.Text `json:"statutPrintEnvoi"`
	Letters []parcel  `json:"suiviCourrier"`
}

// Status reads a letter back. One whose request got no clear answer is
// Unknown, and Requested once it is certain that it did not arrive: Request
// may be repeated then.
func (c *Carrier) Status(ctx context.Context, id string) (registeredmail.Tracking, error) {
	t := registeredmail.Tracking{ID: id}
	k, err := c.lookUp(ctx, id)
	if err != nil {
		return registeredmail.Tracking{}, err
	}
	switch {
	case k.SendingID == wire.Cancelled:
		t.Events = []registeredmail.Event{{State: dunning.LetterFailed, Note: "annulé avant l’envoi"}}
	case k.SendingID == "" && k.Attempt == "":
		t.Events = []registeredmail.Event{{State: dunning.LetterRequested, Note: "pas encore remis à Merci Facteur"}}
	case k.SendingID == "" && tried(k.Attempt).certain:
		t.Events = []registeredmail.Event{{State: dunning.LetterUnknown, Note: "Merci Facteur dit l’avoir : à retrouver sur son site"}}
	case k.SendingID == "":
		t.Events = []registeredmail.Event{{State: dunning.LetterUnknown, Note: "Merci Facteur n’a pas répondu clairement : à relire"}}
	default:
		x, _, err := c.follow(ctx, id, k)
		if err != nil {
			return registeredmail.Tracking{}, err
		}
		t.Events, t.Number = c.events(x), x.number()
		if recalled(k) {
			t.Events = append(t.Events, registeredmail.Event{State: dunning.LetterFailed, Code: annulled, Note: "annulé avant l’impression"})
		}
	}
	t.State = registeredmail.LatestState(t.Events)
	return t, nil
}

// lookUp gives what is on record of an order of this environment, resolved as
// far as reading can.
func (c *Carrier) lookUp(ctx context.Context, orderID string) (wire.Kept, error) {
	k, err := c.intentions.Known(ctx, orderID)
	if err != nil {
		return k, err
	}
	return c.resolve(ctx, orderID, k)
}

// follow reads the tracking of a letter, also word for word. One that was
// recalled may be forgotten there: nothing is said of it then.
func (c *Carrier) follow(ctx context.Context, orderID string, k wire.Kept) (x tracking, raw json.RawMessage, err error) {
	doing := "reading letter " + orderID
	err = c.get(ctx, doing, "/getSuiviEnvoi", url.Values{"idEnvoi": {k.SendingID}}, &raw)
	if recalled(k) && registeredmail.ErrorCode(err) == registeredmail.CodeNotFound {
		return x, nil, nil
	}
	if err == nil && json.Unmarshal(raw, &x) != nil {
		err = registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the answer cannot be read", doing)
	}
	if err == nil && len(x.Letters) > 1 {
		err = registeredmail.Errorf(registeredmail.CodeConflict, "%s: sending %s at Merci Facteur has %d letters", doing, k.SendingID, len(x.Letters))
	}
	return x, raw, err
}

// letter is the only one of the sending; the zero parcel while it is not made
// yet.
func (t tracking) letter() parcel {
	if len(t.Letters) == 0 {
		return parcel{}
	}
	return t.Letters[0]
}

func (t tracking) number() string {
	n := strings.Join(strings.Fields(string(t.letter().Number)), "")
	if !wire.PlainID.MatchString(n) {
		return ""
	}
	return n
}

// events tells a letter's story from everything that Merci Facteur gives. Only
// what changes something is told, so that the date of a state is the date that
// counts in law; the rest is in the proof of status history.
func (c *Carrier) events(t tracking) (out []registeredmail.Event) {
	p := t.letter()
	lines := c.history(p.History)
	last, printing := c.read(string(p.Last)), c.read(string(t.Print)) // in case the history is behind
	for _, l := range []line{last, printing} {
		news := l.code != "" || l == last && l.text != ""
		if news && !slices.ContainsFunc(lines, func(o line) bool { return o.code == l.code }) {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return before(a.on, b.on) })
	for _, l := range lines {
		if e := l.event(); l.state != "" && l.code != receiptScan && tells(out, e) {
			out = append(out, e)
		}
	}
	return c.ending(p, lines, out)
}

// before orders days; what has none comes last.
func before(a, b registeredmail.Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero():
		return 1
	case b.IsZero() || a.Before(b):
		return -1
	}
	return 1
}

// tells tells whether an event adds something to those before: each stay at the
// counter and each thing that a person should see does, a state told twice does
// not.
func tells(before []registeredmail.Event, e registeredmail.Event) bool {
	if e.State == dunning.LetterPresented {
		return true
	}
	return !slices.ContainsFunc(before, func(o registeredmail.Event) bool {
		return o.State == e.State && (e.State != dunning.LetterUnknown || o.Note == e.Note)
	})
}

// ending adds what the scans say where nothing else tells how a letter ended,
// and that it was accepted.
func (c *Carrier) ending(p parcel, lines []line, out []registeredmail.Event) []registeredmail.Event {
	if !slices.ContainsFunc(out, func(e registeredmail.Event) bool { return e.State == dunning.LetterAccepted }) {
		out = append([]registeredmail.Event{{State: dunning.LetterAccepted, Code: "wait", Note: "pris en charge par Merci Facteur"}}, out...)
	}
	if registeredmail.LatestState(out).Final() {
		return out
	}
	if p.Back.Yes() {
		return append(out, line{state: dunning.LetterReturned, code: "pnd", text: "pli non distribuable"}.event())
	}
	for _, l := range lines {
		if l.code == receiptScan {
			l.text = "avis de réception numérisé : la date est celle du scan"
			return append(out, l.event())
		}
	}
	if p.scanned() {
		return append(out, line{state: dunning.LetterDelivered, code: receiptScan, text: "avis de réception numérisé"}.event())
	}
	return out
}

// scanned tells whether the acknowledgement is there.
func (p parcel) scanned() bool { return len(p.Scan) > len("pending") }
