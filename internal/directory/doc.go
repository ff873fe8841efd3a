// Package directory lets people sign in by the directory of their company, which
// speaks OpenID Connect: Microsoft Entra ID, Google Workspace, Okta, Keycloak.
//
// The code flow with PKCE, a state and a nonce. What says who somebody is, is the
// issuer and the subject of the identity token, and nothing else: an address or a
// name can be given to somebody else one day, and some providers let people type
// their own. Whom a person of the directory is here, an invitation says.
//
// It was written against the standards and a provider of the tests; it has never
// been tried with a provider of the market.
package directory
