package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"relance/internal/access"
	"relance/internal/api/operation"
	"relance/internal/webhook"
)

// Webhook is a program that is told what happens to cases.
type Webhook struct {
	ID       int64     `json:"id"`
	URL      string    `json:"url"`
	Creditor string    `json:"creditor,omitempty" doc:"Whose cases it is told of; absent is every creditor."`
	Events   []string  `json:"events" doc:"The types that it is told of; none is all of them."`
	By       string    `json:"by" doc:"Who added it."`
	Created  time.Time `json:"created"`
	Disabled time.Time `json:"disabled,omitzero" doc:"Since when it is told nothing."`
	Why      string    `json:"why,omitempty" doc:"Why it is disabled."`
	Waiting  int       `json:"waiting" doc:"Deliveries that were not answered yet."`
}

func webhookOf(e webhook.Endpoint) Webhook {
	return Webhook{
		ID: e.ID, URL: e.URL, Creditor: e.Creditor, Events: operation.Filled(e.Events), By: e.By, Created: e.Created, Disabled: e.Disabled, Why: e.Why, Waiting: e.Waiting,
	}
}

// Delivery is one message to a webhook.
type Delivery struct {
	ID        int64     `json:"id"`
	Message   string    `json:"message" doc:"Its webhook-id: the same at each attempt."`
	Type      string    `json:"type" example:"payment.recorded"`
	Creditor  string    `json:"creditor"`
	Invoice   string    `json:"invoice"`
	Version   int64     `json:"version" doc:"Of the case after the event."`
	Created   time.Time `json:"created"`
	Attempts  int       `json:"attempts"`
	Status    int       `json:"status,omitempty" doc:"HTTP status of the last answer; absent without one."`
	Fault     string    `json:"fault,omitempty" doc:"Why the last attempt does not count as heard."`
	Next      time.Time `json:"next,omitzero" doc:"When it is tried again."`
	Delivered time.Time `json:"delivered,omitzero"`
	GaveUp    time.Time `json:"gave_up,omitzero"`
}

func deliveryOf(d webhook.Delivery) Delivery {
	return Delivery{
		ID: d.ID, Message: d.Message, Type: d.Type, Creditor: d.Creditor, Invoice: d.Invoice, Version: d.Version, Created: d.Created, Attempts: d.Attempts,
		Status: d.Status, Fault: d.Fault, Next: d.Next, Delivered: d.Delivered, GaveUp: d.GaveUp,
	}
}

// WebhookPath names a webhook in the address of a request.
type WebhookPath struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the webhook."`
}

type webhookList struct {
	Body struct {
		Webhooks []Webhook `json:"webhooks" doc:"Those that the token may look after, the oldest first."`
	}
}

type webhookAdding struct {
	Keyed
	Body struct {
		URL      string   `json:"url" maxLength:"2000" doc:"https, on the public internet or in a network that the operator allows." example:"https://erp.example.com/hooks"`
		Creditor string   `json:"creditor,omitempty" doc:"Only of this creditor's cases; absent is the token's one creditor, else every creditor."`
		Events   []string `json:"events,omitempty" maxItems:"50" doc:"Only these types; absent is all of them."`
	}
}

// webhookSecret answers with a secret, once.
type webhookSecret struct {
	Replayed
	Body struct {
		Webhook int64  `json:"webhook" doc:"Its number."`
		Secret  string `json:"secret" doc:"Signs the messages (Standard Webhooks); shown this once." example:"whsec_…"`
	}
}

type webhookRequest struct {
	WebhookPath
	Keyed
}

type oneWebhook struct {
	Replayed
	Body Webhook
}

type deliveriesRequest struct {
	WebhookPath
	Failed bool `query:"failed" doc:"Only what was not answered."`
	Limit  int  `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type deliveryList struct {
	Body struct {
		Deliveries []Delivery `json:"deliveries" doc:"The newest first; they are kept for thirty days."`
	}
}

type replayRequest struct {
	WebhookPath
	Keyed
	Body struct {
		Delivery int64 `json:"delivery,omitempty" minimum:"1" doc:"Only this one; absent is all that were given up."`
	}
}

type replayedDeliveries struct {
	Replayed
	Body struct {
		Deliveries int64 `json:"deliveries" doc:"How many go out again."`
	}
}

func (d *Door) webhooks(doc huma.API) {
	handle(d, doc, "list-webhooks", func(ctx context.Context, who access.Actor, _ *struct{}) (*webhookList, error) {
		all, err := d.Webhooks.List(ctx, who)
		out := &webhookList{}
		out.Body.Webhooks = make([]Webhook, len(all))
		for i, e := range all {
			out.Body.Webhooks[i] = webhookOf(e)
		}
		return out, err
	})
	handle(d, doc, "add-webhook", d.addWebhook)
	handle(d, doc, "rotate-webhook", func(ctx context.Context, who access.Actor, in *webhookRequest) (*webhookSecret, error) {
		secret, err := d.Webhooks.Rotate(ctx, who, in.ID)
		out := &webhookSecret{}
		out.Body.Webhook, out.Body.Secret = in.ID, secret
		return out, err
	})
	handle(d, doc, "disable-webhook", func(ctx context.Context, who access.Actor, in *webhookRequest) (*oneWebhook, error) {
		return d.switchWebhook(ctx, who, in.ID, true)
	})
	handle(d, doc, "enable-webhook", func(ctx context.Context, who access.Actor, in *webhookRequest) (*oneWebhook, error) {
		return d.switchWebhook(ctx, who, in.ID, false)
	})
	handle(d, doc, "list-deliveries", func(ctx context.Context, who access.Actor, in *deliveriesRequest) (*deliveryList, error) {
		list, err := d.Webhooks.Deliveries(ctx, who, in.ID, in.Failed, in.Limit)
		out := &deliveryList{}
		out.Body.Deliveries = make([]Delivery, len(list))
		for i, one := range list {
			out.Body.Deliveries[i] = deliveryOf(one)
		}
		return out, err
	})
	handle(d, doc, "replay-webhook", func(ctx context.Context, who access.Actor, in *replayRequest) (*replayedDeliveries, error) {
		n, err := d.Webhooks.Replay(ctx, who, in.ID, in.Body.Delivery)
		out := &replayedDeliveries{}
		out.Body.Deliveries = n
		return out, err
	})
}

func (d *Door) addWebhook(ctx context.Context, who access.Actor, in *webhookAdding) (*webhookSecret, error) {
	creditor := in.Body.Creditor
	if ids, all := who.Creditors(); creditor == "" && !all && len(ids) == 1 {
		creditor = ids[0]
	}
	id, secret, err := d.Webhooks.Add(ctx, who, webhook.Endpoint{URL: in.Body.URL, Creditor: creditor, Events: in.Body.Events})
	if err != nil {
		return nil, err
	}
	about(ctx, in.Body.URL, map[string]string{"webhook": number(int(id)), "creditor": creditor})
	out := &webhookSecret{}
	out.Body.Webhook, out.Body.Secret = id, secret
	return out, nil
}

// switchWebhook ends what a webhook is told, or lets it be told again, and gives it
// as it then is.
func (d *Door) switchWebhook(ctx context.Context, who access.Actor, id int64, off bool) (*oneWebhook, error) {
	e, err := d.Webhooks.SetDisabled(ctx, who, id, off)
	return &oneWebhook{Body: webhookOf(e)}, err
}
