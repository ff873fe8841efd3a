package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// A drop folder and what bounds the work on it.
const (
	doneFolder   = "done"
	failedFolder = "failed"
	lockFile     = ".relance.lock"
	mostFiles    = 200 // taken in one round
	mostNoise    = 10  // rounds that wait for files which still arrive
	mostNames    = 10_000
)

var errLocked = errors.New("the folder is watched already")

// dropFolder is a folder into which people or programs put invoices.
type dropFolder struct {
	dir   string
	held  *os.File
	seen  map[string]fileState // at the last look
	noise int                  // looks that ended because something was arriving
}

// fileState is what tells that a file is not written to any more.
type fileState struct {
	size int64
	mod  time.Time
}

// openDrop makes the folders that files move to.
func openDrop(dir string) (*dropFolder, error) {
	for _, sub := range []string{doneFolder, failedFolder} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o750); err != nil {
			return nil, dunning.Errorf(dunning.CodeInvalid, "files cannot be moved out of %s: %w", dir, err).
				WithHint("let this user write into the folder")
		}
	}
	return &dropFolder{dir: dir, seen: map[string]fileState{}}, nil
}

// lock takes the folder for this process, or gives errLocked. The operating
// system gives it back when the process ends.
func (d *dropFolder) lock() error {
	file, err := os.OpenFile(filepath.Join(d.dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("locking the folder: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return errLocked
		}
		return fmt.Errorf("locking the folder: %w", err)
	}
	d.held = file
	return nil
}

func (d *dropFolder) unlock() { _ = d.held.Close() }

// ready lists the files that have not changed since the last look, lists of
// invoices before PDFs. While others still arrive it waits for them, up to a
// bound: a list and the PDFs that it names belong together.
func (d *dropFolder) ready() ([]string, error) {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return nil, fmt.Errorf("looking into %s: %w", d.dir, err)
	}
	now, stable, arriving := map[string]fileState{}, []string{}, false
	for _, e := range entries[:min(len(entries), mostNames)] {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || unfinished(e.Name()) {
			continue
		}
		path := filepath.Join(d.dir, e.Name())
		now[path] = fileState{info.Size(), info.ModTime()}
		if now[path] == d.seen[path] {
			stable = append(stable, path)
		} else {
			arriving = true
		}
	}
	d.seen = now
	if arriving && d.noise < mostNoise {
		d.noise++
		return nil, nil
	}
	d.noise = 0
	slices.SortStableFunc(stable, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return stable[:min(len(stable), mostFiles)], nil
}

// unfinished tells by its name that a file is hidden or still on its way.
func unfinished(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".part", ".partial", ".tmp", ".crdownload", ".filepart", ".download":
		return true
	}
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~")
}

// settle moves a file out of the way: to done, or to failed when a person must
// mend something, beside a text that says what. A file that changed since it
// was looked at stays: it is another.
func (d *dropFolder) settle(path string, faults, remarks []item, now time.Time) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("moving %s: %w", path, err)
	case filepath.Dir(path) != filepath.Clean(d.dir), d.seen[path] != fileState{info.Size(), info.ModTime()}:
		return nil
	}
	folder := doneFolder
	if len(faults) > 0 {
		folder = failedFolder
	}
	target := freeName(filepath.Join(d.dir, folder, filepath.Base(path)))
	if len(faults)+len(remarks) > 0 {
		if err := os.WriteFile(target+".txt", []byte(whatBecame(filepath.Base(path), faults, remarks, now)), 0o600); err != nil {
			return fmt.Errorf("writing what became of %s: %w", path, err)
		}
	}
	if err := os.Rename(path, target); err != nil {
		return fmt.Errorf("moving %s: %w", path, err)
	}
	delete(d.seen, path)
	return nil
}

// freeName is a path that nothing has yet: file.pdf, file (2).pdf …
func freeName(path string) string {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	for n := 2; ; n++ {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) || n > mostNames {
			return path
		}
		path = fmt.Sprintf("%s (%d)%s", stem, n, ext)
	}
}

// whatBecame is the text beside a file that was not taken in as a whole.
func whatBecame(name string, faults, remarks []item, now time.Time) string {
	var b strings.Builder
	day := calendar.DateOf(now.In(calendar.Metropole.Location()))
	verdict := "rien à relancer"
	if len(faults) > 0 {
		verdict = "refusé, au moins en partie"
	}
	fmt.Fprintf(&b, "%s, le %s\u00a0: %s\n\n", name, day.FrenchShort(), verdict)
	for _, f := range append(append([]item{}, faults...), remarks...) {
		if f.Error == "" {
			fmt.Fprintf(&b, "- %s\u00a0: %s\n", oneLine(f.Number), oneLine(f.Text))
			continue
		}
		fmt.Fprintf(&b, "- %s\n", oneLine(f.Error))
		for _, d := range f.Differences {
			fmt.Fprintf(&b, "  %s\u00a0: au dossier «\u00a0%s\u00a0», dans le fichier «\u00a0%s\u00a0»\n", d.Field, oneLine(d.Recorded), oneLine(d.Given))
		}
		if f.Hint != "" {
			fmt.Fprintf(&b, "  à faire\u00a0: %s\n", oneLine(f.Hint))
		}
	}
	if len(faults) > 0 {
		b.WriteString("\nCorrigez le fichier et déposez-le de nouveau\u00a0: ce qui est déjà au dossier n’est pas repris.\n")
	}
	return b.String()
}
