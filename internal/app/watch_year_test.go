package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
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
	r       *rand.Rand
	server  *smtptest.Server
	mails   outbound
	letters outbound
	debtors []*watchedDebtor
	number  int // of the gazette's issue
	edits   []bodacctest.Notice
	races   int // openings that came between the right to send and the hand-over
	lost    int // of these: nothing left
}

// outbound is what sends by one channel.
type outbound struct {
	composer  activities.Composer
	deliverer activities.Deliverer
}

// watchedDebtor is a debtor of both creditors.
type watchedDebtor struct {
	siren  string
	refs   []dunning.Ref
	opens  int    // day of the year on which his proceedings are published; -1 never
	opened string // date of that publication, "" while none
	left   int    // messages that had left when he was frozen; -1 while he is not
}

func newChase(t *testing.T) *chase {
	t.Helper()
	c := &chase{year: newYear(t), r: rand.New(rand.NewPCG(15, 4)), server: smtptest.Start(t, smtptest.Options{})}
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

// TestAYearOfWatch plays a year day by day: pages, refusals, cut answers, pages of
// HTML, days on which nothing ran, notices that are edited between two reads, an
// annulment that comes before its target, openings that come between the right to
// send and the hand-over. Every opening freezes every case of its debtor within a
// day, nothing that is frozen ever goes on, and no letter or mail to a debtor leaves
// after the freeze.
func TestAYearOfWatch(t *testing.T) {
	t.Parallel()
	c := newChase(t)
	for day := range 365 {
		c.now = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC).AddDate(0, 0, day)
		c.bill(day)
		c.gazette(day)
		if outage := day > 100 && day < 108 || day > 250 && day < 255; outage {
			continue // nothing runs: what was published meanwhile is read afterwards
		}
		c.watch(day)
		c.check(day)
		c.chase()
		c.check(day)
	}
	frozen := 0
	for _, d := range c.debtors {
		if d.left >= 0 {
			frozen++
		}
	}
	letters := c.count("messages where channel = 'registered_letter' and state = 'accepted'")
	if n := len(c.server.Messages()); frozen < 20 || n < 80 || letters < 2 || c.races < 5 || c.lost < c.races {
		t.Errorf("%d debtors were frozen, %d mails and %d letters left, %d of %d openings came in the midst of a send: the story is too tame", frozen, n, letters, c.lost, c.races)
	}
}

// bill gives both creditors an invoice to a new debtor every eleven days.
func (c *chase) bill(day int) {
	c.t.Helper()
	if day%11 != 0 {
		return
	}
	d := &watchedDebtor{siren: siren(100 + day), opens: day + 3 + c.r.IntN(55), left: -1}
	if day%4 == 0 {
		d.opens = -1 // or in the midst of a send
	}
	today := calendar.DateOf(c.now)
	for _, creditor := range []string{"atelier", "moulin"} {
		added, err := c.store.AddInvoice(c.t.Context(), dunning.NewInvoice{
			Creditor: creditor, Now: c.now, Debtor: dunning.Debtor{
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
	for n := range 120 * (day / 341) { // one of the last has a history of more than a page
		c.service.Publish(bodacctest.Notice{ID: fmt.Sprint("A2020", n), Kind: "annonce", Family: "radiation", Published: "2020-03-02", SIREN: d.siren})
	}
}

// gazette publishes the issue of a working day.
func (c *chase) gazette(day int) {
	date := calendar.DateOf(c.now)
	if date != date.NextBusinessDay(calendar.Metropole) {
		return
	}
	c.number++
	c.service.Publish(bodacctest.Notice{ID: fmt.Sprint("A", date.Year, c.number, "0"), Kind: "annonce", Family: "collective", Published: date.String(),
		SIREN: siren(9000 + day), Nature: openingNature, Judgment: date.AddDays(-9).String()})
	for i, d := range c.debtors {
		if d.opened == "" && d.opens >= 0 && d.opens <= day {
			c.open(i, d)
		}
	}
	if len(c.edits) > 0 && day%5 == 0 { // between two reads
		c.service.Publish(c.edits[0])
		c.edits = c.edits[1:]
	}
}

// open publishes the opening of a debtor's proceedings: some in the persons alone,
// some of a nature that nobody knows, some annulled before they are read.
func (c *chase) open(i int, d *watchedDebtor) {
	date := calendar.DateOf(c.now)
	n := bodacctest.Notice{ID: fmt.Sprintf("A%d%04d%d7", date.Year, c.number, i), Kind: "annonce", Family: "collective", Published: date.String(), SIREN: d.siren,
		Nature: openingNature, Judgment: date.AddDays(-9).String(), InPersons: i%3 == 0}
	if i%5 == 0 {
		n.Nature = unknownNature
	}
	if i%4 == 1 {
		c.service.Publish(bodacctest.Notice{ID: n.ID + "9", Kind: "annulation", Family: "collective", Published: date.String(), SIREN: d.siren,
			Previous: fmt.Sprintf("A/%d%04d/%d7", date.Year, c.number, i)})
	}
	d.opened = date.String()
	c.service.Publish(n)
	if i%2 == 0 {
		n.Text = "Texte rectifié par le greffe."
		c.edits = append(c.edits, n)
	}
}

// watch reads the day's file, two hours later where the service was down, and looks
// debtors up.
func (c *chase) watch(day int) {
	c.t.Helper()
	if c.r.IntN(6) == 0 {
		c.service.Fail("500", "cut", "html", "429 1", "503")
		if _, err := c.desk.WatchRound(c.t.Context(), false); err == nil {
			c.t.Fatalf("day %d: a service that is down was read", day)
		}
		c.now = c.now.Add(watchTry)
	} else if c.r.IntN(3) == 0 {
		c.service.Fail([]string{"429", "cut", "503", "html"}[c.r.IntN(4)])
	}
	_, err := c.desk.WatchRound(c.t.Context(), false)
	c.must(err)
	if c.r.IntN(4) == 0 {
		c.service.Fail([]string{"429 2", "cut", "503"}[c.r.IntN(3)])
	}
	_, err = c.desk.LookUp(c.t.Context())
	c.must(err)
}

// check looks at every debtor: whoever's opening was published is frozen, with all
// his cases, and has got nothing since.
func (c *chase) check(day int) {
	c.t.Helper()
	held := map[string]bool{}
	rows, err := c.store.Pool().Query(c.t.Context(), `select number from cases where body->'holds' @> '[{"kind":"insolvency"}]'`)
	c.must(err)
	defer rows.Close()
	for rows.Next() {
		var number string
		c.must(rows.Scan(&number))
		held[number] = true
	}
	c.must(rows.Err())
	mails, letters := map[string]int{}, map[string]int{}
	for _, m := range c.server.Messages() {
		mails[m.To]++
	}
	posted, err := c.store.Pool().Query(c.t.Context(), `
		select d.siren from messages m join notices n on n.message_id = m.id join cases k on k.id = n.case_id join debtors d on d.id = k.debtor_id
		where m.channel = 'registered_letter' and m.state in ('handing_over', 'accepted', 'unknown')`)
	c.must(err)
	defer posted.Close()
	for posted.Next() {
		var siren string
		c.must(posted.Scan(&siren))
		letters[siren]++
	}
	c.must(posted.Err())
	for _, d := range c.debtors {
		for _, ref := range d.refs {
			if held[ref.Number] != (d.opened != "") {
				c.t.Fatalf("day %d: case %s of a debtor whose opening is of %q is frozen: %v", day, ref.Number, d.opened, held[ref.Number])
			}
		}
		switch left := mails[d.siren+"@example.com"] + letters[d.siren]; {
		case d.opened == "":
		case d.left < 0:
			d.left = left
		case d.left != left:
			c.t.Fatalf("day %d: %d messages to a debtor had left when his cases were frozen on %s, now %d", day, d.left, d.opened, left)
		}
	}
}

func (c *chase) count(what string) (n int) {
	c.t.Helper()
	c.must(c.store.Pool().QueryRow(c.t.Context(), `select count(*) from `+what).Scan(&n))
	return n
}

// chase lets every case act that wants to.
func (c *chase) chase() {
	c.t.Helper()
	rows, err := c.store.Pool().Query(c.t.Context(), `select number from cases where closed_at is null and next_action_at <= $1 order by id`, c.now)
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
		switch next := dunning.Next(now, c.now); next.Action {
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
// read, between the right to send and the hand-over: then nothing leaves.
func (c *chase) send(i int, d *watchedDebtor, ref dunning.Ref, now dunning.Case, next dunning.Decision) (again bool) {
	c.t.Helper()
	ctx, store := c.t.Context(), sending.New(c.store)
	out, err := store.Reserve(ctx, dunning.ReserveRequest{Ref: ref, Step: next.Step, Known: now.Version, Now: c.now, Owner: "w"})
	c.must(err)
	if out.State != dunning.ReserveGranted {
		return out.State == dunning.ReserveMoved
	}
	out.Ref = ref
	by := c.mails
	if next.Channel == dunning.RegisteredLetter {
		by = c.letters
	}
	race := d.opened == "" && d.opens < 0 && c.r.IntN(3) == 0
	surprise := func() {
		c.open(i, d)
		_, err := c.desk.WatchRound(ctx, true)
		c.must(err)
		c.races++
	}
	early := c.r.IntN(2) == 0
	if race && early {
		surprise()
	}
	rendered, err := by.composer.Compose(ctx, out, c.now)
	if errors.Is(err, activities.ErrChanged) { // a letter that nobody has seen as it is today: asked anew
		if race && early {
			c.lost++
		}
		return true
	}
	c.must(err)
	rendered, err = store.SaveRendered(ctx, out.Message.ID, rendered)
	c.must(err)
	changed := false
	got, err := by.deliverer.Deliver(ctx, activities.Parcel{Reserved: out, Rendered: rendered}, func(ctx context.Context) error {
		if race && !early {
			surprise()
		}
		ok, err := store.HandOver(ctx, out.Message.ID, "w", c.now)
		if changed = err == nil && !ok; changed {
			return activities.ErrChanged
		}
		return err
	})
	if changed {
		if race {
			c.lost++
		}
		return true
	}
	c.must(err)
	_, err = store.Finish(ctx, dunning.Finished{Message: out.Message.ID, Outcome: got.Outcome, Reply: got.Reply, Tracking: got.Tracking, At: c.now, Ref: ref, Known: now.Version})
	c.must(err)
	return true
}
