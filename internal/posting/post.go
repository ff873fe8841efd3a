package posting

import (
	"context"
	"iter"
	"log/slog"
	"os"
	"time"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/notice"
	"relance/internal/postage"
)

// Cases reads cases and writes what happened to them.
type Cases interface {
	LoadCase(ctx context.Context, ref dunning.Ref) (dunning.Case, error)
	Record(ctx context.Context, r dunning.Recording) (dunning.Recorded, error)
	Events(ctx context.Context, ref dunning.Ref, after int64) ([]dunning.Event, error)
}

// ShownLetters keeps the letters that were shown to whoever is asked to approve
// them.
type ShownLetters interface {
	Letter(ctx context.Context, ref dunning.Ref, now time.Time) (dunning.Reserved, dunning.ScheduledStep, error)
	LastDraft(ctx context.Context, ref dunning.Ref, step string) (dunning.ShownDraft, bool, error)
	ShowDraft(ctx context.Context, ref dunning.Ref, step string, d dunning.Draft, page []byte, now time.Time) error
}

// Texts gives versions of the creditors' own texts.
type Texts interface {
	WordingByMark(ctx context.Context, creditor, mark string) (dunning.Wording, error)
}

// Approvals tells which approvals nobody has given, and reminds of them.
type Approvals interface {
	Unanswered(ctx context.Context, now time.Time) iter.Seq2[dunning.Case, error]
	RemindApproval(ctx context.Context, ref dunning.Ref, step string) error
}

// Documents gives what is on record by its SHA-256 in hex.
type Documents interface {
	Document(ctx context.Context, sha string) (dunning.Document, error)
}

// Orders remembers what is ordered from carriers: each letter once.
type Orders interface {
	NameOrder(ctx context.Context, message int64, reference string) error
	RememberSending(ctx context.Context, s postage.Sending) (postage.Sending, error)
}

// Sendings is a carrier's memory of what it was given.
type Sendings interface {
	KnownSending(ctx context.Context, carrier, reference string) (postage.Sending, bool, error)
	SwapSending(ctx context.Context, now, next postage.Sending) (postage.Sending, error)
	StrangeSendings(ctx context.Context, carrier, host string, sendings []string) ([]string, error)
}

// LetterStore finds the letters that are on their way.
type LetterStore interface {
	LeaseLetters(ctx context.Context, now time.Time, limit int) ([]postage.TrackedLetter, error)
	LetterByReference(ctx context.Context, carrier, reference string) (postage.TrackedLetter, error)
	LetterOfStep(ctx context.Context, ref dunning.Ref, step string) (postage.TrackedLetter, error)
}

// Findings keeps what became of letters.
type Findings interface {
	SaveLetterState(ctx context.Context, l postage.TrackedLetter) error
	SaveProof(ctx context.Context, message int64, p postage.LetterProof, d dunning.Document) error
	Settle(ctx context.Context, message int64, sent bool, author string, notify bool) error
}

// Settings keeps what all processes of an installation share.
type Settings interface {
	Setting(ctx context.Context, key string, to any) (bool, error)
	SetSetting(ctx context.Context, key string, value any, author string) error
}

// Tasks asks a person for something.
type Tasks interface {
	OpenTask(ctx context.Context, k dunning.Task) error
	// OpenCreditorTask asks once for all cases of a creditor.
	OpenCreditorTask(ctx context.Context, k dunning.Task) error
}

// Store is what posting asks of the database.
type Store interface {
	Cases
	ShownLetters
	Texts
	Approvals
	Documents
	Orders
	Sendings
	LetterStore
	Findings
	Settings
	Tasks
	SettleUnordered(ctx context.Context) (int, error)
}

// Post is the post room of an installation. It is safe for concurrent use.
type Post struct {
	Config   config.Config
	Store    Store
	Carriers *Carriers
	Links    LinkStore // of debtors' pages
	Log      *slog.Logger
	Now      func() time.Time // recorded time
}

// New makes the post room of a configuration; its carriers are opened when they
// are first asked for.
func New(cfg config.Config, store Store, log *slog.Logger, now func() time.Time) *Post {
	p := &Post{Config: cfg, Store: store, Log: log, Now: now}
	p.Carriers = &Carriers{settings: func() config.Config { return p.Config }, store: store}
	return p
}

// Templates loads the built-in notices with the user's own over them.
func Templates(cfg config.Config) (*notice.Templates, error) {
	if cfg.Templates == "" {
		return notice.Load(nil)
	}
	return notice.Load(os.DirFS(cfg.Path(cfg.Templates)))
}

// Withhold is why nothing may leave, or nothing. Whatever is not live holds
// letters too.
func Withhold(cfg config.Config) dunning.Reason {
	if cfg.Mail.Mode != config.Live {
		return dunning.ReasonMailOff
	}
	return ""
}
