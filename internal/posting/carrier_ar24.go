package posting

import (
	"context"
	"net/http"
	"time"

	"relance/internal/config"
	"relance/internal/dunning"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/ar24"
)

func ar24Kind() kind {
	return kind{
		Carrier: of(config.AR24Carrier),
		open: func(o opening) (registeredmail.Carrier, error) {
			c, secret := o.Letters.AR24, o.Secrets.AR24
			options := ar24.Options{
				API: ar24.Production, Memory: intentMemory{o.memory}, Sessions: o.sessions, Clock: time.Now,
				Credentials: ar24.Credentials{Token: secret.Token, PrivateKey: secret.PrivateKey, UserID: c.User},
				OTPKey:      secret.OTPKey, Price: c.Price, Callback: c.Callback,
			}
			if c.Sandbox {
				options.API = ar24.Sandbox
			}
			if o.standIns.AR24 != nil {
				o.standIns.AR24(&options)
			}
			return orNil(ar24.New(options))
		},
		check:  func(ctx context.Context, c registeredmail.Carrier) error { return c.(*ar24.Carrier).Check(ctx) },
		advice: "look at RELANCE_AR24_TOKEN, _PRIVATE_KEY, letters.ar24.user, and whether they are of the sandbox",
		remark: func(l config.Letters) string {
			where := "it sends for money"
			if l.AR24.Sandbox {
				where = "sandbox, letters have no effect"
			}
			return "knows the sender (" + where + "); this program was never tried against the live service, nor its sandbox: begin with letters.ar24.sandbox"
		},
		webhook: func(cfg config.Config, c registeredmail.Carrier, changed changed) http.Handler {
			if cfg.Letters.AR24.Callback == "" {
				return nil
			}
			return c.(*ar24.Carrier).Webhook(changed)
		},
	}
}

// OneTimeCode hands a code of the sender's to AR24, and tells until when
// electronic letters leave.
func (p *Post) OneTimeCode(ctx context.Context, code string) (time.Time, error) {
	if p.Config.Letters.Electronic != config.AR24Carrier {
		return time.Time{}, dunning.Errorf(dunning.CodeInvalid, "no carrier of electronic letters is configured").
			WithHint("set letters.electronic: ar24")
	}
	c, err := p.Carriers.Get(config.AR24Carrier)
	if err != nil {
		return time.Time{}, err
	}
	return c.(*ar24.Carrier).Authenticate(ctx, code)
}

// sessions keeps the hour that a one-time code opened, for all processes.
type sessions struct{ store Settings }

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
