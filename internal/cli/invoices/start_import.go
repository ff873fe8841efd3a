package invoices

import (
	"cmp"
	"context"
	"slices"

	"relance/internal/backoffice"
	"relance/internal/cli/frame"
)

// importing is one import and its account.
type importing struct {
	s      *frame.Session
	cmd    *Start
	rooms  *frame.Rooms // nil in a dry run without database
	office *backoffice.Office

	order    map[string]int // place of a file among those given
	items    []*item        // the account, one entry for each file without lines and each line
	entries  []backoffice.Entry
	keep     bool              // entries are kept, for the verdicts on files
	read     map[string]string // files that were read to their end, and PDFs with their list
	counts   map[outcome]int
	temporal string
}

func newImporting(s *frame.Session, c *Start, a *frame.Rooms, o *backoffice.Office) *importing {
	return &importing{s: s, cmd: c, rooms: a, office: o, order: map[string]int{}, read: map[string]string{}, counts: map[outcome]int{}}
}

// run takes the files in, and puts the account in their order.
func (im *importing) run(ctx context.Context, files []string) (stopped error) {
	for i, f := range files {
		im.order[f] = i
	}
	im.order[""] = len(files)
	in := backoffice.Import{
		Files: files, Source: im.s.Source(), Creditor: im.cmd.Creditor, Plan: im.cmd.Plan, Profile: im.cmd.Profile, Map: im.cmd.Map,
		Chase: im.cmd.Chase, DryRun: im.cmd.DryRun, Progress: im.s.Bars("reading"), Whole: func(name, list string) { im.read[name] = list },
	}
	for e, err := range im.office.Import(ctx, im.s.Actor(im.cmd.By), in) {
		if stopped = err; err != nil {
			break
		}
		i := im.itemOf(e)
		im.counts[i.Outcome]++
		if im.items = append(im.items, &i); im.keep {
			im.entries = append(im.entries, e)
		}
	}
	slices.SortStableFunc(im.items, func(a, b *item) int {
		return cmp.Or(cmp.Compare(im.order[a.File], im.order[b.File]), cmp.Compare(a.Line, b.Line))
	})
	return stopped
}

// finish lets Temporal hear of what was recorded and prints the account.
func (im *importing) finish(stopped error) error {
	if stopped == nil && !im.cmd.DryRun && im.counts[backoffice.Started]+im.counts[backoffice.Credited] > 0 {
		var wait bool
		if im.temporal, wait = im.s.TellStarts(im.rooms, frame.StartTelling); wait {
			im.temporal = queued
		}
	}
	return im.report()
}
