package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"relance/internal/dropfolder"
	"relance/internal/intake"
)

// errNotNow says that a file stays for a reason that passes; each has been
// printed.
var errNotNow = errors.New("some files cannot be taken in now")

// watch takes in what is put into a folder until it is told to stop: taking a
// file in again is a no-op.
func (im *importer) watch() error {
	folder, err := dropfolder.Open(im.cmd.Watch, dropfolder.Options{Now: im.s.Now, Together: true})
	if err != nil {
		return err
	}
	dir := folder.Dir()
	w := &dropfolder.Watcher{
		Folder: folder, Every: im.cmd.Every, Take: im.batch,
		Begins: func() {
			im.s.say("watching %s every %s; what is taken in moves to done, what is refused to failed", dir, im.cmd.Every)
		},
		Waits: func() { im.s.say("another watcher works on %s; this one takes over when it stops", dir) },
		Failed: func(err error) {
			if !errors.Is(err, errNotNow) {
				fmt.Fprintf(im.s.Stderr, "error: %v\n", err)
			}
		},
		Rests: func(d time.Duration) { im.s.say("trying again in %s", d.Round(time.Second)) },
	}
	if err := w.Run(im.s.ctx); err != nil {
		return err
	}
	im.s.say("stopped; what is still in %s is taken in next time", dir)
	return nil
}

// batch takes in files that arrived together, lists of invoices before PDFs.
func (im *importer) batch(_ context.Context, files []string) (done []dropfolder.Outcome, err error) {
	slices.SortStableFunc(files, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	batch := &importer{s: im.s, cmd: im.cmd, app: im.app, creditors: im.creditors, plans: im.plans}
	stopped := batch.run(files)
	if err := batch.finish(stopped); err != nil {
		fmt.Fprintf(im.s.Stderr, "error: %v\n", err)
	}
	for _, f := range batch.mentioned(files) {
		if batch.undecided(f) {
			if batch.read[f] {
				err = errNotNow
			}
			continue
		}
		o := dropfolder.Outcome{Path: f}
		faults, remarks := batch.verdict(f)
		if o.Failed = len(faults) > 0; len(faults)+len(remarks) > 0 {
			o.Note = whatBecame(filepath.Base(f), faults, remarks, im.s.Now())
		}
		done = append(done, o)
	}
	return done, err
}

// mentioned lists the files of a batch and the PDFs that its lists attached,
// which may lie beside them without being in the batch.
func (im *importer) mentioned(files []string) []string {
	out := append([]string{}, files...)
	known := map[string]bool{}
	for _, f := range files {
		known[f] = true
	}
	for f := range im.attached {
		if !known[f] {
			im.read[f] = true
			out = append(out, f)
		}
	}
	return out
}

// undecided tells whether a file must stay: it was not read to its end, or
// something failed that may pass.
func (im *importer) undecided(file string) bool {
	if !im.read[file] {
		return true
	}
	for _, i := range im.items {
		if i.File == file && i.later {
			return true
		}
	}
	return false
}

// verdict lists what a person must mend about a file, and what is left out of
// the chase for good.
func (im *importer) verdict(file string) (faults, remarks []item) {
	for _, i := range im.items {
		switch {
		case i.File != file:
		case i.Outcome == failed, i.Outcome == conflicting, i.Outcome == notChased && unsettledReasons[i.Reason]:
			faults = append(faults, i)
		case i.Outcome == notChased:
			remarks = append(remarks, i)
		}
	}
	return faults, remarks
}

// unsettledReasons are those for which a person has something to do.
var unsettledReasons = map[string]bool{
	string(intake.ReasonCreditNote): true, // it reduces an invoice that was not found
	string(intake.ReasonIncomplete): true, string(intake.ReasonSelfBilled): true, string(intake.ReasonDates): true,
}
