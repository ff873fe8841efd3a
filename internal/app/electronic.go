package app

import (
	"context"
	"net/http"
	"sync"
	"time"

	"relance/internal/dunning"
	"relance/internal/postgres"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24"
)

// electronic keeps the connection to the carrier of electronic letters for the
// life of the process.
type electronic struct {
	once    sync.Once
	ar24    *ar24.Carrier
	err     error
	standIn func(*ar24.Options) // of tests
}

// ar24Carrier opens AR24, once.
func (a *App) ar24Carrier() (*ar24.Carrier, error) {
	a.lre.once.Do(func() {
		c, secret := a.Config.Letters.AR24, a.Config.Secrets.AR24
		o := ar24.Options{
			API: ar24.Production, Ledger: letterLedger{letterMemory{a.Store, ar24Carrier}}, Sessions: sessions{a.Store}, Clock: time.Now,
			Credentials: ar24.Credentials{Token: secret.Token, PrivateKey: secret.PrivateKey, UserID: c.User},
			OTPKey:      secret.OTPKey, Price: c.Price, Callback: c.Callback,
		}
		if c.Sandbox {
			o.API = ar24.Sandbox
		}
		if a.lre.standIn != nil {
			a.lre.standIn(&o)
		}
		a.lre.ar24, a.lre.err = ar24.New(o)
	})
	return a.lre.ar24, a.lre.err
}

// route names the carrier of a letter: electronic ones go to who accepts them.
func (a *App) route(o registeredmail.Order) string {
	switch {
	case !o.Registered:
		return folderCarrier
	case o.Electronic != nil && a.Config.Letters.Electronic != "":
		return a.Config.Letters.Electronic
	}
	return a.Config.Letters.Carrier
}

// reachedBy says how an electronic letter reaches a debtor; nil when none may
// go to him.
func reachedBy(d dunning.Debtor) *registeredmail.Electronic {
	if d.ElectronicFault() != "" {
		return nil
	}
	return &registeredmail.Electronic{
		Email: d.Email, Name: d.Name, Professional: !d.Regime.NeedsConsent(), ConsentOn: d.Electronic.ConsentOn, Manner: d.Electronic.Manner,
	}
}

// OneTimeCode hands a code of the sender's to AR24, and tells until when
// electronic letters leave.
func (a *App) OneTimeCode(ctx context.Context, code string) (time.Time, error) {
	if a.Config.Letters.Electronic != ar24Carrier {
		return time.Time{}, dunning.Errorf(dunning.CodeInvalid, "no carrier of electronic letters is configured").
			WithHint("set letters.electronic: ar24")
	}
	c, err := a.ar24Carrier()
	if err != nil {
		return time.Time{}, err
	}
	return c.Authenticate(ctx, code)
}

// CheckElectronic asks the carrier of electronic letters whether it lets us in.
func (a *App) CheckElectronic(ctx context.Context) error {
	if a.Config.Letters.Electronic != ar24Carrier {
		return nil
	}
	c, err := a.ar24Carrier()
	if err != nil {
		return err
	}
	return c.Check(ctx)
}

// serveElectronic hears AR24's notifications.
func (a *App) serveElectronic(mux *http.ServeMux) error {
	if a.Config.Letters.Electronic != ar24Carrier || a.Config.Letters.AR24.Callback == "" {
		return nil
	}
	c, err := a.ar24Carrier()
	if err != nil {
		return err
	}
	mux.Handle("/webhooks/ar24", c.Webhook(func(ctx context.Context, order string) error {
		return a.lookAgain(ctx, ar24Carrier, order, time.Now())
	}))
	return nil
}

// sessions keeps the hour that a one-time code opened, for all processes.
type sessions struct{ store *postgres.Store }

const sessionKey = "ar24_session"

// Session implements ar24.Sessions.
func (s sessions) Session(ctx context.Context) (out ar24.Session, err error) {
	_, err = s.store.Setting(ctx, sessionKey, &out)
	return out, err
}

// SaveSession implements ar24.Sessions.
func (s sessions) SaveSession(ctx context.Context, in ar24.Session) error {
	return s.store.SetSetting(ctx, sessionKey, in, "")
}
