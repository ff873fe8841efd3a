package app

import (
	"context"
	"crypto/rand"

	"relance/internal/backoffice"
	"relance/internal/dunning"
	"relance/internal/postgres/accounts"
	"relance/internal/postgres/webhooks"
	"relance/internal/webhook"
	"relance/internal/webhook/deliver"
)

// Webhooks gives the use cases about programs that are told what happens to cases.
func (a *App) Webhooks() *backoffice.Webhooks {
	s := webhooks.New(a.store)
	return &backoffice.Webhooks{Store: s, Reader: s, Audit: accounts.New(a.store), Keys: a.store, Random: rand.Reader, Allow: a.Config.Webhooks.Networks()}
}

// tellPrograms delivers webhooks until the context ends. A program that is given up
// leaves a task on the case that it did not hear of.
func (a *App) tellPrograms(ctx context.Context) error {
	sender := &deliver.Sender{
		Store: webhooks.New(a.store), Now: a.store.Now, Allow: a.Config.Webhooks.Networks(), Log: a.Log,
		Dead: func(ctx context.Context, o webhook.Order, _ webhook.Result) error {
			return a.store.OpenCreditorTask(ctx, dunning.Task{Ref: o.Case, Code: dunning.TaskWebhook, Step: "webhook"})
		},
	}
	return sender.Run(ctx)
}
