package activities

import (
	"errors"
	"time"

	"go.temporal.io/sdk/temporal"

	"relance/internal/dunning"
)

// Error types as Temporal shows them, besides the codes of package dunning.
const (
	// typeBusy: another activity is sending to the same debtor right now.
	typeBusy = "busy"
)

// temporalError turns an error into one that Temporal understands: its type is
// the domain's code, its text holds no personal data, and only what another
// try can mend is tried again.
func temporalError(doing string, err error) error {
	if err == nil {
		return nil
	}
	var app *temporal.ApplicationError
	if errors.As(err, &app) || temporal.IsCanceledError(err) {
		return err
	}
	code := dunning.ErrorCode(err)
	text := doing + ": " + string(code)
	if code == dunning.CodeUnavailable || code == dunning.CodeInternal {
		return temporal.NewApplicationError(text, string(code))
	}
	return temporal.NewNonRetryableApplicationError(text, string(code), nil)
}

// tryAgain asks Temporal for another attempt after a delay of our choosing;
// zero leaves it to the retry policy.
func tryAgain(text, kind string, after time.Duration) error {
	return temporal.NewApplicationErrorWithOptions(text, kind, temporal.ApplicationErrorOptions{
		NextRetryDelay: after,
		Category:       temporal.ApplicationErrorCategoryBenign,
	})
}
