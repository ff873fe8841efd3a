package config

import (
	"net/url"
	"strings"
	"time"

	"relance/internal/calendar"
	"relance/internal/dunning"
)

// Platform is the account at the platform of electronic invoices whose Flow
// service (XP Z12-013) is read for lifecycle statuses. Nothing is sent there. Its
// secret is a secret.
type Platform struct {
	URL          string        `yaml:"url"`           // of the Flow service, up to before /v1; empty asks no platform
	TokenURL     string        `yaml:"token_url"`     // where access is given (OAuth 2.0, client credentials)
	ClientID     string        `yaml:"client_id"`     // of the account
	Scope        string        `yaml:"scope"`         // asked for with access; many platforms want none
	Organization string        `yaml:"organization"`  // header Organization-Id, where the account has several companies
	Minutes      int           `yaml:"every_minutes"` // between two readings; 0 is 60
	Since        calendar.Date `yaml:"since"`         // first day whose messages are read; zero is thirty days before the first reading
}

// On tells whether a platform is asked.
func (p Platform) On() bool { return p.URL != "" }

// Host names the platform.
func (p Platform) Host() string {
	u, err := url.Parse(p.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

// Every is the time between two readings.
func (p Platform) Every() time.Duration {
	if p.Minutes == 0 {
		return time.Hour
	}
	return time.Duration(p.Minutes) * time.Minute
}

const mostPlatformMinutes = 24 * 60

func (c Config) checkPlatform(f *dunning.Faults) {
	p := c.Statuses.Platform
	if p == (Platform{}) {
		return
	}
	for _, one := range [][2]string{{"token_url", p.TokenURL}, {"url", p.URL}} {
		key, address := one[0], one[1]
		u, err := url.Parse(address)
		switch {
		case address == "":
			f.Add("statuses.platform."+key, "copy it from the platform's page for developers", "the address is missing")
		case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
			f.Add("statuses.platform."+key, "write it as https://api.example.com/flow", "%q is no https address", address)
		case key == "url" && strings.HasSuffix(strings.TrimRight(address, "/"), "/v1"):
			f.Add("statuses.platform."+key, "leave /v1 out: it is put behind", "%q ends with the version", address)
		}
	}
	if p.ClientID == "" {
		f.Add("statuses.platform.client_id", "copy it from the account at the platform", "the client id is missing")
	}
	if p.Minutes < 0 || p.Minutes > mostPlatformMinutes {
		f.Add("statuses.platform.every_minutes", "use 1 to 1440", "%d minutes lie outside of a day", p.Minutes)
	}
}

func (c Config) platformSecrets() []secret {
	if !c.Statuses.Platform.On() {
		return nil
	}
	return []secret{credential("the platform", "statuses.platform.url", "RELANCE_FLOW_SECRET", c.Secrets.Flow)}
}
