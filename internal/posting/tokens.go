package posting

import (
	"cmp"
	"time"

	"relance/internal/config"
	"relance/internal/oauth"
)

// Tokens gives the access tokens of a configuration: one source for reading and
// for sending.
func Tokens(cfg config.Config) *oauth.Source {
	o := cfg.OAuth
	return &oauth.Source{
		Access: oauth.Access{
			Provider: oauth.Provider(o.Provider), Tenant: o.Tenant, ClientID: o.ClientID, Flow: oauth.Flow(o.Flow), Secret: cfg.Secrets.OAuthSecret,
		},
		File: cfg.Path(cmp.Or(o.File, "oauth-token.json")), Now: time.Now,
	}
}
