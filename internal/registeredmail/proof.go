package registeredmail

import (
	"context"
	"time"

	"relance/internal/money"
)

// ProofKind says what a Proof proves.
type ProofKind string

// The kinds of proof.
const (
	ProofOfDeposit       ProofKind = "deposit"         // handed to the post, and when (CPC 668)
	ProofOfContent       ProofKind = "content"         // what was in the envelope
	ProofOfPresentation  ProofKind = "presentation"    // the addressee was told of an electronic letter, and when
	ProofOfReceipt       ProofKind = "acknowledgement" // signed for: the acknowledgement of receipt
	ProofOfReturn        ProofKind = "return"          // the envelope that came back, with its reason; of an electronic letter: refused, not claimed or undeliverable
	ProofOfStatusHistory ProofKind = "history"         // every status as the carrier tells it, word for word
)

// Proof is a document from the carrier. It is kept as it came for as long as
// the case: carriers delete theirs after some years.
type Proof struct {
	Kind      ProofKind `json:"kind"`
	Date      Date      `json:"date,omitzero"` // the date that the carrier gives it; zero when it gives none
	MediaType string    `json:"media_type"`    // application/pdf, application/json, or image/jpeg for a scan
	SHA256    string    `json:"sha256"`        // of Bytes, hex
	Bytes     []byte    `json:"-"`
}

// ProofSource is a Carrier that hands out proofs.
type ProofSource interface {
	// Proofs gives the proofs that exist by now; a proof that is announced and
	// not there yet is left out, so ask again. When some could not be fetched,
	// the others are given together with the error.
	Proofs(ctx context.Context, id string) ([]Proof, error)
}

// Estimator is a Carrier that can tell beforehand what a letter costs.
type Estimator interface {
	// Estimate gives euros, VAT as in the tariff that was configured.
	// CodeNotFound when there is no tariff.
	Estimate(o Order) (money.Cents, error)
}

// Coster is a Carrier that tells afterwards what it charged.
type Coster interface {
	// Cost gives the euros that the carrier reports for a letter by now, and
	// false while it reports none.
	Cost(ctx context.Context, id string) (money.Cents, bool, error)
}

// Sweeper is a Carrier whose interrupted requests leave drafts behind. Drafts
// are never posted and cost nothing, but they pile up.
type Sweeper interface {
	// Sweep deletes the drafts of ours that are older than that and that no
	// order will ever use, and counts them.
	Sweep(ctx context.Context, olderThan time.Duration) (int, error)
}
