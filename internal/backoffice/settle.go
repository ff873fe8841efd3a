package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/dunning"
)

// MessageStore keeps messages whose outcome a person must say.
type MessageStore interface {
	Message(ctx context.Context, id int64) (dunning.Message, error)
	Settle(ctx context.Context, message int64, sent bool, author string, notify bool) error
}

// SettleMessage takes a person's word on a message of unknown outcome, with all
// its invoices: sent, or not sent, and then it is sent again.
func (o *Office) SettleMessage(ctx context.Context, who Actor, id int64, sent bool) (dunning.Message, error) {
	m, err := o.Doubts.Message(ctx, id)
	if err != nil {
		return m, err
	}
	if err := access.May(who, access.WorkOnTasks, m.Creditor); err != nil {
		if dunning.ErrorCode(err) == dunning.CodeNotFound {
			return m, dunning.Errorf(dunning.CodeNotFound, "no message %d", id)
		}
		return m, err
	}
	return Once(ctx, o.Keys, Deed{who, "settle", []any{id, sent}}, func(deed context.Context) (dunning.Message, error) {
		if err := o.Doubts.Settle(deed, id, sent, who.Name, true); err != nil {
			return m, err
		}
		return o.Doubts.Message(ctx, id)
	})
}
