package oauth

import (
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/endpoints"

	"relance/internal/dunning"
)

// Provider is whose mail server it is.
type Provider string

// The providers.
const (
	Microsoft Provider = "microsoft"
	Google    Provider = "google"
)

// Flow is how access is first given.
type Flow string

// The flows.
const (
	Device      Flow = "device"      // a person types a code on any device
	Loopback    Flow = "loopback"    // a browser on this machine comes back here
	Application Flow = "application" // the application's own credentials; no person
)

// Access says how to get tokens.
type Access struct {
	Provider Provider
	Tenant   string // of Microsoft: the directory's id or domain
	ClientID string // of the customer's own registration
	Secret   string // of the application; empty for one without
	Flow     Flow

	Endpoint oauth2.Endpoint // of tests; empty is the provider's
}

// Check names what is missing or does not fit; nil when all is there.
func (a Access) Check() error {
	switch {
	case a.Provider != Microsoft && a.Provider != Google:
		return dunning.Errorf(dunning.CodeInvalid, "unknown provider %q", a.Provider).WithHint("use microsoft or google")
	case a.ClientID == "":
		return dunning.Errorf(dunning.CodeInvalid, "the client id is missing").WithHint("register an application of your own with the provider, and copy its id")
	case a.Provider == Microsoft && a.Tenant == "":
		return dunning.Errorf(dunning.CodeInvalid, "the tenant is missing").WithHint("copy the directory id from the page of the registration")
	case a.Flow != Device && a.Flow != Loopback && a.Flow != Application:
		return dunning.Errorf(dunning.CodeInvalid, "unknown flow %q", a.Flow).WithHint("use device, loopback or application")
	case a.Provider == Google && a.Flow == Device:
		return dunning.Errorf(dunning.CodeInvalid, "Google gives no mailbox by a code typed on another device").WithHint("use loopback")
	case a.Provider == Google && a.Flow == Application:
		return dunning.Errorf(dunning.CodeInvalid, "Google's service accounts are not supported").WithHint("use loopback, or an app password")
	case a.Flow == Application && a.Secret == "":
		return dunning.Errorf(dunning.CodeInvalid, "the application's secret is missing").WithHint("set RELANCE_OAUTH_SECRET or RELANCE_OAUTH_SECRET_FILE")
	}
	return nil
}

// scopes are what is asked for: reading by IMAP and sending by SMTP, no more.
func (a Access) scopes() []string {
	switch {
	case a.Provider == Google:
		return []string{"https://mail.google.com/"} // one for both; there is no smaller one
	case a.Flow == Application:
		return []string{"https://outlook.office365.com/.default"}
	}
	return []string{"https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "offline_access"}
}

func (a Access) endpoint() oauth2.Endpoint {
	switch {
	case a.Endpoint.TokenURL != "":
		return a.Endpoint
	case a.Provider == Google:
		return endpoints.Google
	}
	return endpoints.AzureAD(a.Tenant)
}

func (a Access) config() *oauth2.Config {
	return &oauth2.Config{ClientID: a.ClientID, ClientSecret: a.Secret, Endpoint: a.endpoint(), Scopes: a.scopes()}
}
