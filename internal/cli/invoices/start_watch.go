package invoices

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
	"relance/internal/dropfolder"
)

// errNotNow says that a file stays for a reason that passes; each has been
// printed.
var errNotNow = errors.New("some files cannot be taken in now")

// watch takes in what is put into a folder until it is told to stop: taking a
// file in again is a no-op.
func (im *importing) watch() error {
	s, every := im.s, im.cmd.Every
	folder, err := dropfolder.Open(im.cmd.Watch, dropfolder.Options{Now: s.Now, Together: true})
	if err != nil {
		return err
	}
	dir := folder.Dir()
	w := &dropfolder.Watcher{
		Folder: folder, Every: every, Take: im.batch,
		Begins: func() {
			s.Say("watching %s every %s; what is taken in moves to done, what is refused to failed", dir, every)
		},
		Waits: func() { s.Say("another watcher works on %s; this one takes over when it stops", dir) },
		Failed: func(err error) {
			if !errors.Is(err, errNotNow) {
				frame.PrintError(s.Stderr, s.W, err)
			}
		},
		Rests: func(d time.Duration) { s.Say("trying again in %s", d.Round(time.Second)) },
	}
	if err := w.Run(s.Ctx); err != nil {
		return err
	}
	s.Say("stopped; what is still in %s is taken in next time", dir)
	return nil
}

// batch takes in files that arrived together.
func (im *importing) batch(ctx context.Context, files []string) (done []dropfolder.Outcome, err error) {
	b := newImporting(im.s, im.cmd, im.rooms, im.office)
	b.keep = true
	if failed := b.finish(b.run(ctx, files)); failed != nil {
		frame.PrintError(im.s.Stderr, im.s.W, failed)
	}
	for _, v := range backoffice.Verdicts(files, b.entries, b.read) {
		switch {
		case v.Stays && v.Later:
			err = errNotNow
		case !v.Stays:
			done = append(done, b.outcomeOf(v))
		}
	}
	return done, err
}

// outcomeOf words a verdict for the folder.
func (im *importing) outcomeOf(v backoffice.Verdict) dropfolder.Outcome {
	o := dropfolder.Outcome{Path: v.File, Failed: len(v.Faults) > 0}
	if len(v.Faults)+len(v.Remarks) > 0 {
		o.Note = whatBecame(im.s, filepath.Base(v.File), im.itemsOf(v.Faults), im.itemsOf(v.Remarks))
	}
	return o
}

func (im *importing) itemsOf(entries []backoffice.Entry) []item {
	out := make([]item, len(entries))
	for i, e := range entries {
		out[i] = im.itemOf(e)
	}
	return out
}
