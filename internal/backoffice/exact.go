package backoffice

import (
	"context"

	"relance/internal/access"
	"relance/internal/dunning"
	"relance/internal/reconcile"
)

// ExactMessage gives a message with its very bytes: an e-mail's source, a
// letter's PDF. CodeNotFound when it has none yet.
func (o *Office) ExactMessage(ctx context.Context, who Actor, id int64) (m dunning.Message, doc dunning.Document, err error) {
	if m, err = o.Doubts.Message(ctx, id); err != nil {
		return m, doc, err
	}
	if err := access.May(who, access.SeeCases, m.Creditor); err != nil || m.Document == "" {
		return dunning.Message{}, doc, dunning.Errorf(dunning.CodeNotFound, "no message %d", id)
	}
	doc, err = o.Archive.Document(ctx, m.Document)
	return m, doc, err
}

// Line gives a bank line of one of the actor's creditors.
func (o *Office) Line(ctx context.Context, who Actor, id int64) (reconcile.BankLine, error) {
	return o.bankLine(ctx, who, access.SeeBank, id)
}
