package dropfolder

import (
	"context"
	"errors"
	"time"

	"relance/internal/patience"
)

// longestRest is how long a watcher waits at most before it tries again what
// failed for a reason that passes, such as a database that is down.
const longestRest = time.Minute

// Take takes complete files in and says what became of each. Those that it does
// not name stay, and come again. An error is one that passes: it is tried again
// later, less and less often.
type Take func(ctx context.Context, files []string) ([]Outcome, error)

// Each takes files in one by one; fault is what is wrong with a file, for the
// text beside it. An error leaves its file, and the others still come.
func Each(one func(ctx context.Context, path string) (fault string, err error)) Take {
	return func(ctx context.Context, files []string) (done []Outcome, err error) {
		for _, path := range files {
			if ctx.Err() != nil {
				break
			}
			fault, failed := one(ctx, path)
			if err = errors.Join(err, failed); failed == nil {
				done = append(done, Outcome{Path: path, Failed: fault != "", Note: fault})
			}
		}
		return done, err
	}
}

// Watcher works on a folder until it is told to stop.
type Watcher struct {
	Folder *Folder
	Every  time.Duration // between two looks
	Take   Take
	Moved  func(Outcome) // of each file that was moved; nil tells nobody
	Failed func(error)   // of each round that failed
	Waits  func()        // another process works on the folder: this one stands by
	Begins func()        // the folder is this process's
	Rests  func(time.Duration)
}

// Run watches until the context ends. While another process works on the folder
// it stands by, and takes over when that one ends, however it ends.
func (w *Watcher) Run(ctx context.Context) error {
	if alone, err := w.alone(ctx); !alone {
		return err
	}
	defer w.Folder.Unlock()
	call(w.Begins)
	for rest := w.Every; ctx.Err() == nil; patience.Pause(ctx, w.Every) {
		err := w.Folder.Round(ctx, w.Take, w.Moved)
		if err == nil || ctx.Err() != nil {
			rest = w.Every
			continue
		}
		w.Failed(err)
		rest = min(2*rest, longestRest)
		if w.Rests != nil {
			w.Rests(rest)
		}
		patience.Pause(ctx, rest)
	}
	return nil
}

// alone waits until the folder is this process's; false when it was told to
// stop before.
func (w *Watcher) alone(ctx context.Context) (bool, error) {
	for said := false; ctx.Err() == nil; said = true {
		switch err := w.Folder.Lock(); {
		case err == nil:
			return true, nil
		case !errors.Is(err, errWatched):
			return false, err
		case !said:
			call(w.Waits)
		}
		patience.Pause(ctx, w.Every)
	}
	return false, nil
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// Round takes in what is complete and moves it out of the way.
func (f *Folder) Round(ctx context.Context, take Take, moved func(Outcome)) error {
	files, err := f.Ready()
	if err != nil || len(files) == 0 {
		return err
	}
	done, err := take(ctx, files)
	faults := []error{err}
	for _, o := range done {
		err := f.settle(o)
		if err == nil && moved != nil {
			moved(o)
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// settleTime is how long a file must stay as it is when a folder is looked at
// once: longer than an upload may stall, for a file that is cut between two
// lines can still be read.
const settleTime = 30 * time.Second

// lookTime is how far apart two looks at a file are at least, however old it
// says it is.
const lookTime = 2 * time.Second

// Once takes in what lies in the folder and stays as it is for a moment. It
// leaves the folder to a process that watches it.
func (f *Folder) Once(ctx context.Context, take Take, moved func(Outcome)) error {
	switch err := f.Lock(); {
	case errors.Is(err, errWatched):
		return nil
	case err != nil:
		return err
	}
	defer f.Unlock()
	if _, err := f.Ready(); err != nil || len(f.seen) == 0 {
		return err
	}
	patience.Pause(ctx, f.settling())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return f.Round(ctx, take, moved)
}

// settling is how long to wait until all files that were seen have stayed as
// they are for settleTime.
func (f *Folder) settling() time.Duration {
	left := lookTime
	for _, s := range f.seen {
		left = max(left, min(settleTime-f.now().Sub(s.at), settleTime))
	}
	return left
}
