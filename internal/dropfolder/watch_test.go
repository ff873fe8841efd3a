package dropfolder

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Two processes on one folder: the second stands by, and takes over when the
// first ends; a single look leaves the folder to whoever watches it.
func TestOneProcessWorksOnAFolderAtATime(t *testing.T) {
	t.Parallel()
	d := newTray(t, false, map[string]string{"a.csv": "good"})
	d.must(d.Lock())
	other, err := Open(d.Dir(), Options{Now: time.Now})
	d.must(err)
	if err := other.Lock(); !errors.Is(err, errWatched) {
		t.Fatalf("a second lock: %v", err)
	}
	d.must(other.Once(t.Context(), read, nil))
	d.holds("a.csv")
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	w := &Watcher{
		Folder: other, Every: 10 * time.Millisecond, Take: read, Waits: d.Unlock,
		Moved: func(Outcome) { stop() }, Failed: func(err error) { t.Error(err) },
	}
	d.must(w.Run(ctx))
	d.holds("done/a.csv")
	d.must(d.Lock()) // it is free again
	d.Unlock()
}

// What fails for a reason that passes is tried again, less and less often.
func TestAWatcherRestsLongerWhileThingsFail(t *testing.T) {
	t.Parallel()
	d := newTray(t, false, map[string]string{"a.csv": "good"})
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
		defer stop()
		var rests []time.Duration
		w := &Watcher{
			Folder: d.Folder, Every: 5 * time.Second, Failed: func(error) {},
			Take:  func(context.Context, []string) ([]Outcome, error) { return nil, errors.New("the database is away") },
			Rests: func(d time.Duration) { rests = append(rests, d) },
		}
		if err := w.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if len(rests) < 9 || rests[0] != 10*time.Second || rests[1] != 20*time.Second || rests[8] != time.Minute {
			t.Errorf("it rests %v", rests)
		}
	})
	d.holds("a.csv")
}
