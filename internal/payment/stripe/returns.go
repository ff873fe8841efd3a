package stripe

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/money"
	"relance/internal/payment"
)

// mostReturns is how many refunds or disputes of one payment are read: the most
// that Stripe gives in one answer.
const mostReturns = "100"

type returnList struct {
	Data []struct {
		ID       string `json:"id"`
		Amount   int64  `json:"amount"`
		Currency string `json:"currency"`
		Status   string `json:"status"`
		Created  int64  `json:"created"`
	} `json:"data"`
}

// Returns implements payment.Provider.
func (c *Client) Returns(ctx context.Context, id string) (reference string, list []payment.Return, err error) {
	var intent struct {
		Metadata struct {
			Session string `json:"relance_session"`
		} `json:"metadata"`
	}
	if err := c.call(ctx, http.MethodGet, "/v1/payment_intents/"+url.PathEscape(id), nil, "", &intent); err != nil {
		return "", nil, err
	}
	if intent.Metadata.Session == "" {
		return "", nil, nil
	}
	query := "?" + url.Values{"payment_intent": {id}, "limit": {mostReturns}}.Encode()
	for _, of := range []struct {
		path  string
		kind  payment.ReturnKind
		state func(string) payment.ReturnState
	}{{"/v1/refunds", payment.Refund, refundState}, {"/v1/disputes", payment.Chargeback, disputeState}} {
		var a returnList
		if err := c.call(ctx, http.MethodGet, of.path+query, nil, "", &a); err != nil {
			return "", nil, err
		}
		for _, r := range a.Data {
			list = append(list, payment.Return{
				ID: r.ID, Kind: of.kind, State: of.state(r.Status), Amount: money.Cents(r.Amount), Currency: strings.ToUpper(r.Currency),
				On: calendar.DateOf(time.Unix(r.Created, 0).In(calendar.Metropole.Location())),
			})
		}
	}
	return intent.Metadata.Session, list, nil
}

func refundState(status string) payment.ReturnState {
	switch status {
	case "succeeded":
		return payment.ReturnDone
	case "failed", "canceled":
		return payment.ReturnVoid
	}
	return payment.ReturnPending // pending, requires_action
}

func disputeState(status string) payment.ReturnState {
	switch status {
	case "lost":
		return payment.ReturnDone
	case "won", "warning_closed", "prevented":
		return payment.ReturnVoid
	}
	return payment.ReturnPending // under review, or an answer is wanted
}
