package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	enumspb "go.temporal.io/api/enums/v1"

	"relance/internal/access"
	"relance/internal/app"
	"relance/internal/backoffice"
	"relance/internal/bank"
	"relance/internal/bank/banktest"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/money"
)

// importEnv, when set, makes the test binary a process that takes a bank file
// in, and is killed.
const importEnv = "RELANCE_E2E_IMPORT"

type importProcess struct {
	Config  config.Config
	Secrets config.Secrets
	File    string
}

func init() { //nolint:gochecknoinits // the process must not go on to the tests
	spec := os.Getenv(importEnv)
	if spec == "" {
		return
	}
	if err := runImportProcess(spec); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func runImportProcess(spec string) error {
	go func() { // ends with the test
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(2)
	}()
	var p importProcess
	if err := json.Unmarshal([]byte(spec), &p); err != nil {
		return err
	}
	p.Config.Secrets = p.Secrets
	ctx := context.Background()
	a, err := app.Open(ctx, p.Config, quiet())
	if err != nil {
		return err
	}
	defer a.Close()
	file, err := os.Open(p.File)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	o, err := a.Office()
	if err != nil {
		return err
	}
	_, err = o.BankFiles(access.Shell("claire")).Take(ctx, p.File, file, func(backoffice.BankEntry) error { return nil })
	return err
}

// importer is a house with a bank file whose reading is killed.
type importer struct {
	*house
	file    string
	numbers []string
	blocks  *pgx.Conn // holds what the import needs
	lines   int
}

const (
	importChunk = 1000 // lines of one transaction
	importLines = 2200
)

// newImporter makes a bank file of three transactions, of whose lines one in a
// hundred and fifty pays an invoice.
func newImporter(t *testing.T) *importer {
	t.Helper()
	im := &importer{house: newHouse(t, nil), file: t.TempDir() + "/releve.xml", lines: importLines}
	st := bank.Statement{
		Account: im.cfg.Creditors[0].IBAN, IBAN: im.cfg.Creditors[0].IBAN, ID: "R-1", Currency: "EUR", Kind: bank.KindStatement,
		From: im.today().AddDays(-1), To: im.today().AddDays(-1),
	}
	for i := range importLines {
		e := bank.Entry{
			ID: fmt.Sprintf("M%06d", i), BookingDate: st.To, ValueDate: st.To, Currency: "EUR", Status: bank.Booked,
			Amount: -money.Cents(1000 + i), Counterparty: "FOURNISSEUR", Remittance: fmt.Sprint("PRLV SEPA CONTRAT ", 70000+i),
		}
		if i%150 == 20 {
			number := fmt.Sprintf("F2026-%05d", 40000+i)
			im.invoice(number, fmt.Sprint("C-", i), 20, 120000)
			im.numbers = append(im.numbers, number)
			e.Amount, e.Counterparty, e.Remittance = 120000, "PERRIN "+fmt.Sprint(i), "VIREMENT FACTURE "+number
			e.CounterpartyIBAN = fmt.Sprintf("FR76%023d", i)
		}
		st.Entries = append(st.Entries, e)
	}
	im.must(os.WriteFile(im.file, banktest.Camt053([]bank.Statement{st}, banktest.CamtOptions{}), 0o600))
	var err error
	im.blocks, err = pgx.Connect(t.Context(), im.cfg.Secrets.DatabaseURL[:len(im.cfg.Secrets.DatabaseURL)-len("&pool_max_conns=8")])
	im.must(err)
	t.Cleanup(func() { _ = im.blocks.Close(t.Context()) })
	return im
}

// start takes the file in, in a process of its own.
func (im *importer) start() {
	im.t.Helper()
	spec, err := json.Marshal(importProcess{Config: im.cfg, Secrets: im.cfg.Secrets, File: im.file})
	im.must(err)
	self, err := os.Executable()
	im.must(err)
	cmd := exec.Command(self)
	cmd.Env, cmd.Stderr = append(os.Environ(), importEnv+"="+string(spec)), os.Stderr
	_, err = cmd.StdinPipe()
	im.must(err)
	im.must(cmd.Start())
	im.process = cmd
	im.t.Cleanup(im.kill)
}

// here takes the file in within the test's own process.
func (im *importer) here() {
	data, err := os.ReadFile(im.file)
	if err == nil {
		var o *backoffice.Office
		if o, err = im.app.Office(); err != nil {
			im.t.Fatal(err)
		}
		_, err = o.BankFiles(access.Shell("claire")).Take(im.t.Context(), im.file, bytes.NewReader(data), func(e backoffice.BankEntry) error { return e.Err })
	}
	if err != nil {
		im.t.Errorf("taking the file in: %v", err)
	}
}

// held starts an import and kills it when it waits for what a statement locks.
func (im *importer) held(lock string, args ...any) {
	im.t.Helper()
	for _, q := range []string{"begin", lock} {
		var given []any
		if q == lock {
			given = args
		}
		_, err := im.blocks.Exec(im.t.Context(), q, given...)
		im.must(err)
	}
	im.start()
	im.patiently("the import waits for "+lock, func() error {
		if n := im.waiting(); n == 0 {
			return errNotYet
		}
		return nil
	})
	im.kill()
	_, err := im.blocks.Exec(im.t.Context(), "rollback")
	im.must(err)
	im.patiently("PostgreSQL has noticed that the process is gone", func() error {
		n := query[int](im.house, `
			select count(*) from pg_locks l join pg_class c on c.oid = l.relation
			where c.relnamespace = current_schema()::regnamespace and c.relname = 'bank_lines' and l.mode = 'RowExclusiveLock'`)
		if n > 0 {
			return errNotYet
		}
		return nil
	})
}

func (im *importer) waiting() int {
	return query[int](im.house, "select count(*) from pg_stat_activity where $1 = any(pg_blocking_pids(pid))", int32(im.blocks.PgConn().PID()))
}

// whole checks that what is on record is whole transactions, and gives the
// number of lines.
func (im *importer) whole(when string) int {
	im.t.Helper()
	lines := query[int](im.house, "select count(*) from bank_lines")
	if lines%importChunk != 0 && lines != im.lines {
		im.t.Errorf("%s: %d lines are on record, which is no whole number of transactions", when, lines)
	}
	paid := query[int](im.house, "select count(*) from bank_lines where state = 'matched'")
	for what, sql := range map[string]string{
		"payments":             "select count(*) from payments",
		"allocations":          "select count(*) from allocations a join payments p on p.id = a.payment_id",
		"matches":              "select count(*) from matches m join bank_lines l on l.id = m.line_id",
		"events":               "select count(*) from events where kind = 'paid'",
		"messages to Temporal": "select count(*) from outbox where kind = 'signal' and payload->>'kind' = 'paid'",
		"settled cases":        "select count(*) from cases where balance = 0",
	} {
		if n := query[int](im.house, sql); n != paid {
			im.t.Errorf("%s: %d %s for %d matched lines", when, n, what, paid)
		}
	}
	return lines
}

// The process that takes a bank file in is killed between any two statements,
// while it commits, between two transactions and whenever it happens; Temporal
// is stopped; the file is taken in by two at once, and again. Each payment
// counts once, and each case hears of it once.
func TestAKilledBankImportLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	im := newImporter(t)
	im.work()
	for _, n := range im.numbers {
		im.idle(n)
	}
	row := "select 1 from cases where number = $1 for update"
	for _, m := range []struct {
		name, lock string
		args       []any
	}{
		{name: "before the first line", lock: "lock table bank_lines in share mode"},
		{name: "lines written, cases not locked", lock: row, args: []any{im.numbers[0]}},
		{name: "cases locked, no payment yet", lock: "lock table payments in share mode"},
		{name: "payments without allocations", lock: "lock table allocations in share mode"},
		{name: "allocations without matches", lock: "lock table matches in share mode"},
		{name: "money without events", lock: "lock table events in share mode"},
		{name: "events without messages", lock: "lock table outbox in share mode"},
		{name: "all but the learnt accounts", lock: "lock table payers in share mode"},
	} {
		im.held(m.lock, m.args...)
		if n := im.whole(m.name); n != 0 {
			t.Errorf("%s: %d lines are on record before any commit", m.name, n)
		}
	}
	im.killedWhileCommitting()
	im.held(row, im.numbers[len(im.numbers)-1])
	if n := im.whole("committed, the last not begun"); n != 2*importChunk {
		t.Errorf("between two commits %d lines are on record, want %d", n, 2*importChunk)
	}
	for range 3 {
		im.start()
		time.Sleep(rand.N(400 * time.Millisecond)) // any moment will do
		im.kill()
		im.whole("killed at any moment")
	}
	im.must(temporald(t).Signal(syscall.SIGSTOP))
	thaw := sync.OnceFunc(func() { _ = temporald(t).Signal(syscall.SIGCONT) })
	t.Cleanup(thaw)
	var two sync.WaitGroup
	two.Go(im.here)
	two.Go(im.here)
	two.Wait()
	thaw()
	im.here()
	if n := im.whole("in the end"); n != im.lines {
		t.Errorf("%d lines in the end, want %d", n, im.lines)
	}
	for _, n := range im.numbers {
		im.closes(n, dunning.Paid)
		heard := 0
		for _, e := range im.history(n).GetEvents() {
			if e.GetEventType() == enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED &&
				e.GetWorkflowExecutionSignaledEventAttributes().GetSignalName() == string(dunning.KindPaid) {
				heard++
			}
		}
		if heard != 1 {
			t.Errorf("the workflow of %s heard %d times of its payment", n, heard)
		}
	}
	im.agree(im.numbers...)
}

// killedWhileCommitting stops PostgreSQL between the commit that was sent and
// its answer: what the process can never know is on record all the same.
func (im *importer) killedWhileCommitting() {
	im.t.Helper()
	pool := im.store.Pool()
	for _, sql := range []string{
		`create function slow_commit() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(4711, 1); return null; end $$`,
		`create constraint trigger slow_commit after insert on bank_lines deferrable initially deferred
			for each row when (new.amount > 0) execute function slow_commit()`,
	} {
		_, err := pool.Exec(im.t.Context(), sql)
		im.must(err)
	}
	im.held("select pg_advisory_xact_lock(4711, 1)")
	im.patiently("the commit is through", func() error {
		if n := query[int](im.house, "select count(*) from bank_lines"); n == 0 {
			return errNotYet
		}
		return nil
	})
	_, err := pool.Exec(im.t.Context(), "drop trigger slow_commit on bank_lines")
	im.must(err)
	if n := im.whole("killed before the answer to a commit"); n != importChunk {
		im.t.Errorf("%d lines are on record after one commit, want %d", n, importChunk)
	}
}
