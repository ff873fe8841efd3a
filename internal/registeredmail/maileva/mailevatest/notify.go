package mailevatest

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"relance/internal/registeredmail/registeredmailtest/faulty"
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
func delays() (out []time.Duration) {
	for _, minutes := range []time.Duration{10, 10, 20, 30, 50, 80, 130, 210, 340} {
		out = append(out, minutes*time.Minute)
	}
	return out
}

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
		s.callbacks.Add(&faulty.Notification{
			URL: sub.CallbackURL, ContentType: "application/json", Login: sub.Auth.Basic.Login, Password: sub.Auth.Basic.Password, Body: body,
		}, s.Now())
	}
}

// Notify delivers the notifications that are due; see faulty.Callbacks.
func (s *Server) Notify(ctx context.Context, mix func([]*faulty.Notification) []*faulty.Notification) (left int, err error) {
	return s.callbacks.Deliver(ctx, s.Now(), mix)
}
