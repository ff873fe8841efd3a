// Package stripe takes cards through Stripe Checkout, by its documented HTTP
// interface at a pinned version. Never tried with Stripe's live service: tests
// run against stripetest, which checks parameters, keys and signatures as the
// documentation describes them.
package stripe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/payment"
)

// Version is the version of the interface whose fields are read here. The
// endpoint for notifications must be set to it as well.
const Version = "2025-09-30.clover"

// mostAnswer is how much of an answer is read.
const mostAnswer = 1 << 20

// Client speaks to Stripe. It is safe for concurrent use.
type Client struct {
	Key     string // secret or restricted key: checkout sessions and payouts
	Secret  string // of the endpoint for notifications: whsec_…
	Address string // empty is Stripe's
	HTTP    *http.Client
}

// New makes a client of an account.
func New(key, secret string) *Client {
	return &Client{Key: key, Secret: secret, HTTP: &http.Client{Timeout: 20 * time.Second}}
}

// Name implements payment.Provider.
func (*Client) Name() string { return dunning.SourceStripe }

type sessionAnswer struct {
	ID            string `json:"id"`
	URL           string `json:"url"`
	Status        string `json:"status"`         // open, complete, expired
	PaymentStatus string `json:"payment_status"` // paid, unpaid, no_payment_required
	AmountTotal   int64  `json:"amount_total"`
	Currency      string `json:"currency"`
	Reference     string `json:"client_reference_id"`
	Intent        *struct {
		ID     string `json:"id"`
		Charge *struct {
			Created int64 `json:"created"`
			Balance *struct {
				Fee int64 `json:"fee"`
			} `json:"balance_transaction"`
		} `json:"latest_charge"`
	} `json:"payment_intent"`
}

// Start implements payment.Provider.
func (c *Client) Start(ctx context.Context, o payment.Order) (payment.Session, error) {
	if o.Amount <= 0 || o.Reference == "" {
		return payment.Session{}, dunning.Errorf(dunning.CodeInvalid, "a card payment needs a sum and a reference")
	}
	form := url.Values{
		"mode": {"payment"}, "payment_method_types[0]": {"card"}, "client_reference_id": {o.Reference}, "locale": {o.Language},
		"success_url": {o.Return}, "cancel_url": {o.Return}, "expires_at": {strconv.FormatInt(o.Expires.Unix(), 10)},
		"line_items[0][quantity]": {"1"}, "line_items[0][price_data][currency]": {strings.ToLower(o.Currency)},
		"line_items[0][price_data][unit_amount]":         {strconv.FormatInt(int64(o.Amount), 10)},
		"line_items[0][price_data][product_data][name]":  {o.Title},
		"payment_intent_data[metadata][relance_session]": {o.Reference},
	}
	var out sessionAnswer
	if err := c.call(ctx, http.MethodPost, "/v1/checkout/sessions", form, o.Reference, &out); err != nil {
		return payment.Session{}, err
	}
	if u, err := url.Parse(out.URL); err != nil || u.Scheme != "https" {
		return payment.Session{}, dunning.Errorf(dunning.CodeUnavailable, "Stripe named no page to pay on")
	}
	return payment.Session{ID: out.ID, Address: out.URL}, nil
}

// Expire implements payment.Provider.
func (c *Client) Expire(ctx context.Context, id string) error {
	err := c.call(ctx, http.MethodPost, "/v1/checkout/sessions/"+url.PathEscape(id)+"/expire", url.Values{}, "", &sessionAnswer{})
	if dunning.ErrorCode(err) != dunning.CodeInvalid {
		return err
	}
	s, readErr := c.Read(ctx, id) // it cannot be ended: it has ended already, or was paid
	switch {
	case readErr != nil:
		return readErr
	case s.Status == payment.Expired:
		return nil
	}
	return dunning.Errorf(dunning.CodeConflict, "the session is %s", s.Status)
}

// Read implements payment.Provider.
func (c *Client) Read(ctx context.Context, id string) (payment.State, error) {
	var a sessionAnswer
	path := "/v1/checkout/sessions/" + url.PathEscape(id) + "?expand%5B%5D=payment_intent.latest_charge.balance_transaction"
	if err := c.call(ctx, http.MethodGet, path, nil, "", &a); err != nil {
		return payment.State{}, err
	}
	s := payment.State{ID: a.ID, Reference: a.Reference, Amount: money.Cents(a.AmountTotal), Currency: strings.ToUpper(a.Currency), Status: payment.Open}
	switch {
	case a.Status == "expired":
		s.Status = payment.Expired
	case a.Status == "complete" && a.PaymentStatus == "paid":
		s.Status = payment.Paid
	case a.Status == "complete":
		s.Status = payment.Pending
	}
	if a.Intent != nil {
		s.Payment = a.Intent.ID
		if ch := a.Intent.Charge; ch != nil {
			s.On = calendar.DateOf(time.Unix(ch.Created, 0).In(calendar.Metropole.Location()))
			if ch.Balance != nil {
				s.Fee = money.Cents(ch.Balance.Fee)
			}
		}
	}
	if s.Status == payment.Paid && s.Payment == "" {
		return s, dunning.Errorf(dunning.CodeUnavailable, "Stripe calls a session paid and names no payment")
	}
	return s, nil
}

// Payout implements payment.Provider.
func (c *Client) Payout(ctx context.Context, id string) (payment.Payout, error) {
	var a struct {
		ID       string `json:"id"`
		Amount   int64  `json:"amount"`
		Currency string `json:"currency"`
		Arrival  int64  `json:"arrival_date"`
	}
	if err := c.call(ctx, http.MethodGet, "/v1/payouts/"+url.PathEscape(id), nil, "", &a); err != nil {
		return payment.Payout{}, err
	}
	return payment.Payout{ID: a.ID, Amount: money.Cents(a.Amount), Currency: strings.ToUpper(a.Currency), Arrives: calendar.DateOf(time.Unix(a.Arrival, 0).UTC())}, nil
}

// call makes a request and reads its answer. What Stripe says of an error is for
// the operator; it may quote what was sent.
func (c *Client) call(ctx context.Context, method, path string, form url.Values, key string, to any) error {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	address := c.Address
	if address == "" {
		address = "https://api.stripe.com"
	}
	r, err := http.NewRequestWithContext(ctx, method, address+path, body)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.Key)
	r.Header.Set("Stripe-Version", Version)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	answer, err := c.HTTP.Do(r)
	if err != nil {
		return dunning.Errorf(dunning.CodeUnavailable, "asking Stripe: %w", err)
	}
	defer answer.Body.Close() // read to its end below, or given up
	data, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	if err != nil {
		return dunning.Errorf(dunning.CodeUnavailable, "reading Stripe's answer: %w", err)
	}
	if answer.StatusCode/100 != 2 {
		return refused(answer.StatusCode, data)
	}
	if err := json.Unmarshal(data, to); err != nil {
		return dunning.Errorf(dunning.CodeUnavailable, "Stripe's answer cannot be read: %w", err)
	}
	return nil
}

// refused gives an answer that is no success its code.
func refused(status int, data []byte) error {
	var a struct {
		Error struct {
			Type    string `json:"type"`
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	cause := errors.New(http.StatusText(status))
	if json.Unmarshal(data, &a) == nil && a.Error.Type != "" {
		cause = fmt.Errorf("%s %s: %s", a.Error.Type, a.Error.Code, a.Error.Message)
	}
	code := dunning.CodeInvalid
	switch {
	case status == http.StatusNotFound:
		code = dunning.CodeNotFound
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return dunning.Errorf(dunning.CodeForbidden, "Stripe refuses the key: %w", cause).WithHint("set RELANCE_STRIPE_KEY to a key that may write checkout sessions and read payment intents, refunds, disputes and payouts")
	case status == http.StatusTooManyRequests || status >= http.StatusInternalServerError || status == http.StatusConflict:
		code = dunning.CodeUnavailable
	}
	return dunning.Errorf(code, "Stripe answers %d: %w", status, cause)
}
