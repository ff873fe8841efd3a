package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/activities"
	"relance/internal/bodacc/bodacctest"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/postgres/sending"
	"relance/internal/posting"
	"relance/internal/smtp/smtptest"
)

// chase is a year of watch over cases that are chased by the send protocol: a mail
// server of the process takes what leaves, and a folder the letters.
type chase struct {
	*year
	clock   *ticking
	r       *rand.Rand
	server  *smtptest.Server
	mails   outbound
	letters outbound
	debtors []*watchedDebtor
	issue   int                 // number of the gazette's issue
	later   map[int][]published // what is published on days to come
	met     map[string]int      // what the story went through, besides what the service counts
}

// published is a notice that comes with an issue to come.
type published struct {
	bodacctest.Notice
	of *watchedDebtor
}

// ticking is a clock that no two readings find at the same instant.
type ticking struct {
	mu sync.Mutex
	at time.Time
}

func (k *ticking) set(at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at = at
}

func (k *ticking) now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at = k.at.Add(time.Millisecond)
	return k.at
}

// outbound is what sends by one channel.
type outbound struct {
	composer  activities.Composer
	deliverer activities.Deliverer
}

// watchedDebtor is a debtor of both creditors.
type watchedDebtor struct {
	siren    string
	refs     []dunning.Ref
	opens    int           // day of the year on which his proceedings are published; -1 never, or in the midst of a send
	readable time.Time     // since when the notice can be read; zero while there is none
	dated    calendar.Date // publication that the notice itself tells
}

func newChase(t *testing.T) *chase {
	t.Helper()
	c := &chase{
		year: newYear(t), clock: &ticking{}, r: rand.New(rand.NewPCG(15, 4)), server: smtptest.Start(t, smtptest.Options{}),
		later: map[int][]published{}, met: map[string]int{},
	}
	c.store.Now, c.desk.Now = c.clock.now, c.clock.now
	cfg := config.Default()
	cfg.Dir, cfg.Mail.Mode, cfg.Mail.SMTP = t.TempDir(), config.Live, config.SMTP{Host: c.server.Host, Port: c.server.Port, TLS: "none"}
	plan := dunning.DefaultPlan()
	plan.Spread = 0
	plan.Steps = slices.Clone(plan.Steps)
	for i := range plan.Steps {
		plan.Steps[i].Approval = dunning.ApprovalNone // nobody sits in between: what leaves, leaves at once
	}
	for _, id := range []string{"atelier", "moulin"} {
		k := dunning.Creditor{
			ID: id, Name: id, Email: id + "@example.fr", SIREN: "404833048", LegalForm: "SARL au capital de 10 000 €", RCS: "RCS Lyon 404 833 048", IBAN: "FR7630006000011234567890189",
			Signatory: "Claire Brunel", Address: dunning.Address{Lines: []string{"12 rue des Lilas"}, Postcode: "69003", City: "Lyon"}, Abroad: id == "moulin",
		}
		cfg.Creditors = append(cfg.Creditors, k)
		c.must(c.store.SaveCreditor(t.Context(), k, []dunning.Plan{plan}))
	}
	post := posting.New(cfg, sending.NewRoom(c.store), slog.New(slog.DiscardHandler), c.store.Now)
	mail, err := post.MailComposer()
	c.must(err)
	sender, err := posting.Sender(cfg)
	c.must(err)
	t.Cleanup(sender.Close)
	c.mails = outbound{mail, post.MailDeliverer(sender)}
	letter, err := post.Composer()
	c.must(err)
	carrier, err := post.Deliverer()
	c.must(err)
	c.letters = outbound{letter, carrier}
	return c
}

// bill gives both creditors an invoice to a new debtor every eleven days.
func (c *chase) bill(day int, at time.Time) {
	c.t.Helper()
	if day%11 != 0 {
		return
	}
	d := &watchedDebtor{siren: siren(100 + day), opens: day + 3 + c.r.IntN(55)}
	if day%4 == 0 {
		d.opens = -1
	}
	today := calendar.DateOf(at)
	for _, creditor := range []string{"atelier", "moulin"} {
		added, err := c.store.AddInvoice(c.t.Context(), dunning.NewInvoice{
			Creditor: creditor, Now: at, Debtor: dunning.Debtor{
				Key: "C-" + d.siren, Name: "Client " + d.siren, SIREN: d.siren, Email: d.siren + "@example.com", Regime: dunning.B2B,
				Address: dunning.Address{Lines: []string{"4 rue des Tilleuls"}, Postcode: "69003", City: "Lyon", Country: "FR"},
			},
			Invoice: dunning.Invoice{
				Number: fmt.Sprintf("%s-%d", strings.ToUpper(creditor[:1]), day), Issued: today.AddDays(-25), Due: today.AddDays(5), DueRule: dunning.DueStated,
				Currency: "EUR", Total: 50000, Payable: 50000,
			},
		})
		c.must(err)
		d.refs = append(d.refs, added.Ref)
	}
	c.debtors = append(c.debtors, d)
	if day != 319 {
		return
	}
	for n := range 120 { // one of the last has a history of more than a page
		c.service.Publish(bodacctest.Notice{ID: fmt.Sprint("A2020", day, "-", n), Kind: "annonce", Family: "radiation", Published: "2020-03-02", SIREN: d.siren})
	}
}

// chase lets every case act that wants to.
func (c *chase) chase(at time.Time) {
	c.t.Helper()
	c.clock.set(at)
	rows, err := c.store.Pool().Query(c.t.Context(), `select number from cases where closed_at is null and next_action_at <= $1 order by id`, at)
	c.must(err)
	due, err := pgx.CollectRows(rows, pgx.RowTo[string])
	c.must(err)
	for i, d := range c.debtors {
		for _, ref := range d.refs {
			if slices.Contains(due, ref.Number) {
				c.act(i, d, ref)
			}
		}
	}
}

func (c *chase) act(i int, d *watchedDebtor, ref dunning.Ref) {
	c.t.Helper()
	for range 4 {
		now, err := c.store.LoadCase(c.t.Context(), ref)
		c.must(err)
		switch next := dunning.Next(now, c.clock.now()); next.Action {
		case dunning.Send:
			if !c.send(i, d, ref, now, next) {
				return
			}
		default:
			return
		}
	}
}

// send takes a step through the send protocol. An opening may be published, and
// read, between the right to send and the hand-over, or in the same moment.
func (c *chase) send(i int, d *watchedDebtor, ref dunning.Ref, now dunning.Case, next dunning.Decision) (again bool) {
	c.t.Helper()
	ctx, store := c.t.Context(), sending.New(c.store)
	out, err := store.Reserve(ctx, dunning.ReserveRequest{Ref: ref, Step: next.Step, Known: now.Version, Now: c.clock.now(), Owner: "w"})
	c.must(err)
	if out.State != dunning.ReserveGranted {
		return out.State == dunning.ReserveMoved
	}
	out.Ref = ref
	by := c.mails
	if next.Channel == dunning.RegisteredLetter {
		by = c.letters
	}
	race := ""
	if d.readable.IsZero() && d.opens < 0 && c.r.IntN(3) == 0 {
		race = []string{"before it is written", "before it is handed over", "in the same moment"}[c.met["race"]%3]
		c.met["race"]++
	}
	if race == "before it is written" {
		c.surprise(i, d)
	}
	rendered, err := by.composer.Compose(ctx, out, c.clock.now())
	if errors.Is(err, activities.ErrChanged) { // a letter that nobody has seen as it is today: asked anew
		return true
	}
	c.must(err)
	rendered, err = store.SaveRendered(ctx, out.Message.ID, rendered)
	c.must(err)
	changed := false
	var watch sync.WaitGroup
	got, err := by.deliverer.Deliver(ctx, activities.Parcel{Reserved: out, Rendered: rendered}, func(ctx context.Context) error {
		switch race {
		case "before it is handed over":
			c.surprise(i, d)
		case "in the same moment":
			watch.Go(func() { c.surprise(i, d) })
		}
		ok, err := store.HandOver(ctx, out.Message.ID, "w", c.clock.now())
		if changed = err == nil && !ok; changed {
			return activities.ErrChanged
		}
		return err
	})
	watch.Wait()
	if changed {
		return true
	}
	c.must(err)
	_, err = store.Finish(ctx, dunning.Finished{
		Message: out.Message.ID, Outcome: got.Outcome, Reply: got.Reply, Tracking: got.Tracking, At: c.clock.now(), Ref: ref, Known: now.Version,
	})
	c.must(err)
	return true
}

// surprise publishes a debtor's opening, and has the watch read it, in the midst of
// a send.
func (c *chase) surprise(i int, d *watchedDebtor) {
	c.open(i, d, c.clock.now())
	if _, err := c.desk.WatchRound(c.t.Context(), true); err != nil {
		c.t.Errorf("reading the notices in the midst of a send: %v", err)
	}
}
