package stripe_test

import (
	"testing"
	"time"

	"relance/internal/payment/paymenttest"
	"relance/internal/payment/stripe/stripetest"
)

func TestStripePassesTheSuiteOfProviders(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	paymenttest.Exercise(t, func(t *testing.T) paymenttest.Fixture {
		s := stripetest.Start(t, func() time.Time { return now })
		return paymenttest.Fixture{
			Provider: s.Client(), Now: now, Pay: s.Pay, Down: func(down bool) { s.SetDown(down) },
			Notify: func(id string) (string, []byte) { return s.Notice("checkout.session.completed", id) },
			PayOut: func(amount int64) (string, string, []byte) {
				id := s.PayOut(amount, now)
				signature, body := s.Notice("payout.paid", id)
				return id, signature, body
			},
		}
	})
}
