package mailevatest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	sendingType   = "registered_mail/v4/sendings"
	recipientType = "registered_mail/v4/recipients"
)

var events = map[Proof]string{
	Deposit: "ON_DEPOSIT_PROOF_RECEIVED", Content: "ON_CONTENT_PROOF_RECEIVED",
	Receipt: "ON_ACKNOWLEDGEMENT_OF_RECEIPT_RECEIVED", Undelivered: "ON_UNDELIVERED_MAIL_RECEIVED",
}

// subscribable are the events that exist; all others are not notified.
var subscribable = map[string][]string{
	sendingType: {"ON_STATUS_ACCEPTED", "ON_STATUS_REJECTED", "ON_STATUS_PROCESSED", "ON_GLOBAL_DEPOSIT_PROOF_RECEIVED"},
	recipientType: {
		"ON_DEPOSIT_PROOF_RECEIVED", "ON_CONTENT_PROOF_RECEIVED", "ON_ACKNOWLEDGEMENT_OF_RECEIPT_RECEIVED", "ON_UNDELIVERED_MAIL_RECEIVED",
		"ON_MAIN_DELIVERY_STATUS_FIRST_PRESENTATION", "ON_MAIN_DELIVERY_STATUS_DELIVERED", "ON_MAIN_DELIVERY_STATUS_UNDELIVERED",
	},
}

// delays are what follows each failed attempt; after the last one Maileva
// gives up.
var delays = []time.Duration{10, 10, 20, 30, 50, 80, 130, 210, 340} // minutes

type subscription struct {
	ID           string `json:"id"`
	EventType    string `json:"event_type"`
	ResourceType string `json:"resource_type"`
	CallbackURL  string `json:"callback_url"`
	Auth         struct {
		Basic struct {
			Login    string `json:"login"`
			Password string `json:"password"`
		} `json:"basic"`
	} `json:"authentication"`
}

// Notification is a callback that waits to be delivered.
type Notification struct {
	Body     []byte
	Attempts int
	sub      *subscription
	due      time.Time
}

// center answers the notification center: subscriptions only.
func (s *Server) center(w http.ResponseWriter, r *http.Request, rest string) {
	id := strings.TrimPrefix(rest, "/subscriptions")
	switch key := r.Method + " " + rest; {
	case key == "GET /subscriptions":
		writeJSON(w, http.StatusOK, map[string]any{"subscriptions": s.subs, "paging": paging(len(s.subs))})
	case key == "POST /subscriptions":
		var sub subscription
		if json.NewDecoder(r.Body).Decode(&sub) != nil || !slices.Contains(subscribable[sub.ResourceType], sub.EventType) || sub.CallbackURL == "" {
			many(w, "UNEXPECTED_NOT_VALID_ERROR")
			return
		}
		for _, other := range s.subs {
			if other.EventType == sub.EventType && other.ResourceType == sub.ResourceType {
				many(w, "SUBSCRIPTION_ALREADY_EXISTS")
				return
			}
		}
		sub.ID = s.newID("subscription")
		s.subs = append(s.subs, &sub)
		w.Header().Set("Location", s.URL+centerPath+"/subscriptions/"+sub.ID)
		writeJSON(w, http.StatusCreated, sub)
	case r.Method == http.MethodPatch && len(id) > 1:
		s.patch(w, r, id[1:])
	default:
		single(w, http.StatusNotFound, "NOT_FOUND")
	}
}

func (s *Server) patch(w http.ResponseWriter, r *http.Request, id string) {
	for _, sub := range s.subs {
		if sub.ID == id && json.NewDecoder(r.Body).Decode(sub) == nil {
			writeJSON(w, http.StatusOK, sub)
			return
		}
	}
	single(w, http.StatusNotFound, "SUBSCRIPTION_NOT_FOUND")
}

// Subscriptions are the addresses that are called, one per event.
func (s *Server) Subscriptions() (urls []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range s.subs {
		urls = append(urls, sub.CallbackURL)
	}
	return urls
}

func (s *Server) notify(resource, event string, x *sending, rec *recipient, at time.Time) {
	id, where := x.id, mailPath+"/sendings/"+x.id
	custom := x.fields["custom_id"]
	if rec != nil {
		id, where, custom = rec.id, where+"/recipients/"+rec.id, rec.fields["custom_id"]
	}
	for _, sub := range s.subs {
		if sub.EventType != event || sub.ResourceType != resource {
			continue
		}
		body, _ := json.Marshal(map[string]any{
			"source": "registered_mail", "event_type": event, "resource_type": resource, "event_date": stamp(at),
			"resource_id": id, "resource_location": s.URL + where, "resource_custom_id": custom, "user_id": "u", "client_id": "c",
		})
		s.pending = append(s.pending, &Notification{Body: body, sub: sub, due: s.now})
	}
}

// Notify delivers the notifications that are due. mix may lose, double and
// reorder them; nil delivers each once, in order. What was not answered with
// 201 comes again later, what was lost does not. It tells how many are left.
func (s *Server) Notify(ctx context.Context, mix func([]*Notification) []*Notification) (left int, err error) {
	s.mu.Lock()
	var due []*Notification
	s.pending = slices.DeleteFunc(s.pending, func(n *Notification) bool {
		now := !n.due.After(s.now)
		if now {
			due = append(due, n)
		}
		return now
	})
	s.mu.Unlock()
	if mix != nil {
		due = mix(due)
	}
	for _, n := range due {
		status, err := n.deliver(ctx)
		if err != nil && ctx.Err() != nil {
			return 0, fmt.Errorf("delivering notifications: %w", err)
		}
		if status != http.StatusCreated {
			s.requeue(n)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pending), nil
}

func (s *Server) requeue(n *Notification) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.Attempts < len(delays) {
		n.due = s.now.Add(delays[n.Attempts] * time.Minute)
		n.Attempts++
		s.pending = append(s.pending, n)
	}
}

func (n *Notification) deliver(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, n.sub.CallbackURL, bytes.NewReader(n.Body))
	if err != nil {
		return 0, fmt.Errorf("calling back: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if a := n.sub.Auth.Basic; a.Login != "" {
		req.SetBasicAuth(a.Login, a.Password)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, fmt.Errorf("calling back: %w", err)
	}
	_ = res.Body.Close()
	return res.StatusCode, nil
}
