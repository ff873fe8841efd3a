package stripe_test

import (
	"testing"
	"time"

	"relance/internal/payment"
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
			Return: func(session, id string, kind payment.ReturnKind, state payment.ReturnState, amount int64) (string, string, []byte) {
				what := map[payment.ReturnKind]string{payment.Refund: "refund", payment.Chargeback: "dispute"}[kind]
				status := map[string]string{"refund done": "succeeded", "refund pending": "requires_action", "refund void": "failed",
					"dispute done": "lost", "dispute pending": "needs_response", "dispute void": "won"}[what+" "+string(state)]
				s.Return(what, id, session, amount, status)
				event := map[string]string{"refund": "charge.refunded", "dispute": "charge.dispute.created"}[what]
				signature, body := s.Notice(event, stripetest.Intent(session))
				return stripetest.Intent(session), signature, body
			},
			PayOut: func(amount int64) (string, string, []byte) {
				id := s.PayOut(amount, now)
				signature, body := s.Notice("payout.paid", id)
				return id, signature, body
			},
		}
	})
}
