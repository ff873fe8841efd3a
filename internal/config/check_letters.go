package config

import (
	"strings"

	"relance/internal/dunning"
)

func (c Config) checkLetters(f *dunning.Faults) {
	l := c.Letters
	if l.MaxPerYear < 0 {
		f.Add("letters.max_per_year", "write how many registered letters may leave in a year, or 0 for no limit", "%d is negative", l.MaxPerYear)
	}
	switch l.Carrier {
	case "folder":
	case "maileva":
		c.checkMaileva(f)
	default:
		f.Add("letters.carrier", "use folder or maileva", "unknown carrier %q", l.Carrier)
	}
}

func (c Config) checkMaileva(f *dunning.Faults) {
	m, secrets := c.Letters.Maileva, c.Secrets.Maileva
	for _, s := range []struct{ name, value string }{
		{"CLIENT_ID", secrets.ClientID}, {"CLIENT_SECRET", secrets.ClientSecret},
		{"USERNAME", secrets.Username}, {"PASSWORD", secrets.Password},
	} {
		if s.value == "" {
			name := "RELANCE_MAILEVA_" + s.name
			f.Add("letters.carrier", "set it in the environment, or "+name+"_FILE", "maileva needs %s", name)
		}
	}
	if m.Price < 0 {
		f.Add("letters.maileva.price", "copy the price of a registered letter from your contract", "%s is negative", m.Price)
	}
	if m.Callback == "" {
		return
	}
	if !strings.HasPrefix(m.Callback, "https://") {
		f.Add("letters.maileva.callback", "write the public https address that leads to /webhooks/maileva", "%q is not https", m.Callback)
	}
	if secrets.WebhookPassword == "" {
		f.Add("letters.maileva.callback", "choose a long password and set RELANCE_MAILEVA_WEBHOOK_PASSWORD",
			"notifications need a password: Maileva does not sign them")
	}
}
