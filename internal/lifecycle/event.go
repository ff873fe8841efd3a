package lifecycle

import (
	"crypto/sha256"
	"fmt"

	"relance/internal/dunning"
	"relance/internal/status"
)

// Identity is the identity of a status: a message id is not unique by itself.
func Identity(st status.Status) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q %q %q %q %d", st.MessageID, st.IssuerRole, st.IssuerID, st.SellerSIREN, st.Invoice,
		st.InvoiceDate, st.Code, st.StatusAt, st.Ref))
	return sum[:]
}

// EventFor is the event that brings a case's hold of a kind to what the
// statuses want; false when nothing changes.
func EventFor(c dunning.Case, kind dunning.HoldKind, wants []Want, last dunning.Event) (dunning.Event, bool) {
	for _, w := range wants {
		if w.Hold != kind {
			continue
		}
		by := fmt.Sprintf("status-%d", w.By)
		e := dunning.NewStatusHold(dunning.StatusHold{
			Kind: kind, Status: by, Code: string(w.Code), Category: string(w.Category), Amount: w.Amount, Date: w.Date, Stated: w.Stated,
		})
		return e, last.Kind != dunning.KindHold || last.Tracking != by || last.Amount != w.Amount
	}
	held := false
	for _, x := range c.Holds {
		held = held || x.Kind == kind && x.Source == dunning.SourceStatus
	}
	return dunning.NewRelease(kind).With(dunning.Stamp{Source: dunning.SourceStatus}), held
}
