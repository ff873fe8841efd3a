package recourse

import (
	"context"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/lifecycle"
	"relance/internal/status"
)

type (
	// StatusArrival is a lifecycle message as it came in.
	StatusArrival = lifecycle.Arrival
	// TakenStatus is what became of one.
	TakenStatus = lifecycle.Taken
	// StatusOnRecord is a status that is kept, with the case it concerns.
	StatusOnRecord = lifecycle.OnRecord
)

// TakeStatuses takes in a lifecycle message, or a ZIP archive of messages, that
// a door brings. What follows is done at once: see package lifecycle. The same
// status again does nothing. Each status is accounted for, also those that
// could not be read.
func (d *Desk) TakeStatuses(ctx context.Context, who Actor, file string, data []byte, door string) ([]TakenStatus, error) {
	if err := access.May(who, access.RecordAnswer, ""); err != nil {
		return nil, err
	}
	in := StatusArrival{Raw: map[string][]byte{}, Door: door, Author: who.Name}
	for _, m := range status.Messages(file, data) {
		if m.Fault != "" {
			in.Statuses = append(in.Statuses, status.Failed(m.File, m.Fault))
			continue
		}
		in.Raw[m.File] = m.Data
		in.Statuses = append(in.Statuses, status.Read(m.File, m.Data)...)
	}
	return d.Statuses.TakeStatuses(ctx, in)
}

// StatusesOf lists the statuses of an invoice, in the order of their own times.
func (d *Desk) StatusesOf(ctx context.Context, who Actor, ref dunning.Ref) ([]StatusOnRecord, error) {
	if err := mayFor(who, access.SeeCases, ref); err != nil {
		return nil, err
	}
	return d.Statuses.StatusesOf(ctx, ref)
}

// TakeAttached takes in what came attached to a mail, when it is a lifecycle
// message or an archive of them; anything else is left alone.
func (d *Desk) TakeAttached(ctx context.Context, who Actor, file string, data []byte) error {
	if err := access.May(who, access.RecordAnswer, ""); err != nil {
		return err
	}
	in := StatusArrival{Raw: map[string][]byte{}, Door: lifecycle.DoorMail, Author: who.Name}
	for _, m := range status.Messages(file, data) {
		for _, s := range status.Read(m.File, m.Data) {
			if s.Error == "" {
				in.Raw[m.File], in.Statuses = m.Data, append(in.Statuses, s)
			}
		}
	}
	_, err := d.Statuses.TakeStatuses(ctx, in)
	return err
}
