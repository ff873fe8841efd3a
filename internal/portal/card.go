package portal

import (
	"io"
	"net/http"
	"time"

	"relance/internal/dunning"
)

// card leads to the provider's page for what is due at this moment.
func (d *Door) card(w http.ResponseWriter, r *http.Request) error {
	address, err := d.Cards.StartCard(r.Context(), r.PathValue("token"), d.Site+base(r)+"?carte=1")
	if err != nil {
		return err
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// CardNotice takes the notifications of the provider. One that fails is to be sent
// again, but for what is not his.
func (d *Door) CardNotice() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, "unreadable", http.StatusBadRequest)
			return
		}
		err = d.Cards.HearCard(r.Context(), r.Header.Get("Stripe-Signature"), body, d.now())
		switch dunning.ErrorCode(err) {
		case "":
			w.WriteHeader(http.StatusNoContent)
		case dunning.CodeForbidden, dunning.CodeInvalid:
			http.Error(w, "refused", http.StatusBadRequest)
		default:
			if d.Failed != nil {
				d.Failed(r.Context(), "stripe", err)
			}
			http.Error(w, "try again", http.StatusServiceUnavailable)
		}
	})
}

func (d *Door) now() time.Time { return d.Now().UTC() }
