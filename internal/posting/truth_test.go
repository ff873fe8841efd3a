package posting

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"relance/activities"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
)

// What leaves is true of each invoice in it. Random books are played from the
// import to the last reminder through the store that groups invoices and the
// composer that writes the mails, and every mail is judged, from its bytes, by a
// record that this test keeps itself.
func TestWhatLeavesIsTrueOfEachInvoice(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("book ", seed), func(t *testing.T) {
			t.Parallel()
			regime := dunning.Regimes()[seed%uint64(len(dunning.Regimes()))]
			b := newTruth(t, rand.New(rand.NewPCG(seed, 7)), regime)
			b.play()
			for _, level := range ladder {
				if b.judged[level] == 0 {
					t.Errorf("no message of the level %s left: %v", level, b.judged)
				}
			}
		})
	}
}

// knownInvoice is what the test knows of an invoice.
type knownInvoice struct {
	ref      dunning.Ref
	due      calendar.Date
	payable  money.Cents
	paid     []dunning.Received
	reminded []calendar.Date
}

type truth struct {
	t        *testing.T
	r        *rand.Rand
	now      time.Time
	store    *postgres.Store
	composer activities.Composer
	regime   dunning.Regime
	invoices map[string]*knownInvoice
	numbers  []string
	judged   map[dunning.Level]int // messages by level
}

// newTruth imports two to four invoices of one debtor, due on days of July and
// August 2026: all interest of the year's second half runs at one rate.
func newTruth(t *testing.T, r *rand.Rand, regime dunning.Regime) *truth {
	t.Helper()
	b := &truth{
		t: t, r: r, now: time.Date(2026, 8, 17, 7, 0, 0, 0, time.UTC), store: postgrestest.New(t), invoices: map[string]*knownInvoice{},
		regime: regime, judged: map[dunning.Level]int{},
	}
	b.store.Now = func() time.Time { return b.now }
	var err error
	b.composer, err = New(config.Default(), sending.NewRoom(b.store), slog.New(slog.DiscardHandler), b.store.Now).MailComposer()
	b.must(err)
	plan := dunning.DefaultPlan()
	plan.Spread = 0
	b.must(b.store.SaveCreditor(t.Context(), seller(), []dunning.Plan{plan}))
	for i := range 2 + r.IntN(3) {
		in := &knownInvoice{due: calendar.NewDate(2026, 7, 5).AddDays(r.IntN(50)), payable: money.Cents(5_000 + r.IntN(900_000))}
		debtor := buyer()
		debtor.Regime = b.regime
		number := fmt.Sprintf("F-%d", 101+i)
		added, err := b.store.AddInvoice(t.Context(), dunning.NewInvoice{Creditor: seller().ID, Debtor: debtor, Now: b.now, Invoice: dunning.Invoice{
			Number: number, Issued: in.due.AddDays(-30), Due: in.due, DueRule: dunning.DueStated, Currency: "EUR", Total: in.payable, Payable: in.payable, Source: "test",
		}})
		b.must(err)
		if in.ref = added.Ref; b.regime == dunning.Public {
			in.due = added.Case.Due // the end of the buyer's period
		}
		b.invoices[number], b.numbers = in, append(b.numbers, number)
	}
	return b
}

func (b *truth) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v (%s)", err, dunning.ErrorHint(err))
	}
}

// play goes from action to action; money comes in between.
func (b *truth) play() {
	for range 60 {
		number, d, ok := b.next()
		if !ok {
			return
		}
		b.send(number, d)
		if in := b.invoices[b.numbers[b.r.IntN(len(b.numbers))]]; b.r.IntN(4) == 0 && in.open() > 200 {
			in.paid = append(in.paid, dunning.Received{Date: calendar.DateOf(b.now), Amount: 1 + money.Cents(b.r.Int64N(int64(in.open()-100)))})
			_, err := b.store.Record(b.t.Context(), dunning.Recording{Ref: in.ref, Notify: true, Event: dunning.NewPaid(in.paid[len(in.paid)-1].Amount, calendar.DateOf(b.now)).With(dunning.Stamp{At: b.now, ID: fmt.Sprint(in.ref.Number, "/", len(in.paid))})})
			b.must(err)
		}
	}
	b.t.Fatal("the book does not come to its end")
}

func (in *knownInvoice) open() money.Cents {
	sum := in.payable
	for _, p := range in.paid {
		sum -= p.Amount
	}
	return sum
}

// next is the first action of any case, with the time moved to it.
func (b *truth) next() (number string, d dunning.Decision, ok bool) {
	var first time.Time
	for _, n := range b.numbers {
		c, err := b.store.LoadCase(b.t.Context(), b.invoices[n].ref)
		b.must(err)
		switch next := dunning.Next(c, b.now); {
		case next.Action == dunning.End || next.Action == dunning.Wait && next.At.IsZero():
		case next.Action == dunning.Thank, next.Action == dunning.Send && next.Channel == dunning.Email:
			return n, next, true
		case next.Action != dunning.Wait: // a letter and its approval: all reminders have left
		case first.IsZero() || next.At.Before(first):
			first = next.At
		}
	}
	if first.IsZero() {
		return "", d, false
	}
	b.now = first
	return b.next()
}

// send takes the step of a case all the way, and judges what left.
func (b *truth) send(number string, d dunning.Decision) {
	b.t.Helper()
	ctx, in := b.t.Context(), b.invoices[number]
	c, err := b.store.LoadCase(ctx, in.ref)
	b.must(err)
	reserved, err := sending.New(b.store).Reserve(ctx, dunning.ReserveRequest{Ref: in.ref, Step: d.Step, Known: c.Version, Now: b.now, Owner: "worker"})
	b.must(err)
	if reserved.State != dunning.ReserveGranted {
		return // put off: the case knows until when
	}
	reserved.Ref = in.ref
	rendered, err := b.composer.Compose(ctx, reserved, b.now)
	b.must(err)
	rendered, err = sending.New(b.store).SaveRendered(ctx, reserved.Message.ID, rendered)
	b.must(err)
	ok, err := sending.New(b.store).HandOver(ctx, reserved.Message.ID, "worker", b.now)
	b.must(err)
	if !ok {
		b.t.Fatalf("the mail of %s must not leave", number)
	}
	if d.Action == dunning.Send {
		b.judge(reserved.Notice.Level, reserved.Message, textOf(b.t, rendered.Bytes))
	}
	_, err = sending.New(b.store).Finish(ctx, dunning.Finished{Message: reserved.Message.ID, Outcome: dunning.SendAccepted, Reply: "250 ok", At: b.now, Ref: in.ref})
	b.must(err)
}

var ladder = []dunning.Level{dunning.First, dunning.Second, dunning.Final}

// judge holds a reminder against the record. An invoice is at the step that
// follows from how often it was reminded of; what it is asked for follows from
// its own due date and payments.
func (b *truth) judge(level dunning.Level, m dunning.Message, text string) {
	b.t.Helper()
	b.judged[level]++
	today := calendar.DateOf(b.now.In(calendar.Metropole.Location()))
	besides := between(text, "Par ailleurs, ", "Nous vous remercions de l")
	rank := slices.Index(ladder, level)
	if rank < 0 {
		return // a service message before the due date
	}
	var asked money.Cents
	var main []string
	for _, n := range b.numbers {
		in := b.invoices[n]
		if !mentions(text, n) || mentions(between(text, "Pour information, ", "comprise"), n) {
			continue
		}
		own := len(in.reminded)
		if apart := own < rank; apart != mentions(besides, n) || own > rank {
			b.t.Errorf("%s was reminded of %d times, in a %s message; apart: %t\n%s", n, own, level, mentions(besides, n), text)
		}
		if asked += in.open(); own == rank {
			main = append(main, n)
			if level == dunning.Final && b.regime == dunning.B2B {
				asked += in.penalties(today) + 40_00
			}
			b.judgeDates(in, n, main[0], text)
			b.judgeRow(in, n, text)
		} else if !strings.Contains(besides, french(in.open())) {
			b.t.Errorf("%s: besides is asked for something else than %s\n%s", n, in.open(), besides)
		}
		in.reminded = append(in.reminded, today)
	}
	if got := between(text+"\n", "Montant ", "€"); !strings.Contains(text, "Montant "+french(asked)) {
		b.t.Errorf("message %d asks for %s, and %s is owed\n%s", m.ID, got, asked, text)
	}
	charged := strings.Contains(text, "Indemnité forfaitaire pour frais de recouvrement 40,00 €") || strings.Contains(text, fmt.Sprintf("(%d × 40,00 €)", len(main)))
	if want := level == dunning.Final && !b.regime.Consumer(); charged != want {
		b.t.Errorf("a %s message to %s charges the fee for %d invoices: %t\n%s", level, b.regime, len(main), charged, text)
	}
}

// judgeDates looks for the days on which an invoice was reminded of, and for no
// others beside its number.
func (b *truth) judgeDates(in *knownInvoice, number, first, text string) {
	list := between(text, "déjà adressés : ", ". ")
	part, apiece := between(text, "", first), list != ""
	if apiece {
		part = between(list+" ; ", "facture "+number+", ", " ; ")
	}
	days := map[calendar.Date]bool{}
	for _, d := range in.reminded {
		if days[d] = true; !strings.Contains(part, plain(d.French())) {
			b.t.Errorf("%s: its reminder of %s is not told: %q\n%s", number, d, part, text)
		}
	}
	if apiece && strings.Count(part, "2026") != len(days) {
		b.t.Errorf("%s: %q tells other days than %v", number, part, in.reminded)
	}
}

// judgeRow compares the line of an invoice, where there is a table.
func (b *truth) judgeRow(in *knownInvoice, number, text string) {
	row := between(text, number+" "+in.due.AddDays(-30).FrenchShort()+" ", " F-")
	if b.regime == dunning.Public || row == "" {
		return
	}
	if !strings.HasPrefix(row, in.due.FrenchShort()+" "+french(in.payable)) || !strings.Contains(row, french(in.open())) {
		b.t.Errorf("%s of %s, due on %s, with %s open, is told as %q", number, in.payable, in.due, in.open(), row)
	}
}

// penalties are 12.40 % a year of what was open each day after the due date
// (2.40 + 10 points in the second half of 2026), rounded once.
func (in *knownInvoice) penalties(on calendar.Date) money.Cents {
	var sum int64
	base, from := in.payable, in.due
	for _, p := range append(slices.Clone(in.paid), dunning.Received{Date: on}) {
		if p.Date.After(from) {
			sum += int64(base) * int64(p.Date.Sub(from)) * 1240
			from = p.Date
		}
		base -= p.Amount
	}
	const year = 365 * 100_00
	return money.Cents((sum + year/2) / year)
}

func french(c money.Cents) string {
	return plain(money.French(money.Amount{Cents: c, Currency: "EUR"}))
}

// plain brings blanks and line breaks to single spaces.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

// mentions finds a number that is not the beginning of another.
func mentions(text, number string) bool {
	_, after, found := strings.Cut(text, number)
	return found && (after == "" || !strings.ContainsAny(after[:1], "0123456789"))
}

// between is what stands after one text and before another; "" without them.
func between(text, from, to string) string {
	_, rest, found := strings.Cut(text, from)
	if !found {
		return ""
	}
	out, _, _ := strings.Cut(rest, to)
	return out
}

// textOf takes the plain text out of a mail's bytes.
func textOf(t *testing.T, raw []byte) string {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	text := plainPart(t, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body)
	if text == "" {
		t.Fatalf("the mail has no plain text:\n%.600s", raw)
	}
	return plain(text)
}

func plainPart(t *testing.T, contentType, encoding string, body io.Reader) string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	if kind == "text/plain" {
		if strings.EqualFold(encoding, "quoted-printable") {
			body = quotedprintable.NewReader(body)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return ""
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if err != nil {
			return ""
		}
		if text := plainPart(t, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p); text != "" {
			return text
		}
	}
}
