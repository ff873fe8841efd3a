package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"relance/internal/access"
	"relance/internal/app"
	"relance/internal/backoffice"
	"relance/internal/config"
	"relance/internal/desk"
	"relance/internal/dunning"
	"relance/internal/postgres/postgrestest"
	"relance/internal/reconcile"
)

// A door that somebody invents sees of the program what these interfaces say,
// and nothing else.
type (
	finding interface {
		Find(ctx context.Context, who access.Actor, name backoffice.CaseName) (dunning.Ref, error)
		List(ctx context.Context, who access.Actor, f desk.CaseFilter) (backoffice.Page[desk.CaseRow], error)
	}
	telling interface {
		Tell(ctx context.Context, who access.Actor, f backoffice.Fact) (backoffice.FactResult, error)
	}
	importing interface {
		Import(ctx context.Context, who access.Actor, in backoffice.Import) iter.Seq2[backoffice.Entry, error]
	}
	matching interface {
		OpenLines(ctx context.Context, who access.Actor, f backoffice.LineFilter) ([]reconcile.BankLine, int, error)
		Match(ctx context.Context, who access.Actor, line int64, parts []reconcile.MatchPart) (reconcile.Matched, error)
		BankFiles(who access.Actor) *backoffice.BankFiles
	}
)

// counter is the invented door.
type counter struct {
	cases finding
	facts telling
	files importing
	bank  matching
	who   access.Actor
}

// inHand is a source of one file.
type inHand string

func (f inHand) Read(string, int64) ([]byte, error) { return []byte(f), nil }
func (f inHand) Has(string) bool                    { return false }

const heads = "number;issue_date;due_date;total;buyer_name;buyer_siren;buyer_email\n"

// take imports one invoice of 1,200.00 €.
func (c counter) take(ctx context.Context, number string) (out backoffice.ImportOutcome, err error) {
	list := heads + number + ";2026-04-01;2026-05-01;1200,00;Menuiserie Caron;404833048;compta@caron.example.fr\n"
	for e, err := range c.files.Import(ctx, c.who, backoffice.Import{Files: []string{"liste.csv"}, Source: inHand(list), Creditor: "brunel"}) {
		if err != nil || e.Err != nil {
			return "", fmt.Errorf("%w %w", err, e.Err)
		}
		out = e.Outcome
	}
	return out, nil
}

// statement is a file of the bank with one line that names no invoice.
const statement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Ntry><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-05-29</Dt></BookgDt>
<AcctSvcrRef>BK1</AcctSvcrRef><AddtlNtryInf>VIREMENT</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>`

// whole uses each of the door's windows: it finds F-1 and tells a payment of it,
// imports F-2, takes a bank file and gives its line to F-2, and lists both.
func (c counter) whole(ctx context.Context) (seen map[string]string, err error) {
	ref, err := c.cases.Find(ctx, c.who, backoffice.CaseName{Number: "F-1"})
	if err != nil {
		return nil, err
	}
	paid := backoffice.Fact{Ref: ref, Key: "desk-1", Event: dunning.Event{Kind: dunning.KindPaid, Amount: 50000}}
	result, err := c.facts.Tell(ctx, c.who, paid)
	if err != nil {
		return nil, err
	}
	seen = map[string]string{"told": fmt.Sprint(result.Duplicate)}
	outcome, err := c.take(ctx, "F-2")
	if err != nil {
		return nil, err
	}
	seen["imported"] = string(outcome)
	if _, err = c.bank.BankFiles(c.who).Take(ctx, "releve.xml", strings.NewReader(statement), func(backoffice.BankEntry) error { return nil }); err != nil {
		return nil, err
	}
	lines, _, err := c.bank.OpenLines(ctx, c.who, backoffice.LineFilter{Limit: 10})
	if err != nil || len(lines) != 1 {
		return nil, fmt.Errorf("%d open lines: %w", len(lines), err)
	}
	if _, err = c.bank.Match(ctx, c.who, lines[0].ID, []reconcile.MatchPart{{Invoice: "F-2"}}); err != nil {
		return nil, err
	}
	page, err := c.cases.List(ctx, c.who, desk.CaseFilter{Open: true, Limit: 10})
	for _, r := range page.Rows {
		seen[r.Case.Number] = r.Case.Balance.String()
	}
	return seen, err
}

// counterOf opens a back office on a database, as a process of its own does.
func counterOf(ctx context.Context, database, who string) (counter, func(), error) {
	cfg := config.Default()
	cfg.Secrets.DatabaseURL = database
	cfg.Creditors = []dunning.Creditor{{
		ID: "brunel", Name: "Atelier Brunel SARL", SIREN: "732829320", Email: "compta@brunel.example.fr", IBAN: "FR7630006000011234567890189",
		Signatory: "Claire Brunel", Address: dunning.Address{Lines: []string{"1 rue des Tanneurs"}, Postcode: "69001", City: "Lyon", Country: "FR"},
	}}
	a, err := app.Open(ctx, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return counter{}, nil, err
	}
	a.At(func() time.Time { return time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC) })
	if err := a.SaveCreditors(ctx); err != nil {
		return counter{}, nil, err
	}
	o, err := a.Office()
	return counter{o, o, o, o, access.Shell(who)}, a.Close, err
}

// secondDoor names the database of the second process.
const secondDoor = "RELANCE_TEST_SECOND_DOOR"

// TestTheSecondDoor is the second process, when it is started as one.
func TestTheSecondDoor(t *testing.T) {
	database := os.Getenv(secondDoor)
	if database == "" {
		t.Skip("it runs when the test below starts it as a process of its own")
	}
	c, end, err := counterOf(t.Context(), database, "second")
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	seen, err := c.whole(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := os.NewFile(3, "answer")
	if err := json.NewEncoder(out).Encode(seen); err != nil {
		t.Fatal(err)
	}
}

// Two processes share one database and nothing else. What one has recorded the
// other sees at once; what both tell under one key counts once; and whoever
// decided from an older case is refused with the newer one.
func TestASecondProcessWithAMadeUpDoorWorksOnTheSameDatabase(t *testing.T) {
	t.Parallel()
	database := postgrestest.New(t).Pool().Config().ConnString()
	c, end, err := counterOf(t.Context(), database, "first")
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	if _, err := c.take(t.Context(), "F-1"); err != nil {
		t.Fatal(err)
	}
	ref, err := c.cases.Find(t.Context(), c.who, backoffice.CaseName{Number: "F-1"})
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.cases.List(t.Context(), c.who, desk.CaseFilter{Open: true, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	before := page.Rows[0].Case.Version

	if seen, want := theOther(t, database), "map[F-1:700.00 F-2:900.00 imported:started told:false]"; fmt.Sprint(seen) != want {
		t.Errorf("the second process saw %v, want %s", seen, want)
	}
	paid := backoffice.Fact{Ref: ref, Key: "desk-1", Event: dunning.Event{Kind: dunning.KindPaid, Amount: 50000}}
	if result, err := c.facts.Tell(t.Context(), c.who, paid); err != nil || !result.Duplicate || result.Case.Balance != 70000 {
		t.Errorf("the same request from the first process: %+v, %v", result.Recorded, err)
	}
	hold := backoffice.Fact{Ref: ref, Version: before, Event: dunning.Event{Kind: dunning.KindHold}}
	if result, err := c.facts.Tell(t.Context(), c.who, hold); dunning.ErrorCode(err) != dunning.CodeConflict || result.Case.Balance != 70000 {
		t.Errorf("a decision about the case as it was: %v, with %s open", err, result.Case.Balance)
	}
	if outcome, err := c.take(t.Context(), "F-2"); err != nil || outcome != backoffice.AlreadyIn {
		t.Errorf("what the second process imported: %s, %v", outcome, err)
	}
	if lines, _, err := c.bank.OpenLines(t.Context(), c.who, backoffice.LineFilter{Limit: 10}); err != nil || len(lines) != 0 {
		t.Errorf("the line that the second process matched waits still: %d, %v", len(lines), err)
	}
}

// theOther runs the second process and gives what it saw.
func theOther(t *testing.T, database string) (seen map[string]string) {
	t.Helper()
	answer, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestTheSecondDoor$")
	cmd.Env = append(os.Environ(), secondDoor+"="+database)
	cmd.ExtraFiles = []*os.File{theirs}
	said, err := cmd.CombinedOutput()
	theirs.Close()
	if err != nil {
		t.Fatalf("the second process: %v\n%s", err, said)
	}
	data, err := io.ReadAll(answer)
	if err == nil {
		err = json.Unmarshal(data, &seen)
	}
	if err != nil {
		t.Fatalf("the second process answered %q: %v", data, err)
	}
	return seen
}
