package dropfolder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relance/internal/dunning"
)

// tray is a folder whose looks the test plays by hand.
type tray struct {
	*Folder
	t    *testing.T
	when time.Time
}

// newTray makes a folder with files that were written an hour ago.
func newTray(t *testing.T, together bool, files map[string]string) *tray {
	t.Helper()
	d := &tray{t: t, when: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)}
	f, err := Open(t.TempDir(), Options{Together: together, Now: func() time.Time { return d.when }})
	d.must(err)
	d.Folder = f
	d.put(files)
	return d
}

func (d *tray) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *tray) put(files map[string]string) {
	d.t.Helper()
	for name, text := range files {
		path := filepath.Join(d.Dir(), name)
		d.must(os.WriteFile(path, []byte(text), 0o600))
		d.must(os.Chtimes(path, time.Time{}, d.when.Add(-time.Hour)))
	}
}

// tree lists the files below the folder, but for the lock.
func (d *tray) tree() (out []string) {
	d.t.Helper()
	d.must(filepath.WalkDir(d.Dir(), func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() != lockFile {
			rel, _ := filepath.Rel(d.Dir(), path)
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	}))
	slices.Sort(out)
	return out
}

func (d *tray) holds(want ...string) {
	d.t.Helper()
	if diff := cmp.Diff(want, d.tree()); diff != "" {
		d.t.Errorf("the folder (-want +got):\n%s", diff)
	}
}

// read is a Take that refuses what is broken.
var read = Each(func(_ context.Context, path string) (string, error) {
	data, err := os.ReadFile(path)
	if string(data) == "broken" {
		return "nothing in it can be read", nil
	}
	return "", err
})

func (d *tray) rounds(n int) {
	d.t.Helper()
	for range n {
		d.must(d.Round(d.t.Context(), read, nil))
	}
}

func TestEachCompleteFileIsTakenInOnce(t *testing.T) {
	t.Parallel()
	d := newTray(t, false, map[string]string{"a.xml": "good", "b.xml": "broken", ".hidden": "x"})
	d.rounds(1)
	d.put(map[string]string{"a.xml": "good and longer"})
	d.rounds(1)
	d.holds(".hidden", "a.xml", "failed/b.xml", "failed/b.xml.txt")
	d.rounds(2)
	d.holds(".hidden", "done/a.xml", "failed/b.xml", "failed/b.xml.txt")
	why, err := os.ReadFile(filepath.Join(d.Dir(), "failed/b.xml.txt"))
	if err != nil || string(why) != "nothing in it can be read\n" {
		t.Errorf("the reason is %q (%v)", why, err)
	}
	d.put(map[string]string{"a.xml": "another file of that name", "b.xml": "good", "b.xml.txt": "of the user's own"})
	d.rounds(2)
	d.holds(".hidden", "done/a (2).xml", "done/a.xml", "done/b.xml", "done/b.xml.txt", "failed/b.xml", "failed/b.xml.txt")
}

// A download that stalls has the name of one, whatever program makes it.
func TestWhatIsStillWrittenWaits(t *testing.T) {
	t.Parallel()
	files := map[string]string{"whole.csv": "good", "copy.csv~": "x"}
	for _, end := range []string{"part", "partial", "PARTIAL", "tmp", "crdownload", "filepart", "download"} {
		files["releve.csv."+end] = "half"
	}
	d := newTray(t, false, files)
	d.rounds(3)
	if n := len(d.tree()); n != len(files) || !slices.Contains(d.tree(), "done/whole.csv") {
		t.Errorf("the folder holds %v", d.tree())
	}
	for _, name := range d.tree() {
		if name != "done/whole.csv" && strings.Contains(name, "/") {
			t.Errorf("%s was taken in", name)
		}
	}
}

func TestAnEmptyFileWaitsUntilNobodyIsAboutToWriteIt(t *testing.T) {
	t.Parallel()
	d := newTray(t, false, map[string]string{"empty.xml": ""})
	d.when = d.when.Add(-time.Hour) // it was made just now
	d.rounds(3)
	d.holds("empty.xml")
	d.when = d.when.Add(emptyAge)
	d.rounds(1)
	d.holds("done/empty.xml")
}

func TestFilesThatBelongTogetherWaitForOneAnother(t *testing.T) {
	t.Parallel()
	d := newTray(t, true, map[string]string{"a.csv": "good"})
	for i := range mostNoise {
		d.put(map[string]string{"b.csv": strings.Repeat("x", i+1)})
		d.rounds(1)
		d.holds("a.csv", "b.csv")
	}
	d.put(map[string]string{"b.csv": "it never ends"})
	d.rounds(1)
	d.holds("b.csv", "done/a.csv")
}

func TestAFileThatCannotBeTakenInNowStaysAndTheOthersCome(t *testing.T) {
	t.Parallel()
	d := newTray(t, false, map[string]string{"a.xml": "good", "b.xml": "good"})
	down := true
	take := Each(func(_ context.Context, path string) (string, error) {
		if down && filepath.Base(path) == "a.xml" {
			return "", errors.New("the database is away")
		}
		return "", nil
	})
	d.must(d.Round(t.Context(), take, nil))
	if err := d.Round(t.Context(), take, nil); err == nil {
		t.Fatal("a failing store is no error")
	}
	d.holds("a.xml", "done/b.xml")
	down = false
	d.must(d.Round(t.Context(), take, nil))
	d.holds("done/a.xml", "done/b.xml")
}

func TestAFileThatChangedWhileItWasTakenInStays(t *testing.T) {
	t.Parallel()
	d := newTray(t, false, map[string]string{"a.csv": "one", "gone.csv": "one"})
	take := Each(func(_ context.Context, path string) (string, error) {
		if filepath.Base(path) == "gone.csv" {
			return "", os.Remove(path)
		}
		return "", os.WriteFile(path, []byte("another"), 0o600)
	})
	d.must(d.Round(t.Context(), take, nil))
	d.must(d.Round(t.Context(), take, nil))
	d.holds("a.csv")
}

func TestAFolderThatIsNoneIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "relance.yaml")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "nowhere"), file} {
		_, err := Open(path, Options{Now: time.Now})
		if dunning.ErrorCode(err) != dunning.CodeNotFound || !strings.Contains(fmt.Sprint(err), path) || dunning.ErrorHint(err) == "" {
			t.Errorf("%s: %v", path, err)
		}
	}
	d := newTray(t, false, nil)
	d.must(os.RemoveAll(d.Dir()))
	if err := d.Round(t.Context(), read, nil); err == nil || !strings.Contains(err.Error(), "looking into "+d.Dir()) {
		t.Errorf("a folder that is gone: %v", err)
	}
}

func TestAnUploadThatStallsIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		ages []time.Duration
		want time.Duration
	}{
		"just written":           {[]time.Duration{0}, 30 * time.Second},
		"stalled for 20 seconds": {[]time.Duration{time.Hour, 20 * time.Second}, 10 * time.Second},
		"old":                    {[]time.Duration{time.Hour}, 2 * time.Second},
		"dated tomorrow":         {[]time.Duration{-24 * time.Hour}, 30 * time.Second},
	} {
		d := newTray(t, false, nil)
		for i, age := range row.ages {
			d.seen[fmt.Sprint(i)] = stamp{size: 10, at: d.when.Add(-age)}
		}
		if got := d.settling(); got != row.want {
			t.Errorf("%s: it waits %s, want %s", name, got, row.want)
		}
	}
}
