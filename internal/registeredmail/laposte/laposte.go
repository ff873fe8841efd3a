package laposte

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/registeredmail"
)

// defaultHost is La Poste's.
const defaultHost = "https://api.laposte.fr"

// Tracker asks for letters by their number. Key must be set.
type Tracker struct {
	Key  string       // X-Okapi-Key of the application
	Host string       // that of La Poste when empty
	HTTP *http.Client // one with a time-out of 20 s when nil
}

var (
	number      = regexp.MustCompile(`^[A-Z0-9]{11,15}$`)
	defaultHTTP = &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // the key must not follow to another host
	}}
)

const answerLimit = 1 << 20

// states is what an event code means. DI2 is delivered to the sender.
var states = map[string]dunning.LetterState{
	"DR1": dunning.LetterAccepted, "DR2": dunning.LetterAccepted,
	"PC1": dunning.LetterPosted, "PC2": dunning.LetterPosted, "ET1": dunning.LetterPosted, "ET2": dunning.LetterPosted,
	"ET3": dunning.LetterPosted, "ET4": dunning.LetterPosted, "EP1": dunning.LetterPosted, "DO1": dunning.LetterPosted,
	"DO2": dunning.LetterPosted, "DO3": dunning.LetterPosted, "PB1": dunning.LetterPosted, "PB2": dunning.LetterPosted,
	"MD2": dunning.LetterPosted, "DI3": dunning.LetterPosted,
	"AG1": dunning.LetterPresented,
	"DI1": dunning.LetterDelivered, "DI0": dunning.LetterDelivered,
	"DI2": dunning.LetterReturned, "RE1": dunning.LetterReturned, "ND1": dunning.LetterReturned,
	"ID0": "", // information
}

// shipment is what counts in an answer.
type shipment struct {
	Shipment struct {
		IDShip string `json:"idShip"`
		Event  []struct {
			Date  string `json:"date"`
			Code  string `json:"code"`
			Label string `json:"label"`
		} `json:"event"`
	} `json:"shipment"`
}

// Track gives the events that change something, oldest first, each state with
// its first date; every stay at the counter is told. ID and Number are the
// number without blanks.
func (t Tracker) Track(ctx context.Context, tracking string) (registeredmail.Tracking, error) {
	id := strings.ToUpper(strings.Join(strings.Fields(tracking), ""))
	if !number.MatchString(id) {
		return registeredmail.Tracking{}, registeredmail.Errorf(registeredmail.CodeInvalid, "%q is not a tracking number of La Poste", tracking).
			WithHint("copy it from the deposit receipt, as 1A 234 567 8901 2")
	}
	body, err := t.ask(ctx, id)
	if err != nil {
		return registeredmail.Tracking{}, err
	}
	var s shipment
	if err := json.Unmarshal(body, &s); err != nil {
		return registeredmail.Tracking{}, registeredmail.Errorf(registeredmail.CodeUnavailable, "tracking %s: the answer cannot be read: %w", id, err)
	}
	if s.Shipment.IDShip != "" && s.Shipment.IDShip != id {
		return registeredmail.Tracking{}, registeredmail.Errorf(registeredmail.CodeUnavailable, "tracking %s: the answer is about another letter", id)
	}
	events, err := s.events()
	if err != nil {
		return registeredmail.Tracking{}, registeredmail.Errorf(registeredmail.CodeUnavailable, "tracking %s: %w", id, err)
	}
	return registeredmail.Tracking{ID: id, Number: id, State: registeredmail.LatestState(events), Events: events}, nil
}

// ask gives the body of a 200.
func (t Tracker) ask(ctx context.Context, id string) ([]byte, error) {
	doing := "tracking " + id
	host := t.Host
	if host == "" {
		host = defaultHost
	}
	if !secure(host) || t.Key == "" {
		return nil, registeredmail.Errorf(registeredmail.CodeInvalid, "%s: the key is missing, or the host is not https", doing)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, host+"/suivi/v2/idships/"+id+"?lang=fr_FR", nil)
	if err != nil {
		return nil, registeredmail.Errorf(registeredmail.CodeInvalid, "%s: %w", doing, err)
	}
	req.Header.Set("X-Okapi-Key", t.Key)
	req.Header.Set("Accept", "application/json")
	client := t.HTTP
	if client == nil {
		client = defaultHTTP
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: %w", doing, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, answerLimit))
	if err != nil {
		return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: %w", doing, err)
	}
	switch s := res.StatusCode; s {
	case http.StatusOK:
		return body, nil
	case http.StatusNotFound:
		return nil, registeredmail.Errorf(registeredmail.CodeNotFound, "%s: La Poste does not know it (yet)", doing)
	case http.StatusBadRequest:
		return nil, registeredmail.Errorf(registeredmail.CodeInvalid, "%s: La Poste does not take it for a tracking number", doing)
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: the key is refused (%d)", doing, s).WithHint("check the key of La Poste's Suivi")
	default:
		return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, "%s: status %d", doing, s)
	}
}

func secure(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && ip != nil && ip.IsLoopback()
}

// events sorts by date: the post lists the newest first, and is not to be
// relied on for that.
func (s shipment) events() (out []registeredmail.Event, err error) {
	paris, err := time.LoadLocation(calendar.Paris)
	if err != nil {
		return nil, fmt.Errorf("loading the time zone of postmarks: %w", err)
	}
	type dated struct {
		registeredmail.Event
		at time.Time
	}
	var list []dated
	for _, e := range s.Shipment.Event {
		at, err := time.Parse(time.RFC3339, e.Date)
		if err != nil {
			return nil, fmt.Errorf("event %s has no date: %w", e.Code, err)
		}
		state, known := states[e.Code]
		if !known {
			state = dunning.LetterUnknown
		}
		if state != "" {
			list = append(list, dated{registeredmail.Event{State: state, Date: calendar.DateOf(at.In(paris)), Code: e.Code, Note: e.Label}, at})
		}
	}
	slices.SortStableFunc(list, func(a, b dated) int { return a.at.Compare(b.at) })
	for _, e := range list {
		reported := slices.ContainsFunc(out, func(o registeredmail.Event) bool { return o.State == e.State })
		if !reported || e.State == dunning.LetterPresented || e.State == dunning.LetterUnknown {
			out = append(out, e.Event)
		}
	}
	return out, nil
}
