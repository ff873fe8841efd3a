package posting

import (
	"context"
	"net/http"
	"time"

	"relance/internal/config"
	"relance/internal/letter"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/mercifacteur"
)

func merciKind() kind {
	return kind{
		Carrier: of(config.MerciCarrier),
		open: func(o opening) (registeredmail.Carrier, error) {
			m, secret := o.Letters.Merci, o.Secrets.Merci
			options := mercifacteur.Options{
				API: mercifacteur.Production, Memory: intentMemory{o.memory}, Clock: time.Now,
				Credentials: mercifacteur.Credentials{ServiceID: secret.ServiceID, SecretKey: secret.SecretKey, UserID: m.User},
				Addresses:   m.Addresses, Price: m.Price, WebhookKey: secret.WebhookKey, Pages: letter.Pages,
			}
			if o.standIns.Merci != nil {
				o.standIns.Merci(&options)
			}
			return orNil(mercifacteur.New(options))
		},
		check: func(ctx context.Context, c registeredmail.Carrier) error { return c.(*mercifacteur.Carrier).Check(ctx) },
		advice: "look at RELANCE_MERCIFACTEUR_SERVICE_ID, _SECRET_KEY, letters.mercifacteur.user, " +
			"and whether Merci Facteur lets this IP address in",
		remark: func(config.Letters) string {
			return "lets us in (it prints and posts for money, unless this is a Sandbox account); " +
				"this program was never tried against the live service: begin with a Sandbox account"
		},
		webhook: func(cfg config.Config, c registeredmail.Carrier, changed changed) http.Handler {
			if cfg.Secrets.Merci.WebhookKey == "" {
				return nil
			}
			return c.(*mercifacteur.Carrier).Webhook(changed)
		},
		chores: func(ctx context.Context, cfg config.Config, c registeredmail.Carrier) error {
			if cfg.Letters.Merci.Callback == "" {
				return nil
			}
			return c.(*mercifacteur.Carrier).Subscribe(ctx, cfg.Letters.Merci.Callback)
		},
	}
}
