package config

import (
	"fmt"
	"net/netip"
	"strings"

	"relance/internal/dunning"
)

func (c Config) checkLetters(f *dunning.Faults) {
	l := c.Letters
	if l.MaxPerYear < 0 {
		f.Add("letters.max_per_year", "write how many registered letters may leave in a year, or 0 for no limit", "%d is negative", l.MaxPerYear)
	}
	c.checkPrices(f)
	if l.Carrier == NoCarrier {
		if l.Electronic == "" {
			f.Add("letters.carrier", "use "+carrierNames(false)+", or name an electronic carrier as well", "without a carrier no registered letter leaves")
		}
	} else if k, ok := CarrierOf(l.Carrier); !ok || k.Electronic {
		f.Add("letters.carrier", "use "+carrierNames(false)+", or "+NoCarrier, "unknown carrier %q", l.Carrier)
	}
	if k, ok := CarrierOf(l.Electronic); l.Electronic != "" && (!ok || !k.Electronic) {
		f.Add("letters.electronic", "use "+carrierNames(true)+", or leave it out", "unknown carrier %q", l.Electronic)
	}
	for _, k := range l.InUse() {
		if k.check != nil {
			k.check(c, f)
		}
	}
}

func (c Config) checkAR24(f *dunning.Faults) {
	a := c.Letters.AR24
	if a.User == "" {
		f.Add("letters.ar24.user", "write the id that AR24 gave the sender", "the sender is missing")
	}
	if a.Price < 0 {
		f.Add("letters.ar24.price", "copy the price of a letter from your contract", "the sum %s is negative", a.Price)
	}
	if a.Callback != "" && !strings.HasPrefix(a.Callback, "https://") {
		f.Add("letters.ar24.callback", "write the public https address that leads to /webhooks/ar24", "%q is not https", a.Callback)
	}
}

func (c Config) checkMaileva(f *dunning.Faults) {
	m := c.Letters.Maileva
	if m.Price < 0 {
		f.Add("letters.maileva.price", "copy the price of a registered letter from your contract", "the sum %s is negative", m.Price)
	}
	if m.Callback == "" {
		return
	}
	if !strings.HasPrefix(m.Callback, "https://") {
		f.Add("letters.maileva.callback", "write the public https address that leads to /webhooks/maileva", "%q is not https", m.Callback)
	}
}

func (c Config) checkMerciFacteur(f *dunning.Faults) {
	m := c.Letters.Merci
	if strings.Trim(m.User, "0123456789") != "" || m.User == "" {
		f.Add("letters.mercifacteur.user", "write the user's number, from the page of users at Merci Facteur", "%q is no number", m.User)
	}
	for _, a := range m.Addresses {
		if _, err := netip.ParseAddr(a); err != nil {
			f.Add("letters.mercifacteur.addresses", "write addresses as 192.0.2.7", "%q is no IP address", a)
		}
	}
	if m.Price < 0 {
		f.Add("letters.mercifacteur.price", "copy the price of a registered letter from your contract", "the sum %s is negative", m.Price)
	}
	if m.Callback == "" {
		return
	}
	if !strings.HasPrefix(m.Callback, "https://") {
		f.Add("letters.mercifacteur.callback", "write the public https address that leads to /webhooks/mercifacteur", "%q is not https", m.Callback)
	}
}

// checkPrices looks at one's own price lists, and for the price that a budget
// needs: without one, letters would leave and count for nothing.
func (c Config) checkPrices(f *dunning.Faults) {
	k, _ := CarrierOf(c.Letters.Carrier)
	priced := k.Contract == nil || k.Contract(c.Letters) > 0
	for i, p := range c.Letters.Prices {
		at := fmt.Sprintf("letters.prices[%d]", i)
		switch {
		case p.Carrier == "":
			f.Add(at+".carrier", "name the carrier whose price it is, as folder or maileva", "there is no carrier")
		case p.From.IsZero():
			f.Add(at+".from", "write the first day on which it holds, as 2026-01-01", "there is no date")
		case p.Source == "":
			f.Add(at+".source", "write where it stands: your contract, a price list", "there is no source")
		case p.Letter < 0 || p.Sheet < 0 || p.Colour < 0 || p.Receipt < 0 || p.Sheets < 0:
			f.Add(at, "use 0 or more", "an amount or a number of sheets is negative")
		case p.Letter+p.Sheet == 0:
			f.Add(at+".letter", "write what a letter costs, as \"5.90\"", "the letter costs nothing")
		}
		priced = priced || p.Carrier == c.Letters.Carrier && !p.Simple
	}
	for i, cr := range c.Creditors {
		at := fmt.Sprintf("creditors[%d].letter_budget", i)
		switch {
		case cr.Letters < 0:
			f.Add(at, "write how many euros letters may cost in a year, or 0 for no limit", "the sum %s is negative", cr.Letters)
		case cr.Letters > 0 && !priced:
			f.Add(at, "write letters.prices or letters."+c.Letters.Carrier+".price, from your contract", "a budget needs to know what a letter costs")
		}
	}
}
