package app

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/backoffice"
	"relance/internal/bodacc/bodacctest"
	"relance/internal/calendar"
	"relance/internal/change"
	"relance/internal/company"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/postgres/gazette"
	"relance/internal/postgres/lookup"
	"relance/internal/postgres/sending"
	"relance/internal/recourse"
	"relance/internal/registry/recherche"
	"relance/internal/registry/registrytest"
	"relance/internal/registry/sirene"
)

// registered is a year whose debtors are looked up in a register.
func registered(t *testing.T) (*year, *registrytest.Service) {
	t.Helper()
	y, s := newYear(t), registrytest.New(t)
	y.store.WatchMaxAge, y.store.RegisterMaxAge = 0, 7*24*time.Hour
	y.desk.RegisterStore, y.desk.RegisterReader, y.desk.RegisterMaxAge = gazette.New(y.store), gazette.New(y.store), y.store.RegisterMaxAge
	y.desk.Register = &recherche.Client{URL: s.URL, HTTP: http.DefaultClient, Sleep: func(context.Context, time.Duration) error { return nil }}
	y.desk.Office = &backoffice.Office{Now: y.store.Now, DebtorLists: lookup.New(y.store)}
	return y, s
}

func entry(number string) registrytest.Company {
	return registrytest.Company{SIREN: number, Name: "Client " + number, Form: "5710", NIC: "00012", Number: "3", Kind: "RUE", Street: "NEUVE", Postcode: "69003", Town: "LYON"}
}

func (y *year) debtor(creditor, number string) dunning.Debtor {
	y.t.Helper()
	d, err := y.store.Debtor(y.t.Context(), creditor, "C-"+number)
	y.must(err)
	return d
}

// registerTasks lists the open tasks that the register asked, as "number: detail".
func (y *year) registerTasks() string {
	y.t.Helper()
	var out []string
	all, err := lookup.New(y.store).Tasks(y.t.Context(), desk.TaskFilter{})
	y.must(err)
	for _, k := range all {
		if k.Code == dunning.TaskRegister {
			out = append(out, k.Ref.Number+": "+k.Detail)
		}
	}
	return strings.Join(out, ", ")
}

// formal plays a case up to its formal notice and gives what becomes of it.
func (y *year) formal(ref dunning.Ref) dunning.Reserved {
	y.t.Helper()
	for range 40 {
		c, err := y.store.LoadCase(y.t.Context(), ref)
		y.must(err)
		step, _ := c.Step()
		d := dunning.Next(c, y.now)
		switch {
		case d.Action == dunning.Wait:
			if step.Formal() && d.At.IsZero() {
				return dunning.Reserved{Events: []dunning.Event{{Reason: d.Reason}}}
			}
			y.now = d.At
		case d.Action == dunning.Ask:
			_, err = y.store.Record(y.t.Context(), dunning.Recording{Ref: ref, Event: dunning.Event{Kind: dunning.KindApprove, Step: step.ID, At: y.now, Author: "claire"}, Notify: true})
			y.must(err)
		case step.Formal():
			out, err := sending.New(y.store).Reserve(y.t.Context(), dunning.ReserveRequest{Ref: ref, Step: d.Step, Known: c.Version, Now: y.now, Owner: "w"})
			y.must(err)
			return out
		default:
			out, err := sending.New(y.store).Reserve(y.t.Context(), dunning.ReserveRequest{Ref: ref, Step: d.Step, Known: c.Version, Now: y.now, Owner: "w"})
			y.must(err)
			if out.State != dunning.ReserveGranted {
				y.t.Fatalf("a friendly reminder is %s: %v", out.State, out.Events)
			}
			_, err = y.store.Record(y.t.Context(), dunning.Recording{Ref: ref, Event: dunning.Event{Kind: dunning.KindSkip, Step: step.ID, At: y.now, Author: "claire"}, Notify: true})
			y.must(err)
		}
	}
	y.t.Fatal("no formal step came")
	return dunning.Reserved{}
}

func TestANewDebtorIsLookedUpAndHisBlanksAreFilled(t *testing.T) {
	t.Parallel()
	y, s := registered(t)
	s.Register(entry(siren(1)))
	y.bill("atelier", "A-1", siren(1), "2025-12-01")
	y.bill("moulin", "M-1", siren(1), "2025-12-01")
	n, err := y.desk.LookUpRegister(t.Context())
	if err != nil || n != 1 {
		t.Fatalf("%d companies were looked up: %v", n, err)
	}
	for _, creditor := range []string{"atelier", "moulin"} {
		if d := y.debtor(creditor, siren(1)); d.Address.City != "LYON" || len(d.Address.Lines) != 1 || d.Name != "Client "+siren(1) {
			t.Errorf("%s has %+v", creditor, d)
		}
	}
	if n, err := y.desk.LookUpRegister(t.Context()); err != nil || n != 0 || len(s.Requests()) != 1 {
		t.Errorf("a second round looks %d up: %v", n, err)
	}
	if tasks := y.registerTasks(); tasks != "" {
		t.Errorf("nothing differs, but asked is %s", tasks)
	}
}

func TestBothRegistersFillStopAndAskAlike(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		source company.Source
		client func(url string) recourse.Register
	}{
		{company.Recherche, func(url string) recourse.Register {
			return &recherche.Client{URL: url, HTTP: http.DefaultClient, Sleep: func(context.Context, time.Duration) error { return nil }}
		}},
		{company.Sirene, func(url string) recourse.Register {
			return &sirene.Client{URL: url, Key: registrytest.Key, HTTP: http.DefaultClient, Sleep: func(context.Context, time.Duration) error { return nil }}
		}},
	} {
		t.Run(string(row.source), func(t *testing.T) {
			t.Parallel()
			y, s := registered(t)
			y.desk.Register = row.client(s.URL)
			gone, moved, named := entry(siren(2)), entry(siren(3)), entry(siren(4))
			gone.Closed = "2025-12-31"
			named.Name = "NOUVELLE RAISON"
			s.Register(entry(siren(1)), gone, moved, named)
			for n := 1; n <= 4; n++ {
				y.bill("atelier", fmt.Sprintf("A-%d", n), siren(n), "2025-12-01")
			}
			if n, err := y.desk.LookUpRegister(t.Context()); err != nil || n != 4 {
				t.Fatalf("%d companies were looked up: %v", n, err)
			}
			if d := y.debtor("atelier", siren(1)); d.Address.City != "LYON" || d.Name != "Client "+siren(1) {
				t.Errorf("have %+v", d)
			}
			moved.NIC, moved.Postcode, moved.Town = "00020", "33000", "BORDEAUX"
			s.Register(moved)
			for n, want := range map[int]company.State{1: company.Alike, 2: company.Stopped, 3: company.Stopped, 4: company.Differs} {
				c, err := y.desk.CheckDebtor(t.Context(), access.Shell("claire"), y.debtor("atelier", siren(n)))
				if err != nil || c.State != want || c.Source != row.source || !c.At.Equal(y.now) {
					t.Errorf("debtor %d is %s by %s of %s: %v", n, c.State, c.Source, c.At, err)
				}
			}
			if tasks := y.registerTasks(); !strings.Contains(tasks, "A-2: ceased") || !strings.Contains(tasks, "A-3: moved") || !strings.Contains(tasks, "A-4: name") {
				t.Errorf("asked is %s", tasks)
			}
		})
	}
}

func TestAStrikingOffStandsWhateverTheRegisterSaysOfTheSeat(t *testing.T) {
	t.Parallel()
	y, s := registered(t)
	e := entry(siren(1))
	s.Register(e)
	ref := y.bill("atelier", "A-1", siren(1), "2025-12-01")
	who := access.Shell("claire")
	check := func() string {
		t.Helper()
		_, err := y.desk.CheckDebtor(t.Context(), who, y.debtor("atelier", siren(1)))
		y.must(err)
		c, err := y.store.LoadCase(t.Context(), ref)
		y.must(err)
		for _, h := range c.Holds {
			if h.Kind == dunning.HoldRegister {
				return h.Category
			}
		}
		return ""
	}
	check()
	y.service.Publish(bodacctest.Notice{ID: "B202600031", Kind: "annonce", Family: "radiation", Published: "2026-01-05", SIREN: siren(1)})
	_, err := y.desk.CheckSIREN(t.Context(), who, siren(1))
	y.must(err)
	e.NIC, e.Postcode, e.Town = "00020", "33000", "BORDEAUX"
	s.Register(e)
	if got := check(); got != dunning.StruckOff {
		t.Errorf("with a seat elsewhere the case waits for %q", got)
	}
	s.Register(entry(siren(1)))
	if got := check(); got != dunning.StruckOff {
		t.Errorf("with a seat that agrees again the case waits for %q", got)
	}
}

func TestADifferenceAsksOnceAndOverwritesNothing(t *testing.T) {
	t.Parallel()
	y, s := registered(t)
	e := entry(siren(1))
	s.Register(e)
	y.bill("atelier", "A-1", siren(1), "2025-12-01")
	who := access.Shell("claire")
	_, err := y.desk.CheckDebtor(t.Context(), who, y.debtor("atelier", siren(1)))
	y.must(err)
	e.Name, e.Street = "NOUVELLE RAISON", "VIEILLE"
	s.Register(e)
	for range 2 {
		c, err := y.desk.CheckDebtor(t.Context(), who, y.debtor("atelier", siren(1)))
		if err != nil || c.State != company.Differs || len(c.Differences) != 2 {
			t.Fatalf("got %+v, %v", c, err)
		}
	}
	if d := y.debtor("atelier", siren(1)); d.Name != "Client "+siren(1) || d.Address.Lines[0] != "3 RUE NEUVE" {
		t.Errorf("the record was overwritten: %+v", d)
	}
	if tasks := y.registerTasks(); tasks != "A-1: name,address" {
		t.Errorf("asked is %s", tasks)
	}
	all, err := lookup.New(y.store).Tasks(t.Context(), desk.TaskFilter{})
	y.must(err)
	for _, k := range all {
		y.must(y.store.FinishTask(t.Context(), k.ID, "claire"))
	}
	_, err = y.desk.CheckDebtor(t.Context(), who, y.debtor("atelier", siren(1)))
	y.must(err)
	if tasks := y.registerTasks(); tasks != "" {
		t.Errorf("a person who has answered is asked again: %s", tasks)
	}
}

func TestACompanyThatHasCeasedStopsFormalStepsOfAllItsCases(t *testing.T) {
	t.Parallel()
	y, s := registered(t)
	e := entry(siren(1))
	e.Closed = "2025-12-31"
	s.Register(e)
	one, two := y.bill("atelier", "A-1", siren(1), "2025-10-01"), y.bill("atelier", "A-2", siren(1), "2025-11-01")
	_, err := y.desk.LookUpRegister(t.Context())
	y.must(err)
	for _, ref := range []dunning.Ref{one, two} {
		c, err := y.store.LoadCase(t.Context(), ref)
		if err != nil || !c.Held(dunning.HoldRegister) {
			t.Errorf("%s goes on: %v, %v", ref.Number, c.Holds, err)
		}
	}
	if tasks := y.registerTasks(); !strings.Contains(tasks, "A-1: ceased") || !strings.Contains(tasks, "A-2: ceased") {
		t.Errorf("asked is %s", tasks)
	}
	if out := y.formal(one); out.State == dunning.ReserveGranted {
		t.Error("a formal notice leaves to a company that has ceased")
	}
	_, err = y.store.Record(t.Context(), dunning.Recording{Ref: one, Event: dunning.Event{Kind: dunning.KindRelease, Hold: dunning.HoldRegister, At: y.now, Author: "claire"}, Notify: true})
	y.must(err)
	_, err = y.desk.CheckDebtor(t.Context(), access.Shell("claire"), y.debtor("atelier", siren(1)))
	y.must(err)
	y.formal(one) // its day has come: a fresh look is wanted
	_, err = y.desk.CheckDebtor(t.Context(), access.Shell("claire"), y.debtor("atelier", siren(1)))
	y.must(err)
	if out := y.formal(one); out.State != dunning.ReserveGranted {
		t.Errorf("a person has decided, and the notice is %s: %v", out.State, out.Events)
	}
}

func TestASeatThatMovedStopsUntilTheAddressAgrees(t *testing.T) {
	t.Parallel()
	y, s := registered(t)
	e := entry(siren(1))
	s.Register(e)
	ref := y.bill("atelier", "A-1", siren(1), "2025-12-01")
	_, err := y.desk.LookUpRegister(t.Context())
	y.must(err)
	e.NIC, e.Postcode, e.Town = "00020", "33000", "BORDEAUX"
	s.Register(e)
	c, err := y.desk.CheckDebtor(t.Context(), access.Shell("claire"), y.debtor("atelier", siren(1)))
	if err != nil || c.State != company.Stopped || len(c.Held) != 1 {
		t.Fatalf("got %+v, %v", c, err)
	}
	_, err = y.store.UpdateDebtor(t.Context(), "atelier", "C-"+siren(1), change.Debtor{
		Address: &dunning.Address{Lines: []string{"3 rue Neuve"}, Postcode: "33000", City: "Bordeaux", Country: "FR"}, Author: "claire"})
	y.must(err)
	_, err = y.desk.CheckDebtor(t.Context(), access.Shell("claire"), y.debtor("atelier", siren(1)))
	y.must(err)
	if k, err := y.store.LoadCase(t.Context(), ref); err != nil || k.Held(dunning.HoldRegister) {
		t.Errorf("the case still stops: %v, %v", k.Holds, err)
	}
	if tasks := y.registerTasks(); tasks != "" {
		t.Errorf("asked is %s", tasks)
	}
}

func TestAFormalStepWaitsForALookAndAReminderDoesNot(t *testing.T) {
	t.Parallel()
	y, s := registered(t)
	s.Register(entry(siren(1)))
	ref := y.bill("atelier", "A-1", siren(1), "2025-10-01")
	_, err := y.desk.LookUpRegister(t.Context())
	y.must(err)
	y.now = y.now.AddDate(0, 0, 8).Add(2 * time.Hour) // the first look is too old by now
	out := y.formal(ref)
	if out.State == dunning.ReserveGranted || out.Events[len(out.Events)-1].Hold != dunning.HoldRegister {
		t.Fatalf("the formal notice is %s: %v", out.State, out.Events)
	}
	s.Fail("500", "500", "500", "500", "500")
	if _, err := y.desk.LookUpRegister(t.Context()); dunning.ErrorCode(err) != dunning.CodeUnavailable {
		t.Fatalf("got %v", err)
	}
	if tasks := y.registerTasks(); tasks != "" {
		t.Errorf("a register that is silent for an hour asks a person: %s", tasks)
	}
	y.now = y.now.AddDate(0, 0, 4)
	s.Fail("500", "500", "500", "500", "500")
	if _, err := y.desk.LookUpRegister(t.Context()); dunning.ErrorCode(err) != dunning.CodeUnavailable {
		t.Fatalf("got %v", err)
	}
	if tasks := y.registerTasks(); tasks != "A-1: look" {
		t.Errorf("after days of silence asked is %q", tasks)
	}
	y.now = y.now.Add(2 * time.Hour)
	_, err = y.desk.LookUpRegister(t.Context())
	y.must(err)
	if c, err := y.store.LoadCase(t.Context(), ref); err != nil || c.Held(dunning.HoldRegister) || y.registerTasks() != "" {
		t.Errorf("after the look: %v, %v, %s", c.Holds, err, y.registerTasks())
	}
	if out := y.formal(ref); out.State != dunning.ReserveGranted {
		t.Errorf("the formal notice is %s: %v", out.State, out.Events)
	}
}

func TestABatchAsksOnceForACompanyAndNamesWhatFails(t *testing.T) {
	t.Parallel()
	y, s := registered(t)
	s.Register(entry(siren(1)), entry(siren(2)))
	y.bill("atelier", "A-1", siren(1), "2025-12-01")
	y.bill("moulin", "M-1", siren(1), "2025-12-01")
	y.bill("atelier", "A-2", siren(2), "2025-12-01")
	y.bill("atelier", "A-3", siren(3), "2025-12-01")
	y.bill("atelier", "A-4", "", "2025-12-01")
	s.Fail("400")
	var got []string
	run := func(fresh bool) string {
		got = nil
		y.must(y.desk.CheckDebtors(t.Context(), access.Shell("claire"), "", fresh, func(c company.Check) { got = append(got, string(c.State)) }))
		return strings.Join(got, " ")
	}
	if text := run(false); text != "failed filled filled absent no_siren" {
		t.Errorf("got %s", text)
	}
	asked := len(s.Requests())
	if text := run(false); text != "same same same absent no_siren" || len(s.Requests()) != asked {
		t.Errorf("got %s after %d more questions", text, len(s.Requests())-asked)
	}
	if run(true); len(s.Requests()) != asked+3 {
		t.Errorf("a fresh batch asks %d times for three companies", len(s.Requests())-asked)
	}
	reader := access.Actor{Name: "x", Roles: access.Everywhere(access.Reader), Proof: access.Session}
	if _, err := y.desk.CheckDebtor(t.Context(), reader, y.debtor("atelier", siren(1))); dunning.ErrorCode(err) != dunning.CodeForbidden {
		t.Errorf("a reader may look up: %v", err)
	}
	y.desk.Register = nil
	if _, err := y.desk.CheckDebtor(t.Context(), access.Shell("claire"), y.debtor("atelier", siren(1))); dunning.ErrorCode(err) != dunning.CodeConflict {
		t.Errorf("a register that is off is asked: %v", err)
	}
}

func TestAStaleWatchStopsAFormalLetterAtItsHandOverAndTheFile(t *testing.T) {
	t.Parallel()
	y := newYear(t)
	y.store.RegisterMaxAge = 0
	ref := y.bill("atelier", "A-1", siren(1), "2025-10-01")
	_, err := y.store.UpdateDebtor(t.Context(), "atelier", "C-"+siren(1), change.Debtor{
		Address: &dunning.Address{Lines: []string{"3 rue Neuve"}, Postcode: "69003", City: "Lyon", Country: "FR"}, Author: "claire"})
	y.must(err)
	y.store.WatchMaxAge = 0
	out := y.formal(ref)
	if out.State != dunning.ReserveGranted {
		t.Fatalf("the formal notice is %s: %v", out.State, out.Events)
	}
	_, err = sending.New(y.store).SaveRendered(t.Context(), out.Message.ID, dunning.Rendered{MediaType: "application/pdf", Bytes: []byte("%PDF-1.7"), Recipient: "3 rue Neuve"})
	y.must(err)
	y.store.WatchMaxAge = 24 * time.Hour // it was reserved before the look grew old
	if ok, err := sending.New(y.store).HandOver(t.Context(), out.Message.ID, "w", y.now); ok || err != nil {
		t.Fatalf("a formal letter is handed over under a stale watch: %v, %v", ok, err)
	}
	c, err := y.store.LoadCase(t.Context(), ref)
	if err != nil || !c.Held(dunning.HoldWatch) {
		t.Errorf("the case does not wait for the watch: %v, %v", c.Holds, err)
	}
	y.read(siren(1))
	if out = y.formal(ref); out.State != dunning.ReserveGranted {
		t.Fatalf("after a look the notice is %s: %v", out.State, out.Events)
	}
	_, err = sending.New(y.store).SaveRendered(t.Context(), out.Message.ID, dunning.Rendered{MediaType: "application/pdf", Bytes: []byte("%PDF-1.7"), Recipient: "3 rue Neuve"})
	y.must(err)
	if ok, err := sending.New(y.store).HandOver(t.Context(), out.Message.ID, "w", y.now); !ok || err != nil {
		t.Errorf("after a look the letter is not handed over: %v, %v", ok, err)
	}
}

// read lets the watch read a national file and look a company up, today.
func (y *year) read(company string) {
	y.t.Helper()
	y.service.Publish(bodacctest.Notice{ID: "A" + y.now.Format("20060102"), Kind: "annonce", Family: "collective", Published: calendar.DateOf(y.now).String(),
		SIREN: siren(9999), Nature: openingNature, Judgment: "2025-12-10"})
	_, err := y.desk.WatchRound(y.t.Context(), true)
	y.must(err)
	_, err = y.desk.CheckSIREN(y.t.Context(), access.Shell("claire"), company)
	y.must(err)
}

func TestAFileIsNotHandedOverUnderAStaleWatch(t *testing.T) {
	t.Parallel()
	y := newYear(t)
	y.store.WatchMaxAge = 0
	ref := y.bill("atelier", "A-1", siren(1), "2025-10-01")
	y.formal(ref)
	c, err := y.store.LoadCase(t.Context(), ref)
	y.must(err)
	step, _ := c.Step()
	_, err = y.store.Record(t.Context(), dunning.Recording{Ref: ref, Event: dunning.Event{Kind: dunning.KindSkip, Step: step.ID, At: y.now, Author: "claire"}, Notify: true})
	y.must(err)
	surrender := func() dunning.Recorded {
		t.Helper()
		c, err := y.store.LoadCase(t.Context(), ref)
		y.must(err)
		d := dunning.Next(c, y.now)
		for range 5 {
			if d.Action == dunning.Wait && !d.At.IsZero() {
				y.now = d.At
				d = dunning.Next(c, y.now)
			}
		}
		if d.Action != dunning.Surrender {
			t.Fatalf("the case wants to %s (%s)", d.Action, d.Reason)
		}
		out, err := y.store.Record(t.Context(), dunning.Recording{Ref: ref, Known: c.Version, Event: dunning.Event{
			ID: "decision-" + y.now.String(), Kind: dunning.KindHandedOver, Step: d.Step, At: y.now, Reason: d.Reason}})
		y.must(err)
		return out
	}
	y.store.WatchMaxAge = 24 * time.Hour
	if got := surrender(); got.Case.State == dunning.HandedOver || !got.Case.Held(dunning.HoldWatch) || len(got.Events) != 1 {
		t.Fatalf("the file is handed over under a stale watch: %s, %v", got.Case.State, got.Events)
	}
	y.read(siren(1))
	c, err = y.store.LoadCase(t.Context(), ref)
	y.must(err)
	if c.Held(dunning.HoldWatch) {
		_, err = y.store.Record(t.Context(), dunning.Recording{Ref: ref, Event: dunning.Event{Kind: dunning.KindRelease, Hold: dunning.HoldWatch, At: y.now, Author: "claire"}, Notify: true})
		y.must(err)
	}
	if got := surrender(); got.Case.State != dunning.HandedOver {
		t.Errorf("after a look the case is %s, %v", got.Case.State, got.Events)
	}
}

func TestANoticeOfStrikingOffStopsFormalStepsUntilAPersonHasAnswered(t *testing.T) {
	t.Parallel()
	y := newYear(t)
	y.store.WatchMaxAge, y.store.RegisterMaxAge = 0, 0
	one, other := y.bill("atelier", "A-1", siren(1), "2025-10-01"), y.bill("atelier", "A-2", siren(2), "2025-10-01")
	_, err := y.store.UpdateDebtor(t.Context(), "atelier", "C-"+siren(1), change.Debtor{
		Address: &dunning.Address{Lines: []string{"3 rue Neuve"}, Postcode: "69003", City: "Lyon", Country: "FR"}, Author: "claire"})
	y.must(err)
	struck := bodacctest.Notice{ID: "B202600031", Kind: "annonce", Family: "radiation", Published: "2026-01-05", SIREN: siren(1)}
	again := bodacctest.Notice{ID: "B201500031", Kind: "annonce", Family: "radiation", Published: "2015-01-05", SIREN: siren(2)}
	y.service.Publish(struck, again)
	look := func() {
		t.Helper()
		for _, n := range []int{1, 2} {
			_, err := y.desk.CheckSIREN(t.Context(), access.Shell("claire"), siren(n))
			y.must(err)
		}
	}
	look()
	held := func(ref dunning.Ref) bool {
		t.Helper()
		c, err := y.store.LoadCase(t.Context(), ref)
		y.must(err)
		return c.Held(dunning.HoldRegister)
	}
	if !held(one) || held(other) {
		t.Errorf("held are %v and, by a notice of ten years ago, %v", held(one), held(other))
	}
	if tasks := y.registerTasks(); tasks != "A-1: struck_off" {
		t.Errorf("asked is %s", tasks)
	}
	late := y.bill("moulin", "M-1", siren(1), "2025-12-15")
	if !held(late) {
		t.Error("an invoice that is imported later is not stopped")
	}
	if out := y.formal(one); out.State == dunning.ReserveGranted {
		t.Error("a formal notice leaves to a company that is struck off")
	}
	_, err = y.store.Record(t.Context(), dunning.Recording{Ref: one, Event: dunning.NewRelease(dunning.HoldRegister).With(dunning.Stamp{At: y.now, Author: "claire"}), Notify: true})
	y.must(err)
	struck.Text = "Texte rectifié par le greffe." // the same notice, edited
	y.service.Publish(struck)
	look()
	if out := y.formal(one); held(one) || out.State != dunning.ReserveGranted {
		t.Errorf("a person has decided, and the notice is %s: %v", out.State, out.Events)
	}
}
