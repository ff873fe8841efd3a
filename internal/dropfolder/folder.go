package dropfolder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"relance/internal/dunning"
)

// The folders that files move to, and the file that tells who works on one.
const (
	doneFolder   = "done"
	failedFolder = "failed"
	lockFile     = ".relance.lock"
)

// Bounds on one look.
const (
	mostFiles = 200    // taken in at once
	mostNoise = 10     // looks in a row that wait for files which still arrive
	mostNames = 10_000 // read of a folder
	// emptyAge is how long a file must have been empty to count as complete:
	// until then whoever made it may be about to write.
	emptyAge = time.Minute
)

// errWatched says that another process works on the folder.
var errWatched = errors.New("the folder is watched already")

// Folder is a watched folder. It is not safe for concurrent use.
type Folder struct {
	dir      string
	together bool
	now      func() time.Time
	held     *os.File
	seen     map[string]stamp // by path, at the last look
	noise    int              // looks that ended because something was arriving
}

// Options are the choices for Open.
type Options struct {
	// Together waits, up to a bound, until nothing arrives any more: files that
	// are put in at one time belong together, as a list and the PDFs that it
	// names.
	Together bool
	Now      func() time.Time
}

// Open makes the folders that files move to. The folder itself must be there.
func Open(dir string, o Options) (*Folder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("finding the folder: %w", err)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, dunning.Errorf(dunning.CodeNotFound, "%s is not a folder", dir).WithHint("make it first: mkdir -p %s", dir)
	}
	for _, sub := range []string{doneFolder, failedFolder} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o750); err != nil {
			return nil, dunning.Errorf(dunning.CodeInvalid, "files cannot be moved out of %s: %w", dir, err).
				WithHint("let this user write into the folder")
		}
	}
	return &Folder{dir: dir, together: o.Together, now: o.Now, seen: map[string]stamp{}}, nil
}

// Dir is the folder's absolute path.
func (f *Folder) Dir() string { return f.dir }

// Lock takes the folder for this process, or gives errWatched. The operating
// system gives it back when the process ends.
func (f *Folder) Lock() error {
	file, err := os.OpenFile(filepath.Join(f.dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("locking the folder: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return errWatched
		}
		return fmt.Errorf("locking the folder: %w", err)
	}
	f.held = file
	return nil
}

// Unlock gives the folder back.
func (f *Folder) Unlock() { _ = f.held.Close() }

// stamp is what tells that a file is not written to any more.
type stamp struct {
	size int64
	at   time.Time
}

// Ready lists the complete files: those that have not changed since the look
// before.
func (f *Folder) Ready() ([]string, error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, fmt.Errorf("looking into %s: %w", f.dir, err)
	}
	now, stable, arriving := map[string]stamp{}, []string{}, false
	for _, e := range entries[:min(len(entries), mostNames)] {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || unfinished(e.Name()) {
			continue
		}
		path := filepath.Join(f.dir, e.Name())
		now[path] = stamp{info.Size(), info.ModTime()}
		switch {
		case now[path] != f.seen[path]:
			arriving = true
		case info.Size() > 0 || f.now().Sub(info.ModTime()) >= emptyAge:
			stable = append(stable, path)
		}
	}
	f.seen = now
	if f.together && arriving && f.noise < mostNoise {
		f.noise++
		return nil, nil
	}
	f.noise = 0
	return stable[:min(len(stable), mostFiles)], nil
}

// unfinished tells by its name that a file is hidden or still on its way:
// names that browsers, mounts and banking software give to what they write.
func unfinished(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".part", ".partial", ".tmp", ".crdownload", ".filepart", ".download":
		return true
	}
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~")
}

// Outcome is what became of a file that was taken in.
type Outcome struct {
	Path   string // as Ready gave it
	Failed bool   // a person must mend something
	Note   string // text beside the file; empty is none
}

// settle moves a file out of the way. One that changed since it was looked at,
// or lies elsewhere, stays: it is another.
func (f *Folder) settle(o Outcome) error {
	info, err := os.Lstat(o.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("moving %s: %w", o.Path, err)
	case filepath.Dir(o.Path) != f.dir, f.seen[o.Path] != stamp{info.Size(), info.ModTime()}:
		return nil
	}
	folder := doneFolder
	if o.Failed {
		folder = failedFolder
	}
	target := freeName(filepath.Join(f.dir, folder, filepath.Base(o.Path)))
	if o.Note != "" {
		if err := os.WriteFile(noteOf(target), []byte(strings.TrimRight(o.Note, "\n")+"\n"), 0o600); err != nil {
			return fmt.Errorf("writing what became of %s: %w", o.Path, err)
		}
	}
	if err := os.Rename(o.Path, target); err != nil {
		return fmt.Errorf("moving %s: %w", o.Path, err)
	}
	delete(f.seen, o.Path)
	return nil
}

// noteOf is where the text beside a file lies.
func noteOf(path string) string { return path + ".txt" }

// freeName is a path that nothing has yet, nor its note: file.pdf,
// file (2).pdf …
func freeName(path string) string {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ext)
	for n := 2; ; n++ {
		if isFree(path) && isFree(noteOf(path)) || n > mostNames {
			return path
		}
		path = fmt.Sprintf("%s (%d)%s", stem, n, ext)
	}
}

func isFree(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}
