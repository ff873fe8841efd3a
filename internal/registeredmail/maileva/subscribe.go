package maileva

import (
	"context"
	"encoding/json"
	"net/http"

	"relance/internal/registeredmail"
	"relance/internal/registeredmail/wire"
)

const center = "/notification_center/v2/subscriptions"

// notified are the events worth a call. None exists for BLOCKED, CANCELED and
// PREPARING, and notifications get lost: letters are polled as well.
var notified = map[string][]string{
	sendingType: {"ON_STATUS_ACCEPTED", "ON_STATUS_REJECTED", "ON_STATUS_PROCESSED"},
	recipientType: {
		"ON_DEPOSIT_PROOF_RECEIVED", "ON_CONTENT_PROOF_RECEIVED", "ON_ACKNOWLEDGEMENT_OF_RECEIPT_RECEIVED", "ON_UNDELIVERED_MAIL_RECEIVED",
		"ON_MAIN_DELIVERY_STATUS_FIRST_PRESENTATION", "ON_MAIN_DELIVERY_STATUS_DELIVERED", "ON_MAIN_DELIVERY_STATUS_UNDELIVERED",
	},
}

type subscription struct {
	ID           string `json:"id,omitempty"`
	EventType    string `json:"event_type,omitempty"`
	ResourceType string `json:"resource_type,omitempty"`
	CallbackURL  string `json:"callback_url"`
	Auth         any    `json:"authentication,omitempty"`
}

// Subscribe has Maileva call an address about every letter of this account
// and application. Repeating it is harmless; with another address or password
// it changes the subscriptions that exist. callback must be https and hard to
// guess.
func (c *Carrier) Subscribe(ctx context.Context, callback, login, password string) error {
	const doing = "subscribing to notifications"
	if !wire.Secure(callback) {
		return registeredmail.Errorf(registeredmail.CodeInvalid, doing+": the callback address must be https")
	}
	existing, err := c.subscriptions(ctx)
	if err != nil {
		return err
	}
	var auth any
	if login != "" {
		auth = map[string]any{"basic": map[string]string{"login": login, "password": password}}
	}
	for resource, events := range notified {
		for _, event := range events {
			s := subscription{EventType: event, ResourceType: resource, CallbackURL: callback, Auth: auth}
			if err := c.put(ctx, doing, s, existing[resource+" "+event]); err != nil {
				return err
			}
		}
	}
	return nil
}

// put creates a subscription, or changes the one with that id.
func (c *Carrier) put(ctx context.Context, doing string, s subscription, id string) error {
	path := center
	if id != "" {
		path, s.EventType, s.ResourceType = center+"/"+id, "", ""
	}
	k, err := post(path, s)
	if err != nil {
		return err
	}
	if id != "" {
		k.method = http.MethodPatch
	}
	a, err := c.do(ctx, k)
	switch {
	case err != nil:
		return wire.Unavailable(doing, err)
	case a.Status < 200 || a.Status >= 300:
		return a.fault(doing, ours)
	}
	return nil
}

// subscriptions gives ids by resource and event. The list is wrapped in an
// object like the lists of sendings, or bare: the contract that was read does
// not show which.
func (c *Carrier) subscriptions(ctx context.Context) (map[string]string, error) {
	const doing = "listing subscriptions"
	var raw json.RawMessage
	if err := c.get(ctx, doing, center, &raw); err != nil {
		return nil, err
	}
	var list []subscription
	if json.Unmarshal(raw, &list) != nil {
		var wrapped struct {
			Subscriptions []subscription `json:"subscriptions"`
		}
		if err := json.Unmarshal(raw, &wrapped); err != nil {
			return nil, registeredmail.Errorf(registeredmail.CodeUnavailable, doing+": the answer cannot be read: %w", err)
		}
		list = wrapped.Subscriptions
	}
	ids := map[string]string{}
	for _, s := range list {
		if wire.PlainID.MatchString(s.ID) {
			ids[s.ResourceType+" "+s.EventType] = s.ID
		}
	}
	return ids, nil
}
