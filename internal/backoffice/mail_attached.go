package backoffice

import (
	"context"
	"errors"
	"fmt"

	"relance/internal/access"
	"relance/internal/inbox"
)

// AttachmentStore knows whose attachments were looked at.
type AttachmentStore interface {
	UnlookedMails(ctx context.Context, limit int) ([]inbox.Mail, error)
	// AttachmentsLooked notes it; what failed is looked at again later, a number
	// of times, and then read by a person.
	AttachmentsLooked(ctx context.Context, id int64, failed bool) error
}

// mailsAtOnce is how many mails are looked through in one go.
const mailsAtOnce = 50

// LookAtAttachments looks for lifecycle messages in the attachments of mails that
// were taken in, and gives how many mails it looked at. A fault of one mail keeps
// none of the others waiting, and no mailbox.
func (o *Office) LookAtAttachments(ctx context.Context, who Actor) (looked int, err error) {
	if err := access.May(who, access.RecordAnswer, ""); err != nil || o.Attached == nil {
		return 0, err
	}
	mails, err := o.Looks.UnlookedMails(ctx, mailsAtOnce)
	if err != nil {
		return 0, err
	}
	var faults error
	for _, m := range mails {
		fault := o.lookAt(ctx, who, m)
		if ctx.Err() != nil {
			return looked, ctx.Err()
		}
		if fault != nil {
			faults = errors.Join(faults, fmt.Errorf("attachments of mail %d: %w", m.ID, fault))
		} else {
			looked++
		}
		if err := o.Looks.AttachmentsLooked(ctx, m.ID, fault != nil); err != nil {
			return looked, errors.Join(faults, err)
		}
	}
	return looked, faults
}

func (o *Office) lookAt(ctx context.Context, who Actor, m inbox.Mail) error {
	d, err := o.Archive.Document(ctx, m.Document)
	if err != nil {
		return err
	}
	for _, file := range inbox.Messages(d.Bytes) {
		if err := o.Attached.TakeAttached(ctx, who, file.Name, file.Data); err != nil {
			return err
		}
	}
	return nil
}
