package config

import (
	"net/netip"
	"net/url"
	"strings"

	"relance/internal/dunning"
)

// checkConsole looks at where people sign in, and at the directory that may say who
// they are.
func (c Config) checkConsole(f *dunning.Faults) {
	if a := c.Console.Address; a != "" {
		checkConsoleAddress(f, a)
	}
	d := c.Directory
	if d.Issuer == "" {
		if d.ClientID != "" {
			f.Add("directory.issuer", "write the address that the directory names itself by, as https://login.example.com", "a client_id stands without a directory")
		}
		return
	}
	u, err := url.Parse(d.Issuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		f.Add("directory.issuer", "write it as the directory says it, beginning with https://", "%q names no directory", d.Issuer)
	}
	if d.ClientID == "" {
		f.Add("directory.client_id", "register relance as an application at the directory, and write its client id", "the directory would not know who asks")
	}
	if c.Console.Address == "" {
		f.Add("console.address", "write the address at which people open the console, as https://relance.example.com", "the directory has nowhere to send browsers back to")
	}
}

func checkConsoleAddress(f *dunning.Faults, address string) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" || u.User != nil {
		f.Add("console.address", "write the address without a path, as https://relance.example.com", "%q is no address of a site", address)
		return
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		f.Add("console.address", "give the console a name; on this machine, http://localhost:8072 does", "passkeys are bound to a name, and %s is a number", u.Hostname())
	}
	if u.Scheme != "https" && (u.Scheme != "http" || u.Hostname() != "localhost") {
		f.Add("console.address", "let the listener or a proxy speak TLS and write https://", "passwords would cross the network in clear")
	}
}

// ConsoleAddress is where people open the console: what the configuration says, else
// this machine's own name for a listener that no other machine reaches. Empty when
// neither says it.
func (c Config) ConsoleAddress() string {
	if c.Console.Address != "" {
		return strings.TrimSuffix(c.Console.Address, "/")
	}
	if u, err := url.Parse("http://" + c.Staff.Listen); err == nil && c.Staff.Certificate == "" && loopback(u.Hostname()) && u.Port() != "" && u.Port() != "0" {
		return "http://localhost:" + u.Port()
	}
	return ""
}
