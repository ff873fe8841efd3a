package demo

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"relance/internal/app"
	"relance/internal/backoffice"
	"relance/internal/calendar"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/registeredmail/maileva/mailevatest"
	"relance/internal/smtp/catcher"
	"relance/internal/temporalclient"
	"relance/internal/words"
	"relance/workflows"
)

// Options are the choices for Run.
type Options struct {
	Log       *slog.Logger
	Temporald string // program; "" looks for it
	Stay      bool   // stay up after the story, until the context ends
	Say       func(format string, args ...any)
	Table     func(header []string, rows [][]string)
	Words     words.Words // of the language that Say and Table print
}

// Run plays sample invoices through a whole plan: its own PostgreSQL and
// Temporal in a folder that is thrown away, a mail catcher for a server, and
// the server's time skipping for a clock. All cases advance in lock-step.
func Run(ctx context.Context, o Options) error {
	dir, err := os.MkdirTemp("", "relance-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	mails, err := catcher.Start(ctx, catcher.Options{})
	if err != nil {
		return fmt.Errorf("starting the mail catcher: %w", err)
	}
	defer mails.Close()
	host, port, err := hostPort(mails.SMTPAddr())
	if err != nil {
		return err
	}
	post, err := demoPost(time.Now())
	if err != nil {
		return err
	}
	defer post.Close()
	cfg := demoConfig(host, port, filepath.Join(dir, "letters"))
	cfg.Secrets = config.Secrets{Maileva: demoPostSecrets()}
	cfg.Staff.Listen = "127.0.0.1:0"
	o.Say("starting PostgreSQL and Temporal …")
	m, err := app.Start(ctx, cfg, o.Log, app.Stack{Dir: dir, Throwaway: true, Temporald: o.Temporald})
	if err != nil {
		return err
	}
	defer os.RemoveAll(m.StateDir()) //nolint:errcheck // thrown away with the demo
	defer m.Stop()
	m.App.Post.Carriers.StandIns.Maileva = standInFor(post)
	o.Say("mails     %s", "http://"+mails.HTTPAddr())
	o.Say("temporal  %s", m.TemporalPage())
	o.Say("letters   a stand-in for Maileva on this machine, where nothing is printed")
	if err := m.Welcome(ctx, o.Say); err != nil {
		return err
	}
	return m.Run(ctx, func(ctx context.Context) error { return play(ctx, m, post, o) })
}

// play runs the worker and the story beside it.
func play(ctx context.Context, m *app.Machine, post *mailevatest.Server, o Options) error {
	office, err := m.App.Office()
	if err != nil {
		return err
	}
	at := m.Temporal()
	clocks, err := temporalclient.Dial(ctx, temporalclient.Options{Address: at.Address, Namespace: at.Namespace, Log: at.Log})
	if err != nil {
		return err
	}
	defer clocks.Close()
	work, stop := context.WithCancel(ctx)
	defer stop()
	staff, welcome := make(chan net.Addr, 1), m.App.StaffBound
	m.App.StaffBound = func(at net.Addr) {
		welcome(at)
		staff <- at
	}
	g, work := errgroup.WithContext(work)
	g.Go(func() error { return m.App.RunWorker(work) })
	g.Go(func() error {
		defer stop()
		p := &player{
			app: m.App, office: office, clocks: clocks, post: post, say: o.Say, w: o.Words, reported: map[string]bool{},
			today: calendar.DateOf(time.Now().In(calendar.Metropole.Location())),
		}
		if err := p.run(work); err != nil {
			return err
		}
		if err := p.close(work, o.Table); err != nil {
			return err
		}
		if err := p.call(work, staff); err != nil || !o.Stay {
			return err
		}
		o.Say("\nThe addresses above stay open. Ctrl-C ends the demo and leaves nothing behind.")
		<-work.Done()
		return nil
	})
	return g.Wait()
}

// player tells the story: it skips time to whatever comes next.
type player struct {
	app      *app.App
	office   *backoffice.Office
	clocks   *temporalclient.Client // of the cases
	post     *mailevatest.Server
	say      func(format string, args ...any)
	w        words.Words
	today    calendar.Date // of the demo
	base     time.Time     // case time when the last skip was over
	over     time.Time     // the clock at that moment
	seen     map[int64]bool
	reported map[string]bool // of the letters
}

// now is case time. A skip ends at its instant or a moment later, however long
// it took, so the clock is read from that instant on; the cases may be a moment ahead of it,
// never behind.
func (p *player) now() time.Time {
	if p.base.IsZero() {
		return time.Now()
	}
	return p.base.Add(time.Since(p.over))
}

// run plays until nothing is left to happen.
func (p *player) run(ctx context.Context) error {
	p.seen = map[int64]bool{}
	if err := p.app.SaveCreditors(ctx); err != nil {
		return err
	}
	if err := p.enter(ctx); err != nil {
		return err
	}
	acts := p.script()
	for range 200 {
		if err := p.settle(ctx); err != nil {
			return err
		}
		if err := p.report(ctx); err != nil {
			return err
		}
		lent, err := p.lend(ctx)
		if err != nil {
			return err
		}
		news, err := p.follow(ctx)
		if err != nil {
			return err
		}
		if lent || news {
			continue
		}
		cases, err := p.open(ctx)
		if err != nil {
			return err
		}
		next, act := p.next(cases, acts)
		look, err := p.nextLook(ctx)
		if err != nil {
			return err
		}
		if !look.IsZero() && (next.IsZero() || look.Before(next)) {
			next, act = look, false
		}
		if next.IsZero() {
			return nil
		}
		if err := p.skipTo(ctx, cases, next); err != nil {
			return err
		}
		for act && len(acts) > 0 && !acts[0].at.After(p.now()) {
			if err := p.do(ctx, acts[0]); err != nil {
				return err
			}
			acts = acts[1:]
		}
	}
	return fmt.Errorf("the demo does not come to an end")
}

// enter takes the sample invoices in.
func (p *player) enter(ctx context.Context) error {
	creditor, debtors := demoCreditor(), demoDebtors()
	for _, d := range demoInvoices() {
		inv, debtor := d.record(p.today), debtors[d.debtor]
		pdf, err := demoPDF(inv, creditor, debtor)
		if err != nil {
			return err
		}
		doc := &dunning.Document{MediaType: "application/pdf", Name: inv.FileName, Bytes: pdf}
		added := p.office.Invoices.AddInvoices(ctx, []dunning.NewInvoice{{
			Creditor: creditor.ID, Debtor: debtor, Invoice: inv, Document: doc, Now: p.now(),
		}})[0]
		if added.Err != nil {
			return fmt.Errorf("invoice %s: %w", d.number, added.Err)
		}
		p.say("%s  invoice %s, %s, %s, due %s: %s", p.today, d.number, debtor.Name, d.amount, inv.Due, added.State)
	}
	return nil
}

// timedAct is an act with its instant and its case.
type timedAct struct {
	demoAct
	at  time.Time
	ref dunning.Ref
}

// script lists the acts in the order of their instants.
func (p *player) script() []timedAct {
	var acts []timedAct
	for _, d := range demoInvoices() {
		for _, act := range d.acts {
			acts = append(acts, timedAct{act, d.at(p.today, act), dunning.Ref{Creditor: demoCreditor().ID, Number: d.number}})
		}
	}
	sort.SliceStable(acts, func(i, j int) bool { return acts[i].at.Before(acts[j].at) })
	return acts
}

// next is the earliest of what the cases wait for and what the script holds.
func (p *player) next(cases []dunning.Case, acts []timedAct) (at time.Time, act bool) {
	for _, c := range cases {
		if d := dunning.Next(c, p.now()); !d.At.IsZero() && (at.IsZero() || d.At.Before(at)) {
			at = d.At
		}
	}
	if len(acts) > 0 && (at.IsZero() || !acts[0].at.After(at)) {
		return acts[0].at, true
	}
	return at, false
}

// skipTo advances every open case to an instant, and one second more.
func (p *player) skipTo(ctx context.Context, cases []dunning.Case, at time.Time) error {
	until := at.Add(time.Second)
	if !until.After(p.now()) {
		return nil
	}
	p.post.AdvanceTo(at)
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for _, c := range cases {
		id := workflows.DunningID(c.Creditor, c.Number, c.Cycle)
		g.Go(func() error { return temporalclient.FastForward(gctx, p.clocks, id, until) })
	}
	err := g.Wait()
	p.base, p.over = until, time.Now()
	return err
}

// do tells the script's fact to a case, as a bank job or a person would.
func (p *player) do(ctx context.Context, act timedAct) error {
	e := act.event
	e.At, e.ID = p.now(), fmt.Sprintf("demo/%s/%d", act.ref.Number, act.day)
	if e.Kind == dunning.KindPaid {
		e.Date = calendar.DateOf(e.At.In(calendar.Metropole.Location()))
	}
	p.say("%s  %s %s", p.day(e.At), act.ref.Number, act.say)
	_, err := p.office.Log.Record(ctx, dunning.Recording{Ref: act.ref, Event: e, Notify: true})
	return err
}

func (p *player) day(at time.Time) calendar.Date {
	return calendar.DateOf(at.In(calendar.Metropole.Location()))
}

// hostPort parts an address.
func hostPort(addr string) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, err
	}
	port, err = strconv.Atoi(text)
	return host, port, err
}
