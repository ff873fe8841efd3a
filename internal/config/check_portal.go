package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"relance/internal/dunning"
)

// checkPortal looks at what debtors' pages need: an address that the world can
// reach by TLS, and a listener behind it.
func (c Config) checkPortal(f *dunning.Faults) {
	on := false
	for i, cr := range c.Creditors {
		for j, part := range cr.Portal.Without {
			if !slices.Contains(dunning.PortalParts(), part) {
				f.Add(fmt.Sprintf("creditors[%d].portal.without[%d]", i, j), "use "+strings.Join(dunning.PortalParts(), ", "), "a page has no part %q", part)
			}
		}
		on = on || cr.Portal.On
	}
	if c.Portal.Address != "" {
		c.checkPortalAddress(f)
	}
	if id := c.Portal.Stripe; id != "" && !slices.ContainsFunc(c.Creditors, func(cr dunning.Creditor) bool { return cr.ID == id && cr.Portal.On }) {
		f.Add("portal.stripe", "name the creditor whose account it is, and switch his portal on", "no creditor %q has a page", id)
	}
	switch {
	case !on:
	case c.Portal.Address == "":
		f.Add("portal.address", "write the address that debtors reach, as https://factures.example.fr, or switch portal.on off",
			"a creditor's debtors are to have a page, and it has no address")
	case c.Public.Listen == "":
		f.Add("public.listen", "write an address, as 127.0.0.1:8071, and lead the path /p/ of portal.address there",
			"a creditor's debtors are to have a page, and nothing listens for them")
	}
}

func (c Config) checkPortalAddress(f *dunning.Faults) {
	u, err := url.Parse(c.Portal.Address)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" || u.User != nil:
		f.Add("portal.address", "write the address without a path, as https://factures.example.fr", "%q is no address of a site", c.Portal.Address)
	case u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()):
	default:
		f.Add("portal.address", "let the listener or a proxy speak TLS and write https://", "debtors' pages would cross the network in clear")
	}
}
