package activities

import "context"

// Letters sends letters by the same protocol as e-mails; only composing and
// handing over differ. It has its own task queue, so it is a type of its own.
type Letters struct{ Notices }

// SendLetter requests a letter or a registered letter from the carrier.
func (l *Letters) SendLetter(ctx context.Context, in SendInput) (Recorded, error) {
	return l.Notices.SendNotice(ctx, in)
}
