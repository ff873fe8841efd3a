package cli

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"relance/activities"
	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/money"
	"relance/internal/postgres"
	"relance/internal/postgres/postgrestest"
	"relance/internal/postgres/sending"
	"relance/internal/posting"
)

// TestWayScripts walks each way to go on with a claim by commands alone, from the
// import of the invoices to the file that is handed over: testdata/ways, one
// script for each way. The configuration and the invoices are the same in all.
func TestWayScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/ways/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			testscript.Run(t, wayParams(t, file))
		})
	}
}

// wayParams adds to the scripts what no command does.
//
//	overdue               imports the invoices and lets the plan run to the formal notice that was delivered
//	worker INSTANT        plays the worker: what is due until then leaves, by the send protocol
//	unpack FILE.zip       lists what the file holds, and writes it to the folder FILE, PDF also as text
//	figures FOLDER N…     every sum of the papers of these invoices is one of relance interest or relance show
func wayParams(t *testing.T, file string) testscript.Params {
	t.Helper()
	store := postgrestest.New(t)
	params := scriptParams(t, "ways")
	setup := params.Setup
	params.Dir, params.Files = "", []string{file}
	params.Setup = func(e *testscript.Env) error {
		for name, value := range map[string]string{
			"DATABASE_URL": store.Pool().Config().ConnString(), "TEMPORAL_ADDRESS": "127.0.0.1:1", "USER": "claire", "LANG": "fr_FR.UTF-8",
		} {
			e.Setenv(name, value)
		}
		for _, name := range []string{"relance.yaml", "factures.csv"} {
			data, err := os.ReadFile(filepath.Join("testdata/ways", name))
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(e.WorkDir, name), data, 0o600); err != nil {
				return err
			}
		}
		return setup(e)
	}
	worker := func(ts *testscript.TestScript, until string) {
		end, err := time.Parse(time.RFC3339, until)
		ts.Check(err)
		ts.Check(newPlayer(ts, store).until(end))
	}
	params.Cmds["worker"] = func(ts *testscript.TestScript, _ bool, args []string) { worker(ts, args[0]) }
	params.Cmds["overdue"] = func(ts *testscript.TestScript, _ bool, _ []string) { overdue(ts, worker) }
	params.Cmds["unpack"], params.Cmds["figures"] = unpack, figures
	return params
}

// overdue is the story that the script of the order to pay tells line by line.
func overdue(ts *testscript.TestScript, worker func(ts *testscript.TestScript, until string)) {
	at := func(now string, command ...string) {
		ts.Setenv("RELANCE_TEST_NOW", now)
		ts.Check(ts.Exec("relance", command...))
	}
	for number, level := range map[string]string{"F-1": "first", "F-2": "second"} { // any PDF is a copy of an invoice
		at("2026-05-04T10:00:00+02:00", "letter", "preview", "--sample", "--level", level, "-o", number+".pdf")
	}
	at("2026-05-04T10:00:00+02:00", "start", "factures.csv")
	worker(ts, "2026-07-10T18:00:00+02:00")
	at("2026-07-10T18:00:00+02:00", "approve", "F-1")
	at("2026-07-10T18:00:00+02:00", "approve", "F-2")
	worker(ts, "2026-07-13T18:00:00+02:00")
	at("2026-07-14T10:00:00+02:00", "letter", "posted", "F-1", "--tracking", "1A00000000001")
	at("2026-07-17T10:00:00+02:00", "letter", "status", "F-1", "delivered", "--date", "2026-07-16")
	ts.Setenv("RELANCE_TEST_NOW", "2026-08-10T10:00:00+02:00")
	worker(ts, "2026-08-10T10:00:00+02:00")
}

// player does for the cases what a worker does, on the day of the script.
type player struct {
	store *postgres.Store
	post  *posting.Post
	now   time.Time
}

func newPlayer(ts *testscript.TestScript, store *postgres.Store) *player {
	p := &player{store: store}
	now, err := time.Parse(time.RFC3339, ts.Getenv("RELANCE_TEST_NOW"))
	ts.Check(err)
	p.now, store.Now = now, func() time.Time { return p.now }
	cfg, err := config.Load(ts.MkAbs("relance.yaml"), ts.Getenv)
	ts.Check(err)
	p.post = posting.New(cfg, sending.NewRoom(store), slog.New(slog.DiscardHandler), store.Now)
	return p
}

// until lets every open case act that wants to, from one date of the plans to the
// next.
func (p *player) until(end time.Time) error {
	ctx := context.Background()
	for {
		var next *time.Time
		err := p.store.Pool().QueryRow(ctx, `select min(next_action_at) from cases where closed_at is null`).Scan(&next)
		if err != nil || next == nil || next.After(end) {
			return err
		}
		if p.now = p.now.Add(time.Minute); next.After(p.now) {
			p.now = *next
		}
		rows, err := p.store.Pool().Query(ctx, `select creditor, number, cycle from cases where closed_at is null and next_action_at <= $1 order by id`, p.now)
		if err != nil {
			return err
		}
		due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[dunning.Ref])
		if err != nil {
			return err
		}
		for _, ref := range due {
			if err := p.act(ctx, ref); err != nil {
				return fmt.Errorf("%s at %s: %w", ref.Number, p.now, err)
			}
		}
	}
}

// act does what the case wants until it waits.
func (p *player) act(ctx context.Context, ref dunning.Ref) error {
	for range 20 {
		c, err := p.store.LoadCase(ctx, ref)
		if err != nil {
			return err
		}
		switch next := dunning.Next(c, p.now); next.Action {
		case dunning.Wait, dunning.End:
			return nil
		case dunning.Send, dunning.Thank:
			err = p.send(ctx, ref, c.Version, next)
		default:
			_, err = p.store.Record(ctx, dunning.Recording{Ref: ref, Event: dunning.NewDecided(next).With(dunning.Stamp{At: p.now})})
		}
		if err != nil {
			return err
		}
	}
	return errors.New("the case does not come to rest")
}

// send takes a notice through the send protocol; every mail server accepts.
func (p *player) send(ctx context.Context, ref dunning.Ref, known int64, next dunning.Decision) error {
	store := sending.New(p.store)
	out, err := store.Reserve(ctx, dunning.ReserveRequest{Ref: ref, Step: next.Step, Known: known, Now: p.now, Owner: "worker"})
	if err != nil || out.State != dunning.ReserveGranted {
		return err
	}
	out.Ref = ref
	composer, deliverer, err := p.by(next.Channel)
	if err != nil {
		return err
	}
	rendered, err := composer.Compose(ctx, out, p.now)
	if errors.Is(err, activities.ErrChanged) {
		return nil
	}
	if err != nil {
		return err
	}
	if rendered, err = store.SaveRendered(ctx, out.Message.ID, rendered); err != nil {
		return err
	}
	got, err := deliverer.Deliver(ctx, activities.Parcel{Reserved: out, Rendered: rendered}, func(ctx context.Context) error {
		ok, err := store.HandOver(ctx, out.Message.ID, "worker", p.now)
		if err == nil && !ok {
			err = activities.ErrChanged
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = store.Finish(ctx, dunning.Finished{Message: out.Message.ID, Outcome: got.Outcome, Reply: got.Reply, Tracking: got.Tracking, At: p.now, Ref: ref, Known: known})
	return err
}

func (p *player) by(c dunning.Channel) (activities.Composer, activities.Deliverer, error) {
	if c == dunning.Email {
		mail, err := p.post.MailComposer()
		return mail, accepting{}, err
	}
	composer, err := p.post.Composer()
	if err != nil {
		return nil, nil, err
	}
	carrier, err := p.post.Deliverer()
	return composer, carrier, err
}

// accepting is a mail server that takes everything.
type accepting struct{}

func (accepting) Deliver(ctx context.Context, _ activities.Parcel, ready func(context.Context) error) (activities.Delivery, error) {
	return activities.Delivery{Outcome: dunning.SendAccepted, Reply: "250 OK"}, ready(ctx)
}

// unpack writes the entries of a ZIP to a folder of its name and prints their
// names in order. Beside each PDF but the exhibits stands its text, where poppler is
// installed.
func unpack(ts *testscript.TestScript, _ bool, args []string) {
	z, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	defer z.Close()
	folder := strings.TrimSuffix(ts.MkAbs(args[0]), ".zip")
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		ts.Check(err)
		data, err := io.ReadAll(r)
		ts.Check(err)
		name := filepath.Join(folder, filepath.FromSlash(f.Name))
		ts.Check(os.MkdirAll(filepath.Dir(name), 0o750))
		ts.Check(os.WriteFile(name, data, 0o600))
		if _, err := exec.LookPath("pdftotext"); err == nil && strings.HasSuffix(name, ".pdf") && !strings.HasPrefix(f.Name, "pieces/") {
			ts.Check(exec.CommandContext(context.Background(), "pdftotext", "-layout", name, strings.TrimSuffix(name, ".pdf")+".txt").Run())
		}
	}
	slices.Sort(names)
	_, err = io.WriteString(ts.Stdout(), strings.Join(names, "\n")+"\n")
	ts.Check(err)
}

// shownCase is what relance show --json says of a case, as far as it is used here.
type shownCase struct {
	Case struct {
		Due     string `json:"due"`
		Opening string `json:"opening"`
	} `json:"case"`
	Payments []struct {
		Date   string `json:"date"`
		Amount struct {
			Amount string `json:"amount"`
		} `json:"amount"`
	} `json:"payments"`
	Claim claimed `json:"claim"`
}

type claimed struct {
	On        string      `json:"on"`
	Principal money.Cents `json:"principal"`
	Interest  money.Cents `json:"interest"`
	Fee       money.Cents `json:"fee"`
	Total     money.Cents `json:"total"`
}

var euros = regexp.MustCompile(`\d[\d\x{00A0}\x{202F} ]*,\d\d[\x{00A0} ]€`)

// figures asks relance show and relance interest for each invoice and compares
// them, then looks for their sums in the papers of a file.
func figures(ts *testscript.TestScript, _ bool, args []string) {
	var whole claimed
	for _, number := range args[1:] {
		var c shownCase
		ask(ts, &c, "show", number)
		command := []string{"interest", "--amount", c.Case.Opening, "--due", c.Case.Due, "--on", c.Claim.On}
		for _, p := range c.Payments {
			command = append(command, "--payment", p.Date+"="+p.Amount.Amount)
		}
		var i struct {
			Principal money.Cents `json:"principal_left"`
			Interest  money.Cents `json:"interest_left"`
			Fee       money.Cents `json:"fee_left"`
			Total     money.Cents `json:"total_due"`
		}
		ask(ts, &i, command...)
		if i.Principal != c.Claim.Principal || i.Interest != c.Claim.Interest || i.Fee != c.Claim.Fee || i.Total != c.Claim.Total || i.Total == 0 {
			ts.Fatalf("%s: relance interest says %+v, relance show %+v", number, i, c.Claim)
		}
		if len(c.Payments) > 0 { // before a court a payment pays interest first (C. civ. 1343-1)
			ask(ts, &i, append(command, "--allocation", "interest_first")...)
		}
		whole.Principal, whole.Interest, whole.Fee, whole.Total = whole.Principal+i.Principal, whole.Interest+i.Interest, whole.Fee+i.Fee, whole.Total+i.Total
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		return
	}
	var text strings.Builder
	papers, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "demande", "*.txt"))
	ts.Check(err)
	for _, name := range papers {
		data, err := os.ReadFile(name)
		ts.Check(err)
		text.Write(data)
	}
	found := euros.FindAllString(text.String(), -1)
	for i, f := range found {
		found[i] = plainSpaces(f)
	}
	for what, sum := range map[string]money.Cents{"principal": whole.Principal, "interest": whole.Interest, "fee": whole.Fee, "total": whole.Total} {
		if want := plainSpaces(money.French(money.EUR(sum))); !slices.Contains(found, want) {
			ts.Fatalf("the papers do not name the %s of %s, but %q", what, want, found)
		}
	}
}

func plainSpaces(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)
}

// ask runs a command and reads its JSON.
func ask(ts *testscript.TestScript, into any, command ...string) {
	ts.Check(ts.Exec("relance", append(command, "--json")...))
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), into))
}
