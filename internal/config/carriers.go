package config

import (
	"slices"
	"strings"

	"relance/internal/dunning"
	"relance/internal/money"
)

// Carrier is a carrier of letters that can be configured. The list of them is
// Carriers: whoever asks for a name asks it.
type Carrier struct {
	Name       string
	Electronic bool // of electronic registered letters: letters.electronic, not letters.carrier

	// Contract is the price of a registered letter by one's own contract; nil
	// where there is no such contract, because a price list is public.
	Contract func(Letters) money.Cents

	check   func(Config, *dunning.Faults)
	secrets func(Config) []secret // that it asks for
}

// NoCarrier as letters.carrier says that nobody posts on paper.
const NoCarrier = "none"

// Folder, Maileva, MerciFacteur and AR24 by name.
const (
	FolderCarrier  = "folder" // a person posts what lies there
	MailevaCarrier = "maileva"
	MerciCarrier   = "mercifacteur"
	AR24Carrier    = "ar24"
)

// Carriers lists the carriers that can be configured.
func Carriers() []Carrier {
	return []Carrier{
		{Name: FolderCarrier},
		{Name: MailevaCarrier, Contract: func(l Letters) money.Cents { return l.Maileva.Price }, check: Config.checkMaileva, secrets: Config.mailevaSecrets},
		{Name: MerciCarrier, Contract: func(l Letters) money.Cents { return l.Merci.Price }, check: Config.checkMerciFacteur, secrets: Config.merciSecrets},
		{Name: AR24Carrier, Electronic: true, Contract: func(l Letters) money.Cents { return l.AR24.Price }, check: Config.checkAR24, secrets: Config.ar24Secrets},
	}
}

// CarrierOf gives a carrier by its name.
func CarrierOf(name string) (Carrier, bool) {
	all := Carriers()
	i := slices.IndexFunc(all, func(k Carrier) bool { return k.Name == name })
	if i < 0 {
		return Carrier{}, false
	}
	return all[i], true
}

// InUse lists the carriers that new letters go to.
func (l Letters) InUse() (out []Carrier) {
	for _, k := range Carriers() {
		if k.Name == l.Carrier && !k.Electronic || k.Name == l.Electronic && k.Electronic {
			out = append(out, k)
		}
	}
	return out
}

// carrierNames lists the carriers of a kind in words: "folder, maileva or
// mercifacteur".
func carrierNames(electronic bool) string {
	var names []string
	for _, k := range Carriers() {
		if k.Electronic == electronic {
			names = append(names, k.Name)
		}
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
