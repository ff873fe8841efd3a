package invoices

import (
	"context"

	"relance/internal/cli/frame"
	"relance/internal/dropfolder"
)

// What the tests of the watched folder play by hand.

type Importing = importing

func Prepare(c *Start, s *frame.Session) (*Importing, error) { return c.prepare(s) }

func Batch(im *Importing) func(context.Context, []string) ([]dropfolder.Outcome, error) {
	return im.batch
}

func Close(im *Importing) func() { return im.rooms.Close }
