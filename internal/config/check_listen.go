package config

import (
	"net"
	"net/netip"
	"strings"

	"relance/internal/dunning"
)

// checkListeners looks at the three listeners. People log in at the staff one:
// what they type does not cross a network in clear.
func (c Config) checkListeners(f *dunning.Faults) {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		f.Add("listen", "write host:port, as 127.0.0.1:8070", "%v", err)
	}
	for _, text := range c.Webhooks.Allow {
		if _, err := parseProxy(text); err != nil {
			f.Add("webhooks.allow", "write addresses as 10.0.0.7 or networks as 10.0.0.0/8", "%q is neither", text)
		}
	}
	c.Public.check(f, "public", "127.0.0.1:8071")
	c.Staff.check(f, "staff", "127.0.0.1:8072")
	s := c.Staff
	if host, _, err := net.SplitHostPort(s.Listen); err == nil && !loopback(host) && s.Certificate == "" && len(s.TrustedProxies) == 0 {
		f.Add("staff.listen", "set staff.certificate and staff.key, or name the proxy that speaks TLS in staff.trusted_proxies, or listen on 127.0.0.1",
			"passwords and figures would cross the network in clear")
	}
	taken := map[string]string{c.Listen: "listen"}
	for _, d := range []struct{ name, address string }{{"public.listen", c.Public.Listen}, {"staff.listen", s.Listen}} {
		if other := taken[d.address]; d.address != "" && other != "" && !strings.HasSuffix(d.address, ":0") {
			f.Add(d.name, "give each listener a port of its own", "%s is the address of %s", d.address, other)
		}
		taken[d.address] = d.name
	}
	l := c.Letters
	called := l.Carrier == MailevaCarrier && l.Maileva.Callback != "" || l.Carrier == MerciCarrier && l.Merci.Callback != "" ||
		l.Electronic == AR24Carrier && l.AR24.Callback != ""
	if called && c.Public.Listen == "" {
		f.Add("public.listen", "write an address, as 127.0.0.1:8071, and lead the callback's path /webhooks/ there",
			"a carrier is to call, and nothing listens for it")
	}
}

// check looks at what every door must have.
func (d Door) check(f *dunning.Faults, at, example string) {
	if _, _, err := net.SplitHostPort(d.Listen); d.Listen != "" && err != nil {
		f.Add(at+".listen", "write host:port, as "+example, "%v", err)
	}
	if (d.Certificate == "") != (d.Key == "") {
		f.Add(at+".certificate", "name both files, or neither", "certificate and key go together")
	}
	for _, text := range d.TrustedProxies {
		if _, err := parseProxy(text); err != nil {
			f.Add(at+".trusted_proxies", "write addresses as 10.0.0.7 or networks as 10.0.0.0/8", "%q is neither", text)
		}
	}
}

// parseProxy reads an address or a network.
func parseProxy(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
	}
	return netip.ParsePrefix(text)
}
