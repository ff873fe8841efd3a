package posting

import (
	"context"
	"errors"
	"net/http"
	"time"

	"relance/internal/config"
	"relance/internal/letter"
	"relance/internal/registeredmail"
	"relance/internal/registeredmail/maileva"
)

// webhookLogin is the user name with which Maileva calls.
const webhookLogin = "relance"

func mailevaKind() kind {
	return kind{
		Carrier: of(config.MailevaCarrier),
		open: func(o opening) (registeredmail.Carrier, error) {
			m, secret := o.Letters.Maileva, o.Secrets.Maileva
			options := maileva.Options{
				Hosts: maileva.Production(), Memory: o.memory, Clock: time.Now, Urgent: m.Urgent,
				Tariff: maileva.Tariff{Letter: m.Price}, Pages: letter.Pages,
				Credentials: maileva.Credentials{
					ClientID: secret.ClientID, ClientSecret: secret.ClientSecret, Username: secret.Username, Password: secret.Password,
				},
			}
			if m.Sandbox {
				options.Hosts = maileva.Sandbox()
			}
			if o.standIns.Maileva != nil {
				o.standIns.Maileva(&options)
			}
			return orNil(maileva.New(options))
		},
		check: func(ctx context.Context, c registeredmail.Carrier) error {
			_, err := c.(*maileva.Carrier).Sweep(ctx, 100*365*24*time.Hour) // lists the sendings, and deletes none: no draft is that old
			return err
		},
		advice: "look at RELANCE_MAILEVA_CLIENT_ID, _CLIENT_SECRET, _USERNAME, _PASSWORD, and whether they are of the sandbox",
		remark: func(l config.Letters) string {
			where := "it prints and posts for money"
			if l.Maileva.Sandbox {
				where = "sandbox, nothing is printed"
			}
			return "lets us in (" + where + "); this program was never tried with the live service: begin with letters.maileva.sandbox"
		},
		webhook: func(cfg config.Config, c registeredmail.Carrier, changed changed) http.Handler {
			password := cfg.Secrets.Maileva.WebhookPassword
			if password == "" {
				return nil
			}
			return c.(*maileva.Carrier).Webhook(maileva.Hook{Login: webhookLogin, Password: password, Changed: changed})
		},
		chores: mailevaChores,
	}
}

// mailevaChores deletes drafts that crashes left at Maileva and has it call us
// where the configuration names an address.
func mailevaChores(ctx context.Context, cfg config.Config, c registeredmail.Carrier) error {
	m := c.(*maileva.Carrier)
	_, err := m.Sweep(ctx, choreEvery)
	if callback := cfg.Letters.Maileva.Callback; callback != "" {
		err = errors.Join(err, m.Subscribe(ctx, callback, webhookLogin, cfg.Secrets.Maileva.WebhookPassword))
	}
	return err
}

// orNil keeps a carrier that could not be opened from looking like one.
func orNil[C registeredmail.Carrier](c C, err error) (registeredmail.Carrier, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}
