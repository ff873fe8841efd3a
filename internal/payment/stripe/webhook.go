package stripe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"relance/internal/dunning"
	"relance/internal/payment"
)

// tolerance is how old a notification may be: an older one is a copy.
const tolerance = 5 * time.Minute

// Verify implements payment.Provider: the header holds the instant and one or
// more HMAC-SHA256 over "instant.body", of which one must be right.
func (c *Client) Verify(signature string, body []byte, now time.Time) (payment.Notice, error) {
	if !c.signed(signature, body, now) {
		return payment.Notice{}, dunning.Errorf(dunning.CodeForbidden, "the notification is not Stripe's")
	}
	var e struct {
		Type string `json:"type"`
		Data struct {
			Object struct {
				ID     string `json:"id"`
				Intent string `json:"payment_intent"` // of a charge, a refund, a dispute
			} `json:"object"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return payment.Notice{}, dunning.Errorf(dunning.CodeInvalid, "the notification cannot be read: %w", err)
	}
	switch {
	case strings.HasPrefix(e.Type, "checkout.session."):
		return payment.Notice{Session: e.Data.Object.ID}, nil
	case strings.HasPrefix(e.Type, "payout."):
		return payment.Notice{Payout: e.Data.Object.ID}, nil
	case e.Type == "charge.refunded", strings.HasPrefix(e.Type, "charge.refund."), strings.HasPrefix(e.Type, "refund."), strings.HasPrefix(e.Type, "charge.dispute."):
		return payment.Notice{Payment: e.Data.Object.Intent}, nil
	}
	return payment.Notice{}, nil
}

func (c *Client) signed(signature string, body []byte, now time.Time) bool {
	var at string
	var sums [][]byte
	for part := range strings.SplitSeq(signature, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			at = value
		case "v1":
			if sum, err := hex.DecodeString(value); err == nil {
				sums = append(sums, sum)
			}
		}
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || c.Secret == "" || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	want := Sign(c.Secret, at, body)
	for _, sum := range sums {
		if hmac.Equal(sum, want) {
			return true
		}
	}
	return false
}

// Sign is the sum over a notification of an instant, in seconds.
func Sign(secret, at string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return mac.Sum(nil)
}
