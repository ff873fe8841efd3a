package cli

import (
	"errors"
	"fmt"
	"time"

	"relance/internal/intake"
)

// longestRest is how long a watcher waits at most before it tries again what
// failed for a reason that passes, such as a database that is down.
const longestRest = time.Minute

// watch takes in what is put into a folder until it is told to stop. Whatever
// happens in between, a file is either still in the folder, and taken in again
// (again is a no-op), or in done or failed.
func (im *importer) watch() error {
	folder, err := openDrop(im.cmd.Watch)
	if err != nil {
		return err
	}
	tick := time.NewTicker(im.cmd.Every)
	defer tick.Stop()
	if stopped, err := im.alone(folder, tick.C); stopped || err != nil {
		return err
	}
	defer folder.unlock()
	im.s.say("watching %s every %s; what is taken in moves to done, what is refused to failed", folder.dir, im.cmd.Every)
	rest := im.cmd.Every
	for {
		if again := im.round(folder); !again {
			rest = im.cmd.Every
		} else if rest = min(2*rest, longestRest); !im.pause(rest) {
			return nil
		}
		select {
		case <-im.s.ctx.Done():
			im.s.say("stopped; what is still in %s is taken in next time", folder.dir)
			return nil
		case <-tick.C:
		}
	}
}

// pause waits, and tells whether to go on.
func (im *importer) pause(d time.Duration) bool {
	im.s.say("trying again in %s", d.Round(time.Second))
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-im.s.ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// alone makes sure that one watcher works on a folder. A second one stands by
// and takes over when the first ends, however that ends.
func (im *importer) alone(folder *dropFolder, tick <-chan time.Time) (stopped bool, err error) {
	for said := false; ; said = true {
		switch err := folder.lock(); {
		case err == nil:
			return false, nil
		case !errors.Is(err, errLocked):
			return false, err
		case !said:
			im.s.say("another watcher works on %s; this one takes over when it stops", folder.dir)
		}
		select {
		case <-im.s.ctx.Done():
			return true, nil
		case <-tick:
		}
	}
}

// round takes in what is ready and moves it out of the way. It tells whether
// something must be tried again later.
func (im *importer) round(folder *dropFolder) (again bool) {
	files, err := folder.ready()
	if err != nil {
		fmt.Fprintf(im.s.Stderr, "error: %v\n", err)
		return true
	}
	if len(files) == 0 {
		return false
	}
	batch := &importer{s: im.s, cmd: im.cmd, app: im.app, creditors: im.creditors, plans: im.plans}
	stopped := batch.run(files)
	if err := batch.finish(stopped); err != nil {
		fmt.Fprintf(im.s.Stderr, "error: %v\n", err)
	}
	for _, f := range batch.mentioned(files) {
		if batch.undecided(f) {
			again = again || batch.read[f]
			continue
		}
		faults, remarks := batch.verdict(f)
		if err := folder.settle(f, faults, remarks, im.s.Now()); err != nil {
			fmt.Fprintf(im.s.Stderr, "error: %v\n", err)
			again = true
		}
	}
	return again
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
	string(intake.ReasonIncomplete): true, string(intake.ReasonSelfBilled): true,
}
