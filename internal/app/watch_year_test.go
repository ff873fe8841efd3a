package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"relance/internal/access"
	"relance/internal/bodacc/bodacctest"
	"relance/internal/calendar"
	"relance/internal/dunning"
	"relance/internal/insolvency"
	"relance/internal/postgres/gazette"
	"relance/internal/postgres/query"
)

// TestAYearOfWatch plays a year day by day: pages, refusals, cut answers, pages of
// HTML, a national file or a look-up that is down for days, weeks in which nothing
// runs, notices that appear days after their own date, that are edited between two
// reads, corrected, or annulled before they are read; annulments, closures and plans
// of those who are frozen; openings that are read in the midst of a send.
//
// What must hold is told by instants, as they are on record: every opening suspends
// all cases of its debtor, of both creditors, within a day of the moment from which
// it could be read; nothing is handed over to the debtor after that; nothing that is
// suspended ever goes on; and the period to declare runs from the publication, two
// months or four, and no correction makes it longer.
func TestAYearOfWatch(t *testing.T) {
	t.Parallel()
	c := newChase(t)
	frozen := map[string]bool{}
	for day := range 365 {
		midnight := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC).AddDate(0, 0, day)
		c.bill(day, midnight.Add(6*time.Hour))
		c.gazette(day, midnight.Add(7*time.Hour))
		if away(day) {
			continue // nothing runs: what was published meanwhile is read afterwards
		}
		c.chase(midnight.Add(8 * time.Hour)) // what is published and not read yet stops nobody
		c.watch(day, midnight.Add(9*time.Hour))
		c.chase(midnight.Add(14 * time.Hour))
		c.neverLifted(day, frozen)
	}
	c.checkInstants()
	c.checkPeriods()
	c.checkStory()
}

// away tells the days on which the program does not run.
func away(day int) bool { return day > 100 && day < 108 || day > 250 && day < 255 }

// gazette publishes the issue of a working day, and what was put off to it.
func (c *chase) gazette(day int, at time.Time) {
	c.clock.set(at)
	date := calendar.DateOf(at)
	if date != date.NextBusinessDay(calendar.Metropole) {
		c.later[day+1] = append(c.later[day+1], c.later[day]...)
		return
	}
	c.issue++
	c.service.Publish(bodacctest.Notice{ID: fmt.Sprint("A", date.Year, c.issue, "0"), Kind: "annonce", Family: "collective", Published: date.String(),
		SIREN: siren(9000 + day), Nature: openingNature, Judgment: date.AddDays(-9).String()})
	for _, n := range c.later[day] {
		c.met[n.Kind+" "+n.Family+" "+n.Nature]++
		if n.Published == "" {
			n.Published = date.String()
		}
		if n.of != nil {
			n.of.readable, n.of.dated = at, mustDate(c.t, n.Published)
		}
		c.service.Publish(n.Notice)
	}
	for i, d := range c.debtors {
		if d.readable.IsZero() && d.opens >= 0 && d.opens <= day {
			d.opens = 1000 // once
			c.open(i, d, at)
		}
	}
}

// open publishes the opening of a debtor's proceedings, and sees to what follows:
// some name him among the persons alone, some are of a nature that nobody knows,
// some appear days after their own date, some are annulled before they are read.
func (c *chase) open(i int, d *watchedDebtor, at time.Time) {
	date := calendar.DateOf(at)
	day := int(at.Sub(time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))
	n := bodacctest.Notice{ID: fmt.Sprintf("A%d%04d%d7", date.Year, c.issue, i), Kind: "annonce", Family: "collective", Published: date.String(), SIREN: d.siren,
		Nature: openingNature, Judgment: date.AddDays(-9).String(), InPersons: i%3 == 0}
	about := func(kind, nature string) bodacctest.Notice {
		return bodacctest.Notice{ID: n.ID + kind[:1] + fmt.Sprint(len(nature)), Kind: kind, Family: "collective", SIREN: d.siren, Nature: nature,
			Judgment: n.Judgment, InPersons: n.InPersons, Previous: fmt.Sprintf("A/%d%04d/%d7", date.Year, c.issue, i)}
	}
	put := func(days int, n bodacctest.Notice, of *watchedDebtor) {
		c.later[day+days] = append(c.later[day+days], published{n, of})
	}
	if i%5 == 1 {
		n.Nature = unknownNature
	}
	edited := n
	edited.Text = "Texte rectifié par le greffe."
	switch surprised := d.opens < 0; {
	case i%4 == 2 && !surprised: // annulled before it is read
		first := about("annulation", "")
		first.Published = date.String()
		c.service.Publish(first)
		put(2, n, d)
		put(12, edited, nil)
	case i%4 == 3 && !surprised: // it appears days after its own date
		c.met["late"]++
		put(4, n, d)
	default:
		d.readable, d.dated = at, date
		c.service.Publish(n)
		put(4, edited, nil)
	}
	put(20, about("rectificatif", n.Nature), nil)
	if i%2 == 0 {
		put(27, about("annulation", ""), nil)
	}
	put(34, about("annonce", []string{"Jugement de clôture pour insuffisance d'actif", "Jugement arretant le plan de redressement", "Jugement de retractation"}[i%3]), nil)
}

// watch reads the day's file and looks debtors up. The look-up is down from Monday
// to Wednesday, so that the file must do; the file is down on Thursdays, so that the
// look-up must. What fails in the morning is tried again two hours later.
func (c *chase) watch(day int, at time.Time) {
	c.t.Helper()
	kinds := []string{"500", "cut", "html", "429 1", "dropped", "503"}
	file, lookUp := "", ""
	switch week := day / 7; day % 7 {
	case 0, 1, 2:
		lookUp = kinds[week%len(kinds)]
		if week%2 == 1 {
			file = kinds[(week/2+day)%len(kinds)] // in the morning
		}
	case 3:
		file = kinds[week%len(kinds)]
	default:
		c.service.Fail([]string{"429", "cut", "503", "html", "dropped", "429 2"}[c.r.IntN(6)])
	}
	c.service.Down(bodacctest.Records, lookUp)
	for _, hour := range []time.Duration{0, watchTry} {
		c.clock.set(at.Add(hour))
		if hour > 0 && day%7 != 3 {
			file = ""
		}
		c.service.Down(bodacctest.Export, file)
		if _, err := c.desk.WatchRound(c.t.Context(), false); err != nil {
			c.met["no file"]++
		}
		if _, err := c.desk.LookUp(c.t.Context()); err != nil {
			c.met["no look-up"]++
		}
	}
	c.service.Down(bodacctest.Export, "") // for what is read in the midst of a send
}

// neverLifted looks at every case: whatever was suspended still is.
func (c *chase) neverLifted(day int, frozen map[string]bool) {
	c.t.Helper()
	held := map[string]bool{}
	for _, r := range rows[struct{ Number string }](c, `select number from cases where body->'holds' @> '[{"kind":"insolvency"}]'`) {
		held[r.Number], frozen[r.Number] = true, true
	}
	for n := range frozen {
		if !held[n] {
			c.t.Fatalf("day %d: case %s goes on though its debtor is insolvent", day, n)
		}
	}
}

// checkInstants compares when each case was suspended with when the notice could be
// read, and with every hand-over to the debtor.
func (c *chase) checkInstants() {
	c.t.Helper()
	type instant struct {
		Of string
		At time.Time
	}
	frozen, handed := map[string]time.Time{}, map[string][]time.Time{}
	for _, r := range rows[instant](c, `
		select c.number as of, min(e.recorded_at) as at from events e join cases c on c.id = e.case_id
		where e.kind = 'insolvency' or e.kind = 'hold' and e.data->>'hold' = 'insolvency' group by 1`) {
		frozen[r.Of] = r.At
	}
	mails := 0
	for _, r := range rows[instant](c, `select d.siren as of, m.handed_at as at from messages m join debtors d on d.id = m.debtor_id where m.handed_at is not null`) {
		handed[r.Of] = append(handed[r.Of], r.At)
	}
	if mails = c.count("messages where channel = 'email' and handed_at is not null"); mails != len(c.server.Messages()) {
		c.t.Errorf("%d mails left, %d hand-overs are on record", len(c.server.Messages()), mails)
	}
	for _, d := range c.debtors {
		for _, ref := range d.refs {
			at, ok := frozen[ref.Number]
			if ok != !d.readable.IsZero() {
				c.t.Errorf("%s: suspended is %v; the opening could be read from %v", ref.Number, ok, d.readable)
				continue
			}
			if !ok {
				continue
			}
			c.met["frozen"]++
			if last := backFrom(d.readable).Add(24 * time.Hour); at.Before(d.readable) || at.After(last) {
				c.t.Errorf("%s was suspended at %v; its debtor's opening could be read from %v", ref.Number, at, d.readable)
			}
			for _, sent := range handed[d.siren] {
				if !sent.Before(at) {
					c.t.Errorf("%s was suspended at %v, and something was handed over to its debtor at %v", ref.Number, at, sent)
				}
				if sent.After(d.readable) {
					c.met["handed over between publication and reading"]++
				}
			}
		}
	}
}

// backFrom is when the program ran again after an instant: at once, unless it was
// away.
func backFrom(at time.Time) time.Time {
	begin := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	for away(int(at.Sub(begin) / (24 * time.Hour))) {
		at = at.Add(24 * time.Hour)
	}
	return at
}

// checkPeriods compares the last day to declare each claim with the publication.
func (c *chase) checkPeriods() {
	c.t.Helper()
	all, err := gazette.New(c.store).Proceedings(c.t.Context(), nil)
	c.must(err)
	have := map[string]insolvency.Proceedings{}
	for _, p := range all {
		have[p.Creditor+"/"+p.SIREN] = p
	}
	for _, d := range c.debtors {
		for creditor, months := range map[string]int{"atelier": 2, "moulin": 4} {
			p, found := have[creditor+"/"+d.siren]
			if found != !d.readable.IsZero() {
				c.t.Errorf("%s of %s: on record as insolvent is %v", d.siren, creditor, found)
				continue
			}
			if want := d.dated.AddMonths(months); found && (p.Published != d.dated || p.ClaimBy != want) {
				c.t.Errorf("%s of %s: published %s, to declare by %s; want %s, %s", d.siren, creditor, p.Published, p.ClaimBy, d.dated, want)
			}
			c.met[fmt.Sprint(months, " months")]++
		}
	}
	status, err := c.desk.WatchStatus(c.t.Context(), access.Shell("claire"))
	c.must(err)
	if len(status.Proceedings) != len(all) {
		c.t.Errorf("the status names %d proceedings of %d", len(status.Proceedings), len(all))
	}
	for _, r := range rows[struct{ Number, Detail, Siren, Creditor string }](c, `
		select c.number, t.detail, d.siren, c.creditor from tasks t join cases c on c.id = t.case_id join debtors d on d.id = c.debtor_id
		where t.code = '`+string(dunning.TaskInsolvency)+`'`) {
		c.met["declarations asked for"]++
		if want := have[r.Creditor+"/"+r.Siren].ClaimBy.String(); r.Detail != want {
			c.t.Errorf("%s asks to declare by %s, want %s", r.Number, r.Detail, want)
		}
	}
}

// checkStory tells that the year was wild enough: each disturbance was met.
func (c *chase) checkStory() {
	c.t.Helper()
	for what, n := range c.service.Met() {
		c.met["service: "+what] = n
	}
	c.met["letters"] = c.count("messages where channel = 'registered_letter' and handed_at is not null")
	c.met["mails"] = len(c.server.Messages())
	for what, least := range map[string]int{
		"service: 429": 20, "service: 500": 20, "service: 503": 20, "service: cut": 20, "service: dropped": 20, "service: html": 20,
		"service: page": 10, "service: edited": 8, "service: cancelled first": 3, "no file": 50, "no look-up": 100, "late": 3,
		"rectificatif collective " + openingNature: 12, "rectificatif collective " + unknownNature: 2, "annulation collective ": 6,
		"annonce collective Jugement de clôture pour insuffisance d'actif": 3, "annonce collective Jugement arretant le plan de redressement": 3,
		"annonce collective Jugement de retractation": 3, "race": 6, "frozen": 50, "mails": 100, "letters": 3,
		"handed over between publication and reading": 1, "2 months": 25, "4 months": 25, "declarations asked for": 30,
	} {
		if c.met[what] < least {
			c.t.Errorf("%q was met %d times, want %d: the story is too tame", what, c.met[what], least)
		}
	}
	c.t.Log(c.met)
}

func mustDate(t *testing.T, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// rows asks the store.
func rows[T any](c *chase, sql string) []T {
	c.t.Helper()
	out, err := query.All[T](c.t.Context(), c.store.Pool(), sql, pgx.NamedArgs{})
	c.must(err)
	return out
}

func (c *chase) count(what string) int {
	c.t.Helper()
	return rows[struct{ N int }](c, "select count(*)::int as n from "+what)[0].N
}
