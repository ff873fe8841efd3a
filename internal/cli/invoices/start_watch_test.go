package invoices_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"relance/internal/cli"
	"relance/internal/cli/clitest"
	"relance/internal/cli/frame"
	"relance/internal/cli/invoices"
	"relance/internal/cli/operate"
	"relance/internal/dropfolder"
)

const watchHeader = "number;issue_date;due_date;total;buyer_name;buyer_siren;buyer_email;attachment\n"

// watched is a watcher whose rounds the test plays by hand.
type watched struct {
	*clitest.Desk
	im     *invoices.Importing
	folder *dropfolder.Folder
	dir    string
	out    *bytes.Buffer
}

func newWatched(t *testing.T) *watched {
	t.Helper()
	d := clitest.New(t, "default")
	w := &watched{Desk: d, dir: filepath.Join(d.Dir, "depot")}
	d.Must(os.Mkdir(w.dir, 0o750))
	env, out := d.Env()
	s := &frame.Session{Env: env, Ctx: t.Context(), Path: filepath.Join(d.Dir, "relance.yaml"), W: frame.French, Open: operate.Open}
	w.out = out
	im, err := invoices.Prepare(&invoices.Start{Watch: w.dir, Every: time.Second}, s)
	d.Must(err)
	t.Cleanup(invoices.Close(im))
	w.im = im
	w.folder, err = dropfolder.Open(w.dir, dropfolder.Options{Now: s.Now, Together: true})
	d.Must(err)
	return w
}

func (w *watched) drop(name, text string) {
	w.T.Helper()
	path := filepath.Join(w.dir, name)
	w.Must(os.WriteFile(path, []byte(text), 0o600))
	w.Must(os.Chtimes(path, time.Time{}, w.At.Add(-time.Hour)))
}

// holds fails unless a folder below the watched one holds exactly these files.
func (w *watched) holds(folder string, want ...string) {
	w.T.Helper()
	entries, err := os.ReadDir(filepath.Join(w.dir, folder))
	w.Must(err)
	var got []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			got = append(got, e.Name())
		}
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		w.T.Errorf("%q holds %q, want %q\n%s", folder, got, want, w.out)
	}
}

func (w *watched) rounds(n int) (again bool) {
	w.T.Helper()
	for range n {
		again = w.folder.Round(w.T.Context(), invoices.Batch(w.im), nil) != nil
	}
	return again
}

func TestWatchTakesInWhatHasArrivedWhole(t *testing.T) {
	t.Parallel()
	w := newWatched(t)
	w.drop("liste.csv", watchHeader+"F-10;2026-11-15;2026-12-15;100,00;Caron;404833048;a@caron.example.fr;scan.pdf\n")
	w.drop("scan.pdf", "%PDF-1.4 one")
	w.drop("plus tard.part", "half a file")
	w.rounds(1)
	w.holds(".", "liste.csv", "plus tard.part", "scan.pdf") // looked at once: may still be written to
	w.rounds(1)
	w.holds(".", "plus tard.part")
	w.holds("done", "liste.csv", "scan.pdf")
	w.Says(w.out.String(), `1 dossier\(s\) ouvert\(s\), 1 PDF joint\(s\) à une ligne`)

	w.drop("liste.csv", watchHeader+"F-10;2026-11-15;2026-12-15;100,00;Caron;404833048;a@caron.example.fr;\n")
	w.rounds(2)
	w.holds("done", "liste (2).csv", "liste.csv", "scan.pdf")
	w.Says(w.out.String(), "rien de nouveau\u00a0: tout est déjà au dossier")
}

func TestWatchSaysWhyAFileIsRefused(t *testing.T) {
	t.Parallel()
	w := newWatched(t)
	w.drop("bad.csv", watchHeader+"F-12;2026-11-15;2026-12-15;100,00;Caron;404833048;a@caron.example.fr;\nF-13;31/02/2026;;100,00;Caron;;;\n"+
		"F-1;2026-10-01;2026-10-31;1300,00;Menuiserie Caron;404833048;compta@caron.example.fr;\n")
	w.drop("photo.jpg", "\xff\xd8\xff\x00")
	w.drop("vide.xml", "")
	if w.rounds(2) {
		t.Error("what is refused for good is to be tried again")
	}
	w.holds(".")
	w.holds("failed", "bad.csv", "bad.csv.txt", "photo.jpg", "photo.jpg.txt", "vide.xml", "vide.xml.txt")
	why, err := os.ReadFile(filepath.Join(w.dir, "failed", "bad.csv.txt"))
	w.Must(err)
	for _, want := range []string{
		"bad.csv, le 24/11/2026\u00a0: refusé, au moins en partie", "ligne 3", "date impossible",
		"total\u00a0: au dossier «\u00a01\u202f200,00\u00a0», dans le fichier «\u00a01\u202f300,00\u00a0»", "à faire\u00a0: ", "déposez-le de nouveau",
	} {
		if !strings.Contains(string(why), want) {
			t.Errorf("no %q in\n%s", want, why)
		}
	}
	if _, err := w.Invoice(t.Context(), "brunel", "F-12"); err != nil {
		t.Errorf("the good line was not taken in: %v", err)
	}
}

func TestWatchExplainsWhatIsNotChased(t *testing.T) {
	t.Parallel()
	w := newWatched(t)
	const head = "number;issue_date;total;payable;type_code;preceding;buyer_name\n"
	w.drop("payee.csv", head+"F-20;2026-11-15;100,00;0,00;;;Caron\n")
	w.drop("avoir.csv", head+"AV-20;2026-11-15;-100,00;;Avoir;F-99;Caron\n")
	w.drop("bon.csv", head+"AV-21;2026-11-15;-100,00;;Avoir;F-1;Caron\n")
	w.rounds(2)
	w.holds("done", "bon.csv", "payee.csv", "payee.csv.txt")
	w.holds("failed", "avoir.csv", "avoir.csv.txt")
	for file, want := range map[string]string{
		"done/payee.csv.txt":   "payee.csv, le 24/11/2026\u00a0: rien à relancer\n\n- F-20\u00a0: facture déjà payée\n",
		"failed/avoir.csv.txt": "- AV-20\u00a0: avoir sur F-99, qui n’est pas au dossier",
	} {
		if text, err := os.ReadFile(filepath.Join(w.dir, file)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v, no %q in\n%s", file, err, want, text)
		}
	}
	if got := w.Loaded().Balance; got != 110000 {
		t.Errorf("F-1 has %s open, want 1100.00", got)
	}
}

func TestWatchKeepsWhatCannotBeTakenInNow(t *testing.T) {
	t.Parallel()
	w := newWatched(t)
	w.drop("a.csv", watchHeader+"F-14;2026-11-15;2026-12-15;100,00;Caron;404833048;a@caron.example.fr;\n")
	w.rounds(1)
	invoices.Close(w.im)() // the database is gone
	if again := w.rounds(1); !again {
		t.Errorf("nothing is to be tried again\n%s", w.out)
	}
	w.holds(".", "a.csv")
	w.holds("failed")
}

// cue calls a function when a text is printed.
type cue struct {
	mu  sync.Mutex
	buf bytes.Buffer
	on  map[string]func()
}

func (c *cue) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.buf.Write(p)
	for text, do := range c.on {
		if strings.Contains(c.buf.String(), text) {
			delete(c.on, text)
			do()
		}
	}
	return len(p), nil
}

func TestWatchersTakeTurns(t *testing.T) {
	t.Parallel()
	w := newWatched(t)
	w.Must(w.folder.Lock())
	w.drop("a.csv", watchHeader+"F-15;2026-11-15;2026-12-15;100,00;Caron;404833048;a@caron.example.fr;\n")
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	env, _ := w.Env()
	out := &cue{on: map[string]func(){"another watcher works on": w.folder.Unlock, "1 started": stop}}
	env.Stdout, env.Stderr = out, io.Discard
	code := cli.Run(ctx, []string{"--config", filepath.Join(w.Desk.Dir, "relance.yaml"), "start", "--watch", w.dir, "--every", "100ms"}, env)
	if code != frame.ExitOK || len(out.on) > 0 {
		t.Fatalf("status %d, waiting for %v\n%s", code, out.on, out.buf.String())
	}
	w.holds(".")
	w.holds("done", "a.csv")
	w.Says(out.buf.String(), "stopped; what is still in")
}
