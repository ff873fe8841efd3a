package portal_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/status"
)

// TestWhoIsToBePaidIsToldToNobodyWhileItIsBeingSettled: an invoice that is factored
// (225), in secret (226), or whose account changes (227) shows no account to pay to,
// on no page of the debtor, and does not say why; nor does any mail leave.
func TestWhoIsToBePaidIsToldToNobodyWhileItIsBeingSettled(t *testing.T) {
	t.Parallel()
	for _, code := range []status.Code{status.Factored, status.FactoredInSecret, status.PayeeChanged} {
		w := newWorld(t)
		ref := w.add("F-1", "C-1")
		link := w.linkOf(w.send(ref))
		const account = "FR7630006000011234567890189"
		if before := spaceless(w.get(link)); !strings.Contains(before, account) {
			t.Fatal("the page shows no account before")
		}
		sent := len(w.server.Messages())
		st := status.Status{
			File: "x", Ref: 1, MessageID: "M", IssuerRole: "SE", IssuerID: "732829320", AckType: "23", StatusAt: "2026-06-01T10:00:00",
			Invoice: "F-1", InvoiceType: "380", InvoiceDate: "2026-04-12", Code: code, SellerSIREN: "732829320",
		}
		taken, err := w.store.TakeStatuses(t.Context(), lifecycle.Arrival{Statuses: []status.Status{st}, Raw: map[string][]byte{"x": []byte("x")}, Door: "cli"})
		w.must(err)
		if taken[0].Verdict != lifecycle.Acted {
			t.Fatalf("%s: %+v", code, taken)
		}
		page := w.get(link)
		w.want(page, http.StatusOK, "en cours de vérification de notre côté")
		hints := regexp.MustCompile(`(?i)affactur|factor|subrog|cession|` + string(code) + `\b`)
		if body := spaceless(page); strings.Contains(body, account) || hints.MatchString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page.body, " ")) {
			t.Errorf("%s: the page says too much:\n%s", code, page.body)
		}
		c, err := w.store.LoadCase(t.Context(), ref)
		w.must(err)
		if d := dunning.Next(c, w.now.AddDate(0, 0, 60)); d.Action == dunning.Send || len(w.server.Messages()) != sent {
			t.Errorf("%s: the next thing is %+v, %d mails", code, d, len(w.server.Messages()))
		}
	}
}

func spaceless(a answer) string { return strings.Join(strings.Fields(a.body), "") }
