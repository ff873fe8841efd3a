package config

import "relance/internal/dunning"

// secret is one that a setting asks for.
type secret struct {
	value string
	key   string // the setting that asks for it
	lack  string // what is wrong without it
	hint  string // where it comes from
}

// CheckSecrets names the secrets that are missing before a mail or a letter can
// leave, and before carriers can call, each with the setting that asks for it.
// Whatever sends nothing works without them.
func (c Config) CheckSecrets() []dunning.Fault {
	var needed []secret
	if c.Mail.Mode != Off && c.Mail.SMTP.Username != "" && c.Mail.SMTP.Login != LoginOAuth {
		needed = append(needed, secret{
			value: c.Secrets.SMTPPassword, key: "mail.smtp.username",
			lack: "the password is missing", hint: "set RELANCE_SMTP_PASSWORD or RELANCE_SMTP_PASSWORD_FILE",
		})
	}
	for _, k := range c.Letters.InUse() {
		if k.secrets != nil {
			needed = append(needed, k.secrets(c)...)
		}
	}
	if c.Portal.Stripe != "" {
		needed = append(needed, credential("stripe", "portal.stripe", "RELANCE_STRIPE_KEY", c.Secrets.Stripe.Key),
			credential("stripe", "portal.stripe", "RELANCE_STRIPE_WEBHOOK_SECRET", c.Secrets.Stripe.Webhook))
	}
	needed = append(append(needed, c.registerSecrets()...), c.platformSecrets()...)
	if c.Directory.Issuer != "" {
		needed = append(needed, credential("the directory", "directory.issuer", "RELANCE_DIRECTORY_SECRET", c.Secrets.Directory))
	}
	f := &dunning.Faults{}
	for _, s := range needed {
		if s.value == "" {
			f.Add(s.key, s.hint, "%s", s.lack)
		}
	}
	return f.List
}

// credential is a secret without which a carrier does not let us in.
func credential(carrier, key, name, value string) secret {
	return secret{value: value, key: key, lack: carrier + " needs " + name, hint: "set it in the environment, or " + name + "_FILE"}
}

func (c Config) ar24Secrets() []secret {
	s := c.Secrets.AR24
	return []secret{
		credential(AR24Carrier, "letters.electronic", "RELANCE_AR24_TOKEN", s.Token),
		credential(AR24Carrier, "letters.electronic", "RELANCE_AR24_PRIVATE_KEY", s.PrivateKey),
	}
}

func (c Config) mailevaSecrets() []secret {
	s := c.Secrets.Maileva
	out := []secret{
		credential(MailevaCarrier, "letters.carrier", "RELANCE_MAILEVA_CLIENT_ID", s.ClientID),
		credential(MailevaCarrier, "letters.carrier", "RELANCE_MAILEVA_CLIENT_SECRET", s.ClientSecret),
		credential(MailevaCarrier, "letters.carrier", "RELANCE_MAILEVA_USERNAME", s.Username),
		credential(MailevaCarrier, "letters.carrier", "RELANCE_MAILEVA_PASSWORD", s.Password),
	}
	if c.Letters.Maileva.Callback != "" {
		out = append(out, secret{
			value: s.WebhookPassword, key: "letters.maileva.callback",
			lack: "notifications need a password: Maileva does not sign them",
			hint: "choose a long password and set RELANCE_MAILEVA_WEBHOOK_PASSWORD",
		})
	}
	return out
}

func (c Config) merciSecrets() []secret {
	s := c.Secrets.Merci
	out := []secret{
		credential(MerciCarrier, "letters.carrier", "RELANCE_MERCIFACTEUR_SERVICE_ID", s.ServiceID),
		credential(MerciCarrier, "letters.carrier", "RELANCE_MERCIFACTEUR_SECRET_KEY", s.SecretKey),
	}
	if c.Letters.Merci.Callback != "" {
		out = append(out, secret{
			value: s.WebhookKey, key: "letters.mercifacteur.callback",
			lack: "notifications are told from forged ones by a key",
			hint: "copy the key from the page of the API at Merci Facteur to RELANCE_MERCIFACTEUR_WEBHOOK_KEY",
		})
	}
	return out
}
