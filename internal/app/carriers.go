package app

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"relance/internal/dunning"
	"relance/internal/letter"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/folder"
	"relance/internal/registeredmail/maileva"
	"relance/internal/registeredmail/mercifacteur"
)

// The carriers, as the configuration and the store name them.
const (
	folderCarrier  = "folder"
	mailevaCarrier = "maileva"
	merciCarrier   = "mercifacteur"
	ar24Carrier    = "ar24" // electronic
	noCarrier      = "none" // nobody posts on paper
)

// carriers keeps the connection to a provider for the life of the process: it
// holds tokens, and what it has learnt of the account.
type carriers struct {
	once    sync.Once
	maileva *maileva.Carrier
	err     error
	standIn func(*maileva.Options) // of the demo and of tests
	laPoste string                 // another address of La Poste's tracking, of tests

	merciOnce    sync.Once
	merci        *mercifacteur.Carrier
	merciErr     error
	merciStandIn func(*mercifacteur.Options) // of tests
}

// Carrier is the folder for letters that a person posts.
func (a *App) Carrier() folder.Carrier {
	return folder.Carrier{Dir: a.Config.Path(a.Config.Letters.Folder)}
}

// carrier gives a carrier by its name. Letters that are on their way are
// followed where they are, also after the configuration changed.
func (a *App) carrier(name string) (registeredmail.Carrier, error) {
	switch name {
	case folderCarrier:
		return a.Carrier(), nil
	case mailevaCarrier:
		return a.mailevaCarrier()
	case merciCarrier:
		return a.merciCarrier()
	case ar24Carrier:
		return a.ar24Carrier()
	}
	return nil, dunning.Errorf(dunning.CodeInvalid, "there is no carrier %q", name)
}

// mailevaCarrier opens Maileva, once.
func (a *App) mailevaCarrier() (*maileva.Carrier, error) {
	a.post.once.Do(func() {
		m, secret := a.Config.Letters.Maileva, a.Config.Secrets.Maileva
		o := maileva.Options{
			Hosts: maileva.Production(), Memory: letterMemory{a.Store, mailevaCarrier}, Clock: time.Now, Urgent: m.Urgent,
			Tariff: maileva.Tariff{Letter: m.Price}, Pages: letter.Pages,
			Credentials: maileva.Credentials{
				ClientID: secret.ClientID, ClientSecret: secret.ClientSecret, Username: secret.Username, Password: secret.Password,
			},
		}
		if m.Sandbox {
			o.Hosts = maileva.Sandbox()
		}
		if a.post.standIn != nil {
			a.post.standIn(&o)
		}
		a.post.maileva, a.post.err = maileva.New(o)
	})
	return a.post.maileva, a.post.err
}

// merciCarrier opens Merci Facteur, once.
func (a *App) merciCarrier() (*mercifacteur.Carrier, error) {
	a.post.merciOnce.Do(func() {
		m, secret := a.Config.Letters.Merci, a.Config.Secrets.Merci
		o := mercifacteur.Options{
			API: mercifacteur.Production, Ledger: letterLedger{letterMemory{a.Store, merciCarrier}}, Clock: time.Now,
			Credentials: mercifacteur.Credentials{ServiceID: secret.ServiceID, SecretKey: secret.SecretKey, UserID: m.User},
			Addresses:   m.Addresses, Price: m.Price, WebhookKey: secret.WebhookKey, Pages: letter.Pages,
		}
		if a.post.merciStandIn != nil {
			a.post.merciStandIn(&o)
		}
		a.post.merci, a.post.merciErr = mercifacteur.New(o)
	})
	return a.post.merci, a.post.merciErr
}

// CheckCarrier asks the carrier of registered letters whether it lets us in.
func (a *App) CheckCarrier(ctx context.Context) error {
	switch a.Config.Letters.Carrier {
	case mailevaCarrier:
		return a.checkMaileva(ctx)
	case merciCarrier:
		c, err := a.merciCarrier()
		if err != nil {
			return err
		}
		return c.Check(ctx)
	}
	return nil
}

func (a *App) checkMaileva(ctx context.Context) error {
	c, err := a.mailevaCarrier()
	if err != nil {
		return err
	}
	_, err = c.Sweep(ctx, 100*365*24*time.Hour) // lists the sendings, and deletes none: no draft is that old
	return err
}

// LetterID names the letter of a message: the folder of one that a person
// posts.
func LetterID(message int64) string { return fmt.Sprintf("lettre-%d", message) }

// orderID names the order of a message with a carrier. At a provider it must
// be unique in the account, which several installations may share.
func orderID(carrier string, m dunning.Message) string {
	if carrier == folderCarrier {
		return LetterID(m.ID)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%d/%s", m.Creditor, m.Debtor, m.ID, m.Created.UTC().Format(time.RFC3339Nano)))
	return fmt.Sprintf("%s-%x", LetterID(m.ID), sum[:6])
}
